import time
import tracemalloc
import zlib
from collections.abc import Iterator
from itertools import chain, repeat

from fetching_kinds import LOOPBACK, Failing, Hourglass, MakeFetcher
from loopback_web import Handler, Site, dripping, endless, page

from embeddings.errors import FetchFailure
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.pacing import Clock
from embeddings.fetching.results import Fetched, FetchLimits, Gone

MEGABYTE = 1_000_000


def of_size(max_bytes: int) -> FetchLimits:
    """Return limits with that size."""
    return FetchLimits(max_bytes=max_bytes, allowed_networks=LOOPBACK)


def in_time(hourglass: Hourglass, seconds: float, silence: float) -> tuple[FetchLimits, Clock]:
    """Return limits of so much time, and a clock that goes by itself but never waits."""
    limits = FetchLimits(
        timeout_seconds=seconds, read_timeout_seconds=silence, allowed_networks=LOOPBACK
    )
    return limits, Clock(monotonic=time.monotonic, wait=hourglass.waits.append)


def bomb(megabytes: int) -> Iterator[bytes]:
    """Yield the gzip packing of so many megabytes of zeros, a thousandth of their size.

    The pieces are as large as a single read may be: each unpacks to fifty megabytes.
    """
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    zeros = bytes(MEGABYTE)
    yield packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    yield from repeat(block * 50, megabytes // 50)


def test_a_page_as_large_as_the_limit_is_taken(site: Site, make_fetcher: MakeFetcher) -> None:
    """The limit itself is still allowed."""
    site.answers["/story"] = page(b"x" * 1000)
    fetched = make_fetcher(limits=of_size(1000)).fetch(site.at("/story"))
    assert isinstance(fetched, Fetched)
    assert len(fetched.body) == 1000


def test_a_page_beyond_the_limit_is_refused(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """One byte more is too large; the error names the limit, and nothing is asked twice."""
    site.answers["/story"] = page(b"x" * 1001)
    error = failing(make_fetcher(limits=of_size(1000)), site.at("/story"))
    assert error.reason is FetchFailure.TOO_LARGE
    assert "1,000 bytes" in str(error)
    assert site.asked == ["/story"]


def test_an_endless_body_is_cut_off(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """A body without length or end is left where the limit is passed."""
    site.answers["/radio"] = endless(repeat(b"x" * 10_000))
    error = failing(make_fetcher(limits=of_size(MEGABYTE)), site.at("/radio"))
    assert error.reason is FetchFailure.TOO_LARGE


def test_an_endless_packing_of_nothing_is_cut_off(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """Packed bytes count as well: empty gzip blocks could go on for ever."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    head = packer.flush(zlib.Z_SYNC_FLUSH)
    nothing = b"\0\0\0\xff\xff" * 2000
    pieces = chain([head], repeat(nothing))
    site.answers["/empty"] = endless(pieces, {"Content-Encoding": "gzip"})
    error = failing(make_fetcher(limits=of_size(MEGABYTE)), site.at("/empty"))
    assert error.reason is FetchFailure.TOO_LARGE


def test_a_gzip_bomb_is_never_held_in_memory(
    site: Site, make_fetcher: MakeFetcher, failing: Failing
) -> None:
    """A gigabyte packed into one is cut at the limit; memory holds a few times that limit."""
    site.answers["/bomb"] = endless(bomb(1000), {"Content-Encoding": "gzip"})
    fetcher = make_fetcher(limits=of_size(MEGABYTE))
    fetcher.fetch(site.at("/warm-up"))
    tracemalloc.start()
    try:
        error = failing(fetcher, site.at("/bomb"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.reason is FetchFailure.TOO_LARGE
    assert peak < 6 * MEGABYTE


def test_a_bomb_under_the_limit_is_unpacked_whole(site: Site, make_fetcher: MakeFetcher) -> None:
    """The same packing is a page where the limit allows for it: nothing is lost between pieces."""
    zeros = bytes(3 * MEGABYTE)
    packed = zlib.compress(zeros, wbits=zlib.MAX_WBITS | 16)
    site.answers["/zeros"] = page(packed, headers={"Content-Encoding": "gzip"})
    fetched = make_fetcher(limits=of_size(3 * MEGABYTE)).fetch(site.at("/zeros"))
    assert isinstance(fetched, Fetched)
    assert fetched.body == zeros


def test_a_body_that_drips_is_cut_by_the_time_limit(
    site: Site, make_fetcher: MakeFetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """The limit is for the whole answer: a byte now and then does not prolong it."""
    site.answers["/slow"] = dripping(0.02)
    limits, clock = in_time(hourglass, seconds=0.2, silence=10.0)
    started = time.monotonic()
    error = failing(make_fetcher(limits=limits, clock=clock), site.at("/slow"))
    assert error.reason is FetchFailure.TIMEOUT
    assert time.monotonic() - started < 3
    assert site.asked == ["/slow"]


def test_an_answer_that_came_too_late_is_not_read_on(
    site: Site, fetcher: Fetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """The clock decides, also where the bytes never kept anyone waiting."""

    def late(handler: Handler) -> None:
        hourglass.now += 31.0
        handler.head(200, {"Content-Length": "1000000"})

    site.answers["/late"] = late
    assert failing(fetcher, site.at("/late")).reason is FetchFailure.TIMEOUT


def test_an_endless_error_page_is_not_read(site: Site, fetcher: Fetcher) -> None:
    """What stands on a page that says there is none does not matter."""
    site.answers["/story"] = endless(repeat(b"x" * 10_000), status=404)
    assert isinstance(fetcher.fetch(site.at("/story")), Gone)


def test_headers_that_drip_are_cut_by_the_time_limit(
    site: Site, make_fetcher: MakeFetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """The limit runs from the request on, not from the first byte of a body."""

    def crawl(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not handler.site.closing.wait(0.02):
            handler.wfile.write(b"X-More: 1\r\n")
            handler.wfile.flush()

    site.answers["/slow"] = crawl
    limits, clock = in_time(hourglass, seconds=0.2, silence=10.0)
    fetcher = make_fetcher(limits=limits, clock=clock)
    assert failing(fetcher, site.at("/slow")).reason is FetchFailure.TIMEOUT


def test_a_server_that_says_nothing_is_left_after_the_read_timeout(
    site: Site, make_fetcher: MakeFetcher, failing: Failing, hourglass: Hourglass
) -> None:
    """Silence ends a request sooner than the limit for the whole of it."""
    site.answers["/silent"] = dripping(100.0)
    limits, clock = in_time(hourglass, seconds=60.0, silence=0.1)
    started = time.monotonic()
    error = failing(make_fetcher(limits=limits, clock=clock), site.at("/silent"))
    assert error.reason is FetchFailure.TIMEOUT
    assert time.monotonic() - started < 3
