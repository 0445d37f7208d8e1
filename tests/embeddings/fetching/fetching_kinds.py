"""The kinds of what the tests of fetching share, and their clock."""

from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Protocol

from embeddings.errors import FetchError
from embeddings.fetching.fetcher import Fetcher
from embeddings.fetching.pacing import Clock
from embeddings.fetching.results import FetchLimits, Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.1/32"),)
STARTED = 1_700_000_000.0
"""2023-11-14 22:13:20 UTC."""


@dataclass
class Hourglass:
    """A clock that moves only when it is waited for; `waits` are the seconds of each wait."""

    now: float = 0.0
    waits: list[float] = field(default_factory=list)

    def wait(self, seconds: float) -> None:
        """Let so many seconds have passed."""
        self.waits.append(seconds)
        self.now += seconds

    def clock(self) -> Clock:
        """Return the clock as the fetcher takes it; chance is never in it."""
        return Clock(
            monotonic=lambda: self.now,
            wait=self.wait,
            wall=lambda: STARTED + self.now,
            chance=lambda: 0.0,
        )


class MakeFetcher(Protocol):
    """The kind of the fixture `make_fetcher`."""

    def __call__(
        self,
        *,
        names: dict[str, list[str]] | None = None,
        limits: FetchLimits | None = None,
        clock: Clock | None = None,
    ) -> Fetcher:
        """Return a fetcher that resolves `names`, and every other one to loopback."""


class Failing(Protocol):
    """The kind of the fixture `failing`."""

    def __call__(self, fetcher: Fetcher, address: str) -> FetchError:
        """Fetch `address` and return the error."""
