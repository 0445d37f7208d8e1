"""Entities that were encoded twice: `&amp;rsquo;` in a page's source shows `&rsquo;` to readers.

They are decoded once more only where that is clear: the entity is part of a word or sets off a
sign, and does not stand alone as something that is being written about.
"""

import html
import re
from html.entities import html5

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_STANDING_ALONE = frozenset(
    f"&{name};" for name in ("amp", "ndash", "mdash", "hellip", "bull", "middot", "minus", "times")
)
"""Signs that have a space on either side in running text."""
_APART = frozenset("\"'“”‘’«»„()[]`")


def decoded_once_more(text: str) -> str:
    """Return `text` with the entities decoded that are clearly left over."""
    return _ENTITY.sub(_sign, text) if "&" in text else text


def _sign(found: re.Match[str]) -> str:
    name = found[0]
    known = name[1] == "#" or name[1:] in html5
    return html.unescape(name) if known and _is_left_over(found) else name


def _is_left_over(found: re.Match[str]) -> bool:
    text, (start, end) = found.string, found.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    return found[0] in _STANDING_ALONE or not (_is_apart(before) and _is_apart(after))


def _is_apart(beside: str) -> bool:
    return not beside or beside.isspace() or beside in _APART
