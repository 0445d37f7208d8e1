"""What the coverage holds as a Discord message; members see no path and no whole address."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from discord import MediaGalleryItem, ui

from bot import wording
from bot.chat.source_line import moment, shortened, stamp
from bot.chat.views import Item, QuoteView, sentence_view
from bot.chat.wire import escape
from bot.languages import say, say_count
from embeddings.readers.addresses import is_address
from embeddings.storage.ledger import SourceRecord
from embeddings.syncing.coverage import Coverage
from embeddings.syncing.timeline import Timeline

MAX_LISTED = 10
MAX_NAME_CHARS = 60
MAX_ALT_CHARS = 256
"""A picture's description (discord.py, `MediaGalleryItem`)."""


def coverage_view(
    coverage: Coverage,
    sources: Sequence[SourceRecord],
    timeline: Timeline | None = None,
    *,
    picture: str | None = None,
) -> QuoteView:
    """Return the message on what the coverage holds and when its sources were last read.

    `picture` is the address of the one that shows the timeline.
    """
    if not coverage.articles:
        return sentence_view(say(wording.INDEX_EMPTY))
    outlets = [_outlet(item.outlet, item.articles) for item in coverage.outlets]
    items: list[Item] = [
        ui.TextDisplay(f"### {say(wording.COVERAGE_TITLE)}\n{_extent(coverage)}"),
        *(_over_time(timeline, picture) if timeline else ()),
        ui.TextDisplay(_listed(say(wording.OUTLETS), outlets)),
    ]
    if sources:
        items.append(ui.TextDisplay(_listed(say(wording.SOURCES), list(map(_source, sources)))))
    return QuoteView(items)


def name_of(source: str) -> str:
    """Return what members see of a source: the host of an address, or the last name of a path."""
    name = urlsplit(source).hostname if is_address(source) else PurePath(source).name
    return escape(shortened(name or say(wording.SOURCE_WITHOUT_NAME), MAX_NAME_CHARS))


def _extent(coverage: Coverage) -> str:
    count = wording.articles(coverage.articles)
    if coverage.oldest and coverage.newest:
        first, last = moment(coverage.oldest), moment(coverage.newest)
        count = say(wording.COVERAGE_FROM_TO, articles=count, first=first, last=last)
    if coverage.undated:
        undated = say_count(wording.COVERAGE_UNDATED_TOO, coverage.undated)
        return f"{count}{wording.SOURCE_LINE_SEPARATOR}{undated}"
    return count


def _over_time(timeline: Timeline, picture: str | None) -> Iterator[Item]:
    """Yield a timeline in words, and its picture, which those words describe too."""
    said = wording.over_time(timeline)
    yield ui.TextDisplay(f"-# {said}")
    if picture:
        yield ui.MediaGallery(MediaGalleryItem(picture, description=said[:MAX_ALT_CHARS]))


def _outlet(outlet: str | None, articles: int) -> str:
    name = escape(shortened(outlet, MAX_NAME_CHARS)) if outlet else say(wording.NO_OUTLET)
    return say(wording.HAS_ARTICLES, name=name, articles=wording.articles(articles))


def _source(record: SourceRecord) -> str:
    return wording.SOURCE_LINE_SEPARATOR.join(_facts(record))


def _facts(record: SourceRecord) -> Iterator[str]:
    articles = wording.articles(record.articles)
    yield say(wording.HAS_ARTICLES, name=name_of(record.source), articles=articles)
    if record.newest:
        yield say(wording.NEWEST_OF, day=moment(record.newest))
    if record.succeeded:
        read = stamp(datetime.fromisoformat(record.succeeded))
        yield say(wording.LAST_READ, moment=read)
    else:
        yield say(wording.NEVER_READ)


def _listed(label: str, entries: Sequence[str]) -> str:
    """Return the first entries, and how many more there are."""
    shown = list(entries[:MAX_LISTED])
    more = len(entries) - len(shown)
    if more:
        shown.append(say_count(wording.MORE_LISTED, more))
    return "\n- ".join([f"**{label}**", *shown])
