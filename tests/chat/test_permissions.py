"""What the bot may do, what it lacks, and that it says so."""

import logging
from typing import Any

import discord
import pytest
from running_bot import StartBot
from world import World

from bot.answering.answerer import Answerer
from bot.chat.permissions import (
    MAX_SERVERS_LOGGED,
    NEEDS,
    PERMISSIONS,
    lacks,
    lacks_to_tell,
    missing,
)
from bot.languages import Language, speaking
from bot.servers.schema import ANYWHERE, Delivery, Listening, Place

pytestmark = pytest.mark.simcord(settle_timeout=30)

THREADS = Place(delivery=Delivery.THREAD)
SILENT = Place(listening=Listening.NOTHING)
LACKS_VIEW = (
    "The bot lacks **View Channel** here: it sees no message, so only commands are answered."
)
LACKS_SEND = "The bot lacks **Send Messages** here: messages are not answered, only commands are."
LACKS_IN_THREADS = (
    "The bot lacks **Send Messages in Threads** here: messages in threads and posts are not "
    "answered, only commands are."
)
LACKS_THREADS = (
    "The bot lacks **Create Public Threads** here: it cannot open a thread for an answer."
)
LACKS_HISTORY = (
    "The bot lacks **Read Message History** here: it cannot reply to the message that asks, so "
    "only commands are answered."
)


def _channel(world: World, **denied: bool) -> Any:
    """Return a channel in which the bot is denied something, as discord.py knows it."""
    overwrites = {world.env.bot.user: discord.PermissionOverwrite(**denied)}
    handle = world.guild.create_text_channel("closed", overwrites=overwrites)
    return world.env.bot.get_channel(handle.id)


@pytest.mark.parametrize(
    ("denied", "place", "said"),
    [
        ("view_channel", ANYWHERE, [LACKS_VIEW]),
        ("send_messages", ANYWHERE, [LACKS_SEND]),
        ("send_messages_in_threads", ANYWHERE, [LACKS_IN_THREADS]),
        ("read_message_history", ANYWHERE, [LACKS_HISTORY]),
        ("create_public_threads", ANYWHERE, []),
        ("create_public_threads", THREADS, [LACKS_THREADS]),
        ("send_messages", SILENT, []),
        ("embed_links", THREADS, []),
        ("attach_files", THREADS, []),
    ],
)
async def test_what_is_denied_is_said_with_what_is_lost(
    world: World, denied: str, place: Place, said: list[str]
) -> None:
    """Only what the channel's own use needs; without sight of it nothing else counts."""
    assert lacks(_channel(world, **{denied: False}), place) == said


async def test_everything_lacked_is_said(world: World) -> None:
    """One line each, in the order of Discord's own page."""
    channel = _channel(world, send_messages=False, read_message_history=False)
    assert lacks(channel, ANYWHERE) == [LACKS_SEND, LACKS_HISTORY]
    assert lacks(world.env.bot.get_channel(world.channel.id), THREADS) == []


async def test_what_discord_says_of_an_interaction_counts_first(world: World) -> None:
    """An interaction tells what the application may do in its channel."""
    channel = world.env.bot.get_channel(world.channel.id)
    assert lacks(channel, ANYWHERE, discord.Permissions.none()) == [LACKS_VIEW]
    assert lacks(_channel(world, view_channel=False), ANYWHERE, PERMISSIONS) == []


async def test_a_post_and_a_thread_need_the_permission_of_threads(world: World) -> None:
    """Sending in the channel itself is another permission there."""
    forum = world.env.bot.get_channel(world.guild.create_forum_channel("posts").id)
    channel = world.env.bot.get_channel(world.channel.id)
    with world.env._bot_scope():  # noqa: SLF001 - simcord lets no test act as the bot otherwise
        thread = await channel.create_thread(name="more", type=discord.ChannelType.public_thread)
    for place in (forum, thread):
        granted = discord.Permissions.all()
        granted.send_messages = False
        assert lacks(place, ANYWHERE, granted) == []
        granted.send_messages_in_threads = False
        assert lacks(place, ANYWHERE, granted) == [LACKS_IN_THREADS]


