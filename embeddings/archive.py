"""The truth: articles, their versions, passages and vectors in one SQLite database.

Every other file in the data folder is derived from it. A version stays readable after its article
changed or left, so that a quote already posted can still be checked.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from embeddings.database import (
    FILE_NAME,
    FORMAT,
    LOCK_TIMEOUT_SECONDS,
    TABLES,
    Connection,
    connect,
    damaged,
    is_indexed,
    translated_errors,
)
from embeddings.errors import ArchiveError, ArchiveMismatchError, ArchiveMissingError
from embeddings.phrases import zones
from embeddings.schema import (
    Article,
    ArticleFacts,
    Entry,
    Manifest,
    NewPassage,
    Passage,
    PassageText,
)

_FACTS = tuple(
    field.name for field in fields(Article) if field.name not in ("id", "text", "source", "path")
)


class Archive:
    """One open archive; use it in a `with` statement, from one thread at a time."""

    def __init__(self, connection: Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, data_dir: Path, *, lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> Self:
        """Open the archive of `data_dir`; another process's write is waited for that long.

        Raises:
            ArchiveMissingError: nothing has been indexed there.
            ArchiveCorruptError: the file is no database, or a damaged one.
            ArchiveMismatchError: the file was written by another release.
        """
        path = data_dir / FILE_NAME
        if not is_indexed(data_dir):
            raise ArchiveMissingError(
                f"There is no index in {data_dir}: run 'pullquote index PATH' first, or name "
                "another folder with --data-dir."
            )
        archive = cls(connect(path, lock_timeout_seconds), path)
        try:
            archive._check_format()
        except BaseException:
            archive.close()
            raise
        return archive

    @classmethod
    def create(cls, data_dir: Path, manifest: Manifest) -> Self:
        """Open the archive of `data_dir`, made first where there is none yet."""
        path = data_dir / FILE_NAME
        if is_indexed(data_dir):
            return cls.open(data_dir)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            connection = connect(path, LOCK_TIMEOUT_SECONDS)
        except OSError as error:
            raise ArchiveError(
                f"{data_dir} cannot be written ({error.strerror}): name another folder with "
                "--data-dir."
            ) from error
        archive = cls(connection, path)
        with translated_errors(path):
            with archive.transaction():
                for table in TABLES.split(";"):
                    connection.execute(table)
                archive._set_meta({"format": str(FORMAT), "sequence": "0"})
                archive.set_manifest(manifest)
            connection.execute("PRAGMA journal_mode = WAL")
        return archive

    def _check_format(self) -> None:
        with translated_errors(self.path):
            found = self._meta("format")
        if found != str(FORMAT):
            raise ArchiveMismatchError(
                f"{self.path} has format {found or 'unknown'}, this release reads {FORMAT}: "
                "index into another folder with --data-dir."
            )

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything written inside appear at once, or not at all, as a new sequence number.

        Raises:
            ArchiveLockedError: another process is writing.
        """
        with translated_errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._set_meta({"sequence": str(self.sequence + 1), "state": uuid4().hex})
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite may have rolled back by itself
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make everything read inside come from one state, whatever others write meanwhile."""
        with translated_errors(self.path):
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    # What stands in the archive

    @property
    def sequence(self) -> int:
        """The number of the last transaction; derived files carry the one they have seen."""
        return int(self._meta("sequence") or 0)

    @property
    def state(self) -> str | None:
        """A name that no other transaction has: not even one of a backup with the same number."""
        return self._meta("state")

    @property
    def manifest(self) -> Manifest:
        """How the passages and vectors were made."""
        try:
            return Manifest(**json.loads(self._meta("manifest") or "{}"))
        except (ValueError, TypeError) as error:
            raise damaged(self.path, "its manifest cannot be read") from error

    def counts(self) -> tuple[int, int]:
        """Return how many articles and passages there are."""
        articles = self._connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        passages = self._connection.execute("SELECT count(*) FROM passages").fetchone()[0]
        return articles, passages

    def entries(self) -> list[Entry]:
        """Return every current article's identity."""
        rows = self._connection.execute("SELECT id, version, source, path FROM articles")
        return [Entry(*row) for row in rows]

    def articles(self) -> Iterator[Article]:
        """Yield every current article, by id."""
        rows = self._connection.execute(f"{_SELECT_ARTICLE} ORDER BY a.id")
        yield from map(self._article, rows)

    def article(self, article_id: str) -> Article | None:
        """Return the current version of an article."""
        row = self._connection.execute(f"{_SELECT_ARTICLE} WHERE a.id = ?", (article_id,))
        return next(map(self._article, row), None)

    def version(self, version: str) -> Article | None:
        """Return an article as it was at `version`, current or not."""
        row = self._connection.execute(
            "SELECT v.version, v.article_id, v.text, v.facts, a.source, a.path FROM versions v "
            "LEFT JOIN articles a ON a.id = v.article_id WHERE v.version = ?",
            (version,),
        )
        return next(map(self._article, row), None)

    def is_current(self, version: str) -> bool:
        """Say whether `version` is what its article says today."""
        row = self._connection.execute("SELECT 1 FROM articles WHERE version = ?", (version,))
        return row.fetchone() is not None

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """Return the passages with these ids, in the order of `ids`; unknown ids are left out."""
        found = {
            row[0]: Passage(*row)
            for row in self._connection.execute(
                "SELECT p.id, v.article_id, p.version, p.start, p.end FROM passages p "
                "JOIN versions v USING (version) WHERE p.id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
        }
        return [found[passage_id] for passage_id in ids if passage_id in found]

    def passages_of(self, version: str) -> list[Passage]:
        """Return a version's passages in the order of the text."""
        rows = self._connection.execute(
            "SELECT p.id, v.article_id, p.version, p.start, p.end FROM passages p "
            "JOIN versions v USING (version) WHERE p.version = ? ORDER BY p.start",
            (version,),
        )
        return [Passage(*row) for row in rows]

    def passage_texts(self) -> Iterator[PassageText]:
        """Yield every passage's id, text, headline and zone, by id."""
        rows = self._connection.execute("SELECT version, id, start, end FROM passages ORDER BY id")
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
        rows = self._connection.execute(
            "SELECT version, json_extract(facts, '$.published') FROM versions "
            "WHERE version IN (SELECT value FROM json_each(?))",
            (json.dumps(list(versions)),),
        )
        return dict(rows.fetchall())

    def facts(self) -> list[ArticleFacts]:
        """Return what every current article can be filtered by."""
        rows = self._connection.execute(
            "SELECT a.id, a.version, v.facts FROM articles a JOIN versions v USING (version)"
        )
        return [self._article_facts(*row) for row in rows]

    def passage_versions(self) -> Iterator[tuple[int, str]]:
        """Yield every passage's id and its article's version, by id."""
        yield from self._connection.execute("SELECT id, version FROM passages ORDER BY id")

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Return every passage's id, shape (n,), and vector, shape (n, dimensions), by id."""
        rows = self._connection.execute("SELECT id, vector FROM passages ORDER BY id").fetchall()
        ids = np.array([row[0] for row in rows], dtype=np.int64)
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
        return ids, matrix.reshape(len(rows), self.manifest.dimensions)

    def vectors_by_text(self, article_id: str) -> dict[str, NDArray[np.float16]]:
        """Return the vectors an article's passages have now, by the text they encode."""
        article = self.article(article_id)
        if article is None:
            return {}
        rows = self._connection.execute(
            "SELECT start, end, vector FROM passages WHERE version = ?", (article.version,)
        )
        return {
            article.text[start:end]: np.frombuffer(blob, dtype=np.float16)
            for start, end, blob in rows
        }

    # What changes it; inside a transaction

    def set_manifest(self, manifest: Manifest) -> None:
        """Record how passages and vectors are made from now on."""
        values = {field.name: getattr(manifest, field.name) for field in fields(Manifest)}
        self._set_meta({"manifest": json.dumps(values)})

    def put(self, article: Article, passages: Iterable[NewPassage]) -> None:
        """Make `article` the current version of its id, with these passages."""
        facts = {name: getattr(article, name) for name in _FACTS}
        self._drop_passages(article.id)
        self._connection.execute(
            "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?)",
            (article.version, article.id, json.dumps(facts, ensure_ascii=False), article.text),
        )
        self._connection.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)",
            (article.id, article.version, article.source, article.path),
        )
        self._connection.executemany(
            "INSERT INTO passages (version, start, end, vector) VALUES (?, ?, ?, ?)",
            [(article.version, p.start, p.end, p.vector.tobytes()) for p in passages],
        )

    def move(self, article_id: str, *, source: str | None, path: str | None) -> None:
        """Record that an unchanged article now lies elsewhere."""
        self._connection.execute(
            "UPDATE articles SET source = ?, path = ? WHERE id = ?", (source, path, article_id)
        )

    def remove(self, article_id: str) -> None:
        """Take an article out of the index; its versions stay readable by their hash."""
        self._drop_passages(article_id)
        self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def _drop_passages(self, article_id: str) -> None:
        self._connection.execute(
            "DELETE FROM passages WHERE version = (SELECT version FROM articles WHERE id = ?)",
            (article_id,),
        )

    def _article(self, row: tuple[Any, ...]) -> Article:
        """Return the article of a row if it still is what was ingested: its hash tells."""
        version, article_id, text, facts, source, path = row
        try:
            values = json.loads(facts)
            values["authors"] = tuple(values["authors"])
            article = Article(id=article_id, text=text, source=source, path=path, **values)
            intact = article.version == version
        except (ValueError, TypeError, KeyError) as error:
            raise damaged(self.path, f"the article {article_id} cannot be read") from error
        if not intact:
            raise damaged(self.path, f"the article {article_id} is not what was indexed")
        return article

    def _article_facts(self, article_id: str, version: str, facts: str) -> ArticleFacts:
        try:
            values = json.loads(facts)
            return ArticleFacts(
                version=version,
                outlet=values["outlet"],
                authors=tuple(values["authors"]),
                published=values["published"],
                section=values["section"],
                language=values["language"],
            )
        except (ValueError, TypeError, KeyError) as error:
            raise damaged(self.path, f"the article {article_id} cannot be read") from error

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _set_meta(self, values: dict[str, str]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items())
        )


_SELECT_ARTICLE = (
    "SELECT v.version, v.article_id, v.text, v.facts, a.source, a.path FROM articles a "
    "JOIN versions v ON v.version = a.version"
)
