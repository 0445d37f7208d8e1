"""One story on the web that several listings name: it is one article, and goes as one."""

import pytest
from web_newsroom import Newsroom, counts, item, rss, tale, urlset

from embeddings.errors import InputError
from embeddings.storage.ledger import Ledger
from embeddings.syncing.removal import remove_sources
from embeddings.syncing.takedown import lift, take_down

WALL = "<html><body><p>Please enable JavaScript to read this site.</p></body></html>"


def _two_feeds(newsroom: Newsroom) -> list[str]:
    """Publish two feeds of one site that list one story, each with its own marks and stamps."""
    newsroom.story("/a", canonical=newsroom.at("/a"))
    one = item("/a?utm_source=one", more="<pubDate>11 Mar 2022 08:00:00 +0000</pubDate>")
    other = item("/print/a", more="<pubDate>12 Mar 2022 08:00:00 +0000</pubDate>")
    again = item("/a?at_medium=rss", more="<pubDate>13 Mar 2022 08:00:00 +0000</pubDate>")
    newsroom.story("/print/a", tale("/a"), canonical=newsroom.at("/a"))
    return [
        newsroom.feed("/one.xml", one, title="Desk: World"),
        newsroom.feed("/two.xml", other, again, title="Desk: Sport"),
    ]


def test_one_article_of_two_feeds_is_one(newsroom: Newsroom) -> None:
    """However it is linked: no clash, one source, and no page asked for at every poll."""
    feeds = _two_feeds(newsroom)
    summary = newsroom.sync(*feeds)
    assert (counts(summary), summary.problems) == ({"new": 1, "encoded": 1}, [])
    assert newsroom.asked() == ["/one.xml", "/a", "/two.xml", "/print/a"]

    for _ in range(2):
        for order in (feeds, feeds[::-1], feeds[:1], feeds[1:]):
            summary = newsroom.sync(*order, minutes=1)
            assert (counts(summary), summary.problems) == ({"unchanged": 1}, [])
            assert {path for path in newsroom.asked() if "xml" not in path} == set()
            assert newsroom.article("/a").source == feeds[0]


def test_a_change_is_taken_from_whichever_feed_brings_it(newsroom: Newsroom) -> None:
    """Its source stays what it was, and so does what that one alone says of it."""
    feeds = _two_feeds(newsroom)
    newsroom.sync(*feeds)
    newsroom.story("/a", tale("changed"), canonical=newsroom.at("/a"))

    assert counts(newsroom.sync(feeds[1], minutes=90)) == {"changed": 1, "encoded": 1}
    assert newsroom.article("/a").source == feeds[0]
    assert newsroom.article("/a").text == tale("changed")
    assert newsroom.article("/a").outlet == "Desk: World"
    assert counts(newsroom.sync(*feeds, minutes=1)) == {"unchanged": 1}


def test_a_removed_feed_leaves_its_articles_to_the_others(newsroom: Newsroom) -> None:
    """What the other one lists comes back with it, and the removed one's problems are gone."""
    feeds = _two_feeds(newsroom)
    newsroom.sync(*feeds)

    assert remove_sources(newsroom.archive, feeds[:1]) == 1
    assert newsroom.names() == []
    assert counts(newsroom.sync(feeds[1], minutes=1)) == {"new": 1, "encoded": 1}
    assert newsroom.article("/a").source == feeds[1]


def test_a_feed_that_is_not_synced_any_more_loses_its_articles_to_the_others(
    newsroom: Newsroom,
) -> None:
    """After a week: to remove the old feed of a site must not take the new one's articles."""
    feeds = _two_feeds(newsroom)
    newsroom.sync(*feeds)
    newsroom.sync(feeds[1], minutes=60 * 24 * 8)

    assert newsroom.article("/a").source == feeds[1]
    assert remove_sources(newsroom.archive, feeds[:1]) == 0
    assert newsroom.names() == ["/a"]


def test_what_was_removed_comes_back_at_once(newsroom: Newsroom) -> None:
    """Removing a feed forgets what its pages said; a feed nobody indexed cannot be removed."""
    feed = newsroom.stories(3)
    newsroom.sync(feed)
    assert remove_sources(newsroom.archive, [feed]) == 3
    ledger = Ledger(newsroom.archive)
    assert [ledger.page(address) for address in (newsroom.at("/1"), feed)] == [None, None]

    assert counts(newsroom.sync(feed)) == {"new": 3, "encoded": 3}
    with pytest.raises(InputError, match="No article in the index came from"):
        remove_sources(newsroom.archive, [newsroom.at("/other.xml")])


