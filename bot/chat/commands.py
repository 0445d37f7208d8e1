"""The slash commands `/ask` and `/source`: a thin skin over the client's methods."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot import wording
from bot.answering.sources import Listing
from bot.chat.source_line import shortened

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

Interaction = discord.Interaction[Any]

MAX_CHOICES = 25
"""Autocomplete choices of one answer (Discord API documentation, autocomplete)."""
MAX_CHOICE_CHARS = 100
"""A choice's name and value (Discord API documentation, option choice structure)."""
_ME, _ALL = "me", "all"


def add_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the commands to `tree`; they act through `client`."""

    @tree.command(description=wording.ASK)
    @app_commands.describe(question=wording.ASK_QUESTION, visibility=wording.ASK_VISIBILITY)
    @app_commands.choices(
        visibility=[
            app_commands.Choice(name=wording.ONLY_ME, value=_ME),
            app_commands.Choice(name=wording.EVERYONE, value=_ALL),
        ]
    )
    async def ask(interaction: Interaction, question: str, visibility: str = _ME) -> None:
        await client.answer(interaction, question, private=visibility == _ME)

    @tree.command(description=wording.SOURCE)
    @app_commands.describe(query=wording.SOURCE_QUERY)
    async def source(interaction: Interaction, query: str) -> None:
        await client.show_source(interaction, query)

    @source.autocomplete("query")
    async def suggest(_interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(
                name=shortened(item.title, MAX_CHOICE_CHARS),
                value=_choice_value(item),
            )
            for item in client.desk.suggest(current, MAX_CHOICES)
        ]


def _choice_value(item: Listing) -> str:
    """Return what the command gets: the id, or the headline where the id is too long."""
    if len(item.article_id) <= MAX_CHOICE_CHARS:
        return item.article_id
    return item.title[:MAX_CHOICE_CHARS]
