"""Questions asked: by mention, by replying to the bot, directly, by command, menu and button."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.answering.schema import Refusal
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.chat.asking.follow_ups import Query, query_replied_to
from bot.chat.asking.heading import Heading
from bot.chat.asking.keeping import note_refusal, place_of
from bot.chat.asking.messages import AskedMessages
from bot.chat.asking.options import AskingOptions
from bot.chat.delivery import deliver_reply
from bot.chat.fair_use import FairUse
from bot.chat.interactions import calmly, edit, promise, whisper, within_limits
from bot.chat.own_client import Interaction
from bot.chat.places import reaches_everyone
from bot.chat.questions import plain_question, with_operators
from bot.chat.quoted_words import content_of
from bot.chat.speaking import speak_to
from bot.chat.views import sentence_view
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

_Work = Callable[[], Awaitable[None]]


class Asker:
    """Answers the questions that people ask the bot; `messages` answers those in messages."""

    def __init__(self, client: "PullquoteClient", options: AskingOptions) -> None:
        self._client = client
        self._fair_use = FairUse(options.fair_use, options.clock)
        self.look_ups = FairUse.of_look_ups(options.fair_use, options.clock)
        self.presses = FairUse.of_presses(options.fair_use, options.clock)
        self.messages = AskedMessages(client, options, self._fair_use)

    async def answer(
        self, interaction: Interaction, question: str, options: Options, *, private: bool
    ) -> None:
        """Answer a question asked by command."""
        query = Query(plain_question(question))
        private = private or not reaches_everyone(interaction)
        await self.take(
            interaction,
            lambda: self._deliver(interaction, query, options, private=private),
            private=private,
        )

    async def answer_about(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer what a message says, to the one who asked from its menu."""
        query = Query(plain_question(content_of(message)), of_message=True)
        if query.question:
            await self.take(interaction, lambda: self._deliver(interaction, query), private=True)
        else:
            await whisper(interaction, say(wording.NO_QUESTION_IN_MESSAGE))

    async def show_answer(self, interaction: Interaction) -> None:
        """Answer the question that the message of a button replies to, to the one who pressed."""
        async with calmly(interaction):
            await self.take(interaction, lambda: self._show(interaction), private=True)

    async def _show(self, interaction: Interaction) -> None:
        held = interaction.message
        query = await query_replied_to(held) if held else None
        if query is None:
            await edit(interaction)(sentence_view(say(wording.QUESTION_GONE)))
            return
        await self._deliver(interaction, query)

    async def take(
        self, interaction: Interaction, work: _Work, *, private: bool, in_place: bool = False
    ) -> None:
        """Do the work within fair use, and promise its result before it begins.

        `in_place` the message changes whose button was pressed.
        """
        speak_to(interaction, private=private)
        async with within_limits(interaction):
            with self._fair_use.admitted(interaction.user.id, interaction.guild_id):
                await promise(interaction, private=private, in_place=in_place)
                await work()

    async def _deliver(
        self,
        interaction: Interaction,
        query: Query,
        options: Options = NO_OPTIONS,
        *,
        private: bool = True,
    ) -> None:
        desk = self._client.desk
        place = place_of(self._client.kept, interaction.guild_id, interaction.channel)
        reply = await desk.answer(query.text, options, place.scope())
        if isinstance(reply, Refusal) and query.may_be_kept:
            await note_refusal(self._client.kept, reply, interaction.guild_id)
        question = with_operators(query.question, options)
        heading = Heading(question, query.before, query.of_message).markdown
        send = edit(interaction)
        shared = private and reaches_everyone(interaction)
        await deliver_reply(send, desk, reply, heading=heading, can_be_shared=shared)
