"""One writer at a time in a data folder: a lock that goes with the process that holds it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from embeddings.errors import ArchiveError, ArchiveLockedError

FILE_NAME = "writing.lock"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


class LockUnavailableError(ArchiveError):
    """The lock file cannot be made: the folder is read-only, or its file system knows no locks."""


@contextmanager
def writing(data_dir: Path) -> Iterator[None]:
    """Be the one writer in `data_dir` for what is done inside; nothing is waited for.

    The system releases the lock when its process ends, however it ends. The thread that holds it
    may take it again.

    Raises:
        ArchiveLockedError: another process, or another thread, is writing.
        LockUnavailableError: nobody can be kept out there, so nothing may be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(
        data_dir.resolve() / FILE_NAME, timeout=0, is_singleton=True, fallback_to_soft=False
    )
    try:
        lock.acquire()
    except Timeout as error:
        raise ArchiveLockedError(
            f"{data_dir} is being written by another process: wait until it is done."
        ) from error
    except (OSError, NotImplementedError) as error:
        raise LockUnavailableError(_unavailable(data_dir, error)) from error
    try:
        yield
    finally:
        lock.release()


def _unavailable(data_dir: Path, error: Exception) -> str:
    """Return what to tell where the lock cannot be taken, whoever holds it."""
    number = error.errno if isinstance(error, OSError) else None
    if number in _NO_SPACE:
        return (
            f"{data_dir} cannot be written, the disk is full ({error}): free some space and run "
            "the same command again."
        )
    if number in _READ_ONLY:
        return (
            f"{data_dir} cannot be written ({error}): check its permissions, or name another "
            "folder with --data-dir."
        )
    return (
        f"{data_dir} cannot be locked for writing ({error}): check that it is on a local disk, or "
        "name another folder with --data-dir."
    )


def is_written(data_dir: Path) -> bool | None:
    """Say whether somebody is writing in `data_dir` now; None where that cannot be told.

    It holds the lock itself for an instant, where nobody does.
    """
    try:
        if not (data_dir / FILE_NAME).exists():
            return False
        with writing(data_dir):
            return False
    except ArchiveLockedError:
        return True
    except (LockUnavailableError, PermissionError):
        return None
