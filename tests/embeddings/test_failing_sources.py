"""Sources on the web that fail, are closed or cut off: nothing that is held is lost by it."""

import pytest
from loopback_web import empty
from loopback_web import page as answer
from web_newsroom import (
    CountingEncoder,
    Newsroom,
    counts,
    item,
    page,
    rss,
    sitemap_index,
    tale,
    urlset,
)


def _long(name: str) -> str:
    """Return a story of a hundred passages, so that three of them fill a batch."""
    return "\n\n".join(
        " ".join(["The", *[f"{name}{number}"] * 60, "sailed."]) for number in range(100)
    )


def test_a_run_that_is_killed_hides_nothing_from_the_next(newsroom: Newsroom) -> None:
    """What a page said is never noted before its article: the next run ends as an undisturbed."""
    feed = newsroom.feed("/feed.xml", *(item(f"/{number}") for number in range(6)))
    for number in range(6):
        newsroom.story(f"/{number}", _long(f"new{number}x"))
    with pytest.raises(KeyboardInterrupt):
        newsroom.sync(feed, encoder=CountingEncoder(batches=1))
    assert newsroom.archive.counts() == (3, 300)
    assert counts(newsroom.sync(feed)) == {"new": 3, "unchanged": 3, "encoded": 300}

    for number in range(6):
        newsroom.story(f"/{number}", _long(f"old{number}x"))
    with pytest.raises(KeyboardInterrupt):
        newsroom.sync(feed, encoder=CountingEncoder(batches=1), minutes=90)
    summary = newsroom.sync(feed, minutes=90)
    assert counts(summary) == {"changed": 3, "unchanged": 3, "encoded": 300}
    texts = [newsroom.article(f"/{number}").text for number in range(6)]
    assert texts == [_long(f"old{number}x") for number in range(6)]


def test_a_site_that_fails_ends_its_source_and_no_other(newsroom: Newsroom) -> None:
    """After five pages in a row; what is held stays, and the source's failure is noted."""
    feed = newsroom.stories(10)
    newsroom.put("/other.xml", urlset("/other"))
    newsroom.sync(feed)
    for number in range(3, 11):
        newsroom.answer(f"/{number}", empty(500, Retry_After="0"))
    newsroom.story("/1", tale("new"))
    newsroom.story("/other")
    newsroom.asked()
    summary = newsroom.sync(feed, newsroom.at("/other.xml"), minutes=90)

    assert counts(summary) == {"new": 1, "changed": 1, "unchanged": 1, "encoded": 2}
    assert sorted(set(newsroom.asked())) == sorted(
        ["/1", "/2", "/3", "/4", "/5", "/6", "/7", "/feed.xml", "/other", "/other.xml"]
    )
    assert len(newsroom.names()) == 11
    assert "was left after 5 pages in a row" in str(newsroom.source(feed).problem)
    assert newsroom.source(newsroom.at("/other.xml")).problem is None


def test_pages_that_are_refused_do_not_end_a_source(newsroom: Newsroom) -> None:
    """What stands behind six closed ones is read; those are left alone for a while."""
    feed = newsroom.stories(10)
    for number in range(1, 7):
        newsroom.answer(f"/{number}", empty(403))
    summary = newsroom.sync(feed)

    assert counts(summary) == {"new": 4, "encoded": 4}
    assert len(summary.problems) == 6
    newsroom.asked()
    newsroom.sync(feed, minutes=15)
    assert newsroom.asked() == ["/feed.xml"]
    newsroom.story("/1")
    assert counts(newsroom.sync(feed, minutes=60)) == {"new": 1, "unchanged": 4, "encoded": 1}


def test_robots_may_close_a_listing(newsroom: Newsroom) -> None:
    """The source has failed, what is held stays, and it is told."""
    feed = newsroom.stories(2)
    newsroom.sync(feed)
    newsroom.answer("/robots.txt", answer(b"User-agent: *\nDisallow: /"))
    summary = newsroom.sync(feed, minutes=90)

    assert counts(summary) == {}
    assert summary.failed == [feed]
    assert "closed to 'Pullquote' by the robots.txt" in str(newsroom.source(feed).problem)
    assert newsroom.names() == ["/1", "/2"]


def test_private_addresses_in_a_feed_are_refused(newsroom: Newsroom) -> None:
    """A feed must not reach the machines beside ours; what else it lists is read."""
    newsroom.story("/a")
    feed = newsroom.feed("/feed.xml", item("http://169.254.169.254/latest"), item("/a"))
    summary = newsroom.sync(feed)

    assert counts(summary) == {"new": 1, "encoded": 1}
    (problem,) = summary.problems
    assert problem.where == "http://169.254.169.254/latest"
    assert "not on the public internet" in problem.what


@pytest.mark.parametrize("before", ["feed", "jsonl"])
def test_a_page_in_the_place_of_a_listing_is_a_failure(newsroom: Newsroom, before: str) -> None:
    """By pages sites say that they are being mended; what is held stays."""
    newsroom.story("/1")
    line = '{"id": "a", "text": "It rained on Monday."}'
    text, kind = (rss(item("/1")), "application/rss+xml") if before == "feed" else (line, "text/x")
    source = newsroom.put("/source", text, kind)
    newsroom.sync(source)
    held = newsroom.names()
    newsroom.put("/source", page(tale("the mending of this site")))
    summary = newsroom.sync(source)

    assert (counts(summary), summary.failed) == ({}, [source])
    assert "was a listing or a file of articles and is a page now" in summary.problems[0].what
    assert newsroom.names() == held
    newsroom.put("/source", text, kind)
    assert counts(newsroom.sync(source)) == {"unchanged": 1}
    assert newsroom.source(source).problem is None


def test_one_broken_sitemap_of_an_index_is_told(newsroom: Newsroom) -> None:
    """The others are read; where none can be had, the source has failed."""
    newsroom.story("/a")
    newsroom.put("/1.xml", urlset("/a"), "application/xml")
    newsroom.put("/2.xml", page("No sitemap"), "text/html")
    index = newsroom.put("/index.xml", sitemap_index("/1.xml", "/2.xml", "/3.xml"))
    summary = newsroom.sync(index)

    assert counts(summary) == {"new": 1, "encoded": 1}
    assert [problem.where for problem in summary.problems] == [
        newsroom.at("/2.xml"),
        newsroom.at("/3.xml"),
    ]
    assert newsroom.source(index).problem is None
    newsroom.put("/index.xml", sitemap_index("/2.xml", "/3.xml"))
    assert newsroom.sync(index).failed == [index]
    assert newsroom.names() == ["/a"]


def test_sitemaps_without_end_are_left(newsroom: Newsroom) -> None:
    """Two hundred are read, and it is told that there are more."""
    for number in range(210):
        newsroom.put(f"/{number}.xml", sitemap_index(f"/{number + 1}.xml"), "application/xml")
    source = newsroom.at("/0.xml")
    summary = newsroom.sync(source)

    assert len(newsroom.asked()) == 201
    assert [problem.where for problem in summary.problems] == [source]
    assert "leads to more than 200 sitemaps" in summary.problems[0].what


def test_a_dry_run_writes_nothing(newsroom: Newsroom) -> None:
    """Neither articles nor what pages said: the next run asks them as if for the first time."""
    feed = newsroom.stories(2)
    before = list(newsroom.archive.connection.iterdump())
    plan = newsroom.plan(feed)

    assert len(plan.new) == 2
    assert list(newsroom.archive.connection.iterdump()) == before
    newsroom.asked()
    assert counts(newsroom.sync(feed)) == {"new": 2, "encoded": 2}
