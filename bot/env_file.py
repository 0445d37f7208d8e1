"""One setting in a `.env` file: its value replaced, every other byte kept."""

import os
import re
import stat
import tempfile
from contextlib import suppress
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from embeddings.errors import InputError

ENV_FILE = Path(".env")
NEW_FILE_MODE = 0o600
"""The file may hold the token later, which is nobody else's business."""

_BOM = "\ufeff"
_BEFORE_VALUE = re.compile(
    r"\s*(?:export[^\S\r\n]+)?'?[^=\s#']+'?[^\S\r\n]*(?P<sign>=[^\S\r\n]*)?"
)
_VALUE = re.compile(
    r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|(?:(?<=\s)(?=\#)|[^\r\n]*?(?=\s+\#|\s*$))""",
    re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\n|\r")


def is_overridden(name: str) -> bool:
    """Say whether the environment gives this setting, which counts before `.env` does."""
    return any(key.upper() == name and value for key, value in os.environ.items())


def write_setting(path: Path, name: str, value: str) -> None:
    """Give a setting its value in a `.env` file, which is swapped in whole or not at all.

    A new file is for its owner alone; another keeps its mode and owner, and a link stays a link.

    Raises:
        InputError: the path is no file, not UTF-8, or may not be read or written.
    """
    target = _resolved(path)
    try:
        before = _read(target, path)
        after = with_setting(before, name, value)
        if after != before:
            _swap_in(target, after.encode())
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({error.strerror}): write {name}={value} into it yourself."
        ) from error


def with_setting(text: str, name: str, value: str) -> str:
    """Return the text of a `.env` file with a setting's value replaced, or its line added.

    Names count whatever their case, and the last line of a name, as they do when settings are
    read. Line ends, `export`, spaces and comments stay as they are.
    """
    body = text.removeprefix(_BOM)
    parts = list(parse_stream(StringIO(body, newline="")))
    places = [n for n, part in enumerate(parts) if part.key and part.key.upper() == name]
    strings = [part.original.string for part in parts]
    if places:
        strings[places[-1]] = _with_value(parts[places[-1]], value)
    else:
        strings += _added(body, f"{name}={value}")
    return text[: len(text) - len(body)] + "".join(strings)


def _with_value(binding: Binding, value: str) -> str:
    line = binding.original.string
    before = _BEFORE_VALUE.match(line)
    end = before.end() if before else 0
    if before is None or before["sign"] is None:  # a bare name
        kept = line[:end].rstrip()
        return f"{kept}={value}{_apart(line[len(kept) :])}"
    old = _VALUE.match(line, end)
    return line[:end] + value + _apart(line[old.end() :] if old else line[end:])


def _apart(rest: str) -> str:
    """Return what follows a value, a comment behind a space: else it would belong to the value."""
    return f" {rest}" if rest.startswith("#") else rest


def _added(body: str, line: str) -> list[str]:
    found = _LINE_END.search(body)
    line_end = found[0] if found else "\n"
    missing = line_end if body and not body.endswith(("\n", "\r")) else ""
    return [missing, line, line_end]


def _resolved(path: Path) -> Path:
    with suppress(RuntimeError):  # what a link to itself is before Python 3.13
        target = path.resolve()
        if not target.is_symlink():
            return target
    raise InputError(
        f"{path} is a link that leads back to itself: move it away, then write the setting again."
    )


def _read(target: Path, path: Path) -> str:
    if not target.exists():
        return ""
    if not target.is_file():
        raise InputError(f"{path} is no file: move it away, then write the setting again.")
    try:
        return target.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8: save it as UTF-8.") from error


def _swap_in(target: Path, content: bytes) -> None:
    number, beside = tempfile.mkstemp(dir=target.parent, prefix=f"{target.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _dress(Path(beside), target)
        Path(beside).replace(target)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def _dress(beside: Path, target: Path) -> None:
    """Give a new file the mode and the owner of the one it replaces."""
    if not target.exists():
        beside.chmod(NEW_FILE_MODE)
        return
    old = target.stat()
    with suppress(PermissionError):  # only root may give a file away
        os.chown(beside, old.st_uid, old.st_gid)
    beside.chmod(stat.S_IMODE(old.st_mode))
