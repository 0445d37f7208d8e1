"""What can be done with an answer that stands there: its buttons, and why it was given."""

from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.answering.showing.stretches import Way
from bot.chat.asking.follow_ups import Query
from bot.chat.asking.heading import Heading
from bot.chat.delivery import (
    deliver_absence,
    deliver_context,
    deliver_copy,
    deliver_reply,
    deliver_stretch,
    deliver_view,
)
from bot.chat.explanation_view import explanation_view
from bot.chat.interactions import as_look_up, calmly, edit, promise, whisper, within_limits
from bot.chat.judging import Judging
from bot.chat.own_client import Interaction
from bot.chat.places import may_show, place_of, reaches_everyone
from bot.chat.reporting import Reporting
from bot.chat.sharing import Sharing
from bot.chat.views import QuoteView, sentence_view
from bot.chat.why import is_answer, page_of, query_behind, question_of, shows, spans_of
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient


class Answers:
    """Serves the buttons of answers, and the menu of the messages that hold them."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client
        self.sharing = Sharing(client)
        self.judging = Judging(client)
        self.reporting = Reporting(client)

    async def show_context(
        self, interaction: Interaction, version: str, start: int, end: int
    ) -> None:
        """Show a quote within the paragraphs around it, to the one who pressed the button."""
        async with calmly(interaction), as_look_up(interaction):
            await promise(interaction)
            desk = self._client.desk
            context = await desk.context(version, start, end)
            if not await may_show(interaction, [version]):
                await edit(interaction)(sentence_view(say(wording.OTHER_OUTLET)))
            elif context is None:
                await deliver_absence(edit(interaction), desk, version)
            else:
                await deliver_context(edit(interaction), desk, context)

    async def walk(self, interaction: Interaction, version: str, offset: int, way: Way) -> None:
        """Turn what somebody reads of an article a paragraph further or back, in place."""
        async with calmly(interaction), as_look_up(interaction):
            await promise(interaction, in_place=True)
            desk = self._client.desk
            stretch = await desk.stretch(version, offset, way)
            if not await may_show(interaction, [version]):
                await edit(interaction)(sentence_view(say(wording.OTHER_OUTLET)))
            elif stretch is None:
                await deliver_absence(edit(interaction), desk, version)
            else:
                await deliver_stretch(edit(interaction), desk, stretch)

    async def show_sources(self, interaction: Interaction, page: int) -> None:
        """Show one person a page of the excerpts that answer; in place where it is theirs."""
        message = interaction.message
        async with calmly(interaction):
            if message is None:
                return
            in_place = message.flags.ephemeral
            query = await query_behind(message) if in_place else None
            if in_place and query is None:
                await whisper(interaction, say(wording.NO_LONGER_ASKED))
                return
            await self._client.asker.take(
                interaction,
                lambda: self._show_page(interaction, message, query, page),
                private=True,
                in_place=in_place,
            )

    async def copy(self, interaction: Interaction) -> None:
        """Show the quotes of an answer so that they can be copied, to the one who asks."""
        async with calmly(interaction), as_look_up(interaction):
            await promise(interaction)
            desk = self._client.desk
            spans = spans_of(interaction.message) if interaction.message else []
            recalled = await desk.recalled(spans)
            if not await may_show(interaction, [version for version, _, _ in spans]):
                await edit(interaction)(sentence_view(say(wording.OTHER_OUTLET)))
            elif recalled:
                here = {one.version for one in recalled}
                gone = [version for version, _, _ in spans if version not in here]
                await deliver_copy(edit(interaction), desk, recalled, gone)
            else:
                await deliver_absence(edit(interaction), desk, spans[0][0] if spans else "")

    async def explain(self, interaction: Interaction, message: discord.Message) -> None:
        """Show one who manages the server why a message of the bot says what it says."""
        if interaction.guild_id is None or not interaction.permissions.manage_guild:
            await whisper(interaction, say(wording.WHY_NOT_ALLOWED))
        elif message.author != self._client.user or not is_answer(message):
            await whisper(interaction, say(wording.WHY_NOT_AN_ANSWER))
        else:
            async with within_limits(interaction), as_look_up(interaction):
                await promise(interaction)
                explained = await self._explained(interaction, message)
                await deliver_view(edit(interaction), explained)

    async def _show_page(
        self, interaction: Interaction, message: discord.Message, known: Query | None, page: int
    ) -> None:
        query = known or await query_behind(message)
        if query is None:
            await edit(interaction)(sentence_view(say(wording.NO_LONGER_ASKED)))
            return
        desk = self._client.desk
        reply = await desk.answer(query.text, scope=place_of(interaction).scope(page))
        heading = Heading(query.question, query.before, query.of_message).markdown
        shared, send = reaches_everyone(interaction), edit(interaction)
        await deliver_reply(send, desk, reply, heading=heading, can_be_shared=shared)

    async def _explained(self, interaction: Interaction, message: discord.Message) -> QuoteView:
        question = await question_of(message)
        if question is None:
            return sentence_view(say(wording.WHY_NO_QUESTION))
        scope = place_of(interaction).scope(page_of(message))
        why = await self._client.desk.explain(question, scope)
        return explanation_view(why, changed=not shows(message, why.reply))
