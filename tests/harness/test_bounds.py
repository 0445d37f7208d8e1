"""Bounds on figures: how they are written, and what misses them."""

import pytest

from bot.harness.figures.bounds import (
    LOWER_IS_BETTER,
    NEITHER_IS_BETTER,
    PROMISED,
    parse_bounds,
    unmet,
)
from bot.harness.schema import Figure, FigureName, Figures
from embeddings.errors import InputError


def figures(**values: float | None) -> Figures:
    """Return figures of 1.0 each, but for the named ones."""
    measured = {name: Figure(values.get(name.name, 1.0), 4) for name in FigureName}
    return Figures(questions=4, answerable=2, unanswerable=2, measured=measured)


def test_a_bound_is_a_figure_and_a_number() -> None:
    """That is what `--min` and `--max` are given."""
    assert parse_bounds(["hit@1=0.9", "median_seconds = 2"]) == {
        "hit@1": 0.9,
        "median_seconds": 2.0,
    }


@pytest.mark.parametrize("pair", ["hit@1", "hit@1=", "hit@1=high", "=0.9", "hit@1=nan", ""])
def test_a_bound_that_could_never_fail_or_be_read_is_refused(pair: str) -> None:
    """No comparison with 'not a number' is ever false, so it would pass whatever happens."""
    with pytest.raises(InputError):
        parse_bounds([pair])


def test_an_unknown_figure_is_refused_with_the_known_ones() -> None:
    """A misspelt bound must not pass unseen, neither when it is read nor when it is checked."""
    message = "Unknown figure 'hit@2': use one of hit@1, hit@3, hit@5, hit@10, recall@10"

    with pytest.raises(InputError, match=message):
        parse_bounds(["hit@2=0.9"])
    with pytest.raises(InputError, match=message):
        unmet(figures(), {"hit@2": 0.9}, {})
    with pytest.raises(InputError, match=message):
        unmet(figures(), {}, {"hit@2": 0.9})


def test_a_figure_on_its_bound_is_good_enough() -> None:
    """Bounds are inclusive on both sides."""
    found = figures(HIT_AT_1=0.9, REFUSED_WRONGLY=0.2)

    assert unmet(found, {"hit@1": 0.9}, {"refused_wrongly": 0.2}) == []


def test_every_figure_beyond_its_bound_is_told() -> None:
    """The sentence has the figure, what it is and what it should be."""
    found = figures(HIT_AT_1=0.875, MRR=0.95, REFUSED_WRONGLY=0.25)

    assert unmet(found, {"hit@1": 0.9, "mrr": 0.9}, {"refused_wrongly": 0.2}) == [
        "hit@1 is 0.875, should be at least 0.9",
        "refused_wrongly is 0.25, should be at most 0.2",
    ]


def test_a_figure_that_nothing_measures_is_not_met() -> None:
    """Fixtures without unanswerable questions cannot show that any is refused."""
    found = figures(REFUSED_RIGHTLY=None)

    assert unmet(found, {"refused_rightly": 0.5}, {}) == [
        "refused_rightly should be at least 0.5, but no question here measures it"
    ]


@pytest.mark.parametrize("name", ["slices", "as_sent", "attributed", "within_limits"])
def test_what_is_promised_fails_whatever_was_asked(name: str) -> None:
    """No bound that somebody gives can lower this one."""
    broken = figures(**{name.upper(): 0.75})
    told = [f"{name} is 0.75, should be at least 1"]

    assert unmet(broken, {}, {}) == told
    assert unmet(broken, {name: 0.5}, {}) == told


def test_where_nothing_was_shown_no_promise_is_broken() -> None:
    """Refusing everything is for the other figures to tell."""
    nothing = dict.fromkeys((name.name for name in PROMISED), None)

    assert unmet(figures(**nothing), {}, {}) == []


def test_every_figure_has_a_direction_or_none() -> None:
    """Wrong refusals, risk and seconds should be low; of words shown neither is better."""
    lower = {"refused_wrongly", "risk", "median_seconds", "p95_seconds", "p99_seconds"}

    assert lower == LOWER_IS_BETTER
    assert {"words_shown"} == NEITHER_IS_BETTER
