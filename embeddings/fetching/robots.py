"""What a site lets robots read: its robots.txt, asked once a run, as RFC 9309 has it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.addresses import origin_of
from embeddings.fetching.client import Answer, Client
from embeddings.fetching.pacing import Clock
from embeddings.fetching.redirects import REDIRECTS, Trail

if TYPE_CHECKING:
    import httpx2
    from protego import Protego

_MAX_BYTES = 512 * 1024
"""RFC 9309, 2.5: at least 500 KiB are read; what follows is not."""
_MIN_AGE_SECONDS = 300.0
_MAX_AGE_SECONDS = 86_400.0
"""RFC 9309, 2.4: not more than 24 hours."""
_STAY_AWAY_SECONDS = 600.0
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOTHING_ASKED = (FetchFailure.NETWORK, FetchFailure.BUSY)


@dataclass(frozen=True, slots=True)
class _StayAway:
    """A robots.txt that could not be had: until then nothing may be asked of its site."""

    reason: FetchFailure
    message: str


@dataclass(frozen=True, slots=True)
class _Known:
    rules: "Protego | _StayAway"
    until: float


class Robots:
    """The rules of every site asked in a run; `user_agent` is whom they have to be for."""

    def __init__(
        self, client: Client, clock: Clock, *, user_agent: str, max_redirects: int
    ) -> None:
        self._client = client
        self._clock = clock
        self._max_redirects = max_redirects
        # The name alone: other words of it, such as a site, must not be taken for a robot's name.
        self._name = re.split(r"[/\s]", user_agent, maxsplit=1)[0]
        self._known: dict[tuple[str, str, int], _Known] = {}

    def crawl_delay(self, url: "httpx2.URL") -> float:
        """Return the seconds that the site of `url` wants between two pages; ask it where unknown.

        Raises:
            FetchError: (ROBOTS) `url` is not for robots; (ROBOTS_UNAVAILABLE and others) its site
                could not be asked.
        """
        rules = self._rules(url)
        if not rules.can_fetch(str(url), self._name):
            raise FetchError(
                f"{url} is closed to '{self._name}' by the robots.txt of its site: ask the site "
                "to open it, or index an export of these articles.",
                FetchFailure.ROBOTS,
            )
        return rules.crawl_delay(self._name) or 0.0

    def _rules(self, url: "httpx2.URL") -> "Protego":
        site, now = origin_of(url), self._clock.monotonic()
        known = self._known.get(site)
        if known is None or known.until <= now:
            known = self._known[site] = self._asked(url.copy_with(raw_path=b"/robots.txt"))
        if isinstance(known.rules, _StayAway):
            raise FetchError(
                known.rules.message,
                known.rules.reason,
                retry_after_seconds=max(0.0, known.until - now),
            )
        return known.rules

    def _asked(self, url: "httpx2.URL") -> _Known:
        try:
            answer = self._answer(url)
        except FetchError as error:
            if error.reason in _NOTHING_ASKED:
                raise
            if error.reason is FetchFailure.REDIRECT:
                return self._parsed(b"", _MAX_AGE_SECONDS)  # as if there were none: 2.3.1.2
            return self._away(error.reason, str(error))
        if answer.has_failed_in_passing:
            return self._away(
                FetchFailure.ROBOTS_UNAVAILABLE,
                f"{url} answers {answer.status}, so that nobody knows what its site lets robots "
                "read: it is left alone for now, try again later.",
            )
        body = _whole_lines(answer.body) if answer.is_cut else answer.body
        return self._parsed(body, _age(answer))

    def _answer(self, url: "httpx2.URL") -> Answer:
        trail = Trail(url, self._max_redirects)
        while True:
            answer = self._client.get(trail.here, max_bytes=_MAX_BYTES, delay_seconds=0.0)
            if answer.status not in REDIRECTS:
                return answer
            trail.follow(answer.status, answer.headers.get("location"))

    def _parsed(self, body: bytes, age: float) -> _Known:
        from protego import Protego

        rules = Protego.parse(body.decode("utf-8-sig", errors="replace"))
        return _Known(rules, self._clock.monotonic() + age)

    def _away(self, reason: FetchFailure, message: str) -> _Known:
        until = self._clock.monotonic() + _STAY_AWAY_SECONDS
        return _Known(_StayAway(reason, message), until)


def _whole_lines(body: bytes) -> bytes:
    return body.rpartition(b"\n")[0]


def _age(answer: Answer) -> float:
    """Return for how many seconds a robots.txt holds, by its own word within bounds."""
    control = answer.headers.get("cache-control", "")
    said = _MAX_AGE.search(control)
    age = float(said[1]) if said else _MAX_AGE_SECONDS
    return min(max(age, _MIN_AGE_SECONDS), _MAX_AGE_SECONDS)
