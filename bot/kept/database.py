"""The door to SQLite for what is kept about servers: `bot.db`, apart from the archive.

The archive is the truth about the coverage, is copied, shared and examined; this is about people.
So it has a file of its own, which nobody but its owner may read, and whose freed pages are
overwritten with zeros. Where it cannot be used there is one error, and answering goes on.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from bot.kept.formats import FORMATS
from embeddings.errors import PullquoteError

logger = logging.getLogger(__name__)

FILE_NAME = "bot.db"
FILE_MODE = 0o600
LOCK_TIMEOUT_SECONDS = 2.0
"""Feedback is worth no long wait: it is written beside answers that were already sent."""
_IN_MEMORY = ":memory:"
_APPLICATION_ID = 0x50514654

Value = str | int | None
Row = tuple[Any, ...]  # Any: what a column holds


class KeptError(PullquoteError):
    """What is kept cannot be read or written; answering goes on without it."""


class Database:
    """One open `bot.db`, or one in memory; any thread may use it, one at a time.

    Raises `KeptError` wherever it cannot be used.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        formats: Sequence[str] = FORMATS,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
    ) -> None:
        self._path = path or Path(_IN_MEMORY)
        self._lock = RLock()
        self._holds_deleted = path is not None  # a killed process may have left a log behind
        with _translated_errors(self._path):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))  # SQLite lets all read
            self._connection = _connect(self._path, formats, lock_timeout_seconds)

    def close(self) -> None:
        """Close it; the last one who does takes its log away."""
        with self._lock, _translated_errors(self._path):
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read what is there now."""
        with self._lock, _translated_errors(self._path):
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make everything written inside appear at once, or not at all."""
        with self._lock, _translated_errors(self._path):
            with _transaction(self._connection):
                yield
            if self._holds_deleted:
                self._sweep()

    def rows(self, query: str, *values: Value) -> list[Row]:
        """Return what a query finds, or nothing where it is none."""
        return self._connection.execute(query, values).fetchall()

    def delete(self, query: str, *values: Value) -> int:
        """Delete, and return how many rows; inside `writing`, whose end sweeps the log."""
        gone = self._connection.execute(query, values).rowcount
        self._holds_deleted = self._holds_deleted or gone > 0
        return gone

    def _sweep(self) -> None:
        """Empty the log, which still holds what was deleted; the next write tries again."""
        try:
            query = "PRAGMA wal_checkpoint(TRUNCATE)"
            is_read, _, _ = self._connection.execute(query).fetchone()
            self._holds_deleted = bool(is_read)
        except sqlite3.Error as error:
            logger.warning("%s-wal holds what was deleted for now (%s)", self._path, error)


def _connect(
    path: Path, formats: Sequence[str], lock_timeout_seconds: float
) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=lock_timeout_seconds, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        _bring_up_to_date(connection, path, formats)
        connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite may have rolled back by itself
            connection.execute("ROLLBACK")
        raise


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, formats: Sequence[str]) -> None:
    if _format(connection, path, formats) == len(formats):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with _transaction(connection):
        found = _format(connection, path, formats)  # another process may have done it
        for script in formats[found:]:
            for statement in script.split(";"):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(formats)}")


def _format(connection: sqlite3.Connection, path: Path, formats: Sequence[str]) -> int:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner != _APPLICATION_ID and (owner or tables):
        raise KeptError(f"{path} is another program's database: move it away.")
    if found > len(formats):
        raise KeptError(
            f"{path} has format {found} of a later release, this one reads {len(formats)}: use "
            "that release, or move the file away."
        )
    return found


@contextmanager
def _translated_errors(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and of the system into the one of this part of the house."""
    try:
        yield
    except OSError as error:
        raise KeptError(
            f"{path} cannot be used ({error.strerror}): check its permissions and the disk."
        ) from error
    except sqlite3.OperationalError as error:
        raise KeptError(_unusable(path, error)) from error
    except sqlite3.DatabaseError as error:
        raise KeptError(
            f"{path} is damaged ({error}): move it away; what servers chose and collected is "
            "lost, and no article."
        ) from error


def _unusable(path: Path, error: sqlite3.OperationalError) -> str:
    name = getattr(error, "sqlite_errorname", "")  # Python's own have none
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{path} is being written by another process: try again in a moment."
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return f"{path} cannot be written ({error}): free some space on the disk."
    return f"{path} cannot be used ({error}): check its permissions and the disk."
