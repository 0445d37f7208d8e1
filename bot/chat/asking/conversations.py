"""The last question of a thread or of a direct conversation, for those that lean on it.

It is held in memory for ten minutes and never written down.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

KEPT_SECONDS = 600.0
MAX_CONVERSATIONS = 1000


@dataclass(frozen=True, slots=True)
class Before:
    """The question before another; `was_asked` says that it is known to have been put to the bot.

    Otherwise it is what a message says that was not meant for the bot, and is never kept. Its
    words are those of the message `message_id`, where that is known.
    """

    question: str
    was_asked: bool = False
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Last:
    message_id: int
    before: Before
    at: float


@dataclass(slots=True)
class Conversations:
    """The last question that stood on its own, by channel; `clock` gives seconds."""

    clock: Callable[[], float]
    limit: int = MAX_CONVERSATIONS
    _last: OrderedDict[int, _Last] = field(default_factory=OrderedDict)

    def note(self, channel_id: int, message_id: int, question: Before) -> None:
        """Remember a question that stood on its own."""
        self._forget_old()
        self._last[channel_id] = _Last(message_id, question, self.clock())
        self._last.move_to_end(channel_id)
        if len(self._last) > self.limit:
            self._last.popitem(last=False)

    def before(self, channel_id: int, message_id: int) -> Before | None:
        """Return the question before a message, if it is not too long ago."""
        self._forget_old()
        last = self._last.get(channel_id)
        return last.before if last and last.message_id < message_id else None

    def forget(self, channel_id: int, message_id: int) -> None:
        """Forget a question that was deleted, also where a later one leaned on it.

        In the thread of its message, which has the same id, nothing is leaned on any more.
        """
        last = self._last.get(channel_id)
        if last and message_id in (last.message_id, last.before.message_id, channel_id):
            del self._last[channel_id]

    def __len__(self) -> int:
        """Return how many conversations are remembered."""
        return len(self._last)

    def _forget_old(self) -> None:
        oldest = self.clock() - KEPT_SECONDS
        while self._last and next(iter(self._last.values())).at <= oldest:
            self._last.popitem(last=False)
