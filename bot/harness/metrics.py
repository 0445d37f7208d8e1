"""Figures: their names, how each comes from plain numbers, and bounds on them.

A rank is the place, from 1, of the first right article, or None where it was not found.
"""

import math
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import ge, le

from embeddings.errors import InputError


class FigureName(StrEnum):
    """The figures by the names that `--min` and `--max` take."""

    HIT_AT_1 = "hit@1"
    HIT_AT_3 = "hit@3"
    HIT_AT_5 = "hit@5"
    MRR = "mrr"
    WORDS_IN_FIRST = "words_in_first"
    WORDS_IN_ANY = "words_in_any"
    WORDS_IN_MARKED = "words_in_marked"
    REFUSED_RIGHTLY = "refused_rightly"
    REFUSED_WRONGLY = "refused_wrongly"
    AUROC = "auroc"
    SLICES = "slices"
    WITHIN_LIMITS = "within_limits"
    MEDIAN_SECONDS = "median_seconds"
    P95_SECONDS = "p95_seconds"


_PROMISED = (FigureName.SLICES, FigureName.WITHIN_LIMITS)
"""What must hold of every excerpt and every answer."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over `n` cases; None where there are none to take it from."""

    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure, with how many questions of each kind there were."""

    questions: int
    answerable: int
    unanswerable: int
    measured: Mapping[FigureName, Figure]

    def value(self, name: FigureName) -> float | None:
        """Return one figure; None where there was nothing to take it from."""
        return self.measured[name].value


def places(groups: Iterable[Iterable[str]]) -> list[tuple[str, ...]]:
    """Return each id once, at its first, which is its best, place; a group shares one place.

    A group whose ids all have a place already takes none. Empty input gives an empty list.
    """
    placed: set[str] = set()
    found = []
    for group in groups:
        fresh = tuple(item for item in dict.fromkeys(group) if item not in placed)
        placed.update(fresh)
        if fresh:
            found.append(fresh)
    return found


def rank_of_first(ranked: Iterable[Collection[str]], expected: Collection[str]) -> int | None:
    """Return the place, from 1, of the first of `ranked` where something expected stands.

    None where there is none, and so for empty input.
    """
    wanted = frozenset(expected)
    numbered = enumerate(ranked, start=1)
    return next((rank for rank, place in numbered if not wanted.isdisjoint(place)), None)


def hit_at(k: int, ranks: Sequence[int | None]) -> float | None:
    """Return hit@k, 0..1: the share of questions whose first right article is among the best k.

    Empty input gives None.
    """
    return share([rank is not None and rank <= k for rank in ranks])


def mrr(ranks: Sequence[int | None]) -> float | None:
    """Return the mean reciprocal rank, 0..1; a rank of None counts as 0.

    Empty input gives None. Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    return mean([1 / rank if rank else 0.0 for rank in ranks])


def share(facts: Collection[bool]) -> float | None:
    """Return the share of `facts` that are true, 0..1; empty input gives None."""
    return sum(facts) / len(facts) if facts else None


def mean(values: Collection[float]) -> float | None:
    """Return the arithmetic mean, in the range of `values`; empty input gives None."""
    return statistics.fmean(values) if values else None


def median(values: Collection[float]) -> float | None:
    """Return the middle value, or the mean of the two; empty input gives None."""
    return statistics.median(values) if values else None


def percentile(percent: float, values: Collection[float]) -> float | None:
    """Return the smallest value that at least `percent` (above 0, up to 100) % do not exceed.

    This is the nearest-rank percentile, always one of `values`; empty input gives None.
    """
    if not values:
        return None
    rank = math.ceil(percent * len(values) / 100)
    return sorted(values)[rank - 1]


def auroc(positives: Collection[float], negatives: Collection[float]) -> float | None:
    """Return the area under the ROC curve, 0..1; 0.5 is chance; None if either side is empty.

    It is the chance that a positive scores above a negative, ties counting as half: the
    Mann-Whitney U statistic over the number of pairs. Hanley and McNeil, "The Meaning and Use of
    the Area under a Receiver Operating Characteristic (ROC) Curve", 1982.
    """
    if not positives or not negatives:
        return None
    ordered = sorted(negatives)
    doubled = sum(
        bisect_left(ordered, score) + bisect_right(ordered, score) for score in positives
    )
    return doubled / (2 * len(positives) * len(negatives))


def parse_bounds(pairs: Iterable[str]) -> dict[str, float]:
    """Return what `--min` or `--max` was given, such as "hit@1=0.9", as name and number.

    Raises:
        InputError: a pair of another form, an unknown figure, or what is no number.
    """
    return dict(map(_bound, pairs))


def unmet(
    figures: Figures, minimums: Mapping[str, float], maximums: Mapping[str, float]
) -> list[str]:
    """Return a sentence for each figure that is not as good as asked.

    Excerpts that are no slices, or more than their articles allow, always fail. A figure that
    there was nothing to take from is not met.

    Raises:
        InputError: a figure nobody knows.
    """
    low = {figure_name(name): bound for name, bound in minimums.items()}
    high = {figure_name(name): bound for name, bound in maximums.items()}
    low |= {name: 1.0 for name in _PROMISED if figures.value(name) is not None}
    found = [_shortfall(figures, name, "at least", bound, ge) for name, bound in low.items()]
    found += [_shortfall(figures, name, "at most", bound, le) for name, bound in high.items()]
    return [sentence for sentence in found if sentence]


def figure_name(name: str) -> FigureName:
    """Return the figure of that name.

    Raises:
        InputError: there is none; the message lists those there are.
    """
    try:
        return FigureName(name)
    except ValueError as error:
        known = ", ".join(FigureName)
        raise InputError(f"Unknown figure {name!r}: use one of {known}.") from error


def _bound(pair: str) -> tuple[str, float]:
    name, _, written = pair.partition("=")
    try:
        bound = float(written)
    except ValueError as error:
        raise _no_bound(pair) from error
    if not math.isfinite(bound):
        raise _no_bound(pair)
    return figure_name(name.strip()).value, bound


def _no_bound(pair: str) -> InputError:
    return InputError(f"{pair!r} is no bound: write a figure and a number, like hit@1=0.9.")


def _shortfall(
    figures: Figures,
    name: FigureName,
    asked: str,
    bound: float,
    holds: Callable[[float, float], bool],
) -> str | None:
    value = figures.value(name)
    if value is None:
        return f"{name} should be {asked} {bound:g}, but no question here measures it"
    return None if holds(value, bound) else f"{name} is {value:.6g}, should be {asked} {bound:g}"
