"""What becomes of an answer whose question was changed or deleted."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.chat.asking.keeping import forget_answer
from bot.servers.schema import Answered

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

FOLLOWED_FOR = timedelta(minutes=5)
"""How long after it was asked a question may be changed, and its answer with it."""

logger = logging.getLogger(__name__)


def is_rewritten(message: discord.Message, before: discord.Message | None) -> bool:
    """Say whether a person changed a message's words soon after they were written.

    Discord also tells of a message that it was pinned, or got a preview or a thread. `before` is
    not known after a restart.
    """
    if message.edited_at is None or message.edited_at - message.created_at > FOLLOWED_FOR:
        return False
    return before is None or before.content != message.content


async def remove(client: "PullquoteClient", answered: Answered) -> None:
    """Delete an answer, if it is still there."""
    channel = client.get_partial_messageable(answered.channel_id)
    try:
        await channel.get_partial_message(answered.answer_id).delete()
    except discord.NotFound:
        logger.debug("The answer to a question that is gone was gone before it")
    except discord.HTTPException as error:
        logger.warning(
            "An answer in channel %s stands though its question is gone: Discord does not let "
            "it be deleted (%s)",
            answered.channel_id,
            error.text or error.status,
        )
    await forget_answer(client.kept, answered.question_id)
