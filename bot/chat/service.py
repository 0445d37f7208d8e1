"""The bot as a service: opens everything, logs in, and closes everything when it ends."""

import asyncio
import gc
import logging
from collections.abc import Coroutine
from datetime import timedelta

import discord

from bot.chat.alarm_bell import AlarmSettings
from bot.chat.asking.options import AskingOptions
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.chat.fair_use import FairUseLimits
from bot.chat.known_answers import KnownAnswers
from bot.chat.language_choice import LanguageChoice
from bot.composition import open_answerer, open_helpers
from bot.kept.keeping import Kept
from bot.settings import Settings
from embeddings.errors import InputError, ModelError, PullquoteError

logger = logging.getLogger(__name__)

_SPARE_JOBS = 100
"""Beside questions and look-ups: presses that say something of an answer, and the bot's own."""
_REMEDY = (
    "copy it from discord.com/developers, your application, Bot, Reset Token, and put it into "
    ".env as DISCORD_TOKEN=..."
)


class DiscordRefusedError(PullquoteError):
    """Discord did not let the bot in, or could not be reached."""


def token_of(settings: Settings) -> str:
    """Return the bot's token.

    Raises:
        InputError: there is none.
    """
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token:
        raise InputError(f"There is no Discord token: {_REMEDY}")
    return token


def run_bot(settings: Settings, *, publish_anew: bool = False) -> None:
    """Run the bot until it is stopped; `publish_anew` publishes commands that did not change.

    Raises:
        InputError: there is no token.
        DiscordRefusedError: the token is wrong, or Discord cannot be reached.
        ArchiveError: there is no index that can be used.
        ModelError: the model cannot be loaded.
    """
    token = token_of(settings)
    with open_answerer(settings) as answerer, open_helpers(answerer) as helpers:
        try:
            most = 2 * settings.max_waiting + _SPARE_JOBS
            desk = Desk(answerer, helpers=helpers, known=KnownAnswers(), max_jobs=most)
            asyncio.run(_serve(desk, token, settings, publish_anew=publish_anew))
        except (discord.DiscordException, OSError) as error:
            raise refusal_of(error) from error


def set_apart_what_stays() -> None:
    """Keep the collector of garbage from what is loaded until the end, the model above all.

    It would look through all of it again and again, and hold the event loop meanwhile.
    """
    gc.collect()
    gc.freeze()


def refusal_of(error: Exception) -> DiscordRefusedError:
    """Return what to tell an owner whose bot Discord did not let in."""
    if isinstance(error, discord.LoginFailure):
        return DiscordRefusedError(f"Discord does not know this token: {_REMEDY}")
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return DiscordRefusedError(
            "Discord does not hand all messages over to this bot: switch Message Content Intent "
            "on at discord.com/developers, your application, Bot, or set "
            "ANSWER_EVERY_QUESTION=false in .env."
        )
    return DiscordRefusedError(
        f"Discord cannot be reached ({error}): check the network, then start again."
    )


def alarms_of(settings: Settings) -> AlarmSettings:
    """Return where alarms go and when there is one."""
    return AlarmSettings(timedelta(hours=settings.stale_hours), settings.admin_channel)


def asking_of(settings: Settings) -> AskingOptions:
    """Return how the bot may be asked."""
    limits = FairUseLimits(
        settings.questions_a_minute,
        settings.server_questions_a_minute,
        settings.max_waiting,
        settings.look_ups_a_minute,
    )
    return AskingOptions(limits, every_question=settings.answer_every_question)


async def _serve(desk: Desk, token: str, settings: Settings, *, publish_anew: bool) -> None:
    try:
        with Kept.open(settings.data_dir) as kept:
            languages = LanguageChoice(settings.bot_language, kept.language)
            async with PullquoteClient(
                desk,
                kept=kept,
                alarms=alarms_of(settings),
                asking=asking_of(settings),
                languages=languages,
                publish_anew=publish_anew,
            ) as client:
                await _both(client.start(token), warm_up(desk))
    finally:
        desk.close()


async def warm_up(desk: Desk) -> None:
    """Load the model while the bot is on its way to Discord; who asks meanwhile waits for it.

    Raises:
        ModelError: the model cannot be loaded.
    """
    try:
        await desk.warm_up()
    except OSError as error:
        raise ModelError(f"The model cannot be read ({error}): run 'pullquote doctor'.") from error
    set_apart_what_stays()


async def _both(*ways: Coroutine[None, None, None]) -> None:
    """Go both ways at once; where one ends with an error, so does the other, and it is raised."""
    tasks = [asyncio.create_task(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
