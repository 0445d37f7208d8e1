"""The one door to SQLite: the database file, its tables, its errors in this project's words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import (
    ArchiveCorruptError,
    ArchiveError,
    ArchiveLockedError,
)

Connection = sqlite3.Connection

FORMAT = 2
FILE_NAME = "archive.sqlite3"
LOCK_TIMEOUT_SECONDS = 5.0

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE versions (
    version TEXT PRIMARY KEY, article_id TEXT NOT NULL, facts TEXT NOT NULL, text TEXT NOT NULL,
    seen TEXT
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, version TEXT NOT NULL REFERENCES versions, source TEXT, path TEXT,
    first_seen TEXT, last_seen TEXT, digest TEXT
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL REFERENCES versions,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_by_version ON passages (version);
CREATE INDEX versions_by_article ON versions (article_id);
CREATE TABLE states (sequence INTEGER PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE sources (
    source TEXT PRIMARY KEY, tried TEXT NOT NULL, succeeded TEXT, problem TEXT
) WITHOUT ROWID;
CREATE TABLE pages (
    address TEXT PRIMARY KEY, asked TEXT NOT NULL, etag TEXT, last_modified TEXT, stamp TEXT,
    body BLOB
) WITHOUT ROWID;
CREATE TABLE takedowns (article_id TEXT PRIMARY KEY, url TEXT, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stories (
    version TEXT PRIMARY KEY REFERENCES versions ON DELETE CASCADE, text_hash TEXT NOT NULL,
    signature BLOB NOT NULL
) WITHOUT ROWID
"""
UPGRADES = {
    "1": """
ALTER TABLE versions ADD COLUMN seen TEXT;
ALTER TABLE articles ADD COLUMN first_seen TEXT;
ALTER TABLE articles ADD COLUMN last_seen TEXT;
ALTER TABLE articles ADD COLUMN digest TEXT;
"""
    + TABLES[TABLES.index("CREATE INDEX versions_by_article") :],
}
"""By the format that is there: what makes it today's. Nothing in it is lost."""


def upgrade(connection: Connection, found: str | None) -> None:
    """Make today's tables of the format `found`, inside a transaction.

    Nothing is done where another process has just done it.
    """
    for statement in UPGRADES.get(str(found), "").split(";"):
        connection.execute(statement)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(FORMAT),))


def is_indexed(data_dir: Path) -> bool:
    """Say whether `data_dir` has an archive; an empty file is what a killed first run leaves."""
    path = data_dir / FILE_NAME
    return path.is_file() and path.stat().st_size > 0


def connect(path: Path, lock_timeout_seconds: float) -> Connection:
    """Open the database; another process's write is waited for that long."""
    with translated_errors(path):
        connection = sqlite3.connect(
            path,
            timeout=lock_timeout_seconds,
            isolation_level=None,
            check_same_thread=False,  # the bot opens it in one thread and asks in another
        )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into this project's, with the remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise ArchiveLockedError(
                f"{path} is being written by another process: wait until it is done."
            ) from error
        if "decode" in str(error) or "no such" in str(error):
            raise damaged(path, str(error)) from error
        raise ArchiveError(
            f"{path} cannot be used ({error}): check the disk, the permissions and --data-dir."
        ) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error)) from error


def damaged(path: Path, what: str) -> ArchiveCorruptError:
    """Return the error for a database that cannot be trusted, with the remedy."""
    return ArchiveCorruptError(
        f"{path} is damaged ({what}): move it away and run 'pullquote index' again, or put "
        "a backup in its place."
    )
