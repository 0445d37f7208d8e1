"""Publishing the commands: at a change alone, and never at the cost of answering."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands
from running_bot import ErrorLog, StartBot
from world import FRESHNESS, WHO_CUT, World

from bot.answering.answerer import Answerer
from bot.chat.client import PullquoteClient
from bot.chat.command_names import CommandTranslator
from bot.chat.command_sync import digest_of, publish_commands
from bot.kept.database import FILE_NAME, Database
from bot.kept.keeping import Kept
from bot.servers.published import PublishedCommands

pytestmark = pytest.mark.simcord(settle_timeout=30)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Yield what outlives the bot."""
    with Kept.open(tmp_path) as kept:
        yield kept


@pytest.fixture
def published(kept: Kept) -> PublishedCommands:
    """Return what is known of the commands that Discord has."""
    return kept.published


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer, kept: Kept) -> PullquoteClient:
    """Return a bot that knows what it has published."""
    return start_bot(answerer, kept=kept)


@pytest.fixture
def again(start_bot: StartBot, answerer: Answerer, kept: Kept) -> Any:
    """Return a function that makes the bot of the next start, with one more command if asked."""

    def make(*, with_command: bool = False, anew: bool = False) -> PullquoteClient:
        bot = start_bot(answerer, kept=kept, publish_anew=anew)
        if with_command:
            bot.tree.add_command(app_commands.Command(name="new", description="n", callback=_new))
        return bot

    return make


async def _new(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.send_message("new")


def _times_published(world: World) -> int:
    return len(world.requests("PUT", "/commands"))


async def test_a_restart_with_the_same_commands_publishes_nothing(
    world: World, again: Any
) -> None:
    """They work all the same: Discord has them."""
    assert _times_published(world) == 1
    await world.env.restart_bot(again())
    assert _times_published(world) == 1
    response = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert response.acknowledged


async def test_a_changed_command_is_published_once(world: World, again: Any) -> None:
    """With the first start that has it."""
    for _ in range(2):
        await world.env.restart_bot(again(with_command=True))
        assert _times_published(world) == 2
    assert "new" in {command["name"] for command in world.requests("PUT", "/commands")[-1].json}


async def test_an_owner_can_publish_what_did_not_change(world: World, again: Any) -> None:
    """For when somebody else has changed the application's commands."""
    await world.env.restart_bot(again(anew=True))
    assert _times_published(world) == 2


async def test_where_nothing_is_kept_every_start_publishes(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """Nobody knows what Discord has."""
    await world.env.restart_bot(start_bot(answerer))
    assert _times_published(world) == 2


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (403, 50001, "pullquote invite"),
        (400, 50035, "this release is at fault"),
        (429, 30034, "at its next start"),
        (500, 0, "at its next start"),
    ],
)
async def test_a_bot_whose_commands_are_refused_answers_on(  # noqa: PLR0917 - fixtures
    world: World, again: Any, error_log: ErrorLog, status: int, code: int, remedy: str
) -> None:
    """The log says why and what to do; the next start tries again."""
    world.env.inject_error("PUT", "/applications/*/commands", status=status, code=code, times=1)
    await world.env.restart_bot(again(with_command=True))
    (line,) = error_log.take()
    assert line.startswith("The commands were not published (")
    assert remedy in line
    await world.ask(WHO_CUT)
    assert world.answers()[0][-1].endswith(FRESHNESS)
    before = _times_published(world)
    await world.env.restart_bot(again(with_command=True))
    assert _times_published(world) == before + 1


async def test_a_database_that_cannot_be_used_costs_a_request_and_nothing_else(
    world: World, kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    """The commands are published; the log says that they will be once more."""
    kept.close()
    with world.env._bot_scope():  # noqa: SLF001 - simcord lets no test act as the bot otherwise
        await publish_commands(world.env.bot.tree, kept.published)
    assert _times_published(world) == 2
    told = [one for one in caplog.messages if one.startswith("The commands will be published")]
    assert len(told) == 1


class _Unheard(app_commands.CommandTree[discord.Client]):
    """Commands that Discord never takes, as over its limit of a day."""

    async def sync(self, *, guild: Any = None) -> Any:  # noqa: ARG002 - discord.py's
        await asyncio.Event().wait()


async def test_waiting_for_discord_is_bounded(
    published: PublishedCommands, error_log: ErrorLog
) -> None:
    """Over the limit of a day discord.py waits for hours; the bot has to answer meanwhile."""
    tree = _Unheard(discord.Client(intents=discord.Intents.none()))
    await publish_commands(tree, published, timeout_seconds=0.01)
    (line,) = error_log.take()
    assert "Discord had not taken them after 0.01 seconds" in line


async def test_a_changed_translation_is_a_change(start_bot: StartBot, answerer: Answerer) -> None:
    """Discord holds the translations too; the order of the commands is nothing it holds."""
    tree = start_bot(answerer).tree
    plain = await digest_of(tree)
    await tree.set_translator(CommandTranslator())
    translated = await digest_of(tree)
    assert plain != translated
    tree.add_command(tree.remove_command("ask"))  # type: ignore[arg-type]  # it is there
    assert await digest_of(tree) == translated


def test_each_application_has_its_own(published: PublishedCommands) -> None:
    """With another token, another application's commands are to be published."""
    published.note(1, "aa")
    published.note(2, "bb")
    published.note(2, "cc")
    assert [published.digest(one) for one in (1, 2, 3)] == ["aa", "cc", None]


def test_what_was_published_is_known_after_a_restart(
    published: PublishedCommands, tmp_path: Path
) -> None:
    """It is in the file at once."""
    published.note(1, "aa")
    database = Database(tmp_path / FILE_NAME)
    assert PublishedCommands(database).digest(1) == "aa"
    database.close()
