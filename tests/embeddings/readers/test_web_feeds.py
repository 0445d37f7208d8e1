"""RSS and Atom: entries, whole articles and summaries, and feeds that are broken."""

from pathlib import Path

import pytest

from embeddings.errors import InputError
from embeddings.readers import feeds
from embeddings.readers.feeds import Feed, FeedEntry, article_of, entries_of, full_text
from embeddings.schema import Article, Problem

HERE = "https://desk.example/feeds/all.xml"
WHOLE = (
    "<p>The crew of the ferry Halden pulled forty people from the water on Saturday.</p>"
    "<p>A gravel barge had sunk off the port of Vell,&nbsp;the coast guard said on Sunday.</p>"
)
WHOLE_TEXT = (
    "The crew of the ferry Halden pulled forty people from the water on Saturday.\n\n"
    "A gravel barge had sunk off the port of Vell,\xa0the coast guard said on Sunday."
)


def rss(items: str, *, channel: str = "<title>The Desk</title>") -> bytes:
    """Return an RSS 2.0 feed."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel>{channel}{items}</channel></rss>"
    ).encode()


def atom(inside: str) -> bytes:
    """Return an Atom feed."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{inside}</feed>'.encode()


def one(raw: bytes) -> FeedEntry:
    """Return the one entry of a feed."""
    (found,) = entries_of(raw, HERE).entries
    return found


def test_an_item_of_rss_says_all_that_it_says() -> None:
    """Each fact in its place, and the feed's own where the item has none."""
    feed = entries_of(
        rss(
            "<item><media:title>A picture</media:title><title>Ferry &amp;amp; barge</title>"
            "<link>/n/7</link><guid>g-7</guid><dc:creator>Ann Lee and Bo Ek</dc:creator>"
            "<pubDate>Sat, 12 Mar 2022 09:30:00 +0100</pubDate><category>Shipping</category>"
            "<category>Vell</category><description>&lt;p&gt;In short.&lt;/p&gt;</description>"
            f"<content:encoded><![CDATA[{WHOLE}]]></content:encoded></item>",
            channel="<title>The Desk</title><language>en-gb</language>"
            "<copyright>© Desk</copyright>",
        ),
        HERE,
    )

    assert feed == Feed(
        title="The Desk",
        entries=(
            FeedEntry(
                link="https://desk.example/n/7",
                id="g-7",
                title="Ferry & barge",
                authors=("Ann Lee", "Bo Ek"),
                published="2022-03-12T09:30:00+01:00",
                html=WHOLE,
                summary="In short.",
                categories=("Shipping", "Vell"),
                rights="© Desk",
                language="en-gb",
            ),
        ),
    )


def test_an_entry_of_atom_says_all_that_it_says() -> None:
    """Updated is not published; the feed's author is everybody's who has none."""
    entry = one(
        atom(
            "<title>The Desk</title><author><name>Ann Lee</name></author>"
            '<entry xml:base="https://desk.example/2022/" xml:lang="en"><id>tag:7</id>'
            '<title type="html">Ferry &lt;em&gt;saves&lt;/em&gt;</title>'
            '<link rel="self" href="self"/><link rel="alternate" type="text/html" href="7"/>'
            "<updated>2022-03-13T08:00:00Z</updated><summary>In short.</summary>"
            f'<content type="html"><![CDATA[{WHOLE}]]></content>'
            '<category term="ship" label="Shipping"/><rights>© Desk</rights></entry>'
        )
    )

    assert entry == FeedEntry(
        link="https://desk.example/2022/7",
        id="tag:7",
        title="Ferry saves",
        authors=("Ann Lee",),
        updated="2022-03-13T08:00:00+00:00",
        html=WHOLE,
        summary="In short.",
        categories=("Shipping",),
        rights="© Desk",
        language="en",
    )


def test_atom_may_hold_its_content_as_markup() -> None:
    """XHTML stands in the feed itself."""
    entry = one(
        atom(
            "<entry><id>1</id><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
            f"{WHOLE.replace('&nbsp;', '&#160;')}</div></content></entry>"
        )
    )

    assert full_text(entry) == WHOLE_TEXT


