"""Working stand-ins for what is heavy or outside: a small encoder, a progress that is silent."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from zlib import crc32

import numpy as np

from bot.answering.answerer import Answerer
from embeddings.encoder import Vectors
from embeddings.lexical.terms import terms


class WordEncoder:
    """Texts that share words are near each other: a hashed bag of words, the same on every run.

    A text without terms gets the first axis, so that every row has length one.
    """

    model = "word-encoder"
    fingerprint = "word-encoder-256"
    dimensions = 256

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), 256), rows of length one."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            for axis in [crc32(term.encode()) % self.dimensions for term in terms(text)] or [0]:
                rows[number, axis] += 1
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows


class QuietProgress:
    """An indexing run's progress that nobody watches."""

    def reading(self, files: int) -> None:
        """Ignore how many files will be read."""

    def read(self) -> None:
        """Ignore that one of them has been read."""

    def encoding(self, passages: int) -> None:
        """Ignore how many passages will be encoded."""

    def encoded(self, passages: int) -> None:
        """Ignore that so many more have been."""


class MakeAnswerer(Protocol):
    """The kind of the fixture `make_answerer`."""

    def __call__(self, files: Mapping[str, str], **limits: float) -> Answerer:
        """Return an answerer over `files`, name to content, within `Limits` of those fields."""
