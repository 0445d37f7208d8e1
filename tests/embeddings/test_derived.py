"""The files derived from the archive: trusted only while they match it."""

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.derived import FOLDER_NAME, Derived, open_derived, publish
from embeddings.indexing import index, manifest_of
from embeddings.lexical import terms

FILES = {"rocket.txt": "The rocket flew to the station.", "crew.txt": "The crew slept on Monday."}


@pytest.fixture
def archive(tmp_path: Path, encoder: WordEncoder) -> Iterator[Archive]:
    """Yield the archive of two articles, indexed and published."""
    (tmp_path / "articles").mkdir()
    for name, text in FILES.items():
        (tmp_path / "articles" / name).write_text(text, encoding="utf-8")
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        index(archive, encoder, [tmp_path / "articles"], QuietProgress())
        yield archive


def folder_of(archive: Archive) -> Path:
    """Return where the published generation lies."""
    return archive.path.parent / FOLDER_NAME / str(archive.sequence)


def generations(archive: Archive) -> set[str]:
    """Return the names of what lies beside it."""
    return {path.name for path in (archive.path.parent / FOLDER_NAME).iterdir()}


def stamp(folder: Path) -> int:
    """Return a number that another folder in the same place does not have."""
    return (folder / "manifest.json").stat().st_mtime_ns


def assert_finds_both(derived: Derived, archive: Archive, encoder: WordEncoder) -> None:
    """Assert that each index finds each article's passage first."""
    for question, article_id in (("rocket", "rocket"), ("crew", "crew")):
        vector = encoder.encode([question])[0]
        for ids in (
            derived.vectors.search(vector, 1),
            derived.lexical.search(terms(question), 1),
        ):
            assert [found.article_id for found in archive.passages(ids)] == [article_id]


