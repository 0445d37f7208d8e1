"""The paired randomisation test with swaps counted by hand, and Holm's steps."""

import numpy as np
import pytest

from bot.harness.comparing.significance import (
    EXACT_UP_TO,
    FLIPS,
    holm,
    randomisation_p,
)
from bot.harness.figures.metrics import Share


def means(*values: float) -> Share:
    """Return a mean's cases: each question counts once."""
    return Share(np.array(values), np.ones(len(values)))


def test_three_gains_of_three_are_matched_by_two_swaps_of_eight() -> None:
    """Only nothing swapped and everything swapped reach a difference of 1: p is 2/8."""
    assert randomisation_p(means(0, 0, 0), means(1, 1, 1)) == pytest.approx(0.25)


def test_unequal_differences_are_weighed_not_counted() -> None:
    """+3, +1 and -1 sum to 3; ±3±1±1 reaches 5 twice, 3 four times and 1 twice: p is 6/8."""
    assert randomisation_p(means(0, 0, 1), means(3, 1, 0)) == pytest.approx(6 / 8)


def test_questions_that_came_out_alike_change_nothing() -> None:
    """A tie adds no swap that matters, and runs that are alike have a p of one."""
    assert randomisation_p(means(0, 0, 0, 1), means(1, 1, 1, 1)) == pytest.approx(0.25)
    assert randomisation_p(means(1, 0), means(1, 0)) == 1.0


def test_a_single_question_proves_nothing() -> None:
    """Both of its two swaps are as far apart as what was seen."""
    assert randomisation_p(means(0), means(1)) == 1.0


def test_rounding_parts_no_equal_differences() -> None:
    """Ranks 9, 9, 10 become 10, 6, 8: what was seen, its mirror and two larger sums, of 8.

    The mirror has the same size, but its sum is smaller by the last bit.
    """
    before, after = means(1 / 9, 1 / 9, 1 / 10), means(1 / 10, 1 / 6, 1 / 8)

    assert randomisation_p(before, after) == 4 / 8


def test_a_ratio_swaps_what_was_counted_too() -> None:
    """Two excerpts against one: the swaps give 1/3 - 1/1, 0/2 - 2/2 and their mirrors.

    Before: 1 of 1 and 1 of 1. After: 0 of 2 and 1 of 1. Unswapped |1/3 - 1| = 2/3; the first
    swapped |1 - 1/3| = 2/3; the second is alike on both sides: p is 1.
    """
    before = Share(np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    after = Share(np.array([0.0, 1.0]), np.array([2.0, 1.0]))

    assert randomisation_p(before, after) == 1.0


def test_many_questions_are_swapped_at_random_and_agree_with_the_binomial() -> None:
    """15 gains and 5 losses: the sign test's p is 0.0414, and that of so many swaps near it."""
    before = means(*[0] * 15, *[1] * 5)
    after = means(*[1] * 15, *[0] * 5)

    p = randomisation_p(before, after)

    assert p == pytest.approx(0.0414, abs=0.006)
    assert p == randomisation_p(before, after)


def test_random_swaps_never_give_a_p_of_zero() -> None:
    """What was seen is one of the swaps; a p of 0 would claim what no test can."""
    many = EXACT_UP_TO + 30

    assert randomisation_p(means(*[0] * many), means(*[1] * many)) == 1 / (FLIPS + 1)


def test_nothing_counted_has_no_p() -> None:
    """A figure without cases on one side cannot be tested."""
    nothing = Share(np.zeros(2), np.zeros(2))

    assert randomisation_p(nothing, means(1, 1)) is None
    assert randomisation_p(means(1, 1), nothing) is None


def test_holm_multiplies_the_smallest_by_all_and_never_falls() -> None:
    """0.01, 0.04, 0.03, 0.6 of four: 4 x 0.01, 3 x 0.03, then no less than that, then 0.6."""
    assert holm([0.01, 0.04, 0.03, 0.6]) == pytest.approx([0.04, 0.09, 0.09, 0.6])


def test_holm_stops_at_one() -> None:
    """A corrected p is still a probability; none are none."""
    assert holm([0.5, 0.6]) == [1.0, 1.0]
    assert holm([]) == []
