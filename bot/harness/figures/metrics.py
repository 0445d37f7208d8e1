"""Figures from columns of numbers, one a question, for one set of questions or many resamples.

Each figure takes weights, (b, n): how often each of n questions counts in each of b samples. With
ones it is the figure itself; with counts of resampled questions it is what the bootstrap needs. A
value of NaN is no case. What a sample has no cases for is NaN.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""From weights, (b, n), to one figure a sample, (b,)."""


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


@dataclass(frozen=True, slots=True, eq=False)
class Share:
    """The sum of `tops` over the sum of `bottoms`; a mean where every bottom is 1."""

    tops: Floats
    bottoms: Floats

    @classmethod
    def mean(cls, values: Floats) -> "Share":
        """Return the mean of the values that are cases."""
        return cls(np.nan_to_num(values), (~np.isnan(values)).astype(np.float64))

    def __call__(self, weights: Floats) -> Floats:
        """Return the figure of each sample."""
        return _divided(weights @ self.tops, weights @ self.bottoms)


class Quantile:
    """The nearest-rank percentile, always one of the values; at 50 the median.

    The median of an even number of values is the mean of the middle two. Otherwise it is the
    smallest value that at least `percent` % do not exceed.
    """

    def __init__(self, percent: int, values: Floats) -> None:
        cases = np.flatnonzero(~np.isnan(values))
        self._order = cases[np.argsort(values[cases], kind="stable")]
        self._sorted = values[self._order]
        self._percent = percent

    def __call__(self, weights: Floats) -> Floats:
        """Return the figure of each sample."""
        if not self._sorted.size:
            return np.full(len(weights), np.nan)
        below = np.cumsum(weights[:, self._order], axis=1)
        cases = below[:, -1]
        if self._percent == 50:  # noqa: PLR2004 - the median is of two ranks
            ranks = [np.floor((cases + 1) / 2), np.floor(cases / 2) + 1]
        else:
            ranks = [np.ceil(self._percent * cases / 100)]
        found = np.mean([self._at(rank, below) for rank in ranks], axis=0)
        return np.where(cases > 0, found, np.nan)

    def _at(self, rank: Floats, below: Floats) -> Floats:
        found: Floats = self._sorted[np.argmax(below >= rank[:, None], axis=1)]
        return found


class ByScore:
    """Weights summed over the questions of each score, lowest score first; NaN is no score."""

    def __init__(self, scores: Floats) -> None:
        cases = np.flatnonzero(~np.isnan(scores))
        self._order = cases[np.argsort(scores[cases], kind="stable")]
        self.scores, self._starts = np.unique(scores[self._order], return_index=True)

    def summed(self, weights: Floats, marks: Floats) -> Floats:
        """Return the weights of the questions that `marks` gives 1, (b, scores)."""
        if not self.scores.size:
            return np.zeros((len(weights), 0))
        found: Floats = np.add.reduceat((weights * marks)[:, self._order], self._starts, axis=1)
        return found


class Auroc:
    """The area under the ROC curve, 0..1, of telling `positive` from the rest; 0.5 is chance.

    It is the chance that a positive scores above a negative, ties counting as half: the
    Mann-Whitney U statistic over the number of pairs. Hanley and McNeil, "The Meaning and Use of
    the Area under a Receiver Operating Characteristic (ROC) Curve", 1982.
    """

    def __init__(self, scores: Floats, positive: Floats) -> None:
        self._by_score = ByScore(scores)
        self._positive = positive

    def __call__(self, weights: Floats) -> Floats:
        """Return the figure of each sample."""
        positives = self._by_score.summed(weights, self._positive)
        negatives = self._by_score.summed(weights, 1 - self._positive)
        below = np.cumsum(negatives, axis=1) - negatives
        in_order = np.sum(positives * (below + negatives / 2), axis=1)
        return _divided(in_order, positives.sum(axis=1) * negatives.sum(axis=1))


class RefusedKeeping:
    """The share of the negatives that the threshold refuses which keeps `percent` % of positives.

    That threshold is the highest score that at least `percent` % of the positives reach. Who
    scores just that is answered, positive or negative; who scores less is refused.
    """

    def __init__(self, percent: int, scores: Floats, positive: Floats) -> None:
        self._by_score = ByScore(scores)
        self._positive = positive
        self._percent = percent

    def __call__(self, weights: Floats) -> Floats:
        """Return the figure of each sample."""
        positives = self._by_score.summed(weights, self._positive)
        negatives = self._by_score.summed(weights, 1 - self._positive)
        total = positives.sum(axis=1)
        if not self._by_score.scores.size:
            return np.full(len(weights), np.nan)
        reaching = np.cumsum(positives[:, ::-1], axis=1)[:, ::-1]
        needed = np.ceil(self._percent * total / 100)
        last = np.sum(reaching >= needed[:, None], axis=1) - 1
        below = np.cumsum(negatives, axis=1) - negatives
        refused = below[np.arange(len(weights)), last]
        return np.where(total > 0, _divided(refused, negatives.sum(axis=1)), np.nan)


class RiskArea:
    """The area under the curve of risk by coverage (AURC), 0..1; lower is better.

    Each question counts with the share of wrong answers that there would be if its own score were
    the threshold, so that questions of one score count alike. Geifman and El-Yaniv, "Selective
    Classification for Deep Neural Networks", 2017; Geifman, Uziel and El-Yaniv, "Bias-Reduced
    Uncertainty Estimation for Deep Neural Classifiers", 2019, name the area.
    """

    def __init__(self, scores: Floats, right: Floats) -> None:
        self._by_score = ByScore(scores)
        self._right = right

    def __call__(self, weights: Floats) -> Floats:
        """Return the figure of each sample."""
        asked = self._by_score.summed(weights, np.ones_like(self._right))
        wrong = self._by_score.summed(weights, 1 - self._right)
        risks = np.nan_to_num(_divided(_from_the_top(wrong), _from_the_top(asked)))
        return _divided(np.sum(asked * risks, axis=1), asked.sum(axis=1))


def _from_the_top(summed: Floats) -> Floats:
    return np.cumsum(summed[:, ::-1], axis=1)[:, ::-1]


def _divided(tops: Floats, bottoms: Floats) -> Floats:
    """Return the quotients; NaN where there is nothing to divide by."""
    return np.divide(tops, bottoms, out=np.full_like(tops, math.nan), where=bottoms > 0)
