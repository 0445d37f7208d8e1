"""Where a text's paragraphs lie: between blank lines, or line by line where it has them so.

Exports often end a paragraph with one line end. Such a line is longer than anybody wraps by hand;
beside one, every line end means something.
"""

import re
from collections.abc import Iterator

from embeddings.text.boilerplate import MAX_HEADING_CHARS, is_boilerplate, is_notice
from embeddings.text.signs import END, UNSEEN

WRAPPED_CHARS = 120
"""Prose that is wrapped by hand has no longer lines."""

_BREAK = re.compile(rf"\n(?:[^\S\n]|[{UNSEEN}])*\n")
_LINE = re.compile(r"\S[^\n]*")
_END = re.compile(END)
_RUNS_ON = re.compile(r"[,–—-]$")
_SIGNS = re.compile(r"[\W_]*")

Span = tuple[int, int]


def paragraphs(text: str, start: int = 0) -> list[Span]:
    """Return the spans of the paragraphs of `text` from `start` on, trimmed."""
    breaks = list(_BREAK.finditer(text, start))
    starts = [start, *(gap.end() for gap in breaks)]
    ends = [*(gap.start() for gap in breaks), len(text)]
    blocks = [_trimmed(text, *span) for span in zip(starts, ends, strict=True)]
    return [span for block in blocks if block[0] < block[1] for span in _parts(text, *block)]


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without the space at its ends."""
    inner = text[start:end]
    return end - len(inner.lstrip()), start + len(inner.rstrip())


def _parts(text: str, start: int, end: int) -> list[Span]:
    """Return the paragraphs of what no blank line parts."""
    lines = [
        (line.start(), line.start() + len(line[0].rstrip()))
        for line in _LINE.finditer(text, start, end)
    ]
    if len(lines) == 1:
        return lines
    longest = max(last - first for first, last in lines)
    if longest > WRAPPED_CHARS:
        return list(_grouped(text, lines))
    return list(_around_furniture(text, lines))


def _grouped(text: str, lines: list[Span]) -> Iterator[Span]:
    """Yield each line, but together those that run on: verse, tables, lists without stops."""
    group: list[str] = []
    start = end = lines[0][0]
    for first, last in lines:
        line = text[first:last]
        if group and not _goes_on(group, line):
            yield start, end
            group, start = [], first
        group.append(line)
        end = last
    yield start, end


def _goes_on(group: list[str], line: str) -> bool:
    """Say whether `line` belongs to the paragraph of the lines above it."""
    above = group[-1]
    if is_boilerplate(above) or is_boilerplate(line) or _END.search(above):
        return False
    if _RUNS_ON.search(above) or line[0].islower():
        return True
    short = max(len(above), len(line)) <= MAX_HEADING_CHARS
    return short and (len(group) > 1 or not _END.search(line))


def _around_furniture(text: str, lines: list[Span]) -> Iterator[Span]:
    """Yield the lines together, but a credit or a share line by itself."""
    start = lines[0][0]
    for number, (first, last) in enumerate(lines):
        if not _stands_alone(text, lines, number):
            continue
        if start < first:
            yield start, lines[number - 1][1]
        yield first, last
        start = lines[number + 1][0] if number + 1 < len(lines) else last
    if start < lines[-1][1]:
        yield start, lines[-1][1]


def _stands_alone(text: str, lines: list[Span], number: int) -> bool:
    """Say whether a line is furniture between two sentences, and no part of wrapped prose."""
    first, last = lines[number]
    line = text[first:last]
    if not is_boilerplate(line) or is_notice(line):
        return False
    above = text[slice(*lines[number - 1])] if number else ""
    below = text[slice(*lines[number + 1])] if number + 1 < len(lines) else ""
    opening = _SIGNS.sub("", below, count=1)[:1]
    ended = not above or bool(_END.search(above)) or is_boilerplate(above)
    return ended and not opening.islower()
