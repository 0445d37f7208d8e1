"""What ranking one question works out and another can use: sentences, vectors and readings.

Nothing of it changes an answer: it is what would be worked out again, to the last bit. No text and
no question is a key, only their hashes; what is known of articles goes when the coverage changes.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_bytes
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.answering.ranking.reading import Reading, Reranker, Titled
from embeddings.encoder import Encoder, Vectors
from embeddings.remembering import Remembered
from embeddings.schema import Article
from embeddings.segmentation import Segmented

MOST_ARTICLES = 256
MOST_VECTORS = 4096
"""Six megabytes of the default model's."""
MOST_READINGS = 1024
"""Those of some sixty questions; each has the figures of up to 192 tokens."""

T = TypeVar("T")
V = TypeVar("V")

_SECRET = token_bytes(32)  # so that nobody can tell a question by trying


class RememberingEncoder:
    """Encodes no text again that it has encoded lately.

    Only for an encoder whose vectors do not depend on what else is encoded: see `remembering`.
    """

    def __init__(self, encoder: Encoder, most: int = MOST_VECTORS) -> None:
        self._encoder = encoder
        self._known: Remembered[bytes, NDArray[np.float32]] = Remembered(most)

    @property
    def model(self) -> str:
        """The model's name or path, as the owner gave it."""
        return self._encoder.model

    @property
    def fingerprint(self) -> str:
        """A hash that changes whenever the vectors would."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._encoder.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""
        wanted = {hashed(text): text for text in texts}
        found = _recalled(self._known, wanted, self._rows)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = found[hashed(text)]
        return vectors

    def _rows(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return each text's vector, which keeps none of the others in memory."""
        return [row.copy() for row in self._encoder.encode(texts)]

    def forget(self) -> None:
        """Remember no vector."""
        self._known.clear()


class RememberingReranker:
    """Reads no passage again that it has lately read with the same question.

    The next page of an answer, or why it was given, then takes no more reading.
    """

    def __init__(self, reranker: Reranker, most: int = MOST_READINGS) -> None:
        self._reranker = reranker
        self._known: Remembered[bytes, Reading] = Remembered(most)

    @property
    def name(self) -> str:
        """What it is called in explanations and reports."""
        return self._reranker.name

    def read(self, question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text, in order."""
        keys = [hashed(question, text.title, text.text) for text in texts]
        wanted = dict(zip(keys, texts, strict=True))
        found = _recalled(self._known, wanted, lambda new: self._reranker.read(question, new))
        return [found[key] for key in keys]


@dataclass
class Memory:
    """What is known of the articles of one state of the coverage; all threads share it."""

    encoder: Encoder
    state: str | None = None
    segmented: Remembered[str, Segmented] = field(
        default_factory=lambda: Remembered(MOST_ARTICLES)
    )
    _lock: Lock = field(default_factory=Lock)

    def keep_to(self, state: str | None) -> None:
        """Forget everything if that is another state of the coverage."""
        with self._lock:
            if self.state == state:
                return
            self.state = state
            self.segmented.clear()
            if isinstance(self.encoder, RememberingEncoder):
                self.encoder.forget()

    def sentences_of(self, article: Article, *, state: str | None) -> Segmented:
        """Return an article's sentences; they are remembered while the coverage has that state.

        Who still answers from an older one brings back nothing that is gone since.
        """
        known = self.segmented.get(article.version)
        if known is None:
            known = Segmented(article)
            with self._lock:
                if state == self.state:
                    self.segmented.put(article.version, known)
        return known


def remembering(encoder: Encoder) -> Encoder:
    """Return `encoder`, remembering where its vectors do not depend on what else is encoded."""
    return RememberingEncoder(encoder) if getattr(encoder, "each_by_itself", False) else encoder


def remembering_reranker(reranker: Reranker | None) -> Reranker | None:
    """Return `reranker`, likewise."""
    if reranker is None or not getattr(reranker, "each_by_itself", False):
        return reranker
    return RememberingReranker(reranker)


def _recalled(
    known: Remembered[bytes, V],
    wanted: Mapping[bytes, T],
    make: Callable[[list[T]], Iterable[V]],
) -> dict[bytes, V]:
    """Return a value for each of `wanted`: what is known, and what `make` makes of the rest."""
    found = {key: value for key in wanted if (value := known.get(key)) is not None}
    new = [key for key in wanted if key not in found]
    if new:
        for key, value in zip(new, make([wanted[key] for key in new]), strict=True):
            found[key] = value
            known.put(key, value)
    return found


def hashed(*parts: str) -> bytes:
    """Return a hash of texts that no other process can make."""
    digest = hashlib.blake2b(key=_SECRET, digest_size=16)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "little"))
        digest.update(encoded)
    return digest.digest()
