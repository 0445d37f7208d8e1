"""Pages on the web the second time: what is asked for again, what changes, what goes."""

import pytest
from loopback_web import Respond, dripping, empty
from web_newsroom import CountingEncoder, Newsroom, counts, item, tale

WALL = "<html><body><p>Please enable JavaScript to read this site.</p></body></html>"


def stamped(path: str, day: int) -> str:
    """Return an entry that says when its page changed."""
    return item(path, more=f"<pubDate>{day} Mar 2022 08:00:00 +0000</pubDate>")


def test_what_did_not_change_costs_nothing(newsroom: Newsroom) -> None:
    """Listing and pages answer 304: nothing is read or encoded, no generation made."""
    feed = newsroom.stories(2)
    newsroom.sync(feed)
    before = newsroom.archive.sequence
    newsroom.asked()
    summary = newsroom.sync(feed, encoder=CountingEncoder(batches=0), minutes=61)

    assert counts(summary) == {"unchanged": 2}
    assert all("if-none-match" in hit.headers for hit in newsroom.site.hits[1:])
    assert newsroom.asked() == ["/feed.xml", "/1", "/2"]
    assert newsroom.archive.sequence == before
    assert newsroom.article("/1").last_seen == "2022-03-12T10:01:00+00:00"
    assert newsroom.article("/1").first_seen == "2022-03-12T09:00:00+00:00"


def test_a_page_is_left_alone_for_an_hour(newsroom: Newsroom) -> None:
    """Its listing says nothing new of it; it counts as met all the same."""
    feed = newsroom.stories(2)
    newsroom.sync(feed)
    newsroom.asked()

    assert counts(newsroom.sync(feed, minutes=59)) == {"unchanged": 2}
    assert newsroom.asked() == ["/feed.xml"]
    assert newsroom.article("/1").last_seen == "2022-03-12T09:59:00+00:00"
    newsroom.sync(feed, minutes=1)
    assert newsroom.asked() == ["/feed.xml", "/1", "/2"]


def test_a_page_is_asked_at_once_when_its_listing_says_that_it_changed(newsroom: Newsroom) -> None:
    """And only that one: of it the passages that changed are encoded."""
    for path in ("/1", "/2"):
        newsroom.story(path)
    feed = newsroom.feed("/feed.xml", stamped("/1", 11), stamped("/2", 11))
    newsroom.sync(feed)
    newsroom.asked()
    newsroom.story("/2", f"{tale('/2')}\n\n{tale('second')}\n\n{tale('third')}")
    newsroom.feed("/feed.xml", stamped("/1", 11), stamped("/2", 12))
    summary = newsroom.sync(feed, minutes=1)

    assert counts(summary) == {"changed": 1, "unchanged": 1, "encoded": 1}
    assert newsroom.asked() == ["/feed.xml", "/2"]
    assert newsroom.article("/2").text.endswith(tale("third"))


def test_only_the_passages_that_changed_are_encoded(newsroom: Newsroom) -> None:
    """Two passages of 60 words; one word of the second changes."""
    parts = [" ".join(["The", *[name] * 60, "sailed."]) for name in ("barge", "ferry", "tug")]
    source = newsroom.story("/a", "\n\n".join(parts[:2]))
    newsroom.sync(source)
    newsroom.story("/a", "\n\n".join((parts[0], parts[2])))
    encoder = CountingEncoder()

    assert counts(newsroom.sync(source, encoder=encoder)) == {"changed": 1, "encoded": 1}
    assert encoder.texts == [parts[2]]


