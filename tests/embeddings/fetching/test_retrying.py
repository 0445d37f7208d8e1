import socket
import struct

import pytest
from fetching_kinds import LOOPBACK, Failing, Hourglass, MakeFetcher
from loopback_web import Handler, Respond, Site, empty, in_turn, page

from embeddings.errors import FetchFailure
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.pacing import backoff, retry_after
from embeddings.fetching.results import Fetched, FetchLimits

PAGE = page(b"text")


def short(handler: Handler) -> None:
    """Promise more than is sent."""
    handler.close_connection = True
    handler.head(200, {"Content-Length": "1000"})
    handler.wfile.write(b"half a page")


def reset(handler: Handler) -> None:
    """Break the connection off in the middle of the answer."""
    handler.close_connection = True
    handler.head(200, {"Content-Length": "1000"})
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def babble(handler: Handler) -> None:
    """Answer with what is no HTTP."""
    handler.close_connection = True
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


def test_too_many_requests_are_tried_again_when_the_server_says(
    site: Site, fetcher: Fetcher, hourglass: Hourglass
) -> None:
    """429 with Retry-After is waited for exactly so long, and then the page comes."""
    site.answers["/story"] = in_turn(empty(429, Retry_After="7"), PAGE)
    assert isinstance(fetcher.fetch(site.at("/story")), Fetched)
    assert hourglass.waits == [7.0]


def test_retry_after_may_be_a_date(site: Site, fetcher: Fetcher, hourglass: Hourglass) -> None:
    """A date counts from the server's own, whatever our clock says."""
    later = empty(
        503, Date="Sat, 01 Jan 2000 10:00:00 GMT", Retry_After="Sat, 01 Jan 2000 10:00:30 GMT"
    )
    site.answers["/story"] = in_turn(later, PAGE)
    assert isinstance(fetcher.fetch(site.at("/story")), Fetched)
    assert hourglass.waits == [30.0]


def test_a_pause_longer_than_a_run_waits_ends_the_fetch(
    site: Site, fetcher: Fetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """The host is left alone, and the caller is told for how long; other pages of it as well."""
    site.answers["/story"] = empty(429, Retry_After="3600")
    error = failing(fetcher, site.at("/story"))
    assert (error.reason, error.retry_after_seconds) == (FetchFailure.BUSY, 3600.0)
    hourglass.now += 600.0
    assert failing(fetcher, site.at("/other")).retry_after_seconds == 3000.0
    assert site.asked == ["/story"]
    assert hourglass.waits == []


def test_a_server_that_stays_busy_is_an_error_that_says_how_long(
    site: Site, fetcher: Fetcher, failing: Failing
) -> None:
    """What the last answer asks for is passed on, so that a schedule can keep to it."""
    site.answers["/story"] = empty(429, Retry_After="7")
    error = failing(fetcher, site.at("/story"))
    assert (error.reason, error.retry_after_seconds) == (FetchFailure.BUSY, 7.0)
    assert site.asked == ["/story"] * 3


def test_a_server_that_fails_three_times_is_an_error(
    site: Site, fetcher: Fetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """Each wait is twice the one before; after the third attempt the caller hears of it."""
    site.answers["/story"] = empty(503)
    error = failing(fetcher, site.at("/story"))
    assert error.reason is FetchFailure.SERVER_ERROR
    assert f"{site.at('/story')} answers 503" in str(error)
    assert site.asked == ["/story"] * 3
    assert hourglass.waits == [1.0, 2.0]


@pytest.mark.parametrize("failure", [empty(500), empty(502), empty(504), short, reset, babble])
def test_what_fails_in_passing_is_tried_again(
    site: Site, fetcher: Fetcher, failure: Respond
) -> None:
    """Server errors, lost connections and cut answers do not cost the page."""
    site.answers["/story"] = in_turn(failure, PAGE)
    fetched = fetcher.fetch(site.at("/story"))
    assert isinstance(fetched, Fetched)
    assert fetched.body == b"text"


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (short, FetchFailure.BROKEN),
        (reset, FetchFailure.UNREACHABLE),
        (babble, FetchFailure.BROKEN),
    ],
)
def test_half_a_page_is_an_error(
    site: Site, fetcher: Fetcher, failing: Failing, failure: Respond, reason: FetchFailure
) -> None:
    """What came before the connection was lost is thrown away."""
    site.answers["/story"] = failure
    assert failing(fetcher, site.at("/story")).reason is reason
    assert site.asked == ["/story"] * 3


def test_an_old_server_ends_its_page_by_hanging_up(site: Site, fetcher: Fetcher) -> None:
    """HTTP/1.0 knows no length: the end of the connection is the end of the page."""

    def old(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nthe whole page")

    site.answers["/story"] = old
    fetched = fetcher.fetch(site.at("/story"))
    assert isinstance(fetched, Fetched)
    assert (fetched.body, fetched.content_type, fetched.charset) == (b"the whole page", None, None)


def test_a_server_that_is_down_is_unreachable(make_fetcher: MakeFetcher, failing: Failing) -> None:
    """Nobody listening is told from robots being forbidden; the next page does not try again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    fetcher = make_fetcher()
    for path in ("story", "other"):
        error = failing(fetcher, f"http://news.test:{port}/{path}")
        assert error.reason is FetchFailure.UNREACHABLE
        assert f"http://news.test:{port}/robots.txt" in str(error)


def test_a_name_nobody_knows_is_unreachable(failing: Failing, hourglass: Hourglass) -> None:
    """A resolver that finds nothing is a failure in passing, and an error in the end."""

    def unknown(host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is unknown")

    with Fetcher("Pullquote/1.0", resolver=unknown, clock=hourglass.clock()) as fetcher:
        error = failing(fetcher, "http://nowhere.test/story")
    assert error.reason is FetchFailure.UNREACHABLE
    assert "nowhere.test" in str(error)


def test_pages_of_a_host_are_a_delay_apart(
    site: Site, make_fetcher: MakeFetcher, hourglass: Hourglass
) -> None:
    """The delay runs from the end of one page; robots.txt is not one, time that passed counts."""
    limits = FetchLimits(delay_seconds=5.0, allowed_networks=LOOPBACK)
    fetcher = make_fetcher(limits=limits)
    fetcher.fetch(site.at("/one"))
    fetcher.fetch(site.at("/two"))
    hourglass.now += 2.0
    fetcher.fetch(site.at("/three"))
    hourglass.now += 20.0
    fetcher.fetch(site.at("/four"))
    assert hourglass.waits == [5.0, 3.0]


def test_hosts_have_delays_of_their_own(
    site: Site, fetcher: Fetcher, hourglass: Hourglass
) -> None:
    """Taking turns between hosts costs no waiting."""
    fetcher.fetch(site.at("/story", host="one.test"))
    fetcher.fetch(site.at("/story", host="two.test"))
    assert hourglass.waits == []
    fetcher.fetch(site.at("/story", host="ONE.test."))
    assert hourglass.waits == [1.0]


def test_waits_double_and_are_spread() -> None:
    """Chance draws the wait out to at most twice as long."""
    assert [backoff(attempt, 0.0) for attempt in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert [backoff(attempt, 1.0) for attempt in (1, 2, 3)] == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Tue, 14 Nov 2023 22:13:50 GMT", 30.0),
        ("Tue, 14 Nov 2023 22:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 5000, None),
        ("Tue, 99 Nov 2023 22:13:50 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(said: str, seconds: float | None) -> None:
    """Without the server's own date ours counts; what cannot be read says nothing."""
    assert retry_after({"retry-after": said}, 1_700_000_000.0) == seconds
