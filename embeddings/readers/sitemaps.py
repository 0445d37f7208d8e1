"""Sitemaps: the pages of a site and the sitemaps that an index lists, packed by gzip or not."""

import zlib
from dataclasses import dataclass

from embeddings.errors import InputError
from embeddings.readers.addresses import resolved
from embeddings.readers.moments import moment_of
from embeddings.readers.pages.charsets import decode_page, refuse_broken
from embeddings.readers.pages.trees import Node, local_name, xml_tree
from embeddings.text.normalisation import one_line

ROOTS = frozenset(("urlset", "sitemapindex"))
GZIP = b"\x1f\x8b"
MAX_BYTES = 50 * 1024 * 1024
"""The size that the protocol allows a sitemap, unpacked (sitemaps.org)."""
_NEWS = "sitemap-news/"


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page; all but its address is known only where the sitemap says it."""

    link: str
    last_modified: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages, or, of an index, the addresses of its sitemaps."""

    pages: tuple[SitemapPage, ...] = ()
    sitemaps: tuple[str, ...] = ()


def entries_of(raw: bytes, address: str | None, *, charset: str | None = None) -> Sitemap:
    """Return what the sitemap in `raw` lists; relative links are seen from `address`.

    Raises:
        InputError: broken or endless gzip, text in no known encoding, or XML that is no sitemap.
    """
    decoded = decode_page(unpacked(raw), charset=charset)
    refuse_broken(decoded, decoded.text)
    root = xml_tree(decoded.text)
    name = local_name(root)
    if name not in ROOTS:
        raise InputError(f"is no sitemap but <{name}>: give a sitemap or an index of sitemaps")
    if name == "sitemapindex":
        links = (resolved(_text(node, "loc"), address) for node in root)
        return Sitemap(sitemaps=tuple(dict.fromkeys(filter(None, links))))
    pages = (_page(node, address) for node in root if local_name(node) == "url")
    return Sitemap(pages=tuple({page.link: page for page in pages if page}.values()))


def unpacked(raw: bytes, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return `raw` without its gzip packing, if it has one.

    Raises:
        InputError: it is damaged, cut off, or larger than `max_bytes`.
    """
    if not raw.startswith(GZIP):
        return raw
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        found = unpacker.decompress(raw, max_bytes + 1)
    except zlib.error as error:
        raise InputError(f"is damaged gzip ({error}): fetch it again") from error
    if len(found) > max_bytes:
        raise InputError(f"unpacks to more than {max_bytes} bytes: split the sitemap")
    if not unpacker.eof:
        raise InputError("is gzip that was cut off: fetch it again")
    return found


def _page(node: Node, address: str | None) -> SitemapPage | None:
    link = resolved(_text(node, "loc"), address)
    if link is None:
        return None
    news = next((one for one in node if local_name(one) == "news" and _NEWS in one.tag), ())
    by = next((one for one in news if local_name(one) == "publication"), ())
    return SitemapPage(
        link=link,
        last_modified=moment_of(_text(node, "lastmod") or ""),
        title=_text(news, "title"),
        published=moment_of(_text(news, "publication_date") or ""),
        outlet=_text(by, "name"),
        language=_text(by, "language"),
    )


def _text(node: Node, name: str) -> str | None:
    """Return the text of a child; `loc` of a picture in the page is none of the page's."""
    found = (one_line("".join(one.itertext())) for one in node if local_name(one) == name)
    return next(filter(None, found), None)
