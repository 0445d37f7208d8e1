"""What every answer to a command, a button or a form has in common."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import discord

from bot import wording
from bot.chat.busy import busy_sentence
from bot.chat.delivery import Send
from bot.chat.fair_use import BusyError
from bot.chat.own_client import Interaction, client_of
from bot.chat.plain import parts
from bot.chat.views import sentence_view
from bot.languages import say

logger = logging.getLogger(__name__)

_ANSWERED_ALREADY = 40060
"""Discord's JSON error code: an interaction can be acknowledged once."""


def edit(interaction: Interaction) -> Send:
    """Return what fills in the answer that was promised by deferring."""
    return lambda message: interaction.edit_original_response(**parts(message))


def whisper_below(interaction: Interaction) -> Send:
    """Return what tells the one who pressed a button something, below the message it is in."""
    return lambda message: interaction.followup.send(**parts(message), ephemeral=True)


def link_to(interaction: Interaction, message: discord.Message) -> str:
    """Return the address of a message in the place of an interaction.

    One that came by a webhook does not know its server.
    """
    place = interaction.guild_id or "@me"
    return f"https://discord.com/channels/{place}/{message.channel.id}/{message.id}"


async def whisper(interaction: Interaction, sentence: str) -> None:
    """Say one sentence to the one who asked, at once."""
    await interaction.response.send_message(view=sentence_view(sentence), ephemeral=True)


@asynccontextmanager
async def as_look_up(interaction: Interaction) -> AsyncIterator[None]:
    """Hold a place among those who look something up; to be held before anything is promised.

    Raises:
        BusyError: the person looks up too much, or too many wait; `report` tells them.
    """
    look_ups = client_of(interaction).asker.look_ups
    with look_ups.admitted(interaction.user.id, interaction.guild_id):
        yield


@asynccontextmanager
async def told_when_busy(interaction: Interaction) -> AsyncIterator[None]:
    """Tell one who has to wait how long, while a command is answered."""
    try:
        yield
    except BusyError as busy:
        await tell_busy(interaction, busy)


async def report(interaction: Interaction, error: BaseException) -> None:
    """Log an error with its cause, and tell the user one calm sentence; who has to wait, when."""
    cause = getattr(error, "original", error)
    if isinstance(cause, BusyError):
        await tell_busy(interaction, cause)
        return
    if isinstance(cause, discord.HTTPException) and cause.code == _ANSWERED_ALREADY:
        logger.info("Discord delivered an interaction twice: it is answered already")
        return
    logger.error("An interaction failed", exc_info=cause)
    await _tell(interaction, say(wording.TROUBLE))


async def tell_busy(interaction: Interaction, busy: BusyError) -> None:
    """Tell one who has to wait how long."""
    await _tell(interaction, busy_sentence(busy))


async def _tell(interaction: Interaction, sentence: str) -> None:
    view = sentence_view(sentence)
    with suppress(discord.HTTPException):
        if interaction.response.type is discord.InteractionResponseType.deferred_message_update:
            await whisper_below(interaction)(view)  # the message that was to change stays
        elif interaction.response.is_done():
            await interaction.edit_original_response(view=view)
        else:
            await interaction.response.send_message(view=view, ephemeral=True)


@asynccontextmanager
async def calmly(interaction: Interaction) -> AsyncIterator[None]:
    """Report what goes wrong while a button's press is answered."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the one error handler of buttons
        await report(interaction, error)
