"""Bytes of a page to text, by the HTML Standard's order: mark, transport, the page's own word.

Nothing is guessed beyond it. A page that breaks its own encoding in a menu is still read; where
the broken characters stand in what would be quoted, the caller refuses it (`refuse_broken`).
"""

import codecs
import re
from dataclasses import dataclass

from embeddings.errors import InputError

REPLACEMENT = "\ufffd"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABELS = {
    **dict.fromkeys(
        ("iso-8859-1", "latin1", "latin-1", "l1", "iso8859-1", "iso_8859-1", "ascii", "us-ascii"),
        "windows-1252",
    ),
    **dict.fromkeys(("cp1252", "x-cp1252", "x-user-defined"), "windows-1252"),
    **dict.fromkeys(("iso-8859-9", "latin5", "l5"), "windows-1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ks_c_5601"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    "big5": "big5hkscs",
    "utf8": "utf-8",
}
"""What the labels mean on the web, where that is not what their names say (Encoding Standard)."""
_PRESCANNED_BYTES = 4096
"""The standard looks at 1024 bytes; browsers find a later declaration as well."""
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_XML = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)")
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text and its encoding; `broken` says that some bytes were none of its characters."""

    text: str
    encoding: str
    broken: bool


def decode_page(raw: bytes, *, charset: str | None, fallback: str | None = None) -> Decoded:
    """Return `raw` as text; `charset` is the transport's word, `fallback` the user's.

    Raises:
        InputError: no encoding is declared, and it is neither UTF-8 nor in the user's.
    """
    marked = next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), None)
    if marked:
        return _decoded(raw[len(marked[0]) :], marked[1])
    declared = _known(charset) or _known(_declared(raw), in_page=True)
    if declared:
        return _decoded(raw, declared)
    for name in ("utf-8", fallback):
        found = _decoded(raw, name) if name else None
        if found and not found.broken:
            return found
    tried = f"UTF-8 and {fallback}" if fallback else "UTF-8"
    raise InputError(
        f"declares no encoding and is not {tried}: declare it in the page "
        "(<meta charset>), save it as UTF-8, or name its encoding with --encoding"
    )


def refuse_broken(decoded: Decoded, *texts: str) -> None:
    """Refuse a page whose words could not be read in its encoding.

    Raises:
        InputError: one of `texts` holds a character that stands for bytes of another encoding.
    """
    if decoded.broken and any(REPLACEMENT in text for text in texts):
        raise InputError(
            f"is not in the encoding that it declares ({decoded.encoding} was tried): correct "
            "the declaration, or save it as UTF-8"
        )


def _declared(raw: bytes) -> str | None:
    head = _COMMENT.sub(b"", raw[:_PRESCANNED_BYTES])
    found = _XML.search(head) or _META.search(head)
    return found[1].decode("ascii") if found else None


def _known(label: str | None, *, in_page: bool = False) -> str | None:
    """Return Python's name for a label of the web, None where it is unknown."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower()
    if in_page and name.replace("-", "").startswith("utf16"):
        return "utf-8"  # it could not have been read there otherwise
    name = _LABELS.get(name, name)
    try:
        b" ".decode(name)
    except (LookupError, ValueError):  # unknown, or a codec that makes no text, such as base64
        return None
    return name


def _decoded(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(raw.decode(encoding), encoding, broken=False)
    except UnicodeError:
        return Decoded(raw.decode(encoding, "replace"), encoding, broken=True)
