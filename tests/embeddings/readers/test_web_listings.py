"""Sitemaps, lists of addresses, the names of articles by their address, and kinds of bytes."""

import gzip

import pytest

from embeddings.errors import InputError
from embeddings.readers.addresses import (
    Addresses,
    addresses_of,
    article_id_of,
    is_address_list,
    same_site,
)
from embeddings.readers.kinds import Kind, kind_of
from embeddings.readers.sitemaps import Sitemap, SitemapPage, entries_of, unpacked
from embeddings.schema import Problem

HERE = "https://desk.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
URLSET = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>
<url><image:image><image:loc>https://desk.example/a.jpg</image:loc></image:image>
<loc> https://desk.example/7 </loc><lastmod>2022-03-13</lastmod><news:news><news:publication>
<news:name>The Desk</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2022-03-12T09:30:00+01:00</news:publication_date>
<news:title>Ferry &amp; barge</news:title></news:news></url>
<url><loc>/8</loc><lastmod>some day</lastmod></url><url><loc>/8</loc></url>
<url><loc>ftp://desk.example/9</loc></url><url/></urlset>""".encode()
PAGES = (
    SitemapPage(
        link="https://desk.example/7",
        last_modified="2022-03-13",
        title="Ferry & barge",
        published="2022-03-12T09:30:00+01:00",
        outlet="The Desk",
        language="en",
    ),
    SitemapPage(link="https://desk.example/8"),
)


@pytest.mark.parametrize("raw", [URLSET, gzip.compress(URLSET, mtime=0)], ids=["plain", "gzip"])
def test_a_sitemap_lists_its_pages(raw: bytes) -> None:
    """Each once, with what a news sitemap says of it; pictures and broken dates are left out."""
    assert entries_of(raw, HERE) == Sitemap(pages=PAGES)


def test_an_index_lists_its_sitemaps() -> None:
    """They are fetched by the caller."""
    raw = (
        f"<sitemapindex {NAMESPACES}><sitemap><loc>https://desk.example/1.xml.gz</loc></sitemap>"
        "<sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    ).encode()

    assert entries_of(raw, HERE) == Sitemap(
        sitemaps=("https://desk.example/1.xml.gz", "https://desk.example/2.xml")
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (gzip.compress(URLSET, mtime=0)[:-20], "was cut off"),
        (b"\x1f\x8bnothing", "is damaged gzip"),
        (b"<rss/>", "is no sitemap but <rss>"),
        (b"<urlset><url>", "is no XML"),
    ],
)
def test_a_sitemap_that_cannot_be_read_whole_is_refused(raw: bytes, message: str) -> None:
    """Half a sitemap would look as if the other half had been removed."""
    with pytest.raises(InputError, match=message):
        entries_of(raw, HERE)


def test_what_unpacks_without_end_is_refused() -> None:
    """A megabyte may hold a thousand; no more than the limit is ever unpacked."""
    bomb = gzip.compress(b" " * 10_001)

    with pytest.raises(InputError, match="more than 10000 bytes"):
        unpacked(bomb, max_bytes=10_000)
    assert unpacked(bomb, max_bytes=10_001) == b" " * 10_001


