"""An article's text as what speech cues are read from: quotations whole, words, signs, breaks.

A paragraph whose quotation marks do not pair up cleanly gives a `TANGLE`, which no cue survives.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import chain, pairwise

from embeddings.text.paragraphs import paragraphs
from embeddings.text.quotations import quotations

Span = tuple[int, int]

_PAIRS = {"“": "”", "„": "“”", "«": "»", "「": "」", '"': '"'}
_MARK = re.compile('["“”„«»「」]')
_ABBREVIATION = (
    r"(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Cmdr|Adm|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Inc|Corp|"
    r"Ltd|Co)\."
)
_TOKEN = re.compile(
    rf"{_ABBREVIATION}|(?:[^\W\d_]\.)+(?!\w)|\d+(?:[.,:]\d+)*\w*|[^\W_]+(?:[-’'.&][^\W_]+)*|[^\w\s]|_"
)
_SENTENCE_END = ".!?…"


class Kind(Enum):
    """What a token is."""

    QUOTATION = auto()
    WORD = auto()
    SIGN = auto()
    BREAK = auto()
    TANGLE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an article; `text` is its characters, of a quotation those between its marks."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def is_quotation(self) -> bool:
        """Say whether it is somebody's quoted words."""
        return self.kind is Kind.QUOTATION

    @property
    def is_word(self) -> bool:
        """Say whether it is a word or a number."""
        return self.kind is Kind.WORD

    @property
    def is_capitalised(self) -> bool:
        """Say whether it is a word with a capital first."""
        return self.is_word and self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        """Say whether it is a word like "Smith's"."""
        return self.is_word and self.text.endswith(("'s", "’s"))

    @property
    def closes_sentence(self) -> bool:
        """Say whether a new sentence may begin after it."""
        if self.kind is Kind.SIGN:
            return self.text in _SENTENCE_END
        ended = self.is_quotation and self.text.rstrip("'’ ").endswith(tuple(_SENTENCE_END))
        return ended or self.kind in (Kind.BREAK, Kind.TANGLE)


Tokens = Sequence[Token]


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is written as text, for looking one up."""
    return frozenset(words.split())


def tokenise(text: str) -> list[Token]:
    """Return the tokens of `text`, with a break before, between and after its paragraphs."""
    outer = _outermost([span for span in quotations(text) if text[span[0]] in _PAIRS])
    starts = [start for start, _ in outer]
    found = [Token(Kind.BREAK, 0, 0, "")]
    for start, end in _blocks(paragraphs(text), outer, starts):
        inside = outer[bisect_left(starts, start) : bisect_left(starts, end)]
        found += _tangled(text, start, end, inside) or _tokens(text, start, end, inside)
        found.append(Token(Kind.BREAK, end, end, ""))
    return found


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """Return the spans that lie in no other."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept


def _blocks(spans: Sequence[Span], quoted: Sequence[Span], starts: Sequence[int]) -> list[Span]:
    """Return the paragraphs, those as one that a quotation runs across."""
    joined: list[Span] = []
    for start, end in spans:
        before = bisect_left(starts, start)  # the outermost end in the order they start
        if joined and before and quoted[before - 1][1] > start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _tangled(text: str, start: int, end: int, quoted: Sequence[Span]) -> list[Token]:
    """Return one token for all of it where its marks cannot be trusted; nothing if they can."""
    edges = [start, *chain.from_iterable(quoted), end]
    apart = all(before <= after for before, after in pairwise(edges))
    gaps = zip(edges[::2], edges[1::2], strict=True)
    stray = any(_MARK.search(text, first, last) for first, last in gaps)
    if apart and not stray and all(_is_clean(text, *span) for span in quoted):
        return []
    return [Token(Kind.TANGLE, start, end, "")]


def _is_clean(text: str, start: int, end: int) -> bool:
    """Say whether a quotation's marks stand at words' edges, and close what they open."""
    before, after = text[start - 1 : start], text[end : end + 1]
    inner = text[start + 1 : end - 1]
    return (
        text[end - 1] in _PAIRS[text[start]]
        and not (before.isalnum() or after.isalnum())
        and bool(inner.strip())
        and (text[start] in "«„" or inner == inner.strip())
        and text[start] not in inner.replace(f"\n{text[start]}", "")
    )


def _tokens(text: str, start: int, end: int, quoted: Sequence[Span]) -> Iterator[Token]:
    for first, last in quoted:
        yield from _plain(text, start, first)
        yield Token(Kind.QUOTATION, first, last, text[first + 1 : last - 1])
        start = last
    yield from _plain(text, start, end)


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for match in _TOKEN.finditer(text, start, end):
        kind = Kind.WORD if match[0][0].isalnum() else Kind.SIGN
        yield Token(kind, match.start(), match.end(), match[0])
