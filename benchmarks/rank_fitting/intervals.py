"""Bootstrap intervals: how far a figure would move with other questions of the same kind.

Efron and Tibshirani, "An Introduction to the Bootstrap", 1993; percentile intervals.
"""

from collections.abc import Callable, Hashable, Sequence
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
    groups: Sequence[Sequence[T]],
    measure: Callable[[Sequence[T]], float],
    seed: int,
    *,
    cluster: Callable[[T], Hashable] = id,
) -> Interval:
    """Return the mean of `measure` over `groups` and its interval; nan figures are left out.

    What is resampled are clusters: items that `cluster` gives the same name, in whatever group,
    are drawn together (Davison and Hinkley, "Bootstrap Methods and their Application", 1997).
    Without a name each item is one by itself.
    """
    chance = np.random.default_rng(seed)
    value = float(np.nanmean([measure(group) for group in groups]))
    named = [[cluster(item) for item in group] for group in groups]
    names = list(dict.fromkeys(name for group in named for name in group))
    means = []
    for _ in range(RESAMPLES):
        counts = np.bincount(chance.integers(len(names), size=len(names)), minlength=len(names))
        times = dict(zip(names, counts.tolist(), strict=True))
        drawn = [
            [item for item, name in zip(group, own, strict=True) for _ in range(times[name])]
            for group, own in zip(groups, named, strict=True)
        ]
        means.append(float(np.nanmean([measure(group) for group in drawn])))
    low, high = np.nanpercentile(means, [2.5, 97.5])
    return Interval(value, float(low), float(high))
