"""What is remembered for a while and in bounds: messages seen, people told, turns taken."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MAX_SEEN = 10_000
MAX_TOLD = 10_000


@dataclass(slots=True)
class Seen:
    """The newest keys, so that what Discord delivers twice is answered once."""

    limit: int = MAX_SEEN
    _keys: OrderedDict[Hashable, None] = field(default_factory=OrderedDict)

    def is_new(self, key: Hashable) -> bool:
        """Say whether `key` comes for the first time, and remember it."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self.limit:
            self._keys.popitem(last=False)
        return True


@dataclass(slots=True)
class Told:
    """Who was told something lately; nobody is told again before `seconds` are over."""

    seconds: float
    clock: Callable[[], float]
    limit: int = MAX_TOLD
    _at: OrderedDict[int, float] = field(default_factory=OrderedDict)

    def may_tell(self, person: int) -> bool:
        """Say whether a person may be told now, and remember that they were."""
        now = self.clock()
        if now - self._at.get(person, now - self.seconds) < self.seconds:
            return False
        self._at[person] = now
        self._at.move_to_end(person)
        if len(self._at) > self.limit:
            self._at.popitem(last=False)
        return True


@dataclass(slots=True)
class Turns:
    """One at a time for each key; a key that nobody waits for is forgotten."""

    _waiting: dict[int, int] = field(default_factory=dict)
    _locks: dict[int, asyncio.Lock] = field(default_factory=dict)

    @asynccontextmanager
    async def of(self, key: int) -> AsyncIterator[None]:
        """Wait until nobody else is at `key`, and keep the others waiting."""
        self._waiting[key] = self._waiting.get(key, 0) + 1
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            self._waiting[key] -= 1
            if not self._waiting[key]:
                del self._waiting[key], self._locks[key]

    def is_last(self, key: int) -> bool:
        """Say whether nobody waits behind the one whose turn it is."""
        return self._waiting.get(key, 0) <= 1

    def __len__(self) -> int:
        """Return for how many keys somebody is at work or waits."""
        return len(self._locks)
