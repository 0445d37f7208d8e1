"""Which figure is taken from which columns, over how many cases, and how sure it is."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.harness.figures.intervals import bootstrap, bound_at_edge
from bot.harness.figures.metrics import (
    Auroc,
    Floats,
    Quantile,
    RefusedKeeping,
    RiskArea,
    Share,
    Statistic,
)
from bot.harness.schema import Figure, FigureName, Figures

KEPT_PERCENT = 90
"""How many percent of the answerable `refused_at_90` keeps."""

Columns = Mapping[str, Floats]
"""By name, a number a question: those of `Marks`, and rankings' worth by the figure's name."""

ARTICLE_WORTH = (
    FigureName.HIT_AT_1,
    FigureName.HIT_AT_3,
    FigureName.HIT_AT_5,
    FigureName.HIT_AT_10,
    FigureName.RECALL_AT_10,
    FigureName.MRR,
    FigureName.NDCG_AT_10,
)
"""What a ranking of articles is worth, in the order of `Worth`."""
PASSAGE_WORTH = (
    FigureName.PASSAGE_HIT_AT_1,
    FigureName.PASSAGE_HIT_AT_3,
    None,
    FigureName.PASSAGE_HIT_AT_10,
    FigureName.PASSAGE_RECALL_AT_10,
    FigureName.PASSAGE_MRR,
    FigureName.PASSAGE_NDCG_AT_10,
)
"""What a ranking of passages is worth, in the order of `Worth`."""

_MEANS = (
    *ARTICLE_WORTH,
    *(name for name in PASSAGE_WORTH if name),
    FigureName.WORDS_IN_FIRST,
    FigureName.WORDS_IN_ANY,
    FigureName.WORDS_IN_MARKED,
    FigureName.AS_SENT,
    FigureName.WITHIN_LIMITS,
)
"""The figures that are the mean of the column of their name."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """How a figure is taken: over `n` cases, of `questions` questions; of one nothing is sure."""

    statistic: Statistic
    n: int
    questions: int


def figures_of(columns: Columns) -> Figures:
    """Return every figure over the questions of `columns`, with its interval."""
    answerable = columns["answerable"]
    taken = taken_from(columns)
    resampled = {name: one.statistic for name, one in taken.items() if one.questions > 1}
    intervals = bootstrap(resampled, answerable.size)
    once = np.ones((1, answerable.size))
    measured = {name: _figure(one, once, intervals.get(name)) for name, one in taken.items()}
    right = int(answerable.sum())
    return Figures(answerable.size, right, answerable.size - right, measured)


def taken_from(columns: Columns) -> dict[FigureName, Taken]:
    """Return how each figure is taken from `columns`."""
    taken = {name: _mean(columns[name]) for name in _MEANS}
    taken |= _refusing(columns) | _excerpts(columns) | _seconds(columns["seconds"])
    return {name: taken[name] for name in FigureName}


def _figure(one: Taken, once: Floats, interval: tuple[float, float] | None) -> Figure:
    if not one.n:
        return Figure(None, 0)
    value = float(one.statistic(once)[0])
    if math.isnan(value):
        return Figure(None, one.n)
    low, high = _sure(one, value, interval) or (None, None)
    return Figure(value, one.n, low, high)


def _sure(
    one: Taken, value: float, interval: tuple[float, float] | None
) -> tuple[float, float] | None:
    """Return the interval; what else is known where resamples cannot differ from 0 or 1."""
    if interval is None or isinstance(one.statistic, Quantile) or value not in (0.0, 1.0):
        return interval
    if isinstance(one.statistic, Share):
        return bound_at_edge(value, one.questions)
    return interval if interval[0] < interval[1] else None


def _refusing(columns: Columns) -> dict[FigureName, Taken]:
    """Return the figures of refusing, and of what is right where it is not refused."""
    answerable, refused, score = (columns[name] for name in ("answerable", "refused", "score"))
    answer_score = columns["answer_score"]
    pairs = Auroc(score, answerable)
    kept = RefusedKeeping(KEPT_PERCENT, score, answerable)
    area = RiskArea(answer_score, columns["right"])
    right = int(answerable.sum())
    wrong = answerable.size - right
    both = answerable.size if right and wrong else 0
    scored = int(np.count_nonzero(~np.isnan(answer_score)))
    return {
        FigureName.REFUSED_RIGHTLY: _mean(np.where(answerable, np.nan, refused)),
        FigureName.REFUSED_WRONGLY: _mean(np.where(answerable, refused, np.nan)),
        FigureName.REFUSAL_PRECISION: _mean(np.where(refused, 1 - answerable, np.nan)),
        FigureName.AUROC: Taken(pairs, both, min(right, wrong)),
        FigureName.REFUSED_AT_90: Taken(kept, wrong if right else 0, min(right, wrong)),
        FigureName.RISK: Taken(area, scored, scored),
    }


def _excerpts(columns: Columns) -> dict[FigureName, Taken]:
    """Return the figures of excerpts, which are drawn with their question, and of their words."""
    shown, words = columns["shown"], columns["words_shown"]
    n, questions = int(shown.sum()), int(np.count_nonzero(shown))
    return {
        FigureName.SLICES: Taken(Share(columns["slices"], shown), n, questions),
        FigureName.ATTRIBUTED: Taken(Share(columns["attributed"], shown), n, questions),
        FigureName.WORDS_SHOWN: _quantile(50, words),
    }


def _seconds(seconds: Floats) -> dict[FigureName, Taken]:
    return {
        FigureName.MEDIAN_SECONDS: _quantile(50, seconds),
        FigureName.P95_SECONDS: _quantile(95, seconds),
        FigureName.P99_SECONDS: _quantile(99, seconds),
    }


def _mean(values: Floats) -> Taken:
    cases = int(np.count_nonzero(~np.isnan(values)))
    return Taken(Share.mean(values), cases, cases)


def _quantile(percent: int, values: Floats) -> Taken:
    cases = int(np.count_nonzero(~np.isnan(values)))
    return Taken(Quantile(percent, values), cases, cases)
