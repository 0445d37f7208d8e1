"""How sure a figure is: the percentile bootstrap over questions, seeded, in flat memory.

Questions are drawn with replacement as often as there are, and each figure is taken again; its
interval leaves out the lowest and the highest 2.5 % of what comes. Efron and Tibshirani, "An
Introduction to the Bootstrap", 1993, chapter 13.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from bot.harness.figures.metrics import Floats, Statistic
from bot.harness.schema import FigureName

RESAMPLES = 1000
SEED = 20220101
LEFT_OUT = 2.5
"""How many percent of the resamples lie below an interval, and as many above."""

CELLS = 250_000
"""How many numbers each array holds at a time."""


def bootstrap(
    statistics: Mapping[FigureName, Statistic], questions: int, *, cells: int = CELLS
) -> dict[FigureName, tuple[float, float] | None]:
    """Return the 95 % interval of each statistic over `questions` questions.

    A resample that has no cases for a statistic tells nothing of it; None where none has any.
    Resamples are drawn in pieces of about `cells` numbers, the same ones however many these are.
    """
    found: dict[FigureName, list[Floats]] = {name: [] for name in statistics}
    for weights in _resamples(questions, cells) if statistics else ():
        for name, statistic in statistics.items():
            found[name].append(statistic(weights))
    return {name: _interval(np.concatenate(values)) for name, values in found.items()}


def bound_at_edge(value: float, cases: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share of `cases` that is 0 or 1.

    No resample of cases that agree differs from them, so the bootstrap would be certain; a share
    that is not quite 0 or 1 can give the same. Clopper and Pearson, "The Use of Confidence or
    Fiducial Limits Illustrated in the Case of the Binomial", 1934.
    """
    width = 1 - (LEFT_OUT / 100) ** (1 / cases)
    return (1 - width, 1.0) if value else (0.0, width)


def _resamples(questions: int, cells: int) -> Iterator[Floats]:
    """Yield how often each question is drawn, (b, questions), `RESAMPLES` in all."""
    generator = np.random.default_rng(SEED)
    at_once = max(1, cells // max(1, questions))
    for start in range(0, RESAMPLES, at_once):
        samples = min(at_once, RESAMPLES - start)
        drawn = generator.integers(questions, size=(samples, questions))
        drawn += np.arange(samples)[:, None] * questions
        counts = np.bincount(drawn.ravel(), minlength=samples * questions)
        yield counts.reshape(samples, questions).astype(np.float64)


def _interval(values: Floats) -> tuple[float, float] | None:
    known = values[~np.isnan(values)]
    if not known.size:
        return None
    low, high = np.percentile(known, [LEFT_OUT, 100 - LEFT_OUT])
    return float(low), float(high)
