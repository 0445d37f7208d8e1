"""The files derived from the archive: opened while they match it, caught up where they are behind.

`publish` is for who writes the archive; `open_derived` for who reads it, beside whoever writes.
What is missing or damaged is made again from the archive; a published folder is never changed.
"""

import errno
import logging
import os
import shutil
import tempfile
from pathlib import Path

from embeddings.archive import Archive
from embeddings.derived.generations import (
    FOLDER_NAME,
    Facts,
    Generation,
    OutdatedError,
    new_folder,
    numbered,
    swap_in,
    sweep,
)
from embeddings.derived.publishing import Derived, build
from embeddings.errors import ArchiveError, ArchiveLockedError, PullquoteError
from embeddings.storage.database import translated_errors
from embeddings.storage.locks import LockUnavailableError, writing

__all__ = ["FOLDER_NAME", "Derived", "open_derived", "publish", "rebuild"]

logger = logging.getLogger(__name__)

_NO_SPACE = tuple(map(os.strerror, (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)))


class _UnwritableError(ArchiveError):
    """The folder of the derived files cannot be written."""


class _NoSpaceError(ArchiveError):
    """The disk, or the share of it that may be used, is full."""


def publish(archive: Archive) -> Derived:
    """Bring the published files up to the archive as it stands, and return them opened.

    Raises:
        ArchiveLockedError: another process is writing.
        ArchiveError: the data folder cannot be written; what was published before stays.
        ArchiveCorruptError: the archive itself is damaged.
    """
    with writing(archive.path.parent):
        return _caught_up(archive, _newest(archive, None))


def rebuild(archive: Archive) -> Derived:
    """Publish files made from nothing but the archive, and remove all others.

    Raises what `publish` raises.
    """
    with writing(archive.path.parent):
        return _published(archive, None)


def open_derived(archive: Archive, loaded: Derived | None = None) -> Derived:
    """Return the newest files of the archive, `loaded` or from the disk, caught up if they can be.

    While another process writes they may be behind the archive: what has come since is not found,
    what has gone is found and not in the archive. A reader that has files `loaded` goes on with
    them where it may not write; one that has none makes its own in a temporary folder.

    Raises:
        ArchiveLockedError: another process is making the first ones.
        ArchiveCorruptError: the archive itself is damaged.
    """
    root = archive.path.parent / FOLDER_NAME
    listed = numbered(root)
    newest = _newest(archive, loaded)
    if newest is not None and newest.state == archive.state:
        return newest
    try:
        with writing(archive.path.parent):
            if numbered(root) != listed:  # another process has published meanwhile
                newest = _newest(archive, newest)
            return _caught_up(archive, newest)
    except ArchiveLockedError as error:
        newest = newest or _newest(archive, None)  # published while this one looked
        if newest is None:
            raise _not_yet(archive.path.parent) from error
        return newest
    except (LockUnavailableError, _UnwritableError, _NoSpaceError) as error:
        base = newest if newest is not None and newest.generation.folder.is_dir() else None
        if base is not None and (loaded is not None or isinstance(error, _NoSpaceError)):
            logger.warning("%s Until then the search index is behind.", error)
            return base
        logger.warning("%s Indexing in memory.", error)
        return _in_memory(archive, base)


def _caught_up(archive: Archive, newest: Derived | None) -> Derived:
    if newest is not None and newest.state == archive.state:
        return newest
    if newest is not None:
        logger.info("The search index is not up to date: catching up")
        try:
            return _published(archive, newest)
        except PullquoteError:
            raise
        except Exception as error:  # noqa: BLE001 - FAISS and tantivy raise their own kinds
            _say_damaged(newest.generation.folder, error)
    logger.info("Building the search index")
    return _published(archive, None)


