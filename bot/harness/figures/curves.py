"""What a report draws: risk by coverage, how reliable scores are, and how long answers took."""

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from bot.harness.figures.catalogue import Columns
from bot.harness.figures.metrics import Floats
from bot.harness.schema import Curves, LatencyBin, ReliabilityBin, RiskPoint

MOST_POINTS = 200
"""How many points of the risk-coverage curve are kept, spread evenly over the coverage."""
SCORE_BINS = 10
BINS_A_DECADE = 10
"""How many latency bins lie between a number of seconds and ten times as many."""
FASTEST = 1e-4
"""Where the latency bins begin, in seconds."""


def curves_of(columns: Columns) -> Curves:
    """Return the curves over the questions of `columns`."""
    answered = columns["refused"] == 0
    return Curves(
        risk_coverage=tuple(_risk_coverage(columns["answer_score"], columns["right"])),
        reliability=tuple(
            _reliability(columns["answer_score"][answered], columns["right"][answered])
        ),
        latency=tuple(_latency(columns["seconds"])),
    )


def _risk_coverage(scores: Floats, right: Floats) -> Iterator[RiskPoint]:
    """Yield what each score would do as the threshold, highest first.

    Coverage is a share of all questions; those that no threshold answers are never covered.
    """
    cases = np.flatnonzero(~np.isnan(scores))
    order = cases[np.argsort(-scores[cases], kind="stable")]
    ranked = scores[order]
    last = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) if ranked.size else order
    wrong = np.cumsum(1 - right[order])
    for at in _spread(last):
        answered = int(at) + 1
        yield RiskPoint(
            threshold=float(ranked[at]),
            coverage=answered / scores.size,
            risk=float(wrong[at]) / answered,
        )


def _spread(positions: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Return up to `MOST_POINTS` of rising positions, the first and the last among them."""
    if len(positions) <= MOST_POINTS:
        return positions
    wanted = np.linspace(positions[0], positions[-1], MOST_POINTS)
    return positions[np.unique(np.searchsorted(positions, wanted))]


def _reliability(scores: Floats, right: Floats) -> Iterator[ReliabilityBin]:
    """Yield ten bins of equal width over 0..1, without the empty ones; 1 is in the last.

    Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
    Binning", 2015.
    """
    bins = np.clip((scores * SCORE_BINS).astype(np.int64), 0, SCORE_BINS - 1)
    for number in np.unique(bins):
        within = bins == number
        yield ReliabilityBin(
            mean_score=float(scores[within].mean()),
            share_right=float(right[within].mean()),
            n=int(within.sum()),
        )


def _latency(seconds: Floats) -> Iterator[LatencyBin]:
    """Yield bins that grow alike, from the fastest question to the slowest, empty ones between.

    What took less than `FASTEST` seconds is counted with what took just that.
    """
    if not seconds.size:
        return
    taken = np.maximum(seconds, FASTEST)
    lowest, highest = (math.floor(math.log10(end) * BINS_A_DECADE) for end in _ends(taken))
    edges = 10 ** (np.arange(lowest, highest + 2) / BINS_A_DECADE)
    bins = np.clip(np.searchsorted(edges, taken, side="right") - 1, 0, highest - lowest)
    for number, n in enumerate(np.bincount(bins, minlength=highest - lowest + 1)):
        yield LatencyBin(float(edges[number]), float(edges[number + 1]), int(n))


def _ends(values: Floats) -> tuple[float, float]:
    return float(values.min()), float(values.max())
