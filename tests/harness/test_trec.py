"""What rankings are worth: by hand, and as trec_eval itself says of the same qrels and run."""

from dataclasses import replace
from math import log2

import pytest
import pytrec_eval
from reports_at_hand import asked

from bot.harness.figures.tally import Tally
from bot.harness.figures.trec import Ranking, Worth, ranking, worth_of
from bot.harness.schema import FigureName, Fixture, Found, Outcome

QRELS = {
    "one first": {"a": 1, "b": 0},
    "graded": {"a": 2, "c": 1, "e": 1, "h": 2},
    "many": dict.fromkeys("abcdefghijkl", 1),
    "third": {"c": 1},
    "sixth": {"f": 1, "j": 1},
    "eleventh": {"k": 1},
    "not found": {"z": 1, "y": 1},
    "judged wrong": {"a": 0, "b": 0, "d": 1},
    "nothing came": {"a": 1},
}
RUN = {
    "one first": "abc",
    "graded": "bacdefghij",
    "many": "xaybzcwdve",
    "third": "abcdefghij",
    "sixth": "abcdefghij",
    "eleventh": "abcdefghijk",
    "not found": "abcdefghij",
    "judged wrong": "abcd",
}
"""Documents by query, best first; to the last query nothing came."""
MEASURES = {
    FigureName.HIT_AT_1: "success_1",
    FigureName.HIT_AT_3: "success_3",
    FigureName.HIT_AT_5: "success_5",
    FigureName.HIT_AT_10: "success_10",
    FigureName.RECALL_AT_10: "recall_10",
    FigureName.MRR: "recip_rank",
    FigureName.NDCG_AT_10: "ndcg_cut_10",
}
ASKED = {"success.1,3,5,10", "recall.10", "recip_rank", "ndcg_cut.10"}
PASSAGES = {
    FigureName.PASSAGE_HIT_AT_1: "success_1",
    FigureName.PASSAGE_HIT_AT_3: "success_3",
    FigureName.PASSAGE_HIT_AT_10: "success_10",
    FigureName.PASSAGE_RECALL_AT_10: "recall_10",
    FigureName.PASSAGE_MRR: "recip_rank",
    FigureName.PASSAGE_NDCG_AT_10: "ndcg_cut_10",
}


def expected(query: str) -> set[str]:
    return {one for one, grade in QRELS[query].items() if grade}


def outcome(query: str) -> Outcome:
    """Return what came of a query: its run as places, and the same as passages."""
    run, right = RUN.get(query, ""), expected(query)
    return replace(
        asked(query),
        fixture=Fixture(query, tuple(sorted(right)), ("words",)),
        ranked=tuple((one,) for one in run),
        passages=tuple(Found(one, 0, 5, is_right=one in right) for one in run),
        right_passages=len(right),
    )


def by_trec_eval(query: str) -> dict[str, float]:
    """Return trec_eval's measures of a query's best ten, each expected one of grade 1."""
    run = {one: -float(place) for place, one in enumerate(RUN.get(query, "")[:10])}
    qrels = {query: dict.fromkeys(expected(query), 1)}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, ASKED)
    found = evaluator.evaluate({query: run} if run else {})
    return found.get(query) or dict.fromkeys(MEASURES.values(), 0.0)


@pytest.mark.parametrize("query", QRELS)
@pytest.mark.parametrize("measures", [MEASURES, PASSAGES], ids=["articles", "passages"])
def test_a_question_is_worth_what_trec_eval_says(
    query: str, measures: dict[FigureName, str]
) -> None:
    """By article and by passage; where trec_eval leaves out a query without a run, 0 counts."""
    figures = Tally([outcome(query)]).figures()

    theirs = by_trec_eval(query)
    ours = {name: figures.value(name) for name in measures}
    assert ours == pytest.approx({name: theirs[measure] for name, measure in measures.items()})


def test_a_run_is_worth_the_mean_of_its_questions() -> None:
    """Nine questions, two of them without anything right among the ten best and one empty."""
    figures = Tally(map(outcome, QRELS)).figures()

    for name, measure in MEASURES.items():
        theirs = [by_trec_eval(query)[measure] for query in QRELS]
        assert figures.value(name) == pytest.approx(sum(theirs) / 9)
        assert figures.measured[name].n == 9


def test_the_measures_are_those_of_the_textbook() -> None:
    """Right at 2 and 4, and a third that is nowhere: worked out by hand."""
    [found] = worth_of([ranking([False, True, False, True], relevant=3)])

    gain, ideal = 1 / log2(3) + 1 / log2(5), 1 + 1 / log2(3) + 1 / log2(4)
    assert found == pytest.approx(Worth(0, 1, 1, 1, 2 / 3, 1 / 2, gain / ideal))


def test_each_ranking_has_its_own_worth_in_their_order() -> None:
    """Twelve, so that an order by text ("10" before "2") would be seen."""
    found = worth_of([ranking([False] * n + [True], relevant=1) for n in range(12)])

    ranks = [1 / (n + 1) for n in range(10)] + [0, 0]
    assert [worth.reciprocal_rank for worth in found] == pytest.approx(ranks)


def test_a_ranking_without_anything_right_is_worth_nothing() -> None:
    """Neither where it holds nothing, nor where nothing could be found."""
    assert (
        worth_of([ranking([], relevant=0), ranking([False], relevant=2)])
        == [Worth(*[0.0] * 7)] * 2
    )
    assert worth_of([]) == []


def test_only_the_best_ten_places_count() -> None:
    """One right below them is one that was not found."""
    assert ranking([False] * 10 + [True], relevant=1) == Ranking(0, 1)


def test_more_right_ones_than_were_said_to_be_there_do_no_harm() -> None:
    """A count that misses some cannot make a recall above 1."""
    [found] = worth_of([ranking([True, True], relevant=1)])

    assert (found.recall_at_10, found.ndcg_at_10) == (1.0, 1.0)


def test_any_expected_article_of_a_shared_place_counts() -> None:
    """The second place holds the expected one as a copy: rank 2, whoever is named first."""
    copied = replace(asked("Who?"), ranked=(("x", "y"), ("gull", "right")))

    figures = Tally([copied]).figures()

    assert (figures.value(FigureName.MRR), figures.value(FigureName.RECALL_AT_10)) == (0.5, 1.0)


def test_expected_articles_that_share_a_place_are_one_to_find() -> None:
    """Of a, b and c the first two print the same: one of two was found, and in the ideal place."""
    fixture = Fixture("Who?", ("a", "b", "c"))
    shared = replace(asked("Who?"), fixture=fixture, ranked=(("a", "b"), ("x",)))

    figures = Tally([shared]).figures()

    assert figures.value(FigureName.RECALL_AT_10) == 0.5
    assert figures.value(FigureName.NDCG_AT_10) == pytest.approx(1 / (1 + 1 / log2(3)))
