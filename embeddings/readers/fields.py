"""Loose metadata (front matter, JSON keys) to an Article's fields, checked once, at this edge."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from embeddings.errors import InputError
from embeddings.readers.authors import names_in
from embeddings.readers.moments import moment_of
from embeddings.readers.pages.genres import genre_of, genre_of_section
from embeddings.readers.titles import body_after_title, title_of
from embeddings.schema import Article, Genre
from embeddings.text.normalisation import normalise, one_line

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
    "genre": ("genre",),
    "rights": ("rights", "licence", "license", "copyright"),
    "max_quote_chars": ("max_quote_chars",),
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
    kind = _kind(fields)
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
        section=kind.section,
        genre=kind.genre,
        rights=_string(fields, "rights"),
        max_quote_chars=_max_quote_chars(fields),
        path=path,
        metadata=_metadata(fields, kind.unknown),
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
        return names_in(map(one_line, filter(None, names)))
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
    found = moment_of(str(value))
    if found is None:
        raise InputError(
            f"has a date for {field} that cannot be read ({value!r}): write it like 2022-03-12 "
            "or 2022-03-12T09:30:00Z"
        )
    return found


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


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the fields say of the kind of writing; `unknown` is a word that names none."""

    genre: Genre | None
    section: str | None
    unknown: Mapping[str, Any]


def _kind(fields: Mapping[str, Any]) -> _Kind:
    """Return genre and section: a genre that is none of ours is a section where there is none."""
    section, said = _string(fields, "section"), fields.get("genre")
    words = [str(one) for one in (said if isinstance(said, list) else [said]) if one]
    known = next(filter(None, map(genre_of, words)), None)
    genre = known or (genre_of_section(section) if section else None)
    if known or not words:
        return _Kind(genre, section, {})
    if section is None and isinstance(said, str):
        return _Kind(genre, _string(fields, "genre"), {})
    return _Kind(genre, section, {"genre": said})


def _max_quote_chars(fields: Mapping[str, Any]) -> int | None:
    value = _first(fields, "max_quote_chars")
    if value is None:
        return None
    written = str(value).strip()
    if isinstance(value, (int, str)) and written.isdecimal():
        return int(written)
    raise InputError(
        f"has a max_quote_chars that is no number of characters ({value!r}): write a whole "
        "number (0 for headline and link alone), or leave it out"
    )


def _metadata(fields: Mapping[str, Any], unknown: Mapping[str, Any]) -> dict[str, Any]:
    others = {key: value for key, value in fields.items() if key not in _KNOWN}
    try:
        kept = {str(key): _plain(value) for key, value in {**others, **unknown}.items()}
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
