"""RSS and Atom: the entries of a feed, and the articles of those that come whole.

A summary is never an article: the page behind the entry is, and the caller fetches it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from html import unescape
from pathlib import Path

from embeddings.errors import InputError
from embeddings.readers.addresses import article_id_of, clean_address, resolved
from embeddings.readers.authors import names_in
from embeddings.readers.fields import article_from
from embeddings.readers.html import fragment_text, read_bytes
from embeddings.readers.moments import moment_of
from embeddings.readers.pages.charsets import decode_page, refuse_broken
from embeddings.readers.pages.entities import decoded_once_more
from embeddings.readers.pages.snippets import plain_words
from embeddings.readers.pages.trees import Node, inner_markup, local_name, xml_tree
from embeddings.schema import Article, Problem
from embeddings.text.normalisation import one_line

ROOTS = frozenset(("rss", "RDF", "feed"))
ID_LENGTH = 12
MIN_WORDS = 25
"""Content of fewer words is a teaser."""
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ATOM = "{http://www.w3.org/2005/Atom}"
_TEASER_END = re.compile(
    r"(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.|\(more\)"
    r"|\b(?:read (?:more|on|the (?:full|rest|whole)\b.*|full\b.*)|continue reading\b.*"
    r"|keep reading\b.*|full (?:story|article)\b.*|click here to\b.*|view (?:full|the full)\b.*))"
    r"[\s»›→>.:…]*$",
    re.IGNORECASE,
)
_TEASER_END_CHARS = 160
_BLOG_END = re.compile(
    r"\n\n(?:The post [^\n]+ (?:appeared first|first appeared) on"
    r"|(?:Filed under|Posted in|Tagged(?: with| in)?|Tags|Categories):?) [^\n]+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry; `html` is its whole content or None, `summary` never is an article.

    `link` is absolute, `published` and `updated` are ISO 8601; what is not said is None.
    """

    link: str | None
    id: str | None
    title: str | None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    html: str | None = None
    summary: str | None = None
    categories: tuple[str, ...] = ()
    rights: str | None = None
    language: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's name and its entries, in its order."""

    title: str | None
    entries: tuple[FeedEntry, ...]


def entries_of(
    raw: bytes, address: str | None, *, charset: str | None = None, fallback: str | None = None
) -> Feed:
    """Return the feed in `raw`; relative links are seen from `address`.

    Raises:
        InputError: text in no known encoding, broken XML, or XML that is no feed.
    """
    decoded = decode_page(raw, charset=charset, fallback=fallback)
    refuse_broken(decoded, decoded.text)
    root = xml_tree(decoded.text)
    if local_name(root) not in ROOTS:
        raise InputError(f"is no feed but <{local_name(root)}>: give an RSS or Atom feed")
    channel = next((one for one in root if local_name(one) == "channel"), root)
    title = _text(channel, "title")
    nodes = [one for one in root.iter() if local_name(one) in ("item", "entry")]
    return Feed(title, tuple(_entry(node, channel, address) for node in nodes))


def article_of(
    entry: FeedEntry, feed: Feed, *, default_id: str | None, path: str, name: str
) -> Article | None:
    """Return the article that an entry holds whole, None where it holds only a summary.

    It is named by its address where `default_id` is None.

    Raises:
        InputError: a field of the wrong form, or neither an id nor an address.
    """
    text = full_text(entry)
    if text is None:
        return None
    article_id = default_id or (article_id_of(entry.link) if entry.link else entry.id)
    if not article_id:
        raise InputError("has neither an id nor a link: give every entry one")
    fields = {
        "title": entry.title,
        "outlet": entry.outlet or feed.title,
        "authors": list(entry.authors),
        "published": entry.published,
        "updated": entry.updated,
        "url": clean_address(entry.link) if entry.link else None,
        "language": entry.language,
        "section": entry.categories[0] if entry.categories else None,
        "rights": entry.rights,
        "categories": list(entry.categories),
    }
    said = {key: value for key, value in fields.items() if value}
    return article_from(said, text, default_id=article_id, path=path, name=name)


def full_text(entry: FeedEntry) -> str | None:
    """Return the text of an entry that comes whole, None where it is but a teaser."""
    if entry.html is None:
        return None
    try:
        text = fragment_text(entry.html, language=entry.language)
    except InputError:
        return None
    while (shorter := _BLOG_END.sub("", text)) != text:
        text = shorter
    is_teaser = _TEASER_END.search(text[-_TEASER_END_CHARS:]) or len(text.split()) < MIN_WORDS
    return None if is_teaser else text


def read(path: Path, relative: str, encoding: str | None) -> Iterator[Article | Problem]:
    """Yield the articles of a feed that lies in a file, and the problem with each other entry."""
    try:
        feed = entries_of(read_bytes(path), None, fallback=encoding)
    except InputError as error:
        yield Problem(str(path), str(error))
        return
    if not feed.entries:
        yield Problem(str(path), "is a feed without entries: leave it out")
    stem = relative.removesuffix(path.suffix)
    for number, entry in enumerate(feed.entries, start=1):
        where = f"{path}, entry {number}"
        try:
            default_id = f"{stem}:{_digest(entry)}"
            article = article_of(entry, feed, default_id=default_id, path=relative, name=path.stem)
            yield article or Problem(where, _ONLY_A_SUMMARY)
        except InputError as error:
            yield Problem(where, str(error))


