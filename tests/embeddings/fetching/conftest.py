"""What the tests of fetching share: a site on loopback, and fetchers that never wait."""

import ssl
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.pacing import Clock
from embeddings.fetching.results import FetchLimits

sys.path.insert(0, str(Path(__file__).parent))  # so that tests can import what stands beside them

from fetching_kinds import LOOPBACK, Failing, Hourglass, MakeFetcher
from loopback_web import Site, serving

NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Reading the system's takes long, and most tests need none."""


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield a site on loopback."""
    with serving() as served:
        yield served


@pytest.fixture
def hourglass() -> Hourglass:
    """Return the clock of the test's fetchers."""
    return Hourglass()


@pytest.fixture
def make_fetcher(hourglass: Hourglass) -> Iterator[MakeFetcher]:
    """Yield a function that makes a fetcher; loopback is allowed unless `limits` say otherwise."""
    with ExitStack() as stack:

        def make(
            *,
            names: dict[str, list[str]] | None = None,
            limits: FetchLimits | None = None,
            clock: Clock | None = None,
        ) -> Fetcher:
            known = names or {}
            return stack.enter_context(
                Fetcher(
                    "Pullquote/1.0 (+https://desk.test/bot)",
                    limits or FetchLimits(allowed_networks=LOOPBACK),
                    resolver=lambda host, _port: known.get(host, ["127.0.0.1"]),
                    clock=clock or hourglass.clock(),
                    ssl_context=NO_CERTIFICATES,
                )
            )

        yield make


@pytest.fixture
def fetcher(make_fetcher: MakeFetcher) -> Fetcher:
    """Return a fetcher with the usual limits that may go to loopback."""
    return make_fetcher()


@pytest.fixture
def failing() -> Failing:
    """Return a function that fetches what must fail and returns the error."""

    def fail(fetcher: Fetcher, address: str) -> FetchError:
        with pytest.raises(FetchError) as caught:
            fetcher.fetch(address)
        assert isinstance(caught.value.reason, FetchFailure)
        return caught.value

    return fail
