"""Alarms to those who run the bot: each is told once when it begins and once when it ends."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord
from discord.abc import PrivateChannel

from bot import wording
from bot.chat.coverage_view import name_of
from bot.chat.desk import Desk
from bot.chat.language_choice import LanguageChoice
from bot.chat.source_line import stamp
from bot.chat.views import sentence_view
from bot.languages import Language, say_count, speaking
from embeddings.clock import now_in_utc
from embeddings.syncing.alarms import Alarm, changes

logger = logging.getLogger(__name__)

CHECK_SECONDS = 300.0
MAX_LISTED = 10


@dataclass(frozen=True, slots=True)
class AlarmSettings:
    """When a source is an alarm, and the channel that is told; without one the log alone is."""

    stale_after: timedelta
    channel: int | None = None
    clock: Callable[[], datetime] = now_in_utc


class AlarmBell:
    """Looks for alarms and tells what has changed.

    After a restart of the bot the alarms that there are then count as begun.
    """

    def __init__(
        self,
        client: discord.Client,
        desk: Desk,
        settings: AlarmSettings,
        languages: LanguageChoice,
    ) -> None:
        self._client = client
        self._desk = desk
        self._languages = languages
        self._settings = settings
        self._logged: list[Alarm] = []
        self._told: list[Alarm] = []

    async def ring(self) -> None:
        """Look for alarms every few minutes, for as long as the bot runs."""
        await self._client.wait_until_ready()
        while True:
            try:
                await self._check()
            except Exception:
                logger.exception("The alarms could not be looked up")
            await asyncio.sleep(CHECK_SECONDS)

    async def _check(self) -> None:
        alarms = await self._desk.alarms(self._settings.clock(), self._settings.stale_after)
        self._log(*changes(self._logged, alarms))
        self._logged = alarms
        if await self._tell(*changes(self._told, alarms)):
            self._told = alarms

    def _log(self, begun: Sequence[Alarm], ended: Sequence[Alarm]) -> None:
        for alarm in begun:
            logger.warning("%s", wording.alarm(alarm, alarm.source))
        for alarm in ended:
            logger.info("%s", wording.alarm_over(alarm.source))

    async def _tell(self, begun: Sequence[Alarm], ended: Sequence[Alarm]) -> bool:
        """Tell the channel; say whether that is done with, not to be tried again."""
        if not (begun or ended) or self._settings.channel is None:
            return True
        channel = self._client.get_partial_messageable(self._settings.channel)
        with speaking(self._language(self._settings.channel)):
            view = sentence_view(listed_alarms(begun, ended))
        try:
            await channel.send(view=view)
        except (discord.NotFound, discord.Forbidden) as error:
            logger.warning(
                "The alarm was not told: the channel %s of ADMIN_CHANNEL is unknown, or the bot "
                "may not write there (%s).",
                self._settings.channel,
                error.text,
            )
        except (discord.HTTPException, OSError) as error:
            logger.warning("The alarm was not told, it will be tried again: %s", error)
            return False
        return True

    def _language(self, channel_id: int) -> Language:
        channel = self._client.get_channel(channel_id)
        guild = None if isinstance(channel, PrivateChannel | None) else channel.guild
        return self._languages.of_place(guild, channel_id)


def _said(begun: Sequence[Alarm], ended: Sequence[Alarm]) -> Iterator[str]:
    for alarm in begun:
        yield wording.alarm(alarm, name_of(alarm.source), stamp)
    for alarm in ended:
        yield wording.alarm_over(name_of(alarm.source))


def listed_alarms(begun: Sequence[Alarm], ended: Sequence[Alarm]) -> str:
    """Return what the channel is told, one alarm a line, as many as it takes in at a glance."""
    lines = list(_said(begun, ended))
    more = len(lines) - MAX_LISTED
    rest = [say_count(wording.MORE_ALARMS, more)] if more > 0 else []
    return "\n".join([*lines[:MAX_LISTED], *rest])
