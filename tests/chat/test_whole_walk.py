"""Every button of the bot in one long walk: over restarts, on any shard, with a slow archive."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import discord
import pytest
from answer_presses import MAYORS, WHICH_MAYOR, labels, pressed
from fakes import MakeAnswerer
from running_bot import StartBot
from world import COVERAGE, LIGHTHOUSE, STEP, WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits
from bot.chat.settings.spot import Act, Page, Spot, custom_id
from bot.kept.keeping import Kept
from bot.servers.schema import Choices, Delivery, Server
from embeddings.retrieval import Retriever

pytestmark = pytest.mark.simcord(settle_timeout=30)

TALL = LIGHTHOUSE.replace(STEP, STEP * 2)
"""Too long to be shown as one context."""
BORIS = "Who was the second keeper, Boris?"
UNLIMITED = AskingOptions(FairUseLimits(0, 0, 0, 0))

Between = Callable[[], Awaitable[None]]


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over long articles and over many that say the same."""
    files = COVERAGE | MAYORS | {"lighthouse.md": TALL}
    return make_answerer(files, max_excerpts=1, max_excerpt_chars=60)


@pytest.fixture
def kept() -> Kept:
    """Return what outlives every restart, as the file on disk does."""
    return Kept.in_memory()


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer, kept: Kept) -> Any:
    """Return a bot of two shards that takes any number of questions."""
    return start_bot(answerer, kept=kept, shards=2, asking=UNLIMITED)


def newsroom(env: Any, shard: int) -> World:
    """Return a server on a shard, whose Alice manages it."""
    guild = env.create_guild(f"Newsroom {shard}", shard_id=shard)
    role = guild.create_role("editors", permissions=discord.Permissions(manage_guild=True))
    alice = guild.add_member(env.create_user("alice"), roles=[role])
    bob = guild.add_member(env.create_user("bob"))
    return World(env, guild, guild.create_text_channel("questions"), alice, bob)


async def nothing() -> None:
    """Let nothing happen between two presses."""


async def walk(world: World, kept: Kept, between: Between) -> None:
    """Press every button of the bot, each `between` two of what may happen."""
    await read_on(world, between)
    await turn_sources(world, between)
    await say_what_it_was_worth(world, kept, between)
    await share(world, between)
    await look_up(world, between)
    await choose_article(world, between)
    await be_suggested(world, between)
    await set_up(world, kept, between)
    await set_zone(world, kept, between)
    await choose_desk(world, kept, between)
    await open_by_button(world, kept, between)
    await erase(world, kept, between)


async def answer_to(world: World, question: str, between: Between) -> Any:
    """Return the answer to a question in the channel."""
    await between()
    await world.ask(question)
    return world.channel.last_message


async def press(world: World, label: str, message: Any, between: Between) -> Any:
    """Press a button, and return the message that comes of it."""
    await between()
    assert label in labels(message)
    result = await pressed(world, label, message)
    assert result.acknowledged
    assert wording.TROUBLE not in [text for one in result.followups for text in texts(one)]
    if result.response is not None:
        assert wording.TROUBLE not in texts(result.response)
    return result


async def read_on(world: World, between: Between) -> None:
    """Open the context of an answer and read to both sides."""
    answer = await answer_to(world, BORIS, between)
    context = (await press(world, wording.MORE_CONTEXT, answer, between)).response
    for label, keeper in (
        (wording.PREVIOUS_PARAGRAPH, "> Anna"),
        (wording.NEXT_PARAGRAPH, "> Boris"),
        (wording.NEXT_PARAGRAPH, "> Clara"),
    ):
        await press(world, label, context, between)
        assert any(text.startswith(keeper) for text in texts(context))


