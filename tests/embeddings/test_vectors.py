"""Dense retrieval against cosines worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.vectors import VectorIndex

# Each has length one; 0.6, 0.8 and 0.28, 0.96 are Pythagorean.
EAST, NORTH, BETWEEN, STEEP, WEST = (1, 0), (0, 1), (0.6, 0.8), (0.28, 0.96), (-1, 0)


def built(**vectors: tuple[float, float]) -> VectorIndex:
    """Return the index of these vectors, whose ids are their names' numbers."""
    ids = np.array([int(name.strip("_")) for name in vectors], dtype=np.int64)
    return VectorIndex.build(ids, np.array(list(vectors.values()), dtype=np.float16))


def vector(*numbers: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return a query's vector."""
    return np.array(numbers, dtype=np.float32)


@pytest.fixture
def index() -> VectorIndex:
    """Return an index whose ids are not the numbers of its rows."""
    return built(_10=EAST, _20=NORTH, _30=BETWEEN, _40=STEEP, _50=WEST)


def test_the_nearest_come_first(index: VectorIndex) -> None:
    """To the east the cosines are 1, 0, 0.6, 0.28 and -1."""
    assert index.search(vector(*EAST), 5) == [10, 30, 40, 20, 50]


def test_only_as_many_come_as_are_asked_for(index: VectorIndex) -> None:
    """And no more than there are."""
    assert index.search(vector(*NORTH), 2) == [20, 40]
    assert len(index.search(vector(*NORTH), 99)) == 5


def test_cosines_are_those_worked_out_by_hand(index: VectorIndex) -> None:
    """With (0.6, 0.8): 0.6, 0.8, 0.36 + 0.64 = 1, 0.168 + 0.768 = 0.936, and -0.6."""
    found = index.cosines(vector(*BETWEEN), [10, 20, 30, 40, 50])

    assert found.tolist() == pytest.approx([0.6, 0.8, 1.0, 0.936, -0.6], abs=1e-3)


def test_cosines_come_in_the_order_asked_for(index: VectorIndex) -> None:
    """Ids are passages', not rows': each gets its own figure, however often it is asked for."""
    found = index.cosines(vector(*EAST), [50, 10, 30, 10])

    assert found.tolist() == pytest.approx([-1.0, 1.0, 0.6, 1.0], abs=1e-3)


def test_no_ids_have_no_cosines(index: VectorIndex) -> None:
    """An empty answer has the shape of one."""
    assert index.cosines(vector(*EAST), []).shape == (0,)


def test_sixteen_bits_keep_three_digits() -> None:
    """0.1 is stored as 0.0999755859375, the nearest number of 16 bits."""
    found = built(_1=(0.1, 0)).cosines(vector(1, 0), [1])

    assert found.tolist() == [0.0999755859375]


def test_a_saved_index_answers_as_before(index: VectorIndex, tmp_path: Path) -> None:
    """Ids and vectors both come back."""
    index.save(tmp_path)
    loaded = VectorIndex.load(tmp_path)

    assert len(loaded) == 5
    assert loaded.search(vector(*EAST), 5) == [10, 30, 40, 20, 50]
    assert (
        loaded.cosines(vector(*NORTH), [40]).tolist()
        == index.cosines(vector(*NORTH), [40]).tolist()
    )


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    """Before anything is indexed there is nothing to find, saved or not."""
    empty = VectorIndex.build(np.zeros(0, dtype=np.int64), np.zeros((0, 2), dtype=np.float16))
    empty.save(tmp_path)

    assert len(VectorIndex.load(tmp_path)) == 0
    assert empty.search(vector(*EAST), 3) == []