def _published(archive: Archive, previous: Derived | None) -> Derived:
    root = archive.path.parent / FOLDER_NAME
    building = None
    try:
        building = new_folder(root)
        generation = swap_in(build(archive, building, previous))
    except PullquoteError:
        raise
    except Exception as error:
        told = _translated(root, error)
        if told is None:
            raise
        raise told from error
    finally:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)
    kept = {generation.facts.sequence, previous.sequence if previous else None}
    sweep(root, keep=kept)  # who is about to open the previous one still can
    return Derived.open(generation)


def _translated(root: Path, error: Exception) -> ArchiveError | None:
    """Return what to tell where writing in `root` failed; None if something else did.

    FAISS and tantivy put the system's words into messages of their own.
    """
    reason = _no_space(error)
    if reason is not None:
        return _NoSpaceError(
            f"{root} cannot be written, the disk is full ({reason}): free some space and run "
            "'pullquote index' again. What was published before is still there."
        )
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return _UnwritableError(
            f"{root} cannot be written ({error}): check its permissions, or name another folder "
            "with --data-dir."
        )
    return None


def _no_space(error: Exception) -> str | None:
    """Return the system's words for want of space that stand in an error."""
    return next((reason for reason in _NO_SPACE if reason in str(error)), None)


def _not_yet(data_dir: Path) -> ArchiveLockedError:
    return ArchiveLockedError(
        f"{data_dir} is being indexed by another process, and nothing can be searched yet: wait "
        "until it is done."
    )


def _in_memory(archive: Archive, previous: Derived | None) -> Derived:
    """Return the files of the archive, opened in a temporary folder that is then removed."""
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            return Derived.open(build(archive, Path(folder), previous))
    except PullquoteError:
        raise
    except Exception as error:
        reason = _no_space(error)
        if reason is None and not isinstance(error, OSError):
            raise
        root = archive.path.parent / FOLDER_NAME
        raise ArchiveError(
            f"The search index cannot be made in {root}, nor in memory, since the temporary "
            f"folder cannot be used ({reason or error}): free some space there, name another one "
            "with TMPDIR, or run 'pullquote index' where the index can be written."
        ) from error


def _newest(archive: Archive, loaded: Derived | None) -> Derived | None:
    """Return the newest generation that the archive goes on from, None if there is none."""
    root = archive.path.parent / FOLDER_NAME
    with translated_errors(archive.path):
        sequence = archive.sequence
        if loaded is not None and not _is_of(archive, loaded.generation.facts):
            loaded = None
    for number in numbered(root):
        if loaded is not None and number <= loaded.sequence:
            break
        found = _sound(archive, root / str(number)) if number <= sequence else None
        if found is not None:
            return found
    return loaded


def _is_of(archive: Archive, facts: Facts) -> bool:
    """Say whether the archive was once as a generation has it, made with the same model."""
    same_model = facts.fingerprint == archive.manifest.fingerprint
    return same_model and archive.has_been(facts.sequence, facts.state)


def _sound(archive: Archive, folder: Path) -> Derived | None:
    """Return a generation that is whole and of this archive; what is damaged is told."""
    try:
        return _load(archive, folder)
    except (FileNotFoundError, OutdatedError):
        logger.info("%s is not complete, or of another release", folder)
    except PullquoteError:  # about the archive, not about what is derived from it
        raise
    except Exception as error:  # noqa: BLE001 - FAISS and tantivy raise their own kinds
        _say_damaged(folder, error)
    return None


def _say_damaged(folder: Path, error: Exception) -> None:
    logger.warning("The search index in %s is damaged (%s): building it again", folder, error)


def _load(archive: Archive, folder: Path) -> Derived:
    generation = Generation.read(folder)
    with archive.snapshot():
        fingerprint, state = archive.manifest.fingerprint, archive.state
        is_of_archive = _is_of(archive, generation.facts)
        _, passages = archive.counts()
    if generation.facts.fingerprint != fingerprint:
        raise ValueError("made with another model")
    if not is_of_archive:
        raise ValueError("made from another state of the archive")
    if generation.facts.state == state and generation.facts.passages != passages:
        raise ValueError("counts differ")
    generation.check()
    return Derived.open(generation)