async def turn_sources(world: World, between: Between) -> None:
    """Turn the pages of other excerpts on and back, and copy one."""
    answer = await answer_to(world, WHICH_MAYOR, between)
    page = (await press(world, wording.MORE_SOURCES, answer, between)).response
    first = texts(page)
    await press(world, wording.MORE_SOURCES, page, between)
    assert texts(page) != first
    await press(world, wording.PREVIOUS_SOURCES, page, between)
    assert texts(page) == first
    copied = await press(world, wording.COPY, page, between)
    assert "```" in "".join(texts(copied.response))


async def say_what_it_was_worth(world: World, kept: Kept, between: Between) -> None:
    """Find an answer helpful, another one not, and report a third."""
    told = world.guild.create_text_channel("desk")
    kept.choices.set_server(world.guild.id, Server(told.id))
    for label in (wording.HELPFUL, wording.NOT_HELPFUL):
        answer = await answer_to(world, WHO_CUT, between)
        assert texts((await press(world, label, answer, between)).response) == [wording.THANKS]
    answer = await answer_to(world, WHO_CUT, between)
    form = await press(world, wording.REPORT, answer, between)
    await between()
    thanks = await world.alice.submit_modal(form, {"kind": "outdated"})
    assert texts(thanks.response) == [wording.REPORT_THANKS]
    assert len(told.history()) == 1


async def share(world: World, between: Between) -> None:
    """Share a private answer, and press a button of what everyone sees."""
    await between()
    asked = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    await press(world, wording.SHARE, asked.response, between)
    shared = world.channel.last_message
    assert f"Shared by <@{world.alice.id}>" in texts(shared)[0]
    await press(world, wording.MORE_CONTEXT, shared, between)


async def look_up(world: World, between: Between) -> None:
    """Turn the card of an article on and back."""
    await between()
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    first = texts(card)
    await press(world, wording.NEXT, card, between)
    assert texts(card) != first
    await press(world, wording.PREVIOUS, card, between)
    assert texts(card) == first


async def choose_article(world: World, between: Between) -> None:
    """Open the card of an article from the menu of those that a word could mean."""
    await between()
    listed = (await world.alice.slash(world.channel, "source", query="Story")).response
    await between()
    menu = menus(listed.components)[0]
    fourth = menu["options"][3]
    chosen = await world.alice.select(listed, [fourth["value"]], custom_id=menu["custom_id"])
    assert chosen.ephemeral
    assert texts(chosen.response)[0] == f"### {fourth['label']}"


