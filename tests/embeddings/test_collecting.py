"""Sources on the web: what each kind brings, from a real server on loopback."""

import gzip
from pathlib import Path

import pytest
from loopback_web import empty
from web_newsroom import (
    Newsroom,
    counts,
    item,
    rss,
    sitemap_index,
    tale,
    urlset,
)

WHOLE = tale("whole")


def test_a_feed_with_whole_articles_is_read_without_its_pages(newsroom: Newsroom) -> None:
    """Nothing but the feed is asked for."""
    feed = newsroom.feed("/feed.xml", item("/a", WHOLE), item("/b", tale("b")))

    assert counts(newsroom.sync(feed)) == {"new": 2, "encoded": 2}
    assert newsroom.asked() == ["/feed.xml"]
    article = newsroom.article("/a")
    assert (article.text, article.url) == (WHOLE, newsroom.at("/a"))
    assert (article.source, article.path) == (feed, newsroom.at("/a"))


def test_a_feed_with_summaries_leads_to_its_pages(newsroom: Newsroom) -> None:
    """A summary is never indexed; links are seen from the feed."""
    newsroom.story("/news/a")
    feed = newsroom.feed("/news/feed.xml", item("a", more="<description>In short.</description>"))

    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}
    assert newsroom.asked() == ["/news/feed.xml", "/news/a"]
    assert newsroom.article("/news/a").text == tale("/news/a")


def test_a_news_sitemap_says_what_its_pages_do_not(newsroom: Newsroom) -> None:
    """What the page says itself is never overruled."""
    facts = (
        "<news:news><news:publication><news:name>The Desk</news:name>"
        "<news:language>fr</news:language></news:publication>"
        "<news:publication_date>2022-03-11</news:publication_date></news:news>"
    )
    newsroom.story("/a")
    dated = '<meta property="article:published_time" content="2022-03-10">'
    newsroom.story("/b", head=f'{dated}<meta property="og:site_name" content="Vell Times">')
    entries = [f"<loc>/{name}</loc><lastmod>2022-03-12</lastmod>{facts}" for name in "ab"]
    newsroom.sync(newsroom.put("/news.xml", urlset(*entries), "application/xml"))

    found = [newsroom.article("/a"), newsroom.article("/b")]
    assert [one.published for one in found] == ["2022-03-11", "2022-03-10"]
    assert [one.outlet for one in found] == ["The Desk", "Vell Times"]
    assert [one.language for one in found] == ["en", "en"]
    assert [one.updated for one in found] == [None, None]


def test_a_feed_says_what_its_pages_do_not(newsroom: Newsroom) -> None:
    """Outlet, author, published and updated, each only where the page has none."""
    more = (
        "<dc:creator>Ann Lee</dc:creator><pubDate>Fri, 11 Mar 2022 08:00:00 +0100</pubDate>"
        '<updated xmlns="http://www.w3.org/2005/Atom">2022-03-12</updated>'
    )
    newsroom.story("/a")
    newsroom.story("/b", head='<meta name="author" content="Bo Ek">')
    newsroom.sync(newsroom.feed("/feed.xml", item("/a", more=more), item("/b", more=more)))

    article = newsroom.article("/a")
    assert (article.outlet, article.authors) == ("The Desk", ("Ann Lee",))
    assert (article.published, article.updated) == ("2022-03-11T08:00:00+01:00", "2022-03-12")
    assert newsroom.article("/b").authors == ("Bo Ek",)


def test_an_undated_page_of_an_undated_listing_stays_undated(newsroom: Newsroom) -> None:
    """When it was fetched says nothing of when it was published."""
    newsroom.story("/a")
    newsroom.sync(newsroom.feed("/feed.xml", item("/a")))

    article = newsroom.article("/a")
    assert (article.published, article.updated) == (None, None)
    assert article.first_seen == "2022-03-12T09:00:00+00:00"


@pytest.mark.parametrize("packed", [False, True])
def test_a_sitemap_index_leads_to_its_sitemaps_each_once(newsroom: Newsroom, packed: bool) -> None:
    """Packed or not; an index that leads back to itself is no endless way."""
    newsroom.story("/a")
    newsroom.story("/b")
    inner = urlset("/a", "/b").encode()
    newsroom.put("/1.xml", gzip.compress(inner) if packed else inner, "application/xml")
    newsroom.put("/2.xml", sitemap_index("/index.xml", "/2.xml", "/1.xml"), "application/xml")
    index = newsroom.put("/index.xml", sitemap_index("/2.xml", "/1.xml"), "application/xml")

    assert counts(newsroom.sync(index)) == {"new": 2, "encoded": 2}
    assert newsroom.asked() == ["/index.xml", "/2.xml", "/1.xml", "/a", "/b"]
    assert newsroom.source(index).problem is None


