"""Pages of the excerpts that answer: opened from an answer, turned in place, over restarts."""

from typing import Any

import pytest
import pytest_asyncio
from answer_presses import MAYORS, WHICH_MAYOR, labels, pressed, restarted
from fakes import MakeAnswerer
from test_bot import StartBot
from world import World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits
from bot.chat.why import next_page_of, page_of
from bot.kept.keeping import Kept
from bot.languages import Language, say, speaking
from bot.servers.schema import Choices
from embeddings.archive import Archive

pytestmark = pytest.mark.simcord(settle_timeout=30)

ASKED = f"-# Asked: {WHICH_MAYOR}"


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over five articles that all answer, two a page."""
    return make_answerer(MAYORS, max_excerpts=2)


def quotes(message: Any) -> list[str]:
    """Return what a message quotes."""
    return [text.removeprefix("> ") for text in texts(message) if text.startswith("> ")]


@pytest_asyncio.fixture
async def answer(world: World) -> Any:
    """Return a public answer."""
    await world.ask(WHICH_MAYOR)
    return world.channel.last_message


async def test_every_source_is_shown_once_on_one_of_the_pages(world: World, answer: Any) -> None:
    """The first page opens for the one who pressed; it is turned where it is, to the last one."""
    page = await pressed(world, wording.MORE_SOURCES)
    assert page.ephemeral
    seen = quotes(answer) + quotes(page.response)
    assert texts(page.response)[0] == ASKED
    assert labels(page.response)[-7:-4] == [
        wording.PREVIOUS_SOURCES,
        wording.MORE_SOURCES,
        wording.SHARE,
    ]
    await pressed(world, wording.MORE_SOURCES, page.response)
    seen += quotes(page.response)
    assert wording.MORE_SOURCES not in labels(page.response)
    assert sorted(seen) == [f"Mayor number {n} cut the ribbon of quay {n}." for n in range(5)]


async def test_pages_work_after_restarts(
    world: World, answer: Any, answerer: Answerer, start_bot: StartBot
) -> None:
    """Everything needed stands in the messages."""
    await restarted(world, start_bot, answerer)
    page = await pressed(world, wording.MORE_SOURCES, answer)
    second = quotes(page.response)
    await restarted(world, start_bot, answerer)
    await pressed(world, wording.MORE_SOURCES, page.response)
    assert len(quotes(page.response)) == 1
    await restarted(world, start_bot, answerer)
    await pressed(world, wording.PREVIOUS_SOURCES, page.response)
    assert quotes(page.response) == second
    await pressed(world, wording.PREVIOUS_SOURCES, page.response)
    assert quotes(page.response) == quotes(answer)
    assert wording.PREVIOUS_SOURCES not in labels(page.response)


async def test_an_answer_to_a_command_is_turned_where_it_is(world: World) -> None:
    """It is one person's already."""
    result = await world.alice.slash(world.channel, "ask", question=WHICH_MAYOR)
    first = quotes(result.response)
    turned = await pressed(world, wording.MORE_SOURCES, result.response)
    assert turned.response is None or turned.response.id == result.response.id
    assert texts(result.response)[0] == ASKED
    assert not set(quotes(result.response)) & set(first)


async def test_options_of_a_command_hold_on_every_page(world: World) -> None:
    """They are written out in the line that repeats the question."""
    result = await world.alice.slash(
        world.channel, "ask", question=WHICH_MAYOR, visibility="all", since="1990-01-01"
    )
    assert "since:1990-01-01" in texts(result.response)[0]
    if wording.MORE_SOURCES in labels(result.response):
        page = await pressed(world, wording.MORE_SOURCES, result.response)
        assert texts(page.response)[0] == texts(result.response)[0]


async def test_a_question_that_is_gone_is_said_calmly(world: World) -> None:
    """Another question's sources would be a lie."""
    asked = await world.ask(WHICH_MAYOR)
    answer = world.channel.last_message
    world.env.bot.kept.choices.forget_answer(asked.id)  # else the answer goes with it
    await world.alice.delete(asked)
    page = await pressed(world, wording.MORE_SOURCES, answer)
    assert texts(page.response) == [wording.NO_LONGER_ASKED]