async def test_the_chat_of_a_voice_channel_has_no_threads(world: World) -> None:
    """What is lacked for them is no loss there."""
    voice = world.env.bot.get_channel(world.guild.create_voice_channel("studio").id)
    granted = discord.Permissions.all()
    granted.send_messages_in_threads = False
    assert lacks(voice, THREADS, granted) == []
    granted.send_messages = False
    assert lacks(voice, THREADS, granted) == [LACKS_SEND]


async def test_where_reports_go_the_bot_has_to_write_by_itself(world: World) -> None:
    """It needs no history for that, and what is lost is another thing."""
    channel = _channel(world, send_messages=False, read_message_history=False)
    assert lacks_to_tell(channel) == [
        "The bot lacks **Send Messages** here: nothing can be told here."
    ]
    assert lacks_to_tell(channel, discord.Permissions.none()) == [
        "The bot lacks **View Channel** here: nothing can be told here."
    ]
    assert lacks_to_tell(world.env.bot.get_channel(world.channel.id)) == []


async def test_it_is_said_in_the_language_of_the_one_who_asks(world: World) -> None:
    """By the names that Discord's own settings have in it."""
    channel = _channel(world, send_messages=False)
    said = {}
    for language in Language:
        with speaking(language):
            (said[language],) = lacks(channel, ANYWHERE)
    assert "**Nachrichten senden**" in said[Language.GERMAN]
    assert len(set(said.values())) == len(Language)


def test_the_link_asks_for_what_is_checked() -> None:
    """Nothing is asked for that no part of the bot needs, nothing needed is forgotten."""
    needed = dict.fromkeys((need.permission for need in NEEDS), True)
    assert discord.Permissions(**needed) == PERMISSIONS


# At the start


def _denied(world: World, guild: Any, *names: str) -> None:
    """Take permissions from every role of a server, as its owner may."""
    for role in world.env.backend.guilds[guild.id].roles.values():
        granted = discord.Permissions(role.permissions)
        granted.update(**dict.fromkeys(names, False))
        role.permissions = granted.value


def _told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "bot.chat.permissions"]


async def test_what_a_server_does_not_grant_is_logged_at_the_start(
    world: World, start_bot: StartBot, answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """Once, with what to do; no channel hears of it."""
    _denied(world, world.guild, "create_public_threads", "read_message_history")
    await world.env.restart_bot(start_bot(answerer))
    (line,) = _told(caplog)
    assert line.startswith(
        f"In the server 'Newsroom' ({world.guild.id}) the bot's roles lack Create Public Threads, "
        "Read Message History: allow it in the server's settings"
    )
    await world.env.bot.on_ready()  # as after a loss of the connection
    assert len(_told(caplog)) == 1
    assert world.payloads() == []


async def test_a_server_that_grants_all_is_not_mentioned(
    world: World, start_bot: StartBot, answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor is one whose roles make the bot an administrator."""
    _denied(world, world.guild, "read_message_history")
    for role in world.env.backend.guilds[world.guild.id].roles.values():
        role.permissions |= discord.Permissions(administrator=True).value
    await world.env.restart_bot(start_bot(answerer))
    assert missing(world.env.bot.get_guild(world.guild.id)) == []
    assert _told(caplog) == []


async def test_a_server_that_is_joined_is_looked_at(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Most often it is then that somebody took a box away."""
    from simcord.backend.serializers import guild_create_payload

    backend, guild = world.env.backend, world.env.create_guild("Second")
    backend.emit("GUILD_DELETE", {"id": str(guild.id)})
    _denied(world, guild, "send_messages")
    assert _told(caplog) == []
    created = guild_create_payload(backend, backend.guilds[guild.id])
    del created["unavailable"]  # a server that is joined has none (discord.py tells it by that)
    backend.emit("GUILD_CREATE", created)
    await world.env.settle()
    (line,) = _told(caplog)
    assert "'Second'" in line


async def test_the_log_is_not_flooded(
    world: World, start_bot: StartBot, answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """A bot in thousands of servers says of a few which, and of the rest how many."""
    caplog.set_level(logging.WARNING)
    for number in range(MAX_SERVERS_LOGGED + 1):
        _denied(world, world.env.create_guild(f"No {number}"), "send_messages")
    _denied(world, world.guild, "send_messages")
    await world.env.restart_bot(start_bot(answerer))
    lines = _told(caplog)
    assert len(lines) == MAX_SERVERS_LOGGED + 1
    assert lines[-1] == "So it is in 2 more servers."
