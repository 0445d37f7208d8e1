"""Vectors drawn by a text's hash: of no meaning, the same for whoever asks, and free."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

CENTRES = 4_096
"""How many groups the passages fall into, as they do into topics."""
_SPREAD = 1_024
_NEARNESS = 0.8
"""How much of the length of a vector lies off its centre, beside 1 on it."""


class SampledEncoder:
    """Vectors around centres; it bears the name and fingerprint of the model it stands for."""

    def __init__(self, model: str, fingerprint: str, dimensions: int) -> None:
        self.model = model
        self.fingerprint = fingerprint
        self.dimensions = dimensions
        chance = np.random.default_rng(0)
        self._centres = _directions(chance, CENTRES, dimensions)
        self._beside = [_directions(chance, _SPREAD, dimensions) for _ in range(2)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimensions), rows of length one."""
        hashes = np.array([zlib.crc32(text.encode()) for text in texts], dtype=np.int64)
        first, second = (hashes >> 12) % _SPREAD, (hashes >> 22) % _SPREAD
        rows = self._centres[hashes % CENTRES]
        rows = rows + _NEARNESS * (self._beside[0][first] + self._beside[1][second])
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows, dtype=np.float32)


def _directions(chance: np.random.Generator, count: int, dimensions: int) -> NDArray[np.float32]:
    rows = chance.standard_normal((count, dimensions), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
