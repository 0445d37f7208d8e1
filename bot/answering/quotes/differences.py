"""How a quote differs from what was printed: a word-by-word alignment, as typed spans.

The alignment is the cheapest one of the whole quote with any part of the text: Sellers, "The
Theory and Computation of Evolutionary Distances", 1980, with scores in place of costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, takewhile

import numpy as np
from numpy.typing import NDArray

from bot.answering.quotes.folding import ELLIPSIS, Folded, without_accents

# What a pair of tokens adds to the score; words speak for a place, marks only decide between two.
_SAME_WORD, _OTHER_WORD = 200, -120
_SAME_MARK, _OTHER_MARK = 20, -20
_WORD_FOR_MARK = -400
# What a token that stands on one side alone takes away.
_ADDED_WORD, _ADDED_MARK = 100, 20
_MISSING_WORD, _MISSING_MARK = 60, 10
_MISSING_BY_ELLIPSIS = 0.05
"""The share of that where an ellipsis says that something was left out."""

_CHANGED_AT_AN_END = 2

Numbers = NDArray[np.int32]


class Change(StrEnum):
    """What became of printed words in a quote; the values are part of the JSON contract."""

    KEPT = "kept"
    MISSING = "missing"
    SHORTENED = "shortened"
    """Left out, and an ellipsis says so."""
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that follow each other, with the same thing done to them.

    `printed` is what the text has, `pasted` what the quote has, each empty where it has nothing;
    `start` and `end` are the span of `printed`. `spaced` says whether space stands before.
    """

    change: Change
    start: int
    end: int
    printed: str
    pasted: str
    spaced: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """A token of the quote, of the text, or one of each; `kept` where they are the same."""

    quote: int | None
    printed: int | None
    kept: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best place of a quote in a text, and how the two differ there.

    `start` and `end` are its span. `kept` numbers the quote's tokens that are words and stand
    there too, accents aside; `missing` counts printed words that no ellipsis accounts for.
    """

    score: int
    start: int
    end: int
    kept: Sequence[int]
    missing: int
    differences: Sequence[Difference]


def align(quote: Folded, printed: Folded) -> Alignment | None:
    """Return the best alignment of all of `quote` with a part of `printed`; None if none is."""
    if not len(quote) or not len(printed):
        return None
    pairs, added = _pair_scores(quote, printed), _added(quote)
    scores = _scores(quote, printed, pairs, added)
    steps = _with_changed_ends(_trace(quote, printed, scores, pairs, added), quote, printed)
    held = [step.printed for step in steps if step.printed is not None]
    if not held:
        return None
    differences = _differences(steps, quote, printed)
    return Alignment(
        score=int(scores[-1].max()),
        start=printed.spans[held[0]][0],
        end=printed.spans[held[-1]][1],
        kept=_kept_words(steps, quote, printed),
        missing=_missing_words(steps, quote, printed),
        differences=differences,
    )


def _scores(quote: Folded, printed: Folded, pairs: Numbers, added: Sequence[int]) -> Numbers:
    """Return the best score of each beginning of the quote that ends at each printed token."""
    scores = np.zeros((len(quote) + 1, len(printed) + 1), dtype=np.int32)
    for row in range(1, len(quote) + 1):
        reached = scores[row - 1] - added[row - 1]
        reached[1:] = np.maximum(reached[1:], scores[row - 1, :-1] + pairs[row - 1])
        left_out = _left_out(quote.tokens[row - 1], printed)
        scores[row] = np.maximum.accumulate(reached + left_out) - left_out
    return scores


def _pair_scores(quote: Folded, printed: Folded) -> Numbers:
    names: dict[str, int] = {}
    ours, theirs = (
        np.array([names.setdefault(without_accents(token), len(names)) for token in one.tokens])
        for one in (quote, printed)
    )
    same = ours[:, None] == theirs[None, :]
    word, mark = np.array(quote.wordy)[:, None], ~np.array(quote.wordy)[:, None]
    other_word, other_mark = np.array(printed.wordy)[None, :], ~np.array(printed.wordy)[None, :]
    words = np.where(same, _SAME_WORD, _OTHER_WORD)
    marks = np.where(same, _SAME_MARK, _OTHER_MARK)
    ellipses = np.array([token == ELLIPSIS for token in quote.tokens])[:, None] & ~same
    found = np.where(word & other_word, words, np.where(mark & other_mark, marks, _WORD_FOR_MARK))
    return np.where(ellipses, _WORD_FOR_MARK, found).astype(np.int32)


def _added(quote: Folded) -> list[int]:
    return [
        _ADDED_WORD if word else 0 if token == ELLIPSIS else _ADDED_MARK
        for token, word in zip(quote.tokens, quote.wordy, strict=True)
    ]


def _left_out(token: str, printed: Folded) -> Numbers:
    """Return what leaving out all printed tokens up to each one takes away after `token`."""
    costs = np.where(np.array(printed.wordy), _MISSING_WORD, _MISSING_MARK)
    if token == ELLIPSIS:
        costs = np.maximum(1, costs * _MISSING_BY_ELLIPSIS)
    return np.concatenate([[0], np.cumsum(costs.astype(np.int32))])


def _trace(
    quote: Folded, printed: Folded, scores: Numbers, pairs: Numbers, added: Sequence[int]
) -> list[_Step]:
    """Return the steps of the best alignment, in order."""
    row, column = len(quote), int(scores[-1].argmax())
    steps = []
    while row:
        here = scores[row, column]
        if column and here == scores[row - 1, column - 1] + pairs[row - 1, column - 1]:
            row, column = row - 1, column - 1
            kept = quote.tokens[row] == printed.tokens[column]
            steps.append(_Step(row, column, kept))
        elif here == scores[row - 1, column] - added[row - 1]:
            row -= 1
            steps.append(_Step(row, None, kept=False))
        else:
            column -= 1
            steps.append(_Step(None, column, kept=False))
    return steps[::-1]


def _with_changed_ends(steps: Sequence[_Step], quote: Folded, printed: Folded) -> list[_Step]:
    """Return `steps` with a word or two added at an end set against what is printed there.

    Otherwise a changed last word would look like an added one.
    """
    turned = _with_changed_end(steps[::-1], quote, printed, -1)
    return _with_changed_end(turned[::-1], quote, printed, 1)


def _with_changed_end(
    steps: Sequence[_Step], quote: Folded, printed: Folded, direction: int
) -> list[_Step]:
    added = list(takewhile(lambda step: step.printed is None, reversed(steps)))[::-1]
    inner = list(steps[: len(steps) - len(added)])
    edge = inner[-1].printed if inner else None
    if edge is None or not printed.wordy[edge] or not 0 < len(added) <= _CHANGED_AT_AN_END:
        return list(steps)
    places = [edge + direction * (number + 1) for number in range(len(added))]
    ours = [quote.wordy[step.quote] for step in added if step.quote is not None]
    theirs = [0 <= place < len(printed) and printed.wordy[place] for place in places]
    if not all(ours) or not all(theirs):
        return list(steps)
    changed = zip(added, places, strict=True)
    return [*inner, *(_Step(step.quote, place, kept=False) for step, place in changed)]


def _kept_words(steps: Sequence[_Step], quote: Folded, printed: Folded) -> list[int]:
    """Return which of the quote's tokens are words that are printed too, accents aside."""
    return [
        step.quote
        for step in steps
        if step.quote is not None and step.printed is not None and quote.wordy[step.quote]
        if without_accents(quote.tokens[step.quote])
        == without_accents(printed.tokens[step.printed])
    ]


