"""One FAISS file of up to 100,000 vectors: flat, exact, 16 bits a number, never changed.

The ids of its passages lie beside it, ascending. The codes in the file are the bytes of the
archive's vectors, so that what is written again is copied and never rounded.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

if TYPE_CHECKING:
    import faiss

MOST_ROWS = 100_000
_CODES_SUFFIX = ".faiss"
_IDS_SUFFIX = ".npy"

Ids = NDArray[np.int64]
Codes = NDArray[np.float16]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some passages' ids, shape (n,), and vectors, shape (n, dimensions)."""

    ids: Ids
    codes: Codes


class Segment:
    """Inner products against the vectors of one file."""

    def __init__(self, name: str, index: "faiss.IndexScalarQuantizer", ids: Ids) -> None:
        self.name = name
        self.ids = ids
        self._index = index

    @classmethod
    def build(cls, name: str, dimensions: int, parts: Iterable[Rows]) -> Self:
        """Return the segment of these rows, whose ids ascend from part to part."""
        import faiss

        index = faiss.IndexScalarQuantizer(
            dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        ids = [np.zeros(0, dtype=np.int64)]
        for part in parts:
            codes = np.ascontiguousarray(part.codes).view(np.uint8)
            index.add_sa_codes(codes)
            ids.append(part.ids)
        return cls(name, index, np.concatenate(ids))

    def save(self, folder: Path) -> None:
        """Write the two files into `folder`."""
        import faiss

        codes_name, ids_name = self.file_names
        faiss.write_index(self._index, str(folder / codes_name))
        np.save(folder / ids_name, self.ids)

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        """Map the segment `name` of `folder` into memory; the files may go while it is open."""
        import faiss

        path = folder / f"{name}{_CODES_SUFFIX}"
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        ids = np.load(folder / f"{name}{_IDS_SUFFIX}")
        if not isinstance(index, faiss.IndexScalarQuantizer):
            raise TypeError(f"{path} is no flat index of 16 bits a number")
        if index.ntotal != len(ids):
            raise ValueError(f"{path} has {index.ntotal} vectors for {len(ids)} passages")
        _read_ahead(path)
        return cls(name, index, ids)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def file_names(self) -> tuple[str, str]:
        """What its files are called: the vectors', the ids'."""
        return f"{self.name}{_CODES_SUFFIX}", f"{self.name}{_IDS_SUFFIX}"

    @property
    def codes(self) -> Codes:
        """The vectors as they are stored, shape (n, dimensions): a view, gone with the segment."""
        import faiss

        size = len(self) * self._index.code_size
        flat = faiss.rev_swig_ptr(self._index.codes.data(), size) if size else b""
        codes = np.frombuffer(flat, dtype=np.float16).reshape(len(self), self._index.d)
        codes.flags.writeable = False  # the file must stay as it is
        return codes

    def vectors(self, rows: NDArray[np.intp]) -> Vectors:
        """Return the vectors of these rows, shape (len(rows), dimensions)."""
        return self.codes[rows].astype(np.float32)

    def nearest(
        self, vector: Vectors, k: int, *, among: Mask | None = None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Return the ids and scores of the `k` nearest, and of all that tie with the last.

        With `among`, shape (n,), only of those rows.
        """
        import faiss

        faiss.omp_set_num_threads(1)  # it is each thread's own; the default is every core
        chosen = None if among is None else _only(among)
        fetched = k + 1
        while True:
            fetched = min(fetched, len(self))
            scores, rows = self._index.search(vector[None, :], fetched, params=chosen)
            found = rows[0] >= 0
            if fetched == len(self) or not found.all() or scores[0][-1] < scores[0][k - 1]:
                return self.ids[rows[0][found]], scores[0][found]
            fetched *= 2


def _only(among: Mask) -> "faiss.SearchParameters":
    """Return what restricts a search; a bitmap is as fast for many as for few."""
    import faiss

    bits = np.packbits(among, bitorder="little")
    # FAISS's stubs describe the C++ constructors, not the Python ones that it puts over them.
    selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]


def _read_ahead(path: Path) -> None:
    """Let the system read the file in one go; page by page the first question takes 20 s."""
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError), path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)
