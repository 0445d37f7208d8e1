"""`/privacy`: what is said to be kept is what is kept, and those who manage a server delete it."""

import re
from datetime import UTC, date, datetime
from typing import Any

import discord
import pytest
from running_bot import ErrorLog, StartBot
from world import WHO_CUT, World, buttons, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import RefusalReason
from bot.chat.asking.keeping import answer_of
from bot.chat.client import PullquoteClient
from bot.chat.privacy_view import privacy_view
from bot.chat.wire import text_displays
from bot.feedback.schema import KEEP_DAYS, Counts, ReportKind
from bot.feedback.schema import Kept as KeptOf
from bot.kept.keeping import Kept
from bot.servers.store import FOLLOWED_FOR

pytestmark = pytest.mark.simcord(settle_timeout=30)


@pytest.fixture
def admin(world: World) -> Any:
    """Return somebody who may manage the server."""
    permissions = discord.Permissions(manage_guild=True)
    role = world.guild.create_role("editors", permissions=permissions)
    return world.guild.add_member(world.env.create_user("ada"), roles=[role])


@pytest.fixture
def kept(simcord_bot: PullquoteClient) -> Kept:
    """Return what the bot keeps."""
    return simcord_bot.kept


def now_line(message: Any) -> str:
    """Return what is said to be kept now."""
    (line,) = [text for text in texts(message) if "Kept of this server now" in text]
    return line


def say_something(kept: Kept, guild_id: int) -> None:
    """Let a server that collects have one of everything."""
    now = datetime.now(UTC)
    kept.feedback.set_collects(guild_id, True)
    kept.feedback.helpful("a", guild_id, True, now)
    kept.feedback.helpful("a", guild_id, False, now)
    kept.feedback.unanswered("Who sank it?", guild_id, RefusalReason.NOTHING_RELEVANT, now)
    kept.feedback.report("a", guild_id, ReportKind.OUTDATED, now, text="it is old")


async def test_nothing_is_kept_at_first(world: World) -> None:
    """And it is said to the one who asks alone, with no button to delete it."""
    await world.ask(WHO_CUT)
    shown = await world.alice.slash(world.channel, "privacy")
    assert shown.ephemeral
    assert now_line(shown.response) == "**Kept of this server now**: nothing"
    assert "does not collect the words" in texts(shown.response)[0]
    assert "Questions are answered and forgotten" in texts(shown.response)[0]
    assert buttons(components(shown.response)) == []


async def test_everything_that_is_kept_is_said(world: World, kept: Kept) -> None:
    """In numbers, with the day of the oldest; the words themselves are not shown."""
    say_something(kept, world.guild.id)
    shown = (await world.alice.slash(world.channel, "privacy")).response
    line = re.sub(r"oldest of .*", "oldest of D", now_line(shown))
    assert line == (
        "**Kept of this server now**: 1 answer found helpful · 1 answer found unhelpful · "
        "1 report: Outdated · the words of 1 question · the words of 1 report · the oldest of D"
    )
    assert "This server collects" in texts(shown)[0]
    assert "Questions are answered and forgotten" not in texts(shown)[0]
    assert "sank" not in "".join(texts(shown))


async def test_in_a_direct_message_there_is_no_server(world: World) -> None:
    """Counts are kept of it, and numbers, one of which is as good as a name; that is said."""
    carl = world.env.create_user("carl")
    asked = await carl.send_dm(WHO_CUT)
    held = await answer_of(world.env.bot.kept, asked.id)
    assert held
    assert held.channel_id == carl.dm_channel.id
    shown = (await carl.slash("privacy")).response
    (said,) = texts(shown)
    assert wording.KEPT_OF_DMS in said
    assert "its number leads to whoever asked" in said
    assert "They say nothing of who asked" not in said
    assert "nor who asked" not in said


async def test_those_who_manage_the_server_delete_it_after_a_second_press(
    world: World, admin: Any, kept: Kept
) -> None:
    """The first press only asks; who thinks again keeps it."""
    say_something(kept, world.guild.id)
    shown = (await admin.slash(world.channel, "privacy")).response
    asked = (await admin.click(shown, label="Delete all of it")).response
    assert "Really delete" in texts(asked)[0]
    shown = (await admin.click(asked, label="Keep it")).response
    assert "1 question" in now_line(shown)
    asked = (await admin.click(shown, label="Delete all of it")).response
    gone = (await admin.click(asked, label="Delete it for good")).response
    assert now_line(gone) == "**Deleted: 4 entries.**\n**Kept of this server now**: nothing"
    assert kept.feedback.kept(world.guild.id, datetime.now(UTC)) == KeptOf(True, Counts())


async def test_deleting_works_after_a_restart(
    world: World, admin: Any, start_bot: StartBot, answerer: Answerer
) -> None:
    """The step stands in the button."""
    shown = (await admin.slash(world.channel, "privacy")).response
    anew = start_bot(answerer)
    await world.env.restart_bot(anew)
    say_something(anew.kept, world.guild.id)
    asked = (await admin.click(shown, label="Delete all of it")).response
    await admin.click(asked, label="Delete it for good")
    assert anew.kept.feedback.kept(world.guild.id, datetime.now(UTC)).questions == 0


async def test_who_may_not_manage_the_server_any_more_deletes_nothing(
    world: World, admin: Any, kept: Kept
) -> None:
    """The permission is asked for with every press."""
    say_something(kept, world.guild.id)
    shown = (await admin.slash(world.channel, "privacy")).response
    asked = (await admin.click(shown, label="Delete all of it")).response
    world.guild.remove_member(admin)
    anew = world.guild.add_member(admin.user)
    told = (await anew.click(asked, label="Delete it for good")).response
    assert texts(told) == ["Only those who may manage this server can delete what is kept of it."]
    assert kept.feedback.kept(world.guild.id, datetime.now(UTC)).questions == 1


async def test_where_the_database_fails_there_is_one_calm_sentence(
    world: World, simcord_bot: PullquoteClient, error_log: ErrorLog
) -> None:
    """The cause is in the log."""
    simcord_bot.kept.close()
    shown = (await world.alice.slash(world.channel, "privacy")).response
    assert texts(shown) == [
        "Something went wrong on my side, and it has been logged. Please try again later."
    ]
    assert error_log.take() == ["An interaction failed (KeptError)"]
    assert world.env.errors


def test_the_days_are_those_of_the_stores() -> None:
    """Neither feedback nor the ids of messages stay for longer than is said."""
    view = privacy_view(KeptOf(False, Counts(), oldest=date(2026, 1, 1)), may_erase=False)
    said = "".join(text_displays(view.to_components()))
    assert set(map(int, re.findall(r"(\d+) days", said))) == {KEEP_DAYS, FOLLOWED_FOR.days}
