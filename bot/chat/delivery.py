"""The one way out: a message with quotes is proven as it is sent, or its sources go instead."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from bot.answering.schema import Refusal, Reply
from bot.chat.desk import Card, Context, Desk, Span
from bot.chat.views import (
    QuoteView,
    answer_view,
    card_view,
    context_view,
    refusal_view,
    unproven_view,
)
from bot.chat.wire import Quoted, WireMismatchError

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
    spans = [(item.article.version, item.start, item.end) for item in reply.excerpts]
    ids = [item.article.id for item in reply.excerpts]
    await _deliver(send, desk, spans, ids, lambda quoted: answer_view(reply, quoted, heading))


async def deliver_context(send: Send, desk: Desk, context: Context) -> None:
    """Send a quote within what stands around it."""
    article = context.article
    spans = [(article.version, context.start, context.end)]
    await _deliver(send, desk, spans, [article.id], lambda quoted: context_view(context, quoted))


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
    """Send what `view_of` makes; where its quotes do not prove, headlines and links."""
    try:
        await send(view_of(await desk.quoted(spans)))
    except WireMismatchError:
        logger.exception("A message was held back: it does not show what the archive has")
        await send(unproven_view(await desk.headlines(article_ids)))
