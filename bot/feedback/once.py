"""Who has said something already, as far as is needed to count nobody twice: in memory alone.

A person and a message are hashed with a key that is drawn when the process starts and is written
nowhere. After a restart a person may be counted once more: that is the price of storing nobody.
"""

import secrets
from collections import OrderedDict
from hashlib import blake2b

MAX_REMEMBERED = 20_000
"""Some 2 MB; who clicked longest ago is forgotten first."""


class Once:
    """Remembers who clicked on which message; use it from one thread (the event loop's)."""

    def __init__(self, max_remembered: int = MAX_REMEMBERED) -> None:
        self._key = secrets.token_bytes(32)
        self._max_remembered = max_remembered
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def is_first(self, user_id: int, message_id: int) -> bool:
        """Say whether this person has not clicked on this message yet, and remember that now."""
        token = self._token(user_id, message_id)
        if token in self._seen:
            return False
        self._seen[token] = None
        if len(self._seen) > self._max_remembered:
            self._seen.popitem(last=False)
        return True

    def forget(self, user_id: int, message_id: int) -> None:
        """Let the person click again: what was to be counted could not be."""
        self._seen.pop(self._token(user_id, message_id), None)

    def __len__(self) -> int:
        return len(self._seen)

    def _token(self, user_id: int, message_id: int) -> bytes:
        said = f"{user_id} {message_id}".encode()
        return blake2b(said, key=self._key, digest_size=16).digest()
