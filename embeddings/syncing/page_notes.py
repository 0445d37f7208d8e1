"""What is noted of a page on the web, and what it can be asked again with."""

from dataclasses import dataclass

from embeddings.fetching.addresses import checked
from embeddings.fetching.results import Fetched, Validators
from embeddings.schema import Entry, PageRecord
from embeddings.syncing.listings import Link

MAX_STAMPS = 8
"""Of so many listings what each said of a page is remembered."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's address, what it said the last time, and the articles that came from it."""

    address: str
    record: PageRecord | None
    current: Entry | None
    entries: tuple[Entry, ...]

    @property
    def validators(self) -> Validators | None:
        """What to ask again with; None where what the page said last is not in the archive."""
        return validators_of(self.record) if self.current else None

    def leads_elsewhere(self, answer: Fetched) -> bool:
        """Say whether it is found at another address only for now: by a passing redirect."""
        before = self.record.found if self.record else None
        return answer.address not in (str(checked(self.address)), answer.moved_to, before)


def validators_of(record: PageRecord | None) -> Validators | None:
    """Return what to ask a page again with."""
    return Validators(record.etag, record.last_modified, record.found) if record else None


def stamps(record: PageRecord) -> list[str]:
    """Return what listings said of a page, the newest last."""
    return (record.stamp or "").split()


def stamped(record: PageRecord | None, link: Link) -> str | None:
    """Return the stamps of a page with that of a listing: each of several has its own."""
    before = stamps(record) if record else []
    new = [link.stamp] if link.stamp and link.stamp not in before else []
    return " ".join([*before, *new][-MAX_STAMPS:]) or None
