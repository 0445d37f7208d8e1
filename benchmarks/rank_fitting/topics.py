"""Document retrieval on a set with topics and relevance judgements: hits and average precision.

Mean average precision as in Manning, Raghavan and Schütze, "Introduction to Information
Retrieval", 2008, section 8.4, over all relevant documents.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rank_fitting.newsrooms import Case, search_all
from rank_fitting.qa_sets import Asked, Collection, Kind, Piece, lines

from embeddings.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it was searched, and the articles that are about it."""

    case: Case
    relevant: frozenset[str]


def search_topics(
    source: Path, encoder: Encoder, folder: Path, stack: ExitStack
) -> Iterator[Topic]:
    """Index the whole set and yield each of its topics, searched."""
    pieces = [
        Piece(line["_id"], line["_id"], 0, line["title"], line["text"])
        for line in lines(source / "corpus.jsonl")
    ]
    relevant = _judgements(source / "qrels.tsv")
    asked = [
        (Kind.ANSWERABLE, Asked(line["text"], line["_id"], "", ()))
        for line in lines(source / "queries.jsonl")
    ]
    collection = Collection("all", pieces, asked)
    for case in search_all(source.name, collection, encoder, folder, stack):
        yield Topic(case, frozenset(relevant[case.asked.piece]))


def _judgements(path: Path) -> Mapping[str, set[str]]:
    relevant: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant[row["query-id"]].add(row["corpus-id"])
    return relevant


def _ranked(topic: Topic, order: Sequence[str]) -> list[bool]:
    return [article in topic.relevant for article in dict.fromkeys(order)]


def hit_at(topic: Topic, order: Sequence[str], rank: int) -> float:
    """Return 100 where one of the first `rank` articles is relevant, else 0."""
    return 100.0 * any(_ranked(topic, order)[:rank])


def average_precision(topic: Topic, order: Sequence[str]) -> float:
    """Return the average precision of the articles in `order` in percent; repeats count once."""
    right = np.array(_ranked(topic, order), dtype=np.float64)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return 100.0 * float((precision * right).sum()) / len(topic.relevant)


Measure = Callable[[Topic, Sequence[str]], float]
MEASURES: dict[str, Measure] = {
    "hit@1": lambda topic, order: hit_at(topic, order, 1),
    "hit@3": lambda topic, order: hit_at(topic, order, 3),
    "hit@10": lambda topic, order: hit_at(topic, order, 10),
    "MAP": average_precision,
}
