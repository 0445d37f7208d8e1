"""Sums that a note keeps between starts: never another than the file's own."""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.encoder import SentenceTransformerEncoder, fingerprint_of
from embeddings.sums import NOTE_NAME, READ_ANEW, Sums

BEFORE = b"weights as they were published"
AFTER = b"weights as somebody has changed"
NOTED = "0123456789abcdef" * 4
HOUR_NANOSECONDS = 3_600 * 1_000_000_000


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """Return a file that was written long ago."""
    path = tmp_path / "model.safetensors"
    path.write_bytes(BEFORE)
    return path


def in_an_hour() -> int:
    """Return a time when today's files are old."""
    return time.time_ns() + HOUR_NANOSECONDS


@pytest.fixture
def sums(tmp_path: Path) -> Sums:
    """Return sums with a note in the data folder, an hour from now."""
    return Sums(tmp_path / "data" / "models" / NOTE_NAME, in_an_hour)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path) -> Path:
    """Return the data folder, which the note never makes."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def spoil(sums: Sums, sum_: str) -> None:
    """Have every sum in the note be another one, so that it shows when it is taken from there."""
    assert sums.note
    noted = json.loads(sums.note.read_text(encoding="utf-8"))
    for one in noted["files"].values():
        one["sha256"] = sum_
    sums.note.write_text(json.dumps(noted), encoding="utf-8")


def test_a_sum_is_that_of_the_contents_one_after_the_other(tmp_path: Path, sums: Sums) -> None:
    """With a note and without, the first time and the second."""
    files = [tmp_path / "one", tmp_path / "two"]
    for path, content in zip(files, (BEFORE, AFTER), strict=True):
        path.write_bytes(content)
    expected = hashlib.sha256(BEFORE + AFTER).hexdigest()

    assert [each.of(files) for each in (READ_ANEW, sums, sums)] == [expected] * 3


def test_a_file_that_is_the_same_is_not_read_again(weights: Path, sums: Sums) -> None:
    """What the note says of it counts."""
    sums.of([weights])
    spoil(sums, NOTED)

    assert sums.of([weights]) == NOTED
    assert READ_ANEW.of([weights]) == hashlib.sha256(BEFORE).hexdigest()


def changed_in_place(weights: Path) -> None:
    """Write other bytes of the same number into the file, and set its old time again."""
    before = weights.stat()
    weights.write_bytes(AFTER[: len(BEFORE)])
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(weights: Path) -> None:
    """Put another file of the same size and time in its place."""
    before = weights.stat()
    other = weights.with_name("other")
    other.write_bytes(AFTER[: len(BEFORE)])
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(weights)


@pytest.mark.parametrize("change", [changed_in_place, replaced])
def test_a_changed_file_is_noticed(weights: Path, sums: Sums, change: object) -> None:
    """Even if its size and its time are the old ones."""
    assert callable(change)
    sums.of([weights])
    change(weights)

    assert sums.of([weights]) == hashlib.sha256(weights.read_bytes()).hexdigest()


def test_a_file_written_just_now_is_not_noted(weights: Path, data_dir: Path) -> None:
    """It may be written to once more within what its file system takes for the same moment."""
    Sums(data_dir / "models" / NOTE_NAME).of([weights])

    assert not (data_dir / "models").exists()


def test_a_damaged_note_is_no_note(weights: Path, sums: Sums) -> None:
    """The files are read, and the note is written anew."""
    assert sums.note
    sums.of([weights])
    for damage in (
        '{"layout": 1, "fil',
        "[]",
        '{"layout": 1, "files": {"x": 3}}',
        '{"layout": 0}',
        json.dumps({"layout": 1, "files": {str(weights): {"stamps": [], "sha256": None}}}),
    ):
        sums.note.write_text(damage, encoding="utf-8")
        assert sums.of([weights]) == hashlib.sha256(BEFORE).hexdigest()
        assert json.loads(sums.note.read_text(encoding="utf-8"))["files"]


def test_files_that_are_gone_leave_the_note(weights: Path, tmp_path: Path, sums: Sums) -> None:
    """So that it does not grow with every model that ever was here."""
    assert sums.note
    other = tmp_path / "other"
    other.write_bytes(AFTER)
    sums.of([weights])
    weights.unlink()
    sums.of([other])

    assert list(json.loads(sums.note.read_text(encoding="utf-8"))["files"]) == [str(other)]


@pytest.fixture
def closed(data_dir: Path) -> Iterator[Path]:
    """Return a data folder in which a file stands in the place of the models' folder."""
    (data_dir / "models").write_text("in the way")
    return data_dir


@pytest.mark.usefixtures("closed")
def test_where_no_note_can_be_written_there_is_none(weights: Path, sums: Sums) -> None:
    """The sum is right all the same, and nobody is bothered."""
    assert sums.of([weights]) == hashlib.sha256(BEFORE).hexdigest()


def test_a_data_folder_is_never_made_for_a_note(weights: Path, tmp_path: Path) -> None:
    """Who asks where there is no index leaves nothing behind."""
    Sums(tmp_path / "nowhere" / "models" / NOTE_NAME, in_an_hour).of([weights])

    assert not (tmp_path / "nowhere").exists()


def test_a_model_has_the_same_fingerprint_by_a_note(weights: Path, sums: Sums) -> None:
    """The index of before goes on being the model's."""
    (weights.parent / "config.json").write_text("{}")
    by_note = [SentenceTransformerEncoder("m", weights.parent, sums).fingerprint for _ in "12"]

    assert by_note == [fingerprint_of(weights.parent)] * 2
