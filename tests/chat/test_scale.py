"""Many servers: what Discord splits over several connections works as on one."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from running_bot import StartBot
from world import FRESHNESS, WHO_CUT, texts

from bot.answering.answerer import Answerer
from bot.chat.alarm_bell import AlarmSettings
from bot.chat.client import PullquoteClient
from embeddings.archive import Archive
from embeddings.storage.ledger import Ledger

pytestmark = pytest.mark.simcord(settle_timeout=30)

FEED = "https://feeds.news.example/all.xml"
NOW = datetime(2022, 4, 2, tzinfo=UTC)


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer) -> PullquoteClient:
    """Return a bot of two shards."""
    return start_bot(answerer, shards=2)


class Newsroom:
    """A server on one shard, with a channel and somebody who asks there."""

    def __init__(self, env: Any, shard: int) -> None:
        self.env = env
        self.guild = env.create_guild(f"Newsroom {shard}", shard_id=shard)
        self.channel = self.guild.create_text_channel("questions")
        self.reader = self.guild.add_member(env.create_user(f"reader-{shard}"))

    async def ask(self) -> list[list[str]]:
        """Ask by mention, and return the texts of every answer in the channel."""
        await self.reader.send(self.channel, f"<@{self.env.bot.user.id}> {WHO_CUT}")
        me = self.env.bot.user
        return [texts(one) for one in self.channel.history() if one.author == me]


@pytest.fixture
def newsrooms(simcord_env: Any) -> list[Newsroom]:
    """Return a server on each of the two shards."""
    return [Newsroom(simcord_env, shard) for shard in (0, 1)]


async def test_a_server_of_any_shard_is_answered(newsrooms: list[Newsroom]) -> None:
    """By message and by command."""
    shards = [newsroom.env.bot.get_guild(newsroom.guild.id).shard_id for newsroom in newsrooms]
    assert shards == [0, 1]
    for newsroom in newsrooms:
        (answer,) = await newsroom.ask()
        assert answer[-1].endswith(FRESHNESS)
        response = await newsroom.reader.slash(newsroom.channel, "ask", question=WHO_CUT)
        assert texts(response.response)[-1].endswith(FRESHNESS)


async def test_direct_messages_come_over_the_first_shard(newsrooms: list[Newsroom]) -> None:
    """With the second cut off they are answered, and its servers once it is back."""
    env, far = newsrooms[0].env, newsrooms[1]
    await env.bot.get_shard(1).disconnect()
    reader = env.create_user("reader")
    await reader.send_dm(WHO_CUT)
    assert texts(reader.dm_channel.last_message)[-1].endswith(FRESHNESS)
    assert await far.ask() == []
    await env.bot.get_shard(1).reconnect()
    await env.settle()
    assert len(await far.ask()) == 1


async def test_an_alarm_reaches_a_channel_of_any_shard(
    newsrooms: list[Newsroom], start_bot: StartBot, answerer: Answerer
) -> None:
    """The channel of ADMIN_CHANNEL may be in any server."""
    with Archive.open(answerer.retriever.archive.path.parent) as archive, archive.bookkeeping():
        Ledger(archive).record_source(FEED, NOW.isoformat(), "timeout")
    far = newsrooms[1]
    alarms = AlarmSettings(timedelta(hours=24), far.channel.id, lambda: NOW)
    await far.env.restart_bot(start_bot(answerer, shards=2, alarms=alarms))
    (told,) = far.channel.history()
    assert texts(told) == ["Alarm: feeds.news.example has never been read with success."]


async def test_the_log_says_once_that_the_bot_is_ready(
    newsrooms: list[Newsroom],
    start_bot: StartBot,
    answerer: Answerer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With how many servers on how many shards; a connection that comes back is no news."""
    caplog.set_level(logging.INFO, "bot")
    env = newsrooms[0].env
    await env.restart_bot(start_bot(answerer, shards=2))
    await env.bot.on_ready()  # discord.py calls it again when a shard has logged in anew
    ready = [line for line in caplog.messages if line.startswith("Ready")]
    assert len(ready) == 1
    assert ready[0].endswith("in 2 servers, 2 shards")


def test_discord_says_how_many_shards_there_are(start_bot: StartBot, answerer: Answerer) -> None:
    """An owner has nothing to set as servers come."""
    bot = start_bot(answerer, shards=None)
    assert isinstance(bot, discord.AutoShardedClient)
    assert bot.shard_count is None


async def test_a_bot_that_never_began_can_be_closed(
    start_bot: StartBot, answerer: Answerer
) -> None:
    """As where the token is missing; nothing is left open."""
    bot = start_bot(answerer)
    await asyncio.wait_for(bot.close(), timeout=5)
