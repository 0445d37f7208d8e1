"""The nouns of the house: Article, Sentence, Passage, Candidate and the plain facts about them.

All offsets are code-point offsets into `Article.text`, half-open: `text[start:end]`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

VERSION_LENGTH = 16
"""Hexadecimal digits of a version: 64 bits of SHA-256."""


_NAMED_WHERE_SAID = ("genre", "rights", "max_quote_chars")
"""Parts of a version that count only where they are there: what lacks them keeps its version."""


class Genre(StrEnum):
    """What kind of writing an article is, where its source says so."""

    NEWS = "news"
    OPINION = "opinion"
    LIVE = "live"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Article:
    """One article as it was ingested; its text never changes afterwards.

    `id` names the article across versions; `version` names this state of it. `source` is the
    folder, file or address that was indexed, `path` the file in it (relative) or the page of it
    (an address) that the article came from. `published` and `updated` are ISO 8601 strings, or
    None where the source does not say; `first_seen` and `last_seen` are when it was met there
    (ISO 8601, UTC), None before it is in the archive. `body_start` is where the evidence begins:
    a headline that is part of the text stands before it. At most `max_quote_chars` of the text
    may be shown at a time; None leaves that to the settings.
    """

    id: str
    text: str
    title: str
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    language: str | None = None
    section: str | None = None
    genre: Genre | None = None
    rights: str | None = None
    max_quote_chars: int | None = None
    path: str | None = None
    source: str | None = None
    first_seen: str | None = None
    last_seen: str | None = None
    body_start: int = 0
    metadata: Mapping[str, Any] = field(
        default_factory=dict
    )  # unknown keys, as the source has them

    @cached_property
    def version(self) -> str:
        """The hash of everything a reader can see; where the file lies does not count."""
        seen = {
            "id": self.id,
            "text": self.text,
            "title": self.title,
            "outlet": self.outlet,
            "authors": list(self.authors),
            "published": self.published,
            "updated": self.updated,
            "url": self.url,
            "language": self.language,
            "section": self.section,
            "metadata": dict(self.metadata),
        }
        said = {name: getattr(self, name) for name in _NAMED_WHERE_SAID}
        seen |= {name: value for name, value in said.items() if value is not None}
        canonical = json.dumps(seen, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()[:VERSION_LENGTH]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of an article that may be quoted; `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of whole sentences that is embedded; `id` is its row in the archive."""

    id: int
    article_id: str
    version: str
    start: int
    end: int


class PassageText(NamedTuple):
    """What the lexical index holds of a passage; one that stands alone is its own `zone`."""

    id: int
    body: str
    headline: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """How the passages and vectors were made; another manifest means another archive."""

    model: str
    fingerprint: str
    dimensions: int
    chunking: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a current article without reading it; `digest` is of what it was read from.

    None where it has to be read again to know whether it changed.
    """

    id: str
    version: str
    source: str | None
    path: str | None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What a current article can be found and filtered by; its text is not read for it."""

    id: str
    version: str
    title: str
    outlet: str | None
    authors: tuple[str, ...]
    published: str | None
    url: str | None
    section: str | None
    genre: Genre | None
    language: str | None


@dataclass(frozen=True, slots=True)
class NewPassage:
    """A passage on its way in: its span and its vector, shape (dimensions,), float16."""

    start: int
    end: int
    vector: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a passage was found; every figure is higher-is-better.

    `cosine` is in -1..1; `bm25` is the raw BM25 score divided by the highest the question could
    reach; `coverage` is the share of the question's term weight (inverse document frequency) that
    stands in the passage or its headline, 0..1; `article` is that share over the whole article.
    """

    cosine: float
    bm25: float
    coverage: float
    article: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that may answer, with its evidence and the fused score that ranks it.

    `also` are the passages of other articles that print the same copy.
    """

    passage: Passage
    evidence: Evidence
    score: float
    also: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the sources that could not be used, with the remedy; the rest goes on.

    `kept` says that the article is in the archive all the same.
    """

    where: str
    what: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What an address said when it was last asked.

    `etag` and `last_modified` are to be asked again with at `found`, where the page was in the
    end; `stamp` is what its listings said of it, parted by spaces. `article_id` names the article
    that the page gave. `body` and `content_type` are kept of listings, to be read again where the
    server says that nothing changed; an empty body is that of a page that gave no article.
    """

    address: str
    asked: str
    found: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    stamp: str | None = None
    body: bytes | None = None
    article_id: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """An article as it was read; `digest` is of the file or line, `page` of the page it was on.

    Without a digest it is read again the next time: what it was read from had a problem too.
    """

    article: Article
    digest: str | None = None
    page: PageRecord | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Articles that are what they were: nothing had to be read to know it."""

    entries: tuple[Entry, ...]
    source: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """Articles that are not where they were any more; `by` is what stands there instead."""

    entries: tuple[Entry, ...]
    by: str | None = None


Item = Read | Kept | Gone | PageRecord | Problem
"""What a source holds, one after the other."""
