"""Articles by place where several print the same copy: real answerers over made articles."""

import pytest
from fakes import MakeAnswerer
from small_newsroom import evaluated

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt
from bot.harness.calibrating import judge
from bot.harness.ranking import deciding, printed, ranked_articles
from bot.harness.schema import Failure, FigureName, Fixture, Outcome, Place

STORM = (
    "The storm tore two cranes from the northern quay of Lindmoor shortly after midnight. Harbour "
    "workers found the wreckage at dawn and closed the gates to all traffic. Nobody was hurt, "
    "since the night shift had been sent home at ten. The council meets on Thursday to decide "
    "whether the cranes are to be rebuilt or sold for scrap."
)
BILL = (
    "Insurers put the damage at nine million crowns and sent two inspectors by the morning "
    "train. Until the rubble is gone the ferries to Norsund leave from the old pier in the west "
    "of the town, where the rails end and a kiosk sells tea. Anglers who keep their boats there "
    "were told to move them by noon. The mayor asked people to stay at home on Sunday, when the "
    "wind is expected to turn and rise again."
)
ECHO = "The Echo asked for pictures of the cranes before they fell, and forty came."
BAKERY = "A bakery in Norsund sells seven kinds of rye bread and closes when they are gone."
INTRO = (
    "It was the worst night that the coast has seen in forty years, and few of those who lived "
    "through it will forget how the windows shook. Our reporters spoke to people in six towns "
    "between the fjord and the border, and everywhere they heard of roofs that flew, of boats "
    "that sank at their moorings and of cellars full of water."
)
ASKED = "When did the storm tear two cranes from the quay of Lindmoor?"


def filed(text: str, outlet: str, published: str) -> str:
    """Return an article's file."""
    facts = f"title: Storm in the {outlet}\noutlet: {outlet}\npublished: {published}"
    return f"---\n{facts}\n---\n\n{text}"


FILES = {
    "gazette.md": filed(STORM, "Gazette", "2024-03-02"),
    "wire.md": filed(STORM, "Wire", "2024-03-01"),
    "herald.md": filed(STORM, "Herald", "2024-03-03"),
    "echo.md": filed(ECHO, "Echo", "2024-03-04"),
    "post.md": filed(BAKERY, "Post", "2024-03-05"),
}


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over three copies of one text and two articles of their own."""
    return make_answerer(FILES, max_excerpts=1)


def outcomes(answerer: Answerer, *expected: str) -> list[Outcome]:
    """Return what comes of the question for a fixture on each of the articles."""
    return list(
        evaluated(answerer, [Fixture(ASKED, (one,), ("midnight",)) for one in expected]).outcomes
    )


def places(answerer: Answerer) -> tuple[Place, ...]:
    """Return the best places for the question."""
    return ranked_articles(printed(answerer.pipeline.find(answerer.retriever.query(ASKED))))


def test_copies_share_a_place_and_what_is_behind_them_comes_second(answerer: Answerer) -> None:
    """The first to publish is named first; three articles in front of another are one place."""
    assert [set(place) for place in places(answerer)] == [
        {"wire", "gazette", "herald"},
        {"echo"},
        {"post"},
    ]
    assert places(answerer)[0][0] == "wire"


def test_a_fixture_may_expect_any_of_the_copies(answerer: Answerer) -> None:
    """Its article is found first, its words are in the first excerpt, and nothing failed."""
    found = outcomes(answerer, "wire", "gazette", "herald")

    assert [outcome.shown[0].article_id for outcome in found] == ["wire"] * 3
    assert [(outcome.rank, outcome.failure) for outcome in found] == [(1, None)] * 3
    assert all(judge(outcome).right for outcome in found)


def test_the_figures_count_a_group_of_copies_once(answerer: Answerer) -> None:
    """Ranks 1, 2 and 3 for the last of the copies, the next article and the one after it."""
    found = evaluated(answerer, [Fixture(ASKED, (one,)) for one in ("herald", "echo", "post")])

    assert [outcome.rank for outcome in found.outcomes] == [1, 2, 3]
    assert found.figures.value(FigureName.MRR) == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    assert [outcome.failure for outcome in found.outcomes] == [
        None,
        Failure.RANKED_LOW,
        Failure.RANKED_LOW,
    ]


def test_a_copy_whose_passages_are_cut_elsewhere_shares_the_place_too(
    make_answerer: MakeAnswerer,
) -> None:
    """Its passage is no copy, but what is shown of it stands in the other article as well."""
    files = {
        "gazette.md": filed(f"{INTRO} {STORM} {BILL}", "Gazette", "2024-03-02"),
        "wire.md": filed(f"{STORM} {BILL}", "Wire", "2024-03-01"),
    }
    answerer = make_answerer(files, max_excerpts=1)
    best = answerer.pipeline.find(answerer.retriever.query(ASKED)).best[:2]
    reply = answerer.answer(ASKED)

    assert {item.passage.article_id for item in best} == {"wire", "gazette"}
    assert [item.also for item in best] == [(), ()]
    assert isinstance(reply, Answer)
    assert [copy.article_id for copy in reply.excerpts[0].also_carried_by] == ["gazette"]
    assert [set(place) for place in places(answerer)] == [{"wire", "gazette"}]


def test_an_article_in_words_of_its_own_shares_no_place(make_answerer: MakeAnswerer) -> None:
    """The same news is not the same copy, and one of the two comes second."""
    own = "Two cranes fell at the quay of Lindmoor in Sunday's storm, and nobody there was hurt."
    answerer = make_answerer(
        {"wire.md": FILES["wire.md"], "echo.md": filed(own, "E", "2024-03-02")}
    )

    assert sorted(places(answerer)) == [("echo",), ("wire",)]


FOUNDRY = {
    "bells.md": filed("The foundry cast 340 bells and shut its gates.", "Coast", "2022-03-10"),
    "roof.md": filed("The foundry cast a bell for the town hall.", "Hill", "2021-05-01"),
}


def test_the_ranking_is_of_the_search_that_was_answered_from(make_answerer: MakeAnswerer) -> None:
    """A loose date makes two, of which one looks outside the window; a refusal has the better."""
    answerer = make_answerer(FOUNDRY, max_excerpts=1)
    why = answerer.explain("How many bells did the foundry cast in March 2022?")
    inside, everywhere = why.searches
    assert [place for place, *_ in ranked_articles(printed(inside.found))] == ["bells"]
    assert len(ranked_articles(printed(everywhere.found))) == 2

    [shown] = why.excerpts
    assert deciding(why.searches, [shown]) is inside.found
    of_roof = [one for one in everywhere.found.windows if one.article.id == "roof"]
    excerpt = Excerpt(of_roof[0].article, of_roof[0].start, of_roof[0].end, 0.1)
    assert deciding(why.searches, [excerpt]) is everywhere.found
    best = max((inside.found, everywhere.found), key=lambda found: found.score)
    assert deciding(why.searches, []) is best
    assert deciding([], []) is None