def test_whole_articles_of_two_feeds_do_not_change_places(newsroom: Newsroom) -> None:
    """A site's sections print one story under two names: the first feed's stays."""
    feeds = [
        newsroom.feed(f"/{name}.xml", item("/a", tale("a")), title=f"Desk: {name}")
        for name in ("World", "Sport")
    ]
    newsroom.sync(*feeds)
    for order in (feeds[1:], feeds, feeds[::-1]):
        assert counts(newsroom.sync(*order, minutes=1)) == {"unchanged": 1}
        assert newsroom.article("/a").outlet == "Desk: World"
        assert newsroom.article("/a").source == feeds[0]


def test_a_feed_gives_way_to_the_page_that_it_copies(newsroom: Newsroom) -> None:
    """Where a sitemap leads to the page itself, the two do not change places at every poll."""
    newsroom.story("/a", f"{tale('a')}\n\n{tale('more')}")
    feed = newsroom.feed("/feed.xml", item("/a", tale("a")))
    sitemap = newsroom.put("/map.xml", urlset("/a"))
    newsroom.sync(feed)
    assert counts(newsroom.sync(sitemap)) == {"changed": 1, "encoded": 1}

    for _ in range(2):
        for source in (feed, sitemap):
            assert counts(newsroom.sync(source, minutes=40)) == {"unchanged": 1}
    newsroom.put("/feed.xml", rss(item("/a", tale("b"))))
    assert counts(newsroom.sync(feed, minutes=1)) == {"unchanged": 1}


def test_a_page_for_printing_does_not_take_turns_with_the_page_itself(newsroom: Newsroom) -> None:
    """What is named after its address is what that address says; the other one only points."""
    newsroom.story("/a", canonical=newsroom.at("/a"))
    newsroom.story("/print/a", tale("print"), canonical=newsroom.at("/a"))
    feeds = [newsroom.feed("/1.xml", item("/a")), newsroom.feed("/2.xml", item("/print/a"))]
    for _ in range(3):
        for feed in feeds:
            newsroom.sync(feed, minutes=40)
            assert newsroom.article("/a").text == tale("/a")
    newsroom.story("/a", tale("changed"), canonical=newsroom.at("/a"))
    newsroom.story("/print/a", tale("print changed"), canonical=newsroom.at("/a"))
    newsroom.sync(feeds[1], minutes=90)
    assert newsroom.article("/a").text == tale("changed")
    newsroom.sync(*feeds[::-1], minutes=90)
    assert newsroom.article("/a").text == tale("changed")


@pytest.mark.parametrize("name", ["/1", "/1?utm_source=rss", "/1/", "id"])
def test_what_was_taken_down_is_not_fetched_again(newsroom: Newsroom, name: str) -> None:
    """However its address is written, and whatever lists it; lifted, it comes back."""
    newsroom.story("/1", canonical=newsroom.at("/1"))
    newsroom.story("/print/1", tale("/1"), canonical=newsroom.at("/1"))
    feed = newsroom.feed("/feed.xml", item("/1"), item("/print/1"))
    sources = [feed, newsroom.put("/map.xml", urlset("/1/", "/1#top")), newsroom.at("/1")]
    sources.append(newsroom.feed("/whole.xml", item("/1?utm_source=a", tale("/1"))))
    newsroom.sync(*sources[:2])
    name = newsroom.at("/1" if name == "id" else name)
    take_down(newsroom.archive, name, newsroom.now)
    assert newsroom.names() == []
    newsroom.asked()

    newsroom.sync(*sources, minutes=90)
    assert newsroom.names() == []
    assert {path for path in newsroom.asked() if "xml" not in path} <= {"/1"}  # the source
    lift(newsroom.archive, name)
    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}
    take_down(newsroom.archive, name, newsroom.now)
    lift(newsroom.archive, name)
    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}  # at once


def test_what_was_taken_down_before_it_came_never_comes(newsroom: Newsroom) -> None:
    """It is known by its address alone; its page is not asked for."""
    feed = newsroom.stories(2)
    take_down(newsroom.archive, newsroom.at("/1/"), newsroom.now)

    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}
    assert newsroom.asked() == ["/feed.xml", "/2"]


def test_a_page_that_was_met_as_its_copy_in_a_feed_is_read_the_next_time(
    newsroom: Newsroom,
) -> None:
    """That it has not changed since must not hide what it says."""
    newsroom.story("/a", f"{tale('a')}\n\n{tale('more')}")
    sources = [newsroom.feed("/feed.xml", item("/a", tale("a")))]
    sources.append(newsroom.put("/map.xml", urlset("/a")))
    assert counts(newsroom.sync(*sources)) == {"new": 1, "encoded": 1}

    newsroom.sync(*sources, minutes=61)
    assert newsroom.article("/a").text == f"{tale('a')}\n\n{tale('more')}"
