"""Rows of the archive to the nouns of the house."""

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

from embeddings.schema import Article, ArticleFacts, Genre
from embeddings.storage.database import damaged

_KEY_BYTES = 8


def text_key(text: str) -> int:
    """Return the key of a passage's text, a whole number of 64 bits: most texts have their own."""
    digest = blake2b(text.encode(), digest_size=_KEY_BYTES).digest()
    return int.from_bytes(digest, signed=True)


def article_of(row: tuple[Any, ...], path: Path) -> Article:
    """Return the article of a row; see `records._ARTICLE` for its columns.

    Raises:
        ArchiveCorruptError: what is known of it cannot be read; `path` is the database's.
    """
    _, article_id, text, facts, source, place, first_seen, last_seen = row
    try:
        values = json.loads(facts)
        values["authors"] = tuple(values["authors"])
        values["genre"] = _genre(values)
        return Article(
            id=article_id,
            text=text,
            source=source,
            path=place,
            first_seen=first_seen,
            last_seen=last_seen,
            **values,
        )
    except (ValueError, TypeError, KeyError) as error:
        raise damaged(path, f"the article {article_id} cannot be read") from error


def facts_of(row: tuple[str, str, str], path: Path) -> ArticleFacts:
    """Return the facts of a row of id, version and facts.

    Raises:
        ArchiveCorruptError: they cannot be read; `path` is the database's.
    """
    article_id, version, facts = row
    try:
        values = json.loads(facts)
        return ArticleFacts(
            id=article_id,
            version=version,
            title=values["title"],
            outlet=values["outlet"],
            authors=tuple(values["authors"]),
            published=values["published"],
            url=values["url"],
            section=values["section"],
            genre=_genre(values),
            language=values["language"],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise damaged(path, f"the article {article_id} cannot be read") from error


def _genre(values: dict[str, Any]) -> Genre | None:
    genre = values.get("genre")
    return None if genre is None else Genre(genre)
