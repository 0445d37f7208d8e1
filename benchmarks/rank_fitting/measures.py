"""Outcomes to figures: each measure takes the outcomes of one size of one set, in percent."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from rank_fitting.fitting import auroc
from rank_fitting.models import Model, Outcome
from rank_fitting.qa_sets import Kind

Measure = Callable[[Sequence[Outcome]], float]


def _mean(value: Callable[[Outcome], float]) -> Measure:
    """Return the measure that averages `value` over the answerable questions."""

    def measure(outcomes: Sequence[Outcome]) -> float:
        answerable = [outcome for outcome in outcomes if outcome.case.kind is Kind.ANSWERABLE]
        return float(np.mean([value(outcome) for outcome in answerable]))

    return measure


def _found_by(rank: int) -> Measure:
    return _mean(lambda outcome: 100 * (1 <= outcome.rank <= rank))


def _shown_within(chars: int) -> Measure:
    return _mean(lambda outcome: 100 * (0 < outcome.found_at <= chars))


def separation(outcomes: Sequence[Outcome], kind: Kind) -> float:
    """Return the AUROC of answerable questions against those of `kind`."""
    scores = defaultdict(list)
    for outcome in outcomes:
        scores[outcome.case.kind].append(outcome.score)
    return 100 * auroc(np.array(scores[Kind.ANSWERABLE]), np.array(scores[kind]))


MEASURES: dict[str, Measure] = {
    "hit@1": _found_by(1),
    "hit@3": _found_by(3),
    "hit@10": _found_by(10),
    "MRR": _mean(lambda outcome: 100 / outcome.rank if outcome.rank else 0.0),
    "article@1": _mean(lambda outcome: 100 * outcome.article_first),
    "first": _mean(lambda outcome: 100 * outcome.in_first),
    "marked": _mean(lambda outcome: 100 * outcome.in_marked),
    "in 500": _shown_within(500),
    "in 1000": _shown_within(1000),
    "chars": _mean(lambda outcome: outcome.first_chars),
    "near": lambda outcomes: separation(outcomes, Kind.NEAR),
    "far": lambda outcomes: separation(outcomes, Kind.FAR),
}
"""Passages, articles, excerpts, the first excerpt's length, and the AUROC of the score."""


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return every measure, averaged over the sizes."""
    sizes = sorted({outcome.case.size for outcome in outcomes})
    rows = [[o for o in outcomes if o.case.size == size] for size in sizes]
    return {name: float(np.mean([take(row) for row in rows])) for name, take in MEASURES.items()}


def at_threshold(outcomes: Sequence[Outcome], model: Model, threshold: float) -> dict[str, float]:
    """Return the shares answered: of the answerable (also rightly), near, far and misses."""
    limit = (math.log(threshold / (1 - threshold)) - model.intercept) / model.slope
    over = [outcome for outcome in outcomes if outcome.score >= limit]
    asked = Counter(outcome.case.kind for outcome in outcomes)
    answered = Counter(outcome.case.kind for outcome in over)
    right = sum(outcome.in_first for outcome in over)
    share = {kind: 100 * answered[kind] / asked[kind] for kind in asked}
    return {
        "answered": share[Kind.ANSWERABLE],
        "rightly": 100 * right / asked[Kind.ANSWERABLE],
        "near": share.get(Kind.NEAR, math.nan),
        "far": share.get(Kind.FAR, math.nan),
        "misses": share.get(Kind.MISS, math.nan),
    }
