"""Outcomes to figures: each measure takes the outcomes of one size of one set, in percent."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_fitting.fitting import auroc
from rank_fitting.models import Outcome
from rank_fitting.qa_sets import Kind

Floats = NDArray[np.float64]
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


def _unanswerable(outcome: Outcome) -> bool:
    return outcome.case.kind is not Kind.ANSWERABLE


def _scores(outcomes: Sequence[Outcome]) -> tuple[Floats, Floats]:
    """Return the scores of the answerable and of the unanswerable questions."""
    right = [outcome.score for outcome in outcomes if not _unanswerable(outcome)]
    wrong = [outcome.score for outcome in outcomes if _unanswerable(outcome)]
    return np.array(right), np.array(wrong)


def _auroc(outcomes: Sequence[Outcome]) -> float:
    return 100 * auroc(*_scores(outcomes))


def _refused(outcomes: Sequence[Outcome]) -> float:
    """Return how many unanswerable ones are refused where 90 % of the answerable are kept."""
    right, wrong = _scores(outcomes)
    return 100 * float(np.mean(wrong < np.quantile(right, 0.1))) if len(wrong) else math.nan


def _marked_of_shown(outcomes: Sequence[Outcome]) -> float:
    shown = [outcome.in_marked for outcome in outcomes if outcome.in_first]
    return 100 * float(np.mean(shown)) if shown else math.nan


MEASURES: dict[str, Measure] = {
    "hit@1": _found_by(1),
    "hit@3": _found_by(3),
    "hit@10": _found_by(10),
    "MRR": _mean(lambda outcome: 100 / outcome.rank if outcome.rank else 0.0),
    "article@1": _mean(lambda outcome: 100 * outcome.article_first),
    "first": _mean(lambda outcome: 100 * outcome.in_first),
    "marked": _marked_of_shown,
    "in 500": _shown_within(500),
    "in 1000": _shown_within(1000),
    "words": _mean(lambda outcome: outcome.first_words),
    "all words": _mean(lambda outcome: outcome.all_words),
    "AUROC": _auroc,
    "refused": _refused,
}
"""Passages, articles, the answer in the first excerpt, in its marked sentence where the excerpt
has it, within so many characters, the words of the first excerpt and of all, the score's AUROC,
and unanswerable questions refused where 90 % of the answerable are kept.
"""


def measure(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return every measure, averaged over the sizes."""
    sizes = sorted({outcome.case.size for outcome in outcomes})
    rows = [[o for o in outcomes if o.case.size == size] for size in sizes]
    return {name: float(np.mean([take(row) for row in rows])) for name, take in MEASURES.items()}


def at_threshold(outcomes: Sequence[Outcome], threshold: float) -> dict[str, float]:
    """Return the shares answered: of the answerable (also rightly), near and far."""
    over = [outcome for outcome in outcomes if outcome.chance >= threshold]
    asked = Counter(outcome.case.kind for outcome in outcomes)
    answered = Counter(outcome.case.kind for outcome in over)
    right = sum(outcome.in_first for outcome in over)
    share = {kind: 100 * answered[kind] / asked[kind] for kind in asked}
    return {
        "answered": share[Kind.ANSWERABLE],
        "rightly": 100 * right / asked[Kind.ANSWERABLE],
        "near": share.get(Kind.NEAR, math.nan),
        "far": share.get(Kind.FAR, math.nan),
    }