def test_a_list_has_an_address_a_line() -> None:
    """Comments and blank lines are none; an address that names a page again is left out."""
    text = (
        "\ufeff# our own\n\nhttps://desk.example/7\r\n  https://desk.example/8  \n"
        "https://DESK.example/7#top\ndesk.example/9\nhttps://desk.example/a b\n"
    )

    assert addresses_of(text, where="a.urls") == Addresses(
        addresses=("https://desk.example/7", "https://desk.example/8"),
        problems=(
            Problem(
                "a.urls, line 6",
                "is no web address ('desk.example/9'): write one a line, starting with https://",
            ),
            Problem(
                "a.urls, line 7",
                "is no web address ('https://desk.example/a b'): write one a line, starting with "
                "https://",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# ours\nhttps://desk.example/7\n\nhttp://desk.example/8", True),
        ("https://desk.example/7\nSee there.", False),
        ("# only a comment", False),
        ("", False),
    ],
)
def test_a_list_of_addresses_holds_nothing_else(text: str, expected: bool) -> None:
    """An article that opens with a link is none."""
    assert is_address_list(text) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://Desk.Example:443/News/7/", "https://desk.example/News/7/"),
        ("http://desk.example:80", "http://desk.example/"),
        ("https://desk.example:8443/7#part", "https://desk.example:8443/7"),
        (
            "https://desk.example/7?utm_source=a&id=3&fbclid=b&UTM_medium=c&gclid=d&mc_cid=e",
            "https://desk.example/7?id=3",
        ),
        ("https://desk.example/7?b=2&a=1", "https://desk.example/7?b=2&a=1"),
        ("https://desk.example/7?utm_source=a", "https://desk.example/7"),
        ("https://[2001:DB8::1]:8080/7", "https://[2001:db8::1]:8080/7"),
        ("https://desk.example/caf%C3%A9", "https://desk.example/caf%C3%A9"),
    ],
)
def test_an_address_names_its_page_and_not_the_way_to_it(address: str, expected: str) -> None:
    """What only tells where a reader came from is dropped; path and order stay."""
    assert article_id_of(address) == expected


def test_very_long_addresses_stay_apart() -> None:
    """An id has at most 300 characters."""
    ids = {article_id_of(f"https://desk.example/{'x' * 400}{end}") for end in "ab"}

    assert len(ids) == 2
    assert {len(one) for one in ids} == {300}


def test_a_site_has_several_hosts() -> None:
    """Whatever stands before its domain; two domains under one suffix are two sites."""
    assert same_site("https://www.harbour-desk.co.uk/1", "https://m.harbour-desk.co.uk/2")
    assert not same_site("https://harbour-desk.co.uk/1", "https://other-desk.co.uk/1")


@pytest.mark.parametrize(
    ("raw", "content_type", "name", "kind"),
    [
        (b"<?xml version='1.0'?><!-- x --><rss version='2.0'/>", "text/html", "a", Kind.FEED),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", None, "a.xml", Kind.FEED),
        (b"<rdf:RDF xmlns:rdf='x'/>", None, "a", Kind.FEED),
        (b"\xef\xbb\xbf\n<urlset/>", "text/plain", "a", Kind.SITEMAP),
        (b"<s:sitemapindex xmlns:s='x'/>", None, "a", Kind.SITEMAP),
        (gzip.compress(URLSET, mtime=0), "application/gzip", "a.xml.gz", Kind.SITEMAP),
        (b"<!DOCTYPE html><p>x", "application/rss+xml", "a.rss", Kind.PAGE),
        (b"\n<!-- x --><HTML>", None, "a.txt", Kind.PAGE),
        ("<html>".encode("utf-16"), None, "a", Kind.PAGE),
        (b"<div>x</div>", None, "https://desk.example/7", Kind.PAGE),
        (b"<div>x</div>", None, "a.md", Kind.MARKDOWN),
        (b"x", "text/html; charset=utf-8", "a.txt", Kind.PAGE),
        (b'{"text": "x"}\n{"text": "y"}', "text/plain", "a", Kind.JSONL),
        (b"{x}", None, "a.txt", Kind.TEXT),
        (b"---\ntitle: x\n---\nx", None, "a", Kind.MARKDOWN),
        (b"# x\n\ny", None, "https://desk.example/a.md?x=.html", Kind.MARKDOWN),
        (b"# ours\nhttps://desk.example/7", "text/plain", "a.txt", Kind.ADDRESSES),
        (b"Words.", None, "a", Kind.TEXT),
        (b"", None, "a.urls", Kind.ADDRESSES),
        (b"\x1f\x8bnothing", None, "a", Kind.TEXT),
    ],
)
def test_the_content_tells_the_kind_before_the_type_and_that_before_the_name(
    raw: bytes, content_type: str | None, name: str, kind: Kind
) -> None:
    """Servers call feeds HTML, and names say little."""
    assert kind_of(raw, content_type=content_type, name=name) is kind
