"""Answers given lately, for whoever asks the same again while the coverage is as it was.

They are in memory alone, without the question, under a hash of it that no other process can make.
All of them go with the first work of any kind after articles, takedowns, stories or indexes have
changed; what is only noted, such as when a source was tried, is part of no answer. A reply that
repeats words of its question is not remembered, nor what depends on the hour.
"""

from dataclasses import replace
from datetime import date
from threading import Lock

from bot.answering.ranking.memory import hashed
from bot.answering.schema import Refusal, Reply
from bot.answering.understanding.options import Options
from bot.answering.understanding.scope import Scope
from embeddings.remembering import Remembered

MOST_ANSWERS = 256
State = tuple[str | None, str | None]
"""Of the archive, and of the indexes: see `Retriever.states`."""

_BY_THE_HOUR = "hour"


class KnownAnswers:
    """Replies by what was asked, all of one state of the coverage, for any thread."""

    def __init__(self, most: int = MOST_ANSWERS) -> None:
        self._replies: Remembered[bytes, Reply] = Remembered(most)
        self._state: State = (None, None)
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._replies)

    def __contains__(self, key: object) -> bool:
        return key in self._replies

    def get(self, key: bytes, state: State, question: str) -> Reply | None:
        """Return the reply to `question`, whose key that is; None if it is not known."""
        with self._lock:
            self._keep_to(state)
            reply = self._replies.get(key)
        return replace(reply, question=question) if reply else None

    def put(self, key: bytes, state: State, reply: Reply) -> None:
        """Remember a reply that was made of that state of the coverage."""
        if _repeats_its_question(reply):
            return
        with self._lock:
            self._keep_to(state)
            self._replies.put(key, replace(reply, question=""))

    def keep_to(self, state: State) -> None:
        """Forget every reply if the coverage has another state."""
        with self._lock:
            self._keep_to(state)

    def _keep_to(self, state: State) -> None:
        if state != self._state:
            self._replies.clear()
            self._state = state


def _repeats_its_question(reply: Reply) -> bool:
    """Say whether a name nobody knows, or a date, stands in it as it was typed."""
    named = reply.words if isinstance(reply, Refusal) else ""
    return bool(named or (reply.window and reply.window.words))


def key_of(question: str, options: Options, scope: Scope, today: date) -> bytes | None:
    """Return what the reply to a question is known by on a day; None if it depends on the hour."""
    asked = (question.strip(), repr(options), repr(scope))
    if any(_BY_THE_HOUR in part.casefold() for part in asked[:2]):
        return None
    return hashed(*asked, today.isoformat())
