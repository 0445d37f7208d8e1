"""Where an article quotes somebody: spans between an opening and its closing quotation mark.

Curly and angle marks are closed by their own closing mark, straight ones paired, all of them
within their paragraph. A quotation that is left open there runs to the paragraph's end, and on
into the next paragraph where that begins with the same mark: so papers print a long statement.

Marks that one language opens with and another closes with (»so« and «so», ”so”, ‘so’ beside an
apostrophe) open only where they look like it, and hold nothing that they do not close.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from embeddings.schema import Sentence
from embeddings.text.paragraphs import paragraphs

_CLOSING = {"“": "”", "„": "“”", "«": "»", "「": "」", "『": "』"}
_CLOSING_IF_OPENING = {"»": "«»", "”": "”", "‹": "›", "›": "‹", "‚": "‘", "״": "״"}
_PAIRS = _CLOSING | _CLOSING_IF_OPENING
_MARKS = re.compile("[“”„«»「」『』‹›‚‘״]")
_LOOKS_OPENING = re.compile(r"(?<![^\s(\[{—–-])[»”‹›‚״](?=\w|[¿¡…])")
_STRAIGHT = re.compile(r'(?<![א-ת])"|"(?![א-ת](?![א-ת]))')
"""A mark before the last letter of a Hebrew word makes it an abbreviation."""
_STRAIGHT_OPENING = re.compile(r'(?<![^\s(\[{])"(?=\S)')
_SINGLE = re.compile(
    r"""(?P<opening>(?<![^\s(\[{—–"“])(?:‘|'(?!\d|(?:twas|tis|em|cause|til|n)\b))(?=[\w"“…]))"""
    r"""|(?P<closing>(?<=\S)[’'](?!\w))""",
    re.IGNORECASE,
)
_SPOKEN = ".,!?…—–"
"""What stands before the mark that closes a statement, and before no apostrophe."""

Span = tuple[int, int]


def quotations(text: str) -> list[Span]:
    """Return the spans of `text`, marks included, that are quotations, in order."""
    return list(_quotations(text))


@lru_cache(maxsize=128)  # an answer asks for the same articles' again and again
def _quotations(text: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    left_open: dict[str, int] = {}  # mark to where it stands
    left_until = 0
    for start, end in paragraphs(text):
        begun = left_open.pop(text[start], None) if _looks_opening(text, start) else None
        spans += _held(left_open, left_until)
        opening = {start: begun} if begun is not None else {}
        closed, opened = _marked(text, start, end)
        spans += [(opening.get(first, first), last) for first, last in closed]
        left_open = {text[mark]: opening.get(mark, mark) for mark in opened}
        left_until = end
    spans += _held(left_open, left_until)
    return tuple(sorted(spans))


def _held(left_open: Mapping[str, int], end: int) -> list[Span]:
    """Return the spans of marks that nothing closed, but for those that may be something else."""
    return [(mark, end) for sign, mark in left_open.items() if sign in _CLOSING or sign == '"']


def _marked(text: str, start: int, end: int) -> tuple[list[Span], list[int]]:
    """Return a paragraph's closed spans, and the marks that stay open at its end."""
    closed, opened = _paired(text, start, end)
    closed_straight, opened_straight = _straight(text, start, end)
    double = sorted(closed + closed_straight)
    closed_single, opened_single = _single(text, start, end, double)
    return double + closed_single, opened + opened_straight + opened_single


def _paired(text: str, start: int, end: int) -> tuple[list[Span], list[int]]:
    spans: list[Span] = []
    opened: tuple[int, str] | None = None
    for mark in _MARKS.finditer(text, start, end):
        sign, offset = mark[0], mark.start()
        if opened and sign in opened[1]:
            spans.append((opened[0], mark.end()))
            opened = None
        elif sign in _PAIRS and _may_open(text, offset) and not opened:
            opened = (offset, _PAIRS[sign])
    return spans, [opened[0]] if opened else []


def _may_open(text: str, offset: int) -> bool:
    return text[offset] in _CLOSING or _LOOKS_OPENING.match(text, offset) is not None


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


def _single(
    text: str, start: int, end: int, double: Sequence[Span]
) -> tuple[list[Span], list[int]]:
    """Pair single marks that stand in no other quotation; apostrophes are written like them.

    Of those that may close, before the next one that opens, the last that a statement's end
    stands before does, else the first.
    """
    marks = [m for m in _SINGLE.finditer(text, start, end) if not _is_within(m.start(), double)]
    openings = [number for number, mark in enumerate(marks) if mark["opening"]]
    spans: list[Span] = []
    for number, after in pairwise([*openings, len(marks)]):
        ends = [mark.end() for mark in marks[number + 1 : after]]
        spoken = [last for last in ends if text[last - 2] in _SPOKEN]
        if ends:
            spans.append((marks[number].start(), spoken[-1] if spoken else ends[0]))
    unclosed = bool(openings) and openings[-1] == len(marks) - 1
    return spans, [marks[-1].start()] if unclosed else []


def _is_within(offset: int, spans: Sequence[Span]) -> bool:
    """Say whether `offset` lies inside one of `spans`, which are in order."""
    place = bisect_left(spans, (offset, offset))
    return place > 0 and offset < spans[place - 1][1]


def _looks_opening(text: str, offset: int) -> bool:
    """Say whether a mark that may open a quotation stands there and looks like it."""
    if text[offset] in _CLOSING or _LOOKS_OPENING.match(text, offset):
        return True
    single = _SINGLE.match(text, offset)
    return bool(single and single["opening"]) or bool(_STRAIGHT_OPENING.match(text, offset))


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