def test_what_falls_off_a_feed_stays(newsroom: Newsroom) -> None:
    """Feeds hold the newest alone: all may go at once, and nothing is removed or held back."""
    feed = newsroom.stories(3)
    newsroom.sync(feed)
    newsroom.story("/4")
    newsroom.feed("/feed.xml", item("/4"))

    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}
    assert newsroom.names() == ["/1", "/2", "/3", "/4"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_removed(newsroom: Newsroom, status: int) -> None:
    """A fifth at most; more is held back until it is wanted."""
    feed = newsroom.stories(5)
    newsroom.sync(feed)
    newsroom.answer("/1", empty(status))
    assert counts(newsroom.sync(feed, minutes=90)) == {"unchanged": 4, "removed": 1}

    newsroom.answer("/2", empty(status))
    newsroom.sync(feed, minutes=1)
    newsroom.asked()
    assert counts(newsroom.sync(feed, minutes=20)) == {"unchanged": 4}
    assert newsroom.asked() == ["/feed.xml"]
    assert counts(newsroom.sync(feed, minutes=90)) == {"unchanged": 3, "held_back": 1}
    assert counts(newsroom.sync(feed, prune=True)) == {"unchanged": 3, "removed": 1}
    newsroom.story("/2")
    assert counts(newsroom.sync(feed, minutes=90)) == {"new": 1, "unchanged": 3, "encoded": 1}


@pytest.mark.parametrize(
    "failure", [empty(500, Retry_After="0"), empty(404), empty(403), dripping(60)]
)
def test_a_listing_that_fails_removes_nothing(newsroom: Newsroom, failure: Respond) -> None:
    """Its failure is noted and told; the next time it is well again."""
    feed = newsroom.stories(2)
    newsroom.sync(feed)
    newsroom.answer("/feed.xml", failure)
    summary = newsroom.sync(feed, minutes=90)

    assert (counts(summary), summary.failed) == ({}, [feed])
    assert [(problem.where, problem.kept) for problem in summary.problems] == [(feed, True)]
    assert newsroom.names() == ["/1", "/2"]
    record = newsroom.source(feed)
    assert record.problem == summary.problems[0].what
    assert record.succeeded == "2022-03-12T09:00:00+00:00"
    newsroom.stories(2)
    assert counts(newsroom.sync(feed)) == {"unchanged": 2}
    assert newsroom.source(feed).problem is None


def test_a_page_without_an_article_is_told_once_an_hour(newsroom: Newsroom) -> None:
    """It is not asked for at every poll; when it becomes an article, that is noticed."""
    newsroom.put("/a", WALL)
    feed = newsroom.feed("/feed.xml", item("/a"), item("/none"))
    summary = newsroom.sync(feed)
    assert [problem.where for problem in summary.problems] == [
        newsroom.at("/a"),
        newsroom.at("/none"),
    ]
    newsroom.asked()
    assert newsroom.sync(feed, minutes=15).problems == []
    assert newsroom.asked() == ["/feed.xml"]
    assert len(newsroom.sync(feed, minutes=60).problems) == 2
    newsroom.story("/a")
    assert counts(newsroom.sync(feed, minutes=60)) == {"new": 1, "encoded": 1}


def test_an_article_behind_a_wall_for_a_while_stays(newsroom: Newsroom) -> None:
    """What it held is kept; the page is asked without conditions until it holds it again."""
    feed = newsroom.stories(1)
    newsroom.sync(feed)
    newsroom.put("/1", WALL)
    summary = newsroom.sync(feed, minutes=90)

    assert [problem.kept for problem in summary.problems] == [True]
    newsroom.asked()
    assert counts(newsroom.sync(feed, minutes=15)) == {"unchanged": 1}
    assert newsroom.asked() == ["/feed.xml"]
    newsroom.story("/1", tale("again"))
    assert counts(newsroom.sync(feed, minutes=60)) == {"changed": 1, "encoded": 1}


def test_a_teaser_becomes_the_whole_story_and_no_teaser_again(newsroom: Newsroom) -> None:
    """Where the page says that it is not free, and shows the beginning of what it showed."""
    paid = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry leaves", '
        '"isAccessibleForFree": false}</script>'
    )
    first, rest = tale("first"), f"{tale('second')}\n\n{tale('third')}"
    feed = newsroom.feed("/feed.xml", item("/a"))
    newsroom.story("/a", first, head=paid)
    newsroom.sync(feed)
    newsroom.story("/a", f"{first}\n\n{rest}", head=paid)
    newsroom.sync(feed, minutes=90)
    assert newsroom.article("/a").text == f"{first}\n\n{rest}"

    newsroom.story("/a", f"{first}\n\nSubscribe to read on.", head=paid)
    summary = newsroom.sync(feed, minutes=90)
    assert "shows only the beginning" in summary.problems[0].what
    assert newsroom.article("/a").text == f"{first}\n\n{rest}"
    newsroom.story("/a", first)  # free, and shortened
    assert counts(newsroom.sync(feed, minutes=90)) == {"changed": 1, "encoded": 1}
    assert newsroom.article("/a").text == first


def test_pages_that_fell_off_a_feed_are_asked_again_after_a_week(newsroom: Newsroom) -> None:
    """Stories are corrected, and taken back, when no feed names them any more."""
    feed = newsroom.stories(5)
    newsroom.sync(feed)
    newsroom.feed("/feed.xml", item("/1"))
    newsroom.asked()
    newsroom.sync(feed, minutes=60 * 24 * 6)
    assert newsroom.asked() == ["/feed.xml", "/1"]
    newsroom.story("/2", tale("corrected"))
    newsroom.answer("/3", empty(410))
    summary = newsroom.sync(feed, minutes=60 * 24 + 1)

    assert counts(summary) == {"changed": 1, "unchanged": 3, "removed": 1, "encoded": 1}
    assert newsroom.asked() == ["/feed.xml", "/1", "/2", "/3", "/4", "/5"]
    newsroom.sync(feed, minutes=1)
    assert newsroom.asked() == ["/feed.xml"]


def test_a_feed_in_a_list_of_addresses_is_told(newsroom: Newsroom) -> None:
    """It is no article: the remedy is to name it as a source."""
    feed = newsroom.stories(1)
    (problem,) = newsroom.sync(newsroom.put("/list.urls", feed, "text/plain")).problems

    assert problem.where == feed
    assert problem.what == "is a feed, no article's page: name it as a source of its own"


def test_old_pages_that_fail_are_no_failure_of_their_feed(newsroom: Newsroom) -> None:
    """A site's old server may be gone for good: its articles stay, and it is asked once a week."""
    feed = newsroom.stories(8)
    newsroom.sync(feed)
    newsroom.feed("/feed.xml", item("/1"))
    for number in range(2, 9):
        newsroom.answer(f"/{number}", empty(500, Retry_After="0"))
    summary = newsroom.sync(feed, minutes=60 * 24 * 8)

    assert (counts(summary), summary.failed) == ({"unchanged": 1}, [])
    assert len(summary.problems) == 7
    assert len(newsroom.names()) == 8
    newsroom.asked()
    assert newsroom.sync(feed, minutes=60 * 24).problems == []
    assert newsroom.asked() == ["/feed.xml", "/1"]
