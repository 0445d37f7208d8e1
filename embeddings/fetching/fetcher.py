"""The fetcher: an address in; its page, "not modified" or "gone" out, politely and within limits.

No setting of the environment's proxies is read: a proxy would connect to what was never checked.
"""

import re
import ssl
from email.message import Message
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING, Self

from embeddings.errors import FetchError, FetchFailure, InputError
from embeddings.fetching.addresses import checked
from embeddings.fetching.client import (
    NOT_MODIFIED,
    PAGES,
    SERVER_ERRORS,
    TOO_MANY_REQUESTS,
    Answer,
    Client,
)
from embeddings.fetching.guard import Guard, Resolver, resolve
from embeddings.fetching.pacing import Clock, Pacer
from embeddings.fetching.redirects import REDIRECTS, Trail
from embeddings.fetching.results import Fetched, FetchLimits, Gone, NotModified, Validators
from embeddings.fetching.robots import Robots

if TYPE_CHECKING:
    import httpx2

_GONE = (404, 410)
_REFUSALS = range(400, 500)
_HEADER_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,1022}[\x21-\x7e])?")


def user_agent(page: str | None = None) -> str:
    """Return how the project names itself to servers, with the `page` that says who runs it."""
    name = f"Pullquote/{version('pullquote')}"
    return f"{name} (+{page})" if page else name


class Fetcher:
    """Fetches addresses one at a time, from one thread; use it in a `with` statement.

    Rules and delays of hosts are kept as long as it lives: one fetcher for a run. `resolver` and
    `clock` can be others than the system's; `ssl_context` says which certificates are trusted.
    """

    def __init__(
        self,
        user_agent: str,
        limits: FetchLimits | None = None,
        *,
        resolver: Resolver = resolve,
        clock: Clock | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        from embeddings.fetching.wire import Wire

        if not _HEADER_VALUE.fullmatch(user_agent):
            raise InputError(
                f"The user agent {user_agent!r} cannot be sent: use ASCII letters, digits, signs."
            )
        clock = clock or Clock()
        limits = limits or FetchLimits()
        self._limits = limits
        self._wire = Wire(
            Guard(limits.allowed_networks, resolver=resolver),
            monotonic=clock.monotonic,
            timeout_seconds=limits.timeout_seconds,
            read_timeout_seconds=limits.read_timeout_seconds,
            ssl_context=ssl_context,
        )
        pacer = Pacer(clock, limits.max_pause_seconds)
        self._client = Client(
            self._wire, pacer, clock, user_agent=user_agent, attempts=limits.attempts
        )
        self._robots = Robots(
            self._client, clock, user_agent=user_agent, max_redirects=limits.max_redirects
        )

    def close(self) -> None:
        """Close all connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def fetch(
        self, address: str, validators: Validators | None = None
    ) -> Fetched | NotModified | Gone:
        """Return what is at `address`, or that it is as it was when it gave `validators`.

        Raises:
            FetchError: there is no answer, or none that may be taken; its `reason` says why.
        """
        trail = Trail(checked(address), self._limits.max_redirects)
        while True:
            conditions = _conditions(validators, trail.here)
            crawl_delay = self._robots.crawl_delay(trail.here)
            answer = self._client.get(
                trail.here,
                max_bytes=self._limits.max_bytes,
                delay_seconds=max(self._limits.delay_seconds, crawl_delay),
                headers=conditions,
            )
            if answer.status not in REDIRECTS:
                return self._result(answer, trail, validators if conditions else None)
            trail.follow(answer.status, answer.headers.get("location"))

    def _result(
        self, answer: Answer, trail: Trail, validators: Validators | None
    ) -> Fetched | NotModified | Gone:
        address = str(trail.here)
        if answer.status in _GONE:
            return Gone(address, answer.status, trail.moved_to)
        if answer.status == NOT_MODIFIED and validators:
            return NotModified(address, _validators(answer, address, validators), trail.moved_to)
        if answer.status not in PAGES:
            raise _failure(answer, address)
        if answer.is_cut:
            raise FetchError(
                f"{address} is larger than {self._limits.max_bytes:,} bytes: raise the limit in "
                "the settings if it is an article or a feed.",
                FetchFailure.TOO_LARGE,
            )
        content_type, charset = _content_type(answer)
        return Fetched(
            address,
            answer.body,
            content_type,
            charset,
            _validators(answer, address, Validators()),
            trail.moved_to,
        )


def _conditions(validators: Validators | None, url: "httpx2.URL") -> dict[str, str]:
    """Return the headers that ask for `url` only where it has changed."""
    if validators is None or validators.address not in (None, str(url)):
        return {}
    said = {
        "If-None-Match": validators.etag,
        "If-Modified-Since": validators.last_modified,
    }
    return {
        name: value for name, value in said.items() if value and _HEADER_VALUE.fullmatch(value)
    }


def _validators(answer: Answer, address: str, before: Validators) -> Validators:
    return Validators(
        answer.headers.get("etag", before.etag),
        answer.headers.get("last-modified", before.last_modified),
        address,
    )


def _content_type(answer: Answer) -> tuple[str | None, str | None]:
    """Return the media type and the charset that the answer declares."""
    message = Message()
    message["Content-Type"] = answer.headers.get("content-type", "")
    declared = str(message["Content-Type"]).partition(";")[0].strip().lower()
    return declared or None, message.get_content_charset()


def _failure(answer: Answer, address: str) -> FetchError:
    """Return the error for an answer that is neither a page nor the news that there is none."""
    what = f"{address} answers {answer.status}"
    later = "try again later."
    if answer.status == TOO_MANY_REQUESTS:
        reason, remedy = FetchFailure.BUSY, f"it was asked too often, {later}"
    elif answer.status in SERVER_ERRORS:
        reason, remedy = FetchFailure.SERVER_ERROR, f"its server fails, {later}"
    elif answer.status in _REFUSALS:
        reason, remedy = FetchFailure.REFUSED, "its server refuses, ask the site for access."
    else:
        reason, remedy = FetchFailure.UNEXPECTED, "it is no page, check it in a browser."
    return FetchError(f"{what}: {remedy}", reason, retry_after_seconds=answer.retry_after_seconds)
