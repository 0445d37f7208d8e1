"""The calibrated score."""

from bot.answering.calibration import INTERCEPT, SLOPE, probability


def test_the_score_is_a_probability_that_grows_with_the_evidence() -> None:
    """It lies between 0 and 1 and keeps the order of the fused scores."""
    scores = [probability(x / 10) for x in range(-50, 100)]
    assert all(0 <= score <= 1 for score in scores)
    assert scores == sorted(scores)


def test_where_the_curve_crosses_one_half() -> None:
    """The logistic curve is at one half where slope times score outweighs the intercept."""
    assert abs(probability(-INTERCEPT / SLOPE) - 0.5) < 1e-12
