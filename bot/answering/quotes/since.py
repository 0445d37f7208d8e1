"""What became of quoted words in an article that has changed since: there still, changed or gone.

Whole sentences are compared: words that stand in another sentence now may say something else.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice, takewhile

import numpy as np

from bot.answering.quotes.differences import Alignment, Change, Difference, align
from bot.answering.quotes.folding import Folded, fold
from bot.answering.quotes.near import MIN_DENSITY, MIN_NEAR_WORDS
from embeddings.schema import Article, Sentence
from embeddings.segmentation import sentences

MIN_SHARE = 0.5
"""Of the quoted words, and of their letters, that what stands in their place must keep.

Less than a quote of anywhere must: both texts are versions of one article.
"""
MAX_GROWTH = 2
"""How much longer than the quoted sentences those may be that stand between the same others."""
MAX_COMPARED_CHARS = 4000
"""Longer passages find no room in a message; comparing them would take too much memory."""
_NEARBY_CHARS = 200
_MARGIN_TOKENS = 200
_VISIBLE = re.compile(r"\S")

Span = tuple[int, int]
Block = tuple[str, int, int, int, int]
"""What happened to a range of lines, and the range that it became; see `SequenceMatcher`."""


class Fate(StrEnum):
    """What became of quoted words."""

    CURRENT = "current"
    """The article has not changed."""
    UNCHANGED = "unchanged"
    """It has, but for their sentences."""
    CHANGED = "changed"
    DROPPED = "dropped"
    """They do not stand there, nor anything that is known to be in their place."""
    REMOVED = "removed"
    """The article is not in the coverage any more."""


@dataclass(frozen=True, slots=True)
class Since:
    """What an article says today of words quoted from one of its versions.

    `passage` is the span of the whole sentences that hold them there. `now` is, in the current
    version, their own span where these are unchanged, and that of the sentences in their place
    where they are changed. Of the `differences`, `printed` is what stands there now, `pasted` what
    was quoted.
    """

    fate: Fate
    passage: Span
    now: Span | None = None
    differences: Sequence[Difference] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A version's text with its sentences."""

    text: str
    sentences: Sequence[Sentence]

    @classmethod
    def of(cls, article: Article) -> "_Text":
        bare = Article(id="", text=article.text, title="")  # with the headline, for it is quoted
        return cls(article.text, sentences(bare))

    def whole(self, start: int, end: int) -> Span:
        """Return the span of the whole sentences that a span reaches into."""
        inside = [item for item in self.sentences if item.start < end and item.end > start]
        return (
            min([start, *(item.start for item in inside)]),
            max([end, *(item.end for item in inside)]),
        )

    def lines(self) -> list[str]:
        """Return the sentences, each on one line."""
        return [" ".join(self.text[one.start : one.end].split()) for one in self.sentences]

    def ahead_of(self, span: Span) -> str:
        """Return the characters before a span, the nearest first."""
        return self.text[max(0, span[0] - _NEARBY_CHARS) : span[0]][::-1]

    def behind(self, span: Span) -> str:
        """Return the characters after a span."""
        return self.text[span[1] : span[1] + _NEARBY_CHARS]


def since(quoted: Article, start: int, end: int, current: Article | None) -> Since:
    """Return what became of a span of `quoted`; `current` is what its article is today, if it is.

    Words are unchanged where their sentences stand in the text word for word and sign for sign,
    wherever that is and however the lines run.
    """
    before = _Text.of(quoted)
    passage = before.whole(start, end)
    if current is None:
        return Since(Fate.REMOVED, passage)
    if current.version == quoted.version:
        return Since(Fate.CURRENT, passage, (start, end))
    after = _Text.of(current)
    same = _unchanged(before, passage, after)
    if same:
        words = _within(before.text[passage[0] : start], before.text[start:end], after.text, same)
        return Since(Fate.UNCHANGED, passage, words)
    changed = _counterpart(before, passage, after)
    if changed is None:
        return Since(Fate.DROPPED, passage)
    return Since(Fate.CHANGED, passage, changed, _compared(before, passage, after, changed))


def _unchanged(before: _Text, passage: Span, after: _Text) -> Span | None:
    """Return where the same sentences stand; of several places the one most like theirs."""
    words = before.text[slice(*passage)].split()
    if not words:
        return None
    same = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    spans = [match.span() for match in same.finditer(after.text)]
    whole = [span for span in spans if after.whole(*span) == span]
    return max(whole, key=lambda span: _likeness(before, passage, after, span), default=None)


def _likeness(before: _Text, passage: Span, after: _Text, span: Span) -> int:
    """Return how many characters on both sides of two places are the same."""
    sides = (
        zip(before.ahead_of(passage), after.ahead_of(span), strict=False),
        zip(before.behind(passage), after.behind(span), strict=False),
    )
    return sum(1 for side in sides for _ in takewhile(lambda pair: pair[0] == pair[1], side))


