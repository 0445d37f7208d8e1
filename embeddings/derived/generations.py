"""Published folders: what one holds, whether it still holds it, how the next takes its place.

`derived/<sequence>/` is never changed once it has its name. The next one links the files that stay
and adds its own; `manifest.json` names every file with its size, time and SHA-256.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

from embeddings.lexical.index import LOCK_SUFFIX

FOLDER_NAME = "derived"
MANIFEST_NAME = "manifest.json"
LAYOUT = 5
"""Names what the files hold; change it whenever they would come out other."""
_BUILDING = ".building-"


class OutdatedError(Exception):
    """The files are whole, but of another release."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What one generation was made of; `highest` is the highest passage id it has seen."""

    sequence: int
    state: str | None
    fingerprint: str
    passages: int
    highest: int
    segments: Sequence[str]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file as it was when it was published; `modified` is in nanoseconds."""

    size: int
    modified: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A folder, what it was made of, and its files by their path in it."""

    folder: Path
    facts: Facts
    files: Mapping[str, FileFacts]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of `folder`.

        Raises:
            OutdatedError: another release has written it.
            FileNotFoundError: there is none.
            ValueError, TypeError, KeyError, AttributeError: it cannot be understood.
        """
        manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
        if manifest["layout"] != LAYOUT:
            raise OutdatedError
        files = {name: FileFacts(**facts) for name, facts in manifest["files"].items()}
        return cls(folder, Facts(**manifest["facts"]), files)

    def check(self) -> None:
        """Raise a ValueError where a file is not as it was published.

        A file of the same size and time is taken to be the same; of any other the sum is compared.
        """
        for name, facts in self.files.items():
            status = (self.folder / name).stat()
            if (status.st_size, status.st_mtime_ns) != (facts.size, facts.modified):
                self.check_sum(name)

    def check_sum(self, name: str) -> None:
        """Raise a ValueError where a file's sum is another than when it was published."""
        if sha256(self.folder / name) != self.files[name].sha256:
            raise ValueError(f"checksums differ: {name}")

    def link_into(self, folder: Path, names: Sequence[str]) -> None:
        """Give `folder` the files `names` too: linked or, where that cannot be, copied."""
        for name in names:
            target = folder / name
            target.parent.mkdir(exist_ok=True)
            try:
                os.link(self.folder / name, target)
            except OSError:
                shutil.copy2(self.folder / name, target)


def seal(folder: Path, facts: Facts, previous: Generation | None) -> Generation:
    """Write the manifest of `folder` and make all of it safe on the disk.

    The sums of files that are links to those of `previous` are taken from there.
    """
    for path in list(_files(folder)):
        if path.name.endswith(LOCK_SUFFIX):
            path.unlink()
    files = {}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        known = _known(path, name, previous)
        if known is None:
            _fsync(path)
        files[name] = known or _facts_of(path)
    manifest = {
        "layout": LAYOUT,
        "facts": asdict(facts),
        "files": {name: asdict(known) for name, known in files.items()},
    }
    path = folder / MANIFEST_NAME
    path.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    _fsync(path)
    _open_to_readers(folder, path.stat().st_mode)
    for inside in [*_folders(folder), folder]:
        _fsync_folder(inside)
    return Generation(folder, facts, files)


def new_folder(root: Path) -> Path:
    """Return a folder of `root` to build in."""
    root.mkdir(exist_ok=True)
    folder = root / f"{_BUILDING}{uuid4().hex}"
    folder.mkdir()
    return folder


def swap_in(building: Generation) -> Generation:
    """Give a finished folder its name; one that has the name makes room for it."""
    root = building.folder.parent
    published = root / str(building.facts.sequence)
    if published.exists():
        published.replace(root / f"{_BUILDING}{uuid4().hex}")
    building.folder.replace(published)
    _fsync_folder(root)
    return Generation(published, building.facts, building.files)


def sweep(root: Path, *, keep: Collection[int | None]) -> None:
    """Remove all generations but those to `keep`, and what was never finished.

    Only who holds the lock builds, so what is unfinished was left by a process that was killed; a
    higher number is of an archive that a backup has replaced. Readers that have a generation open
    keep its files until they close it.
    """
    for folder in root.iterdir():
        is_old = folder.name.isdecimal() and int(folder.name) not in keep
        if is_old or folder.name.startswith(_BUILDING):
            shutil.rmtree(folder, ignore_errors=True)


def numbered(root: Path) -> list[int]:
    """Return the numbers of the generations in `root`, the newest first."""
    with suppress(OSError):
        names = [folder.name for folder in root.iterdir()]
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)
    return []


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(path: Path, name: str, previous: Generation | None) -> FileFacts | None:
    """Return the facts of a file that is the same one, not only alike, in `previous`."""
    if previous is None or name not in previous.files:
        return None
    known, status = previous.files[name], path.stat()
    is_same = path.samefile(previous.folder / name)
    is_dated = (status.st_size, status.st_mtime_ns) == (known.size, known.modified)
    return known if is_same and is_dated else None


def _open_to_readers(folder: Path, mode: int) -> None:
    """Let whoever may read the manifest read all: tantivy closes some of its files to others."""
    for path in _files(folder):
        found = path.stat().st_mode
        if mode & ~found:
            path.chmod(found | mode)


def _facts_of(path: Path) -> FileFacts:
    status = path.stat()
    return FileFacts(status.st_size, status.st_mtime_ns, sha256(path))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST_NAME:
            yield path


def _folders(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_dir()]


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fsync_folder(path: Path) -> None:
    with suppress(OSError):  # a platform that cannot sync a folder
        _fsync(path)
