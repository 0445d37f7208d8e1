"""Dense retrieval: a FAISS index of every passage's vector, exact, 16 bits a number."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

if TYPE_CHECKING:
    import faiss

FILE_NAME = "vectors.faiss"
IDS_FILE_NAME = "passages.npy"


class VectorIndex:
    """Inner products against all passages; rows are in the order of ascending passage ids."""

    def __init__(self, index: "faiss.Index", ids: NDArray[np.int64]) -> None:
        self._index = index
        self._ids = ids

    @classmethod
    def build(cls, ids: NDArray[np.int64], vectors: NDArray[np.float16]) -> Self:
        """Return the index of `vectors`, shape (n, dimensions), whose passages are `ids`."""
        import faiss

        index = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        if len(ids):
            index.add(vectors.astype(np.float32))
        return cls(index, ids)

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        import faiss

        faiss.write_index(self._index, str(folder / FILE_NAME))
        np.save(folder / IDS_FILE_NAME, self._ids)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the index from `folder`."""
        import faiss

        index = faiss.read_index(str(folder / FILE_NAME))
        return cls(index, np.load(folder / IDS_FILE_NAME))

    def __len__(self) -> int:
        return len(self._ids)

    def search(
        self, vector: Vectors, k: int, *, allowed: NDArray[np.int64] | None = None
    ) -> list[int]:
        """Return the `k` passages nearest to `vector`, shape (dimensions,), as ids, best first.

        With `allowed` only among those passages.
        """
        if not len(self) or (allowed is not None and not len(allowed)):
            return []
        chosen = None if allowed is None else self._only(allowed)
        _, rows = self._index.search(vector[None, :], min(k, len(self)), params=chosen)
        return [int(self._ids[row]) for row in rows[0] if row >= 0]

    def _only(self, allowed: NDArray[np.int64]) -> "faiss.SearchParameters":
        """Return what restricts a search; a bitmap is as fast for many as for few."""
        import faiss

        bits = np.packbits(np.isin(self._ids, allowed), bitorder="little")
        # FAISS's stubs describe the C++ constructors, not the Python ones that it puts over them.
        selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
        return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return the cosine of `vector` with each of the passages `ids`, shape (len(ids),)."""
        if not ids:
            return np.zeros(0, dtype=np.float32)
        rows = np.searchsorted(self._ids, np.asarray(ids, dtype=np.int64))
        stored: NDArray[np.float32] = self._index.reconstruct_batch(rows)
        return np.asarray(stored @ vector, dtype=np.float32)
