"""The bot on Discord: the connection, and the parts that answer what comes over it.

No privileged intent: Discord hands over the content of messages that mention the bot, reply to it
or are written to it directly.
"""

import asyncio

import discord
from discord import app_commands

from bot.chat import commands
from bot.chat.alarm_bell import AlarmSettings
from bot.chat.allowed import PlacedTree
from bot.chat.answer_buttons import ANSWER_BUTTONS
from bot.chat.answers import Answers
from bot.chat.asker import Asker
from bot.chat.asking.memory import Seen
from bot.chat.asking.options import AS_USUAL, AskingOptions
from bot.chat.asking.show_button import ShowButton
from bot.chat.buttons import ContextButton, PageButton
from bot.chat.desk import Desk
from bot.chat.help_view import Help
from bot.chat.interactions import report
from bot.chat.language_choice import LanguageChoice
from bot.chat.look_ups import LookUps
from bot.chat.own_client import Interaction
from bot.chat.privacy_view import EraseButton, Privacy
from bot.chat.settings.controls import Control
from bot.chat.settings.panel import SettingsPanel
from bot.chat.source_choice import SourceChoice
from bot.chat.upkeep import Upkeep
from bot.kept.keeping import Kept


def intents(*, every_question: bool = False) -> discord.Intents:
    """Return what the bot needs to hear, none of it privileged unless it is to hear all."""
    needed = discord.Intents.none()
    needed.guilds = True
    needed.guild_messages = True
    needed.dm_messages = True
    needed.message_content = every_question
    return needed


class PullquoteClient(discord.AutoShardedClient):
    """Answers where it is asked; everything slow is done by `desk`.

    `kept` has what servers chose and said; without it, it is in memory. With `alarms` it looks for
    them as long as it runs. `publish_anew` is for commands that somebody else has changed. Discord
    says how many shards its servers take, unless `shards` does.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        kept: Kept | None = None,
        alarms: AlarmSettings | None = None,
        asking: AskingOptions = AS_USUAL,
        languages: LanguageChoice | None = None,
        publish_anew: bool = False,
        shards: int | None = None,
    ) -> None:
        super().__init__(
            intents=intents(every_question=asking.every_question),
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=shards,
        )
        self.desk = desk
        self.kept = kept or Kept.in_memory()
        self.languages = languages or LanguageChoice(set_for=self.kept.language)
        self.interactions_seen = Seen()
        self.asker = Asker(self, asking)
        self.answers = Answers(self)
        self.admin_channel = alarms.channel if alarms else None
        self.look_ups = LookUps(self)
        self.settings = SettingsPanel(self)
        self.privacy = Privacy(self)
        self.help = Help(self)
        self.tree = PlacedTree(self)
        commands.add_ask_command_to(self.tree, self)
        commands.add_source_command_to(self.tree, self)
        commands.add_quote_commands_to(self.tree, self)
        commands.add_coverage_command_to(self.tree, self)
        commands.add_why_command_to(self.tree, self)
        commands.add_server_commands_to(self.tree, self)
        commands.add_help_command_to(self.tree, self)
        self.tree.error(self._on_command_error)
        self.upkeep = Upkeep(self, alarms, publish_anew=publish_anew)

    async def setup_hook(self) -> None:
        """Make the buttons of older messages work, and publish the commands."""
        self.add_dynamic_items(ContextButton, PageButton, SourceChoice, ShowButton)
        self.add_dynamic_items(*ANSWER_BUTTONS)
        self.add_dynamic_items(Control, EraseButton)
        await self.upkeep.begin()

    async def close(self) -> None:
        """Leave Discord; what goes on beside ends with it."""
        self.upkeep.end()
        has_begun = isinstance(self.loop, asyncio.AbstractEventLoop)
        if has_begun:  # discord.py cannot close another
            await super().close()

    async def on_ready(self) -> None:
        """Say in the log that the bot can be asked, how to install it and what it lacks."""
        self.upkeep.on_ready()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Say in the log what the bot lacks in a server that it was just added to."""
        self.upkeep.look_at([guild])

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Forget a server that the bot has left."""
        await self.upkeep.chores.forget_server(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget what was chosen for a channel that is no more."""
        await self.upkeep.chores.forget_channel(channel.guild.id, channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget what was chosen for a thread that is no more."""
        await self.upkeep.chores.forget_channel(payload.guild_id, payload.thread_id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take in the forms that discord.py does not know any more after a restart."""
        await self.settings.on_interaction(interaction)
        await self.answers.reporting.on_interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot."""
        await self.asker.messages.on_message(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer a question anew that was changed."""
        await self.asker.messages.on_edit(payload)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Take the answer to a deleted question away."""
        await self.asker.messages.on_delete(payload.message_id, payload.channel_id)

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the answers to deleted questions away."""
        for message_id in sorted(payload.message_ids):
            await self.asker.messages.on_delete(message_id, payload.channel_id)

    async def _on_command_error(
        self, interaction: Interaction, error: app_commands.AppCommandError
    ) -> None:
        await report(interaction, error)
