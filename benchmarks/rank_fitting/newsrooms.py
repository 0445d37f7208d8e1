"""Collections to cases: each one indexed by the project itself, each question searched."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rank_fitting.qa_sets import Asked, Collection, Kind

from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.schema import Fixture
from embeddings.archive import Archive
from embeddings.encoder import Encoder, Vectors
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Query, Retriever
from embeddings.schema import Candidate, Passage


class CachedEncoder:
    """An encoder that remembers, by content, what it has encoded; `save` keeps it."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.model, self.fingerprint = encoder.model, encoder.fingerprint
        self.dimensions = encoder.dimensions
        self._encoder = encoder
        self._path = folder / f"vectors-{encoder.fingerprint}.npz"
        self._vectors: dict[bytes, NDArray[np.float16]] = {}
        if self._path.is_file():
            stored = np.load(self._path)
            keys = (key.tobytes() for key in stored["keys"])
            self._vectors = dict(zip(keys, stored["vectors"], strict=True))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._vectors
        }
        new = self._encoder.encode(list(missing.values())).astype(np.float16)
        self._vectors.update(zip(missing, new, strict=True))
        rows = [self._vectors[key] for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.dimensions)

    def save(self) -> None:
        """Write everything that is remembered."""
        keys = np.frombuffer(b"".join(self._vectors), dtype=np.uint8)
        vectors = np.array(list(self._vectors.values()))
        np.savez(self._path, keys=keys.reshape(len(vectors), -1), vectors=vectors)


class NoProgress:
    """An indexing run's progress that nobody watches."""

    def reading(self, files: int) -> None:
        """Ignore how many files will be read."""

    def read(self) -> None:
        """Ignore that one of them has been read."""

    def encoding(self, passages: int) -> None:
        """Ignore how many passages will be encoded."""

    def encoded(self, passages: int) -> None:
        """Ignore that so many more have been."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to a collection: what was asked, and what was found."""

    source: str
    size: str
    kind: Kind
    asked: Asked
    archive: Archive
    query: Query
    candidates: Sequence[Candidate]

    @property
    def spans(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """The answers' spans by the article they stand in; none of what cannot be answered."""
        return {self.asked.piece: self.asked.spans} if self.kind is Kind.ANSWERABLE else {}

    def holds(self, article_id: str, start: int, end: int) -> bool:
        """Say whether the span holds one of the answers."""
        spans = self.spans.get(article_id, ())
        return any(start <= first and last <= end for first, last in spans)

    def starts_in(self, article_id: str, start: int, end: int) -> bool:
        """Say whether an answer starts in the span; some run over a sentence's end."""
        return any(start <= first < end for first, _ in self.spans.get(article_id, ()))

    def answered_by(self, passage: Passage) -> bool:
        """Say whether the passage holds one of the answers."""
        return self.holds(passage.article_id, passage.start, passage.end)


@dataclass(frozen=True, slots=True)
class FixtureCase(Case):
    """A fixture question, whose answers are words instead of places."""

    fixture: Fixture

    @property
    def spans(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Where the words stand in the expected articles."""
        found = map(self.archive.article, self.fixture.articles)
        return {item.id: list(_places(item.text, self.fixture.words)) for item in found if item}


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for one in words:
        start = text.find(one)
        while start >= 0:
            yield start, start + len(one)
            start = text.find(one, start + 1)


def search_all(
    name: str, collection: Collection, encoder: Encoder, folder: Path, stack: ExitStack
) -> Iterator[Case]:
    """Index `collection` in `folder` and yield each of its questions, searched.

    The archive stays open as long as `stack` does. Questions without a term are left out.
    """
    folder.mkdir(parents=True)
    source = folder / "articles.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for piece in collection.pieces:
            fields = {"id": piece.id, "title": piece.title, "text": piece.text}
            file.write(json.dumps(fields) + "\n")
    archive = stack.enter_context(Archive.create(folder / "data", manifest_of(encoder)))
    index(archive, encoder, [source], NoProgress())
    retriever = Retriever(archive, encoder)
    for kind, asked in collection.asked:
        query = retriever.query(asked.text)
        if query.term_weights:
            found = retriever.search(query)
            yield Case(name, collection.size, kind, asked, archive, query, found)


def search_fixtures(
    articles: Path, questions: Path, encoder: Encoder, folder: Path, stack: ExitStack
) -> Iterator[Case]:
    """Index `articles` in `folder` and yield each fixture question with words, searched."""
    archive = stack.enter_context(Archive.create(folder, manifest_of(encoder)))
    index(archive, encoder, [articles], NoProgress())
    retriever = Retriever(archive, encoder)
    for fixture in load_fixtures(questions):
        kind = Kind.ANSWERABLE if fixture.answerable else Kind.MISS
        asked = Asked(fixture.question, next(iter(fixture.articles), ""), "", ())
        query = retriever.query(fixture.question)
        if query.term_weights and (fixture.words or not fixture.answerable):
            found = retriever.search(query)
            yield FixtureCase("fixtures", "all", kind, asked, archive, query, found, fixture)
