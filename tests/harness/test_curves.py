"""What a report draws: risk by coverage, reliability and latency, worked out by hand."""

from dataclasses import replace
from itertools import pairwise

import pytest
from reports_at_hand import SHOWN, asked, unanswerable

from bot.harness.figures.curves import MOST_POINTS
from bot.harness.figures.tally import Tally
from bot.harness.schema import Curves, Outcome, ReliabilityBin, RiskPoint


def curves(*outcomes: Outcome) -> Curves:
    return Tally(outcomes).curves()


def answer(score: float, *, right: bool = True) -> Outcome:
    first = replace(SHOWN, article_id="right" if right else "wrong", score=score)
    return replace(asked(f"{score}"), shown=(first,))


def test_a_point_is_what_its_threshold_would_do() -> None:
    """Right .9, wrong .8, right .7 and one that is never answered: coverage is of all four."""
    never = replace(unanswerable("?"), reason="nothing_in_window")

    found = curves(answer(0.7), answer(0.9), never, answer(0.8, right=False))

    assert found.risk_coverage == (
        RiskPoint(0.9, 0.25, 0.0),
        RiskPoint(0.8, 0.5, 0.5),
        RiskPoint(0.7, 0.75, pytest.approx(1 / 3)),
    )


def test_questions_of_one_score_are_one_point() -> None:
    """No threshold answers one of them and not the other."""
    found = curves(answer(0.9), answer(0.8, right=False), answer(0.8))

    assert found.risk_coverage[1:] == (RiskPoint(0.8, 1.0, pytest.approx(1 / 3)),)


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    """Of a thousand scores two hundred are kept, spread evenly, none of them moved."""
    found = curves(*(answer(n / 1000, right=n % 2 == 0) for n in range(1, 1001))).risk_coverage

    assert MOST_POINTS - 5 <= len(found) <= MOST_POINTS
    assert found[0] == RiskPoint(1.0, 0.001, 0.0)
    assert found[-1] == RiskPoint(0.001, 1.0, 0.5)
    assert max(after.coverage - before.coverage for before, after in pairwise(found)) < 0.007
    for point in found:
        answered = round(point.coverage * 1000)
        assert point.threshold == (1001 - answered) / 1000
        assert point.risk == pytest.approx(answered // 2 / answered)


def test_a_reliability_bin_holds_the_answers_of_its_scores() -> None:
    """0.41 and 0.47 lie together, 0.5 begins the next, 1 is in the last; refusals are in none."""
    found = curves(
        answer(0.41),
        answer(0.47, right=False),
        answer(0.5),
        answer(1.0),
        asked("refused", refused=True, score=0.45),
    )

    assert found.reliability == (
        ReliabilityBin(pytest.approx(0.44), 0.5, 2),
        ReliabilityBin(0.5, 1.0, 1),
        ReliabilityBin(1.0, 1.0, 1),
    )


def test_latency_bins_are_contiguous_and_hold_every_question() -> None:
    """Each bin's end is 10^(1/10) of its start and the next one's start; empty ones stand too."""
    taken = [0.0123, 0.0124, 0.1, 0.2, 7.5]

    found = curves(*(asked(str(seconds), seconds=seconds) for seconds in taken)).latency

    assert [(before.end) for before in found[:-1]] == [after.start for after in found[1:]]
    assert all(one.end == pytest.approx(one.start * 10**0.1) for one in found)
    for one in found:
        assert one.n == sum(one.start <= seconds < one.end for seconds in taken)
    assert (found[0].n, found[-1].n, sum(one.n for one in found)) == (2, 1, 5)


def test_what_took_no_time_is_counted_as_the_fastest() -> None:
    """A clock may stand still; a logarithm of zero there is not."""
    found = curves(asked("a", seconds=0.0), asked("b", seconds=0.000_11)).latency

    assert [(one.start, one.n) for one in found] == [(pytest.approx(1e-4), 2)]


def test_nothing_asked_draws_nothing() -> None:
    """Each curve may be empty, and one question is enough for one point."""
    assert curves() == Curves()
    assert len(curves(asked("a")).latency) == 1
    assert curves(asked("a")).risk_coverage == (RiskPoint(0.9, 1.0, 0.0),)