def menus(parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the menus among components."""
    found = []
    for part in parts:
        found += [part] if "options" in part else menus(part.get("components", ()))
    return found


async def be_suggested(world: World, between: Between) -> None:
    """Begin words in the options that suggest how they may go on; a process begins knowing all."""
    await between()
    offered = await world.alice.autocomplete(world.channel, "source", "query", "harb")
    assert [one["value"] for one in offered] == ["harbour"]
    await between()
    offered = await world.alice.autocomplete(
        world.channel, "ask", "outlet", "coast", question=WHO_CUT
    )
    assert [one["value"] for one in offered] == ["Coast Desk"]


async def set_up(world: World, kept: Kept, between: Between) -> None:
    """Choose something in the settings, turn to another page, and take it back."""
    await between()
    shown = (await world.alice.slash(world.channel, "settings")).response
    await between()
    chosen = custom_id(Spot(Page.ANSWERS), "max_excerpts")
    await world.alice.select(shown, ["2"], custom_id=chosen)
    assert kept.choices.choices(world.guild.id) == Choices(max_excerpts=2)
    await press(world, wording.TAB_SERVER, shown, between)
    await press(world, wording.TAB_ANSWERS, shown, between)
    await press(world, wording.BACK_TO_DEFAULTS, shown, between)
    assert kept.choices.choices(world.guild.id) == Choices()


async def set_zone(world: World, kept: Kept, between: Between) -> None:
    """Type a time zone: one that is none, and one that is; its form may outlive the process."""
    await between()
    shown = (await world.alice.slash(world.channel, "settings")).response
    await press(world, wording.TAB_SEARCH, shown, between)
    for typed, zone in (("Nowhere", None), ("europe/vienna", "Europe/Vienna")):
        form = await press(world, wording.CHANGE_ZONE, shown, between)
        await between()
        sent = await world.alice.submit_modal(form, {Act.ZONE.value: typed})
        assert sent.acknowledged
        assert kept.choices.choices(world.guild.id).zone == zone
    assert any("Europe/Vienna" in text for text in texts(shown))
    await press(world, wording.BACK_TO_DEFAULTS, shown, between)


async def choose_desk(world: World, kept: Kept, between: Between) -> None:
    """Choose another channel for reports, and none."""
    await between()
    shown = (await world.alice.slash(world.channel, "settings")).response
    await press(world, wording.TAB_SERVER, shown, between)
    known_by = custom_id(Spot(Page.SERVER), Act.REPORTS)
    for chosen in ([world.channel], []):
        await between()
        await world.alice.select(shown, chosen, custom_id=known_by)
        wanted = chosen[0].id if chosen else None
        assert kept.choices.server(world.guild.id).report_channel == wanted


async def open_by_button(world: World, kept: Kept, between: Between) -> None:
    """Open an answer that stands behind a button."""
    kept.choices.choose(world.guild.id, Choices(delivery=Delivery.BUTTON))
    ready = await answer_to(world, WHO_CUT, between)
    opened = await press(world, wording.SHOW_ANSWER, ready, between)
    assert opened.ephemeral
    assert any(text.startswith("> ") for text in texts(opened.response))


async def erase(world: World, kept: Kept, between: Between) -> None:
    """Think again, then delete what is kept."""
    await between()
    shown = (await world.alice.slash(world.channel, "privacy")).response
    for label in (wording.ERASE, wording.ERASE_NOT, wording.ERASE, wording.ERASE_NOW):
        shown = (await press(world, label, shown, between)).response
    assert not kept.feedback.kept(world.guild.id, world.env.now()).reports


@pytest.mark.parametrize("shard", [0, 1])
async def test_every_button_works_on_any_shard(simcord_env: Any, kept: Kept, shard: int) -> None:
    """Which of them a server is on is nothing that its members see."""
    world = newsroom(simcord_env, shard)
    assert simcord_env.bot.get_guild(world.guild.id).shard_id == shard
    await walk(world, kept, nothing)


async def test_every_button_works_after_a_restart(
    simcord_env: Any, kept: Kept, answerer: Answerer, start_bot: StartBot
) -> None:
    """Between every two presses another process goes on, which has seen nothing before."""
    world = newsroom(simcord_env, 1)
    restarts = 0

    async def restart() -> None:
        nonlocal restarts
        restarts += 1
        client = start_bot(answerer, kept=kept, shards=2, asking=UNLIMITED)
        await simcord_env.restart_bot(client)

    await walk(world, kept, restart)
    assert restarts > 45


class SlowArchive(Retriever):
    """Takes its time whenever it is looked into, as on a disk that sleeps."""

    world: World
    seconds: float

    def refresh(self) -> str | None:
        """Keep up with the archive, later."""
        self.world.env.backend.advance_clock(self.seconds)
        return super().refresh()


async def slowed(env: Any, start_bot: StartBot, made: Answerer, **options: Any) -> World:
    """Return a server whose bot's archive takes `seconds` for everything."""
    slow = SlowArchive(made.retriever.archive, made.retriever.encoder)
    slow.seconds = options.pop("seconds")
    slow.world = world = newsroom(env, 0)
    client = start_bot(Answerer(slow, made.limits), shards=2, asking=UNLIMITED, **options)
    await env.restart_bot(client)
    return world


async def test_every_press_is_acknowledged_before_the_archive_is_asked(
    simcord_env: Any, kept: Kept, answerer: Answerer, start_bot: StartBot
) -> None:
    """Discord waits three seconds for that; here whatever is looked up takes longer."""
    world = await slowed(simcord_env, start_bot, answerer, seconds=3.5, kept=kept)
    await walk(world, kept, nothing)
