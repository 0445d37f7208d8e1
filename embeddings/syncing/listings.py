"""What feeds, sitemaps and lists of addresses say: which pages there are, and articles whole."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from embeddings.errors import InputError
from embeddings.readers import feeds, sitemaps
from embeddings.readers.addresses import (
    addresses_of,
    article_id_of,
    clean_address,
    is_front_page,
    is_web_address,
)
from embeddings.readers.encodings import decode
from embeddings.readers.kinds import Kind, kind_of
from embeddings.schema import Article, Problem

LISTINGS = (Kind.FEED, Kind.SITEMAP, Kind.ADDRESSES)
_NAME_CHARS = 12


@dataclass(frozen=True, slots=True)
class Body:
    """What stood at a source: its bytes, and what is known of them."""

    raw: bytes
    name: str
    address: str | None = None
    content_type: str | None = None
    charset: str | None = None

    @property
    def kind(self) -> Kind:
        """What these bytes are."""
        return kind_of(self.raw, content_type=self.content_type, name=self.name)


@dataclass(frozen=True, slots=True)
class Link:
    """A page that a listing names, and what the listing says of it.

    `stamp` is other when the page is. `whole` is its article where the listing holds it; else the
    rest fills in what the page itself does not say.
    """

    address: str
    stamp: str | None = None
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    whole: Article | None = None

    @classmethod
    def of(cls, article: Article) -> "Link":
        """Return what was known of a page before."""
        return cls(
            address=article.path or article.id,
            outlet=article.outlet,
            authors=article.authors,
            published=article.published,
            updated=article.updated,
            language=article.language,
        )

    def fill_in(self, article: Article) -> Article:
        """Return `article` with what only the listing says."""
        return replace(
            article,
            outlet=article.outlet or self.outlet,
            authors=article.authors or self.authors,
            published=article.published or self.published,
            updated=article.updated or self.updated,
            language=article.language or self.language,
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """Pages and articles, each once; further listings, and lines of no use.

    Of one that is `complete`, what it does not list any more is gone.
    """

    links: tuple[Link, ...] = ()
    sitemaps: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool = False


def listing_of(body: Body) -> Listing:
    """Return what `body`, of one of the kinds `LISTINGS`, lists.

    Raises:
        InputError: it is of another kind, or cannot be read as what it seems to be.
    """
    kind = body.kind
    if kind is Kind.FEED:
        return _feed(body)
    if kind is Kind.SITEMAP:
        return _sitemap(body)
    if kind is not Kind.ADDRESSES:
        raise InputError(f"is no feed, sitemap or list of addresses but a {kind}: give one")
    found = addresses_of(decode(body.raw), where=body.name)
    links = tuple(Link(clean_address(address)) for address in found.addresses)
    return Listing(links, problems=found.problems, complete=not found.problems)


def _feed(body: Body) -> Listing:
    feed = feeds.entries_of(body.raw, body.address, charset=body.charset)
    items = list(_items(feed, body))
    links = tuple(item for item in items if isinstance(item, Link))
    return Listing(links, problems=tuple(item for item in items if isinstance(item, Problem)))


def _items(feed: feeds.Feed, body: Body) -> Iterator[Link | Problem]:
    """Yield what the entries hold; of entries for one page the first, which feeds have on top."""
    seen: dict[str, tuple[feeds.FeedEntry, Link]] = {}
    for number, entry in enumerate(feed.entries, start=1):
        where = f"{body.name}, entry {number}"
        try:
            link = _link(entry, feed, body)
        except InputError as error:
            yield Problem(where, str(error))
            continue
        name = link.whole.id if link.whole else article_id_of(link.address)
        if name not in seen:
            seen[name] = entry, link
            yield link
        elif _are_two(seen[name], (entry, link)):
            yield Problem(where, "links to the same page as another entry: give each its own link")


def _are_two(one: tuple[feeds.FeedEntry, Link], other: tuple[feeds.FeedEntry, Link]) -> bool:
    """Say whether two entries with one link are two articles, not two states of one."""
    texts = {link.whole.text for _, link in (one, other) if link.whole}
    return len(texts) > 1 and one[0].id != other[0].id


def _link(entry: feeds.FeedEntry, feed: feeds.Feed, body: Body) -> Link:
    address = clean_address(entry.link) if entry.link else body.name
    name = _id_of(entry, body)
    whole = feeds.article_of(entry, feed, default_id=name, path=address, name=body.name)
    if not (whole or entry.link):
        raise InputError("holds neither the whole article nor a link: give it one")
    return Link(
        address=address,
        stamp=entry.updated or entry.published,
        title=entry.title,
        outlet=entry.outlet or feed.title,
        authors=entry.authors,
        published=entry.published,
        updated=entry.updated,
        language=entry.language,
        whole=whole,
    )


def _id_of(entry: feeds.FeedEntry, body: Body) -> str | None:
    """Return the id of an entry that links to no page of its own: its feed's name and its own.

    Other feeds may have the same numbers.
    """
    if (entry.link and not is_front_page(entry.link)) or not entry.id:
        return None
    base = body.name if is_web_address(body.name) else PurePath(body.name).stem
    return f"{article_id_of(base)}~{hashlib.sha256(entry.id.encode()).hexdigest()[:_NAME_CHARS]}"


def _sitemap(body: Body) -> Listing:
    found = sitemaps.entries_of(body.raw, body.address, charset=body.charset)
    links = (
        Link(
            address=clean_address(page.link),
            stamp=page.last_modified or page.published,
            title=page.title,
            outlet=page.outlet,
            published=page.published,
            language=page.language,
        )
        for page in found.pages
    )
    unique = {link.address: link for link in links}
    return Listing(tuple(unique.values()), sitemaps=found.sitemaps)
