"""What the archive notes about its sources: when each succeeded, pages asked for, takedowns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from embeddings.archive import Archive
from embeddings.schema import Article


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """How it went with a folder, file or address the last time; moments are ISO 8601, UTC.

    `problem` is why it failed since `succeeded`; None where it did not.
    """

    source: str
    tried: str
    succeeded: str | None
    problem: str | None
    articles: int = 0
    newest: str | None = None


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What an address said when it was last asked.

    `stamp` is what its listing said of it; `body` is kept of listings only, to be read again
    where the server says that nothing changed.
    """

    address: str
    asked: str
    etag: str | None = None
    last_modified: str | None = None
    stamp: str | None = None
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Takedown:
    """An article that must not come back, by id and by address."""

    article_id: str
    url: str | None
    at: str


class Ledger:
    """The notes of an archive; what changes them belongs inside a transaction of it."""

    def __init__(self, archive: Archive) -> None:
        self._connection = archive.connection

    # Sources

    def sources(self) -> list[SourceRecord]:
        """Return every source, with how many articles came from it and the newest date among them.

        Dates are compared as they are written: good enough to say how fresh a source is.
        """
        rows = self._connection.execute(
            "SELECT s.source, s.tried, s.succeeded, s.problem, count(a.id), "
            "max(json_extract(v.facts, '$.published')) FROM sources s "
            "LEFT JOIN articles a ON a.source = s.source LEFT JOIN versions v USING (version) "
            "GROUP BY s.source ORDER BY s.source"
        )
        return [SourceRecord(*row) for row in rows]

    def record_source(self, source: str, at: str, problem: str | None = None) -> None:
        """Note that a source was tried, and whether it failed."""
        self._connection.execute(
            "INSERT INTO sources VALUES (?1, ?2, iif(?3 IS NULL, ?2, NULL), ?3) "
            "ON CONFLICT (source) DO UPDATE SET tried = ?2, problem = ?3, "
            "succeeded = iif(?3 IS NULL, ?2, succeeded)",
            (source, at, problem),
        )

    def forget_source(self, source: str) -> None:
        """Stop noting how it goes with a source."""
        self._connection.execute("DELETE FROM sources WHERE source = ?", (source,))

    # Pages

    def page(self, address: str) -> PageRecord | None:
        """Return what an address said when it was last asked."""
        row = self._connection.execute("SELECT * FROM pages WHERE address = ?", (address,))
        found = row.fetchone()
        return None if found is None else PageRecord(*found)

    def record_page(self, page: PageRecord) -> None:
        """Note what an address said."""
        self._connection.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)",
            (
                page.address,
                page.asked,
                page.etag,
                page.last_modified,
                page.stamp,
                page.body,
            ),
        )

    def forget_pages(self, addresses: Iterable[str]) -> None:
        """Ask these addresses again as if for the first time."""
        self._connection.executemany(
            "DELETE FROM pages WHERE address = ?", ((address,) for address in addresses)
        )

    # Takedowns

    def takedowns(self) -> list[Takedown]:
        """Return every article that was taken down, by id."""
        rows = self._connection.execute("SELECT * FROM takedowns ORDER BY article_id")
        return [Takedown(*row) for row in rows]

    def record_takedown(self, takedown: Takedown) -> None:
        """Note that an article must not come back."""
        self._connection.execute(
            "INSERT OR REPLACE INTO takedowns VALUES (?, ?, ?)",
            (takedown.article_id, takedown.url, takedown.at),
        )

    def lift_takedown(self, article_id: str) -> bool:
        """Let an article come back; say whether it had been taken down."""
        query = "DELETE FROM takedowns WHERE article_id = ?"
        return self._connection.execute(query, (article_id,)).rowcount > 0

    # Stories

    def signatures(self) -> Iterator[tuple[str, str, str, bytes]]:
        """Yield id, version, text hash and signature of every current article that has one."""
        yield from self._connection.execute(
            "SELECT a.id, a.version, s.text_hash, s.signature FROM articles a "
            "JOIN stories s USING (version) ORDER BY a.id"
        )

    def record_signature(self, version: str, text_hash: str, signature: bytes) -> None:
        """Note what a version's text is compared by."""
        self._connection.execute(
            "INSERT OR REPLACE INTO stories VALUES (?, ?, ?)", (version, text_hash, signature)
        )


@dataclass(frozen=True, slots=True)
class TakenDown:
    """The ids and addresses that must not come back."""

    ids: frozenset[str]
    urls: frozenset[str]

    @classmethod
    def of(cls, ledger: Ledger) -> "TakenDown":
        """Return what the ledger holds."""
        found = ledger.takedowns()
        return cls(
            frozenset(one.article_id for one in found),
            frozenset(one.url for one in found if one.url),
        )

    def holds(self, article: Article) -> bool:
        """Say whether an article was taken down, under this id or at this address."""
        return article.id in self.ids or (article.url is not None and article.url in self.urls)


def asked(page: PageRecord, at: str) -> PageRecord:
    """Return `page`, asked again without news."""
    return replace(page, asked=at)
