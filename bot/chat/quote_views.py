"""Quotes that were looked up as Discord messages: the place that has them, and what differs.

What the article has stands in a block quote, proven like every other; the comparison below it is
made of the words that somebody pasted too, and is labelled as one.
"""

from collections.abc import Sequence

from discord import ui

from bot import wording
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    Place,
    UnusableQuote,
)
from bot.chat.buttons import ContextButton
from bot.chat.comparison import QUOTED, comparison
from bot.chat.source_line import headline, moment, shortened, source_line
from bot.chat.views import (
    MAX_QUESTION_SHOWN,
    MAX_TEXT_CHARS,
    Item,
    QuoteView,
    link_button,
    listed,
    listed_headlines,
)
from bot.chat.wire import Quoted, block_quote, escape
from bot.languages import say
from embeddings.schema import Article

Found = ExactQuote | EarlierQuote | NearQuote
"""What has a place to show."""

MAX_LISTED_CHARS = 600
ROOM_BELOW = 700
"""What such a list takes with its label and its signs."""
MAX_MISSING_CHARS = 200
MAX_PLACES = 4


def quote_view(reply: Found, quoted: Sequence[Quoted]) -> QuoteView:
    """Return the message for words that were found, or for words near them.

    The place comes first: what stands around it is cut or left out where there is no room.
    """
    heading, shown = _looked_up(reply.words), _place_items(reply)
    items = [*heading, *shown] if _room([*heading, *shown]) >= 0 else shown
    below = _below(reply, _room(items))
    if below and len(below) <= _room(items):
        items.append(ui.TextDisplay(below))
    return QuoteView(items, quoted)


def _room(items: Sequence[Item]) -> int:
    """Return how many characters are left in a message with these items."""
    return MAX_TEXT_CHARS - QuoteView(items).text_length()


def _place_items(reply: Found) -> list[Item]:
    return [ui.TextDisplay(f"**{wording.verdict(reply, moment)}**"), *_quote_items(reply.place)]


def _quote_items(place: Place) -> list[Item]:
    if place.withheld:
        return _withheld_items(place)
    return [
        ui.TextDisplay(block_quote(place.shown, place.highlight)),
        ui.TextDisplay(source_line(place.article, place.shown)),
        ui.ActionRow(
            *link_button(say(wording.READ), place.article, place.found),
            ContextButton(place.article.version, place.start, place.end),
        ),
    ]


def _withheld_items(place: Place) -> list[Item]:
    """Return where the words stand, without them."""
    link = link_button(say(wording.READ), place.article, "")
    return [
        ui.TextDisplay(f"{say(wording.WITHHELD)}."),
        ui.TextDisplay(source_line(place.article)),
        *([ui.ActionRow(*link)] if link else []),
    ]


def _below(reply: Found, room: int) -> str:
    """Return what stands below the place: the comparison, or the other articles."""
    if isinstance(reply, NearQuote):
        return comparison(reply.differences, room, QUOTED) if reply.differences else ""
    return _others(reply) if isinstance(reply, ExactQuote) and reply.others else ""


def parts_view(reply: AbsentQuote, quoted: Sequence[Quoted]) -> QuoteView:
    """Return the message for a quote put together from several places: those that find room."""
    shown = list(reply.found[:MAX_PLACES])
    while True:
        items = _part_items(reply, shown)
        if len(shown) == 1 or _room(items) >= ROOM_BELOW + len(say(wording.MORE_DIFFERENCES)):
            break
        shown.pop()
    if len(shown) < len(reply.found):
        items.append(ui.TextDisplay(say(wording.MORE_DIFFERENCES)))
    if reply.missing and _room(items) >= ROOM_BELOW:
        items.append(ui.TextDisplay(_missing(reply.missing)))
    return QuoteView(items, quoted[: sum(not place.withheld for place in shown)])


def _part_items(reply: AbsentQuote, shown: Sequence[Place]) -> list[Item]:
    items = [*_looked_up(reply.words), ui.TextDisplay(f"**{wording.absence(reply)}**")]
    return items + [item for place in shown for item in _quote_items(place)]


def _missing(sentences: Sequence[str]) -> str:
    entries = [escape(shortened(_one_line(words), MAX_MISSING_CHARS)) for words in sentences]
    return listed(say(wording.NOT_FOUND), _with_room(entries))


def no_quote_view(reply: HeadlineQuote | AbsentQuote | UnusableQuote) -> QuoteView:
    """Return the message for words that are nowhere, or that cannot be looked up."""
    if isinstance(reply, UnusableQuote):
        return QuoteView([ui.TextDisplay(f"**{say(wording.UNUSABLE[reply.reason])}**")])
    if isinstance(reply, HeadlineQuote):
        said, label, headlines = say(wording.IN_HEADLINE), say(wording.HEADLINES), reply.headlines
    else:
        said, label, headlines = say(wording.ABSENT), say(wording.NEAREST), reply.nearest
    items = [*_looked_up(reply.words), ui.TextDisplay(f"**{said}**")]
    if headlines:
        items.append(ui.TextDisplay(listed_headlines(label, headlines)))
    return QuoteView(items)


def _looked_up(words: str) -> list[Item]:
    """Return the line that repeats the words, on one line and without a power to ping.

    Words that may not be shown are not repeated.
    """
    shown = shortened(_one_line(words), MAX_QUESTION_SHOWN)
    line = wording.labelled(say(wording.LOOKED_UP), escape(shown))
    return [ui.TextDisplay(f"-# {line}")] if shown else []


def _others(reply: ExactQuote) -> str:
    entries = [_listing(article) for article in reply.others]
    return listed(wording.also_in(reply), _with_room(entries))


def _with_room(entries: list[str]) -> list[str]:
    while entries and sum(map(len, entries)) > MAX_LISTED_CHARS:
        entries.pop()
    return entries


def _listing(article: Article) -> str:
    when = moment(article.published) or say(wording.UNDATED)
    return wording.SOURCE_LINE_SEPARATOR.join([headline(article.title, article.url), when])


def _one_line(text: str) -> str:
    return " ".join(text.split())
