"""Quotes to be copied, sign for sign, as a message."""

from collections.abc import Sequence

from discord import ui

from bot import wording
from bot.answering.schema import Excerpt
from bot.chat.source_line import source_line
from bot.chat.views import MAX_TEXT_CHARS, Item, QuoteView
from bot.chat.wire import Quoted, code_block
from bot.languages import say


def copy_view(excerpts: Sequence[Excerpt], quoted: Sequence[Quoted]) -> QuoteView:
    """Return the message; quotes that find no room are left out whole, the last ones first."""
    shown = list(excerpts)
    while True:
        view = QuoteView(_items(shown), quoted[: len(shown)])
        if not shown[1:] or view.text_length() <= MAX_TEXT_CHARS:
            return view
        shown.pop()


def _items(excerpts: Sequence[Excerpt]) -> list[Item]:
    items: list[Item] = [ui.TextDisplay(f"**{say(wording.EXACT_TEXT)}**")]
    for excerpt in excerpts:
        items.append(ui.TextDisplay(code_block(excerpt.text)))
        items.append(ui.TextDisplay(source_line(excerpt.article, excerpt.text)))
    return items
