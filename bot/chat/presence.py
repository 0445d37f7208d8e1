"""What stands under the bot's name: how far the coverage goes, and how much of it there is.

Showing it needs no intent; only seeing what others show does.
"""

import asyncio
import logging
from contextlib import suppress

import discord

from bot import wording
from bot.chat.desk import Desk
from bot.languages import Language, speaking
from embeddings.syncing.coverage import Coverage

logger = logging.getLogger(__name__)

CHECK_SECONDS = 60.0
"""A shard takes in five presences in 20 seconds (Discord API documentation, gateway)."""


class Presence:
    """Keeps what every shard shows in step with the coverage."""

    def __init__(self, client: discord.AutoShardedClient, desk: Desk, language: Language) -> None:
        self._client = client
        self._desk = desk
        self._language = language
        self._shown: dict[int, str] = {}
        self._troubled = False

    async def keep(self) -> None:
        """Look at the coverage once a minute, for as long as the bot runs."""
        await self._client.wait_until_ready()
        while True:
            try:
                await self._show()
                self._troubled = False
            except Exception as error:
                if not self._troubled:  # not once a minute
                    logger.warning("The presence could not be brought up to date", exc_info=error)
                self._troubled = True
            await asyncio.sleep(CHECK_SECONDS)

    async def _show(self) -> None:
        coverage, _ = await self._desk.coverage()
        words = words_for(coverage, self._language)
        activity = discord.CustomActivity(words) if words else None
        self._client.activity = activity  # what a shard shows that has to log in anew
        for shard_id, shard in self._client.shards.items():
            if shard.is_closed() or self._shown.get(shard_id, "") == words:
                continue
            with suppress(OSError):  # it is being cut off: tried again in a minute
                await self._client.change_presence(activity=activity, shard_id=shard_id)
                self._shown[shard_id] = words


def words_for(coverage: Coverage, language: Language) -> str:
    """Return what is shown of a coverage; nothing where it is empty."""
    with speaking(language):
        said = wording.freshness(coverage, wording.day)
    return wording.SOURCE_LINE_SEPARATOR.join(said)
