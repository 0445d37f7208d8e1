"""Buttons that survive a restart: all they need to know stands in their `custom_id`."""

import re
from typing import Any, Self

from discord import ui

from bot import wording
from bot.chat.own_client import Interaction, client_of
from bot.chat.speaking import Spoken
from bot.languages import say

CONTEXT_ID = re.compile(r"pullquote:context:(?P<version>[0-9a-f]+):(?P<start>\d+):(?P<end>\d+)")


class ContextButton(
    Spoken,
    ui.DynamicItem[ui.Button[Any]],
    template=CONTEXT_ID,
):
    """Shows a quote within the paragraphs around it, to the one who pressed."""

    def __init__(self, version: str, start: int, end: int) -> None:
        self.place = (version, start, end)
        custom_id = f"pullquote:context:{version}:{start}:{end}"
        super().__init__(ui.Button(label=say(wording.MORE_CONTEXT), custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls(match["version"], int(match["start"]), int(match["end"]))

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.show_context(interaction, *self.place)


class PageButton(
    Spoken,
    ui.DynamicItem[ui.Button[Any]],
    template=r"pullquote:passage:(?P<version>[0-9a-f]+):(?P<page>-?\d+)",
):
    """Turns the card of an article to another passage."""

    def __init__(self, version: str, page: int, label: str, *, disabled: bool = False) -> None:
        self.place = (version, page)
        custom_id = f"pullquote:passage:{version}:{page}"
        super().__init__(ui.Button(label=label, custom_id=custom_id, disabled=disabled))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        label = item.label if isinstance(item, ui.Button) and item.label else say(wording.NEXT)
        return cls(match["version"], int(match["page"]), label)

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).look_ups.turn_page(interaction, *self.place)
