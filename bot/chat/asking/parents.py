"""The channel that a thread is in, also where discord.py does not know the thread any more."""

import asyncio
import logging
from collections import OrderedDict

import discord

from bot.chat.asking.memory import Seen

MAX_PARENTS = 10_000
FETCH_SECONDS = 10

logger = logging.getLogger(__name__)


class UnknownParentError(Exception):
    """Nobody can tell which channel a message's thread is in, so nor what holds there."""


class Parents:
    """Asks Discord for what is not known, such as a thread that was archived; once a thread."""

    def __init__(self, client: discord.Client, limit: int = MAX_PARENTS) -> None:
        self._client = client
        self._limit = limit
        self._known: OrderedDict[int, int | None] = OrderedDict()
        self._failed = Seen(limit)

    async def of(self, message: discord.Message) -> int | None:
        """Return the channel of the thread that a message is in; None if it is in no thread.

        Raises:
            UnknownParentError: its server is not known yet, or Discord does not say it, which is
                logged once for a channel.
        """
        channel = message.channel
        if not isinstance(channel, discord.PartialMessageable) or channel.guild_id is None:
            return getattr(channel, "parent_id", None)
        if message.guild is None:
            raise UnknownParentError(f"the server of channel {channel.id} is not known")
        if channel.id not in self._known:
            self._known[channel.id] = await self._fetched(channel.id)
            if len(self._known) > self._limit:
                self._known.popitem(last=False)
        return self._known[channel.id]

    async def _fetched(self, channel_id: int) -> int | None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                channel = await self._client.fetch_channel(channel_id)
        except (discord.DiscordException, TimeoutError) as error:
            if self._failed.is_new(channel_id):
                logger.warning(
                    "Nothing is answered in channel %s until Discord says which channel it is a "
                    "thread of, since what was chosen there is not known: %s",
                    channel_id,
                    str(error) or "it took too long",
                )
            raise UnknownParentError(str(channel_id)) from error
        return getattr(channel, "parent_id", None)