async def test_a_page_that_is_there_no_more_is_the_last_one(
    world: World, answer: Any, answerer: Answerer
) -> None:
    """The coverage shrank since; what it has is shown."""
    page = await pressed(world, wording.MORE_SOURCES, answer)
    with Archive.open(answerer.retriever.archive.path.parent) as archive, archive.transaction():
        for article in list(archive.facts())[:3]:
            archive.remove(article.id)
    await pressed(world, wording.MORE_SOURCES, page.response)
    assert quotes(page.response)


async def test_more_sources_keep_to_what_the_channel_chose(
    world: World, answer: Any, answerer: Answerer, start_bot: StartBot
) -> None:
    """One excerpt a page is what this channel shows now."""
    kept = Kept.in_memory()
    kept.choices.choose(world.guild.id, Choices(max_excerpts=1))
    await restarted(world, start_bot, answerer, kept=kept)
    page = await pressed(world, wording.MORE_SOURCES, answer)
    assert len(quotes(page.response)) == 1


@pytest.mark.parametrize("status", [403, 404, 429, 500])
async def test_a_page_that_cannot_be_turned_leaves_the_one_that_stands_there(
    world: World, answer: Any, error_log: Any, status: int
) -> None:
    """The reader is told below it, and can press again."""
    page = await pressed(world, wording.MORE_SOURCES, answer)
    before = texts(page.response)
    route = "/webhooks/*/messages/@original"
    world.env.inject_error("PATCH", route, status=status, times=3)
    told = await pressed(world, wording.MORE_SOURCES, page.response)
    assert texts(page.response) == before
    assert [texts(one) for one in told.followups] == [[wording.TROUBLE]]
    assert len(error_log.take()) == 1


async def test_who_asks_too_often_is_told_to_wait(
    world: World, answer: Any, answerer: Answerer, start_bot: StartBot
) -> None:
    """A page is a question as much as any other; the one that stands there stays."""
    page = await pressed(world, wording.MORE_SOURCES)
    before = texts(page.response)
    strict = AskingOptions(FairUseLimits(person_a_minute=1))
    await restarted(world, start_bot, answerer, asking=strict)
    await pressed(world, wording.MORE_SOURCES, answer)
    told = await pressed(world, wording.MORE_SOURCES, page.response)
    assert texts(told.response)[0].startswith("You have asked a lot")
    assert texts(page.response) == before


class OlderPage:
    """A page of an earlier release, whose button that leads back is known by its label alone."""

    def __init__(self, *buttons: tuple[str, int]) -> None:
        self._buttons = buttons

    @property
    def components(self) -> list[Any]:
        """Return itself, as the only row of buttons."""
        return [self]

    def to_dict(self) -> dict[str, Any]:
        """Return the row as Discord gives it."""
        made = [
            {"type": 2, "label": label, "custom_id": f"pullquote:sources:{page}"}
            for label, page in self._buttons
        ]
        return {"type": 1, "components": made}


@pytest.mark.parametrize("language", Language)
def test_a_button_of_an_earlier_release_that_leads_back_leads_to_no_more(
    language: Language,
) -> None:
    """Whatever language it was written in."""
    with speaking(language):
        back, onward = say(wording.PREVIOUS_SOURCES), say(wording.MORE_SOURCES)
    pages = (
        (OlderPage((onward, 1)), 1),
        (OlderPage((back, 0), (onward, 2)), 2),
        (OlderPage((back, 1)), None),
        (OlderPage((onward, 3), (back, 1)), 3),
    )
    assert [next_page_of(page) for page, _ in pages] == [expected for _, expected in pages]  # type: ignore[arg-type]  # of a message it needs the components alone
    assert [page_of(page) for page, _ in pages] == [0, 1, 2, 2]  # type: ignore[arg-type]  # as above
