"""What the coverage holds as a Discord message; members see no path and no whole address."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from discord import ui

from bot import wording
from bot.chat.source_line import moment, shortened, stamp
from bot.chat.views import Item, QuoteView, sentence_view
from bot.chat.wire import escape
from embeddings.readers.sources import is_address
from embeddings.storage.ledger import SourceRecord
from embeddings.syncing.coverage import Coverage

MAX_LISTED = 10
MAX_NAME_CHARS = 60


def coverage_view(coverage: Coverage, sources: Sequence[SourceRecord]) -> QuoteView:
    """Return the message on what the coverage holds and when its sources were last read."""
    if not coverage.articles:
        return sentence_view(wording.INDEX_EMPTY)
    outlets = [_outlet(item.outlet, item.articles) for item in coverage.outlets]
    items: list[Item] = [
        ui.TextDisplay(f"### {wording.COVERAGE_TITLE}\n{_extent(coverage)}"),
        ui.TextDisplay(_listed(wording.OUTLETS, outlets)),
    ]
    if sources:
        items.append(ui.TextDisplay(_listed(wording.SOURCES, list(map(_source, sources)))))
    return QuoteView(items)


def name_of(source: str) -> str:
    """Return what members see of a source: the host of an address, or the last name of a path."""
    name = urlsplit(source).hostname if is_address(source) else PurePath(source).name
    return escape(shortened(name or wording.SOURCE_WITHOUT_NAME, MAX_NAME_CHARS))


def _extent(coverage: Coverage) -> str:
    count = wording.articles(coverage.articles)
    if coverage.oldest and coverage.newest:
        first, last = moment(coverage.oldest), moment(coverage.newest)
        count = wording.COVERAGE_FROM_TO.format(articles=count, first=first, last=last)
    if coverage.undated:
        undated = wording.COVERAGE_UNDATED_TOO.format(count=coverage.undated)
        return f"{count}{wording.SOURCE_LINE_SEPARATOR}{undated}"
    return count


def _outlet(outlet: str | None, articles: int) -> str:
    name = escape(shortened(outlet, MAX_NAME_CHARS)) if outlet else wording.NO_OUTLET
    return wording.HAS_ARTICLES.format(name=name, articles=wording.articles(articles))


def _source(record: SourceRecord) -> str:
    return wording.SOURCE_LINE_SEPARATOR.join(_facts(record))


def _facts(record: SourceRecord) -> Iterator[str]:
    articles = wording.articles(record.articles)
    yield wording.HAS_ARTICLES.format(name=name_of(record.source), articles=articles)
    if record.newest:
        yield wording.NEWEST_OF.format(day=moment(record.newest))
    if record.succeeded:
        read = stamp(datetime.fromisoformat(record.succeeded))
        yield wording.LAST_READ.format(moment=read)
    else:
        yield wording.NEVER_READ


def _listed(label: str, entries: Sequence[str]) -> str:
    """Return the first entries, and how many more there are."""
    shown = list(entries[:MAX_LISTED])
    more = len(entries) - len(shown)
    if more:
        shown.append(wording.MORE_LISTED.format(count=more))
    return "\n- ".join([f"**{label}**", *shown])
