"""Dense retrieval: every passage's vector, exact, in immutable segments that count as one index.

Segments are in the order of their passages' ids. Passages that are gone stay in their segment
until it is written again; they are never found.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from embeddings.derived.compaction import Size
from embeddings.derived.segments import Ids, Mask, Rows, Segment
from embeddings.encoder import Vectors

DEAD_FILE_NAME = "dead.npy"
_ROWS_AT_ONCE = 16_384


class VectorIndex:
    """Inner products against all passages that are not `dead`."""

    def __init__(self, segments: Sequence[Segment], dead: Ids) -> None:
        self.segments = tuple(segments)
        self.dead = dead
        self._ids = np.concatenate(
            [np.zeros(0, dtype=np.int64), *(segment.ids for segment in segments)]
        )
        if (np.diff(self._ids) <= 0).any():
            raise ValueError("the passages of the segments are not in order")
        self._starts = np.cumsum([0, *map(len, segments)])
        self._living = ~np.isin(self._ids, dead)
        self._count = int(self._living.sum())

    @classmethod
    def load(cls, folder: Path, names: Sequence[str]) -> Self:
        """Open the segments `names` of `folder`."""
        segments = [Segment.load(folder, name) for name in names]
        return cls(segments, np.load(folder / DEAD_FILE_NAME))

    def __len__(self) -> int:
        return self._count

    @property
    def ids(self) -> Ids:
        """The passages that can be found, ascending."""
        return self._ids[self._living]

    def without(self, gone: Ids) -> Self:
        """Return the index in which the passages `gone` cannot be found any more."""
        return type(self)(self.segments, np.union1d(self.dead, gone))

    def sizes(self) -> list[Size]:
        """Return each segment's size."""
        found = [int(self.living_of(number).sum()) for number in range(len(self.segments))]
        return [
            Size(living, len(segment) - living)
            for living, segment in zip(found, self.segments, strict=True)
        ]

    def rows(self) -> Iterator[Rows]:
        """Yield the passages that can be found with their vectors, some at a time, by id."""
        for number in range(len(self.segments)):
            yield from self.rows_of(number)

    def rows_of(self, number: int) -> Iterator[Rows]:
        """Yield what `rows` does, of one segment."""
        segment, living = self.segments[number], self.living_of(number)
        for start in range(0, len(segment), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            chosen = living[part]
            yield Rows(segment.ids[part][chosen], segment.codes[part][chosen])

    def living_of(self, number: int) -> Mask:
        """Return which rows of a segment can be found."""
        return self._living[self._starts[number] : self._starts[number + 1]]

    def search(self, vector: Vectors, k: int, *, allowed: Ids | None = None) -> list[int]:
        """Return the `k` passages nearest to `vector`, shape (dimensions,), as ids, best first.

        Among equals the lower id comes first. With `allowed`, ascending, only those passages.
        """
        if k < 1:
            return []
        found = [
            segment.nearest(vector, k, among=among) for segment, among in self._reachable(allowed)
        ]
        if not found:
            return []
        ids = np.concatenate([ids for ids, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        best: list[int] = ids[np.lexsort((ids, -scores))[:k]].tolist()
        return best

    def _reachable(self, allowed: Ids | None) -> Iterator[tuple[Segment, Mask | None]]:
        """Yield the segments with what may be found in them, None for all; not those of none."""
        for number, segment in enumerate(self.segments):
            among = self.living_of(number)
            if allowed is not None:
                among = among & _held(segment.ids, allowed)
            if among.any():
                yield segment, None if among.all() else among

    def cosines(self, vector: Vectors, ids: Sequence[int]) -> NDArray[np.float32]:
        """Return the cosine of `vector` with each of the passages `ids`, shape (len(ids),).

        A passage's cosine does not depend, to the last bit, on which others are asked for.

        Raises:
            LookupError: one of them is not in the index.
        """
        wanted = np.asarray(ids, dtype=np.int64)
        rows = np.searchsorted(self._ids, wanted)
        if not np.array_equal(self._ids[rows[rows < len(self._ids)]], wanted):
            raise LookupError(f"the index of vectors does not hold every passage of {list(ids)}")
        cosines = np.zeros(len(wanted), dtype=np.float32)
        homes = np.searchsorted(self._starts, rows, side="right") - 1
        for number in np.unique(homes):
            here = homes == number
            stored = self.segments[number].vectors(rows[here] - self._starts[number])
            cosines[here] = np.einsum("ij,j->i", stored, vector)
        return cosines


def _held(ids: Ids, allowed: Ids) -> Mask:
    """Return which of `ids` are `allowed`; both ascend."""
    mask = np.zeros(len(ids), dtype=np.bool_)
    first, last = np.searchsorted(allowed, [ids[0], ids[-1] + 1])
    near = allowed[first:last]
    rows = np.searchsorted(ids, near)
    mask[rows[ids[rows] == near]] = True
    return mask
