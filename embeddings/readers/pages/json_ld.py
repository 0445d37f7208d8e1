"""JSON-LD: what a page says of its article in schema.org's words.

Sites write it by hand and by template: comments around it, CDATA and trailing commas are put up
with, and what still cannot be read is as if it were not there.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

Item = Mapping[str, Any]  # a JSON object: its values are whatever the site wrote

_ARTICLES = (
    "LiveBlogPosting",
    "OpinionNewsArticle",
    "AnalysisNewsArticle",
    "ReportageNewsArticle",
    "BackgroundNewsArticle",
    "AskPublicNewsArticle",
    "ReviewNewsArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "NewsArticle",
    "BlogPosting",
    "Report",
    "Article",
)
"""The types that are articles; of several, the first here says most."""
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_MAX_CHARS = 2_000_000


def articles_in(scripts: Iterable[str]) -> list[Item]:
    """Return the articles that the scripts of a page describe, references filled in."""
    items = [item for script in scripts for item in _items(_read(script), depth=0)]
    by_id = {item["@id"]: item for item in reversed(items) if _is_full(item)}
    return [_filled(item, by_id) for item in items if article_type(item)]


def article_type(item: Item) -> str | None:
    """Return the most telling of an item's types that is one of articles."""
    types = [str(one).rpartition("/")[2] for one in _listed(item.get("@type"))]
    return next((name for name in _ARTICLES if name in types), None)


def _is_full(item: Item) -> bool:
    return isinstance(item.get("@id"), str) and len(item) > 1


def _read(script: str) -> Any:
    if len(script) > _MAX_CHARS:
        return None
    bare = script.strip().lstrip("\ufeff")
    for _ in range(2):
        bare = _WRAPPING.sub("", bare).strip()
    for attempt in (bare, _STRING_OR_COMMA.sub(lambda found: found[1] or "", bare)):
        with suppress(ValueError, RecursionError):
            return json.loads(attempt, strict=False)
    return None


def _items(value: Any, *, depth: int) -> Iterator[Item]:
    """Yield the items that a page is about: not those that it only mentions or links to."""
    if depth > 4:  # noqa: PLR2004  # a list in a graph in a list: no page needs more
        return
    if isinstance(value, list):
        for one in value:
            yield from _items(one, depth=depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity"):
            yield from _items(value.get(key), depth=depth + 1)


def _filled(item: Item, by_id: Mapping[str, Item]) -> Item:
    """Return an article with the people and the publisher that it only names by their ids."""
    return {
        key: _resolved(value, by_id) if key in ("author", "publisher", "creator") else value
        for key, value in item.items()
    }


def _resolved(value: Any, by_id: Mapping[str, Item]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, Mapping) and "name" not in value:
        return by_id.get(str(value.get("@id")), value)
    return value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def people(value: Any) -> list[str]:
    """Return the names of the people of a value, however deep its lists and names are nested."""
    if isinstance(value, list):
        return [name for one in value for name in people(one)]
    if not isinstance(value, Mapping):
        return strings(value)
    named = people(value.get("name"))
    parts = [*strings(value.get("givenName")), *strings(value.get("familyName"))]
    return named or ([" ".join(parts)] if parts else [])


def strings(value: Any, *names: str) -> list[str]:
    """Return the strings of a value: its own, or those that objects hold under one of `names`."""
    found: list[str] = []
    for one in _listed(value):
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, Mapping):
            first = next((one[name] for name in names if isinstance(one.get(name), str)), None)
            found += [first] if first else []
    return [one for one in found if one.strip()]