def test_rss_1_0_has_its_items_beside_the_channel() -> None:
    """RDF puts them there."""
    raw = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        b' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<channel><title>The Desk</title></channel><item><title>Ferry</title>"
        b"<link>https://desk.example/7</link><dc:date>2022-03-12</dc:date></item></rdf:RDF>"
    )

    feed = entries_of(raw, HERE)

    assert feed.title == "The Desk"
    assert [(one.link, one.published) for one in feed.entries] == [
        ("https://desk.example/7", "2022-03-12")
    ]


@pytest.mark.parametrize(
    ("inside", "link"),
    [
        ("<link>n/7</link>", "https://desk.example/feeds/n/7"),
        ("<link> /n/7\n</link>", "https://desk.example/n/7"),
        ("<guid>https://desk.example/7</guid>", "https://desk.example/7"),
        ("<guid isPermaLink='false'>https://desk.example/7</guid>", None),
        ("<guid>7</guid>", None),
        ("<link>javascript:x()</link>", None),
        ("<enclosure url='/a.mp3'/>", None),
    ],
)
def test_a_link_is_made_whole(inside: str, link: str | None) -> None:
    """Seen from the feed's address; what names no page is none."""
    assert one(rss(f"<item>{inside}</item>")).link == link


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>ann@desk.example (Ann Lee)</author>", ("Ann Lee",)),
        ("<author>Ann Lee &lt;ann@desk.example&gt;</author>", ("Ann Lee",)),
        ("<author>ann@desk.example</author>", ()),
        ("<author>d@desk.example (Desk)</author><dc:creator>Ann Lee</dc:creator>", ("Ann Lee",)),
        ("<dc:creator>Ann Lee</dc:creator><dc:creator>Bo Ek</dc:creator>", ("Ann Lee", "Bo Ek")),
    ],
)
def test_an_author_is_a_name(author: str, names: tuple[str, ...]) -> None:
    """An e-mail address is none."""
    assert one(rss(f"<item>{author}</item>")).authors == names


@pytest.mark.parametrize(
    "end",
    [
        "...",
        " […]",
        " [...]",
        "… Read more",
        " <a>Continue reading →</a>",
        " […]</p><p>Continue reading…",
        " […]</p><p>Filed under: News",
    ],
)
def test_content_that_breaks_off_is_a_teaser(end: str) -> None:
    """Half an article would be quoted as if it were the whole."""
    entry = FeedEntry(None, "1", None, html=f"{WHOLE}<p>It went down{end}</p>")

    assert full_text(entry) is None
    assert full_text(FeedEntry(None, "1", None, html=WHOLE)) == WHOLE_TEXT
    assert full_text(FeedEntry(None, "1", None, html="<p>Few words.</p>")) is None


def test_the_line_of_the_blog_s_software_is_no_part_of_the_article() -> None:
    """WordPress puts it under every post."""
    end = "<p>The post <a>Ferry</a> appeared first on <a>The Desk</a>.</p>"

    assert full_text(FeedEntry(None, "1", None, html=WHOLE + end)) == WHOLE_TEXT


@pytest.mark.parametrize("end", ["Filed under: News, Vell", "Posted in News", "Tags: ferry"])
def test_where_a_blog_files_a_post_is_no_part_of_it(end: str) -> None:
    """It is a list of links under the text."""
    html = f"{WHOLE}<p>{end}</p>"

    assert full_text(FeedEntry(None, "1", None, html=html)) == WHOLE_TEXT


@pytest.mark.parametrize(
    ("source", "authors"),
    [("<author><name>Bo Ek</name></author>", ("Bo Ek",)), ("", ())],
)
def test_an_entry_from_another_feed_has_the_authors_of_that_one(
    source: str, authors: tuple[str, ...]
) -> None:
    """The owner of the feed that passes it on wrote none of it."""
    entry = one(
        atom(
            "<author><name>Ann Lee</name></author><entry><id>1</id>"
            f"<source><title>The Post</title>{source}</source></entry>"
        )
    )

    assert (entry.outlet, entry.authors) == ("The Post", authors)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Mayor resigns&lt;br&gt;over barge", "Mayor resigns over barge"),
        ("<![CDATA[Why x<y and z>w matter]]>", "Why x<y and z>w matter"),
        ("<![CDATA[10<sup>6</sup> germs]]>", "10⁶ germs"),
        ("<![CDATA[R&amp;D & more]]>", "R&D & more"),
    ],
)
def test_a_title_with_markup_is_its_words(written: str, title: str) -> None:
    """As a reader of feeds shows them."""
    assert one(rss(f"<item><title>{written}</title></item>")).title == title


