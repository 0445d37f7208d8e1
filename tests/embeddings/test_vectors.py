"""Dense retrieval against cosines worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.derived.segments import Rows, Segment
from embeddings.vectors import DEAD_FILE_NAME, VectorIndex

# Each has length one; 0.6, 0.8 and 0.28, 0.96 are Pythagorean.
EAST, NORTH, BETWEEN, STEEP, WEST = (1, 0), (0, 1), (0.6, 0.8), (0.28, 0.96), (-1, 0)


NOBODY = np.zeros(0, dtype=np.int64)


def segment(name: str, **vectors: tuple[float, float]) -> Segment:
    """Return the segment of these vectors, whose ids are their names' numbers."""
    ids = np.array([int(name.strip("_")) for name in vectors], dtype=np.int64)
    codes = np.array(list(vectors.values()), dtype=np.float16)
    return Segment.build(name, 2, [Rows(ids, codes)])


def built(*dead: int, **vectors: tuple[float, float]) -> VectorIndex:
    """Return the index of one segment, in which the passages `dead` are gone."""
    return VectorIndex([segment("one", **vectors)], np.array(dead, dtype=np.int64))


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


def test_several_segments_are_one_index() -> None:
    """Wherever a vector lies, its cosine and its place are those that it has in one segment."""
    one = built(_10=EAST, _20=NORTH, _30=BETWEEN, _40=STEEP, _50=WEST)
    several = VectorIndex(
        [
            segment("a", _10=EAST, _20=NORTH),
            segment("b", _30=BETWEEN),
            segment("c", _40=STEEP, _50=WEST),
        ],
        NOBODY,
    )

    assert several.search(vector(*EAST), 5) == [10, 30, 40, 20, 50]
    assert several.search(vector(*STEEP), 2) == one.search(vector(*STEEP), 2) == [40, 20]
    ids = [50, 10, 30, 40, 20, 30]
    assert (
        several.cosines(vector(*BETWEEN), ids).tobytes()
        == one.cosines(vector(*BETWEEN), ids).tobytes()
    )


def test_what_is_gone_is_never_found() -> None:
    """Nor counted, nor found by asking for it; what is left moves up."""
    index = built(10, 40, _10=EAST, _20=NORTH, _30=BETWEEN, _40=STEEP, _50=WEST)

    assert index.search(vector(*EAST), 5) == [30, 20, 50]
    assert index.search(vector(*EAST), 1) == [30]
    assert index.search(vector(*EAST), 5, allowed=np.array([10, 20])) == [20]
    assert len(index) == 3
    assert index.ids.tolist() == [20, 30, 50]


def test_all_that_is_gone_leaves_nothing() -> None:
    """A segment of the dead alone is not searched."""
    assert built(1, _1=EAST).search(vector(*EAST), 3) == []


def test_only_what_is_allowed_is_found(index: VectorIndex) -> None:
    """Ids that the index does not have, before, between and after its own, change nothing."""
    allowed = np.array([5, 20, 25, 40, 99], dtype=np.int64)

    assert index.search(vector(*EAST), 5, allowed=allowed) == [40, 20]
    assert index.search(vector(*EAST), 1, allowed=allowed) == [40]
    assert index.search(vector(*EAST), 5, allowed=NOBODY) == []
    assert index.search(vector(*EAST), 5, allowed=np.array([60, 70])) == []


def test_equals_come_by_id_however_many_they_are() -> None:
    """The ten lowest of a hundred ids; FAISS lets the lowest go where a better one comes later."""
    same = {f"_{number}": BETWEEN for number in range(1, 61)}
    more = {f"_{number}": BETWEEN for number in range(61, 101)}
    index = VectorIndex([segment("a", **same), segment("b", **more)], NOBODY)

    assert index.search(vector(*EAST), 10) == list(range(1, 11))
    assert index.search(vector(*EAST), 62) == list(range(1, 63))
    assert index.search(vector(*EAST), 3, allowed=np.arange(50, 90)) == [50, 51, 52]
    later = built(**same, _61=EAST, _62=EAST)
    assert later.search(vector(*EAST), 5) == [61, 62, 1, 2, 3]


