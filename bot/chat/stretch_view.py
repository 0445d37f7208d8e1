"""A paragraph of an article that somebody reads on in, as a message."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot import wording
from bot.answering.quotes.since import Fate
from bot.answering.showing.stretches import Stretch, Way, reads_on
from bot.chat.answer_buttons import WalkButton
from bot.chat.source_line import source_line
from bot.chat.views import Item, QuoteView, link_button, sentence_view
from bot.chat.wire import Quoted, block_quote
from bot.languages import say
from embeddings.schema import Article

_SAID = {Fate.REMOVED: wording.REMOVED_SINCE, Fate.CHANGED: wording.CHANGED_SINCE}


def stretch_view(stretch: Stretch, quoted: Sequence[Quoted]) -> QuoteView:
    """Return the message, with buttons to the paragraphs before and after."""
    if not stretch.text:
        return sentence_view(say(wording.NOT_MORE))
    return QuoteView(list(_items(stretch)), quoted)


def _items(stretch: Stretch) -> Iterator[Item]:
    said = [say(_SAID[stretch.fate])] if stretch.fate in _SAID else []
    yield ui.TextDisplay("\n".join([f"**{say(wording.CONTEXT)}**", *said]))
    yield ui.TextDisplay(block_quote(stretch.text))
    yield ui.TextDisplay(source_line(stretch.article, stretch.text))
    if stretch.limited:
        yield ui.TextDisplay(f"-# {say(wording.NOT_MORE)}")
    yield walk_row(stretch.article, stretch.start, stretch.end)


def walk_row(article: Article, start: int, end: int) -> Item:
    """Return the row that reads on from a span, both ways, and leads to the article itself."""
    return ui.ActionRow(
        _walk(article, start, Way.BACK),
        _walk(article, end, Way.ON),
        *link_button(say(wording.READ), article, article.text[start:end]),
    )


def _walk(article: Article, offset: int, way: Way) -> Item:
    is_end = not reads_on(article, offset, way)
    return WalkButton(article.version, offset, way, disabled=is_end)