def _within(lead: str, words: str, text: str, place: Span) -> Span:
    """Return the span of `words`, which follow `lead` in a passage whose like stands at `place`.

    Space may differ there, so that visible signs are counted.
    """
    passed, count = len(_VISIBLE.findall(lead)), len(_VISIBLE.findall(words))
    if not count:
        return place
    signs = _VISIBLE.finditer(text, *place)
    found = list(islice(signs, passed, passed + count))
    return found[0].start(), found[-1].end()


def _counterpart(before: _Text, passage: Span, after: _Text) -> Span | None:
    """Return the sentences in the place of the passage's, or those anywhere that are like them."""
    if passage[1] - passage[0] > MAX_COMPARED_CHARS:
        return None
    quote = _folded(before.text, passage)
    place = _in_place(before, passage, after)
    if place and _near(quote, _folded(after.text, place)):
        return place
    moved = _near(quote, _likeliest(quote, fold(after.text)))
    return after.whole(moved.start, moved.end) if moved else place


def _near(quote: Folded, printed: Folded) -> Alignment | None:
    """Return how the quote lies in a text that keeps most of its words, in their order."""
    alignment = align(quote, printed)
    return alignment if alignment and _is_near(alignment, quote) else None


def _folded(text: str, span: Span) -> Folded:
    folded = fold(text)
    return folded.part(*folded.between(*span))


def _likeliest(quote: Folded, printed: Folded) -> Folded:
    """Return the stretch of a long text that has most of the quote's words, rare ones first."""
    width = 2 * (len(quote) + _MARGIN_TOKENS)
    if len(printed) <= width:
        return printed
    wanted, times = set(quote.words()), Counter(printed.tokens)
    weights = [1 / times[token] if token in wanted else 0 for token in printed.tokens]
    reached = np.concatenate([[0], np.cumsum(weights)])
    first = int((reached[width:] - reached[:-width]).argmax())
    return printed.part(first, first + width)


def _is_near(alignment: Alignment, quote: Folded) -> bool:
    kept, words = [quote.tokens[number] for number in alignment.kept], quote.words()
    return (
        len(kept) >= MIN_NEAR_WORDS
        and len(kept) >= MIN_SHARE * len(words)
        and len("".join(kept)) >= MIN_SHARE * len("".join(words))
        and len(kept) >= MIN_DENSITY * (len(kept) + alignment.missing)
    )


def _in_place(before: _Text, passage: Span, after: _Text) -> Span | None:
    """Return the sentences that stand where the quoted ones stood, between the same others."""
    inside = [
        number
        for number, one in enumerate(before.sentences)
        if passage[0] <= one.start and one.end <= passage[1]
    ]
    if not inside:
        return None
    blocks = SequenceMatcher(None, before.lines(), after.lines(), autojunk=False).get_opcodes()
    lines = _lines_in_place(blocks, inside[0], inside[-1] + 1)
    if lines is None or not any(block[0] == "equal" for block in blocks):
        return None
    span = after.sentences[lines[0]].start, after.sentences[lines[1] - 1].end
    return span if span[1] - span[0] <= MAX_GROWTH * (passage[1] - passage[0]) else None


def _lines_in_place(blocks: Sequence[Block], start: int, end: int) -> Span | None:
    """Return the lines that lines `start` to before `end` became.

    Of a block that was replaced by more or fewer lines a part has no place of its own.
    """
    found: list[Span] = []
    for _, first, last, to, until in blocks:
        left, right = max(first, start), min(last, end)
        if left >= right or to == until:
            continue
        if last - first == until - to:
            found.append((to + left - first, to + right - first))
        elif (left, right) == (first, last):
            found.append((to, until))
        else:
            return None
    return (found[0][0], found[-1][1]) if found else None


def _compared(before: _Text, passage: Span, after: _Text, now: Span) -> list[Difference]:
    """Return how the sentences differ, all of them on both sides."""
    quote, printed = _folded(before.text, passage), _folded(after.text, now)
    alignment = align(quote, printed)
    if alignment is None:
        texts = after.text[slice(*now)], before.text[slice(*passage)]
        return [Difference(Change.CHANGED, *now, *texts, spaced=False)]
    ahead = _only_now(after.text, now[0], alignment.start)
    behind = _only_now(after.text, alignment.end, now[1])
    return [*ahead, *alignment.differences, *behind]


def _only_now(text: str, start: int, end: int) -> list[Difference]:
    """Return what stands beside the alignment, if there is a word in it."""
    part = text[start:end]
    if not any(sign.isalnum() for sign in part):
        return []
    return [Difference(Change.MISSING, start, end, part.strip(), "", spaced=part[0].isspace())]
