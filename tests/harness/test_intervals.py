"""Bootstrap intervals: as wide as they should be, the same every time, and honest at the edges."""

import math

import numpy as np
import pytest

from bot.harness.figures.catalogue import figures_of
from bot.harness.figures.intervals import bootstrap, bound_at_edge
from bot.harness.figures.metrics import Auroc, Floats, Quantile, Share, Statistic
from bot.harness.schema import FigureName

NAME = FigureName.HIT_AT_1


def interval(statistic: Statistic, questions: int) -> tuple[float, float]:
    found = bootstrap({NAME: statistic}, questions)[NAME]
    assert found is not None
    return found


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    z = 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def first_of(n: int, right: int) -> Floats:
    return np.array([1.0] * right + [0.0] * (n - right))


@pytest.mark.parametrize(("right", "n"), [(140, 200), (30, 200), (500, 1000)])
def test_the_interval_of_a_share_is_near_wilsons(right: int, n: int) -> None:
    """Two ways to the same thing: for a share of so many questions they agree within 0.015."""
    assert interval(Share.mean(first_of(n, right)), n) == pytest.approx(
        wilson(right / n, n), abs=0.015
    )


def test_four_times_the_questions_halve_the_interval() -> None:
    """The standard error goes with the root of how many were asked."""
    few, many = (interval(Share.mean(first_of(n, n // 2)), n) for n in (250, 1000))

    assert few[1] - few[0] == pytest.approx(2 * (many[1] - many[0]), rel=0.1)


def test_nineteen_in_twenty_intervals_hold_what_is_true() -> None:
    """Of 200 samples of a share of 0.7 about 190 intervals hold it; small ones miss a few more."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(200):
        low, high = interval(Share.mean((random.random(60) < 0.7).astype(np.float64)), 60)
        held += low <= 0.7 <= high

    assert 180 <= held <= 198


def test_the_interval_of_an_auroc_is_near_hanley_and_mcneils() -> None:
    """Their standard error of the area, from how many positives and negatives there are."""
    random = np.random.default_rng(11)
    positive = first_of(400, 200)
    scores = random.normal(size=400) + positive
    statistic = Auroc(scores, positive)
    area = float(statistic(np.ones((1, 400)))[0])

    q1, q2 = area / (2 - area), 2 * area * area / (1 + area)
    spread = area * (1 - area) + 199 * (q1 - area * area) + 199 * (q2 - area * area)
    half = 1.96 * math.sqrt(spread / (200 * 200))
    assert interval(statistic, 400) == pytest.approx((area - half, area + half), abs=0.015)


def test_the_interval_of_a_median_lies_between_two_of_its_values() -> None:
    """By the binomial the 95 % interval of 101 values reaches from about the 41st to the 61st."""
    low, high = interval(Quantile(50, np.arange(1.0, 102.0)), 101)

    assert low == pytest.approx(41, abs=2)
    assert high == pytest.approx(61, abs=2)


def test_excerpts_are_drawn_with_their_question() -> None:
    """Ten of a question's excerpts are no ten questions: the interval is the wider one."""
    right, n = first_of(40, 20), 40

    together = interval(Share(right * 10, np.full(n, 10.0)), n)

    assert together == pytest.approx(interval(Share.mean(right), n))


def test_the_same_questions_give_the_same_interval() -> None:
    """What changes between two reports is the bot, never the dice."""
    values = np.random.default_rng(1).random(50)

    assert interval(Share.mean(values), 50) == interval(Share.mean(values), 50)


def test_many_questions_are_resampled_in_pieces() -> None:
    """However few numbers are held at a time, every resample is drawn, and the same ones."""
    statistic = {NAME: Share.mean(np.random.default_rng(1).random(50))}

    assert bootstrap(statistic, 50, cells=49) == bootstrap(statistic, 50)


def test_resamples_without_a_case_tell_nothing() -> None:
    """One case among two questions: a quarter of the resamples miss it, and none says nought."""
    assert interval(Share.mean(np.array([0.5, np.nan])), 2) == (0.5, 0.5)
    assert bootstrap({NAME: Share.mean(np.array([np.nan, np.nan]))}, 2) == {NAME: None}


def test_cases_that_agree_prove_only_so_much() -> None:
    """Ten of ten: a bot that is right 69 times in 100 gets there once in 40 times."""
    low, high = bound_at_edge(1.0, 10)

    assert (low**10, high) == (pytest.approx(0.025), 1.0)
    assert bound_at_edge(0.0, 10) == (0.0, pytest.approx(1 - low))


def columns(**given: list[float]) -> dict[str, Floats]:
    """Return columns of four questions, two of each kind, in which nothing else is a case."""
    nothing = [math.nan] * 4
    found = {name.value: nothing for name in FigureName}
    found |= {"answerable": [1, 1, 0, 0], "refused": [0, 0, 0, 0], "score": [0.9, 0.8, 0.2, 0.1]}
    found |= {name: [0, 0, 0, 0] for name in ("shown", "slices", "attributed", "seconds")}
    found |= {"answer_score": nothing, "right": [0, 0, 0, 0]} | given
    return {name: np.array(values, dtype=np.float64) for name, values in found.items()}


def test_a_perfect_share_is_not_reported_as_certain() -> None:
    """Four of four: no resample differs, so the exact bound of four cases stands there."""
    found = figures_of(columns(**{"hit@1": [1, 1, 1, 1]})).measured[NAME]

    assert (found.value, found.low, found.high) == (1.0, pytest.approx(0.025 ** (1 / 4)), 1.0)


def test_of_a_perfect_area_no_interval_is_told() -> None:
    """Every resample of scores that never overlap has an area of one, which proves nothing."""
    found = figures_of(columns()).measured[FigureName.AUROC]

    assert (found.value, found.n, found.low, found.high) == (1.0, 4, None, None)


def test_of_one_case_nothing_is_sure() -> None:
    """One question, or one of either kind, cannot be resampled."""
    one = figures_of(columns(**{"hit@1": [1, math.nan, math.nan, math.nan]})).measured[NAME]
    lone = figures_of(columns(answerable=[1, 0, 0, 0], score=[0.3, 0.5, 0.2, 0.1]))

    assert (one.value, one.n, one.low) == (1.0, 1, None)
    assert lone.value(FigureName.AUROC) == pytest.approx(2 / 3)
    assert lone.measured[FigureName.AUROC].low is None
