"""One run to the web: what it has asked for so far, and when it gives up on a source."""

from datetime import datetime, timedelta

from embeddings.archive import Archive
from embeddings.errors import FetchError, FetchFailure
from embeddings.fetching.fetcher import Fetcher
from embeddings.schema import PageRecord
from embeddings.storage.ledger import Ledger, TakenDown

FORSAKEN = timedelta(days=7)
"""A source not synced for so long leaves its articles to the sources that list them too."""
MAX_FAILURES = 5
"""After so many pages in a row that could not be had, the rest is left for the next time."""
MAX_REFUSALS = 50
"""The same for pages that are refused one by one: these are not asked for again at once."""
OF_THE_PAGE = frozenset(
    (
        FetchFailure.ADDRESS,
        FetchFailure.NETWORK,
        FetchFailure.ROBOTS,
        FetchFailure.TOO_LARGE,
        FetchFailure.ENCODING,
        FetchFailure.REDIRECT,
        FetchFailure.REFUSED,
        FetchFailure.UNEXPECTED,
    )
)
"""Failures that say nothing of the other pages of a site."""


class Outing:
    """What one run knows of the web, whichever of its sources it learnt it from."""

    def __init__(self, fetcher: Fetcher, archive: Archive, now: datetime) -> None:
        self.fetcher = fetcher
        self.archive = archive
        self.ledger = Ledger(archive)
        self.taken_down = TakenDown.of(self.ledger)
        self.now = now
        self.asked: dict[str, PageRecord] = {}
        self.ids: dict[str, str] = {}
        self._tried = {
            record.source: datetime.fromisoformat(record.tried) for record in self.ledger.sources()
        }

    def is_kept_up(self, source: str) -> bool:
        """Say whether a source is still synced."""
        tried = self._tried.get(source)
        return tried is not None and self.now - tried < FORSAKEN


class Patience:
    """Counts the pages of a source that could not be had, and gives up on it."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self.restore()

    def restore(self) -> None:
        """Begin to count again: a page could be had."""
        self._left = {True: MAX_REFUSALS, False: MAX_FAILURES}

    def lose(self, error: FetchError) -> None:
        """Count a page that could not be had.

        Raises:
            FetchError: too many of them one after the other.
        """
        which = error.reason in OF_THE_PAGE
        self._left[which] -= 1
        if not self._left[which]:
            count = MAX_REFUSALS if which else MAX_FAILURES
            raise FetchError(
                f"{self._origin} was left after {count} pages in a row could not be had, the "
                f"next run goes on with it. The last one: {error}",
                error.reason,
            ) from error
