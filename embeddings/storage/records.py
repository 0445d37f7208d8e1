"""What stands in the archive: the half of it that only reads."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.schema import Article, ArticleFacts, Entry, Manifest, Passage, PassageText
from embeddings.storage.database import Connection, damaged
from embeddings.storage.rows import article_of, facts_of
from embeddings.text.phrases import zones

_ARTICLE = "v.version, v.article_id, v.text, v.facts, a.source, a.path, a.first_seen, a.last_seen"
_SELECT_ARTICLE = (
    f"SELECT {_ARTICLE} FROM articles a "  # noqa: S608 - our own columns
    "JOIN versions v ON v.version = a.version"
)
_MOST_REMEMBERED = 512
"""How many of the articles read last are remembered: one question asks for some eighty."""


class Records:
    """Everything that can be asked of an open archive."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._remembered = lru_cache(_MOST_REMEMBERED)(partial(_checked, path))

    def forget(self) -> None:
        """Remember no article; those remembered are known by all that stands in their row."""
        self._remembered.cache_clear()

    @property
    def sequence(self) -> int:
        """The number of the last transaction; derived files carry the one they have seen."""
        return int(self._meta("sequence") or 0)

    @property
    def state(self) -> str | None:
        """A name that no other transaction has: not even one of a backup with the same number."""
        return self._meta("state")

    def has_been(self, sequence: int, state: str | None) -> bool:
        """Say whether this archive, and not another backup of it, once was in that state."""
        row = self.connection.execute(
            "SELECT 1 FROM states WHERE sequence = ? AND state = ?", (sequence, state)
        )
        return row.fetchone() is not None

    @property
    def manifest(self) -> Manifest:
        """How the passages and vectors were made."""
        try:
            return Manifest(**json.loads(self._meta("manifest") or "{}"))
        except (ValueError, TypeError) as error:
            raise damaged(self.path, "its manifest cannot be read") from error

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        articles = self.connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        passages = self.connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        return articles, passages

    def entries(self) -> list[Entry]:
        """Return every current article's identity."""
        rows = self.connection.execute("SELECT id, version, source, path, digest FROM articles")
        return [Entry(*row) for row in rows]

    def articles(self) -> Iterator[Article]:
        """Yield every current article, by id."""
        rows = self.connection.execute(f"{_SELECT_ARTICLE} ORDER BY a.id")
        yield from map(self._article, rows)

    def article(self, article_id: str) -> Article | None:
        """Return the current version of an article."""
        row = self.connection.execute(f"{_SELECT_ARTICLE} WHERE a.id = ?", (article_id,))
        return next(map(self._remembered, row), None)

    def version(self, version: str) -> Article | None:
        """Return an article as it was at `version`, current or not."""
        row = self.connection.execute(
            f"SELECT {_ARTICLE} FROM versions v "  # noqa: S608 - our own columns
            "LEFT JOIN articles a ON a.id = v.article_id WHERE v.version = ?",
            (version,),
        )
        return next(map(self._remembered, row), None)

    def current_version(self, article_id: str) -> str | None:
        """Return the version that an article has today."""
        query = "SELECT version FROM articles WHERE id = ?"
        row = self.connection.execute(query, (article_id,)).fetchone()
        return None if row is None else str(row[0])

    def names(self) -> Iterator[tuple[str, str | None]]:
        """Yield the id and the address of every version, current or not, the latest last."""
        yield from self.connection.execute(
            "SELECT article_id, json_extract(facts, '$.url') FROM versions ORDER BY rowid"
        )

    def seen_at(self, version: str) -> str | None:
        """Return when a version was first met (ISO 8601, UTC), None where that is not known."""
        query = "SELECT seen FROM versions WHERE version = ?"
        row = self.connection.execute(query, (version,)).fetchone()
        return None if row is None else row[0]

    def earlier_versions(self, words: Sequence[str], limit: int) -> list[str]:
        """Return versions of the current articles that these have changed since, the latest first.

        Their texts hold all of `words` (plain ASCII, case aside), maybe within longer ones.
        """
        holding = " ".join("AND text LIKE ?" for _ in words)
        rows = self.connection.execute(
            "SELECT version FROM versions WHERE rowid IN "  # noqa: S608 - our own columns
            "(SELECT rowid FROM versions WHERE version NOT IN (SELECT version FROM articles)) "
            f"AND article_id IN (SELECT id FROM articles) {holding} ORDER BY rowid DESC LIMIT ?",
            (*(f"%{word}%" for word in words), limit),
        )
        return [row[0] for row in rows]

    def replaced_at(self, version: str) -> str | None:
        """Return when the version after this one was first met; None where that is not known."""
        row = self.connection.execute(
            "SELECT after.seen FROM versions before JOIN versions after USING (article_id) "
            "WHERE before.version = ? AND after.rowid > before.rowid ORDER BY after.rowid",
            (version,),
        ).fetchone()
        return None if row is None else row[0]

    def is_current(self, version: str) -> bool:
        """Say whether `version` is what its article says today."""
        row = self.connection.execute("SELECT 1 FROM articles WHERE version = ?", (version,))
        return row.fetchone() is not None

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order of `ids`; unknown ids are left out."""
        found = {
            row[0]: Passage(*row)
            for row in self.connection.execute(
                "SELECT p.id, v.article_id, p.version, p.start, p.end FROM passages p "
                "JOIN versions v USING (version) WHERE p.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
        }
        return [found[passage_id] for passage_id in ids if passage_id in found]

    def passages_of(self, version: str) -> list[Passage]:
        """Return a version's passages in the order of the text."""
        rows = self.connection.execute(
            "SELECT p.id, v.article_id, p.version, p.start, p.end FROM passages p "
            "JOIN versions v USING (version) WHERE p.version = ? ORDER BY p.start",
            (version,),
        )
        return [Passage(*row) for row in rows]

    def passage_ids(self) -> NDArray[np.int64]:
        """Return every passage's id, ascending; an id is never given twice."""
        rows = self.connection.execute(  # the index is read: the table holds the vectors too
            "SELECT id FROM passages INDEXED BY passages_by_version"
        )
        ids = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
        ids.sort()
        return ids

    def unquotable(self) -> list[Entry]:
        """Return the current articles that have no passage."""
        rows = self.connection.execute(
            "SELECT id, version, source, path, digest FROM articles a WHERE NOT EXISTS "
            "(SELECT 1 FROM passages p WHERE p.version = a.version) ORDER BY id"
        )
        return [Entry(*row) for row in rows]

    def passage_texts(self, after: int = 0) -> Iterator[PassageText]:
        """Yield id, text, headline and zone of every passage with an id above `after`, by id."""
        rows = self.connection.execute(
            "SELECT version, id, start, end FROM passages WHERE id > ? ORDER BY id", (after,)
        )
        for version, group in groupby(rows, key=itemgetter(0)):
            article = self.version(version)
            if article is None:
                raise damaged(self.path, f"the version {version} is not there")
            text, places = article.text, [row[1:] for row in group]
            reached = zones(text, [(start, end) for _, start, end in places])
            for (passage_id, start, end), (first, last) in zip(places, reached, strict=True):
                yield PassageText(passage_id, text[start:end], article.title, text[first:last])

    def publication_dates(self, versions: Iterable[str]) -> dict[str, str | None]:
        """Return when these versions were published, ISO 8601, without reading their texts."""
        rows = self.connection.execute(
            "SELECT version, json_extract(facts, '$.published') FROM versions "
            "WHERE version IN (SELECT value FROM json_each(?))",
            (json.dumps(list(versions)),),
        )
        return dict(rows.fetchall())

    def facts(self) -> list[ArticleFacts]:
        """Return what every current article can be filtered by."""
        rows = self.connection.execute(
            "SELECT a.id, a.version, v.facts FROM articles a JOIN versions v USING (version)"
        )
        return [facts_of(row, self.path) for row in rows]

    def passage_versions(self) -> Iterator[tuple[int, str]]:
        """Yield every passage's id and its article's version, by id."""
        yield from self.connection.execute("SELECT id, version FROM passages ORDER BY id")

    def vectors(
        self, after: int = 0, limit: int = -1
    ) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Return ids, shape (n,), and vectors, shape (n, dimensions), of passages, by id.

        They are the first `limit` (all of them where it is below 0) with an id above `after`.
        """
        rows = self.connection.execute(
            "SELECT id, vector FROM passages WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
        ).fetchall()
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
        return ids, matrix.reshape(len(rows), self.manifest.dimensions)

    def _article(self, row: tuple[Any, ...]) -> Article:
        return _checked(self.path, row)

    def _meta(self, key: str) -> str | None:
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])


def _checked(path: Path, row: tuple[Any, ...]) -> Article:
    """Return the article of a row if it still is what was ingested: its hash tells."""
    article = article_of(row, path)
    if article.version != row[0]:
        raise damaged(path, f"the article {article.id} is not what was indexed")
    return article
