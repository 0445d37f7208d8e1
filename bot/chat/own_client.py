"""The client that an interaction came to, as what it is: discord.py only knows that it is one."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import discord

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

Interaction = discord.Interaction[Any]  # the client is ours; see `client_of`


def client_of(interaction: Interaction) -> "PullquoteClient":
    """Return the bot that an interaction came to."""
    return cast("PullquoteClient", interaction.client)


def data_of(interaction: Interaction) -> Mapping[str, Any]:  # Any: as Discord nests it
    """Return what Discord says was given, pressed, chosen or typed."""
    return cast("Mapping[str, Any]", interaction.data or {})
