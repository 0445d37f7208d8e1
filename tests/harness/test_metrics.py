"""The figures against values worked out by hand, alone and weighted."""

import numpy as np
import pytest

from bot.harness.figures.metrics import (
    Auroc,
    Floats,
    Quantile,
    RefusedKeeping,
    RiskArea,
    Share,
    Statistic,
    places,
)


def column(*values: float | None) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def figure(statistic: Statistic, *weights: float, of: int = 0) -> float:
    """Return the figure with those weights, or with a weight of one for each of `of` questions."""
    return float(statistic(np.array([weights or [1.0] * of]))[0])


def test_an_article_is_ranked_at_its_best_candidate() -> None:
    """Later passages of the same article take no place."""
    assert places([["b"], ["a"], ["b"], ["c"], ["a"]]) == [("b",), ("a",), ("c",)]


def test_articles_that_are_found_together_share_a_place() -> None:
    """What comes behind them is no lower for that; one found before keeps its better place."""
    assert places([["b", "a", "b"], ["a", "b"], ["c"]]) == [("b", "a"), ("c",)]
    assert places([["a"], ["a", "b"], [], ["c"]]) == [("a",), ("b",), ("c",)]
    assert places([]) == []


def test_a_share_counts_the_true_ones_among_the_cases() -> None:
    """One of four is a quarter, whatever else was asked that is no case."""
    assert figure(Share.mean(column(1, 0, None, 0, 0)), of=5) == 0.25


def test_excerpts_count_one_by_one_though_they_come_with_questions() -> None:
    """Of three and one excerpts two and one are slices: three of four, not 5/6."""
    assert figure(Share(column(2, 1, 0), column(3, 1, 0)), of=3) == 0.75


@pytest.mark.parametrize(
    ("positives", "negatives", "area"),
    [
        ([0.9, 0.8], [0.2, 0.1], 1.0),  # every pair in order
        ([0.1, 0.2], [0.8, 0.9], 0.0),  # every pair the wrong way round
        ([0.5, 0.5], [0.5, 0.5, 0.5], 0.5),  # nothing but ties
        ([0.9, 0.4], [0.6, 0.1], 0.75),  # .9>.6 .9>.1 .4>.1, and .4<.6: 3 of 4
        ([0.9, 0.6], [0.6, 0.1], 0.875),  # three in order and one tie: 3.5 of 4
        ([3, 1, 2], [2, 0], 0.75),  # 3>2 3>0 1<2 1>0 2=2 2>0: 4.5 of 6
    ],
)
def test_auroc_is_the_share_of_pairs_in_order_with_ties_as_half(
    positives: list[float], negatives: list[float], area: float
) -> None:
    """Each pair of a positive and a negative counts once."""
    scores = column(*positives, *negatives)
    positive = column(*[1] * len(positives), *[0] * len(negatives))

    assert figure(Auroc(scores, positive), of=scores.size) == area


def test_keeping_nine_in_ten_refuses_what_scores_below_the_ninth_of_ten() -> None:
    """The ninth best of ten is 0.2, so 0.1 and 0.15 are refused; 0.2 itself is answered."""
    scores = column(*[n / 10 for n in range(1, 11)], 0.1, 0.15, 0.2, 0.9)
    positive = column(*[1] * 10, *[0] * 4)

    assert figure(RefusedKeeping(90, scores, positive), of=14) == 0.5


def test_nine_in_ten_of_eleven_is_ten() -> None:
    """Nine of eleven would be less than 90 %: the threshold is the tenth best, 2."""
    scores, positive = column(*range(1, 12), 1.5, 2.5), column(*[1] * 11, 0, 0)

    assert figure(RefusedKeeping(90, scores, positive), of=13) == 0.5


def test_answerable_questions_of_one_score_are_kept_together() -> None:
    """Half would do, but what keeps one of a tie keeps all: nothing below 0.5 is needed."""
    scores, positive = column(0.5, 0.5, 0.5, 0.1, 0.5, 0.4), column(1, 1, 1, 1, 0, 0)

    assert figure(RefusedKeeping(50, scores, positive), of=6) == 0.5


def test_the_risk_area_is_the_mean_risk_over_every_threshold() -> None:
    """Right, wrong, right, wrong from the top: (0 + 1/2 + 1/3 + 2/4) / 4 = 1/3."""
    area = RiskArea(column(0.6, 0.9, 0.7, 0.8, None), column(0, 1, 1, 0, 0))

    assert figure(area, of=5) == pytest.approx(1 / 3)


def test_questions_of_one_score_share_the_risk_of_answering_them_all() -> None:
    """One right, then one wrong and one right at once: (0 + 1/3 + 1/3) / 3, in any order."""
    wrong_first = RiskArea(column(0.9, 0.8, 0.8), column(1, 0, 1))
    right_first = RiskArea(column(0.9, 0.8, 0.8), column(1, 1, 0))

    assert figure(wrong_first, of=3) == figure(right_first, of=3) == pytest.approx(2 / 9)


def test_a_percentile_is_the_value_at_the_nearest_rank() -> None:
    """Of 20 values the 19th is at 95 %, of 21 the 20th (19.95 rounded up), of one that one."""
    assert figure(Quantile(95, column(*range(20, 0, -1))), of=20) == 19
    assert figure(Quantile(95, column(*range(1, 22))), of=21) == 20
    assert figure(Quantile(99, column(*range(1, 101))), of=100) == 99
    assert figure(Quantile(95, column(7)), of=1) == 7


def test_the_median_of_an_even_number_is_the_mean_of_the_middle_two() -> None:
    """What is no case stands nowhere in the order."""
    assert figure(Quantile(50, column(9, 1, None, 2)), of=4) == 2.0
    assert figure(Quantile(50, column(9, 1, 2, 4)), of=4) == 3.0


def every_kind(scores: Floats, facts: Floats) -> list[Statistic]:
    return [
        Share.mean(scores),
        Share(facts, facts + 1),
        Quantile(50, scores),
        Quantile(95, scores),
        Auroc(scores, facts),
        RefusedKeeping(90, scores, facts),
        RiskArea(scores, facts),
    ]


def test_a_weight_is_how_often_a_question_counts() -> None:
    """The figure with weights is that of a list in which each question stands so often."""
    random = np.random.default_rng(3)
    scores, facts = np.round(random.random(40), 1), np.round(random.random(40))
    weights = random.integers(0, 4, 40)

    repeated = every_kind(np.repeat(scores, weights), np.repeat(facts, weights))

    found = [figure(weighted, *weights) for weighted in every_kind(scores, facts)]
    assert found == pytest.approx([figure(one, of=int(weights.sum())) for one in repeated])


def test_many_samples_give_a_figure_each() -> None:
    """Weights of three samples: all, the first alone, and nothing."""
    weights = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]])

    found = Share.mean(column(1, 0))(weights)

    np.testing.assert_array_equal(found, [0.5, 1.0, np.nan])


@pytest.mark.parametrize(
    "statistic",
    [
        Share.mean(column(None, None)),
        Quantile(50, column(None, None)),
        Quantile(95, column(None, None)),
        Auroc(column(0.1, 0.2), column(1, 1)),
        Auroc(column(0.1, 0.2), column(0, 0)),
        RefusedKeeping(90, column(0.1, 0.2), column(1, 1)),
        RefusedKeeping(90, column(0.1, 0.2), column(0, 0)),
        RiskArea(column(None, None), column(0, 0)),
    ],
)
def test_where_there_is_nothing_there_is_no_figure(statistic: Statistic) -> None:
    """No cases give no number, not a perfect or a worthless score."""
    assert np.isnan(figure(statistic, of=2))
