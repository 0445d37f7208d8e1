"""A message without Components V2, for where Discord does not take one: its texts as embeds.

Its quotes are proven each time its payload is made, like those of every other message.
"""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.chat.views import ACCENT, QuoteView
from bot.chat.wire import Quoted, embed_texts, prove_texts

MAX_EMBEDS = 10
"""In a message (Discord API documentation, message limits)."""


class PlainMessage(ui.View):
    """The texts of a view as embeds, a quote and its source line in one, over its own buttons.

    Links go: each headline is one already, and an address may be what Discord did not take.
    """

    def __init__(self, view: QuoteView) -> None:
        super().__init__(timeout=None)
        self.quoted: Sequence[Quoted] = view.quoted
        texts = embed_texts(view.to_components())[:MAX_EMBEDS]
        self.embeds = [discord.Embed(description=text, colour=ACCENT) for text in texts]
        for item in view.walk_children():
            if isinstance(item, ui.DynamicItem):
                self.add_item(item)

    def to_components(self) -> list[dict[str, Any]]:
        """Return the payload of the buttons.

        Raises:
            WireMismatchError: the embeds beside them do not show the quotes exactly.
        """
        prove_texts([str(embed.description) for embed in self.embeds], self.quoted)
        return super().to_components()


def parts(message: QuoteView | PlainMessage) -> dict[str, Any]:
    """Return a message as the arguments of discord.py's methods that send and edit."""
    if isinstance(message, PlainMessage):
        return {"embeds": message.embeds, "view": message}
    return {"view": message}
