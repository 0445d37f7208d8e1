"""The bot as a service: opens everything, logs in, and closes everything when it ends."""

import asyncio
import logging
from datetime import timedelta

import discord

from bot.chat.alarm_bell import AlarmSettings
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.composition import open_answerer
from bot.settings import Settings
from embeddings.errors import InputError, PullquoteError

logger = logging.getLogger(__name__)

_REMEDY = (
    "copy it from discord.com/developers, your application, Bot, Reset Token, and put it into "
    ".env as DISCORD_TOKEN=..."
)


class DiscordRefusedError(PullquoteError):
    """Discord did not let the bot in, or could not be reached."""


def run_bot(settings: Settings) -> None:
    """Run the bot until it is stopped.

    Raises:
        InputError: there is no token.
        DiscordRefusedError: the token is wrong, or Discord cannot be reached.
        ArchiveError: there is no index that can be used.
    """
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token:
        raise InputError(f"There is no Discord token: {_REMEDY}")
    with open_answerer(settings) as answerer:
        answerer.warm_up()
        try:
            asyncio.run(_serve(Desk(answerer), token, alarms_of(settings)))
        except (discord.DiscordException, OSError) as error:
            raise refusal_of(error) from error


def refusal_of(error: Exception) -> DiscordRefusedError:
    """Return what to tell an owner whose bot Discord did not let in."""
    if isinstance(error, discord.LoginFailure):
        return DiscordRefusedError(f"Discord does not know this token: {_REMEDY}")
    return DiscordRefusedError(
        f"Discord cannot be reached ({error}): check the network, then start again."
    )


def alarms_of(settings: Settings) -> AlarmSettings:
    """Return where alarms go and when there is one."""
    return AlarmSettings(timedelta(hours=settings.stale_hours), settings.admin_channel)


async def _serve(desk: Desk, token: str, alarms: AlarmSettings) -> None:
    try:
        async with PullquoteClient(desk, alarms=alarms) as client:
            await client.start(token)
    finally:
        desk.close()
