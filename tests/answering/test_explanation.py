"""Explanations tell the reply's own story: what was searched, every place, and the decision."""

from dataclasses import replace

import pytest
from fakes import MakeAnswerer

from bot.answering.answerer import Answerer
from bot.answering.explanation import Search, Weighed
from bot.answering.pipeline import Findings
from bot.answering.ranking.reranking import Ranked, load_reranker
from bot.answering.schema import Answer, Refusal, RefusalReason, Reply
from bot.answering.understanding.options import Options
from embeddings.filters import Filters
from embeddings.retrieval import Query
from embeddings.schema import Article, Candidate, Evidence, Passage

BELLS = """---
id: bells
title: The foundry closes
outlet: Coast Desk
published: 2022-03-10
---
The foundry cast 340 bells in ninety years. The gates shut on Friday.
"""
ROOF = """---
id: roof
title: The town hall gets a roof
outlet: Hill Post
published: 2021-05-01
---
Carpenters finished the roof of the town hall. In March 2022 the foundry gives it a bell.
"""
FILES = {"bells.md": BELLS, "roof.md": ROOF}
QUESTION = "How many bells did the foundry cast?"


def untimed(reply: Reply) -> Reply:
    return replace(reply, seconds=0.0)


@pytest.fixture(scope="module")
def bundled() -> object:
    return load_reranker()


@pytest.mark.parametrize(
    ("question", "options"),
    [
        (QUESTION, Options()),
        ("What happened at the foundry in March 2022?", Options()),
        ("How many bells last week?", Options()),
        (QUESTION, Options(outlet="Coast Desk")),
        (QUESTION, Options(since="2030-01-01")),
        ("Which opera did Zanetti conduct?", Options()),
        ("   ", Options()),
        ("?!", Options()),
        ("bell " * 200, Options()),
    ],
)
@pytest.mark.parametrize("threshold", [0.0, 0.3, 1.0])
def test_an_explained_reply_is_the_reply(
    make_answerer: MakeAnswerer, question: str, options: Options, threshold: float
) -> None:
    """Whatever is asked: the same excerpts, scores and reasons."""
    answerer = make_answerer(FILES, threshold=threshold)
    why = answerer.explain(question, options)

    assert untimed(why.reply) == untimed(answerer.answer(question, options))
    assert why.threshold == threshold


def test_an_answers_search_holds_what_is_shown(
    make_answerer: MakeAnswerer, bundled: object
) -> None:
    """With the reranker's name and logits; the best window has the reply's score."""
    plain = make_answerer(FILES, max_excerpts=1)
    answerer = Answerer(plain.retriever, plain.limits, reranker=bundled)
    why = answerer.explain(QUESTION)
    (search,) = why.searches
    best, *rest = search.found.windows

    assert isinstance(why.reply, Answer)
    assert why.reranker == "bundled"
    assert best.score == why.reply.score
    assert why.shows(best)
    assert not any(why.shows(window) for window in rest)
    assert all(item.logit is not None for item in search.weighed())


def test_a_refusal_shows_no_window(make_answerer: MakeAnswerer) -> None:
    """What was found is there all the same, below the threshold."""
    why = make_answerer(FILES, threshold=1.0).explain(QUESTION)
    (search,) = why.searches

    assert isinstance(why.reply, Refusal)
    assert why.reply.score == search.found.windows[0].score < 1.0
    assert not any(why.shows(window) for window in search.found.windows)
    assert why.reranker is None
    assert [item.logit for item in search.weighed()] == [None] * len(search.found.ranked)


def test_what_is_refused_before_a_search_has_none(make_answerer: MakeAnswerer) -> None:
    """The reason is the reply's."""
    why = make_answerer(FILES).explain(" ")

    assert isinstance(why.reply, Refusal)
    assert (why.searches, why.reply.reason) == ([], RefusalReason.QUESTION_EMPTY)


def test_a_loose_date_is_explained_by_both_of_its_searches(make_answerer: MakeAnswerer) -> None:
    """Inside the window, then everywhere; each with the filters it had."""
    why = make_answerer(FILES).explain("Which bell did the foundry give in March 2022?")
    inside, everywhere = why.searches

    assert sorted(inside.given) == ["since", "until"]
    assert inside.given["since"].startswith("2022-03-01")
    assert {item.passage.article_id for item in inside.found.candidates} == {"bells"}
    assert everywhere.given == {}
    assert {item.passage.article_id for item in everywhere.found.candidates} == {"bells", "roof"}


def test_filters_are_named(make_answerer: MakeAnswerer) -> None:
    """Those that were given, and no others."""
    (search,) = make_answerer(FILES).explain(QUESTION, Options(outlet="Hill Post")).searches

    assert search.given == {"outlet": "Hill Post"}


ARTICLE = Article("a", "One. Two. Three. Four.", "Numbers")
COSINES, BM25, SCORES = (0.2, 0.9, 0.9, 0.1), (0.0, 0.5, 0.4, 0.0), (4.0, 3.0, 2.0, 1.0)


def searched() -> Search:
    """Return a search that ranked the third of four candidates first, then the first."""
    spans = ((0, 4), (5, 9), (10, 16), (17, 22))
    candidates = [
        Candidate(
            Passage(number, "a", ARTICLE.version, *span),
            Evidence(COSINES[number], BM25[number], 0.0, 0.0),
            SCORES[number],
        )
        for number, span in enumerate(spans)
    ]
    ranked = [
        Ranked(candidates[number], ARTICLE, None, score) for number, score in ((2, 9), (0, 8))
    ]
    encoder_free = Query("numbers", {"b": 1.0, "a": 1.0, "c": 2.0}, ())  # type: ignore[arg-type]
    return Search(encoder_free, Filters(section="Sums"), Findings(candidates, ranked, []))


def test_every_place_is_counted_among_all_candidates() -> None:
    """From 1, by cosine 0.9 = 0.9 > 0.2 > 0.1, by bm25 0.5 > 0.4 > 0 = 0, and as fused."""
    first, second = searched().weighed()

    assert places(first) == (1, 3, 1, 2)
    assert places(second) == (2, 1, 3, 3)
    spans = [(item.passage.start, item.passage.end) for item in (first, second)]
    assert [ARTICLE.text[start:end] for start, end in spans] == ["Three.", "One."]


def places(item: Weighed) -> tuple[int, int, int, int]:
    return item.place, item.fused, item.by_cosine, item.by_bm25


def test_the_heaviest_terms_come_first() -> None:
    """Equal ones in the order of the alphabet."""
    assert searched().terms == [("c", 2.0), ("a", 1.0), ("b", 1.0)]
