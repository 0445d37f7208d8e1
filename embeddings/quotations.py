"""Where an article quotes somebody: spans between an opening and its closing quotation mark.

Straight marks are paired within their paragraph and only where their number is even; curly and
angle marks by their own closing mark. A mark that is never closed opens nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from embeddings.schema import Sentence

_CLOSING = {"“": "”", "„": "“”", "«": "»", "「": "」"}
_MARKS = re.compile("[“”„«»「」]")
_STRAIGHT = re.compile('"')
_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n")

Span = tuple[int, int]


def quotations(text: str) -> list[Span]:
    """Return the spans of `text`, marks included, that are quotations, in order."""
    return list(_quotations(text))


@lru_cache(maxsize=128)  # an answer asks for the same articles' again and again
def _quotations(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    start = 0
    for gap in [*_PARAGRAPH_BREAK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        spans += _paired(text, start, end) + _straight(text, start, end)
        start = gap.end() if gap else end
    return tuple(sorted(spans))


def _paired(text: str, start: int, end: int) -> list[Span]:
    spans: list[Span] = []
    opened: tuple[int, str] | None = None
    for mark in _MARKS.finditer(text, start, end):
        if opened and mark[0] in opened[1]:
            spans.append((opened[0], mark.end()))
            opened = None
        elif not opened and mark[0] in _CLOSING:
            opened = (mark.start(), _CLOSING[mark[0]])
    return spans


def _straight(text: str, start: int, end: int) -> list[Span]:
    marks = [mark.start() for mark in _STRAIGHT.finditer(text, start, end)]
    if len(marks) % 2:
        return []
    return [(a, b + 1) for a, b in zip(marks[::2], marks[1::2], strict=True)]


def splits_quotation(spans: Sequence[Span], offset: int) -> bool:
    """Say whether cutting at `offset` would cut one of `spans` in two."""
    return any(start < offset < end for start, end in spans)


def _furthest_ends(spans: Sequence[Span]) -> list[int]:
    """Return for each of `spans`, in order, how far it or one before it reaches."""
    return list(accumulate((end for _, end in spans), max))


def join_across(sentences: list[Sentence], spans: Sequence[Span]) -> list[Sentence]:
    """Return `sentences` with those joined that a quotation in `spans` runs across."""
    joined: list[Sentence] = []
    starts = [start for start, _ in spans]
    reached = _furthest_ends(spans)
    for sentence in sentences:
        before = bisect_left(starts, sentence.start)
        if joined and before and reached[before - 1] > sentence.start:
            joined[-1] = Sentence(joined[-1].start, sentence.end, joined[-1].paragraph)
        else:
            joined.append(sentence)
    return joined
