"""Bylines to names: `By Ann Lee, Bo Ek and Cy Ray` are three, `John Smith, Jr.` is one."""

import re
from collections.abc import Iterable

_BY = re.compile(r"^\s*by(?::\s*|\s+)", re.IGNORECASE)
_STRONG = re.compile(r"\s*;\s*|,?\s+(?:and|&)\s+")
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(
    r"(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d|esq|m\.?p|obe|mbe|cbe|kc|qc)\.?", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(?:of|the|for|desk|staff|team|agency|agencies|press|news|times|editors?|correspondents?"
    r"|reporters?|writers?|photographers?|columnists?|chiefs?|producers?|university|institute"
    r"|department|ministry|science|technology|health|business|sports?|culture|politics)\b",
    re.IGNORECASE,
)


def names_in(bylines: Iterable[str]) -> tuple[str, ...]:
    """Return the names in `bylines`, each once, in their order."""
    names = (name for byline in bylines for name in _split(_BY.sub("", byline)))
    unique = {name.casefold(): name for name in reversed(list(names))}
    return tuple(reversed(unique.values()))


def _split(byline: str) -> list[str]:
    """Return the names of a byline, or the byline whole where its parts are not clearly names."""
    whole = byline.strip().strip(",;").strip()
    parts = [part for strong in _STRONG.split(whole) for part in _joined(_COMMA.split(strong))]
    if len(parts) < 2:  # noqa: PLR2004  # one part is no list
        return parts or ([whole] if whole else [])
    listed = bool(_STRONG.search(whole))
    if len(parts) == 2 and not listed:  # noqa: PLR2004  # a name and a place, or the name reversed
        return [whole]
    singles = all(" " not in part for part in parts)
    fulls = all(_is_full_name(part) for part in parts)
    return parts if fulls or (listed and singles) else [whole]


def _joined(parts: Iterable[str]) -> list[str]:
    """Return `parts` with what follows a name by a comma put back to it: `Smith, Jr.`."""
    found: list[str] = []
    for part in filter(None, parts):
        if found and _SUFFIX.fullmatch(part):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


def _is_full_name(part: str) -> bool:
    first, _, rest = part.partition(" ")
    return bool(rest) and first[:1].isupper() and not _ORGANISATION.search(part)
