"""Fair use: how much a person and a server may ask and look up, and how much may wait."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from discord.app_commands import Cooldown

MINUTE_SECONDS = 60.0
PRESSES_A_MINUTE = 30
"""One every two seconds, a minute long, each on another answer: nobody reads that fast."""
MAX_BUCKETS = 10_000
"""How many people and servers are remembered; those that have all their questions left are not."""
_LEARNING = 0.2  # how much the newest question counts in the mean of what they take
_FIRST_GUESS_SECONDS = 1.0


class Busy(StrEnum):
    """Why a question has to wait."""

    ASKED_ALREADY = "asked_already"
    PERSON = "person"
    SERVER = "server"
    QUEUE_FULL = "queue_full"
    PRESSES = "presses"


@dataclass(frozen=True, slots=True)
class FairUseLimits:
    """Questions a minute, of a person and of a server, and how many may wait; 0 is no limit.

    Of look-ups a person has more, and as many may wait; they are quicker.
    """

    person_a_minute: int = 6
    server_a_minute: int = 60
    max_waiting: int = 20
    look_ups_a_minute: int = 30


class BusyError(Exception):
    """A question is not taken now; `seconds` says when to try again, at least one."""

    def __init__(self, why: Busy, seconds: float) -> None:
        super().__init__(why, seconds)
        self.why = why
        self.seconds = max(1, math.ceil(seconds))


@dataclass(slots=True)
class _Buckets:
    """A token bucket for each that asks: `a_minute` questions, all back after a minute."""

    a_minute: int
    known: dict[int, Cooldown] = field(default_factory=dict)

    def wait_seconds(self, key: int, now: float) -> float:
        bucket = self.known.get(key)
        return (bucket.get_retry_after(now) or 0.0) if bucket and self.a_minute else 0.0

    def take(self, key: int, now: float) -> None:
        if not self.a_minute:
            return
        if len(self.known) >= MAX_BUCKETS:
            self._forget(now)
        bucket = self.known.setdefault(key, Cooldown(self.a_minute, MINUTE_SECONDS))
        bucket.update_rate_limit(now)

    def _forget(self, now: float) -> None:
        """Forget those whose minute is over; of the others, those that asked first."""
        full = {key: one for key, one in self.known.items() if one.get_tokens(now) < one.rate}
        self.known = dict(list(full.items())[-MAX_BUCKETS // 2 :])


class FairUse:
    """Admits questions, look-ups or presses; `clock` gives seconds that only grow."""

    def __init__(
        self,
        limits: FairUseLimits,
        clock: Callable[[], float],
        *,
        one_at_a_time: bool = True,
        too_many: Busy = Busy.PERSON,
    ) -> None:
        self._one_at_a_time = one_at_a_time
        self._too_many = too_many
        self._limits = limits
        self._clock = clock
        self._people = _Buckets(limits.person_a_minute)
        self._servers = _Buckets(limits.server_a_minute)
        self._asking: Counter[int] = Counter()
        self._waiting = 0
        self._seconds = _FIRST_GUESS_SECONDS

    @classmethod
    def of_look_ups(cls, limits: FairUseLimits, clock: Callable[[], float]) -> Self:
        """Return what admits look-ups: of a person as many at a time as the minute has."""
        own = FairUseLimits(limits.look_ups_a_minute, 0, limits.max_waiting)
        return cls(own, clock, one_at_a_time=False)

    @classmethod
    def of_presses(cls, limits: FairUseLimits, clock: Callable[[], float]) -> Self:
        """Return what admits presses that say something of answers: more than a person makes.

        Nobody waits for another, for they take no part of what answers.
        """
        a_minute = max(limits.look_ups_a_minute, PRESSES_A_MINUTE)
        own = FairUseLimits(a_minute if limits.look_ups_a_minute else 0, 0, 0)
        return cls(own, clock, one_at_a_time=False, too_many=Busy.PRESSES)

    @property
    def waiting(self) -> int:
        """How many questions are being answered or wait for it."""
        return self._waiting

    @contextmanager
    def admitted(self, person: int, server: int | None) -> Iterator[None]:
        """Hold a person's place while a question is answered.

        Raises:
            BusyError: the person has another question in hand, too many were asked, or wait.
        """
        started = self._clock()
        self._check(person, server, started)
        self._people.take(person, started)
        if server is not None:
            self._servers.take(server, started)
        self._asking[person] += 1
        self._waiting += 1
        try:
            yield
        finally:
            self._leave(person)
            self._learn((self._clock() - started) / (self._waiting + 1))

    def _leave(self, person: int) -> None:
        """Give a place back; who asks nothing now is not remembered."""
        self._waiting -= 1
        self._asking[person] -= 1
        if not self._asking[person]:
            del self._asking[person]

    def _check(self, person: int, server: int | None, now: float) -> None:
        if self._one_at_a_time and person in self._asking:
            raise BusyError(Busy.ASKED_ALREADY, self._seconds * self.waiting)
        limit = self._limits.max_waiting
        if limit and self.waiting >= limit:
            raise BusyError(Busy.QUEUE_FULL, self._seconds * self.waiting)
        seconds = self._people.wait_seconds(person, now)
        if seconds:
            raise BusyError(self._too_many, seconds)
        seconds = self._servers.wait_seconds(server, now) if server is not None else 0.0
        if seconds:
            raise BusyError(Busy.SERVER, seconds)

    def _learn(self, seconds: float) -> None:
        self._seconds += _LEARNING * (seconds - self._seconds)
