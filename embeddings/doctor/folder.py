"""Checks of the data folder: may it be used, is there room, does another process write."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from embeddings.derived.generations import FOLDER_NAME
from embeddings.doctor.findings import Fault, Outcome, Repair, Severity, Tally
from embeddings.storage.database import FILE_NAME
from embeddings.storage.locks import is_written

LARGE_LOG_BYTES = 64 * 1024 * 1024
"""A write-ahead log is emptied long before it has grown so much."""
_ROOM = 3
"""How many times the index should fit into what is left: a new generation, a log, a backup."""
_LOG_SUFFIX = "-wal"
_PERMIT = "Run as the user who indexed, or give this one permission: chmod -R u+rwX on the folder."


def permissions(data_dir: Path) -> Outcome:
    """Look whether this user may read all that is there and write anew, and whether anybody may.

    Search files themselves are never written again, so they may be read-only.
    """
    unread, unwritten, open_to_all = Tally(), Tally(), Tally()
    count = 0
    for path in _paths(data_dir):
        count += 1
        own = path.parent in (data_dir.parent, data_dir)
        if not os.access(path, os.R_OK | (os.X_OK if path.is_dir() else 0)):
            unread.add(path)
        elif own and not os.access(path, os.W_OK):
            unwritten.add(path)
        elif not path.is_symlink() and path.stat().st_mode & stat.S_IWOTH:
            open_to_all.add(path)
    faults = unread.faults(Severity.DAMAGE, "This user may not read", remedy=_PERMIT)
    faults += unwritten.faults(
        Severity.WARNING,
        "Nothing can be indexed, since this user may not write",
        remedy=_PERMIT,
    )
    faults += open_to_all.faults(
        Severity.WARNING,
        "Everybody on this machine may write, and so change what is quoted",
        remedy="Close it to others: chmod -R o-w on the data folder.",
    )
    return Outcome(f"This user may use all {count:,} files and folders.", faults)


def _paths(data_dir: Path) -> Iterator[Path]:
    """Yield what is there, but for what another process may be building or removing."""
    found = [data_dir, data_dir / FILE_NAME, _log_of(data_dir)]
    for folder, inside, files in os.walk(data_dir / FOLDER_NAME):
        inside[:] = [name for name in inside if not name.startswith(".")]
        found += [Path(folder), *(Path(folder) / name for name in files)]
    yield from filter(os.path.lexists, found)


def disk_space(data_dir: Path) -> Outcome:
    """Look whether the next generation and a backup would still fit on the disk."""
    used = {}
    for folder, _, files in os.walk(data_dir):
        for name in files:
            with suppress(FileNotFoundError):
                status = os.lstat(Path(folder) / name)
                used[status.st_dev, status.st_ino] = status.st_size
    return room(shutil.disk_usage(data_dir).free, sum(used.values()))


def room(free: int, used: int) -> Outcome:
    """Return what so many bytes left on the disk of an index of `used` bytes come to."""
    said = f"{_megabytes(free)} are free on the disk, the index takes {_megabytes(used)}."
    if free >= _ROOM * used:
        return Outcome(said)
    remedy = f"Free some space: {_ROOM} times what the index takes is enough for any change to it."
    return Outcome(said, [Fault(Severity.WARNING, said, remedy)])


def log(data_dir: Path) -> Outcome:
    """Look whether the write-ahead log was left large: each question then reads through it."""
    path = _log_of(data_dir)
    size = path.stat().st_size if path.is_file() else 0
    said = f"The database's log {path.name} has {_megabytes(size)}."
    if size < LARGE_LOG_BYTES:
        return Outcome(said)
    what = f"{said} A process was killed, or one has been reading for very long."
    return Outcome(said, [Fault(Severity.NOTICE, what, repair=Repair.LOG)])


def writer(data_dir: Path) -> Outcome:
    """Look whether another process writes now: what is found may be half of its work."""
    written = is_written(data_dir)
    if written is None:
        what = f"{data_dir} cannot be locked, so nothing can be indexed into it."
        remedy = "Check its permissions, and that it is on a local disk."
        return Outcome(what, [Fault(Severity.WARNING, what, remedy)])
    if written:
        what = "Another process is writing: some of what follows may be its unfinished work."
        return Outcome(what, [Fault(Severity.NOTICE, what, "Look again when it is done.")])
    return Outcome("No other process is writing.")


def is_readable(data_dir: Path) -> bool:
    """Say whether there is any use in opening what is in the folder."""
    inside = os.access(data_dir, os.R_OK | os.X_OK)
    return inside and os.access(data_dir / FILE_NAME, os.R_OK)


def _log_of(data_dir: Path) -> Path:
    return data_dir / f"{FILE_NAME}{_LOG_SUFFIX}"


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
