"""What a page says of its article: JSON-LD first, then OpenGraph, then plain meta tags.

trafilatura's guess serves for the headline and the outlet alone. A guessed date is a wrong date:
what no source states in a form that can be read stays unknown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from embeddings.readers.addresses import clean_address, is_front_page, resolved, same_site
from embeddings.readers.moments import moment_of
from embeddings.readers.pages.furniture import is_furniture
from embeddings.readers.pages.genres import genre_of, genre_of_section
from embeddings.readers.pages.json_ld import Item, article_type, articles_in, people, strings
from embeddings.readers.pages.stated import guess_of, guessed_headline, said_in
from embeddings.readers.pages.trees import Node
from embeddings.schema import Genre

_TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "title")
_OUTLET = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name")
_AUTHOR = ("article:author", "author", "byl", "dc.creator", "dcterms.creator", "parsely-author")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "parsely-pub-date",
    "publication_date",
    "publish-date",
    "publish_date",
    "pubdate",
    "date",
)
_UPDATED = (
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "last-modified",
    "lastmod",
)
_SECTION = ("article:section", "og:article:section", "parsely-section", "section")
_RIGHTS = ("copyright", "dcterms.rights", "dc.rights", "rights", "dcterms.license", "license")
_TITLE_END = re.compile(r"\s+[|–—·-]\s+")
_GENERIC_TYPES = frozenset(("Article", "NewsArticle", "BlogPosting", "Report"))
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")
_AMP_CACHE = ".ampproject.org"
_UNNAMED_HOST = re.compile(
    r"https?://(?:localhost|\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\])(?:[:/]|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page states, by where it states it; `address` is where the page lies, if known."""

    root: Node
    article: Item
    metas: Mapping[str, Sequence[str]]
    address: str | None

    def first(self, names: Iterable[str]) -> str | None:
        """Return the first value that a meta tag of one of `names` gives."""
        return next((value for name in names for value in self.metas.get(name, ())), None)


@dataclass(frozen=True)
class Facts:
    """The facts of a page, as `fields.article_from` takes them; only what is known is there."""

    fields: Mapping[str, Any]
    is_article: bool
    """Whether the page says that it is one article."""

    @cached_property
    def language(self) -> str | None:
        """The language of the page, where it says it."""
        return self.fields.get("language")


def facts_of(root: Node, *, address: str | None) -> Facts:
    """Return the facts that a page states of its article."""
    page = _page(root, address)
    kind = article_type(page.article)
    outlet = _outlet(page)
    genre = _genre(page, kind)
    fields = {
        "title": _title(page, outlet),
        "outlet": outlet or guess_of(root, "sitename"),
        "authors": _authors(page),
        "published": _moment(page, "datePublished", _PUBLISHED),
        "updated": _moment(page, "dateModified", _UPDATED),
        "url": address_of(page),
        "language": _language(page),
        "section": _section(page),
        "genre": genre,
        "rights": _rights(page),
        "accessible_for_free": False if _is_paid(page.article) else None,
        "original": _original(page),
    }
    said = {name: value for name, value in fields.items() if value not in (None, [])}
    declared = kind is not None or page.first(("og:type",)) == "article"
    return Facts(said, declared)


def _page(root: Node, address: str | None) -> _Page:
    scripts = [
        "".join(script.itertext())
        for script in root.iter("script")
        if "ld+json" in script.get("type", "").lower()
    ]
    base = next((one.get("href") for one in root.iter("base") if one.get("href")), None)
    metas = _metas(root)
    articles = articles_in(scripts)
    place = resolved(base, address) or address
    return _Page(root, _own(articles, root, place), metas, place)


def _metas(root: Node) -> dict[str, list[str]]:
    """Return the contents of the meta tags by name, property or microdata."""
    found: dict[str, list[str]] = {}
    for node in root.iter("meta", "time"):
        if node.get("itemprop") and _is_others(node):
            continue
        value = node.get("content") or node.get("datetime") or ""
        for key in ("property", "name", "itemprop"):
            name = node.get(key, "").strip().lower()
            if name and value.strip():
                found.setdefault(name, []).append(value)
    return found


def _is_others(node: Node) -> bool:
    """Say whether a microdata property is of an item beside the article: a comment, a card."""
    around = list(node.iterancestors())
    scope = next((one for one in around if one.get("itemscope") is not None), None)
    if any(is_furniture(one) for one in around):
        return True
    if scope is None:
        return False
    return next(scope.iterdescendants("h1"), None) is None and scope.tag not in ("html", "body")


def _own(articles: Sequence[Item], root: Node, address: str | None) -> Item:
    """Return the item that is this page's article: by its address, else by its headline.

    One that names another page and has another headline is of a related article.
    """
    places = {clean_address(one) for one in (*_canonicals(root, address), address) if one}
    headings = _headings(root)
    unplaced = []
    for article in articles:
        named = {resolved(link, address) for link in _links(article)}
        pages = {clean_address(link) for link in named if link and not is_front_page(link)}
        if places & pages:
            return article
        unplaced += [] if pages and places else [article]
    by_heading = (one for one in articles if _words(_first(one, "headline") or "") in headings)
    rest = unplaced[0] if len(unplaced) == 1 else {}
    return next(by_heading, rest)


