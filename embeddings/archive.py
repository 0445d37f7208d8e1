"""The truth: articles, their versions, passages and vectors in one SQLite database.

Every other file in the data folder is derived from it. A version stays readable after its article
changed or left, so that a quote already posted can still be checked.
"""

import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Self

from embeddings.errors import (
    ArchiveCorruptError,
    ArchiveError,
    ArchiveLockedError,
    ArchiveMismatchError,
    ArchiveMissingError,
)
from embeddings.schema import (
    Article,
    Manifest,
    NewPassage,
)
from embeddings.storage.database import (
    FILE_NAME,
    FORMAT,
    LOCK_TIMEOUT_SECONDS,
    TABLES,
    UPGRADES,
    connect,
    has_tables,
    is_indexed,
    translated_errors,
    upgrade,
)
from embeddings.storage.rows import text_key
from embeddings.storage.transactions import Transactions

logger = logging.getLogger(__name__)

_OUTSIDE = ("id", "text", "source", "path", "first_seen", "last_seen")
_FACTS = tuple(field.name for field in fields(Article) if field.name not in _OUTSIDE)


class Archive(Transactions):
    """One open archive; use it in a `with` statement, from one thread at a time."""

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
            raise _missing(data_dir)
        archive = cls(connect(path, lock_timeout_seconds), path)
        archive._lock_timeout_seconds = lock_timeout_seconds
        try:
            archive._ensure_format()
        except BaseException:
            archive.close()
            raise
        return archive

    @classmethod
    def create(cls, data_dir: Path, manifest: Manifest) -> Self:
        """Open the archive of `data_dir`, made first where there is none yet."""
        path = data_dir / FILE_NAME
        with suppress(ArchiveMissingError):
            return cls.open(data_dir)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            archive = cls(connect(path, LOCK_TIMEOUT_SECONDS), path)
        except OSError as error:
            raise ArchiveError(
                f"{data_dir} cannot be written ({error.strerror}): name another folder with "
                "--data-dir."
            ) from error
        try:
            archive._make_tables(manifest)
        except BaseException:
            archive.close()
            raise
        return archive

    def _make_tables(self, manifest: Manifest) -> None:
        with self._written():
            for table in TABLES.split(";"):
                self.connection.execute(table)
            self._set_meta({"format": str(FORMAT), "sequence": "0"})
            self.set_manifest(manifest)
            self._advance()
        self._use_log()

    def _ensure_format(self) -> None:
        """Bring an older format up to date, in one transaction, or refuse a foreign one."""
        with translated_errors(self.path):
            if not has_tables(self.connection):  # who was making them was killed
                raise _missing(self.path.parent)
            found = self._meta("format")
        if found == str(FORMAT):
            return
        if found not in UPGRADES:
            raise ArchiveMismatchError(
                f"{self.path} has format {found or 'unknown'}, this release reads {FORMAT}: "
                "index into another folder with --data-dir."
            )
        try:
            with self.transaction():
                upgrade(self.connection, self._meta("format"))
        except (ArchiveLockedError, ArchiveCorruptError):
            raise
        except ArchiveError as error:
            raise ArchiveError(
                f"{self.path} has format {found} of an earlier release, and has to be opened once "
                f"where it can be written to be read by this one. {error}"
            ) from error
        logger.warning(
            "%s was brought to format %d: earlier releases cannot read it", self.path, FORMAT
        )

    # What changes it; inside a transaction

    def set_manifest(self, manifest: Manifest) -> None:
        """Record how passages and vectors are made from now on."""
        values = {field.name: getattr(manifest, field.name) for field in fields(Manifest)}
        self._set_meta({"manifest": json.dumps(values)})

    def put(
        self, article: Article, passages: Iterable[NewPassage], *, digest: str | None = None
    ) -> None:
        """Make `article` the current version of its id, with these passages.

        It was met at `article.last_seen`; `digest` is of what it was read from.
        """
        facts = {name: getattr(article, name) for name in _FACTS}
        seen = article.last_seen
        self._drop_passages(article.id)
        self.connection.execute(
            "INSERT OR IGNORE INTO versions VALUES (?, ?, ?, ?, ?)",
            (
                article.version,
                article.id,
                json.dumps(facts, ensure_ascii=False),
                article.text,
                seen,
            ),
        )
        self.connection.execute(
            "INSERT INTO articles VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6) ON CONFLICT (id) DO UPDATE "
            "SET version = ?2, source = ?3, path = ?4, last_seen = ?5, digest = ?6",
            (article.id, article.version, article.source, article.path, seen, digest),
        )
        self._add_passages(article, passages)

    def replace_passages(self, article: Article, passages: Iterable[NewPassage]) -> None:
        """Give the current version of an article other passages."""
        self._drop_passages(article.id)
        self._add_passages(article, passages)

    def move(
        self, article_id: str, *, source: str | None, path: str | None, digest: str | None = None
    ) -> None:
        """Record that an unchanged article now lies elsewhere, or is written otherwise."""
        self.connection.execute(
            "UPDATE articles SET source = ?, path = ?, digest = ? WHERE id = ?",
            (source, path, digest, article_id),
        )

    def see(self, article_ids: Iterable[str], at: str) -> None:
        """Record that articles were met again."""
        self.connection.executemany(
            "UPDATE articles SET last_seen = ? WHERE id = ?", ((at, one) for one in article_ids)
        )

    def remove(self, article_id: str) -> None:
        """Take an article out of the index; its versions stay readable by their hash."""
        self._drop_passages(article_id)
        self.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def erase(self, article_id: str) -> int:
        """Take an article out with all its versions; return how many versions there were."""
        self.remove(article_id)
        query = "DELETE FROM versions WHERE article_id = ?"
        return int(self.connection.execute(query, (article_id,)).rowcount)

    def _add_passages(self, article: Article, passages: Iterable[NewPassage]) -> None:
        self.connection.executemany(
            "INSERT INTO passages (version, start, end, vector, text_key) VALUES (?, ?, ?, ?, ?)",
            (
                (
                    article.version,
                    p.start,
                    p.end,
                    p.vector.tobytes(),
                    text_key(article.text[p.start : p.end]),
                )
                for p in passages
            ),
        )

    def _drop_passages(self, article_id: str) -> None:
        self.connection.execute(
            "DELETE FROM passages WHERE version = (SELECT version FROM articles WHERE id = ?)",
            (article_id,),
        )


def _missing(data_dir: Path) -> ArchiveMissingError:
    return ArchiveMissingError(
        f"There is no index in {data_dir}: run 'pullquote index PATH' first, or name another "
        "folder with --data-dir."
    )
