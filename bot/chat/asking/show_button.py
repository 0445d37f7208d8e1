"""The button that opens an answer for the one who presses it, and the message it stands in."""

import re
from typing import Any, Self

from discord import ui

from bot import wording
from bot.chat.asking.follow_ups import Query, heading_above
from bot.chat.own_client import Interaction, client_of
from bot.chat.speaking import Spoken
from bot.chat.views import Item, QuoteView
from bot.languages import say


class ShowButton(Spoken, ui.DynamicItem[ui.Button[Any]], template=r"pullquote:show"):
    """Answers the question that its message replies to, to the one who pressed."""

    def __init__(self) -> None:
        button = ui.Button[Any](label=say(wording.SHOW_ANSWER), custom_id="pullquote:show")
        super().__init__(button)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).asker.show_answer(interaction)


def ready_view(query: Query) -> QuoteView:
    """Return the reply that holds the button; the question before stands in it."""
    heading = heading_above(query, repeated=False)
    items: list[Item] = [ui.TextDisplay(heading)] if heading else []
    items += [ui.TextDisplay(say(wording.ANSWER_READY)), ui.ActionRow(ShowButton())]
    return QuoteView(items)
