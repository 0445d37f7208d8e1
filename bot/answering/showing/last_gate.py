"""The last look before something leaves that is not proven on the wire: the terminal, JSON.

What shows more of an article than is allowed was cut wrongly before: it is logged, and leaves
without its text.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    NearQuote,
    Part,
    Place,
    QuoteReply,
)
from bot.answering.schema import Headline, Refusal, RefusalReason, Reply
from bot.answering.showing.pages import Sheet
from bot.answering.showing.quoting_limits import QuotingLimits, Slice, over_limit

logger = logging.getLogger(__name__)


def reply_within(reply: Reply, limits: QuotingLimits) -> Reply:
    """Return a reply, or a refusal that names its sources where it shows too much of one."""
    if isinstance(reply, Refusal):
        return reply
    shown = [limits.slice_of(item.article, item.start, item.end) for item in reply.excerpts]
    if _may_leave(shown):
        return reply
    sources = {item.article.id: item.article for item in reply.excerpts}
    named = [Headline(one.id, one.title, one.url, one.outlet) for one in sources.values()]
    return Refusal(
        reply.question,
        reply.score,
        RefusalReason.QUOTE_NOT_ALLOWED,
        [*named, *reply.withheld],
        reply.seconds,
        reply.window,
        coverage=reply.coverage,
    )


def quote_within(reply: QuoteReply, limits: QuotingLimits) -> QuoteReply:
    """Return what looking a quote up gave, without any text where it shows too much."""
    if _may_leave(list(_slices(reply, limits))):
        return reply
    if isinstance(reply, ExactQuote | EarlierQuote):
        return replace(reply, words="", place=_withheld(reply.place))
    if isinstance(reply, NearQuote):
        return replace(reply, words="", place=_withheld(reply.place), differences=())
    if isinstance(reply, AbsentQuote):
        return replace(reply, words="", parts=[_without_text(part) for part in reply.parts])
    return reply


def sheet_within(sheet: Sheet, limits: QuotingLimits) -> Sheet:
    """Return an article with its passages, none of them shown where they are too much."""
    spans = [(item.start, item.end) for item in sheet.shown]
    whole = [] if sheet.limited else [(0, len(sheet.article.text))]
    slices = [limits.slice_of(sheet.article, *span) for span in [*spans, *whole]]
    return sheet if _may_leave(slices) else replace(sheet, shown=(), limited=True)


def _may_leave(shown: Sequence[Slice]) -> bool:
    too_much = over_limit(shown)
    if too_much:
        logger.error("More of %s would have been shown than is allowed: held back", too_much)
    return not too_much


def _slices(reply: QuoteReply, limits: QuotingLimits) -> Iterator[Slice]:
    places = [reply.place] if isinstance(reply, ExactQuote | EarlierQuote | NearQuote) else []
    places += reply.found if isinstance(reply, AbsentQuote) else []
    for place in places:
        yield limits.slice_of(place.article, place.first, place.last)
    if isinstance(reply, NearQuote):
        for item in reply.differences:
            yield limits.slice_of(reply.place.article, item.start, item.end)


def _without_text(part: Part) -> Part:
    return Part("", _withheld(part.place)) if part.place else part


def _withheld(place: Place) -> Place:
    return replace(place, first=place.start, last=place.start)
