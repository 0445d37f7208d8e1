"""A quote in its context as a message; where its article changed, what changed in it."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot import wording
from bot.answering.quotes.differences import Change
from bot.answering.quotes.since import Fate
from bot.answering.showing.contexts import Context, Extract
from bot.chat.comparison import SINCE, comparison
from bot.chat.source_line import since_quoted, source_line
from bot.chat.stretch_view import walk_row
from bot.chat.views import MAX_TEXT_CHARS, Item, QuoteView
from bot.chat.wire import Quoted, block_quote
from bot.languages import say

MIN_COMPARED_ROOM = 300
"""In less room a comparison says nothing."""


def context_view(context: Context, quoted: Sequence[Quoted]) -> QuoteView:
    """Return a quote within the paragraphs around it, as far as these may be shown.

    Where its article changed, what stands there now comes below it, and then what changed. Where
    both find no room the quote goes: it still stands in the answer.
    """
    items = list(_items(context, context.shown))
    reads_on = [walk_row(one.article, one.start, one.end) for one in context.shown[-1:]]
    room = MAX_TEXT_CHARS - QuoteView(items).text_length()
    if room < 0 and context.now:
        return QuoteView([*_items(context, [context.now]), *reads_on], quoted[-1:])
    if context.then and context.now and room >= MIN_COMPARED_ROOM and _differs(context):
        items.append(ui.TextDisplay(comparison(context.differences, room, SINCE)))
    return QuoteView([*items, *reads_on], quoted)


def _items(context: Context, shown: Sequence[Extract]) -> Iterator[Item]:
    said = since_quoted(context.fate, context.seen, context.updated)
    yield ui.TextDisplay("\n".join([f"**{say(wording.CONTEXT)}**", *said]))
    for extract in shown:
        if context.fate is Fate.CHANGED:
            label = say(wording.AS_QUOTED) if extract is context.then else say(wording.AS_NOW)
            yield ui.TextDisplay(f"**{label}**")
        marked = (extract.marked[0] - extract.start, extract.marked[1] - extract.start)
        yield ui.TextDisplay(block_quote(extract.text, marked))
        yield ui.TextDisplay(source_line(extract.article, extract.text))
    if not shown:
        yield ui.TextDisplay(source_line(context.article))
    if len(shown) < len(context.shown):
        yield ui.TextDisplay(f"-# {say(wording.NO_ROOM_FOR_BOTH)}")
    if context.limited:
        yield ui.TextDisplay(f"-# {say(wording.NOT_MORE)}")


def _differs(context: Context) -> bool:
    return any(item.change is not Change.KEPT for item in context.differences)
