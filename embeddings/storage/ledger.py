"""What the archive notes about its sources: when each succeeded, pages asked for, takedowns."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace

from embeddings.archive import Archive
from embeddings.readers.addresses import address_key
from embeddings.schema import Article, PageRecord
from embeddings.storage.database import Connection
from embeddings.stories.signatures import text_hash


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """How it went with a folder, file or address the last time; moments are ISO 8601, UTC.

    `problem` is why it failed since `succeeded`; None where it did not. `newest` is the latest
    date published. The articles came in `arrivals` runs, from `first_arrival` to `last_arrival`.
    """

    source: str
    tried: str
    succeeded: str | None
    problem: str | None
    articles: int = 0
    newest: str | None = None
    arrivals: int = 0
    first_arrival: str | None = None
    last_arrival: str | None = None


@dataclass(frozen=True, slots=True)
class Takedown:
    """An article that must not come back, by id and by address.

    `erased` is how many versions of it went just now, `copies` the ids of the articles that print
    the same story and are still there; `before` says that this one was taken down earlier.
    """

    article_id: str
    url: str | None
    at: str
    erased: int = 0
    copies: tuple[str, ...] = ()
    before: bool = False


class Ledger:
    """The notes of an archive; what changes them belongs inside a transaction of it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @property
    def _connection(self) -> Connection:
        """The archive's connection as it is now: it may have been opened anew."""
        return self._archive.connection

    # Sources

    def sources(self) -> list[SourceRecord]:
        """Return every source, with how many articles came from it and the newest date among them.

        Dates are compared as they are written: good enough to say how fresh a source is.
        """
        rows = self._connection.execute(
            "SELECT s.source, s.tried, s.succeeded, s.problem, count(a.id), "
            "max(json_extract(v.facts, '$.published')), count(DISTINCT a.first_seen), "
            "min(a.first_seen), max(a.first_seen) FROM sources s "
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
        if found is None:
            return None
        record = PageRecord(*found)
        return replace(record, body=zlib.decompress(record.body)) if record.body else record

    def record_page(self, page: PageRecord) -> None:
        """Note what an address said."""
        packed = replace(page, body=zlib.compress(page.body)) if page.body else page
        self._connection.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(packed)
        )

    def pages_not_asked(self, source: str, since: str, limit: int) -> list[str]:
        """Return the pages of a source's articles that were last asked before `since`."""
        rows = self._connection.execute(
            "SELECT p.address FROM pages p JOIN articles a ON a.id = p.article_id "
            "WHERE a.source = ? AND p.asked < ? ORDER BY p.asked LIMIT ?",
            (source, since, limit),
        )
        return [address for (address,) in rows]

    def forget_pages(self, addresses: Iterable[str]) -> None:
        """Ask these addresses again as if for the first time."""
        self._connection.executemany(
            "DELETE FROM pages WHERE address = ?", ((address,) for address in addresses)
        )

    def forget_pages_of(self, article_ids: Iterable[str]) -> None:
        """Ask the pages that gave these articles again as if for the first time."""
        self._connection.executemany(
            "DELETE FROM pages WHERE article_id = ?", ((one,) for one in article_ids)
        )

    def forget_listings(self) -> None:
        """Keep no listing as it was: whole articles may stand in it."""
        self._connection.execute("DELETE FROM pages WHERE length(body) > 0")

    # Takedowns

    def takedowns(self) -> list[Takedown]:
        """Return every article that was taken down, by id."""
        rows = self._connection.execute("SELECT * FROM takedowns ORDER BY article_id")
        return [Takedown(*row) for row in rows]

    def takedown_mark(self) -> tuple[int, str | None]:
        """Return what another takedown changes: how many there are, and when the last one was."""
        query = "SELECT count(*), max(at) FROM takedowns"
        count, last = self._connection.execute(query).fetchone()
        return count, last

    def record_takedown(self, takedown: Takedown) -> None:
        """Note that an article must not come back, and by which versions it is known.

        Messages that quoted these still hold their names, which say nothing of the text.
        """
        self._connection.execute(
            "INSERT INTO takedowns VALUES (?1, ?2, ?3) "
            "ON CONFLICT (article_id) DO UPDATE SET url = ?2, at = ?3",
            (takedown.article_id, takedown.url, takedown.at),
        )
        query = (
            "SELECT version, article_id, text, json_extract(facts, '$.outlet') FROM versions "
            "WHERE article_id = ?"
        )
        rows = self._connection.execute(query, (takedown.article_id,)).fetchall()
        self._connection.executemany(
            "INSERT OR REPLACE INTO erased VALUES (?, ?, ?, ?)",
            [(version, one, text_hash(text), outlet) for version, one, text, outlet in rows],
        )

    def taken_down_at(self, version: str) -> str | None:
        """Return when the article that had this version was taken down; None if it was not."""
        row = self._connection.execute(
            "SELECT at FROM erased JOIN takedowns USING (article_id) WHERE version = ?", (version,)
        ).fetchone()
        return None if row is None else str(row[0])

    def erased_texts(self) -> list[tuple[str, str | None]]:
        """Return the hash of every text that was taken down, with its outlet."""
        return self._connection.execute("SELECT text_hash, outlet FROM erased").fetchall()

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

    def unsigned(self, mark: bytes) -> list[str]:
        """Return the ids of the current articles without a signature that begins with `mark`."""
        rows = self._connection.execute(
            "SELECT a.id FROM articles a LEFT JOIN stories s USING (version) "
            "WHERE s.version IS NULL OR substr(s.signature, 1, ?1) <> ?2 ORDER BY a.id",
            (len(mark), mark),
        )
        return [row[0] for row in rows]

    def record_signature(self, version: str, text_hash: str, signature: bytes) -> None:
        """Note what a version's text is compared by."""
        self._connection.execute(
            "INSERT OR REPLACE INTO stories VALUES (?, ?, ?, NULL)",
            (version, text_hash, signature),
        )

    def stories(self) -> dict[str, str]:
        """Return the story of every version that shares one, by version."""
        rows = self._connection.execute("SELECT version, story FROM stories WHERE story NOTNULL")
        return dict(rows.fetchall())

    def record_stories(self, stories: Iterable[tuple[str, str | None]]) -> None:
        """Note which story versions print; None for one of their own."""
        self._connection.executemany(
            "UPDATE stories SET story = ? WHERE version = ?",
            ((story, version) for version, story in stories),
        )

    def same_story(self, version: str) -> list[str]:
        """Return the current versions of other articles that print the same story as `version`."""
        rows = self._connection.execute(
            "SELECT o.version FROM stories s JOIN stories o USING (story) "
            "JOIN articles a ON a.version = o.version "
            "WHERE s.version = ?1 AND o.version <> ?1 ORDER BY o.version",
            (version,),
        )
        return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class TakenDown:
    """What must not come back: ids, addresses however they are written, and texts by outlet.

    By its text an article is known that comes in under another id: from a folder within the one
    it came from, or as a saved page. The same words of another outlet are another article.
    """

    names: frozenset[str]
    texts: Mapping[str, frozenset[str | None]]

    @classmethod
    def of(cls, ledger: Ledger) -> "TakenDown":
        """Return what the ledger holds."""
        found = ledger.takedowns()
        named = (name for one in found for name in (one.article_id, one.url) if name)
        texts: dict[str, frozenset[str | None]] = {}
        for hashed, outlet in ledger.erased_texts():
            texts[hashed] = texts.get(hashed, frozenset()) | {outlet}
        return cls(frozenset(map(address_key, named)), texts)

    def holds(self, article: Article) -> bool:
        """Say whether an article was taken down: this id, this address or this text."""
        if self.is_at(article.id, article.url):
            return True
        outlets = self.texts.get(text_hash(article.text)) if self.texts else None
        if not outlets:
            return False
        return None in outlets or article.outlet is None or article.outlet in outlets

    def is_at(self, *names: str | None) -> bool:
        """Say whether one of these ids or addresses was taken down."""
        return any(address_key(name) in self.names for name in names if name)
