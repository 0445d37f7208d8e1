"""The bot on Discord: mentions, replies, direct messages, commands and buttons.

No privileged intent: Discord hands over the content of messages that mention the bot, reply to it
or are written to it directly.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
from discord import app_commands

from bot import wording
from bot.answering.understanding.options import Options
from bot.chat import commands
from bot.chat.alarm_bell import AlarmBell, AlarmSettings
from bot.chat.buttons import ContextButton, PageButton
from bot.chat.coverage_view import coverage_view
from bot.chat.delivery import (
    Send,
    deliver_absence,
    deliver_card,
    deliver_context,
    deliver_quote,
    deliver_reply,
)
from bot.chat.desk import Card, Desk
from bot.chat.explanation_view import explanation_view
from bot.chat.questions import plain_question, with_operators
from bot.chat.quoted_words import content_of, quoted_words
from bot.chat.views import QuoteView, listings_view, question_line, sentence_view
from bot.chat.why import is_answer, question_of, shows

logger = logging.getLogger(__name__)

Interaction = discord.Interaction[Any]

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
"""Messages that somebody wrote; others say that one was pinned, or that somebody joined."""

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,  # replying to a message needs it
)
"""What the bot needs on a server; the invite link asks for exactly this."""


def intents() -> discord.Intents:
    """Return what the bot needs to hear, none of it privileged."""
    needed = discord.Intents.none()
    needed.guilds = True
    needed.guild_messages = True
    needed.dm_messages = True
    return needed


class PullquoteClient(discord.Client):
    """Answers where it is asked; everything slow is done by `desk`.

    With `alarms` it looks for them as long as it runs.
    """

    def __init__(self, desk: Desk, *, alarms: AlarmSettings | None = None) -> None:
        super().__init__(intents=intents(), allowed_mentions=discord.AllowedMentions.none())
        self.desk = desk
        self.tree = app_commands.CommandTree(self)
        commands.add_ask_command_to(self.tree, self)
        commands.add_source_command_to(self.tree, self)
        commands.add_quote_commands_to(self.tree, self)
        commands.add_coverage_command_to(self.tree, self)
        commands.add_why_command_to(self.tree, self)
        self.tree.error(self._on_command_error)
        self._bell = AlarmBell(self, desk, alarms) if alarms else None
        self._ringing: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Make the buttons of older messages work, and publish the commands."""
        self.add_dynamic_items(ContextButton, PageButton)
        await self.tree.sync()
        if self._bell:
            self._ringing = asyncio.create_task(self._bell.ring())

    async def close(self) -> None:
        """Leave Discord; no alarm is looked for any more."""
        if self._ringing:
            self._ringing.cancel()
        await super().close()

    async def on_ready(self) -> None:
        """Say in the log that the bot can be asked, and how to invite it."""
        logger.info("Ready as %s in %d servers", self.user, len(self.guilds))
        if self.application_id and not self.guilds:
            link = discord.utils.oauth_url(
                self.application_id,
                permissions=PERMISSIONS,
                scopes=("bot", "applications.commands"),
            )
            logger.info("The bot is in no server yet; invite it: %s", link)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks the bot: by mention, as a reply to it, or directly."""
        if message.author.bot or message.type not in _WRITTEN or not self._is_asked(message):
            return
        try:
            await self._answer_message(message)
        except discord.Forbidden as error:
            logger.warning(
                "No answer in channel %s: the bot lacks a permission there (%s). It needs View "
                "Channel, Send Messages, Send Messages in Threads and Read Message History.",
                message.channel.id,
                error.text,
            )
        except Exception:
            logger.exception("A message in channel %s was not answered", message.channel.id)
            with suppress(discord.HTTPException):
                await message.reply(view=sentence_view(wording.TROUBLE), mention_author=False)

    async def answer(
        self, interaction: Interaction, question: str, options: Options, *, private: bool
    ) -> None:
        """Answer a question asked by command."""
        await interaction.response.defer(ephemeral=private, thinking=True)
        reply = await self.desk.answer(plain_question(question), options)
        heading = question_line(with_operators(reply.question, options))
        await deliver_reply(_edit(interaction), self.desk, reply, heading=heading)

    async def show_source(self, interaction: Interaction, query: str) -> None:
        """Show the card of the article that `query` names, or those it could be."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        found = await self.desk.card(query)
        if isinstance(found, Card):
            await deliver_card(_edit(interaction), self.desk, found, 0)
        else:
            await _edit(interaction)(listings_view(found))

    async def show_coverage(self, interaction: Interaction) -> None:
        """Show the one who asks what the coverage holds."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _edit(interaction)(coverage_view(*await self.desk.coverage()))

    async def find_quote(self, interaction: Interaction, words: str) -> None:
        """Show the one who asks where the coverage has `words`."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await deliver_quote(_edit(interaction), self.desk, await self.desk.find_quote(words))

    async def find_quote_of(self, interaction: Interaction, message: discord.Message) -> None:
        """Show the one who asks where the coverage has the words that a message quotes."""
        words = quoted_words(content_of(message))
        if words:
            await self.find_quote(interaction, words)
        else:
            await _whisper(interaction, wording.NO_WORDS_IN_MESSAGE)

    async def explain(self, interaction: Interaction, message: discord.Message) -> None:
        """Show one who manages the server why a message of the bot says what it says."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            await _whisper(interaction, wording.WHY_NOT_ALLOWED)
        elif message.author != self.user or not is_answer(message):
            await _whisper(interaction, wording.WHY_NOT_AN_ANSWER)
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await _edit(interaction)(await self._explained(message))

    async def _explained(self, message: discord.Message) -> QuoteView:
        question = await question_of(message)
        if question is None:
            return sentence_view(wording.WHY_NO_QUESTION)
        why = await self.desk.explain(question)
        return explanation_view(why, changed=not shows(message, why.reply))

    async def show_context(
        self, interaction: Interaction, version: str, start: int, end: int
    ) -> None:
        """Show a quote within the paragraphs around it, to the one who pressed the button."""
        async with _calmly(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            context = await self.desk.context(version, start, end)
            if context is None:
                await deliver_absence(_edit(interaction), self.desk, version)
            else:
                await deliver_context(_edit(interaction), self.desk, context)

    async def turn_page(self, interaction: Interaction, version: str, page: int) -> None:
        """Turn a card to another passage, in place."""
        async with _calmly(interaction):
            await interaction.response.defer()
            card = await self.desk.card_of_version(version)
            if card is None:
                await deliver_absence(_edit(interaction), self.desk, version)
            else:
                await deliver_card(_edit(interaction), self.desk, card, page)

    def _is_asked(self, message: discord.Message) -> bool:
        if message.guild is None or self.user in message.mentions:
            return True
        replied = message.reference.resolved if message.reference else None
        return isinstance(replied, discord.Message) and replied.author == self.user

    async def _answer_message(self, message: discord.Message) -> None:
        send = _reply_to(message)
        question = plain_question(message.content)
        if not message.content and message.guild is not None:
            await send(sentence_view(wording.CANNOT_READ))
            return
        with suppress(discord.HTTPException):
            await message.channel.typing()
        await deliver_reply(send, self.desk, await self.desk.answer(question))

    async def _on_command_error(
        self, interaction: Interaction, error: app_commands.AppCommandError
    ) -> None:
        await report(interaction, error)


def _reply_to(message: discord.Message) -> Send:
    return lambda view: message.reply(view=view, mention_author=False)


async def _whisper(interaction: Interaction, sentence: str) -> None:
    await interaction.response.send_message(view=sentence_view(sentence), ephemeral=True)


def _edit(interaction: Interaction) -> Send:
    return lambda view: interaction.edit_original_response(view=view)


async def report(interaction: Interaction, error: BaseException) -> None:
    """Log an error with its cause, and tell the user one calm sentence."""
    cause = getattr(error, "original", error)
    logger.error("An interaction failed", exc_info=cause)
    view = sentence_view(wording.TROUBLE)
    with suppress(discord.HTTPException):
        if interaction.response.is_done():
            await interaction.edit_original_response(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


@asynccontextmanager
async def _calmly(interaction: Interaction) -> AsyncIterator[None]:
    """Report what goes wrong while a button's press is answered."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the one error handler of buttons
        await report(interaction, error)
