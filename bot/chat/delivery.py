"""The one way out: a message with quotes is proven as it is sent, or its sources go instead."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from bot import wording
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    NearQuote,
    Place,
    QuoteReply,
)
from bot.answering.schema import Refusal, Reply
from bot.answering.showing.contexts import Context
from bot.chat.context_view import context_view
from bot.chat.desk import Card, Desk, Span
from bot.chat.quote_views import no_quote_view, parts_view, quote_view
from bot.chat.source_line import moment
from bot.chat.views import (
    QuoteView,
    answer_view,
    card_view,
    refusal_view,
    sentence_view,
    unproven_view,
)
from bot.chat.wire import OverLimitError, Quoted, WireMismatchError

logger = logging.getLogger(__name__)

Send = Callable[[QuoteView], Awaitable[object]]


async def deliver_reply(
    send: Send, desk: Desk, reply: Reply, *, heading: str | None = None
) -> None:
    """Send an answer or a refusal, under `heading` where the question does not stand above it."""
    if isinstance(reply, Refusal):
        limit = desk.max_question_chars
        await send(refusal_view(reply, max_question_chars=limit, heading=heading))
        return
    ids = [item.article.id for item in reply.excerpts]
    quoted = await desk.quoted_excerpts(reply)
    await _send_proven(send, desk, ids, lambda: answer_view(reply, quoted, heading))


async def deliver_context(send: Send, desk: Desk, context: Context) -> None:
    """Send a quote within what stands around it, and what stands there now if that differs."""
    spans = [(one.article.version, one.start, one.end) for one in context.shown]
    ids = [context.article.id]
    await _deliver(send, desk, spans, ids, lambda quoted: context_view(context, quoted))


async def deliver_absence(send: Send, desk: Desk, version: str) -> None:
    """Send that the article of an older message is gone, and whether it was taken down."""
    at = await desk.taken_down(version)
    said = wording.TAKEN_DOWN.format(moment=moment(at)) if at else wording.ARTICLE_GONE
    await send(sentence_view(said))


async def deliver_quote(send: Send, desk: Desk, reply: QuoteReply) -> None:
    """Send where words stand that somebody looked up, or that they do not."""
    if isinstance(reply, ExactQuote | EarlierQuote | NearQuote):
        found = reply
        await _deliver_places(send, desk, [found.place], lambda quoted: quote_view(found, quoted))
    elif isinstance(reply, AbsentQuote) and reply.found:
        absent = reply
        await _deliver_places(send, desk, absent.found, lambda quoted: parts_view(absent, quoted))
    else:
        await send(no_quote_view(reply))


async def _deliver_places(
    send: Send,
    desk: Desk,
    places: Sequence[Place],
    view_of: Callable[[Sequence[Quoted]], QuoteView],
) -> None:
    shown = [place for place in places if not place.withheld]
    spans = [(place.article.version, place.first, place.last) for place in shown]
    await _deliver(send, desk, spans, [place.article.id for place in places], view_of)


async def deliver_card(send: Send, desk: Desk, card: Card, page: int) -> None:
    """Send an article's card with one of its passages; a page that is not there is the nearest."""
    page = max(0, min(page, len(card.passages) - 1))
    shown = card.passages[page : page + 1]
    spans = [(passage.version, passage.start, passage.end) for passage in shown]
    ids = [card.article.id]
    await _deliver(send, desk, spans, ids, lambda quoted: card_view(card, page, quoted))


async def _deliver(
    send: Send,
    desk: Desk,
    spans: Sequence[Span],
    article_ids: Sequence[str],
    view_of: Callable[[Sequence[Quoted]], QuoteView],
) -> None:
    """Send what `view_of` makes of what the archive has for `spans`."""
    quoted = await desk.quoted(spans)
    await _send_proven(send, desk, article_ids, lambda: view_of(quoted))


async def _send_proven(
    send: Send, desk: Desk, article_ids: Sequence[str], view: Callable[[], QuoteView]
) -> None:
    """Send a view; where its quotes do not prove, headlines and links."""
    try:
        await send(view())
    except WireMismatchError as error:
        logger.exception("A message was held back: it does not show what the archive has")
        label = wording.WITHHELD if isinstance(error, OverLimitError) else wording.NOT_PROVEN
        await send(unproven_view(await desk.headlines(article_ids), label))
