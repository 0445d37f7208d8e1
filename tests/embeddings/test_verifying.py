"""What a full comparison of the search files with the archive finds."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from random_newsroom import DIMENSIONS, Newsroom

from embeddings.archive import Archive
from embeddings.derived.opening import publish, rebuild
from embeddings.derived.verifying import verify
from embeddings.schema import Manifest


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Yield an archive of three articles of ten passages, published in two generations."""
    with Archive.create(tmp_path / "data", Manifest("m", "print", DIMENSIONS, "chunks")) as made:
        newsroom = Newsroom(made, seed=3)
        newsroom.put("a", "b", passages=10)
        publish(made)
        newsroom.put("c", passages=10)
        publish(made)
        yield made


def folder_of(archive: Archive) -> Path:
    """Return where the newest generation lies."""
    return archive.path.parent / "derived" / str(archive.sequence)


def test_whole_files_have_no_problems(archive: Archive) -> None:
    """However they came to be."""
    assert verify(archive) == []
    rebuild(archive)
    assert verify(archive) == []


def test_no_files_are_a_problem(archive: Archive) -> None:
    """And the remedy mends it."""
    root = folder_of(archive).parent
    shutil.rmtree(root)

    assert verify(archive) == [f"There is no search index in {root}."]
    publish(archive)
    assert verify(archive) == []


def test_files_that_are_behind_are_a_problem(archive: Archive) -> None:
    """A run that was killed leaves them."""
    folder = folder_of(archive)
    Newsroom(archive, seed=4).put("d")

    assert verify(archive) == [f"{folder} is not of the archive's last state."]


@pytest.mark.parametrize("pattern", ["*.faiss", "*.npy", "lexical/*.pos", "lexical/meta.json"])
def test_a_changed_byte_is_found_though_size_and_time_are_the_same(
    archive: Archive, pattern: str
) -> None:
    """Which no reader would notice when it opens the file."""
    path = max(folder_of(archive).glob(pattern))
    status, raw = path.stat(), bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    (problem,) = verify(archive)

    assert problem.startswith(f"{path} is damaged (checksums differ")
    rebuild(archive)
    assert verify(archive) == []


def test_a_missing_file_is_found(archive: Archive) -> None:
    """By its name."""
    path = next(folder_of(archive).glob("lexical/*.term"))
    path.unlink()
    (problem,) = verify(archive)

    assert str(path) in problem


def test_a_manifest_that_cannot_be_read_is_found(archive: Archive) -> None:
    """One of another release is told apart."""
    path = folder_of(archive) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text("{", encoding="utf-8")
    (problem,) = verify(archive)
    assert problem.startswith(f"The manifest of {folder_of(archive)} cannot be read (")

    path.write_text(json.dumps(manifest | {"layout": 4}), encoding="utf-8")
    assert verify(archive) == [f"{folder_of(archive)} was written by another release."]

    other = manifest["facts"] | {"fingerprint": "other"}
    path.write_text(json.dumps(manifest | {"facts": other}), encoding="utf-8")
    assert verify(archive) == [f"{folder_of(archive)} was made with another model."]


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (
            "UPDATE passages SET vector = (SELECT vector FROM passages WHERE id = 1) WHERE id = 7",
            ["Vectors in {} are not the archive's, among the passages 1 to 20."],
        ),
        (
            "DELETE FROM passages WHERE id = 30",
            [
                "The vectors in {} are not of the archive's passages.",
                "The words in {} are not of the archive's passages.",
                "Vectors in {} are not the archive's, among the passages 21 to 30.",
            ],
        ),
    ],
)
def test_what_is_not_the_archives_is_found(
    archive: Archive, change: str, problems: list[str]
) -> None:
    """Files that are whole may hold something else than the archive."""
    with sqlite3.connect(archive.path) as connection:
        connection.execute(change)
    connection.close()

    assert verify(archive) == [problem.format(folder_of(archive)) for problem in problems]