def _missing_words(steps: Sequence[_Step], quote: Folded, printed: Folded) -> int:
    return sum(
        step.quote is None and step.printed is not None and printed.wordy[step.printed]
        for changed in _runs(steps)
        if not _has_ellipsis(changed, quote)
        for step in changed
    )


def _runs(steps: Sequence[_Step]) -> list[list[_Step]]:
    """Return the steps in runs, kept and not kept by turns."""
    return [list(run) for _, run in groupby(steps, key=lambda step: step.kept)]


def _has_ellipsis(run: Sequence[_Step], quote: Folded) -> bool:
    return any(step.quote is not None and quote.tokens[step.quote] == ELLIPSIS for step in run)


def _differences(steps: Sequence[_Step], quote: Folded, printed: Folded) -> list[Difference]:
    return [_difference(run, quote, printed) for run in _runs(steps)]


def _difference(run: Sequence[_Step], quote: Folded, printed: Folded) -> Difference:
    ours = [step.quote for step in run if step.quote is not None]
    theirs = [step.printed for step in run if step.printed is not None]
    start, end = _span(printed, theirs)
    first, last = _span(quote, ours)
    return Difference(
        change=_change(run, ours, theirs, quote),
        start=start,
        end=end,
        printed=printed.text[start:end],
        pasted=quote.text[first:last],
        spaced=printed.spaced(theirs[0]) if theirs else quote.spaced(ours[0]),
    )


def _span(folded: Folded, numbers: Sequence[int]) -> tuple[int, int]:
    return (folded.spans[numbers[0]][0], folded.spans[numbers[-1]][1]) if numbers else (0, 0)


def _change(
    run: Sequence[_Step], ours: Sequence[int], theirs: Sequence[int], quote: Folded
) -> Change:
    if run[0].kept:
        return Change.KEPT
    if not theirs:
        return Change.ADDED
    if not ours:
        return Change.MISSING
    only_ellipsis = all(quote.tokens[number] == ELLIPSIS for number in ours)
    return Change.SHORTENED if only_ellipsis else Change.CHANGED
