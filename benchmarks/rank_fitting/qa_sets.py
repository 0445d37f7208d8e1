"""Question sets on disk to small newsrooms: collections of articles with questions about them.

A set is a folder with `corpus.jsonl` (`_id`, `title` and `text`, a blank line between paragraphs)
and `queries.jsonl` (`text`, `gold_doc`, and the answers' `answer_spans` in that document's text
or, where nothing answers, the `gold_paragraph_span` asked about). Its documents are cut at
paragraphs into articles of news length. A collection indexes some of them; questions about
articles that were left out cannot be answered from it: "near" ones are about other parts of an
indexed document, "far" ones about documents of which nothing is indexed.
"""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from embeddings.text.normalisation import normalise

MAX_ARTICLE_CHARS = 2400
MAX_SET_CHARS = 600_000
"""Whole documents are read, in random order, until a set has so much text."""
MANY_DOCUMENTS = 100
"""A set with more documents than this has short ones, each an article by itself."""


FITTED_SHARE = 0.3
TRAINED_SHARE = 0.84


class Part(StrEnum):
    """Which documents of a set: constants are fitted to some and measured on the rest."""

    FITTED = "fitted"
    MEASURED = "measured"
    ALL = "all"


class Kind(StrEnum):
    """What a question is to a collection."""

    ANSWERABLE = "answerable"
    NEAR = "near"
    FAR = "far"
    MISS = "near miss"  # written against an indexed article that does not answer it


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of news length, cut from `document` at `offset`."""

    id: str
    document: str
    offset: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the article it is about, and its answers' spans in that article's text."""

    text: str
    piece: str
    document: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A set's articles, and its questions in random order."""

    name: str
    pieces: Sequence[Piece]
    questions: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Collection:
    """A newsroom: what is indexed, and what is asked."""

    size: str
    pieces: Sequence[Piece]
    asked: Sequence[tuple[Kind, Asked]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A size: how many documents are drawn, how many of their articles, and how many times."""

    name: str
    documents: int
    articles: int
    times: int


def read_set(
    folder: Path, seed: int, *, part: Part = Part.ALL, max_chars: int = MAX_SET_CHARS
) -> QuestionSet:
    """Return the set in `folder`; what ingestion would change is left out, so spans hold."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    documents = [line for line in lines(folder / "corpus.jsonl") if _is_of(line, part)]
    chance.shuffle(documents)
    pieces: list[Piece] = []
    chars = 0
    for document in documents:
        if chars >= max_chars:
            break
        found = [piece for piece in _pieces(document) if normalise(piece.text).text == piece.text]
        chars += sum(len(piece.text) for piece in found)
        pieces += found
    questions = list(_questions(folder, pieces))
    chance.shuffle(questions)
    return QuestionSet(folder.name, pieces, questions)


def collections(source: QuestionSet, questions: int, seed: int) -> Iterator[Collection]:
    """Yield one large collection, five of about 50 articles and ten of about 15.

    Each size gets `questions` answerable questions, and as many that are not.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    documents = len({piece.document for piece in source.pieces})
    if documents > MANY_DOCUMENTS:
        plan = [_Plan("large", documents // 2, documents // 2, 1)]
        plan += [_Plan("50", 50, 50, 5), _Plan("15", 15, 15, 10)]
    else:
        plan = [_Plan("large", documents // 2, len(source.pieces) // 3, 1)]
        plan += [_Plan("50", 4, 50, 5), _Plan("15", 2, 15, 10)]
    for size in plan:
        for _ in range(size.times):
            yield _collection(source, size, questions // size.times, chance)


def near_misses(source: QuestionSet, questions: int) -> Collection:
    """Return all articles, with questions that are answered and some that only seem to be."""
    answered = [(Kind.ANSWERABLE, item) for item in source.questions if item.spans]
    missed = [(Kind.MISS, item) for item in source.questions if not item.spans]
    return Collection("large", source.pieces, answered[:questions] + missed[:questions])


def _collection(
    source: QuestionSet, size: _Plan, questions: int, chance: random.Random
) -> Collection:
    names = sorted({piece.document for piece in source.pieces})
    chosen = set(chance.sample(names, min(size.documents, len(names))))
    candidates = [piece for piece in source.pieces if piece.document in chosen]
    pieces = chance.sample(candidates, min(size.articles, len(candidates)))
    indexed = {piece.id for piece in pieces}
    asked: dict[Kind, list[Asked]] = defaultdict(list)
    for question in source.questions:
        near = Kind.NEAR if question.document in chosen else Kind.FAR
        asked[Kind.ANSWERABLE if question.piece in indexed else near].append(question)
    for kind in (Kind.NEAR, Kind.FAR):  # else every collection would be asked the same ones
        chance.shuffle(asked[kind])
    near_count = min(len(asked[Kind.NEAR]), questions // 2)
    return Collection(
        size.name,
        pieces,
        [
            *((Kind.ANSWERABLE, item) for item in asked[Kind.ANSWERABLE][:questions]),
            *((Kind.NEAR, item) for item in asked[Kind.NEAR][:near_count]),
            *((Kind.FAR, item) for item in asked[Kind.FAR][: questions - near_count]),
        ],
    )


def place(name: str) -> float:
    """Return where a name falls, evenly in 0..1, the same on every machine."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 0x100000000


def _is_of(document: dict[str, Any], part: Part) -> bool:
    """Say whether a document is of `part`: its name decides, whatever the seed."""
    ours = Part.FITTED if place(document["_id"]) < FITTED_SHARE else Part.MEASURED
    return part in (Part.ALL, ours)


def is_trained(title: str) -> bool:
    """Say whether a reranker may learn from an article of that title, whatever its seed."""
    return place(f"0:{title}") < TRAINED_SHARE


def untrained(source: QuestionSet) -> QuestionSet:
    """Return the part of a set of titled documents that the training leaves out."""
    pieces = [piece for piece in source.pieces if not is_trained(piece.title)]
    ids = {piece.id for piece in pieces}
    questions = [asked for asked in source.questions if asked.piece in ids]
    return replace(source, pieces=pieces, questions=questions)


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _pieces(document: dict[str, Any]) -> Iterator[Piece]:
    """Yield a document's articles: as many whole paragraphs as fit, at least one."""
    text: str = document["text"]
    spans: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n\n"):
        end = start + len(paragraph)
        if spans and end - spans[-1][0] <= MAX_ARTICLE_CHARS:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = end + 2
    for number, (start, end) in enumerate(spans):
        name = f"{document['_id']}-{number:03d}"
        yield Piece(name, document["_id"], start, document["title"], text[start:end])


def _questions(folder: Path, pieces: Sequence[Piece]) -> Iterator[Asked]:
    by_document: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_document[piece.document].append(piece)
    for query in lines(folder / "queries.jsonl"):
        spans = query.get("answer_spans") or []
        place = spans[0][0] if spans else query["gold_paragraph_span"][0]
        for piece in by_document[query["gold_doc"]]:
            if piece.offset <= place < piece.offset + len(piece.text):
                inside = tuple((a - piece.offset, b - piece.offset) for a, b in spans)
                kept = tuple((a, b) for a, b in inside if 0 <= a < b <= len(piece.text))
                if kept or not spans:
                    yield Asked(query["text"].strip(), piece.id, piece.document, kept)