def _list(newsroom: Newsroom, kind: str, text: str) -> str | Path:
    if kind == "address":
        return newsroom.put("/list", text, "text/plain")
    path = newsroom.folder / f"list{kind}"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", ["address", ".txt", ".urls"])
def test_a_list_of_addresses_is_read_wherever_it_lies(newsroom: Newsroom, kind: str) -> None:
    """Each address once, however often and with whatever marks it is listed."""
    first, second = newsroom.story("/a"), newsroom.story("/b?page=2")
    listed = _list(newsroom, kind, f"# ours\n{first}\n{second}\n{first}?utm_source=mail\n")

    assert counts(newsroom.sync(listed)) == {"new": 2, "encoded": 2}
    assert newsroom.names() == ["/a", "/b?page=2"]


@pytest.mark.parametrize("kind", ["address", ".txt", ".urls"])
def test_what_is_struck_off_a_list_is_removed(newsroom: Newsroom, kind: str) -> None:
    """A fifth of it at most: more is held back, for a list may have been cut off."""
    addresses = [newsroom.story(f"/{number}") for number in range(10)]
    newsroom.sync(_list(newsroom, kind, "\n".join(addresses)))
    listed = _list(newsroom, kind, "\n".join(addresses[2:]))
    assert counts(newsroom.sync(listed)) == {"unchanged": 8, "removed": 2}

    listed = _list(newsroom, kind, "\n".join(addresses[5:]))
    summary = newsroom.sync(listed)
    assert counts(summary) == {"unchanged": 5, "held_back": 3}
    assert "has lost 3 of its 8 articles" in summary.problems[-1].what
    assert counts(newsroom.sync(listed, prune=True)) == {"unchanged": 5, "removed": 3}


def test_what_another_line_of_the_list_still_leads_to_stays(newsroom: Newsroom) -> None:
    """Though that page cannot be had today."""
    addresses = [newsroom.story(f"/{number}", canonical="/0") for number in range(2)]
    addresses += [newsroom.story(f"/{number}") for number in range(2, 9)]
    newsroom.sync(_list(newsroom, ".urls", "\n".join(addresses)))
    newsroom.answer("/1", empty(500, Retry_After="0"))
    listed = _list(newsroom, ".urls", "\n".join(addresses[1:]))

    assert counts(newsroom.sync(listed, minutes=90)) == {"unchanged": 7}
    assert "/0" in newsroom.names()


def test_a_list_with_a_bad_line_strikes_nothing_off(newsroom: Newsroom) -> None:
    """What the line was to name nobody can tell."""
    addresses = [newsroom.story(f"/{number}") for number in range(10)]
    listed = _list(newsroom, ".urls", "\n".join(addresses))
    newsroom.sync(listed)
    listed = _list(newsroom, ".urls", "\n".join(["htps:/0", *addresses[1:]]))

    assert counts(newsroom.sync(listed)) == {"unchanged": 9}
    assert len(newsroom.names()) == 10


@pytest.mark.parametrize("name", ["saved.xml", "saved.rss", "saved.txt"])
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_listing_in_a_file_leads_to_its_pages(newsroom: Newsroom, kind: str, name: str) -> None:
    """A saved feed or sitemap, named directly, is what it would be at its address."""
    address = newsroom.story("/a")
    path = newsroom.folder / name
    text = rss(item(address)) if kind == "feed" else urlset(address)
    path.write_text(text, encoding="utf-8")

    assert counts(newsroom.sync(path)) == {"new": 1, "encoded": 1}
    assert newsroom.article("/a").source == str(path)


def test_a_page_is_a_source_of_its_own(newsroom: Newsroom) -> None:
    """Asked for at every run, and read only when it changed."""
    source = newsroom.story("/a")
    assert counts(newsroom.sync(source)) == {"new": 1, "encoded": 1}
    assert counts(newsroom.sync(source)) == {"unchanged": 1}
    hits = [hit for hit in newsroom.site.hits if hit.path == "/a"]
    assert ["if-none-match" in hit.headers for hit in hits] == [False, True]
    newsroom.story("/a", tale("other"))
    assert counts(newsroom.sync(source)) == {"changed": 1, "encoded": 1}


@pytest.mark.parametrize(
    ("path", "content_type", "text"),
    [
        ("/a.jsonl", "text/plain", '{"id": "a", "text": "It rained on Monday."}'),
        ("/a", "application/x-ndjson", '{"id": "a", "text": "It rained on Monday."}\n'),
        ("/a.md", "text/plain", "---\nid: a\ntitle: Rain\n---\n\nIt rained on Monday."),
        ("/a.txt", "text/plain", "It rained on Monday."),
    ],
)
def test_a_file_of_articles_may_lie_at_an_address(
    newsroom: Newsroom, path: str, content_type: str, text: str
) -> None:
    """What it is its content tells, then its type, then its name."""
    source = newsroom.put(path, text, content_type)

    assert counts(newsroom.sync(source)) == {"new": 1, "encoded": 1}
    assert newsroom.names() == ["a" if "id" in text else path]
    assert counts(newsroom.sync(source)) == {"unchanged": 1}
    newsroom.put(path, text.replace("Monday", "Friday"), content_type)
    assert counts(newsroom.sync(source)) == {"changed": 1, "encoded": 1}


