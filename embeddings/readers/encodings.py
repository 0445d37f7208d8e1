"""Bytes to text: UTF-8, or UTF-16 where a byte-order mark says so, or the encoding a user named.

Nothing is guessed: a wrong guess prints a wrong quote. UTF-32 is known by its mark as well, since
that mark begins like UTF-16's.
"""

import codecs
from contextlib import suppress
from pathlib import Path

from embeddings.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SNIFFED_BYTES = 8192
_DAMAGED = 3
"""So many times more letters of a damaged file are whole than broken."""


def read_text(path: Path, *, fallback_encoding: str | None = None) -> str:
    """Return the text of a file; `fallback_encoding` is tried where it is not Unicode.

    Raises:
        InputError: the file cannot be read, is binary, or is in another encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"cannot be read ({reason}): check it and its permissions") from error
    return decode(raw, fallback_encoding=fallback_encoding)


def decode(raw: bytes, *, fallback_encoding: str | None = None) -> str:
    """Return `raw` as text; see `read_text`."""
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if encoding is None and b"\0" in raw[:_SNIFFED_BYTES]:
        raise InputError("is a binary file, not text: leave it out or convert it to text")
    tried = [encoding or "utf-8"]
    if fallback_encoding and not encoding and not _is_damaged_utf8(raw):
        tried.append(_as_browsers_read(fallback_encoding))
    for name in tried:
        try:
            return raw.decode(name)
        except UnicodeError:
            continue
    if _is_damaged_utf8(raw):
        raise InputError(_damaged(raw))
    raise InputError(_undecodable(fallback_encoding))


def _is_damaged_utf8(raw: bytes) -> bool:
    """Say whether far more of what is not ASCII is UTF-8 than is not.

    Text in another encoding hardly ever is; read in that one, this would be garbage throughout.
    """
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    unlike_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return broken > 0 and unlike_ascii - broken > _DAMAGED * broken


def _damaged(raw: bytes) -> str:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return (
            f"is UTF-8 but for some bytes, the first of them at {error.start}: write that place "
            "again and save the file as UTF-8"
        )
    return "is not UTF-8: save it as UTF-8"


def _as_browsers_read(name: str) -> str:
    """Return windows-1252 for ISO 8859-1: the quotation marks of the former are said to be so."""
    return "cp1252" if codecs.lookup(name).name == "iso8859-1" else name


def _undecodable(fallback_encoding: str | None) -> str:
    tried = "UTF-8 and UTF-16 with a byte-order mark were tried"
    if fallback_encoding:
        return (
            f"is not text in a known encoding ({tried}, then {fallback_encoding}): save it as "
            "UTF-8, or name the encoding it has with --encoding"
        )
    return f"is not UTF-8 ({tried}): save it as UTF-8, or name its encoding with --encoding"


def check_encoding(name: str) -> str:
    """Return Python's name for the encoding `name`.

    Raises:
        InputError: the name is unknown.
    """
    try:
        found = codecs.lookup(name).name
        with suppress(UnicodeError):
            b" ".decode(found)  # a codec that makes no text of bytes, such as base64, is none
    except (LookupError, ValueError) as error:
        raise InputError(
            f"Unknown encoding {name!r}: use a name such as windows-1252 or iso-8859-2."
        ) from error
    return found