def _headings(root: Node) -> set[str]:
    shown = {_words("".join(node.itertext())) for node in root.iter("h1")}
    metas = _metas(root)
    stated = (
        said_in(value) for name in ("og:title", "twitter:title") for value in metas.get(name, ())
    )
    return {one for one in (*shown, *(_words(one) for one in stated if one)) if one}


def _canonicals(root: Node, address: str | None) -> Iterator[str]:
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split():
            found = resolved(link.get("href"), address)
            yield from [found] if found else []


def _links(article: Item) -> list[str]:
    return [
        link
        for key in ("url", "mainEntityOfPage", "@id")
        for link in strings(article.get(key), "@id", "url")
    ]


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()


def _first(article: Item, key: str, *names: str) -> str | None:
    values = (said_in(value) for value in strings(article.get(key), *names))
    return next(filter(None, values), None)


def _title(page: _Page, outlet: str | None) -> str | None:
    stated = _first(page.article, "headline") or _first(page.article, "name")
    if stated:
        return stated
    title = said_in(page.first(_TITLE)) or guessed_headline(page.root)
    parts = _TITLE_END.split(title) if title else []
    if title and outlet and len(parts) > 1 and _words(parts[-1]) == _words(outlet):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·-")
    return title


def _outlet(page: _Page) -> str | None:
    named = _first(page.article, "publisher", "name", "legalName")
    return named or said_in(page.first(_OUTLET))


def _authors(page: _Page) -> list[str]:
    stated = people(page.article.get("author"))
    if not stated:
        stated = next((list(page.metas[name]) for name in _AUTHOR if _names(page, name)), [])
    names = (said_in(one) for one in stated if not resolved(one, None))
    return [name for name in names if name]


def _names(page: _Page, name: str) -> list[str]:
    return [one for one in page.metas.get(name, ()) if not resolved(one, None)]


def _moment(page: _Page, key: str, names: Iterable[str]) -> str | None:
    metas = (value for name in names for value in page.metas.get(name, ()))
    stated = (*strings(page.article.get(key)), *metas)
    return next(filter(None, map(moment_of, stated)), None)


def address_of(page: _Page) -> str | None:
    """Return the address that names the article: its canonical one, else where it was found."""
    canonical = _canonical(page)
    if canonical and (page.address is None or _is_here(canonical, page.address)):
        return clean_address(canonical)
    return clean_address(page.address) if page.address else None


def _canonical(page: _Page) -> str | None:
    """Return what the page calls its own address; the front page of a site is none."""
    stated = (*page.metas.get("og:url", ()), *_links(page.article))
    links = (*_canonicals(page.root, page.address), *(resolved(s, page.address) for s in stated))
    at_front = page.address is not None and is_front_page(page.address)
    return next((link for link in links if link and (at_front or not is_front_page(link))), None)


def _is_here(canonical: str, address: str) -> bool:
    """Say whether a canonical address is that of the page itself, not of what it is a copy of."""
    host = address.split("/")[2] if "//" in address else ""
    unnamed = bool(_UNNAMED_HOST.match(address)) or host.endswith(_AMP_CACHE)
    return unnamed or same_site(canonical, address)


def _original(page: _Page) -> str | None:
    """Return the address of what this page is a copy of, where it says so."""
    canonical = _canonical(page)
    if canonical and page.address and not _is_here(canonical, page.address):
        return clean_address(canonical)
    return None


def _language(page: _Page) -> str | None:
    html = [node.get("lang") or "" for node in page.root.iter("html")]
    stated = (
        *strings(page.article.get("inLanguage"), "alternateName", "name"),
        *html,
        *(page.metas.get("og:locale", ())),
        *(page.metas.get("language", ())),
    )
    found = (one.strip() for one in stated if _LANGUAGE.fullmatch(one.strip()))
    return next((one.replace("_", "-") for one in found), None)


def _section(page: _Page) -> str | None:
    return _first(page.article, "articleSection", "name") or said_in(page.first(_SECTION))


def _genre(page: _Page, kind: str | None) -> str | None:
    """Return the word for the genre: a telling type, what the page says, its section, its type."""
    if kind and kind not in _GENERIC_TYPES:
        return kind
    said = _first(page.article, "genre", "name") or said_in(page.first(("genre",)))
    if said and genre_of(said):
        return said
    if genre_of_section(_section(page) or ""):
        return None  # the section says it
    return said or (Genre.NEWS if kind == "NewsArticle" else None)


def _rights(page: _Page) -> str | None:
    notice = _first(page.article, "copyrightNotice")
    licence = _first(page.article, "license", "url", "@id", "name")
    linked = (one.get("href") for one in page.root.iter("link") if one.get("rel") == "license")
    stated = [one for one in (notice, licence) if one]
    other = said_in(page.first(_RIGHTS)) or resolved(next(linked, None), page.address)
    return "; ".join(stated) or other


def _is_paid(article: Item) -> bool:
    return str(article.get("isAccessibleForFree")).rpartition("/")[2].lower() == "false"
