"""`/settings` over a slow disk, one that others write to, and a coverage of many outlets."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import MakeAnswerer
from running_bot import StartBot
from test_settings import admin, at, choose, menus, opened, press
from world import COVERAGE, World, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.client import PullquoteClient
from bot.chat.settings.changes import outlet_key
from bot.chat.settings.spot import Act, Page
from bot.chat.settings.typed import typed_outlet
from bot.kept.database import FILE_NAME, Database
from bot.kept.keeping import Kept
from bot.languages import say
from bot.servers.schema import MAX_OUTLETS, Choices, Listening
from bot.servers.store import ServerStore

__all__ = ["admin"]  # a fixture
pytestmark = pytest.mark.simcord(settle_timeout=30)

FULL = f"No more than {MAX_OUTLETS} outlets can be chosen: take one out first."


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Return the folder that the bot keeps its database in."""
    return tmp_path


@pytest.fixture
def simcord_bot(
    start_bot: StartBot, answerer: Answerer, data_dir: Path
) -> Iterator[PullquoteClient]:
    """Return the bot over a real file."""
    with Kept.open(data_dir) as kept:
        yield start_bot(answerer, kept=kept)


@contextmanager
def written_by_another(data_dir: Path) -> Iterator[None]:
    """Let another process hold the file, in the middle of a write."""
    with closing(sqlite3.connect(data_dir / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def callbacks(world: World) -> list[int]:
    """Return what the bot has said at once to what was pressed, by Discord's types."""
    return [request.json["type"] for request in world.requests("POST", "/callback")]


class SlowStore(ServerStore):
    """Takes longer over every change than Discord waits for the answer to a press."""

    wait: Callable[[float], None]

    def change(self, *given: Any) -> None:
        """Keep it, later."""
        self.wait(3.2)
        super().change(*given)


async def test_a_press_is_acknowledged_before_the_disk_is_done(
    world: World, admin: Any, start_bot: StartBot, answerer: Answerer, tmp_path: Path
) -> None:
    """Discord waits three seconds; what was chosen is kept, and shown."""
    database = Database(tmp_path / "slow.db")
    with closing(Kept(database)) as kept:
        kept.choices = slow = SlowStore(database)
        slow.wait = world.env.backend.advance_clock
        await world.env.restart_bot(start_bot(answerer, kept=kept))
        message = await opened(world, admin)
        message = await choose(admin, message, at(Page.ANSWERS, "max_excerpts"), "4")
        assert "**Excerpts in an answer**: at most 4 · set for the server" in texts(message)
        form = await admin.click(
            await press(admin, message, at(Page.SEARCH, Act.SHOW)),
            custom_id=at(Page.SEARCH, Act.ZONE),
        )
        filled = await admin.submit_modal(form, {Act.ZONE.value: "Asia/Tokyo"})
        assert "**Time zone**: Asia/Tokyo · set for the server" in texts(filled.response)
        assert slow.choices(world.guild.id) == Choices(max_excerpts=4, zone="Asia/Tokyo")


async def test_what_could_not_be_kept_is_not_shown_as_if_it_were(
    world: World, admin: Any, data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The press is acknowledged, what holds stands there, and it is said that it was not kept."""
    message = await opened(world, admin)
    with written_by_another(data_dir):
        message = await choose(admin, message, at(Page.ANSWERS, "max_excerpts"), "4")
    assert callbacks(world)[-1] == 6
    assert f"**{say(wording.SETTING_NOT_KEPT)}**" in texts(message)[0]
    assert any(text.endswith("at most 1 · the default") for text in texts(message))
    assert "A setting was not kept" in caplog.text
    kept = world.env.bot.kept.choices
    assert kept.choices(world.guild.id) == Choices()
    message = await choose(admin, message, at(Page.ANSWERS, "max_excerpts"), "4")
    assert say(wording.SETTING_NOT_KEPT) not in texts(message)[0]
    assert kept.choices(world.guild.id) == Choices(max_excerpts=4)


# More outlets than a menu holds

SMALL = "Oster Gazette"


@pytest.fixture
def many_outlets(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over thirty outlets, the one of which is smaller than the others."""
    names = [f"Town Paper {number:02}" for number in range(30)]
    articles = {}
    for name in names:
        for part in ("one", "two"):
            slug = f"{name.replace(' ', '-').lower()}-{part}"
            said = f"In {name} the fair of part {part} opens."
            articles[f"{slug}.md"] = f"---\nid: {slug}\noutlet: {name}\n---\n{said}\n"
    articles["gazette.md"] = f"---\nid: gazette\noutlet: {SMALL}\n---\nA fair closed.\n"
    return make_answerer(articles)


async def typed(world: World, admin: Any, name: str, message: Any = None) -> Any:
    """Let an administrator add an outlet by a name, and return the message as it then is."""
    message = message or await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    form = await admin.click(message, custom_id=at(Page.SEARCH, Act.ADD_OUTLET))
    return (await admin.submit_modal(form, {Act.ADD_OUTLET.value: name})).response


def offered(message: Any) -> list[str]:
    """Return the outlets that the menu offers."""
    (menu,) = [one for one in menus(message) if one["custom_id"].endswith(Act.OUTLETS)]
    return [option["label"] for option in menu["options"]]


async def test_an_outlet_that_the_menu_has_no_room_for_is_added_by_its_name(
    world: World, admin: Any, start_bot: StartBot, many_outlets: Answerer
) -> None:
    """Beside those chosen before, after a restart too; and then the menu has it."""
    await world.env.restart_bot(start_bot(many_outlets))
    message = await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    assert SMALL not in offered(message)
    first = offered(message)[0]
    message = await choose(admin, message, at(Page.SEARCH, Act.OUTLETS), outlet_key(first))
    form = await admin.click(message, custom_id=at(Page.SEARCH, Act.ADD_OUTLET))
    anew = start_bot(many_outlets, kept=world.env.bot.kept)
    await world.env.restart_bot(anew)
    filled = await admin.submit_modal(form, {Act.ADD_OUTLET.value: "oster gazette"})
    assert anew.kept.choices.choices(world.guild.id) == Choices(outlets=(first, SMALL))
    assert offered(filled.response)[:2] == [first, SMALL]


async def test_of_several_outlets_that_hold_what_was_typed_the_menu_offers_those(
    world: World, admin: Any, start_bot: StartBot, many_outlets: Answerer
) -> None:
    """To be chosen from; nothing is chosen meanwhile."""
    await world.env.restart_bot(start_bot(many_outlets))
    message = await typed(world, admin, "paper 2*")
    assert r"no outlet with “paper 2\*” in its name" in texts(message)[0]
    message = await typed(world, admin, "Paper 2", message)
    assert "“Paper 2” stands in more than one name" in texts(message)[0]
    assert offered(message) == [f"Town Paper 2{number}" for number in range(10)]
    kept = world.env.bot.kept.choices
    assert kept.choices(world.guild.id) == Choices()
    chosen = outlet_key("Town Paper 27")
    await choose(admin, message, at(Page.SEARCH, Act.OUTLETS), chosen)
    assert kept.choices(world.guild.id) == Choices(outlets=("Town Paper 27",))


async def test_where_the_menu_holds_every_outlet_none_is_looked_for(
    world: World, admin: Any
) -> None:
    """The button would be one thing more to read."""
    message = await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    assert Act.ADD_OUTLET not in str(components(message))
    assert len(COVERAGE) < MAX_OUTLETS


def test_of_outlets_no_more_are_chosen_than_a_menu_can_show() -> None:
    """One that it did not show would be dropped by the next press."""
    held = Choices(outlets=tuple(f"Outlet {number}" for number in range(MAX_OUTLETS)))
    found = typed_outlet(SMALL, held, [SMALL])
    assert (found.change, found.note) == (None, FULL)
    for typed_words in (SMALL, SMALL.upper(), "gazette"):
        change = typed_outlet(typed_words, Choices(), [SMALL]).change
        assert change is not None
        assert change(Choices()) == Choices(outlets=(SMALL,))
    exact = typed_outlet("Post", Choices(), ["Evening Post", "Post"]).change
    assert exact is not None
    assert exact(Choices(outlets=("A",))) == Choices(outlets=("A", "Post"))


# What is not heard


async def test_that_questions_are_not_heard_is_said_where_they_are_to_be_answered(
    world: World,
    admin: Any,
    start_bot: StartBot,
    answerer: Answerer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """In the channel's settings, and in the log at the start; of no other channel."""
    kept, every = world.env.bot.kept, Choices(listening=Listening.QUESTIONS)
    kept.choices.choose(world.guild.id, every, world.channel.id)
    await world.env.restart_bot(start_bot(answerer, kept=kept))
    (line,) = [one for one in caplog.messages if "Message Content Intent" in one]
    assert line.startswith("Servers where every question is to be answered: 1.")
    message = await opened(world, admin)
    lacks = "The bot lacks **Message Content Intent** here: "
    assert not any(lacks in text for text in texts(message))
    message = await choose(admin, message, at(Page.ANSWERS, Act.CHANNEL), world.channel)
    assert texts(message)[-1].startswith(lacks)
    hearing = AskingOptions(every_question=True)
    caplog.clear()
    await world.env.restart_bot(start_bot(answerer, kept=kept, asking=hearing))
    message = await choose(
        admin, message, at(Page.ANSWERS, Act.CHANNEL, world.channel), world.channel
    )
    assert not any("lacks" in text for text in texts(message))
    assert "Message Content Intent" not in caplog.text
