"""What asking keeps in `bot.db` and asks of it; where that fails it is logged, and nothing more.

Whatever may wait for the disk is done off the event loop.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import TypeVar

import discord

from bot.answering.schema import Refusal
from bot.kept.database import KeptError
from bot.kept.keeping import Kept
from bot.servers.schema import ANYWHERE, Answered, Place
from embeddings.clock import now_in_utc

T = TypeVar("T")

logger = logging.getLogger(__name__)


def place_of(
    kept: Kept, guild_id: int | None, channel: object, parent_id: int | None = None
) -> Place:
    """Return what holds in a channel; a thread or a forum's post has its parent's choices too.

    `parent_id` is the parent of one that does not know it.
    """
    channel_id = getattr(channel, "id", None)
    parent_id = parent_id or getattr(channel, "parent_id", None)
    try:
        return kept.choices.place(guild_id, channel_id, parent_id)
    except KeptError as error:
        logger.warning("What was chosen for a channel is not known: %s", error)
        return ANYWHERE


async def note_answer(kept: Kept, question: discord.Message, answer: discord.Message) -> None:
    """Remember which message answers a question."""
    guild_id = question.guild.id if question.guild else None
    answered = Answered(answer.channel.id, question.id, answer.id)
    await _kept(lambda: kept.choices.note_answer(guild_id, answered), None)


async def answer_of(kept: Kept, question_id: int) -> Answered | None:
    """Return the message that answers a question, if one is remembered."""
    return await _kept(lambda: kept.choices.answer_of(question_id), None)


async def forget_answer(kept: Kept, question_id: int) -> None:
    """Remember no longer which message answers a question."""
    await _kept(lambda: kept.choices.forget_answer(question_id), None)


async def note_refusal(kept: Kept, refusal: Refusal, guild_id: int | None) -> None:
    """Keep a question that found no answer, where its server wants to know of them."""
    question, reason, now = refusal.question, refusal.reason, now_in_utc()
    await _kept(lambda: kept.feedback.unanswered(question, guild_id, reason, now), False)


async def _kept(work: Callable[[], T], otherwise: T) -> T:
    try:
        return await asyncio.to_thread(work)
    except KeptError as error:
        logger.warning("Answering goes on, but nothing can be kept: %s", error)
        return otherwise
