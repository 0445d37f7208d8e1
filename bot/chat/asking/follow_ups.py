"""What is searched for a message: its question or, where that leans on another, both."""

from contextlib import suppress
from dataclasses import dataclass

import discord

from bot.answering.understanding.follow_ups import leans_on_another, together
from bot.chat.asking.conversations import Before, Conversations
from bot.chat.asking.heading import Heading, heading_of
from bot.chat.asking.incoming import is_addressed
from bot.chat.questions import plain_question

MAX_STEPS = 6
"""How many messages are looked at on the way back to a question; each may be a request."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question and, where it carries too little, the one before it; `text` is searched.

    It is `of_message` where nobody asked it: a message says it that was not meant for the bot.
    `before_was_asked` says that the one before is known to have been put to the bot, and
    `before_message_id`, where it is known, which message said it.
    """

    question: str
    before: str | None = None
    of_message: bool = False
    before_was_asked: bool = False
    before_message_id: int | None = None

    @property
    def text(self) -> str:
        """What is searched."""
        return f"{self.before} {self.question}" if self.before else self.question

    @property
    def may_be_kept(self) -> bool:
        """Whether all that is searched was put to the bot: other messages' words are not kept."""
        return not self.of_message and (self.before is None or self.before_was_asked)

    @property
    def stands_alone(self) -> bool:
        """Whether it can be what another question leans on."""
        return bool(self.question) and not leans_on_another(self.question)


async def query_of(
    message: discord.Message,
    conversations: Conversations,
    *,
    me: discord.ClientUser | None,
    max_chars: int,
) -> Query:
    """Return what to search for a message: what it replies to counts before its conversation."""
    question = plain_question(message.content)
    if not leans_on_another(question):
        return Query(question)
    before = await _question_replied_to(message, me)
    before = before or conversations.before(message.channel.id, message.id)
    if before is None or together(before.question, question, max_chars=max_chars) is None:
        return Query(question)
    return Query(
        question,
        before.question,
        before_was_asked=before.was_asked,
        before_message_id=before.message_id,
    )


async def query_replied_to(message: discord.Message) -> Query | None:
    """Return what a message of the bot replies to; None where that asks nothing, or is gone.

    It need not have been meant for the bot, which answers any question where a server wants that.
    """
    asked = await replied_to(message)
    question = plain_question(asked.content) if asked else ""
    if asked is None or not question:
        return None
    of_message = not is_addressed(asked, message.author)
    return Query(question, heading_of(message).before, of_message)


async def replied_to(message: discord.Message) -> discord.Message | None:
    """Return the message that another replies to, with its content if that can be had."""
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    resolved = reference.resolved
    if isinstance(resolved, discord.Message) and (resolved.content or resolved.components):
        return resolved
    with suppress(discord.HTTPException):
        return await message.channel.fetch_message(reference.message_id)
    return None


async def _question_replied_to(
    message: discord.Message, me: discord.ClientUser | None
) -> Before | None:
    """Return the last question that stood on its own, going back from reply to reply."""
    step = await replied_to(message)
    for _ in range(MAX_STEPS):
        if step is None:
            return None
        found = _question_in(step, me)
        if found is not None:
            return found
        step = await replied_to(step)
    return None


def _question_in(message: discord.Message, me: discord.ClientUser | None) -> Before | None:
    """Return the question that a message asks or repeats, if it stands on its own and is whole."""
    if not message.author.bot:
        was_asked = is_addressed(message, me)
        return _alone(Before(plain_question(message.content), was_asked, message.id))
    heading = heading_of(message)
    if not heading.is_whole:
        return None
    if heading.before:
        return Before(heading.before)  # the heading does not say whose it was
    return _alone(Before(heading.question or "", was_asked=not heading.of_message))


def _alone(before: Before) -> Before | None:
    return before if Query(before.question).stands_alone else None


def heading_above(query: Query, *, repeated: bool) -> str | None:
    """Return what stands above the answer; `repeated` where the question does not stand there."""
    question = query.question if repeated else None
    return Heading(question, query.before, query.of_message).markdown
