"""Files of questions on the disk: read as they are, written whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from embeddings.errors import InputError

_PRIVATE = 0o600
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


def read_utf8(path: Path) -> str:
    """Return a file's text with its line ends as they are.

    Raises:
        InputError: it is not there, cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}: give the path of a YAML file.") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}): give a YAML file that you may read."
        ) from error
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise InputError(f"{path}, line {line}: is not UTF-8: save it as UTF-8.") from error


def write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, for its owner alone: it may hold what people asked.

    Raises:
        InputError: something is there, or it cannot be written.
    """
    try:
        with os.fdopen(os.open(path, _NEW, _PRIVATE), "w", encoding="utf-8", newline="") as file:
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError as error:
        raise InputError(
            f"{path} is there already and was left as it is: accept or remove it, or name another "
            "file with --out."
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def written_beside(path: Path, text: str) -> Iterator[Path]:
    """Yield a copy of what a file may become, to be looked at; it is gone afterwards."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            copy.write_bytes(text.encode())
            yield copy
    except OSError as error:
        raise InputError(
            f"No temporary file can be written ({error.strerror}): free some space, or name a "
            "folder with TMPDIR."
        ) from error


def swap_in(path: Path, text: str) -> None:
    """Give a file another text, whole or not at all; it keeps its mode, and a link stays one.

    Raises:
        InputError: it cannot be written; it is as it was.
    """
    target = path.resolve()
    try:
        number, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        _dress(Path(beside), target)
        Path(beside).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(beside).unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def remove(path: Path) -> None:
    """Remove a file.

    Raises:
        InputError: it cannot be removed.
    """
    try:
        path.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def _dress(beside: Path, target: Path) -> None:
    """Give a new file the mode and the owner of the one it replaces; else the usual mode."""
    if not target.exists():
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        return
    shutil.copymode(target, beside)
    status = target.stat()
    with suppress(PermissionError):  # only root may give a file away
        os.chown(beside, status.st_uid, status.st_gid)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"{path} cannot be written ({error.strerror}): check its folder, your permissions and the "
        "disk."
    )
