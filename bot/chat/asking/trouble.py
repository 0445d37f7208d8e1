"""What ends the answering of a message that went wrong: one line in the log, one calm sentence."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import discord

from bot import wording
from bot.chat.asking.posting import QuestionGoneError, replying
from bot.chat.own_client import Interaction
from bot.chat.views import sentence_view
from bot.languages import say

logger = logging.getLogger(__name__)

_INVALID_TOKEN = 50027
"""Discord's JSON error code for an interaction's token that is none any more."""


def is_too_late(error: discord.HTTPException, interaction: Interaction) -> bool:
    """Say whether Discord refuses since 15 minutes are over, after which it takes no answer."""
    return error.code == _INVALID_TOKEN or interaction.is_expired()


@asynccontextmanager
async def calmly(message: discord.Message, *, tells: bool) -> AsyncIterator[None]:
    """Log what goes wrong; where somebody waits for the answer, one sentence `tells` them so."""
    try:
        yield
    except discord.Forbidden as error:
        logger.warning(
            "No answer in channel %s: the bot lacks a permission there (%s). It needs View "
            "Channel, Send Messages, Send Messages in Threads and Read Message History.",
            message.channel.id,
            error.text,
        )
    except QuestionGoneError:
        logger.info("A question in channel %s was deleted before its answer", message.channel.id)
    except Exception:
        logger.exception("A message in channel %s was not answered", message.channel.id)
        if tells:
            with suppress(discord.HTTPException, QuestionGoneError):
                await replying(message)(sentence_view(say(wording.TROUBLE)))
