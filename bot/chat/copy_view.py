"""Quotes to be copied, sign for sign, as a message."""

from collections.abc import Sequence

from discord import ui

from bot import wording
from bot.chat.answer_view import left_out_items
from bot.chat.recalled import Recalled
from bot.chat.views import MAX_TEXT_CHARS, Item, QuoteView
from bot.chat.wire import Quoted, code_block
from bot.languages import say


def copy_view(
    recalled: Sequence[Recalled], quoted: Sequence[Quoted], missing: str = ""
) -> QuoteView:
    """Return the message; of quotes that find no room, the last ones, headlines are listed.

    Below words that do not stand in their article any more it is said what became of them.

    `missing` says which of the answer's quotes are not there any more.
    """
    shown = list(recalled)
    below: list[Item] = [ui.TextDisplay(f"-# {missing}")] if missing else []
    while True:
        listed = left_out_items([one.excerpt for one in recalled[len(shown) :]])
        view = QuoteView([*_items(shown), *listed, *below], quoted[: len(shown)])
        if view.text_length() <= MAX_TEXT_CHARS:
            return view
        if not shown[1:]:
            return QuoteView([*_items(shown), *below], quoted[:1])
        shown.pop()


def _items(recalled: Sequence[Recalled]) -> list[Item]:
    items: list[Item] = [ui.TextDisplay(f"**{say(wording.EXACT_TEXT)}**")]
    for one in recalled:
        items.append(ui.TextDisplay(code_block(one.excerpt.text)))
        items.append(ui.TextDisplay(one.lines))
    return items
