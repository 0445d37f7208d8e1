"""SHA-256 sums of files: a note keeps them, so that a start does not read a model's weights again.

What the note holds counts for a file of the same place, size, times and inode. Whoever writes to a
file changes its change time, which cannot be set; a file that was changed just now is not noted.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NOTE_NAME = "sums.json"
_LAYOUT = 1
_SETTLED_NANOSECONDS = 2_000_000_000
"""A file that changes after it was read gets other times, on any file system, by then."""
_BLOCK_BYTES = 1 << 20
_SUM = re.compile("[0-9a-f]{64}")
Stamp = list[int]


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums by what a note says, and by the files themselves where it does not; None notes nothing.

    The note is written where the folder above it is there and may be written to.
    """

    note: Path | None = None
    clock: Callable[[], int] = time.time_ns

    def of(self, paths: Sequence[Path]) -> str:
        """Return the SHA-256 of the files' contents, one after the other, in hexadecimal.

        Raises:
            OSError: a file cannot be read.
        """
        if self.note is None:
            return sha256_of(paths)
        name = "\n".join(str(path.absolute()) for path in paths)
        stamps, known = _stamps(paths), _read(self.note)
        if name in known and known[name][0] == stamps:
            return known[name][1]
        found = sha256_of(paths)
        if _are_settled(stamps, self.clock()) and stamps == _stamps(paths):
            _write(self.note, known | {name: (stamps, found)})
        return found


READ_ANEW = Sums()
"""Reads every file, whatever was noted."""


def sha256_of(paths: Sequence[Path]) -> str:
    """Return the SHA-256 of the files' contents, one after the other, in hexadecimal.

    Raises:
        OSError: a file cannot be read.
    """
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    return digest.hexdigest()


def _stamps(paths: Sequence[Path]) -> list[Stamp]:
    found = [path.stat() for path in paths]
    return [
        [one.st_size, one.st_mtime_ns, one.st_ctime_ns, one.st_ino, one.st_dev] for one in found
    ]


def _are_settled(stamps: Sequence[Stamp], now: int) -> bool:
    newest = max((max(modified, changed) for _, modified, changed, *_ in stamps), default=0)
    return newest < now - _SETTLED_NANOSECONDS


def _read(note: Path) -> dict[str, tuple[list[Stamp], str]]:
    """Return what is noted; nothing where there is no note, or none that can be understood."""
    try:
        written = json.loads(note.read_text(encoding="utf-8"))
        if written["layout"] != _LAYOUT:
            return {}
        found = {name: (one["stamps"], one["sha256"]) for name, one in written["files"].items()}
        return {name: one for name, one in found.items() if _SUM.fullmatch(one[1])}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _write(note: Path, known: dict[str, tuple[list[Stamp], str]]) -> None:
    """Note what is known of files that are still there; where it cannot be, it is left."""
    files = {
        name: {"stamps": stamps, "sha256": found}
        for name, (stamps, found) in known.items()
        if all(map(os.path.exists, name.split("\n")))
    }
    beside = note.with_name(f"{note.name}.new")
    with suppress(OSError):
        if note.parent.parent.is_dir():
            note.parent.mkdir(exist_ok=True)
            beside.write_text(json.dumps({"layout": _LAYOUT, "files": files}), encoding="utf-8")
            beside.replace(note)
