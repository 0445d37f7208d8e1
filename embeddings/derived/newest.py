"""The newest derived files, opened once for all threads that search them."""

from collections.abc import Callable
from threading import Lock

from embeddings.archive import Archive
from embeddings.derived.opening import Derived, open_derived
from embeddings.filters import PassageFacts


class Opened:
    """The indexes of one state, and the facts to filter by, read once whoever asks for them."""

    def __init__(self, derived: Derived) -> None:
        self.derived = derived
        self._facts: PassageFacts | None = None
        self._lock = Lock()

    def facts(self, read: Callable[[], PassageFacts]) -> PassageFacts:
        """Return the facts; `read` reads them if nobody has."""
        with self._lock:
            if self._facts is None:
                self._facts = read()
            return self._facts


class Indexes:
    """The newest indexes of an archive, opened once for all who search them, each in a thread."""

    def __init__(self, derived: Derived) -> None:
        self.newest = Opened(derived)
        self._lock = Lock()

    def refresh(self, archive: Archive) -> Opened:
        """Open newer indexes if `archive` has changed, and return the newest."""
        with self._lock:
            known = self.newest.derived
            if archive.state != known.state:
                newest = open_derived(archive, known)
                if newest is not known:
                    self.newest = Opened(newest)
            return self.newest
