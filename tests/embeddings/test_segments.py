"""One file of vectors: what is written is the bytes that came in."""

from pathlib import Path

import numpy as np
import pytest

from embeddings.derived.segments import Rows, Segment


def rows(first: int, count: int, dimensions: int = 8) -> Rows:
    """Return `count` passages from the id `first` on, with vectors like no other's."""
    rng = np.random.default_rng(first)
    codes = rng.standard_normal((count, dimensions)).astype(np.float16)
    return Rows(np.arange(first, first + count, dtype=np.int64), codes)


def test_the_vectors_are_the_bytes_that_came_in(tmp_path: Path) -> None:
    """In memory and in the file: nothing is encoded twice, nothing rounded."""
    first, second = rows(1, 5), rows(20, 3)
    Segment.build("one", 8, [first, second]).save(tmp_path)
    loaded = Segment.load(tmp_path, "one")

    assert loaded.codes.tobytes() == first.codes.tobytes() + second.codes.tobytes()
    assert loaded.ids.tolist() == [1, 2, 3, 4, 5, 20, 21, 22]
    assert first.codes.tobytes() in (tmp_path / loaded.file_names[0]).read_bytes()


def test_the_parts_make_no_difference(tmp_path: Path) -> None:
    """The same rows are the same file, however they came."""
    whole = rows(1, 6)
    parts = [Rows(whole.ids[:2], whole.codes[:2]), Rows(whole.ids[2:], whole.codes[2:])]
    Segment.build("whole", 8, [whole]).save(tmp_path)
    Segment.build("parts", 8, parts).save(tmp_path)

    assert (tmp_path / "whole.faiss").read_bytes() == (tmp_path / "parts.faiss").read_bytes()


def test_a_segment_cannot_be_written_through(tmp_path: Path) -> None:
    """Its file is mapped: to write there would be to change what is published, or to crash."""
    Segment.build("one", 8, [rows(1, 5)]).save(tmp_path)

    with pytest.raises(ValueError, match="read-only"):
        Segment.load(tmp_path, "one").codes[0] = 0


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    """When it is opened, not when it is searched."""
    Segment.build("one", 8, [rows(1, 500)]).save(tmp_path)
    path = tmp_path / "one.faiss"
    path.write_bytes(path.read_bytes()[:-100])

    with pytest.raises(RuntimeError):
        Segment.load(tmp_path, "one")


def test_ids_of_another_segment_are_refused(tmp_path: Path) -> None:
    """Every vector has its passage."""
    Segment.build("one", 8, [rows(1, 5)]).save(tmp_path)
    np.save(tmp_path / "one.npy", np.arange(4))

    with pytest.raises(ValueError, match="5 vectors for 4 passages"):
        Segment.load(tmp_path, "one")
