"""Politeness: how long a host is left alone between requests, and how long after a failure."""

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from embeddings.errors import FetchError, FetchFailure

_BACKOFF_SECONDS = 2.0
_SECONDS = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, waiting and chance; another one makes a run that can be stopped, or a test."""

    monotonic: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep
    wall: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random


class Pacer:
    """Knows from when on each host may be asked again."""

    def __init__(self, clock: Clock, max_pause_seconds: float) -> None:
        self._clock = clock
        self._max_pause_seconds = max_pause_seconds
        self._free_at: dict[str, float] = {}

    def await_turn(self, host: str) -> None:
        """Wait until `host` may be asked.

        Raises:
            FetchError: (BUSY) that would take longer than the longest pause.
        """
        now = self._clock.monotonic()
        pause = self._free_at.get(host, now) - now
        if pause > self._max_pause_seconds:
            raise FetchError(
                f"{host} wants to be left alone for {pause:.0f} more seconds, longer than a run "
                f"waits ({self._max_pause_seconds:.0f}): try again after that.",
                FetchFailure.BUSY,
                retry_after_seconds=pause,
            )
        if pause > 0:
            self._clock.wait(pause)

    def leave_alone(self, host: str, seconds: float) -> None:
        """Let `host` not be asked for so many seconds from now on."""
        self._free_at[host] = self._clock.monotonic() + seconds


def backoff(attempt: int, chance: float) -> float:
    """Return the seconds to wait after the failed `attempt` (1, 2 ...): 1 to 2, 2 to 4, 4 to 8 ...

    `chance` (0 to 1) spreads those who failed together.
    """
    return _BACKOFF_SECONDS * 2.0 ** (attempt - 1) * (1 + chance) / 2


def retry_after(headers: Mapping[str, str], wall: float) -> float | None:
    """Return the seconds that Retry-After asks for, None where it says nothing that can be read.

    A date counts from the server's own Date, where it gives one, and else from `wall` (seconds
    since 1970): its clock may differ from ours.
    """
    said = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(said):
        return float(said)
    until = _timestamp(said)
    if until is None:
        return None
    now = _timestamp(headers.get("date", ""))
    return max(0.0, until - (wall if now is None else now))


def _timestamp(date: str) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, OverflowError):
        return None
