"""Publishes the commands, with their translations, where Discord does not have them yet.

A restart with the same commands costs no request: Discord counts changes (200 new commands a day
and server; Discord API documentation, application commands), and clients reload what is published.
"""

import asyncio
import hashlib
import json
import logging
from typing import Any

import discord
from discord import app_commands

from bot.kept.database import KeptError
from bot.servers.published import PublishedCommands

logger = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]  # Any: whichever client has it

TIMEOUT_SECONDS = 60.0
"""Over the limit of a day discord.py would wait for hours, and the bot with it."""
_AGAIN = "the bot runs on with those that Discord has, and publishes them at its next start"
_INVALID = "they do not keep to Discord's limits: this release is at fault, use another one"
_FORBIDDEN = (
    "the application may not have commands: invite the bot with the link that 'pullquote invite' "
    "prints, and check that the token is of the application you mean"
)


async def publish_commands(
    tree: Tree,
    published: PublishedCommands,
    *,
    anew: bool = False,
    timeout_seconds: float = TIMEOUT_SECONDS,
) -> None:
    """Publish the commands of `tree`, unless Discord was given them all as they are.

    `anew` publishes them whatever it was given, for when somebody else has changed them since.
    What goes wrong is logged and stops nothing.
    """
    application_id = tree.client.application_id or 0
    try:
        digest = await digest_of(tree)
        if not anew and _known(published, application_id) == digest:
            logger.info("Discord has the commands as they are: none was published")
            return
        async with asyncio.timeout(timeout_seconds):
            count = len(await tree.sync())
    except (discord.DiscordException, OSError) as error:
        cause = _said(error, timeout_seconds)
        logger.error("The commands were not published (%s): %s.", cause, _remedy(error))  # noqa: TRY400 - the cause is said
        return
    logger.info("Published %d commands", count)
    _note(published, application_id, digest)


async def digest_of(tree: Tree) -> str:
    """Return a hash of everything that Discord would be given, whatever order it is in."""
    translator = tree.translator
    payloads = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree.get_commands()
    ]
    payloads.sort(key=lambda one: (one["type"], one["name"]))
    said = json.dumps(payloads, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _known(published: PublishedCommands, application_id: int) -> str | None:
    try:
        return published.digest(application_id)
    except KeptError as error:
        logger.warning("The commands are published though they may be known: %s", error)
        return None


def _note(published: PublishedCommands, application_id: int, digest: str) -> None:
    try:
        published.note(application_id, digest)
    except KeptError as error:
        logger.warning("The commands will be published again at the next start: %s", error)


def _said(error: Exception, timeout_seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"Discord had not taken them after {timeout_seconds:g} seconds"
    return str(error)


def _remedy(error: Exception) -> str:
    if isinstance(error, app_commands.CommandSyncFailure | app_commands.TranslationError):
        return _INVALID
    return _FORBIDDEN if isinstance(error, discord.Forbidden) else _AGAIN
