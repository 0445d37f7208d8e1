"""Where the answer to a message goes: a reply to it, or a thread of its own."""

import logging
from collections.abc import Awaitable, Callable

import discord

from bot.chat.plain import PlainMessage, parts
from bot.chat.source_line import shortened
from bot.chat.views import QuoteView
from bot.servers.schema import Answered

MAX_THREAD_NAME_CHARS = 100
"""Discord API documentation, "Start Thread from Message"."""
_HAS_THREAD = 160004
"""Discord's JSON error code: a thread was already made for this message. It has the same id."""

logger = logging.getLogger(__name__)

_INVALID_FORM = 50035
_REFERENCE = "message_reference"
"""Discord's JSON error code and the field it names where a message replied to is gone."""


class QuestionGoneError(Exception):
    """The message that asks, or its channel, was deleted before it was answered."""


Post = Callable[[QuoteView | PlainMessage], Awaitable[discord.Message]]


def replying(message: discord.Message) -> Post:
    """Return what replies to a message."""

    async def post(view: QuoteView | PlainMessage) -> discord.Message:
        try:
            return await message.reply(**parts(view), mention_author=False)
        except discord.HTTPException as error:
            if _is_gone(error):
                raise QuestionGoneError(message.id) from error
            raise

    return post


def in_place_of(client: discord.Client, answered: Answered) -> Post:
    """Return what changes an answer where it stands."""
    channel = client.get_partial_messageable(answered.channel_id)
    answer = channel.get_partial_message(answered.answer_id)
    nobody = discord.AllowedMentions.none()  # discord.py does not add the client's to an edit
    return lambda view: answer.edit(**parts(view), allowed_mentions=nobody)


def instead_of(client: discord.Client, question: discord.Message, answered: Answered) -> Post:
    """Return what answers a question anew, where its answer stands that cannot be changed so."""
    if answered.channel_id == question.channel.id:
        return replying(question)
    channel = client.get_partial_messageable(answered.channel_id)
    return lambda view: channel.send(**parts(view))


class InThread:
    """Answers in a thread made for a message, or replies to it where none can be made."""

    def __init__(self, message: discord.Message, name: str) -> None:
        self._message = message
        self._name = shortened(name, MAX_THREAD_NAME_CHARS)
        self._thread: discord.Thread | None = None

    async def __call__(self, view: QuoteView | PlainMessage) -> discord.Message:
        """Send a message there; a thread is made once, and for nothing that does not prove."""
        view.to_components()
        self._thread = self._thread or await _thread_of(self._message, self._name)
        if self._thread is None:
            return await replying(self._message)(view)
        return await self._thread.send(**parts(view))


def can_have_thread(message: discord.Message) -> bool:
    """Say whether a message stands where the bot can make a thread for it."""
    if message.guild is None or not isinstance(message.channel, discord.TextChannel):
        return False
    allowed = message.channel.permissions_for(message.guild.me)
    return allowed.create_public_threads and allowed.send_messages_in_threads


def _is_gone(error: discord.HTTPException) -> bool:
    if isinstance(error, discord.NotFound):
        return True
    return error.code == _INVALID_FORM and _REFERENCE in error.text


async def _thread_of(message: discord.Message, name: str) -> discord.Thread | None:
    try:
        return await message.create_thread(name=name)
    except discord.HTTPException as error:
        if error.code == _HAS_THREAD and isinstance(message.channel, discord.TextChannel):
            return message.channel.guild.get_thread(message.id)
        logger.warning(
            "No thread could be made in channel %s (%s): the answer is a reply. It needs Create "
            "Public Threads and Send Messages in Threads.",
            message.channel.id,
            error.text or error.status,
        )
        return None
