"""Where an article quotes somebody: spans between an opening and its closing quotation mark.

Curly and angle marks are closed by their own closing mark, straight ones paired, all of them
within their paragraph. A quotation that is left open there runs to the paragraph's end, and on
into the next paragraph where that begins with the same mark: so papers print a long statement.
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
_STRAIGHT_OPENING = re.compile(r'(?<![^\s(\[{])"(?=\S)')
_PARAGRAPH = re.compile(r"\S.*(?:\n[^\S\n]*\S.*)*")

Span = tuple[int, int]


def quotations(text: str) -> list[Span]:
    """Return the spans of `text`, marks included, that are quotations, in order."""
    return list(_quotations(text))


@lru_cache(maxsize=128)  # an answer asks for the same articles' again and again
def _quotations(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    left_open: dict[str, int] = {}  # mark to where it stands
    left_until = 0
    for paragraph in _PARAGRAPH.finditer(text):
        start, end = paragraph.start(), paragraph.start() + len(paragraph[0].rstrip())
        begun = left_open.pop(text[start], None) if _looks_opening(text, start) else None
        spans += [(mark, left_until) for mark in left_open.values()]
        opening = {start: begun} if begun is not None else {}
        closed, opened = _marked(text, start, end)
        spans += [(opening.get(first, first), last) for first, last in closed]
        left_open = {text[mark]: opening.get(mark, mark) for mark in opened}
        left_until = end
    spans += [(mark, left_until) for mark in left_open.values()]
    return tuple(sorted(spans))


def _marked(text: str, start: int, end: int) -> tuple[list[Span], list[int]]:
    """Return a paragraph's closed spans, and the marks that stay open at its end."""
    closed, opened = _paired(text, start, end)
    closed_straight, opened_straight = _straight(text, start, end)
    return closed + closed_straight, opened + opened_straight


def _paired(text: str, start: int, end: int) -> tuple[list[Span], list[int]]:
    spans: list[Span] = []
    opened: tuple[int, str] | None = None
    for mark in _MARKS.finditer(text, start, end):
        if opened and mark[0] in opened[1]:
            spans.append((opened[0], mark.end()))
            opened = None
        elif not opened and mark[0] in _CLOSING:
            opened = (mark.start(), _CLOSING[mark[0]])
    return spans, [opened[0]] if opened else []


def _straight(text: str, start: int, end: int) -> tuple[list[Span], list[int]]:
    """Pair the marks; of an odd number the last that looks opening stays open."""
    marks = [mark.start() for mark in _STRAIGHT.finditer(text, start, end)]
    opened: list[int] = []
    if len(marks) % 2:
        opened = [mark for mark in marks if _looks_opening(text, mark)][-1:]
        if not opened:
            return [], []  # inches and seconds are written so too
        marks.remove(opened[0])
    return [(a, b + 1) for a, b in zip(marks[::2], marks[1::2], strict=True)], opened


def _looks_opening(text: str, offset: int) -> bool:
    """Say whether a mark that may open a quotation stands there and looks like it."""
    return text[offset] in _CLOSING or bool(_STRAIGHT_OPENING.match(text, offset))


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
