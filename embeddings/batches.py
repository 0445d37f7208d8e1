"""Articles to be written, batch by batch: while one is encoded, the next is read and cut.

Reading, cutting and writing keep one processor busy at a time, encoding all of them: side by side
they take no longer than the encoding alone.
"""

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.archive import Archive
from embeddings.chunking import passages
from embeddings.encoder import Encoder
from embeddings.errors import ModelError
from embeddings.schema import Article, NewPassage, PageRecord
from embeddings.storage.known_vectors import is_searchable, known_vectors
from embeddings.syncing.plans import Progress

Half = NDArray[np.float16]
Spans = Sequence[tuple[int, int]]

BATCH_PASSAGES = 256
"""Passages encoded and committed together."""


@dataclass(frozen=True, slots=True)
class Work:
    """An article to be written, with the spans of its passages."""

    article: Article
    digest: str | None
    page: PageRecord | None
    spans: Spans

    @property
    def texts(self) -> list[str]:
        """What is encoded of it."""
        return [self.article.text[start:end] for start, end in self.spans]


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles with the vectors of all their passages, `encoded` of which are new."""

    works: Sequence[Work]
    vectors: Mapping[str, Half]
    encoded: int

    @property
    def count(self) -> int:
        """How many passages it has."""
        return sum(len(work.spans) for work in self.works)

    def passages(self, work: Work) -> Iterator[NewPassage]:
        """Yield the passages of one of its articles."""
        for (start, end), text in zip(work.spans, work.texts, strict=True):
            yield NewPassage(start, end, self.vectors[text])


def cut(article: Article, digest: str | None = None, page: PageRecord | None = None) -> Work:
    """Return an article with the spans of its passages."""
    return Work(article, digest, page, passages(article))


def encoded_batches(
    found: Iterable[Work],
    archive: Archive,
    encoder: Encoder,
    progress: Progress,
    *,
    after: int = 0,
) -> Generator[Batch, None, None]:
    """Yield the articles found with their vectors, in order; no text is encoded twice.

    While a batch is written the next one is encoded already. A batch that is ready waits for no
    slow source. Vectors are taken from passages of the archive with an id above `after`.

    Raises:
        ModelError: the model does not run, or gives vectors that cannot be searched.
    """
    thread = ThreadPoolExecutor(1, "encoding")

    def encode(texts: Sequence[str]) -> Future[Half]:
        return thread.submit(_encoded, encoder, texts)

    before: _Underway | None = None
    try:
        for works in _gathered(found):
            following = None
            if works:
                progress.encoding(sum(len(work.spans) for work in works))
                following = _begun(works, archive, encode, before=before, after=after)
            if before and (following or before.is_ready):
                yield before.batch()
                before = None
            before = following or before
        if before:
            yield before.batch()
    finally:
        thread.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Underway:
    """A batch of which not all is encoded: where a vector will be is `promised`, by its text."""

    works: Sequence[Work]
    known: Mapping[str, Half]
    promised: Mapping[str, tuple[Future[Half], int]]
    awaited: Collection[Future[Half]]
    encoded: int

    @property
    def is_ready(self) -> bool:
        """Whether nothing of it has to be waited for."""
        return all(future.done() for future in self.awaited)

    def batch(self) -> Batch:
        """Wait for its vectors, and return it."""
        made = {text: future.result()[row] for text, (future, row) in self.promised.items()}
        return Batch(self.works, {**self.known, **made}, self.encoded)


def _begun(
    works: Sequence[Work],
    archive: Archive,
    encode: Callable[[Sequence[str]], Future[Half]],
    *,
    before: _Underway | None,
    after: int,
) -> _Underway:
    """Begin to encode what has no vector in the archive, nor will have by the batch before."""
    texts = dict.fromkeys(text for work in works for text in work.texts)
    others = before.promised if before else {}
    promised = {text: others[text] for text in texts if text in others}
    known = known_vectors(archive, texts.keys() - promised.keys(), after=after)
    missing = [text for text in texts if text not in known and text not in promised]
    if missing:
        future = encode(missing)
        promised |= {text: (future, row) for row, text in enumerate(missing)}
    awaited = {future for future, _ in promised.values()}
    return _Underway(works, known, promised, awaited, len(missing))


def _encoded(encoder: Encoder, texts: Sequence[str]) -> Half:
    """Return an array of shape (len(texts), dimensions)."""
    found = encoder.encode(texts).astype(np.float16)
    if not all(map(is_searchable, found)):
        raise ModelError(
            f"The model {encoder.model} gives vectors that cannot be searched: run 'pullquote "
            "doctor', or set ENCODER_BACKEND=torch."
        )
    return found


def _gathered(found: Iterable[Work]) -> Iterator[list[Work]]:
    """Yield articles, a batch at once; none of them after each that does not fill one."""
    works: list[Work] = []
    for work in found:
        works.append(work)
        if _count(works) < BATCH_PASSAGES:
            yield []
        else:
            yield works
            works = []
    if works:
        yield works


def _count(works: Iterable[Work]) -> int:
    """Return how many passages articles have; one without any counts, since it is written too."""
    return sum(len(work.spans) or 1 for work in works)
