"""The files derived from the archive: one folder a sequence number, written beside, swapped in.

`derived/<sequence>/` holds the FAISS and tantivy files and `manifest.json`. What is missing, stale
or damaged is built again from the archive; a published folder is never changed.
"""

import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embeddings import lexical
from embeddings.archive import Archive
from embeddings.database import translated_errors
from embeddings.errors import PullquoteError
from embeddings.lexical import LexicalIndex
from embeddings.vectors import VectorIndex

logger = logging.getLogger(__name__)

FOLDER_NAME = "derived"
MANIFEST_NAME = "manifest.json"
LAYOUT = 4
"""Names what the files hold; change it whenever they would come out other."""
_BUILDING = ".building-"
_ABANDONED_AFTER_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Derived:
    """Both indexes, as of one state of the archive."""

    sequence: int
    state: str | None
    vectors: VectorIndex
    lexical: LexicalIndex


class _OutdatedError(Exception):
    """The files are whole, but of another release."""


def publish(archive: Archive) -> Derived:
    """Build both indexes of the archive as it stands, and publish them in its data folder.

    Where the folder cannot be written they are built in a temporary one instead.

    Raises:
        ArchiveCorruptError: the archive itself is damaged.
    """
    root = archive.path.parent / FOLDER_NAME
    try:
        root.mkdir(exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=root))
    except OSError as error:
        logger.warning("%s cannot be written (%s): indexing in memory", root, error)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            return _build(archive, Path(folder))
    try:
        derived = _build(archive, building)
        _swap_in(building, root / str(derived.sequence))
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _sweep(root, keep=derived.sequence)
    return derived


def open_derived(archive: Archive) -> Derived:
    """Return the indexes of the archive, read from disk, or built again if they do not match."""
    folder = archive.path.parent / FOLDER_NAME / str(archive.sequence)
    try:
        return _load(archive, folder)
    except (FileNotFoundError, _OutdatedError):
        logger.info("The search index is not up to date: building it again")
    except PullquoteError:  # about the archive, not about what is derived from it
        raise
    except Exception as error:  # noqa: BLE001 - FAISS and tantivy raise their own kinds
        logger.warning("The search index in %s is damaged (%s): building it again", folder, error)
    return publish(archive)


def _build(archive: Archive, folder: Path) -> Derived:
    with archive.snapshot():
        sequence, state = archive.sequence, archive.state
        fingerprint = archive.manifest.fingerprint
        vector_index = VectorIndex.build(*archive.vectors())
        lexical_index = LexicalIndex.build(folder / lexical.FOLDER_NAME, archive.passage_texts())
    vector_index.save(folder)
    manifest = {
        "sequence": sequence,
        "state": state,
        "fingerprint": fingerprint,
        "layout": LAYOUT,
        "passages": len(vector_index),
        "files": _checksums(folder),
    }
    (folder / MANIFEST_NAME).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return Derived(sequence, state, vector_index, lexical_index)


def _load(archive: Archive, folder: Path) -> Derived:
    with translated_errors(archive.path):
        state, fingerprint = archive.state, archive.manifest.fingerprint
        _, passages = archive.counts()
    manifest = json.loads((folder / MANIFEST_NAME).read_text(encoding="utf-8"))
    if manifest["fingerprint"] != fingerprint:
        raise ValueError("made with another model")
    if manifest["state"] != state:
        raise ValueError("made from another state of the archive")
    if manifest.get("layout") != LAYOUT:
        raise _OutdatedError
    if manifest["files"] != _checksums(folder):
        raise ValueError("checksums differ")
    derived = Derived(
        sequence=manifest["sequence"],
        state=manifest["state"],
        vectors=VectorIndex.load(folder),
        lexical=LexicalIndex.load(folder / lexical.FOLDER_NAME),
    )
    if not len(derived.vectors) == len(derived.lexical) == passages:
        raise ValueError("counts differ")
    return derived


def _checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file but the manifest and the lock files, which are hidden."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if path.name != MANIFEST_NAME and not path.name.startswith(".")
    }


def _swap_in(building: Path, published: Path) -> None:
    for path in building.rglob("*"):
        if path.is_file():
            _fsync(path)
    if published.exists():
        shutil.rmtree(published)
    try:
        building.replace(published)
    except OSError:
        if not published.exists():  # else another process has just published the same generation
            raise
    _fsync(published.parent)


def _fsync(path: Path) -> None:
    with suppress(OSError):  # a platform that cannot sync a folder
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _sweep(root: Path, *, keep: int) -> None:
    """Remove older generations; readers that have them open keep their files until they close."""
    for folder in root.iterdir():
        older = folder.name.isdecimal() and int(folder.name) < keep
        if older or _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    """Say whether a process that was killed left this unfinished build behind."""
    with suppress(OSError):
        age_seconds = time.time() - folder.stat().st_mtime
        return folder.name.startswith(_BUILDING) and age_seconds > _ABANDONED_AFTER_SECONDS
    return False
