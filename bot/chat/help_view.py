"""`/help`: what the bot is, how it is asked, and what the marks in its answers mean."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot import wording
from bot.chat.delivery import deliver_view
from bot.chat.interactions import edit, promise
from bot.chat.own_client import Interaction
from bot.chat.places import manages_the_server
from bot.chat.views import QuoteView
from bot.languages import command_name_in, say, spoken

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)


class Help:
    """Shows the help; the ids of the commands are asked for once."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client
        self._ids: Mapping[str, int] = {}

    async def show(self, interaction: Interaction) -> None:
        """Show the one who asks how the bot is used."""
        await promise(interaction)
        user = self._client.user
        view = help_view(
            user.mention if user else "",
            await self._known_ids(),
            manages=manages_the_server(interaction),
        )
        await deliver_view(edit(interaction), view)

    async def _known_ids(self) -> Mapping[str, int]:
        """Return the ids of the commands as Discord has them, or none: names do as well."""
        if not self._ids:
            try:
                published = await self._client.tree.fetch_commands()
                self._ids = {command.name: command.id for command in published}
            except (discord.DiscordException, OSError) as error:
                logger.warning("The help names the commands without their ids: %s", error)
        return self._ids


def help_view(bot: str, ids: Mapping[str, int], *, manages: bool) -> QuoteView:
    """Return the help; `bot` mentions it, `ids` are those of its commands that are known.

    A command whose id is known can be pressed. Only who manages the server is told of settings.
    """

    def command(name: str) -> str:
        known = ids.get(name)
        return f"</{name}:{known}>" if known else f"`/{command_name_in(spoken(), name)}`"

    how = [
        say(wording.HELP_MENTION, bot=bot),
        say(wording.HELP_ASK, command=command("ask")),
        say(wording.HELP_DATES),
    ]
    commands = [
        say(wording.HELP_SOURCE, command=command("source")),
        say(wording.HELP_QUOTE, command=command("quote")),
        say(wording.HELP_COVERAGE, command=command("coverage")),
        say(wording.HELP_PRIVACY, command=command("privacy")),
    ]
    if manages:
        commands.append(say(wording.HELP_SETTINGS, command=command("settings")))
    marks = [
        say(wording.HELP_BOLD),
        say(wording.HELP_MATCH),
        say(wording.HELP_CARRIED),
        say(wording.HELP_KINDS),
    ]
    return QuoteView(
        [
            ui.TextDisplay(f"### {say(wording.HELP_TITLE)}\n{say(wording.HELP_WHAT)}"),
            ui.TextDisplay(_listed(say(wording.HELP_HOW), how)),
            ui.TextDisplay(_listed(say(wording.HELP_COMMANDS), commands)),
            ui.TextDisplay(_listed(say(wording.HELP_MARKS), marks)),
        ]
    )


def _listed(label: str, lines: list[str]) -> str:
    return "\n- ".join([f"**{label}**", *lines])
