"""Where the bot can be installed: the links for it, and which commands go where.

A server has the bot as a member, with its permissions. A user takes the commands along to every
server and conversation, where the bot need not be a member: no message reaches it there, and its
answers are seen by that user alone wherever Use External Apps is not allowed.
"""

import base64
import binascii
import logging
from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from bot.chat.permissions import PERMISSIONS
from embeddings.errors import InputError

logger = logging.getLogger(__name__)

Command = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu

COMMANDS_SCOPE = "applications.commands"
_USER_INSTALLATION = 1
"""`integration_type` (Discord API documentation, application integration types)."""
_MALFORMED = (
    "DISCORD_TOKEN is no bot's token: three parts with dots between them, the first of which is "
    "the bot's id. Copy it from discord.com/developers, your application, Bot, Reset Token."
)


def server_link(application_id: int) -> str:
    """Return where those who manage a server add the bot to it."""
    scopes = ("bot", COMMANDS_SCOPE)
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=scopes)


def user_link(application_id: int) -> str:
    """Return where a user adds the commands for use anywhere."""
    link = discord.utils.oauth_url(application_id, scopes=(COMMANDS_SCOPE,))
    return f"{link}&integration_type={_USER_INSTALLATION}"


def application_id_of(token: str) -> int:
    """Return the application's id, which a bot's token begins with.

    Of an application made before autumn 2016 it is the bot user's, which is another.

    Raises:
        InputError: it is no bot's token; the error does not repeat it.
    """
    first, *rest = token.strip().split(".")
    try:
        number = base64.b64decode(
            f"{first}{'=' * (-len(first) % 4)}", altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        number = b""
    if len(rest) != 2 or not number.isdigit():  # noqa: PLR2004 - three parts
        raise InputError(_MALFORMED)
    return int(number)


def offer_where_they_work(commands: Iterable[Command]) -> None:
    """Offer every command wherever the application is installed, administrators' in servers alone.

    Those are the ones for servers only and the ones that ask for a permission, which nobody has in
    a direct message.
    """
    for command in commands:
        anywhere = not command.guild_only and command.default_permissions is None
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=anywhere)
        command.allowed_contexts = app_commands.AppCommandContext(
            guild=True, dm_channel=anywhere, private_channel=anywhere
        )


def obstacles(application: discord.AppInfo) -> list[str]:
    """Return which of an application's settings keep the bot from being installed or used."""
    found = []
    if application.bot_require_code_grant:
        found.append("Bot, Requires OAuth2 Code Grant is on: the link for servers does not work.")
    if application.interactions_endpoint_url:
        found.append(
            "General Information, Interactions Endpoint URL is set: no command and no button "
            "reaches the bot. Empty it."
        )
    return found


def log_installing(application: discord.AppInfo) -> None:
    """Log the links, and what keeps them from working."""
    logger.info("Add the bot to a server: %s", server_link(application.id))
    is_off = application.user_integration_config is None
    once_on = (
        " (once User Install is on, at discord.com/developers, Installation)" if is_off else ""
    )
    logger.info("Add its commands to your own account%s: %s", once_on, user_link(application.id))
    for obstacle in obstacles(application):
        logger.warning("At discord.com/developers, %s", obstacle)
