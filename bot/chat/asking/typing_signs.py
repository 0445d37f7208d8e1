"""The signs that the bot is writing: one a channel, however many questions wait in it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

PAUSE_SECONDS = 5.0
"""Discord shows a sign for ten seconds (API documentation, "Trigger Typing Indicator")."""
MAX_SIGNS = 50
"""Ten requests a second of the fifty that a bot may make to Discord in all: answers need them."""
LANDING_SECONDS = 1.0
"""How long an answer waits for a sign on its way, which would otherwise stand below it."""

logger = logging.getLogger(__name__)


class Channel(Protocol):
    """Where a sign can be shown: any of Discord's channels that messages stand in."""

    @property
    def id(self) -> int:
        """What it is known by."""

    def typing(self) -> Awaitable[None]:
        """Show the sign once."""


class _Sign:
    """One channel's sign, from the first question that waits there to the last."""

    def __init__(self, channel: Channel) -> None:
        self.waiting = 0
        self._under_way = asyncio.Lock()
        self._task = asyncio.create_task(self._show(channel), name="pullquote: typing sign")

    async def end(self) -> None:
        """Show it no more; one that is under way is waited for, a little."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LANDING_SECONDS), self._under_way:
                pass
        self._task.cancel()

    async def _show(self, channel: Channel) -> None:
        """Show it until it is ended; where that fails once, nothing more is shown."""
        try:
            while True:
                async with self._under_way:
                    await channel.typing()
                await asyncio.sleep(PAUSE_SECONDS)
        except Exception as error:  # noqa: BLE001 - a courtesy: no answer is worth less without it
            logger.debug("No sign of writing is shown: %s", error)


class TypingSigns:
    """Shows where questions wait; in more than `limit` channels at once, in none of the others."""

    def __init__(self, limit: int = MAX_SIGNS) -> None:
        self._limit = limit
        self._signs: dict[int, _Sign] = {}

    @asynccontextmanager
    async def shown(self, channel: Channel) -> AsyncIterator[None]:
        """Show that the bot is writing, as long as this or another question waits there."""
        sign = self._signs.get(channel.id)
        if sign is None:
            if len(self._signs) >= self._limit:
                yield
                return
            sign = self._signs[channel.id] = _Sign(channel)
        sign.waiting += 1
        try:
            yield
        finally:
            sign.waiting -= 1
            if not sign.waiting:
                del self._signs[channel.id]
                await sign.end()

    def __len__(self) -> int:
        """Return in how many channels a sign is shown."""
        return len(self._signs)
