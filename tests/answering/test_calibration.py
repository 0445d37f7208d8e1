"""The calibrated score."""

import pytest

from bot.answering.ranking.calibration import Curve
from bot.answering.ranking.weights import FUSED, RERANKED


@pytest.mark.parametrize("curve", [FUSED.curve, RERANKED.curve])
def test_the_score_is_a_probability_that_grows_with_the_evidence(curve: Curve) -> None:
    """It lies between 0 and 1 and keeps the order of the raw scores."""
    scores = [curve.probability(x / 10) for x in range(-500, 500)]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores)
    assert scores[0] < scores[-1]


def test_where_the_curve_crosses_one_half() -> None:
    """The logistic curve is at one half where slope times score outweighs the intercept."""
    assert abs(Curve(slope=0.5, intercept=-3).probability(6) - 0.5) < 1e-12


def test_a_hopeless_score_is_no_error() -> None:
    """A score so low that its exponential overflows has no chance at all."""
    assert Curve(slope=1, intercept=0).probability(-1e6) == 0
