"""The weekly digest: which questions had no answer, to the channel that a server chose for it."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.chat.report_channel import report_channel
from bot.chat.source_line import shortened
from bot.chat.views import QuoteView, sentence_view
from bot.chat.wire import escape
from bot.feedback.schema import Asked
from bot.feedback.store import FeedbackStore
from bot.languages import say, say_count, speaking

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)

DAYS = 7
MAX_LISTED = 10
MAX_QUESTION_CHARS = 150
"""Escaping may double it, and all of it has room in a message (4000 characters)."""


async def send_digests(client: "PullquoteClient", now: datetime, admin_channel: int | None) -> int:
    """Send every server that wants it what it could not be answered, and return how many were.

    Where one cannot be sent the others are; it is not tried again before the next week.
    """
    sent = 0
    for guild_id in client.kept.choices.with_digest():
        guild = client.get_guild(guild_id)
        if guild is None:  # of another shard's process, or the bot has left it
            continue
        try:
            sent += await _send(client, guild, now, admin_channel)
        except (discord.HTTPException, OSError) as error:
            logger.warning("The digest of the server %s was not sent: %s", guild_id, error)
    return sent


async def _send(
    client: "PullquoteClient", guild: discord.Guild, now: datetime, admin_channel: int | None
) -> bool:
    channel_id = report_channel(client, guild.id, admin_channel)
    asked = await asyncio.to_thread(_asked, client.kept.feedback, guild.id, now)
    if channel_id is None or not asked:
        return False
    with speaking(client.languages.of_place(guild, channel_id)):
        view = digest_view(asked)
    await client.get_partial_messageable(channel_id, guild_id=guild.id).send(view=view)
    return True


def _asked(feedback: FeedbackStore, guild_id: int, now: datetime) -> list[Asked]:
    """Return a server's unanswered questions of the week; none where it does not collect."""
    since = (now - timedelta(days=DAYS)).date()
    return feedback.digest(guild_id, since, now, limit=MAX_LISTED + 1)


def digest_view(asked: Sequence[Asked]) -> QuoteView:
    """Return the questions as a message: plain, escaped, as many as it takes in at a glance."""
    lines = [f"### {say(wording.DIGEST_TITLE, days=DAYS)}"]
    lines += [f"- {_line(one)}" for one in asked[:MAX_LISTED]]
    if len(asked) > MAX_LISTED:
        lines.append(f"- {say(wording.DIGEST_MORE)}")
    return sentence_view("\n".join([*lines, f"-# {say(wording.DIGEST_WHY)}"]))


def _line(asked: Asked) -> str:
    question = escape(shortened(asked.question, MAX_QUESTION_CHARS))
    return say_count(wording.DIGEST_TIMES, asked.times, question=question)
