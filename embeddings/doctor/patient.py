"""What the checks look at: an open archive, the model if it is there, how thoroughly to look."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from embeddings.archive import Archive
from embeddings.encoder import Encoder
from embeddings.errors import ArchiveCorruptError
from embeddings.schema import Article
from embeddings.storage.rows import article_of

DEFAULT_SAMPLE = 64


@dataclass(frozen=True, slots=True)
class Thoroughness:
    """How thoroughly to look: `quick` leaves out what reads every text, vector and file.

    `sample` passages, drawn by `seed`, are encoded again.
    """

    quick: bool = False
    sample: int = DEFAULT_SAMPLE
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Patient:
    """An open archive under examination; without an `encoder` no vector can be compared."""

    archive: Archive
    encoder: Encoder | None
    how: Thoroughness


class Stored(NamedTuple):
    """A version as it is stored; `article` is None where it is not what was indexed."""

    version: str
    article_id: str
    article: Article | None


_COLUMNS = "v.version, v.article_id, CAST(v.text AS BLOB), CAST(v.facts AS BLOB)"


def stored_versions(archive: Archive) -> Iterator[Stored]:
    """Yield every version, current or not; the hash of each is compared with its name."""
    yield from _stored(archive, f"SELECT {_COLUMNS} FROM versions v")  # noqa: S608 - our own columns


def stored_articles(archive: Archive) -> Iterator[Stored]:
    """Yield the current version of every article, likewise."""
    yield from _stored(
        archive,
        f"SELECT {_COLUMNS} FROM articles a JOIN versions v USING (version)",  # noqa: S608
    )


def _stored(archive: Archive, query: str) -> Iterator[Stored]:
    for version, article_id, text, facts in archive.connection.execute(query):
        try:
            row = (version, article_id, text.decode(), facts.decode(), None, None, None, None)
            article = article_of(row, archive.path)
        except (ArchiveCorruptError, UnicodeDecodeError, AttributeError):
            yield Stored(version, article_id, None)
            continue
        yield Stored(version, article_id, article if article.version == version else None)
