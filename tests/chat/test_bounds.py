"""A channel that is bound to outlets: nothing of others in it, by no button and in no thread."""

from typing import Any

import pytest
from answer_presses import pressed
from fakes import MakeAnswerer
from test_bot import reindexed
from test_why import editor, why  # noqa: F401 - a fixture
from world import COVERAGE, HARBOUR, RIBBON, WHO_CUT, World, by_the_bot, texts, thread_in

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.answering.sources import Catalogue
from bot.answering.understanding.scope import Scope
from bot.chat.articles import Articles, Card
from bot.chat.desk import Desk
from bot.kept.keeping import Kept
from bot.servers.schema import Choices, Listening

pytestmark = pytest.mark.simcord(settle_timeout=30)

RIVAL = (
    HARBOUR.replace("id: harbour", "id: rival")
    .replace("Coast Desk", "Rival Post")
    .replace("13:00", "14:00")
)
FETCH = "/channels/*"


@pytest.fixture
def kept() -> Kept:
    """Return what the bot keeps, in memory."""
    return Kept.in_memory()


@pytest.fixture
def simcord_bot(start_bot: Any, answerer: Answerer, kept: Kept) -> Any:
    """Return a bot that keeps its servers' choices in `kept`."""
    return start_bot(answerer, kept=kept)


def bind(world: World, kept: Kept, *outlets: str) -> None:
    """Bind the channel to outlets."""
    kept.choices.choose(world.guild.id, Choices(outlets=outlets), world.channel.id)


def unknown_thread(world: World) -> Any:
    """Return a thread that discord.py does not know any more, as one that was archived."""
    thread = thread_in(world, world.channel)
    guild = world.env.bot.get_guild(world.guild.id)
    guild._remove_thread(guild.get_thread(thread.id))  # noqa: SLF001 - as discord.py does
    return thread


async def asked_in(world: World, thread: Any) -> list[list[str]]:
    """Mention the bot in a thread, and return all it said there."""
    await world.alice.send(thread, f"{world.mention} {WHO_CUT}")
    return [texts(message) for message in by_the_bot(world, thread)]


async def test_a_thread_that_is_not_known_keeps_to_its_channels_outlets(
    world: World, kept: Kept
) -> None:
    """Discord is asked once which channel it is in."""
    bind(world, kept, "Nobody")
    thread = unknown_thread(world)
    said = [*await asked_in(world, thread), *await asked_in(world, thread)]

    assert len(said) == 3  # one, and then two
    assert not any(RIBBON[:12] in text for one in said for text in one)
    assert len(world.requests("GET", f"/channels/{thread.id}")) == 1


async def test_in_a_thread_that_is_not_known_nothing_is_answered_where_its_channel_is_off(
    world: World, kept: Kept
) -> None:
    """What is off in a channel is off in its threads."""
    kept.choices.choose(world.guild.id, Choices(listening=Listening.NOTHING), world.channel.id)

    assert await asked_in(world, unknown_thread(world)) == []


