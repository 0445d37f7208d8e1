"""What is done by itself, once a day and once a week: what was kept too long goes, digests leave.

The day of the last digest is kept nowhere: it is sent on the same day of every week, and a bot
that starts on it after that hour sends none.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.chat.digest import send_digests
from bot.kept.database import KeptError
from bot.kept.keeping import Kept
from bot.servers.schema import Choices
from embeddings.clock import now_in_utc

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)

DIGEST_WEEKDAY = 0
"""Monday, as `datetime.weekday` counts."""
DIGEST_TIME = time(9)
"""In UTC."""
EXPIRY_TIME = time(3)
MAX_SLEEP_SECONDS = 3600.0
"""The clock is looked at as often: a machine that slept, or was set right, is not believed."""


class Chores:
    """Does them for as long as the bot runs, and forgets the servers that it leaves.

    `clock` returns an aware time in UTC; `admin_channel` is the owner's.
    """

    def __init__(
        self,
        client: "PullquoteClient",
        admin_channel: int | None = None,
        clock: Callable[[], datetime] = now_in_utc,
    ) -> None:
        self._client = client
        self._admin_channel = admin_channel
        self._clock = clock

    async def go_on(self) -> None:
        """Do what is due, from the first start on."""
        await self._client.wait_until_ready()
        await self._expire()
        expiry, digest = (due(self._clock()) for due in (next_expiry, next_digest))
        while True:
            await asyncio.sleep(self._seconds_until(min(expiry, digest)))
            now = self._clock()
            if now >= expiry:
                await self._expire()
                expiry = next_expiry(now)
            if now >= digest:
                await self._send_digests()
                digest = next_digest(now)

    async def forget_server(self, guild_id: int) -> None:
        """Delete all that is kept of a server that the bot has left."""
        try:
            await asyncio.to_thread(_forget_server, self._client.kept, guild_id)
        except KeptError as error:
            logger.warning("What is kept of the server %s was not deleted: %s", guild_id, error)

    async def forget_channel(self, guild_id: int, channel_id: int) -> None:
        """Delete what was chosen for a channel that is no more, and that reports go there."""
        try:
            await asyncio.to_thread(_forget_channel, self._client.kept, guild_id, channel_id)
        except KeptError as error:
            logger.warning("What was chosen for a channel was not deleted: %s", error)

    def _seconds_until(self, due: datetime) -> float:
        seconds = (due - self._clock()).total_seconds()
        return min(max(seconds, 0.0), MAX_SLEEP_SECONDS)

    async def _expire(self) -> None:
        kept, now = self._client.kept, self._clock()
        try:
            gone = await asyncio.to_thread(kept.feedback.expire, now)
            gone += await asyncio.to_thread(kept.choices.expire, now)
        except Exception:
            logger.exception("What was kept too long could not be deleted; tomorrow again")
        else:
            if gone:
                logger.info("Deleted %d entries that were kept long enough", gone)

    async def _send_digests(self) -> None:
        try:
            sent = await send_digests(self._client, self._clock(), self._admin_channel)
        except Exception:
            logger.exception("The digests could not be sent; next week again")
        else:
            logger.info("Sent %d digests of unanswered questions", sent)


def _forget_server(kept: Kept, guild_id: int) -> None:
    kept.choices.forget(guild_id)
    kept.feedback.set_collects(guild_id, on=False)
    kept.feedback.erase(guild_id)


def _forget_channel(kept: Kept, guild_id: int, channel_id: int) -> None:
    store = kept.choices
    if channel_id in store.channels(guild_id):
        store.choose(guild_id, Choices(), channel_id)
    server = store.server(guild_id)
    if server.report_channel == channel_id:
        store.set_server(guild_id, replace(server, report_channel=None))


def next_expiry(now: datetime) -> datetime:
    """Return the next time after `now` that old entries go."""
    return _next(now, EXPIRY_TIME)


def next_digest(now: datetime) -> datetime:
    """Return the next time after `now` that digests are sent."""
    due = _next(now, DIGEST_TIME)
    return due + timedelta(days=(DIGEST_WEEKDAY - due.weekday()) % 7)


def _next(now: datetime, at: time) -> datetime:
    due = datetime.combine(now.date(), at, now.tzinfo)
    return due if due > now else due + timedelta(days=1)
