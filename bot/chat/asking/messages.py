"""Messages that ask: answered where their channel wants it, and followed when they change."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.answering.schema import Answer, Refusal, Reply
from bot.chat.asking.conversations import Before, Conversations
from bot.chat.asking.follow_ups import Query, heading_above, query_of
from bot.chat.asking.following import is_rewritten, remove
from bot.chat.asking.incoming import Asked, asked, asks_still, is_addressed, is_written
from bot.chat.asking.keeping import answer_of, forget_answer, note_answer, note_refusal, place_of
from bot.chat.asking.memory import Seen, Told, Turns
from bot.chat.asking.options import AskingOptions
from bot.chat.asking.parents import Parents, UnknownParentError
from bot.chat.asking.posting import (
    InThread,
    Post,
    can_have_thread,
    in_place_of,
    instead_of,
    replying,
)
from bot.chat.asking.show_button import ready_view
from bot.chat.asking.trouble import calmly
from bot.chat.asking.typing_signs import TypingSigns
from bot.chat.busy import busy_sentence
from bot.chat.delivery import NOT_TAKEN, deliver_reply, deliver_view
from bot.chat.fair_use import MINUTE_SECONDS, BusyError, FairUse
from bot.chat.plain import PlainMessage
from bot.chat.views import QuoteView, sentence_view
from bot.languages import say, speak
from bot.servers.schema import Answered, Delivery, Listening, Place

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """A message that asks, whom it asks and where; `answered` is what answers it already."""

    message: discord.Message
    place: Place
    whom: Asked
    answered: Answered | None = None

    @property
    def guild_id(self) -> int | None:
        return self.message.guild.id if self.message.guild else None

    @property
    def is_waited_for(self) -> bool:
        return self.whom is Asked.THE_BOT

    def opens_thread(self, reply: Reply) -> bool:
        """Say whether a reply is to stand in a thread of its own."""
        wanted = self.place.delivery is Delivery.THREAD and isinstance(reply, Answer)
        return self.answered is None and wanted and can_have_thread(self.message)

    def stands_elsewhere(self, reply: Reply) -> bool:
        """Say whether a reply does not stand under the message."""
        if self.answered:
            return self.answered.channel_id != self.message.channel.id
        return self.opens_thread(reply)


class AskedMessages:
    """Answers the messages that ask the bot."""

    def __init__(
        self, client: "PullquoteClient", options: AskingOptions, fair_use: FairUse
    ) -> None:
        self._client = client
        self._fair_use = fair_use
        self._told = Told(MINUTE_SECONDS, options.clock)
        self._conversations = Conversations(options.clock)
        self._seen = Seen()
        self._turns = Turns()
        self._parents = Parents(client)
        self._signs = TypingSigns()

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks."""
        inquiry = await self._inquiry(message)
        if inquiry is None or not self._seen.is_new(message.id):
            return
        speak(self._client.languages.of_message(message))
        async with self._turns.of(message.id):
            await self._take(inquiry)

    async def on_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer a question anew, in place, that was changed soon after it was asked."""
        message = payload.message
        if not is_written(message) or not is_rewritten(message, payload.cached_message):
            return
        if not self._seen.is_new((message.id, message.edited_at)):
            return
        async with self._turns.of(message.id):
            if self._turns.is_last(message.id):
                await self._follow(message)

    async def on_delete(self, message_id: int, channel_id: int) -> None:
        """Take the answer to a question away that was deleted."""
        for conversation in (channel_id, message_id):  # the thread of a message has its id
            self._conversations.forget(conversation, message_id)
        async with self._turns.of(message_id):
            answered = await answer_of(self._client.kept, message_id)
            if answered:
                await remove(self._client, answered)

    async def _inquiry(self, message: discord.Message) -> _Inquiry | None:
        me = self._client.user
        if not is_written(message) or not (message.content or is_addressed(message, me)):
            return None
        could_ask = asked(message, me, Listening.QUESTIONS)
        place = await self._place(message) if could_ask else None
        whom = asked(message, me, place.listening) if place else None
        return _Inquiry(message, place, whom) if place and whom else None

    async def _place(self, message: discord.Message) -> Place | None:
        """Return what holds where a message is; None where nobody can tell."""
        try:
            parent_id = await self._parents.of(message)
        except UnknownParentError:
            return None
        guild_id = message.guild.id if message.guild else None
        return place_of(self._client.kept, guild_id, message.channel, parent_id)

    async def _take(self, inquiry: _Inquiry) -> None:
        """Answer within fair use; one who has to wait is told so once a minute."""
        message = inquiry.message
        tells = inquiry.is_waited_for and inquiry.answered is None
        async with calmly(message, tells=tells):
            try:
                with self._fair_use.admitted(message.author.id, inquiry.guild_id):
                    await self._answer(inquiry)
            except BusyError as busy:
                if inquiry.is_waited_for and self._told.may_tell(message.author.id):
                    await self._tell(inquiry, busy_sentence(busy))

    async def _tell(self, inquiry: _Inquiry, sentence: str) -> None:
        """Say one sentence below a question; it goes with it, unless an answer stands there."""
        post = replying(inquiry.message)
        if inquiry.answered:
            await post(sentence_view(sentence))
        else:
            await self._post(inquiry, post, sentence_view(sentence))

    async def _answer(self, inquiry: _Inquiry) -> None:
        message = inquiry.message
        if not message.content and message.guild is not None:
            await self._tell(inquiry, say(wording.CANNOT_READ))
            return
        desk = self._client.desk
        me, limit = self._client.user, desk.max_question_chars
        query = await query_of(message, self._conversations, me=me, max_chars=limit)
        query = replace(query, of_message=not inquiry.is_waited_for)
        if inquiry.place.delivery is Delivery.BUTTON and inquiry.is_waited_for:
            await self._offer(inquiry, query)
        else:
            await self._deliver(inquiry, query, await self._found(inquiry, query))
        self._note(inquiry, query)

    async def _found(self, inquiry: _Inquiry, query: Query) -> Reply:
        desk, scope = self._client.desk, inquiry.place.scope()
        if not inquiry.is_waited_for:
            return await desk.answer(query.text, scope=scope)
        async with self._signs.shown(inquiry.message.channel):
            reply = await desk.answer(query.text, scope=scope)
        if isinstance(reply, Refusal) and query.may_be_kept:
            await note_refusal(self._client.kept, reply, inquiry.guild_id)
        return reply

    async def _deliver(self, inquiry: _Inquiry, query: Query, reply: Reply) -> None:
        message = inquiry.message
        if isinstance(reply, Refusal) and not inquiry.is_waited_for:
            if inquiry.answered:
                await remove(self._client, inquiry.answered)
            return
        if inquiry.place.delivery is Delivery.BUTTON:
            await self._offer(inquiry, query)
            return
        threaded = inquiry.opens_thread(reply)
        post = InThread(message, query.question) if threaded else replying(message)
        heading = heading_above(query, repeated=inquiry.stands_elsewhere(reply))
        await deliver_reply(
            lambda view: self._post(inquiry, post, view),
            self._client.desk,
            reply,
            heading=heading,
        )

    async def _offer(self, inquiry: _Inquiry, query: Query) -> None:
        """Reply with the button that opens the answer."""
        post = replying(inquiry.message)
        await deliver_view(lambda view: self._post(inquiry, post, view), ready_view(query))

    async def _post(self, inquiry: _Inquiry, post: Post, view: QuoteView | PlainMessage) -> None:
        """Send the answer and remember it, or change the one that stands there."""
        if inquiry.answered is None:
            await note_answer(self._client.kept, inquiry.message, await post(view))
            return
        try:
            await in_place_of(self._client, inquiry.answered)(view)
        except discord.NotFound:
            await forget_answer(self._client.kept, inquiry.message.id)
        except discord.HTTPException as error:
            if error.status != NOT_TAKEN or not isinstance(view, PlainMessage):
                raise
            await self._replace(inquiry.message, inquiry.answered, view)

    async def _replace(
        self, question: discord.Message, answered: Answered, view: PlainMessage
    ) -> None:
        """Answer anew, and take the old answer away, which cannot become a plain one."""
        answer = await instead_of(self._client, question, answered)(view)
        await remove(self._client, answered)
        await note_answer(self._client.kept, question, answer)

    def _note(self, inquiry: _Inquiry, query: Query) -> None:
        """Remember what the next question of a thread or of a direct message may lean on."""
        message = inquiry.message
        alone = _alone(query, inquiry)
        if alone is None:
            return
        if message.guild is None or isinstance(message.channel, discord.Thread):
            self._conversations.note(message.channel.id, message.id, alone)
        elif inquiry.place.delivery is Delivery.THREAD:
            self._conversations.note(message.id, message.id, alone)  # its thread has its id

    async def _follow(self, message: discord.Message) -> None:
        """Answer a changed question where its answer stands; what asks no more has none."""
        answered = await answer_of(self._client.kept, message.id)
        if answered is None:
            return
        place = await self._place(message)
        if place is None:
            return
        whom = asks_still(message, self._client.user, place.listening)
        if whom is None:
            await remove(self._client, answered)
            return
        inquiry = _Inquiry(message, place, whom, answered)
        speak(self._client.languages.of_message(message))
        await self._take(inquiry)


def _alone(query: Query, inquiry: _Inquiry) -> Before | None:
    """Return the question that the next one may lean on."""
    if query.before:
        return Before(query.before, query.before_was_asked, query.before_message_id)
    if not query.stands_alone:
        return None
    return Before(query.question, inquiry.is_waited_for, inquiry.message.id)
