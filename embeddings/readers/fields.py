"""Loose metadata (front matter, JSON keys) to an Article's fields, checked once, at this edge."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from embeddings.errors import InputError
from embeddings.normalisation import normalise, one_line
from embeddings.readers.titles import body_after_title, title_of
from embeddings.schema import Article

MAX_ID_CHARS = 300
_ALIASES = {
    "id": ("id", "_id"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "source"),
    "authors": ("authors", "author"),
    "published": ("published", "published_at", "date"),
    "updated": ("updated", "updated_at"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
    "section": ("section",),
}
_KNOWN = frozenset(alias for aliases in _ALIASES.values() for alias in aliases) | {"text"}
_WORD = re.compile(r"\w")


def article_from(
    fields: Mapping[str, Any], raw_text: str, *, default_id: str, path: str, name: str
) -> Article:
    """Return the Article of `fields` and `raw_text`.

    `default_id` serves where the fields have no id, `path` is where the article lies in its
    source, and `name` is what the title is made from if neither fields nor text have one.

    Raises:
        InputError: a field of the wrong form, or a text without a word in it.
    """
    text = _text(raw_text)
    given_title = _string(fields, "title")
    return Article(
        id=_id(fields) or default_id,
        text=text,
        title=given_title or title_of(text, name),
        body_start=0 if given_title else body_after_title(text),
        outlet=_string(fields, "outlet"),
        authors=_authors(fields),
        published=_moment(fields, "published"),
        updated=_moment(fields, "updated"),
        url=_address(fields),
        language=_string(fields, "language"),
        section=_string(fields, "section"),
        path=path,
        metadata=_metadata(fields),
    )


def _text(raw: str) -> str:
    try:
        text = normalise(raw).text
    except ValueError as error:
        raise InputError(f"{error}: repair the text") from error
    if not _WORD.search(text):
        raise InputError("holds no prose: write some, or take it away")
    return text


def _first(fields: Mapping[str, Any], field: str) -> Any:
    for alias in _ALIASES[field]:
        if fields.get(alias) not in (None, "", []):
            return fields[alias]
    return None


def _string(fields: Mapping[str, Any], field: str) -> str | None:
    value = _first(fields, field)
    if value is None:
        return None
    if isinstance(value, (list, dict, bool)):
        raise InputError(
            f"has a value for {field} that is no text ({value!r}): write one line, in quotation "
            "marks"
        )
    try:
        return one_line(str(value)) or None
    except ValueError as error:
        raise InputError(f"has a value for {field} that {error}: repair it") from error


def _id(fields: Mapping[str, Any]) -> str | None:
    value = _string(fields, "id")
    if value and len(value) > MAX_ID_CHARS:
        raise InputError(f"has an id of {len(value)} characters: use at most {MAX_ID_CHARS}")
    return value


def _authors(fields: Mapping[str, Any]) -> tuple[str, ...]:
    value = _first(fields, "authors")
    listed = value if isinstance(value, list) else [] if value is None else [value]
    names = [_name(author) for author in listed]
    if None in names:
        raise InputError(f"has authors that are no names ({value!r}): write a list of names")
    try:
        return tuple(name for name in map(one_line, filter(None, names)) if name)
    except ValueError as error:
        raise InputError(f"has an author that {error}: repair it") from error


def _name(author: Any) -> str | None:
    """Return an author's name, given as it is or as JSON-LD has it."""
    name = author.get("name") if isinstance(author, dict) else author
    return name if isinstance(name, str) else None


def _moment(fields: Mapping[str, Any], field: str) -> str | None:
    value = _first(fields, field)
    if value is None:
        return None
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    written = str(value).strip()
    for read in (_date, datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError):
            return read(written).isoformat()
    raise InputError(
        f"has a date for {field} that cannot be read ({value!r}): write it like 2022-03-12 "
        "or 2022-03-12T09:30:00Z"
    )


def _date(written: str) -> date:
    """Return a date without a time; the other readers would make midnight of it."""
    return date.fromisoformat(written)


def _address(fields: Mapping[str, Any]) -> str | None:
    value = _string(fields, "url")
    if value is None:
        return None
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise InputError(f"has a url that cannot be read ({value!r}): {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in value:
        raise InputError(f"has a url that is no web address ({value!r}): start it with https://")
    return value


def _metadata(fields: Mapping[str, Any]) -> dict[str, Any]:
    try:
        kept = {str(k): _plain(v) for k, v in fields.items() if k not in _KNOWN}
        json.dumps(kept, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InputError(f"has metadata that cannot be kept ({error}): repair it") from error
    return kept


def _plain(value: Any) -> Any:
    """Return YAML's dates and the like as JSON can hold them."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
