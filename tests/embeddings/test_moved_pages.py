"""Pages on the web that move, redirect or change their names: no story is lost or doubled."""

from loopback_web import Respond, empty
from web_newsroom import Newsroom, counts, item, tale

WALL = "<html><body><p>Please enable JavaScript to read this site.</p></body></html>"


def moved(address: str, status: int = 301) -> Respond:
    """Return the answer that a page stands elsewhere."""
    return empty(status, Location=address)


def test_a_page_that_moved_for_good_leaves_no_second_copy(newsroom: Newsroom) -> None:
    """All of a site may move at once: each story is at its new address alone, with its vectors."""
    feed = newsroom.stories(3)
    newsroom.sync(feed)
    for number in range(1, 4):
        newsroom.story(f"/new/{number}", tale(f"/{number}"))
        newsroom.answer(f"/{number}", moved(newsroom.at(f"/new/{number}")))
    summary = newsroom.sync(feed, minutes=90)

    assert counts(summary) == {"new": 3, "removed": 3}
    assert newsroom.names() == ["/new/1", "/new/2", "/new/3"]
    assert counts(newsroom.sync(feed, minutes=90)) == {"unchanged": 3}
    newsroom.feed("/feed.xml", *(item(f"/new/{number}") for number in range(1, 4)))
    assert counts(newsroom.sync(feed, minutes=90)) == {"unchanged": 3}


def test_a_page_that_moved_but_is_called_the_same_is_the_same(newsroom: Newsroom) -> None:
    """The canonical address is the article."""
    newsroom.story("/1", canonical=newsroom.at("/story"))
    feed = newsroom.feed("/feed.xml", item("/1"))
    newsroom.sync(feed)
    newsroom.story("/2", tale("/1"), canonical=newsroom.at("/story"))
    newsroom.answer("/1", moved(newsroom.at("/2")))

    assert counts(newsroom.sync(feed, minutes=90)) == {"unchanged": 1}
    assert newsroom.names() == ["/story"]
    newsroom.asked()
    newsroom.sync(feed, minutes=90)
    assert "if-none-match" in newsroom.site.hits[-1].headers
    assert newsroom.asked() == ["/feed.xml", "/1", "/2"]


def test_a_page_that_calls_itself_otherwise_replaces_what_it_gave(newsroom: Newsroom) -> None:
    """The article under its old name is no orphan; a mere change of spelling is none at all."""
    newsroom.story("/1", canonical=newsroom.at("/story-a"))
    feed = newsroom.feed("/feed.xml", item("/1"))
    newsroom.sync(feed)
    newsroom.story("/1", canonical=newsroom.at("/story-b"))
    assert counts(newsroom.sync(feed, minutes=90)) == {"new": 1, "removed": 1}
    assert newsroom.names() == ["/story-b"]

    newsroom.story("/1", canonical=newsroom.at("/story-b/").replace("http:", "https:"))
    assert counts(newsroom.sync(feed, minutes=90)) == {"changed": 1}
    assert newsroom.names() == ["/story-b"]
    assert newsroom.article("/story-b").url == newsroom.at("/story-b/").replace("http:", "https:")


def test_many_pages_that_lead_to_one_lose_nothing(newsroom: Newsroom) -> None:
    """That is a wall before them, such as a page to sign in, not their new place."""
    feed = newsroom.stories(3)
    newsroom.sync(feed)
    newsroom.story("/sign-in")
    for number in range(1, 4):
        newsroom.answer(f"/{number}", moved(newsroom.at("/sign-in")))
    summary = newsroom.sync(feed, minutes=90)

    assert counts(summary) == {"new": 1, "held_back": 3, "encoded": 1}
    assert newsroom.names() == ["/1", "/2", "/3", "/sign-in"]


def test_a_passing_redirect_to_another_page_changes_nothing(newsroom: Newsroom) -> None:
    """It is told; the other page is no new state of the article."""
    feed = newsroom.stories(1)
    newsroom.sync(feed)
    newsroom.story("/sign-in")
    newsroom.answer("/1", moved(newsroom.at("/sign-in"), 302))
    summary = newsroom.sync(feed, minutes=90)

    assert counts(summary) == {}
    assert "leads to another page for now" in summary.problems[0].what
    assert newsroom.names() == ["/1"]
    newsroom.story("/1")
    assert counts(newsroom.sync(feed, minutes=90)) == {"unchanged": 1}


def test_a_link_that_always_redirects_follows_its_page(newsroom: Newsroom) -> None:
    """Counters of clicks send readers on with a passing redirect; the page behind may change."""
    newsroom.answer("/click?1", moved(newsroom.at("/1"), 302))
    newsroom.story("/1")
    feed = newsroom.feed("/feed.xml", item("/click?1"))
    assert counts(newsroom.sync(feed)) == {"new": 1, "encoded": 1}
    newsroom.story("/1", tale("changed"))
    assert counts(newsroom.sync(feed, minutes=90)) == {"changed": 1, "encoded": 1}
    assert newsroom.names() == ["/1"]


def test_a_site_that_switches_to_https_or_drops_its_slashes_keeps_its_articles(
    newsroom: Newsroom,
) -> None:
    """The id stays, so that quotes already posted lead on; nothing is encoded again."""
    newsroom.story("/a/")
    feed = newsroom.feed("/feed.xml", item("/a/"))
    newsroom.sync(feed)
    newsroom.story("/a", tale("/a/"), canonical=newsroom.at("/a").replace("http:", "https:"))
    newsroom.feed("/feed.xml", item("/a"))

    assert counts(newsroom.sync(feed, minutes=1)) == {"changed": 1}
    assert newsroom.names() == ["/a/"]
    assert newsroom.article("/a/").url == newsroom.at("/a").replace("http:", "https:")
    assert counts(newsroom.sync(feed, minutes=1)) == {"unchanged": 1}


def test_a_site_that_moved_leaves_no_second_copy_of_what_its_feed_has_dropped(
    newsroom: Newsroom,
) -> None:
    """The feed names the new addresses alone: the old ones say in time where they went."""
    feed = newsroom.stories(3)
    newsroom.sync(feed)
    for number in range(1, 4):
        newsroom.story(f"/new/{number}", tale(f"/{number}"))
        newsroom.answer(f"/{number}", moved(newsroom.at(f"/new/{number}")))
    newsroom.feed("/feed.xml", *(item(f"/new/{number}") for number in range(1, 4)))
    assert counts(newsroom.sync(feed, minutes=90)) == {"new": 3}

    summary = newsroom.sync(feed, minutes=60 * 24 * 8)
    assert counts(summary) == {"unchanged": 3, "removed": 3}
    assert newsroom.names() == ["/new/1", "/new/2", "/new/3"]
