"""Text folded for finding, never for showing: words and marks, each with its place in the text.

Case, the kinds of quotation marks, dashes and ellipses, space, emphasis signs and joiners that
nobody sees do not count; every other sign does, accents and full stops among them. At a quote's
ends marks do not either, but that a question stays one. What makes a number another one, a minus,
a "~" or "≥", a currency, a per cent or an inch sign, is never cut off it.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from embeddings.lexical.terms import UNSEEN_JOINERS as _UNSEEN
from embeddings.lexical.terms import UNSPACED_SIGNS as _UNSPACED

ELLIPSIS = "…"
DASH = "-"
MINUS = "−"
"""Before a sum of money; before bare digits it is a part of the number."""

_QUOTES = "\"'“”„‟«»‹›‘’‚‛′″「」『』〝〞〟＂＇❝❞❛❜"
_HYPHENS = "-‐‑"
_DASHES = "\\-‐‑‒–—―−⸺⸻﹘﹣－"
_ACCENTS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963"
    "\u0966-\u0dff\u0e31-\u0e4e"  # and the vowel signs of scripts that write them beside a letter
)
_OPENS = rf"(?<![^\s({_QUOTES}\[])"
_SPACED = rf"(?![{_UNSPACED}])[^\W_]"
_LETTER = rf"(?:{_SPACED}|[{_ACCENTS}{_UNSEEN}])"
_WORD = (
    rf"[{_UNSPACED}][{_ACCENTS}{_UNSEEN}\u3099\u309a]*|"
    rf"(?:{_OPENS}[{_DASHES}](?=\d))?"  # a minus sign belongs to its number
    rf"{_SPACED}{_LETTER}*(?:(?:['’‘ʼ＇](?=[^\W_])|(?<=\d)[.,:](?=\d)){_LETTER}+)*"
)
_DOTS = r"(?:…|\.[^\S\n]?\.[^\S\n]?\.)(?:[^\S\n]?\.)*"
_MONEY = "$€£¥₹₽₩¢"
_BOUNDS = "±≥≤≈<"  # a space may stand between them and their number
_PRIMES = "′″‵"
_LESS = r"‹(?=\d)(?![^›\n]*›)"  # written for "<"; where it is closed it quotes
_TOKEN = re.compile(
    rf"(?P<word>{_WORD})|(?P<minus>{_OPENS}[{_DASHES}](?=[{_MONEY}]\d))"
    rf"|(?P<about>(?<!~)~(?=[{_MONEY}]?\d)|(?<=\d)[{_PRIMES}]|{_LESS})"
    rf"|(?P<dots>[\[(]\s*{_DOTS}\s*[\])]|{_DOTS})|(?P<dash>[{_DASHES}]+)"
    rf"|(?P<mark>[^\s{_QUOTES}{_UNSEEN}*_~`|\\])"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ＇", "'"))
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
)
_MINUS = re.compile(rf"^[{_DASHES}]")
_UNSEEN_SIGNS = re.compile(f"[{_UNSEEN}]")
_KEPT_AT_THE_ENDS = "%‰#@&§/‹" + _PRIMES + MINUS
_BETWEEN = "\x1f"
_HERE = "\0"
_GAPS = "\u00a0\u2009\u202f"  # between the thousands of a number
_CUT = re.compile(
    "|".join(
        [
            rf"[^\W_][{_HYPHENS}]{_HERE}[^\W_]|[^\W_]{_HERE}[{_HYPHENS}][^\W_]",
            rf"(?:~|{_OPENS}[{_DASHES}]){_HERE}[{_MONEY}]\d|[~{_MONEY}]{_HERE}\d",
            rf"[{_BOUNDS}>+]{_HERE}[{_MONEY}]?\d|[{_BOUNDS}][^\S\n]{_HERE}[{_MONEY}]?\d",
            rf"\d{_HERE}(?:[{_MONEY}](?!\d)|[{_PRIMES}])",
            rf"\d{_HERE}[^\S\n]?[%‰]|\d[^\S\n]{_HERE}[%‰]",
            rf"\d{_HERE}[{_GAPS}]\d{{3}}(?!\d)|\d[{_GAPS}]{_HERE}\d{{3}}(?!\d)",
        ]
    )
)
_CUT_REACH = 5
_ASKING = "?？؟‽"
_CLOSING = f"{_ASKING}.!。．！۔।"
_BEHIND_WORDS = re.compile(rf"(?:[^\S\n]|[{_CLOSING}…{_QUOTES}{_UNSEEN}*_~`|)\]}}])*")
_ELLIPSES = re.compile(_DOTS)
_LESS_SIGN = re.compile(_LESS)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's tokens: what each folds to, where it stands, and whether it is a word."""

    text: str
    tokens: Sequence[str]
    spans: Sequence[tuple[int, int]]
    wordy: Sequence[bool]

    def __len__(self) -> int:
        return len(self.tokens)

    def words(self) -> list[str]:
        """Return the tokens that are words."""
        return [token for token, word in zip(self.tokens, self.wordy, strict=True) if word]

    def part(self, first: int, last: int) -> "Folded":
        """Return tokens `first` to before `last` as a folded text of their own."""
        cut = slice(first, last)
        return Folded(self.text, self.tokens[cut], self.spans[cut], self.wordy[cut])

    def between(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the first token and of the one after the last in a span."""
        first = bisect_left(self.spans, start, key=lambda span: span[0])
        return first, bisect_right(self.spans, end, key=lambda span: span[1])

    def spaced(self, number: int) -> bool:
        """Say whether space stands before a token."""
        before = self.spans[number - 1][1] if number else 0
        return any(sign.isspace() for sign in self.text[before : self.spans[number][0]])


def fold(text: str) -> Folded:
    """Return `text` folded."""
    tokens, spans, wordy = [], [], []
    for match in _TOKEN.finditer(text):
        tokens.append(_folded(match))
        spans.append(match.span())
        wordy.append(match.lastgroup == "word")
    return Folded(text, tokens, spans, wordy)


def _folded(match: re.Match[str]) -> str:
    if match.lastgroup == "word":
        return _folded_word(match[0])
    if match.lastgroup in ("mark", "about"):
        return match[0]
    if match.lastgroup == "minus":
        return MINUS
    return ELLIPSIS if match.lastgroup == "dots" else DASH


@lru_cache(maxsize=65536)
def _folded_word(word: str) -> str:
    if word.isascii():
        return word.casefold()
    seen = _UNSEEN_SIGNS.sub("", word)
    composed = unicodedata.normalize("NFC", seen).casefold().translate(_APOSTROPHES)
    return unicodedata.normalize("NFC", _MINUS.sub(DASH, composed))


@lru_cache(maxsize=65536)
def without_accents(token: str) -> str:
    """Return a token as it is written by somebody whose keyboard has no accents."""
    if token.isascii():
        return token
    decomposed = "".join(map(_decomposed, token.translate(_STROKES)))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)) or token


def _decomposed(sign: str) -> str:
    """Return a letter and its accents; a power or a fraction stays, it is another number."""
    kind = unicodedata.decomposition(sign).partition(" ")[0]
    is_number = kind in ("<super>", "<sub>", "<fraction>")
    return sign if is_number else unicodedata.normalize("NFKD", sign)


def trimmed(folded: Folded) -> Folded:
    """Return `folded` without the marks at its ends; signs of money and shares stay."""
    kept = [number for number in range(len(folded)) if _counts_at_an_end(folded, number)]
    return folded.part(kept[0], kept[-1] + 1) if kept else folded.part(0, 0)


def _counts_at_an_end(folded: Folded, number: int) -> bool:
    token = folded.tokens[number]
    if folded.wordy[number] or token in _KEPT_AT_THE_ENDS:
        return True
    return token != ELLIPSIS and unicodedata.category(token[0]).startswith("S")


def places(folded: Folded, quote: Folded) -> Iterator[tuple[int, int]]:
    """Yield the spans of the text where the quote's tokens stand in a row, whole words each.

    Words that the text asks and the quote states, or the other way round, are in no such place.
    """
    every = _BETWEEN + _BETWEEN.join(folded.tokens) + _BETWEEN
    sought = _BETWEEN + _BETWEEN.join(quote.tokens) + _BETWEEN
    number, counted = 0, 0
    found = every.find(sought)
    while found >= 0:
        number += every.count(_BETWEEN, counted, found)
        counted = found
        start, end = folded.spans[number][0], folded.spans[number + len(quote) - 1][1]
        cut = cuts_word(folded.text, start) or cuts_word(folded.text, end)
        if not cut and not turned_marks(folded.text, end, quote):
            yield start, end
        found = every.find(sought, found + 1)


def turned_marks(text: str, end: int, quote: Folded) -> tuple[Span, Span] | None:
    """Return the marks that make a question of a statement, or a statement of a question.

    The first span is of those behind `end` in `text`, the second of those behind `quote` in its
    own text. None where both ask, where neither does, or where one of the two is not closed: a
    comma or an ellipsis leaves open how the sentence ends.
    """
    theirs = _closing_marks(text, end)
    ours = _closing_marks(quote.text, quote.spans[-1][1])
    if theirs and ours and _asks(text, theirs) != _asks(quote.text, ours):
        return theirs, ours
    return None


def _closing_marks(text: str, offset: int) -> Span | None:
    """Return the span of the marks that close a sentence whose words end at `offset`.

    They stand within its quotation marks and brackets, or behind them.
    """
    behind = _BEHIND_WORDS.match(text, offset)
    run = _ELLIPSES.sub(lambda dots: " " * len(dots[0]), behind[0]) if behind else ""
    marks = [number for number, sign in enumerate(run) if sign in _CLOSING]
    return (offset + marks[0], offset + marks[-1] + 1) if marks else None


def _asks(text: str, marks: Span) -> bool:
    return any(sign in _ASKING for sign in text[slice(*marks)])


def cuts_word(text: str, offset: int) -> bool:
    """Say whether cutting at `offset` takes a part off a word or a number.

    "profit" out of "non-profit" is another word, and so are "5" out of "$5", "5%" or "5\u00a0000".
    """
    if offset and _LESS_SIGN.match(text, offset - 1):
        return True
    before, after = text[max(0, offset - _CUT_REACH) : offset], text[offset : offset + _CUT_REACH]
    return bool(_CUT.search(f"{before}{_HERE}{after}"))
