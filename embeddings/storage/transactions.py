"""An open archive as a database: what is read together, what is written together."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self
from uuid import uuid4

from embeddings.errors import ArchiveCorruptError, ArchiveLockedError
from embeddings.storage.database import LOCK_TIMEOUT_SECONDS, connect, stamp_of, translated_errors
from embeddings.storage.records import Records

_REMEMBERED_STATES = 100_000


class Transactions(Records):
    """Everything that can be asked of an open archive, of one state or over several."""

    _lock_timeout_seconds = LOCK_TIMEOUT_SECONDS

    def keep_up(self) -> None:
        """See what others wrote where SQLite would not: see `embeddings.database`.

        Raises:
            ArchiveError: the database cannot be opened any more.
        """
        frozen = self.connection.frozen
        if frozen is not None and frozen.stamp != stamp_of(self.path):
            self._reopen()

    def _reopen(self) -> None:
        opened = connect(self.path, self._lock_timeout_seconds)
        self.connection.close()
        self.connection = opened

    def close(self) -> None:
        """Close the database."""
        self.connection.close()

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
        with self.bookkeeping():
            yield
            self._advance()

    @contextmanager
    def bookkeeping(self) -> Iterator[None]:
        """Make everything written inside appear at once; for what no search can find.

        Raises:
            ArchiveLockedError: another process is writing.
            ArchiveError: the folder cannot be written; nothing of it was.
        """
        self._check_writable()
        self._use_log()  # a first run that failed may have come to the tables, and not to this
        with self._written():
            yield

    def _check_writable(self) -> None:
        if self.connection.frozen:  # not for good: somebody may have made room
            self._reopen()
        if self.connection.frozen:
            raise self.connection.frozen.why

    @contextmanager
    def _written(self) -> Iterator[None]:
        with translated_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # SQLite may have rolled back by itself
                    self.connection.execute("ROLLBACK")
                raise

    def _advance(self) -> None:
        """Name the state that a transaction makes, and remember the one before it."""
        sequence, state = self.sequence + 1, uuid4().hex
        self._set_meta({"sequence": str(sequence), "state": state})
        self.connection.execute("INSERT INTO states VALUES (?, ?)", (sequence, state))
        forgotten = sequence - _REMEMBERED_STATES
        self.connection.execute("DELETE FROM states WHERE sequence <= ?", (forgotten,))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make everything read inside come from one state, whatever others write meanwhile.

        Raises:
            ArchiveLockedError: others wrote, and SQLite could not keep what was read from it.
        """
        self.keep_up()
        try:
            with translated_errors(self.path):
                self.connection.execute("BEGIN")
                try:
                    yield
                finally:
                    if self.connection.in_transaction:
                        self.connection.execute("ROLLBACK")
        except ArchiveCorruptError:
            self._check_unchanged()  # half old and half new looks damaged
            raise
        self._check_unchanged()

    def _check_unchanged(self) -> None:
        frozen = self.connection.frozen
        if frozen is not None and frozen.stamp != stamp_of(self.path):
            raise ArchiveLockedError(
                f"{self.path} was written by another process while it was read: ask again."
            )

    def empty_log(self) -> None:
        """Write what the log holds into the database, so that nothing erased is left in it.

        Raises:
            ArchiveLockedError: somebody reads for longer than is waited.
        """
        self._check_writable()  # which may make another connection
        with translated_errors(self.path):
            busy, *_ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise ArchiveLockedError(
                f"{self.path} is being read, so its log cannot be emptied yet."
            )

    def _use_log(self) -> None:
        """Let readers read beside a writer (WAL mode); the database remembers it for good."""
        with translated_errors(self.path):
            self.connection.execute("PRAGMA journal_mode = WAL")

    def _set_meta(self, values: dict[str, str]) -> None:
        self.connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", list(values.items())
        )
