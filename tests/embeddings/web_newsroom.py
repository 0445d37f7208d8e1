"""A newsroom whose articles stand on a web of the tests' own, and what indexes them."""

import hashlib
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fakes import QuietProgress, WordEncoder
from fetching_kinds import LOOPBACK, Hourglass
from loopback_web import Handler, Respond, Site

from embeddings.archive import Archive
from embeddings.encoder import Vectors
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.results import FetchLimits
from embeddings.indexing import Summary, index
from embeddings.schema import Article
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.syncing.collecting import Collector
from embeddings.syncing.planning import Plan, SyncOptions, make_plan

STARTED = datetime(2022, 3, 12, 9, tzinfo=UTC)
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


class CountingEncoder(WordEncoder):
    """The fake encoder, with what it was asked to encode; it may fail after some batches."""

    def __init__(self, *, batches: int | None = None) -> None:
        self.texts: list[str] = []
        self._left = batches

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, or fail as a killed process does: in the middle."""
        if self._left is not None:
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
        self.texts += texts
        return super().encode(texts)


class Newsroom:
    """A site, and an archive that is kept in step with what it publishes; time stands still."""

    def __init__(self, site: Site, archive: Archive, folder: Path) -> None:
        self.site, self.archive, self.folder = site, archive, folder
        self.now = STARTED

    # The site

    def at(self, path: str) -> str:
        """Return the address of a path."""
        return self.site.at(path)

    def put(self, path: str, body: str | bytes, content_type: str = "text/html") -> str:
        """Publish something, with an ETag of its content; return its address."""
        raw = body.encode() if isinstance(body, str) else body
        self.site.answers[path] = tagged(raw, content_type)
        return self.at(path)

    def answer(self, path: str, respond: Respond) -> str:
        """Let a path be answered otherwise; return its address."""
        self.site.answers[path] = respond
        return self.at(path)

    def story(self, path: str, text: str | None = None, **facts: str) -> str:
        """Publish a story and return its address."""
        return self.put(path, page(text or tale(path), **facts))

    def feed(self, path: str, *items: str, title: str = "The Desk") -> str:
        """Publish an RSS feed."""
        return self.put(path, rss(*items, title=title), "application/rss+xml")

    def stories(self, count: int, feed: str = "/feed.xml") -> str:
        """Publish so many stories, /1 and so on, and a feed of them."""
        for number in range(1, count + 1):
            self.story(f"/{number}")
        return self.feed(feed, *(item(f"/{number}") for number in range(1, count + 1)))

    def asked(self) -> list[str]:
        """Return the paths asked for since the last time this was called."""
        found = self.site.asked
        self.site.hits.clear()
        return found

    # The archive

    def sync(
        self,
        *sources: str | Path,
        encoder: WordEncoder | None = None,
        prune: bool = False,
        minutes: float = 0,
    ) -> Summary:
        """Index the sources so many minutes after the last time."""
        self.now += timedelta(minutes=minutes)
        with fetcher() as web:
            return index(
                self.archive,
                encoder or WordEncoder(),
                sources,
                QuietProgress(),
                options=SyncOptions(prune=prune, collect=Collector(web, self.archive, self.now)),
                clock=lambda: self.now,
            )

    def plan(self, *sources: str | Path) -> Plan:
        """Return what a sync would do."""
        with fetcher() as web:
            options = SyncOptions(collect=Collector(web, self.archive, self.now))
            return make_plan(self.archive, sources, QuietProgress(), options=options)

    def names(self) -> list[str]:
        """Return the ids of the articles, without the site's address."""
        home = self.at("")
        return sorted(entry.id.removeprefix(home) for entry in self.archive.entries())

    def article(self, path: str) -> Article:
        """Return the article at an address of the site."""
        found = self.archive.article(self.at(path))
        assert found is not None, self.names()
        return found

    def source(self, source: str | Path) -> SourceRecord:
        """Return how it goes with a source."""
        return next(one for one in Ledger(self.archive).sources() if one.source == str(source))


def fetcher() -> Fetcher:
    """Return a fetcher that may go to loopback and waits for nothing; names lead to the site."""
    limits = FetchLimits(allowed_networks=LOOPBACK, read_timeout_seconds=2.0)
    return Fetcher(
        "Pullquote/1.0",
        limits,
        resolver=lambda host, _port: [host if host[0].isdigit() else "127.0.0.1"],
        clock=Hourglass().clock(),
        ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
    )


def counts(summary: Summary) -> dict[str, int]:
    """Return what became of the articles, where it is not zero."""
    names = ("new", "changed", "unchanged", "removed", "held_back", "taken_down", "encoded")
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


def tale(name: str) -> str:
    """Return a paragraph that is one passage and speaks of `name` alone."""
    word = name.strip("/").replace("/", " ")
    return (
        f"The ferry {word} left the harbour of Vell on Monday with forty passengers on board, and "
        f"its crew said that the sea had been calm all the way to the island of Orrin."
    )


def page(text: str, *, title: str = "Ferry leaves", head: str = "", canonical: str = "") -> str:
    """Return an article's page."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(f"<p>{one}</p>" for one in text.split("\n\n"))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:type" content="article">{link}{head}</head>'
        f"<body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    )


def item(link: str, whole: str = "", more: str = "") -> str:
    """Return an entry of a feed, with the whole article or with a summary alone."""
    content = f"<content:encoded><![CDATA[<p>{whole}</p>]]></content:encoded>" if whole else ""
    return f"<item><title>Ferry leaves</title><link>{link}</link>{content}{more}</item>"


def rss(*items: str, title: str = "The Desk") -> str:
    """Return an RSS feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        f"><channel><title>{title}</title>{''.join(items)}</channel></rss>"
    )


def urlset(*entries: str) -> str:
    """Return a sitemap of these entries: addresses, or what stands in <url>."""
    urls = (one if one.startswith("<") else f"<loc>{one}</loc>" for one in entries)
    inside = "".join(f"<url>{one}</url>" for one in urls)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" {NEWS}>{inside}</urlset>'


def sitemap_index(*addresses: str) -> str:
    """Return an index of sitemaps."""
    inside = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in addresses)
    return f"<sitemapindex>{inside}</sitemapindex>"


def tagged(raw: bytes, content_type: str = "text/html") -> Respond:
    """Return an answer that says 304 to who has these bytes already."""
    tag = f'"{hashlib.sha256(raw).hexdigest()[:8]}"'

    def respond(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == tag:
            handler.head(304, {"ETag": tag})
            return
        length = str(len(raw))
        handler.head(200, {"Content-Length": length, "Content-Type": content_type, "ETag": tag})
        handler.wfile.write(raw)

    return respond