@pytest.mark.parametrize("status", [403, 404])
async def test_where_discord_does_not_say_which_channel_a_thread_is_in_nothing_is_answered(
    world: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """Its channel may be bound; the log says so once, and later it is tried again."""
    thread = unknown_thread(world)
    world.env.inject_error("GET", FETCH, status=status, times=2)

    assert await asked_in(world, thread) == []
    assert await asked_in(world, thread) == []
    assert [r.levelname for r in caplog.records if "Nothing is answered" in r.message] == [
        "WARNING"
    ]
    assert len(await asked_in(world, thread)) == 1


@pytest.mark.parametrize("label", [wording.MORE_CONTEXT, wording.COPY])
async def test_an_older_button_shows_nothing_of_an_outlet_that_is_kept_out_now(
    world: World, kept: Kept, label: str
) -> None:
    """The answer was given before the channel was bound; within its outlets it works on."""
    found = (await world.alice.slash(world.channel, "ask", question=WHO_CUT)).response
    bind(world, kept, "Other")
    refused = texts((await pressed(world, label, found)).response)
    bind(world, kept, "COAST desk")
    shown = texts((await pressed(world, label, found)).response)

    assert refused == [wording.OTHER_OUTLET]
    assert any("Brandt" in text for text in shown)


async def test_walking_on_and_turning_a_card_end_where_the_outlet_is_kept_out(
    world: World, kept: Kept
) -> None:
    """They change their own message, which shows nothing of it then."""
    first = "Who was the first keeper?"
    found = (await world.alice.slash(world.channel, "ask", question=first)).response
    context = (await pressed(world, wording.MORE_CONTEXT, found)).response
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    bind(world, kept, "Other")
    await pressed(world, wording.NEXT_PARAGRAPH, context)
    await pressed(world, wording.NEXT, card)

    assert texts(context) == texts(card) == [wording.OTHER_OUTLET]


async def test_nothing_is_shared_of_an_outlet_that_is_kept_out(world: World, kept: Kept) -> None:
    """Everyone would see it."""
    found = (await world.alice.slash(world.channel, "ask", question=WHO_CUT)).response
    bind(world, kept, "Other")
    refused = await pressed(world, wording.SHARE, found)

    assert texts(refused.followups[0]) == [wording.OTHER_OUTLET]
    assert by_the_bot(world, world.channel) == []


async def test_why_an_answer_was_given_is_told_within_the_channels_outlets(
    world: World,
    kept: Kept,
    editor: Any,  # noqa: F811 - the fixture
) -> None:
    """The same search as the answer's; what it does not find is not listed."""
    bind(world, kept, "Nobody")
    await world.ask(WHO_CUT)
    told = "\n".join(await why(world, editor, world.channel.last_message))

    assert "Harbour" not in told
    assert wording.WHY_CHANGED not in told


def test_who_else_prints_it_is_named_within_the_outlets(make_answerer: MakeAnswerer) -> None:
    """A copy's link would lead out of them."""
    answerer = make_answerer(COVERAGE | {"rival.md": RIVAL}, max_excerpts=1, max_excerpt_chars=60)
    bound, free = (
        answerer.answer(WHO_CUT, scope=Scope(outlets=outlets)) for outlets in [("Coast Desk",), ()]
    )

    assert isinstance(bound, Answer)
    assert isinstance(free, Answer)
    assert bound.excerpts[0].also_carried_by == ()
    assert [one.outlet for one in free.excerpts[0].also_carried_by] == ["Rival Post"]


async def test_a_card_names_who_else_prints_it_within_the_outlets(
    make_answerer: MakeAnswerer,
) -> None:
    """By its name and by its version."""
    desk = Desk(make_answerer(COVERAGE | {"rival.md": RIVAL}))
    bound = await desk.card("harbour", ["Coast Desk"])
    assert isinstance(bound, Card)
    turned = await desk.card_of_version(bound.article.version, ["coast desk"])
    free = await desk.card_of_version(bound.article.version)
    desk.close()

    assert turned is not None
    assert free is not None
    assert [one.outlet for one in free.also] == ["Rival Post"]
    assert list(bound.also) == list(turned.also) == []


def test_no_card_is_shown_of_what_is_another_outlets_now(make_answerer: MakeAnswerer) -> None:
    """What lists the articles is behind the archive for as long as a sync runs."""
    answerer = make_answerer(COVERAGE)
    archive = answerer.retriever.archive
    known, harbour = Catalogue(archive.facts()), archive.article("harbour")
    assert harbour is not None
    reindexed(answerer, {"harbour.md": HARBOUR.replace("Coast Desk", "Rival Post")})
    articles = Articles(answerer)

    assert articles.named("harbour", known, ["Coast Desk"]) == []
    assert articles.of_version(harbour.version, ["Coast Desk"]) is None
    assert articles.of_version(harbour.version, ["Rival Post"]) is not None
    assert isinstance(articles.named("harbour", known), Card)
