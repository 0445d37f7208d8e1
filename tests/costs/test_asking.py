"""What opening an index and answering one question cost, and that neither grows with the index."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from cost_bounds import Cost
from fakes import QuietProgress, WordEncoder
from generated_newsroom import ANOTHER, QUESTION, write_articles

from bot.answering.answerer import Answerer, Limits
from bot.answering.ranking.reading import Reading, Titled
from bot.answering.ranking.reranking import POOL
from bot.answering.ranking.sentences import ENCODED
from embeddings.archive import Archive
from embeddings.encoder import Vectors
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever

LIMITS = Limits(threshold=0.0, max_excerpts=3, max_excerpt_chars=600, max_question_chars=500)
SMALL, LARGE = 120, 480
SLACK = 1.1
"""How much more an index of four times the size may cost: a longer word here and there."""


class CountedEncoder(WordEncoder):
    """Notes how many texts it was asked for each time."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, and note it."""
        self.asked.append(len(texts))
        return super().encode(texts)


class CountedReranker:
    """Notes how many texts it was given each time; it finds the longest the best."""

    name = "counted"

    def __init__(self) -> None:
        self.asked: list[int] = []

    def read(self, _question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text, and note it."""
        self.asked.append(len(texts))
        no_shares, no_starts = np.zeros(0, np.float32), np.zeros(0, np.int64)
        return [Reading(len(one.text) / 100, no_shares, no_starts) for one in texts]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """Yield an answerer over a small index."""
    with answering(tmp_path_factory.mktemp("small"), SMALL) as answerer:
        yield answerer


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """Yield an answerer over an index of four times the size."""
    with answering(tmp_path_factory.mktemp("large"), LARGE) as answerer:
        yield answerer


@contextmanager
def answering(folder: Path, count: int) -> Iterator[Answerer]:
    """Index so many articles, and yield an answerer over them."""
    sources, encoder = write_articles(folder, count), WordEncoder()
    with Archive.create(folder / "data", manifest_of(encoder)) as archive:
        index(archive, encoder, [sources], QuietProgress())
        yield Answerer(Retriever(archive, encoder), LIMITS)


def peak_kib(act: Callable[[], object]) -> int:
    """Return how much more memory is in use while it is done, at the highest."""
    gc.collect()
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1] // 1024
    finally:
        tracemalloc.stop()


def asked_kib(answerer: Answerer) -> int:
    """Return what a question takes once another one was answered."""
    answerer.answer(ANOTHER)
    return peak_kib(lambda: answerer.answer(QUESTION))


def opened_kib(answerer: Answerer) -> int:
    """Return what it takes to open the indexes once more."""
    archive, encoder = answerer.retriever.archive, answerer.retriever.encoder
    return peak_kib(lambda: Retriever(archive, encoder))


def statements(answerer: Answerer, act: Callable[[], object]) -> list[str]:
    """Return what the archive is asked meanwhile."""
    said: list[str] = []
    connection = answerer.retriever.archive.connection
    connection.set_trace_callback(said.append)
    try:
        act()
    finally:
        connection.set_trace_callback(None)
    return said


def test_a_question_allocates_no_more_in_a_larger_index(
    small: Answerer, large: Answerer, cost: Cost
) -> None:
    """Candidates and their articles are what it holds, not the coverage."""
    found = asked_kib(large)
    cost("KiB: one question", found)
    assert found <= SLACK * asked_kib(small)


def test_opening_allocates_a_few_numbers_a_passage(
    small: Answerer, large: Answerer, cost: Cost
) -> None:
    """The files are mapped, and the texts and vectors stay there."""
    cost("KiB: opening an index", opened_kib(small))
    more = len(large.retriever) - len(small.retriever)
    cost("bytes a passage: opening", 1024 * (opened_kib(large) - opened_kib(small)) // more)


def test_a_question_asks_the_archive_no_more_in_a_larger_index(
    small: Answerer, large: Answerer, cost: Cost
) -> None:
    """It asks of each article found, of which there are at most so many, not of all."""
    few, many = (len(statements(one, partial(one.answer, QUESTION))) for one in (small, large))
    cost("SQL statements: one question", many)
    assert many - few < (LARGE - SMALL) / 10


def test_opening_asks_the_archive_no_more_for_a_larger_index(
    small: Answerer, large: Answerer, cost: Cost
) -> None:
    """It is asked whether the files are of its state."""
    few, many = (
        len(statements(one, partial(Retriever, one.retriever.archive, one.retriever.encoder)))
        for one in (small, large)
    )
    cost("SQL statements: opening an index", many)
    assert many == few


def test_a_question_has_the_models_do_little(small: Answerer, cost: Cost) -> None:
    """The question itself and the sentences that may be shown; the best candidates, once each."""
    encoder, reranker = CountedEncoder(), CountedReranker()
    retriever = Retriever(small.retriever.archive, encoder)
    counted = Answerer(retriever, small.limits, reranker=reranker)
    counted.answer(QUESTION)
    assert encoder.asked[0] == 1
    assert len(encoder.asked) == 2
    assert reranker.asked == [POOL]
    assert sum(encoder.asked) <= 1 + ENCODED
    cost("texts encoded: one question", sum(encoder.asked))
    cost("pairs read: one question", sum(reranker.asked))
