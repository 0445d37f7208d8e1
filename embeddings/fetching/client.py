"""One request and its answer: in its turn, tried again when it fails in passing, within limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.addresses import host_of
from embeddings.fetching.decoding import ACCEPTED, collected
from embeddings.fetching.pacing import Clock, Pacer, backoff, retry_after

if TYPE_CHECKING:
    import httpx2

    from embeddings.fetching.wire import Reply, Wire

_OK = 200
_OK_BY_PROXY = 203
NOT_MODIFIED = 304
TOO_MANY_REQUESTS = 429
SERVER_ERRORS = range(500, 600)
PAGES = (_OK, _OK_BY_PROXY)
_SHORT_LENGTH = re.compile(r"\d{1,4}")
_PASSING = (FetchFailure.UNREACHABLE, FetchFailure.BROKEN)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; only a page's body was read, and `is_cut` where it is too large."""

    status: int
    headers: "httpx2.Headers"
    body: bytes
    is_cut: bool
    retry_after_seconds: float | None

    @property
    def has_failed_in_passing(self) -> bool:
        """Whether the same request may be answered otherwise in a moment."""
        return self.status == TOO_MANY_REQUESTS or self.status in SERVER_ERRORS


class Client:
    """Makes requests over a wire at a pace; from one thread at a time."""

    def __init__(
        self, wire: "Wire", pacer: Pacer, clock: Clock, *, user_agent: str, attempts: int
    ) -> None:
        self._wire = wire
        self._pacer = pacer
        self._clock = clock
        self._attempts = attempts
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "*/*",
            "Accept-Encoding": ACCEPTED,
        }

    def get(
        self,
        url: "httpx2.URL",
        *,
        max_bytes: int,
        delay_seconds: float,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return what `url` answers in the end; its host is left alone for the delay afterwards.

        Raises:
            FetchError: it gave no answer.
        """
        host = host_of(url)
        for attempt in range(1, self._attempts + 1):
            self._pacer.await_turn(host)
            outcome = self._outcome(url, self._headers | dict(headers or {}), max_bytes)
            pause = self._pause_after(outcome, attempt)
            self._pacer.leave_alone(host, max(delay_seconds, pause or 0.0))
            if pause is None:
                break
        if isinstance(outcome, FetchError):
            raise outcome
        return outcome

    def _outcome(
        self, url: "httpx2.URL", headers: Mapping[str, str], max_bytes: int
    ) -> Answer | FetchError:
        try:
            with self._wire.get(url, headers) as reply:
                body, is_cut = _body(reply, max_bytes, str(url))
        except FetchError as error:
            return error
        asked = retry_after(reply.headers, self._clock.wall())
        return Answer(reply.status, reply.headers, body, is_cut, asked)

    def _pause_after(self, outcome: Answer | FetchError, attempt: int) -> float | None:
        """Return how long the host is to be left after a passing failure, None after the rest."""
        if isinstance(outcome, FetchError):
            has_failed_in_passing = outcome.reason in _PASSING
        else:
            has_failed_in_passing = outcome.has_failed_in_passing
        if not has_failed_in_passing:
            return None
        asked = None if isinstance(outcome, FetchError) else outcome.retry_after_seconds
        return backoff(attempt, self._clock.chance()) if asked is None else asked


def _body(reply: "Reply", max_bytes: int, address: str) -> tuple[bytes, bool]:
    """Return the body of a page; that of other answers is not worth the reading.

    It is read all the same, and dropped, where that is short: the connection can be used again.
    """
    if reply.status in PAGES:
        packing = reply.headers.get("content-encoding", "")
        return collected(reply.chunks, packing, max_bytes=max_bytes, address=address)
    length = reply.headers.get("content-length", "")
    if reply.status == NOT_MODIFIED or _SHORT_LENGTH.fullmatch(length):
        for _ in reply.chunks:
            pass
    return b"", False
