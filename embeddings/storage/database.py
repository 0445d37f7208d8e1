"""The one door to SQLite: the database file, its tables, its errors in this project's words.

A database in WAL mode needs a file beside it (`-shm`) to be read at all, and the last one who
closes it takes that file away. Where it cannot be made anew, in a read-only folder or on a full
disk, the database is read as one that never changes (`immutable`), provided that nothing lies in a
log beside it. SQLite then takes no locks and sees no change, so whoever reads must look for one:
see `Connection.frozen`. While somebody who may write has the database open, the file is there, and
others read it as usual.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import (
    ArchiveClosedError,
    ArchiveCorruptError,
    ArchiveError,
    ArchiveLockedError,
)

FORMAT = 3
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
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL, text_key INTEGER
);
CREATE INDEX passages_by_version ON passages (version);
CREATE INDEX versions_by_article ON versions (article_id);
CREATE INDEX articles_by_version ON articles (version);
CREATE TABLE states (sequence INTEGER PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE sources (
    source TEXT PRIMARY KEY, tried TEXT NOT NULL, succeeded TEXT, problem TEXT
) WITHOUT ROWID;
CREATE TABLE pages (
    address TEXT PRIMARY KEY, asked TEXT NOT NULL, found TEXT, etag TEXT, last_modified TEXT,
    stamp TEXT, body BLOB, article_id TEXT, content_type TEXT
) WITHOUT ROWID;
CREATE TABLE takedowns (article_id TEXT PRIMARY KEY, url TEXT, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE erased (
    version TEXT PRIMARY KEY, article_id TEXT NOT NULL REFERENCES takedowns ON DELETE CASCADE,
    text_hash TEXT NOT NULL, outlet TEXT
) WITHOUT ROWID;
CREATE TABLE stories (
    version TEXT PRIMARY KEY REFERENCES versions ON DELETE CASCADE, text_hash TEXT NOT NULL,
    signature BLOB NOT NULL, story TEXT
) WITHOUT ROWID;
CREATE INDEX stories_by_story ON stories (story);
CREATE INDEX passages_by_text ON passages (text_key)
"""
_KEYED = "ALTER TABLE passages ADD COLUMN text_key INTEGER;"
UPGRADES = {
    "1": _KEYED
    + """
ALTER TABLE versions ADD COLUMN seen TEXT;
ALTER TABLE articles ADD COLUMN first_seen TEXT;
ALTER TABLE articles ADD COLUMN last_seen TEXT;
ALTER TABLE articles ADD COLUMN digest TEXT;
"""
    + TABLES[TABLES.index("CREATE INDEX versions_by_article") :]
    + """;
INSERT INTO sources SELECT DISTINCT source, strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'), NULL, NULL
FROM articles WHERE source NOTNULL
""",
    "2": _KEYED + TABLES[TABLES.index("CREATE INDEX passages_by_text") :],
}
"""By the format that is there: what makes it today's. Nothing in it is lost."""

Stamp = tuple[tuple[int, ...], ...]
"""How the database and its logs lie on the disk: it differs when any of them was written."""