def test_a_whole_entry_is_an_article_named_by_its_address() -> None:
    """A summary is none."""
    feed = Feed("The Desk", ())
    entry = FeedEntry(
        "https://Desk.example/7?utm_source=rss", "g", "Ferry", html=WHOLE, categories=("Opinion",)
    )

    found = article_of(entry, feed, default_id=None, path="https://desk.example/7", name="7")
    bare = FeedEntry("https://desk.example/8", "h", "Barge", summary="In short.")

    assert isinstance(found, Article)
    assert (found.id, found.url) == ("https://desk.example/7", "https://desk.example/7")
    assert (found.text, found.title, found.outlet) == (WHOLE_TEXT, "Ferry", "The Desk")
    assert (found.section, found.genre) == ("Opinion", "opinion")
    assert article_of(bare, feed, default_id=None, path="p", name="8") is None


def test_a_feed_in_a_file_gives_what_is_whole_and_tells_what_is_not(tmp_path: Path) -> None:
    """Its summaries can only be followed where its address is known."""
    file = tmp_path / "all.xml"
    items = f"<item><guid>a</guid><content:encoded><![CDATA[{WHOLE}]]></content:encoded></item>"
    file.write_bytes(rss(f"{items}<item><guid>b</guid><description>x</description></item>"))

    whole, summary = feeds.read(file, "all.xml", None)

    assert isinstance(whole, Article)
    assert (whole.id, whole.path, whole.text) == ("all:ca978112ca1b", "all.xml", WHOLE_TEXT)
    assert isinstance(summary, Problem)
    assert summary.where == f"{file}, entry 2"
    assert "index the feed by its address" in summary.what


@pytest.mark.parametrize(
    "title",
    ["A&nbsp;&eacute;", "A\u00a0é\x0b", "<![CDATA[A&nbsp;&eacute;]]>", "A&#160;&#233;"],
)
def test_common_slips_of_xml_are_repaired(title: str) -> None:
    """HTML's names for characters and stray controls, with nothing lost."""
    assert one(rss(f"<item><title>{title}</title></item>")).title == "A é"


def test_a_bare_ampersand_is_one() -> None:
    """It breaks XML, and everybody writes it."""
    raw = rss("<item><title>Ships & sails</title><link>/a?b=1&c=2</link></item>")

    assert one(raw).title == "Ships & sails"
    assert one(raw).link == "https://desk.example/a?b=1&c=2"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (rss("<item>")[:-20], "is no XML that can be read"),
        (b"", "is no XML that can be read"),
        (b"<html><body>x</body></html>", "is no feed but <html>: give an RSS or Atom feed"),
        (
            b'<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><title>&b;</title></rss>',
            "declares entities of its own",
        ),
        (b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "entities"),
        (rss("<item/>").replace(b"The Desk", b"Caf\xe9"), "utf-8 was tried"),
    ],
)
def test_a_feed_that_cannot_be_read_whole_is_refused(raw: bytes, message: str) -> None:
    """A feed that is cut off, dangerous or in another encoding; nothing is guessed or fetched."""
    with pytest.raises(InputError, match=message):
        entries_of(raw, HERE)


def test_a_doctype_without_entities_is_let_be() -> None:
    """RSS 0.91 has one, and it is not fetched; its feed may use HTML's names all the same."""
    raw = (
        b'<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE rss PUBLIC "-//x//RSS 0.91//EN"'
        b' "http://desk.example/rss.dtd"><rss version="0.91"><channel><item>'
        b"<title>Caf\xe9 &mdash; \x93open\x94</title></item></channel></rss>"
    )

    assert one(raw).title == "Café — “open”"
