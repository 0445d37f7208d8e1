"""The commands, `/ask` and the others, and a message's own: a thin skin over the client."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot import wording
from bot.answering.sources import Listing
from bot.answering.understanding.options import Options
from bot.chat.places import place_of
from bot.chat.source_line import shortened

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

Interaction = discord.Interaction[Any]

MAX_CHOICES = 25
"""Autocomplete choices of one answer (Discord API documentation, autocomplete)."""
MAX_QUERY_CHARS = 200
MAX_CHOICE_CHARS = 100
"""A choice's name and value (Discord API documentation, option choice structure)."""
_ME, _ALL = "me", "all"


def add_ask_command_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the command that asks the coverage."""

    @tree.command(description=wording.ASK)
    @app_commands.describe(
        question=wording.ASK_QUESTION,
        visibility=wording.ASK_VISIBILITY,
        since=wording.ASK_SINCE,
        until=wording.ASK_UNTIL,
        outlet=wording.ASK_OUTLET,
    )
    @app_commands.choices(
        visibility=[
            app_commands.Choice(name=wording.ONLY_ME, value=_ME),
            app_commands.Choice(name=wording.EVERYONE, value=_ALL),
        ]
    )
    async def ask(  # noqa: PLR0917 - discord.py reads options off them, and passes them by name
        interaction: Interaction,
        question: str,
        visibility: str = _ME,
        since: str | None = None,
        until: str | None = None,
        outlet: str | None = None,
    ) -> None:
        options = Options(since=since, until=until, outlet=outlet)
        await client.asker.answer(interaction, question, options, private=visibility == _ME)

    @tree.context_menu(name=wording.ASK_COVERAGE)
    async def ask_about(interaction: Interaction, message: discord.Message) -> None:
        await client.asker.answer_about(interaction, message)

    @ask.autocomplete("outlet")
    async def suggest_outlet(
        interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        within = place_of(interaction).outlets
        return [
            app_commands.Choice(name=name[:MAX_CHOICE_CHARS], value=name[:MAX_CHOICE_CHARS])
            for name in client.desk.outlets(current, MAX_CHOICES, within)
        ]


def add_source_command_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the command that looks an article up."""

    @tree.command(description=wording.SOURCE)
    @app_commands.describe(query=wording.SOURCE_QUERY)
    async def source(
        interaction: Interaction, query: app_commands.Range[str, 1, MAX_QUERY_CHARS]
    ) -> None:
        await client.look_ups.show_source(interaction, query)

    @source.autocomplete("query")
    async def suggest(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        within = place_of(interaction).outlets
        return [
            app_commands.Choice(
                name=shortened(item.title, MAX_CHOICE_CHARS),
                value=_choice_value(item),
            )
            for item in client.desk.suggest(current, MAX_CHOICES, within)
        ]


def add_quote_commands_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the commands that look a quote up: one by its words, one by a message that has it."""

    @tree.command(description=wording.QUOTE)
    @app_commands.describe(words=wording.QUOTE_WORDS)
    async def quote(interaction: Interaction, words: str) -> None:
        await client.look_ups.find_quote(interaction, words)

    @tree.context_menu(name=wording.FIND_QUOTE)
    async def find_quote(interaction: Interaction, message: discord.Message) -> None:
        await client.look_ups.find_quote_of(interaction, message)


def add_coverage_command_to(
    tree: app_commands.CommandTree[Any], client: "PullquoteClient"
) -> None:
    """Add the command that says what the coverage holds."""

    @tree.command(description=wording.COVERAGE)
    async def coverage(interaction: Interaction) -> None:
        await client.look_ups.show_coverage(interaction)


def add_why_command_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the command of a message's menu that says why it is the answer, for administrators."""

    @tree.context_menu(name=wording.WHY)
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def why(interaction: Interaction, message: discord.Message) -> None:
        await client.answers.explain(interaction, message)


def add_server_commands_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the commands on a server's choices, for administrators, and on what is kept of it."""

    @tree.command(description=wording.SETTINGS)
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def settings(interaction: Interaction) -> None:
        await client.settings.show(interaction)

    @tree.command(description=wording.PRIVACY)
    async def privacy(interaction: Interaction) -> None:
        await client.privacy.show(interaction)


def add_help_command_to(tree: app_commands.CommandTree[Any], client: "PullquoteClient") -> None:
    """Add the command that says how the bot is used."""

    @tree.command(name="help", description=wording.HELP)
    async def help_(interaction: Interaction) -> None:
        await client.help.show(interaction)


def _choice_value(item: Listing) -> str:
    """Return what the command gets: the id, or the headline where the id is too long."""
    if len(item.article_id) <= MAX_CHOICE_CHARS:
        return item.article_id
    return item.title[:MAX_CHOICE_CHARS]