_LOGS = ("-wal", "-journal")
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN")
_NO_SPACE = ("SQLITE_FULL",)
_BAD_WRITE = tuple(
    f"SQLITE_IOERR_{what}" for what in ("WRITE", "FSYNC", "DIR_FSYNC", "TRUNCATE", "SHM")
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Why a database is read as one that never changes, and how it lay there then."""

    why: ArchiveError
    stamp: Stamp


class Connection(sqlite3.Connection):
    """An open database; `frozen` where it is read as one that never changes."""

    frozen: Frozen | None = None


def upgrade(connection: Connection, found: str | None) -> None:
    """Make today's tables of the format `found`, inside a transaction.

    Nothing is done where another process has just done it.
    """
    for statement in UPGRADES.get(str(found), "").split(";"):
        connection.execute(statement)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (str(FORMAT),))


def is_indexed(data_dir: Path) -> bool:
    """Say whether `data_dir` has an archive; an empty file is what a killed first run leaves.

    Raises:
        ArchiveClosedError: this user may not look into the folder.
        ArchiveError: something else stands where the folder or the archive should.
    """
    path = data_dir / FILE_NAME
    try:
        if path.is_file():
            return path.stat().st_size > 0
    except PermissionError as error:
        raise ArchiveClosedError(
            f"{data_dir} cannot be read ({error.strerror}): give this user permission to read it, "
            "or name another folder with --data-dir."
        ) from error
    except OSError as error:
        raise ArchiveError(
            f"{data_dir} cannot be used ({error.strerror}): name another folder with --data-dir."
        ) from error
    if data_dir.exists() and not data_dir.is_dir():
        raise ArchiveError(f"{data_dir} is no folder: name another one with --data-dir.")
    for place in (data_dir, path):
        if place.is_symlink() and not place.exists():
            raise ArchiveError(
                f"{place} is a link to {place.readlink()}, which is not there: put it back, or "
                "remove the link."
            )
    if path.exists():
        raise ArchiveError(f"{path} is no file: move it away, or name another --data-dir.")
    return False


def has_tables(connection: Connection) -> bool:
    """Say whether anything was ever made in the database."""
    return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def connect(path: Path, lock_timeout_seconds: float) -> Connection:
    """Open the database; another process's write is waited for that long.

    It is `frozen` where it can be read in no other way.

    Raises:
        ArchiveError: it cannot be opened.
        ArchiveLockedError: another process keeps everybody out.
    """
    stamp = stamp_of(path)
    try:
        with translated_errors(path):
            return _connect(path, "mode=rwc", lock_timeout_seconds)
    except (ArchiveCorruptError, ArchiveLockedError):
        raise
    except ArchiveError as error:
        return _connect_frozen(path, Frozen(error, stamp))


def stamp_of(path: Path) -> Stamp:
    """Return how a database and its logs lie on the disk; an empty log counts as none."""
    return tuple(_stamp_of_file(Path(f"{path}{suffix}")) for suffix in ("", *_LOGS))


def _stamp_of_file(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return ()
    return (status.st_ino, status.st_size, status.st_mtime_ns) if status.st_size else ()


def _connect(path: Path, how: str, lock_timeout_seconds: float) -> Connection:
    """Open a database as the parameters of SQLite's addresses say."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        timeout=lock_timeout_seconds,
        isolation_level=None,
        check_same_thread=False,  # the bot opens it in one thread and asks in another
        factory=Connection,
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")  # it reads the database
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # a takedown erases what went before, too
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_frozen(path: Path, frozen: Frozen) -> Connection:
    """Open a database as one that never changes; all of it must stand in its one file.

    Raises:
        ArchiveError: some of it stands in a log, or it cannot be opened in this way either.
    """
    for log, written in zip(_LOGS, frozen.stamp[1:], strict=True):
        if written:
            raise ArchiveError(
                f"{path} cannot be read: some of it still stands in {path.name}{log}, and only "
                "who may write there can read that. Run 'pullquote status' once as a user who "
                f"may. {frozen.why}"
            ) from frozen.why
    try:
        connection = _connect(path, "mode=ro&immutable=1", 0)
    except sqlite3.OperationalError as error:
        raise ArchiveError(
            f"{path} cannot be used ({error}): check the disk, the permissions and --data-dir."
        ) from error
    connection.frozen = frozen
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
        raise _unusable(path, error) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, str(error)) from error


def _unusable(path: Path, error: sqlite3.OperationalError) -> ArchiveError:
    """Return what to tell where the system did not let SQLite do something."""
    name = getattr(error, "sqlite_errorname", "")  # Python's own have none
    folder = path.parent
    if name.startswith(_NO_SPACE):
        return ArchiveError(
            f"{folder} cannot be written, the disk is full ({error}): free some space and run the "
            "same command again. What was there before is still there."
        )
    if name.startswith(_BAD_WRITE):
        return ArchiveError(
            f"{folder} cannot be written ({error}): most likely the disk, or your share of it, is "
            "full. Free some space and run the same command again; what was there before is "
            "still there."
        )
    if name.startswith(_UNWRITABLE) and path.is_file():
        return ArchiveError(
            f"{folder} cannot be written ({error}): check its permissions, or name another folder "
            "with --data-dir."
        )
    return ArchiveError(
        f"{path} cannot be used ({error}): check the disk, the permissions and --data-dir."
    )


def damaged(path: Path, what: str) -> ArchiveCorruptError:
    """Return the error for a database that cannot be trusted, with the remedy."""
    return ArchiveCorruptError(
        f"{path} is damaged ({what}): move it away, with the files beside it whose names begin "
        "with its name, and run 'pullquote index' again, or put a backup in its place."
    )
