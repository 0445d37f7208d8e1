"""What a place allows: its outlets, its time zone, and page after page."""

from zoneinfo import ZoneInfo

import pytest
from fakes import MakeAnswerer

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Refusal, RefusalReason, Reply
from bot.answering.understanding.options import Options
from bot.answering.understanding.scope import EVERYWHERE, Scope


def _article(outlet: str, day: str, text: str, title: str = "On the harbour") -> str:
    return f'---\ntitle: "{title}"\noutlet: {outlet}\npublished: {day}\n---\n{text}\n'


NEWSROOM = {
    "a.md": _article("Coast Desk", "2022-03-01T23:30:00Z", "The harbour opened at noon."),
    "b.md": _article("The Wire", "2022-03-05", "The harbour opened late, said the captain."),
    "c.md": _article("The Wire Sunday", "2022-03-06", "The harbour opened for yachts as well."),
    "d.md": _article("Coast Desk", "2022-03-09", "The harbour opened a second quay on Monday."),
}


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    return make_answerer(NEWSROOM, max_excerpts=2)


def _outlets(reply: Reply) -> set[str | None]:
    assert isinstance(reply, Answer)
    return {excerpt.article.outlet for excerpt in reply.excerpts}


def test_a_place_hears_its_outlets_alone(answerer: Answerer) -> None:
    """Whole names choose, whatever the case; the coverage named under the answer is theirs."""
    scope = Scope(outlets=("the wire",), max_excerpts=5)
    reply = answerer.answer("When did the harbour open?", scope=scope)
    assert _outlets(reply) == {"The Wire"}
    assert reply.coverage is not None
    assert (reply.coverage.articles, reply.coverage.newest) == (1, "2022-03-05")


def test_a_reader_cannot_ask_beyond_the_place(answerer: Answerer) -> None:
    """An outlet chosen by the reader is one of the place's, or nothing matches and none is named.

    Headlines in a refusal are quotes of a kind: they too keep to the place.
    """
    scope = Scope(outlets=("The Wire",))
    for reply in (
        answerer.answer("harbour", Options(outlet="Coast Desk"), scope),
        answerer.answer("What did Brandenburg say about the harbour?", scope=scope),
    ):
        assert isinstance(reply, Refusal)
        assert {near.article_id for near in reply.nearest} <= {"b"}


def test_a_place_without_any_coverage_says_so(answerer: Answerer) -> None:
    """An outlet that has no article is an empty index there."""
    reply = answerer.answer("harbour", scope=Scope(outlets=("Nobody",)))
    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.INDEX_EMPTY


def test_pages_go_on_where_the_last_one_ended(answerer: Answerer) -> None:
    """Every excerpt is shown once, best first, and the last page says that there is no more."""
    replies = [answerer.answer("harbour opened", scope=Scope(page=page)) for page in range(2)]
    pages = [reply for reply in replies if isinstance(reply, Answer)]
    shown = [one.article.id for page in pages for one in page.excerpts]
    everything = answerer.answer("harbour opened", scope=Scope(max_excerpts=5))
    assert isinstance(everything, Answer)
    assert sorted(shown) == sorted(one.article.id for one in everything.excerpts)
    assert [page.has_more for page in pages] == [True, False]
    assert [page.page for page in pages] == [0, 1]
    assert not everything.has_more


def test_a_page_that_is_not_there_any_more_is_the_last(answerer: Answerer) -> None:
    """The coverage may have shrunk since a button was made."""
    last = answerer.answer("harbour opened", scope=Scope(page=1))
    beyond = answerer.answer("harbour opened", scope=Scope(page=9))
    assert isinstance(last, Answer)
    assert isinstance(beyond, Answer)
    assert beyond.excerpts == last.excerpts
    assert beyond.page == 1


def test_days_are_those_of_the_place(answerer: Answerer) -> None:
    """Half past eleven in the evening in London is the next day in Berlin."""
    options = Options(since="2022-03-02", until="2022-03-02")
    berlin = answerer.answer("harbour", options, Scope(zone=ZoneInfo("Europe/Berlin")))
    assert _outlets(berlin) == {"Coast Desk"}
    assert isinstance(answerer.answer("harbour", options, EVERYWHERE), Refusal)