def test_what_left_a_file_at_an_address_is_removed(newsroom: Newsroom) -> None:
    """As in a file on the disk: guarded, and never where a line cannot be read."""
    lines = [f'{{"id": "{number}", "text": "Story {number} ends."}}' for number in range(10)]
    source = newsroom.put("/a.jsonl", "\n".join(lines), "text/plain")
    newsroom.sync(source)
    newsroom.put("/a.jsonl", "\n".join(["nonsense", *lines[1:]]), "text/plain")
    assert counts(newsroom.sync(source)) == {"unchanged": 9}
    newsroom.put("/a.jsonl", "\n".join(lines[1:]), "text/plain")
    assert counts(newsroom.sync(source)) == {"unchanged": 9, "removed": 1}


def test_files_and_addresses_are_indexed_in_one_run(newsroom: Newsroom) -> None:
    """A page that has the id of a file's article is told once, and its page left alone."""
    feed = newsroom.stories(2)
    files = newsroom.folder / "articles"
    files.mkdir()
    path = files / "a.md"
    path.write_text(f"---\nid: {newsroom.at('/1')}\n---\n\nIt rained.", encoding="utf-8")
    summary = newsroom.sync(files, feed)

    assert counts(summary) == {"new": 2, "encoded": 2}
    (problem,) = summary.problems
    assert problem.where == newsroom.at("/1")
    assert f"which the article in {path} has already" in problem.what
    assert newsroom.article("/1").text == "It rained."
    newsroom.asked()
    assert counts(newsroom.sync(files, feed)) == {"unchanged": 2}
    assert newsroom.asked() == ["/feed.xml"]

    path.unlink()
    (files / "b.txt").write_text("It snowed.", encoding="utf-8")
    newsroom.sync(files, feed, prune=True, minutes=90)
    newsroom.sync(files, feed, minutes=90)
    assert newsroom.article("/1").text == tale("/1")


def test_an_entry_that_links_to_the_front_page_is_named_by_its_feed_and_its_own_id(
    newsroom: Newsroom,
) -> None:
    """Two feeds number their entries alike, and no article is taken for another."""
    for name in "ab":
        entries = [
            item("/", tale(f"{name} {n}"), more=f'<guid isPermaLink="false">{n}</guid>')
            for n in "12"
        ]
        newsroom.feed(f"/{name}.xml", *entries)
    sources = [newsroom.at("/a.xml"), newsroom.at("/b.xml")]

    assert counts(newsroom.sync(*sources)) == {"new": 4, "encoded": 4}
    assert counts(newsroom.sync(*sources)) == {"unchanged": 4}


def test_two_articles_with_one_link_are_told(newsroom: Newsroom) -> None:
    """The first is taken; an entry that is listed twice, edited in between, is one."""
    guid = '<guid isPermaLink="false">{}</guid>'
    feed = newsroom.feed(
        "/feed.xml",
        item("/a", tale("a"), more=guid.format(1)),
        item("/a", tale("old a"), more=guid.format(1)),
        item("/a", tale("b"), more=guid.format(2)),
    )
    summary = newsroom.sync(feed)

    assert [problem.where for problem in summary.problems] == [f"{feed}, entry 3"]
    assert newsroom.article("/a").text == tale("a")


def test_a_feed_in_an_old_encoding_is_read_alike_the_second_time(newsroom: Newsroom) -> None:
    """Its server alone says which it is; a 304 does not say it again."""
    raw = rss(item("/a", f"Café {WHOLE}")).partition("?>")[2].encode("windows-1252")
    feed = newsroom.put("/feed.xml", raw, "application/rss+xml; charset=windows-1252")

    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}
    assert newsroom.article("/a").text == f"Café {WHOLE}"
    assert counts(newsroom.sync(feed)) == {"unchanged": 1}


def test_a_list_of_addresses_in_a_folder_is_no_article(newsroom: Newsroom) -> None:
    """Its pages are read where it is named itself; nobody wants its lines quoted."""
    folder = newsroom.folder / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained.", encoding="utf-8")
    path = folder / "list.txt"
    path.write_text(newsroom.story("/a"), encoding="utf-8")
    summary = newsroom.sync(folder)

    assert [problem.where for problem in summary.problems] == [str(path)]
    assert "is a list of addresses: name it as a source of its own" in summary.problems[0].what
    assert newsroom.names() == ["a"]
