"""A report's file: written beside the one that is there, and swapped in when it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from uuid import uuid4

from embeddings.errors import InputError


def check_writable(path: Path) -> None:
    """Say now what `swapped_in` would say after all questions were asked; nothing is changed.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise InputError(f"{path} is a folder: name a file in it.")
        if _is_swapped(target):
            beside = _beside(target)
            beside.touch()
            beside.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def swapped_in(path: Path) -> Iterator[TextIOWrapper]:
    """Yield a UTF-8 file that takes the place of `path` at the end; until then `path` stays.

    A link stays a link, and what is no ordinary file, like a pipe, is written to as it is. What
    UTF-8 cannot hold becomes a question mark.

    Raises:
        InputError: the file cannot be written; what stood there is untouched.
    """
    try:
        target = path.resolve()
        if not _is_swapped(target):
            with _opened(target) as file:
                yield file
            return
        beside = _beside(target)
        try:
            with _opened(beside) as file:
                yield file
            _swap(beside, target)
        except BaseException:  # Ctrl-C too leaves nothing behind
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _unwritable(path, error) from error


def _is_swapped(target: Path) -> bool:
    return target.is_file() or target.is_dir() or not target.exists()


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name[:100]}.{uuid4().hex}")


def _opened(path: Path) -> TextIOWrapper:
    return path.open("w", encoding="utf-8", errors="replace", newline="\n")


def _swap(beside: Path, target: Path) -> None:
    if target.is_file():
        beside.chmod(target.stat().st_mode & 0o777)
    beside.replace(target)


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"{path} cannot be written ({error.strerror}): name a file in a folder that exists and "
        "that you may write to."
    )
