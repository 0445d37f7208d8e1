"""The one way out: a message with quotes is proven as it is sent, or its sources go instead."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import discord

from bot import wording
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    NearQuote,
    Place,
    QuoteReply,
)
from bot.answering.schema import Excerpt, Refusal, Reply
from bot.answering.showing.contexts import Context
from bot.answering.showing.quoting_limits import over_limit
from bot.answering.showing.stretches import Stretch
from bot.chat.answer_view import answer_view, shared_view
from bot.chat.articles import Card
from bot.chat.card_view import card_view
from bot.chat.context_view import context_view
from bot.chat.copy_view import copy_view
from bot.chat.desk import Desk
from bot.chat.expected import Span
from bot.chat.plain import PlainMessage
from bot.chat.quote_views import no_quote_view, parts_view, quote_view
from bot.chat.recalled import Recalled
from bot.chat.source_line import moment
from bot.chat.stretch_view import stretch_view
from bot.chat.views import (
    QuoteView,
    refusal_view,
    sentence_view,
    unproven_view,
)
from bot.chat.wire import OverLimitError, Quoted, WireMismatchError
from bot.languages import say, say_count

logger = logging.getLogger(__name__)

Send = Callable[[QuoteView | PlainMessage], Awaitable[object]]
NOT_TAKEN = 400
"""Discord's status for a message that it does not take; a rule of AutoMod is one reason."""


async def deliver_view(send: Send, view: QuoteView) -> None:
    """Send a view; where Discord does not take it, once more as a plain message."""
    try:
        await send(view)
    except discord.HTTPException as error:
        if error.status != NOT_TAKEN:
            raise
        logger.warning("Discord did not take a message, it goes as a plain one: %s", error)
        await send(PlainMessage(view))


async def deliver_reply(
    send: Send,
    desk: Desk,
    reply: Reply,
    *,
    heading: str | None = None,
    can_be_shared: bool = False,
) -> None:
    """Send an answer or a refusal, under `heading` where the question does not stand above it.

    An answer that only one person sees can be shared.
    """
    if isinstance(reply, Refusal):
        limit = desk.max_question_chars
        view = refusal_view(reply, max_question_chars=limit, heading=heading)
        await deliver_view(send, view)
        return
    ids = [item.article.id for item in reply.excerpts]
    quoted = await desk.quoted_excerpts(reply)
    made = partial(answer_view, reply, quoted, heading, can_be_shared=can_be_shared)
    await _send_proven(send, desk, ids, made)


async def deliver_shared(
    send: Send, desk: Desk, excerpts: Sequence[Excerpt], heading: str, next_page: int | None
) -> None:
    """Send everyone the excerpts that one person got; `heading` says who shares them."""
    quoted = await desk.shared(excerpts)
    made = partial(shared_view, excerpts, quoted, heading, next_page)
    await _deliver_again(send, desk, excerpts, quoted, made)


async def deliver_copy(
    send: Send, desk: Desk, recalled: Sequence[Recalled], gone: Sequence[str] = ()
) -> None:
    """Send quotes so that they can be copied; of those that are `gone`, by version, how many."""
    excerpts = [one.excerpt for one in recalled]
    quoted = await desk.copied([(one.article.version, one.start, one.end) for one in excerpts])
    missing = await _missing(desk, gone)
    view = partial(copy_view, recalled, quoted, missing)
    await _deliver_again(send, desk, excerpts, quoted, view)


async def _missing(desk: Desk, gone: Sequence[str]) -> str:
    """Return how many quotes are missing since their articles were taken down or are gone."""
    taken_down = len([version for version in gone if await desk.taken_down(version)])
    left = len(gone) - taken_down
    said = [say_count(wording.MISSING_TAKEN_DOWN, taken_down)] if taken_down else []
    said += [say_count(wording.MISSING_GONE, left)] if left else []
    return " ".join(said)


async def deliver_stretch(send: Send, desk: Desk, stretch: Stretch) -> None:
    """Send a paragraph of an article, or that no more of it may be shown."""
    spans = [(stretch.article.version, stretch.start, stretch.end)] if stretch.text else []
    await _deliver(send, desk, spans, [stretch.article.id], partial(stretch_view, stretch))


async def deliver_context(send: Send, desk: Desk, context: Context) -> None:
    """Send a quote within what stands around it, and what stands there now if that differs."""
    spans = [(one.article.version, one.start, one.end) for one in context.shown]
    ids = [context.article.id]
    await _deliver(send, desk, spans, ids, lambda quoted: context_view(context, quoted))


async def deliver_absence(send: Send, desk: Desk, version: str) -> None:
    """Send that the article of an older message is gone, and whether it was taken down."""
    at = await desk.taken_down(version)
    said = say(wording.TAKEN_DOWN, moment=moment(at)) if at else say(wording.ARTICLE_GONE)
    await deliver_view(send, sentence_view(said))


async def deliver_quote(send: Send, desk: Desk, reply: QuoteReply) -> None:
    """Send where words stand that somebody looked up, or that they do not."""
    if isinstance(reply, ExactQuote | EarlierQuote | NearQuote):
        found = reply
        await _deliver_places(send, desk, [found.place], lambda quoted: quote_view(found, quoted))
    elif isinstance(reply, AbsentQuote) and reply.found:
        absent = reply
        await _deliver_places(send, desk, absent.found, lambda quoted: parts_view(absent, quoted))
    else:
        await deliver_view(send, no_quote_view(reply))


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


async def _deliver_again(
    send: Send,
    desk: Desk,
    excerpts: Sequence[Excerpt],
    quoted: Sequence[Quoted],
    view: Callable[[], QuoteView],
) -> None:
    """Send what an older message showed; where a limit that was set since allows less, sources."""
    ids = [one.article.id for one in excerpts]
    if over_limit(item.slice for item in quoted if item.slice):
        await deliver_view(send, unproven_view(await desk.headlines(ids), say(wording.WITHHELD)))
    else:
        await _send_proven(send, desk, ids, view)


async def _send_proven(
    send: Send, desk: Desk, article_ids: Sequence[str], view: Callable[[], QuoteView]
) -> None:
    """Send a view; where its quotes do not prove, or Discord takes none, headlines and links."""
    try:
        await deliver_view(send, view())
    except WireMismatchError as error:
        logger.exception("A message was held back: it does not show what the archive has")
        label = say(wording.WITHHELD) if isinstance(error, OverLimitError) else None
        await deliver_view(send, unproven_view(await desk.headlines(article_ids), label))
    except discord.HTTPException as error:
        if error.status != NOT_TAKEN:
            raise
        logger.warning("Discord took the quotes in no form, headlines go instead: %s", error)
        label = say(wording.NOT_TAKEN)
        await deliver_view(send, unproven_view(await desk.headlines(article_ids), label))
