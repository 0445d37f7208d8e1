from itertools import chain, count

import pytest
from fetching_kinds import LOOPBACK, Failing, Hourglass, MakeFetcher
from loopback_web import Site, dripping, empty, endless, in_turn, page, serving

from embeddings.errors import FetchFailure
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.results import Fetched, FetchLimits, Gone

RULES = b"""User-agent: *
Disallow: /

User-agent: pullquote
Allow: /news/$
Disallow: /private
"""


def asked_for_rules(site: Site) -> int:
    """Return how often robots.txt was asked for."""
    return sum(hit.path == "/robots.txt" for hit in site.hits)


def test_a_page_closed_to_robots_is_not_asked_for(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """The rules for the project's own name count, and the error says that it is the rules."""
    site.answers["/robots.txt"] = page(RULES)
    error = failing(fetcher, site.at("/private/story"))
    assert error.reason is FetchFailure.ROBOTS
    assert site.at("/private/story") in str(error)
    assert isinstance(fetcher.fetch(site.at("/open")), Gone)
    assert site.asked == ["/open"]


def test_only_the_name_is_looked_up_in_the_rules(site: Site, fetcher: Fetcher) -> None:
    """A robot called like a word of the project page is another one."""
    site.answers["/robots.txt"] = page(b"User-agent: desk\nDisallow: /")
    assert isinstance(fetcher.fetch(site.at("/story")), Gone)


def test_rules_that_begin_with_a_byte_order_mark_count(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """Some editors put one there; the first line is not lost by it."""
    site.answers["/robots.txt"] = page(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /closed")
    assert failing(fetcher, site.at("/closed")).reason is FetchFailure.ROBOTS


def test_a_crawl_delay_lies_between_two_pages(
    site: Site, fetcher: Fetcher, hourglass: Hourglass
) -> None:
    """It replaces a shorter delay of ours; the first page comes at once."""
    site.answers["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 9")
    fetcher.fetch(site.at("/one"))
    fetcher.fetch(site.at("/two"))
    assert hourglass.waits == [9.0]


def test_a_shorter_crawl_delay_does_not_make_us_faster(
    site: Site, fetcher: Fetcher, hourglass: Hourglass
) -> None:
    """The longer of both delays holds."""
    site.answers["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 0.1")
    fetcher.fetch(site.at("/one"))
    fetcher.fetch(site.at("/two"))
    assert hourglass.waits == [1.0]


def test_a_crawl_delay_too_long_for_a_run_leaves_the_rest_for_later(
    site: Site, fetcher: Fetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """One page comes; the next is refused with the time to come back at, and nothing waits."""
    site.answers["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 900")
    fetcher.fetch(site.at("/one"))
    error = failing(fetcher, site.at("/two"))
    assert (error.reason, error.retry_after_seconds) == (FetchFailure.BUSY, 900.0)
    assert hourglass.waits == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_is_open(site: Site, fetcher: Fetcher, status: int) -> None:
    """RFC 9309, 2.3.1.3: answers of the 400s mean that everything may be read."""
    site.answers["/robots.txt"] = empty(status)
    site.answers["/story"] = page(b"text")
    assert isinstance(fetcher.fetch(site.at("/story")), Fetched)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_whose_rules_fail_is_left_alone_for_now(
    site: Site, fetcher: Fetcher, failing: Failing, hourglass: Hourglass, status: int
) -> None:
    """RFC 9309, 2.3.1.4: nobody knows what may be read, until it can be asked again."""
    site.answers["/robots.txt"] = empty(status)
    error = failing(fetcher, site.at("/story"))
    assert error.reason is FetchFailure.ROBOTS_UNAVAILABLE
    assert f"{site.at('/robots.txt')} answers {status}" in str(error)
    failing(fetcher, site.at("/other"))
    assert (asked_for_rules(site), site.asked) == (3, [])
    hourglass.now += 600.0
    site.answers["/robots.txt"] = empty(404)
    assert isinstance(fetcher.fetch(site.at("/story")), Gone)


def test_rules_that_never_end_to_come_are_a_server_too_slow(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """Their time limit is that of every request."""
    site.answers["/robots.txt"] = dripping(100.0)
    limits = FetchLimits(read_timeout_seconds=0.1, allowed_networks=LOOPBACK)
    error = failing(make_fetcher(limits=limits), site.at("/story"))
    assert error.reason is FetchFailure.TIMEOUT
    assert site.asked == []


def test_rules_are_asked_for_once_by_site(site: Site, fetcher: Fetcher) -> None:
    """Another host is another site, and has rules of its own."""
    for path in ("/one", "/two", "/three"):
        fetcher.fetch(site.at(path))
    assert asked_for_rules(site) == 1
    fetcher.fetch(site.at("/one", host="other.test"))
    assert asked_for_rules(site) == 2


@pytest.mark.parametrize(
    ("control", "age"),
    [
        ("max-age=1000", 1000),
        ("no-store", 86_400),
        ("max-age=0", 300),
        ("max-age=9999999", 86_400),
    ],
)
def test_rules_grow_old(
    site: Site, fetcher: Fetcher, hourglass: Hourglass, control: str, age: int
) -> None:
    """They hold for as long as they say, between five minutes and a day."""
    site.answers["/robots.txt"] = empty(200, Cache_Control=control)
    fetcher.fetch(site.at("/one"))
    hourglass.now = age - 1.0
    fetcher.fetch(site.at("/two"))
    assert asked_for_rules(site) == 1
    hourglass.now = age + 1.0
    fetcher.fetch(site.at("/three"))
    assert asked_for_rules(site) == 2


def test_rules_may_lie_behind_a_redirect(site: Site, fetcher: Fetcher, failing: Failing) -> None:
    """They count for the site that was asked, wherever they are kept."""
    with serving() as kept:
        kept.answers["/rules"] = page(b"User-agent: *\nDisallow: /story")
        site.answers["/robots.txt"] = empty(301, Location=kept.at("/rules", host="kept.test"))
        assert failing(fetcher, site.at("/story")).reason is FetchFailure.ROBOTS


def test_rules_behind_a_circle_are_none(site: Site, fetcher: Fetcher) -> None:
    """RFC 9309, 2.3.1.2: what redirects too often is as good as missing."""
    site.answers["/robots.txt"] = empty(302, Location="/robots.txt")
    assert isinstance(fetcher.fetch(site.at("/story")), Gone)


def test_rules_behind_a_private_address_are_not_asked_for(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """The way to the rules is guarded like every other."""
    site.answers["/robots.txt"] = empty(302, Location="http://intranet.test/robots.txt")
    error = failing(make_fetcher(names={"intranet.test": ["10.0.0.1"]}), site.at("/story"))
    assert error.reason is FetchFailure.NETWORK
    assert site.asked == []


def test_the_first_half_megabyte_of_huge_rules_counts(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """RFC 9309, 2.5: the rest is not read, however long it goes on."""
    filling = (f"Disallow: /padding/{number:012}\n".encode() for number in count())
    first = b"User-agent: *\nDisallow: /closed\n"
    site.answers["/robots.txt"] = endless(chain([first], filling))
    assert failing(fetcher, site.at("/closed")).reason is FetchFailure.ROBOTS
    assert failing(fetcher, site.at("/padding/000000000007")).reason is FetchFailure.ROBOTS
    assert isinstance(fetcher.fetch(site.at("/padding/000000099999")), Gone)


def test_a_rule_that_was_cut_is_no_rule(site: Site, fetcher: Fetcher) -> None:
    """Half of "/secret" would be "/", and close the whole site."""
    first, last = b"User-agent: *\n", b"Disallow: /"
    comment = b"#" * (512 * 1024 - len(first) - len(last) - 1) + b"\n"
    site.answers["/robots.txt"] = page(first + comment + last + b"secret\n")
    assert isinstance(fetcher.fetch(site.at("/story")), Gone)


def test_rules_are_not_asked_for_while_the_host_wants_to_be_left_alone(
    site: Site, fetcher: Fetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """A pause is no failure of theirs: it ends when the host said, and not later."""
    site.answers["/robots.txt"] = empty(200, Cache_Control="max-age=300")
    site.answers["/story"] = empty(429, Retry_After="500")
    failing(fetcher, site.at("/story"))
    hourglass.now = 400.0
    error = failing(fetcher, site.at("/other"))
    assert (error.reason, error.retry_after_seconds) == (FetchFailure.BUSY, 100.0)
    hourglass.now = 500.0
    assert isinstance(fetcher.fetch(site.at("/other")), Gone)


def test_a_page_instead_of_rules_forbids_nothing(site: Site, fetcher: Fetcher) -> None:
    """Many sites answer every path with their front page."""
    site.answers["/robots.txt"] = in_turn(page(b"<!doctype html><title>News</title>"))
    assert isinstance(fetcher.fetch(site.at("/story")), Gone)
