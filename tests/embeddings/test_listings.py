"""What listings say: which pages there are, what is known of them, and articles whole."""

from dataclasses import replace

import pytest
from web_newsroom import item, page, rss, sitemap_index, tale, urlset

from embeddings.errors import InputError
from embeddings.readers.addresses import address_key
from embeddings.schema import Article, Problem
from embeddings.syncing.listings import Body, Link, listing_of

HERE = "https://desk.example/feeds/all.xml"
ARTICLE = Article(id="a", text="It rained.", title="Rain")


def body(text: str, *, name: str = HERE) -> Body:
    """Return what stood at an address."""
    return Body(text.encode(), name, HERE)


def test_a_feed_lists_pages_and_articles_each_once() -> None:
    """In its order, by addresses without marks; what is whole comes with its page's address."""
    date = "<pubDate>12 Mar 2022 08:00:00 +0000</pubDate><dc:creator>Ann Lee</dc:creator>"
    raw = rss(
        item("/a?utm_source=rss#top", more=date),
        item("/b", tale("b"), more=date),
        item("/a", more=date),
        "<item><title>Nothing</title></item>",
    )
    listing = listing_of(body(raw))

    first, second = listing.links
    assert first == Link(
        "https://desk.example/a",
        stamp="2022-03-12T08:00:00+00:00",
        title="Ferry leaves",
        outlet="The Desk",
        authors=("Ann Lee",),
        published="2022-03-12T08:00:00+00:00",
    )
    assert second.whole is not None
    assert (second.address, second.whole.id, second.whole.path) == (
        "https://desk.example/b",
        "https://desk.example/b",
        "https://desk.example/b",
    )
    what = "holds neither the whole article nor a link: give it one"
    assert listing.problems == (Problem(f"{HERE}, entry 4", what),)
    assert not listing.complete


@pytest.mark.parametrize(
    ("name", "base"), [(HERE, HERE), ("feeds/saved.xml", "saved")], ids=["address", "file"]
)
def test_an_entry_without_a_page_is_named_by_feed_and_id(name: str, base: str) -> None:
    """Other feeds number theirs alike; what has neither id nor link cannot be told apart."""
    whole = f"<content:encoded><![CDATA[<p>{tale('a')}</p>]]></content:encoded>"
    guid = '<guid isPermaLink="false">7</guid>'
    raw = rss(f"<item>{whole}{guid}</item>", f"<item>{whole}</item>")
    listing = listing_of(body(raw, name=name))

    (link,) = listing.links
    assert link.whole is not None
    assert link.whole.id == f"{base}~7902699be42c"  # SHA-256 of "7"
    assert link.whole.url is None
    assert [problem.where for problem in listing.problems] == [f"{name}, entry 2"]


def test_a_sitemap_lists_pages_and_an_index_sitemaps() -> None:
    """The date of the last change is a stamp, no word of the article's."""
    entry = "<loc>/a</loc><lastmod>2022-03-12</lastmod>"

    assert listing_of(body(urlset(entry))).links == (
        Link("https://desk.example/a", stamp="2022-03-12"),
    )
    assert listing_of(body(sitemap_index("/2.xml"))).sitemaps == ("https://desk.example/2.xml",)


def test_a_list_of_addresses_is_complete_unless_a_line_is_none() -> None:
    """Only of a complete one can anything be struck off."""
    two = "https://desk.example/a\nhttps://desk.example/b?gclid=1\n"
    listing = listing_of(body(two))

    assert [link.address for link in listing.links] == [
        "https://desk.example/a",
        "https://desk.example/b",
    ]
    assert listing.complete
    assert not listing_of(body(f"{two}nonsense", name="a.urls")).complete


def test_what_lists_nothing_is_refused() -> None:
    """With what it seems to be, and the remedy."""
    with pytest.raises(InputError, match="is no feed, sitemap or list of addresses but a page"):
        listing_of(body(page(tale("a"))))


def test_a_listing_fills_in_what_an_article_lacks() -> None:
    """And never overrules it."""
    link = Link("a", None, "T", "Desk", ("Ann",), "2022-03-11", "2022-03-12", "en")
    said = replace(
        ARTICLE,
        outlet="Times",
        authors=("Bo",),
        published="2022-01-01",
        updated="2022-01-02",
        language="fr",
    )

    assert link.fill_in(said) == said
    assert link.fill_in(ARTICLE) == replace(
        ARTICLE,
        outlet="Desk",
        authors=("Ann",),
        published="2022-03-11",
        updated="2022-03-12",
        language="en",
    )
    assert Link.of(said).fill_in(ARTICLE) == said


@pytest.mark.parametrize(
    "other",
    [
        "http://desk.example/a",
        "https://www.desk.example/a",
        "https://DESK.example:443/a/",
        "https://desk.example/a?utm_source=rss#top",
    ],
)
def test_one_page_has_one_key(other: str) -> None:
    """However its address is written; another path, query or host is another page."""
    assert address_key(other) == address_key("https://desk.example/a")


@pytest.mark.parametrize("other", ["/A", "/a?id=1", "/b", ":81/a", "/a/b"])
def test_another_page_has_another_key(other: str) -> None:
    """And what is no address is its own."""
    assert address_key(f"https://desk.example{other}") != address_key("https://desk.example/a")
    assert address_key("crew") == "crew"
