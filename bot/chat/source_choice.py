"""A menu of articles to open, which survives a restart: its options hold all it has to know."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot import wording
from bot.answering.sources import Listing
from bot.chat.own_client import Interaction, client_of
from bot.chat.source_line import shortened
from bot.chat.speaking import Spoken
from bot.languages import say

MAX_OPTIONS = 25
MAX_OPTION_CHARS = 100
"""An option's label, value and description (Discord API documentation, select menus)."""


class SourceChoice(
    Spoken,
    ui.DynamicItem[ui.Select[Any]],
    template=r"pullquote:choose",
):
    """Shows the card of the article that is chosen, to the one who chose."""

    @classmethod
    def of(cls, listings: Sequence[Listing]) -> Self:
        """Return a menu of these articles, as many as it holds.

        An option goes by the article's version: ids may be longer than Discord allows.
        """
        return cls(
            ui.Select(
                custom_id="pullquote:choose",
                placeholder=say(wording.CHOOSE_SOURCE),
                options=[_option(item) for item in listings[:MAX_OPTIONS]],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the menu again from what a message holds."""
        if not isinstance(item, ui.Select):
            raise TypeError(f"a menu of articles is a select menu, not {item!r}")
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Answer a choice."""
        await client_of(interaction).look_ups.show_version(interaction, self.item.values[0])


def _option(item: Listing) -> discord.SelectOption:
    known = [item.outlet, wording.day(item.published) if item.published else None]
    about = wording.SOURCE_LINE_SEPARATOR.join(fact for fact in known if fact)
    return discord.SelectOption(
        label=shortened(item.title, MAX_OPTION_CHARS),
        value=item.version,
        description=shortened(about, MAX_OPTION_CHARS) or None,
    )