def test_a_published_generation_is_read_and_left_alone(
    archive: Archive, encoder: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    """Opening what matches writes nothing and says nothing."""
    before = stamp(folder_of(archive))
    derived = open_derived(archive)

    assert derived.sequence == archive.sequence
    assert stamp(folder_of(archive)) == before
    assert generations(archive) == {str(archive.sequence)}
    assert caplog.messages == []
    assert_finds_both(derived, archive, encoder)


def test_what_is_missing_is_built_again(archive: Archive, encoder: WordEncoder) -> None:
    """The derived folder can be thrown away at any time."""
    shutil.rmtree(archive.path.parent / FOLDER_NAME)

    assert_finds_both(open_derived(archive), archive, encoder)
    assert (folder_of(archive) / "manifest.json").is_file()


def test_what_is_stale_is_built_again(archive: Archive) -> None:
    """A transaction after the last publication makes another generation; the old one goes."""
    old = archive.sequence
    with archive.transaction():
        archive.remove("crew")
    derived = open_derived(archive)

    assert derived.sequence == old + 1
    assert (len(derived.vectors), len(derived.lexical)) == (1, 1)
    assert generations(archive) == {str(old + 1)}


def flipped(path: Path, place: float) -> None:
    """Change one byte of a file, at this share of its length."""
    raw = bytearray(path.read_bytes())
    raw[int(place * len(raw))] ^= 0xFF
    path.write_bytes(raw)


@pytest.mark.parametrize("suffix", ["vectors.faiss", "passages.npy", ".term", ".idx", ".fast"])
def test_one_changed_byte_is_damage(
    archive: Archive, encoder: WordEncoder, caplog: pytest.LogCaptureFixture, suffix: str
) -> None:
    """Whichever file of either index it is in, both are built again, and a warning says so."""
    (path,) = (path for path in folder_of(archive).rglob("*") if path.name.endswith(suffix))
    flipped(path, 0.5)
    derived = open_derived(archive)

    assert "is damaged (checksums differ): building it again" in caplog.text
    assert_finds_both(derived, archive, encoder)
    caplog.clear()
    assert_finds_both(open_derived(archive), archive, encoder)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ('{"sequence": 1', "Expecting"),
        ("{}", "fingerprint"),
        ("[]", "list indices"),
        ("\x00", "Expecting value"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_damage(
    archive: Archive,
    encoder: WordEncoder,
    caplog: pytest.LogCaptureFixture,
    manifest: str,
    reason: str,
) -> None:
    """Nothing is trusted without it."""
    (folder_of(archive) / "manifest.json").write_text(manifest, encoding="utf-8")
    derived = open_derived(archive)

    assert reason in caplog.text
    assert_finds_both(derived, archive, encoder)


def test_a_missing_file_is_built_again(archive: Archive, encoder: WordEncoder) -> None:
    """Half a generation is none."""
    (folder_of(archive) / "vectors.faiss").unlink()

    assert_finds_both(open_derived(archive), archive, encoder)


def test_vectors_of_another_model_are_built_again(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder copied from elsewhere may have the right number and the wrong vectors."""
    path = folder_of(archive) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"fingerprint": "other"}), encoding="utf-8")
    open_derived(archive)

    assert "made with another model" in caplog.text
    rebuilt = json.loads(path.read_text(encoding="utf-8"))
    assert rebuilt["fingerprint"] == manifest["fingerprint"] == "word-encoder-256"


def test_a_generation_of_another_archive_is_built_again(
    archive: Archive, encoder: WordEncoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One with the same number is whole, but not this one's: a backup that was put back, say."""
    with Archive.create(tmp_path / "other", manifest_of(encoder)) as other:
        with other.transaction():
            pass
        publish(other)
        assert other.sequence == archive.sequence
        shutil.rmtree(folder_of(archive))
        shutil.copytree(folder_of(other), folder_of(archive))

    derived = open_derived(archive)

    assert "made from another state" in caplog.text
    assert_finds_both(derived, archive, encoder)


def test_other_counts_than_the_archives_are_built_again(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever the manifest says, each index must hold every passage."""
    with sqlite3.connect(archive.path) as connection:
        connection.execute("DELETE FROM passages WHERE id = 1")
    connection.close()
    derived = open_derived(archive)

    assert "counts differ" in caplog.text
    assert (len(derived.vectors), len(derived.lexical)) == (1, 1)


def test_where_nothing_can_be_written_they_are_built_elsewhere(
    archive: Archive, encoder: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    """A data folder may be read-only: questions are answered all the same, and it is logged.

    A file stands where the folder would be, which stops the superuser too.
    """
    root = archive.path.parent / FOLDER_NAME
    shutil.rmtree(root)
    root.touch()

    assert_finds_both(open_derived(archive), archive, encoder)
    assert "derived cannot be written" in caplog.text
    assert root.is_file()


def test_older_generations_are_swept_and_nothing_else(archive: Archive) -> None:
    """A newer one may be another process's; a folder that is no generation is somebody's own."""
    root = archive.path.parent / FOLDER_NAME
    for name in ("0", "1", "999", "notes"):
        (root / name).mkdir(exist_ok=True)
    publish(archive)

    assert generations(archive) == {str(archive.sequence), "999", "notes"}


def test_the_leftovers_of_a_killed_build_are_swept_after_an_hour(archive: Archive) -> None:
    """A younger one may still be at work."""
    root = archive.path.parent / FOLDER_NAME
    now = time.time()
    for name, age_seconds in ((".building-old", 3700), (".building-young", 3500)):
        (root / name).mkdir()
        os.utime(root / name, (now - age_seconds, now - age_seconds))
    publish(archive)

    assert generations(archive) == {str(archive.sequence), ".building-young"}


def test_publishing_again_takes_the_place_of_the_same_generation(
    archive: Archive, encoder: WordEncoder
) -> None:
    """Whoever has the old one open keeps reading it."""
    held = open_derived(archive)
    publish(archive)

    assert_finds_both(held, archive, encoder)
    assert generations(archive) == {str(archive.sequence)}
