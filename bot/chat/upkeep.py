"""What the bot does beside answering: publishes its commands, shows how fresh it is, tells alarms.

And says in the log, when it starts, how to install it and what it lacks.
"""

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

import discord

from bot.chat.alarm_bell import AlarmBell, AlarmSettings
from bot.chat.chores import Chores
from bot.chat.command_names import CommandTranslator
from bot.chat.command_sync import publish_commands
from bot.chat.installing import log_installing, offer_where_they_work
from bot.chat.permissions import PermissionLog, tell_unheard
from bot.chat.presence import Presence

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)


class Upkeep:
    """Runs for as long as the bot does; with `alarms` it looks for them.

    `publish_anew` is for commands that somebody else has changed on Discord.
    """

    def __init__(
        self, client: "PullquoteClient", alarms: AlarmSettings | None, *, publish_anew: bool
    ) -> None:
        self._client = client
        self._publish_anew = publish_anew
        self._alarms = alarms
        self._permissions = PermissionLog()
        self.chores = Chores(client, alarms.channel, alarms.clock) if alarms else Chores(client)
        self._tasks: list[asyncio.Task[None]] = []
        self._is_ready = False

    async def begin(self) -> None:
        """Publish the commands where they have changed, and start what goes on beside."""
        client = self._client
        await client.tree.set_translator(CommandTranslator())
        offer_where_they_work(client.tree.get_commands())
        await publish_commands(client.tree, client.kept.published, anew=self._publish_anew)
        presence = Presence(client, client.desk, client.languages.default)
        self._tasks.append(asyncio.create_task(presence.keep()))
        self._tasks.append(asyncio.create_task(self.chores.go_on()))
        if self._alarms:
            bell = AlarmBell(client, client.desk, self._alarms, client.languages)
            self._tasks.append(asyncio.create_task(bell.ring()))

    def end(self) -> None:
        """Stop what goes on beside."""
        for task in self._tasks:
            task.cancel()

    def on_ready(self) -> None:
        """Say in the log that the bot can be asked, where it can be installed, what it lacks.

        discord.py says so again after a loss of the connection; the log does not.
        """
        client = self._client
        if not self._is_ready:
            servers, shards = len(client.guilds), len(client.shards)
            logger.info("Ready as %s in %d servers, %d shards", client.user, servers, shards)
            if client.application:
                log_installing(client.application)
            self._tell_unheard()
        self._is_ready = True
        self.look_at(client.guilds)

    def _tell_unheard(self) -> None:
        client = self._client
        if not client.intents.message_content:
            wanted = set(client.kept.choices.with_every_question())
            tell_unheard(guild.id for guild in client.guilds if guild.id in wanted)

    def look_at(self, guilds: Iterable[discord.Guild]) -> None:
        """Say in the log what the bot lacks in servers that it was not said of yet."""
        self._permissions.tell(guilds)