_ONLY_A_SUMMARY = (
    "holds only a summary: index the feed by its address, so that its pages are fetched"
)


def _digest(entry: FeedEntry) -> str:
    named = entry.id or entry.link or entry.html or ""
    return hashlib.sha256(named.encode()).hexdigest()[:ID_LENGTH]


def _entry(node: Node, channel: Node, address: str | None) -> FeedEntry:
    base = _base(node, address)
    guid = _text(node, "guid", "id")
    source = next((one for one in node if local_name(one) == "source"), None)
    return FeedEntry(
        link=_link(node, base),
        id=guid,
        title=_text(node, "title"),
        authors=_authors_of(node, channel, source),
        published=_moment(node, "pubDate", "published", "issued", "date", "created"),
        updated=_moment(node, "updated", "modified"),
        html=_content(node),
        summary=_text(node, "description", "summary"),
        categories=tuple(_categories(node)),
        rights=_text(node, "rights", "copyright") or _text(channel, "rights", "copyright"),
        language=_language(node) or _text(channel, "language") or channel.get(_XML_LANG),
        outlet=_source_title(source),
    )


def _base(node: Node, address: str | None) -> str | None:
    """Return the address that a node's links are seen from: each xml:base from the one above."""
    base = address
    for one in reversed([node, *node.iterancestors()]):
        base = resolved(one.get(_XML_BASE), base) or base
    return base


def _link(node: Node, base: str | None) -> str | None:
    links = [one for one in node if local_name(one) in ("link", "origLink")]
    original = [one.text for one in links if local_name(one) == "origLink"]
    pages = [one.get("href") for one in links if _is_page(one) and one.get("href")]
    plain = [one.text for one in links if one.get("href") is None and local_name(one) == "link"]
    guid = next((one for one in node if local_name(one) == "guid"), None)
    named = [guid.text] if guid is not None and guid.get("isPermaLink", "true") == "true" else []
    named = [one for one in named if one and one.strip().startswith("http")]
    found = (resolved(link, base) for link in (*original, *pages, *plain, *named))
    return next(filter(None, found), None)


def _is_page(link: Node) -> bool:
    kind = link.get("type", "text/html")
    return link.get("rel", "alternate") == "alternate" and "html" in kind


def _authors_of(node: Node, channel: Node, source: Node | None) -> tuple[str, ...]:
    """Return an entry's own authors, else those of its source; the feed's where it has none."""
    own = _authors(node, "creator") or _authors(node, "author")
    if own or source is None:
        return own or _authors(channel, "author")
    return _authors(source, "author")


def _authors(node: Node, *names: str) -> tuple[str, ...]:
    found = (_author(one) for one in node if local_name(one) in names)
    return names_in(filter(None, found))


def _author(node: Node) -> str | None:
    """Return a name: Atom's, Dublin Core's, or the one beside RSS's e-mail address."""
    named = _text(node, "name")
    if named or len(node):
        return named
    written = _line(node.text or "")
    if not written or "@" not in written:
        return written
    in_brackets = re.search(r"\(([^)]+)\)\s*$", written)
    return in_brackets[1] if in_brackets else parseaddr(written)[0] or None


def _moment(node: Node, *names: str) -> str | None:
    """Return the first date, in the order of `names`, that can be read."""
    for name in names:
        for one in node:
            found = moment_of(one.text or "") if local_name(one) == name else None
            if found:
                return found
    return None


def _content(node: Node) -> str | None:
    for one in node:
        name, kind = local_name(one), one.get("type", "text").lower()
        if name == "encoded":
            return (one.text or "").strip() or None
        if name == "content" and one.tag.startswith(_ATOM) and not one.get("src"):
            return _atom_content(one, kind)
    return None


def _atom_content(node: Node, kind: str) -> str | None:
    if kind == "xhtml" or kind.endswith("+xml"):
        return inner_markup(node).strip() or None
    text = (node.text or "").strip()
    if kind in ("html", "text/html"):
        return text or None
    return inner_markup(node).strip().replace("\n\n", "<br><br>") or None


def _categories(node: Node) -> Iterable[str]:
    for one in node:
        if local_name(one) in ("category", "subject"):
            found = _line(one.get("label") or one.get("term") or one.text or "")
            yield from [found] if found else []


def _language(node: Node) -> str | None:
    return _text(node, "language") or node.get(_XML_LANG)


def _source_title(source: Node | None) -> str | None:
    if source is None:
        return None
    return _text(source, "title") or (None if len(source) else _line(source.text or ""))


def _text(node: Node, *names: str) -> str | None:
    """Return the text of the first child that goes by one of `names`, in their order."""
    for name in names:
        for one in node:
            if local_name(one) == name and not _is_media(one):
                found = _line("".join(one.itertext()))
                if found:
                    return found
    return None


def _is_media(node: Node) -> bool:
    """Say whether a node is of Media RSS: it describes a picture, not the article."""
    return "search.yahoo.com/mrss" in node.tag or "itunes" in node.tag


def _line(written: str) -> str | None:
    """Return text or HTML as one line of words."""
    try:
        words = plain_words(unescape(written) if "&lt;" in written else written)
        return decoded_once_more(one_line(unescape(words))) or None
    except ValueError:  # half a character
        return None
