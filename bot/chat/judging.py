"""Helpful or not: counted without a name, and nobody twice."""

import asyncio
import logging
from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.chat.delivery import deliver_view
from bot.chat.interactions import as_press, calmly, edit, promise
from bot.chat.own_client import Interaction
from bot.chat.views import sentence_view
from bot.chat.why import query_behind, spans_of
from bot.feedback.once import Once
from bot.feedback.schema import answer_key
from bot.kept.database import KeptError
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)


class Judging:
    """Serves the two buttons that say whether an answer helped."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client
        self._once = Once()

    async def judge(self, interaction: Interaction, is_helpful: bool) -> None:
        """Count what somebody says of an answer, and thank them."""
        async with calmly(interaction), as_press(interaction):
            await promise(interaction)
            message = interaction.message
            said = (
                await self._judged(interaction, message, is_helpful=is_helpful) if message else ""
            )
            view = sentence_view(said or say(wording.NOT_NOTED))
            await deliver_view(edit(interaction), view)

    async def _judged(
        self, interaction: Interaction, message: discord.Message, *, is_helpful: bool
    ) -> str:
        person = interaction.user.id
        if not self._once.is_first(person, message.id):
            return say(wording.SAID_ALREADY)
        feedback, guild_id = self._client.kept.feedback, interaction.guild_id
        key, now = answer_key(spans_of(message)), interaction.created_at
        try:
            await asyncio.to_thread(feedback.helpful, key, guild_id, is_helpful, now)
        except KeptError as error:
            self._once.forget(person, message.id)
            logger.warning("What somebody said of an answer is not counted: %s", error)
            return say(wording.NOT_NOTED)
        if not is_helpful:
            await self._keep_question(interaction, message)
        return say(wording.THANKS)

    async def _keep_question(self, interaction: Interaction, message: discord.Message) -> None:
        """Keep the question whose answer was of no help, where its server collects them.

        What a message says that was not meant for the bot is never kept.
        """
        feedback, guild_id, now = (
            self._client.kept.feedback,
            interaction.guild_id,
            interaction.created_at,
        )
        try:
            if guild_id is None or not await asyncio.to_thread(feedback.collects, guild_id):
                return
            query = await query_behind(message)
            if query and query.may_be_kept:
                await asyncio.to_thread(feedback.not_helpful, query.text, guild_id, now)
        except KeptError as error:
            logger.warning("A question whose answer was of no help is not kept: %s", error)