def test_the_search_is_exact() -> None:
    """Against numpy, over whole numbers, whose products have no rounding; many of them tie."""
    rng = np.random.default_rng(4)
    numbers = rng.integers(-3, 4, size=(500, 16))
    ids = np.sort(rng.choice(10_000, 500, replace=False)).astype(np.int64)
    dead = rng.choice(ids, 60, replace=False)
    parts = [slice(0, 200), slice(200, 210), slice(210, 500)]
    index = VectorIndex(
        [
            Segment.build(str(part), 16, [Rows(ids[part], numbers[part].astype(np.float16))])
            for part in parts
        ],
        dead,
    )
    for _ in range(20):
        asked = rng.integers(-3, 4, size=16)
        allowed = np.sort(rng.choice(ids, 300, replace=False))
        for chosen in (None, allowed):
            kept = ~np.isin(ids, dead) & (True if chosen is None else np.isin(ids, chosen))
            order = sorted(zip(-(numbers[kept] @ asked), ids[kept], strict=True))
            expected = [int(found) for _, found in order[:40]]
            assert index.search(asked.astype(np.float32), 40, allowed=chosen) == expected


def test_a_cosine_does_not_depend_on_its_company() -> None:
    """The same bits alone, among others, in another order."""
    rng = np.random.default_rng(1)
    codes = rng.standard_normal((50, 384)).astype(np.float16)
    index = VectorIndex([Segment.build("a", 384, [Rows(np.arange(50), codes)])], NOBODY)
    asked = rng.standard_normal(384).astype(np.float32)
    together = index.cosines(asked, list(range(50)))

    alone = np.array([index.cosines(asked, [number])[0] for number in range(50)])
    assert together.tobytes() == alone.tobytes()
    assert together[::-1].tobytes() == index.cosines(asked, list(range(50))[::-1]).tobytes()


@pytest.mark.parametrize("unknown", [5, 25, 60])
def test_the_cosine_of_an_unknown_passage_is_an_error(index: VectorIndex, unknown: int) -> None:
    """A wrong figure would be believed."""
    with pytest.raises(LookupError):
        index.cosines(vector(*EAST), [10, unknown])


def test_segments_that_are_not_in_order_are_refused() -> None:
    """A passage is looked up by bisection."""
    with pytest.raises(ValueError, match="not in order"):
        VectorIndex([segment("b", _30=BETWEEN), segment("a", _10=EAST)], NOBODY)


def test_a_saved_index_answers_as_before(index: VectorIndex, tmp_path: Path) -> None:
    """Ids and vectors both come back, and go on doing so when the files have gone."""
    for part in index.segments:
        part.save(tmp_path)
    np.save(tmp_path / DEAD_FILE_NAME, np.array([20]))
    loaded = VectorIndex.load(tmp_path, ["one"])
    for path in tmp_path.iterdir():
        path.unlink()

    assert len(loaded) == 4
    assert loaded.search(vector(*EAST), 5) == [10, 30, 40, 50]
    assert (
        loaded.cosines(vector(*NORTH), [40]).tolist()
        == index.cosines(vector(*NORTH), [40]).tolist()
    )


def test_the_rows_of_an_index_are_those_that_can_be_found() -> None:
    """With the bytes they came with."""
    (rows,) = built(10, _10=EAST, _20=NORTH, _30=BETWEEN).rows()

    assert rows.ids.tolist() == [20, 30]
    assert rows.codes.tobytes() == np.array([NORTH, BETWEEN], dtype=np.float16).tobytes()


def test_an_empty_index_finds_nothing() -> None:
    """Before anything is indexed there is nothing to find."""
    empty = VectorIndex([], NOBODY)

    assert len(empty) == 0
    assert empty.search(vector(*EAST), 3) == []
    assert empty.cosines(vector(*EAST), []).shape == (0,)
