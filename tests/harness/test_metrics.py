"""The metrics against values worked out by hand, and the bounds on figures."""

import pytest

from bot.harness.metrics import (
    Figure,
    FigureName,
    Figures,
    auroc,
    hit_at,
    mean,
    median,
    mrr,
    parse_bounds,
    percentile,
    places,
    rank_of_first,
    share,
    unmet,
)
from embeddings.errors import InputError


def figures(**values: float | None) -> Figures:
    """Return figures of 1.0 each, but for the named ones."""
    measured = {name: Figure(values.get(name.name, 1.0), 4) for name in FigureName}
    return Figures(questions=4, answerable=2, unanswerable=2, measured=measured)


def test_an_article_is_ranked_at_its_best_candidate() -> None:
    """Later passages of the same article take no place."""
    assert places([["b"], ["a"], ["b"], ["c"], ["a"]]) == [("b",), ("a",), ("c",)]


def test_articles_that_are_found_together_share_a_place() -> None:
    """What comes behind them is no lower for that; one found before keeps its better place."""
    assert places([["b", "a", "b"], ["a", "b"], ["c"]]) == [("b", "a"), ("c",)]
    assert places([["a"], ["a", "b"], [], ["c"]]) == [("a",), ("b",), ("c",)]


@pytest.mark.parametrize(
    ("ranked", "expected", "rank"),
    [
        ([("a",), ("b",), ("c",)], {"a"}, 1),
        ([("a",), ("b",), ("c",)], {"c"}, 3),
        ([("a",), ("b",), ("c",)], {"c", "b"}, 2),
        ([("a", "b", "c"), ("d", "e")], {"c"}, 1),
        ([("a", "b", "c"), ("d", "e")], {"e"}, 2),
        ([("a",), ("b",), ("c",)], {"d"}, None),
        ([("ab",)], {"a"}, None),
        ([("a",)], set[str](), None),
        ([], {"a"}, None),
    ],
)
def test_a_rank_is_the_place_of_the_first_right_article(
    ranked: list[tuple[str, ...]], expected: set[str], rank: int | None
) -> None:
    """Places count from 1; where several articles are right the best one counts."""
    assert rank_of_first(ranked, expected) == rank


def test_a_hit_is_a_right_article_among_the_first_k() -> None:
    """Of ranks 1, 2, 3, 6 and none: one is within 1, three within 3, four within 6."""
    ranks = [1, 2, 3, 6, None]

    assert [hit_at(k, ranks) for k in (1, 2, 3, 5, 6)] == [0.2, 0.4, 0.6, 0.6, 0.8]


def test_the_mean_reciprocal_rank_counts_what_is_not_found_as_zero() -> None:
    """(1 + 1/2 + 1/4 + 0) / 4 = 1.75 / 4."""
    assert mrr([1, 2, 4, None]) == 0.4375


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
    assert auroc(positives, negatives) == area


def test_a_percentile_is_the_value_at_the_nearest_rank() -> None:
    """Of 20 values the 19th is at 95 %, of 21 the 20th (19.95 rounded up), of one that one."""
    assert percentile(95, range(20, 0, -1)) == 19
    assert percentile(95, range(1, 22)) == 20
    assert percentile(95, [7.0]) == 7.0
    assert percentile(100, [1.0, 3.0]) == 3.0
    assert percentile(50, [1.0, 3.0]) == 1.0


def test_the_middle_and_the_mean_are_what_they_are_called() -> None:
    """An even number of values has the mean of the middle two as its median."""
    assert median([9.0, 1.0, 2.0]) == 2.0
    assert median([9.0, 1.0, 2.0, 4.0]) == 3.0
    assert mean([9.0, 1.0, 2.0]) == 4.0


def test_a_share_counts_the_true_ones() -> None:
    """One of four is a quarter."""
    assert share([True, False, False, False]) == 0.25


def test_where_there_is_nothing_there_is_no_figure() -> None:
    """An empty input gives None, not a perfect or a worthless score."""
    assert places([]) == []
    assert hit_at(1, []) is None
    assert mrr([]) is None
    assert share([]) is None
    assert mean([]) is None
    assert median([]) is None
    assert percentile(95, []) is None
    assert auroc([], [0.1]) is None
    assert auroc([0.1], []) is None


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
    message = "Unknown figure 'hit@2': use one of hit@1, hit@3, hit@5, mrr, words_in_first"

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


def test_an_excerpt_that_is_no_slice_fails_whatever_was_asked() -> None:
    """No bound that somebody gives can lower this one."""
    found = figures(SLICES=0.75)
    told = ["slices is 0.75, should be at least 1"]

    assert unmet(found, {}, {}) == told
    assert unmet(found, {"slices": 0.5}, {}) == told


def test_where_nothing_was_shown_no_slice_is_missed() -> None:
    """Refusing everything is for the other figures to tell."""
    assert unmet(figures(SLICES=None), {}, {}) == []
