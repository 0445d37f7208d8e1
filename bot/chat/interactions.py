"""What every answer to a command, a button or a form has in common."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord

from bot import wording
from bot.chat.asking.trouble import is_too_late
from bot.chat.busy import busy_sentence
from bot.chat.delivery import Send, deliver_view
from bot.chat.fair_use import BusyError
from bot.chat.own_client import Interaction, client_of
from bot.chat.plain import PlainMessage, parts
from bot.chat.views import QuoteView, sentence_view
from bot.languages import say

logger = logging.getLogger(__name__)

_ANSWERED_ALREADY = 40060
"""Discord's JSON error code: an interaction can be acknowledged once."""
_PROMISED = "promised in place"
"""Where an interaction holds that its answer is promised, and whether in place."""


async def promise(
    interaction: Interaction, *, private: bool = True, in_place: bool = False
) -> None:
    """Promise an answer, within three seconds; `in_place` the message whose button was pressed.

    Where Discord's word that it took the promise was lost, discord.py promises again, and hears
    that this was done. What Discord delivers twice comes this far once: see `speaking.is_new`.
    """
    try:
        await interaction.response.defer(ephemeral=private, thinking=not in_place)
    except discord.HTTPException as error:
        if error.code != _ANSWERED_ALREADY:
            raise
        logger.info("Discord had taken the promise of an answer before")
    interaction.extras[_PROMISED] = in_place


def edit(interaction: Interaction) -> Send:
    """Return what fills in the answer that was promised by deferring.

    Where that changes a message with Components V2, it stays one: Discord takes their flag back
    from none. What goes as a plain message stands below it, for the one who pressed. A plain one
    may become one with them, without its embeds.
    """
    pressed = interaction.message if interaction.extras.get(_PROMISED) else None

    async def send(message: QuoteView | PlainMessage) -> object:
        is_plain = isinstance(message, PlainMessage)
        if pressed and is_plain and pressed.flags.components_v2:
            return await whisper_below(interaction)(message)
        stays = pressed.embeds if pressed and not is_plain else []
        cleared: dict[str, Any] = {"embeds": []} if stays else {}  # as `parts` has it
        return await interaction.edit_original_response(**cleared, **parts(message))

    return send


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
    await _at_once(interaction)(sentence_view(sentence))


def _at_once(interaction: Interaction) -> Send:
    return lambda message: interaction.response.send_message(**parts(message), ephemeral=True)


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
async def as_press(interaction: Interaction) -> AsyncIterator[None]:
    """Count a press that says something of an answer; before anything is promised.

    Raises:
        BusyError: the person presses more than anybody does; `report` tells them.
    """
    presses = client_of(interaction).asker.presses
    with presses.admitted(interaction.user.id, interaction.guild_id):
        yield


@asynccontextmanager
async def within_limits(interaction: Interaction) -> AsyncIterator[None]:
    """End calmly where somebody has to wait, or where an answer comes later than Discord takes it.

    Every other error is for the error handler.
    """
    try:
        yield
    except BusyError as busy:
        await _tell_busy(interaction, busy)
    except discord.HTTPException as error:
        if not is_too_late(error, interaction):
            raise
        await report(interaction, error)


async def report(interaction: Interaction, error: BaseException) -> None:
    """Log an error with its cause, and tell the user one calm sentence; who has to wait, when.

    After 15 minutes nobody can be told.
    """
    cause = getattr(error, "original", error)
    if isinstance(cause, BusyError):
        await _tell_busy(interaction, cause)
        return
    if isinstance(cause, discord.HTTPException) and cause.code == _ANSWERED_ALREADY:
        logger.info("Discord delivered an interaction twice: it is answered already")
        return
    if isinstance(cause, discord.HTTPException) and is_too_late(cause, interaction):
        logger.warning("An answer came later than Discord takes it: 15 minutes are over")
        return
    logger.error("An interaction failed", exc_info=cause)
    await _tell(interaction, say(wording.TROUBLE))


async def _tell_busy(interaction: Interaction, busy: BusyError) -> None:
    """Tell one who has to wait how long."""
    await _tell(interaction, busy_sentence(busy))


async def _tell(interaction: Interaction, sentence: str) -> None:
    with suppress(discord.HTTPException):
        await deliver_view(_telling(interaction), sentence_view(sentence))


def _telling(interaction: Interaction) -> Send:
    """Return what tells the one who asked something, whatever was promised."""
    in_place = interaction.extras.get(_PROMISED)
    if in_place is None and not interaction.response.is_done():
        return _at_once(interaction)
    return whisper_below(interaction) if in_place else edit(interaction)


@asynccontextmanager
async def calmly(interaction: Interaction) -> AsyncIterator[None]:
    """Report what goes wrong while a button's press is answered."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the one error handler of buttons
        await report(interaction, error)
