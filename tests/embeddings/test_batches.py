"""While one batch is encoded the next is read; each is whole, in order, and encoded once."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event
from time import perf_counter

import numpy as np
import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.batches import BATCH_PASSAGES, Batch, Work, cut, encoded_batches
from embeddings.encoder import Vectors
from embeddings.errors import ModelError
from embeddings.manifests import manifest_of
from embeddings.schema import Article

SECONDS = 30
"""So long something waits that shall not have to: it ends the test, and does not slow it."""


class Patient(WordEncoder):
    """Goes on once it may; notes what it was asked, and what it has done."""

    def __init__(self) -> None:
        self.may_go_on, self.done, self.goes_on = Event(), Event(), Event()
        self.waited_in_vain = False
        self.asked: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, when it may."""
        self.asked.append(list(texts))
        if len(self.asked) > 1:
            self.goes_on.set()
        self.waited_in_vain |= not self.may_go_on.wait(SECONDS)
        found = super().encode(texts)
        self.done.set()
        return found


class BrokenAtTheSecond(WordEncoder):
    """A model that fails after its first batch."""

    calls = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what is asked for once, then zeros."""
        self.calls += 1
        found = super().encode(texts)
        return found if self.calls == 1 else np.zeros_like(found)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Yield an empty archive."""
    with closing(Archive.create(tmp_path, manifest_of(WordEncoder()))) as archive:
        yield archive


def _work(number: int, text: str = "") -> Work:
    """Return an article of one passage."""
    text = text or f"Ferry number {number} sailed at noon."
    return cut(Article(id=f"a{number}", title="A ferry", text=text))


def _batches(found: Iterator[Work], archive: Archive, encoder: WordEncoder) -> list[Batch]:
    return list(encoded_batches(found, archive, encoder, QuietProgress()))


def test_the_next_batch_is_read_while_one_is_encoded(archive: Archive) -> None:
    """The encoder may go on only when articles of the second batch were read."""
    encoder = Patient()

    def found() -> Iterator[Work]:
        for number in range(BATCH_PASSAGES + 1):
            yield _work(number)
        encoder.may_go_on.set()

    assert [len(batch.works) for batch in _batches(found(), archive, encoder)] == [256, 1]
    assert not encoder.waited_in_vain


def test_a_batch_is_encoded_while_the_one_before_is_written(archive: Archive) -> None:
    """Who writes the first batch sees the second being encoded."""
    encoder = Patient()

    def found() -> Iterator[Work]:
        yield from map(_work, range(2 * BATCH_PASSAGES - 1))
        encoder.may_go_on.set()
        yield _work(2 * BATCH_PASSAGES)

    with closing(encoded_batches(found(), archive, encoder, QuietProgress())) as batches:
        assert len(next(batches).works) == BATCH_PASSAGES
        assert encoder.goes_on.wait(SECONDS)
        assert len(next(batches).works) == BATCH_PASSAGES


def test_a_batch_that_is_ready_waits_for_no_slow_source(archive: Archive) -> None:
    """It is handed on after the next article, though that fills no batch."""
    encoder = Patient()
    encoder.may_go_on.set()
    read: list[int] = []

    def found() -> Iterator[Work]:
        for number in range(2 * BATCH_PASSAGES):
            until = perf_counter() + 0.02 * (number >= BATCH_PASSAGES)  # a slow source
            while perf_counter() < until:
                pass
            read.append(number)
            yield _work(number)

    with closing(encoded_batches(found(), archive, encoder, QuietProgress())) as batches:
        assert next(batches).works[-1].article.id == f"a{BATCH_PASSAGES - 1}"
        assert len(read) < 2 * BATCH_PASSAGES


def test_each_text_has_its_own_vector_and_none_is_encoded_twice(archive: Archive) -> None:
    """A text that comes again in the next batch takes the vector that is still being made."""
    encoder = Patient()
    again = "Ferry number 3 sailed at noon."

    def found() -> Iterator[Work]:
        yield from map(_work, range(BATCH_PASSAGES))
        yield from (_work(1000 + number, again) for number in range(BATCH_PASSAGES - 1))
        encoder.may_go_on.set()
        yield _work(2000, again)

    batches = _batches(found(), archive, encoder)
    assert [batch.encoded for batch in batches] == [BATCH_PASSAGES, 0]
    assert [len(texts) for texts in encoder.asked] == [BATCH_PASSAGES]
    for batch in batches:
        for work in batch.works:
            (passage,) = batch.passages(work)
            expected = WordEncoder().encode(work.texts)[0].astype(np.float16)
            assert np.array_equal(passage.vector, expected)


def test_what_was_encoded_before_a_model_failed_is_handed_on(archive: Archive) -> None:
    """The first batch can be written; then the failure is told, with its remedy."""
    found = map(_work, range(2 * BATCH_PASSAGES))
    batches = encoded_batches(found, archive, BrokenAtTheSecond(), QuietProgress())
    assert len(next(batches).works) == BATCH_PASSAGES
    with pytest.raises(ModelError, match="pullquote doctor"):
        next(batches)


def test_an_article_without_passages_is_handed_on_as_well(archive: Archive) -> None:
    """It is written too, and fills a batch as others do."""
    works = [_work(number, "© A") for number in range(BATCH_PASSAGES + 1)]
    assert all(not work.spans for work in works)
    batches = _batches(iter(works), archive, WordEncoder())
    assert [len(batch.works) for batch in batches] == [BATCH_PASSAGES, 1]
    assert [batch.count for batch in batches] == [0, 0]
