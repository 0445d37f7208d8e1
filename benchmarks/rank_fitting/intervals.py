"""Bootstrap intervals: how far a figure would move with other questions of the same kind.

Efron and Tibshirani, "An Introduction to the Bootstrap", 1993; percentile intervals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

RESAMPLES = 200
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.1f} ({self.low:.1f}–{self.high:.1f})"


def interval(
    groups: Sequence[Sequence[T]], measure: Callable[[Sequence[T]], float], seed: int
) -> Interval:
    """Return the mean of `measure` over `groups`, each resampled by itself; nan ones left out."""
    chance = np.random.default_rng(seed)
    value = float(np.nanmean([measure(group) for group in groups]))
    means = []
    for _ in range(RESAMPLES):
        drawn = [
            [group[at] for at in chance.integers(len(group), size=len(group))] for group in groups
        ]
        means.append(float(np.nanmean([measure(group) for group in drawn])))
    low, high = np.nanpercentile(means, [2.5, 97.5])
    return Interval(value, float(low), float(high))
