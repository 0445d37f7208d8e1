"""The files derived from the archive: trusted only while they match it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.derived.generations import LAYOUT
from embeddings.derived.opening import FOLDER_NAME, Derived, open_derived, publish, rebuild
from embeddings.derived.verifying import verify
from embeddings.errors import ArchiveError, ArchiveLockedError
from embeddings.indexing import index
from embeddings.lexical.terms import terms
from embeddings.manifests import manifest_of
from embeddings.schema import Article, NewPassage

UNIT = np.eye(1, 256, dtype=np.float16)[0]
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


def file_of(archive: Archive, suffix: str) -> Path:
    """Return the one published file whose name ends so."""
    (path,) = (path for path in folder_of(archive).rglob("*") if path.name.endswith(suffix))
    return path


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


def test_what_is_behind_is_caught_up(archive: Archive) -> None:
    """A transaction after the last publication makes another generation beside it."""
    old = archive.sequence
    with archive.transaction():
        archive.remove("crew")
    derived = open_derived(archive)

    assert derived.sequence == old + 1
    assert (len(derived.vectors), len(derived.lexical)) == (1, 1)
    assert generations(archive) == {str(old), str(old + 1)}


def flipped(path: Path, place: float) -> None:
    """Change one byte of a file, at this share of its length."""
    raw = bytearray(path.read_bytes())
    raw[int(place * len(raw))] ^= 0xFF
    path.write_bytes(raw)


@pytest.mark.parametrize("suffix", ["-0.faiss", "-0.npy", "dead.npy", ".term", ".idx", ".fast"])
def test_one_changed_byte_is_damage(
    archive: Archive, encoder: WordEncoder, caplog: pytest.LogCaptureFixture, suffix: str
) -> None:
    """Whichever file of either index it is in, both are built again, and a warning says so."""
    path = file_of(archive, suffix)
    flipped(path, 0.5)
    derived = open_derived(archive)

    assert f"is damaged (checksums differ: {path.relative_to(folder_of(archive))})" in caplog.text
    assert len(caplog.messages) == 1
    assert_finds_both(derived, archive, encoder)
    caplog.clear()
    assert_finds_both(open_derived(archive), archive, encoder)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ('{"sequence": 1', "Expecting"),
        ("{}", "layout"),
        ('{"layout": 5, "files": {}, "facts": {"sequence": 2}}', "missing 5 required"),
        ('{"layout": 5, "files": {"a": 1}}', "must be a mapping"),
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


def test_a_manifest_of_another_release_is_built_again_without_a_word(
    archive: Archive, encoder: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    """An upgrade is no damage; neither is the layout that had no facts of its own."""
    for layout in (4, 6):
        path = folder_of(archive) / "manifest.json"
        path.write_text(json.dumps({"layout": layout, "state": archive.state}), encoding="utf-8")
        assert_finds_both(open_derived(archive), archive, encoder)
        assert json.loads(path.read_text(encoding="utf-8"))["layout"] == LAYOUT == 5
    assert caplog.messages == []


@pytest.mark.parametrize("suffix", ["-0.faiss", "-0.npy", "dead.npy", ".term", "meta.json"])
def test_a_missing_file_is_built_again(
    archive: Archive, encoder: WordEncoder, suffix: str
) -> None:
    """Half a generation is none."""
    file_of(archive, suffix).unlink()

    assert_finds_both(open_derived(archive), archive, encoder)
    assert file_of(archive, suffix).is_file()


@pytest.mark.parametrize("suffix", ["-0.faiss", "-0.npy", ".term", "meta.json"])
def test_a_truncated_file_is_built_again(
    archive: Archive, encoder: WordEncoder, caplog: pytest.LogCaptureFixture, suffix: str
) -> None:
    """A disk that was full, or a copy that was broken off, leaves one."""
    path = file_of(archive, suffix)
    path.write_bytes(path.read_bytes()[:-9])

    assert_finds_both(open_derived(archive), archive, encoder)
    assert "is damaged (checksums differ" in caplog.text


def test_files_with_other_times_are_compared_by_their_sums(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """A backup that was put back is whole: nothing is built again."""
    for path in folder_of(archive).rglob("*"):
        os.utime(path, (1, 1))
    before = stamp(folder_of(archive))
    open_derived(archive)

    assert stamp(folder_of(archive)) == before
    assert caplog.messages == []


def test_vectors_of_another_model_are_built_again(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder copied from elsewhere may have the right number and the wrong vectors."""
    path = folder_of(archive) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    facts = manifest["facts"] | {"fingerprint": "other"}
    path.write_text(json.dumps(manifest | {"facts": facts}), encoding="utf-8")
    open_derived(archive)

    assert "made with another model" in caplog.text
    rebuilt = json.loads(path.read_text(encoding="utf-8"))
    assert rebuilt == manifest | {"files": rebuilt["files"]}
    assert rebuilt["facts"]["fingerprint"] == "word-encoder-256"


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

    derived = open_derived(archive)
    assert_finds_both(derived, archive, encoder)
    assert "derived cannot be written" in caplog.text
    assert root.is_file()
    with archive.transaction():
        archive.remove("rocket")
    assert len(open_derived(archive, derived).vectors) == 1


def test_a_writer_is_told_that_nothing_can_be_written(archive: Archive) -> None:
    """What has been asked for has not been done."""
    root = archive.path.parent / FOLDER_NAME
    shutil.rmtree(root)
    root.touch()

    with pytest.raises(ArchiveError, match=r"derived cannot be written .*: check its permissions"):
        publish(archive)


def test_all_generations_but_two_are_swept_and_nothing_else(archive: Archive) -> None:
    """One of a higher number is of an archive that was replaced; a folder of no number is own."""
    root = archive.path.parent / FOLDER_NAME
    old = archive.sequence
    for name in ("0", "1", "999", "notes", ".building-of-a-killed-process"):
        (root / name).mkdir(exist_ok=True)
    with archive.transaction():
        archive.remove("crew")
    publish(archive)

    assert generations(archive) == {str(old + 1), str(old), "notes"}


def test_publishing_what_is_published_changes_nothing(archive: Archive) -> None:
    """The index is as the archive is."""
    before = stamp(folder_of(archive))
    publish(archive)

    assert stamp(folder_of(archive)) == before


def test_rebuilding_takes_the_place_of_the_same_generation(
    archive: Archive, encoder: WordEncoder
) -> None:
    """Whoever has the old one open keeps reading it."""
    held, before = open_derived(archive), stamp(folder_of(archive))
    rebuild(archive)

    assert stamp(folder_of(archive)) != before
    assert_finds_both(held, archive, encoder)
    assert generations(archive) == {str(archive.sequence)}


def test_a_restored_backup_is_built_from_nothing(
    archive: Archive, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was published after the backup was made is not gone on from, though numbers match."""
    copied(archive.path, tmp_path / "backup")
    with archive.transaction():
        archive.remove("rocket")
    publish(archive)
    shutil.rmtree(archive.path.parent / FOLDER_NAME / str(archive.sequence - 1))
    copied(tmp_path / "backup", archive.path)
    with archive.transaction():
        archive.remove("crew")

    derived = open_derived(archive)
    assert "made from another state" in caplog.text
    (found,) = archive.passages(derived.vectors.ids.tolist())
    assert found.article_id == "rocket"
    assert derived.lexical.ids() == [found.id]
    assert verify(archive) == []


def test_a_loaded_index_of_another_history_is_not_gone_on_from(
    archive: Archive, tmp_path: Path
) -> None:
    """The backup is put back while the bot runs."""
    copied(archive.path, tmp_path / "backup")
    with archive.transaction():
        archive.remove("rocket")
    loaded = publish(archive)
    copied(tmp_path / "backup", archive.path)
    with archive.transaction():
        archive.remove("crew")

    derived = open_derived(archive, loaded)
    (found,) = archive.passages(derived.vectors.ids.tolist())
    assert found.article_id == "rocket"


def copied(source: Path, target: Path) -> None:
    """Copy a database, whoever has it open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


PUBLISH = """
import resource, sys
from pathlib import Path
from embeddings.archive import Archive
from embeddings.derived.opening import open_derived, publish
from embeddings.errors import ArchiveError
with Archive.open(Path(sys.argv[1])) as archive:
    import faiss, tantivy
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    try:
        publish(archive)
    except ArchiveError as error:
        print(error)
    print(open_derived(archive).sequence)
"""


@pytest.mark.parametrize("most_bytes", [50, 400, 3000])
def test_a_full_disk_leaves_the_old_index_and_says_so(archive: Archive, most_bytes: int) -> None:
    """A limit on the size of files stands for the disk, in a process of its own.

    It strikes the list of the dead, the vectors, or the words: the last are the largest.
    """
    old = archive.sequence
    many = " ".join(f"word{number}" for number in range(2000))
    with archive.transaction():
        archive.put(Article("long", many, "Long"), [NewPassage(0, len(many), UNIT)])
    command = [sys.executable, "-c", PUBLISH, str(archive.path.parent), str(most_bytes)]
    told, opened = subprocess.run(
        command, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    root = archive.path.parent / FOLDER_NAME
    assert told.startswith(f"{root} cannot be written, the disk is full (")
    assert told.endswith("run 'pullquote index' again. What was published before is still there.")
    assert opened == str(old)
    assert generations(archive) == {str(old)}
    assert len(publish(archive).vectors) == 3


HOLD = """
import sys
from pathlib import Path
from embeddings.storage.locks import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def being_written(archive: Archive) -> Iterator[None]:
    """Let another process hold the lock meanwhile."""
    command = [sys.executable, "-c", HOLD, str(archive.path.parent)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield


def test_while_another_process_writes_the_newest_index_is_read(archive: Archive) -> None:
    """It is behind, as is one that was loaded before; when the writer is done it is caught up."""
    loaded = open_derived(archive)
    with archive.transaction():
        archive.remove("crew")
    with being_written(archive):
        assert open_derived(archive, loaded) is loaded
        assert open_derived(archive).sequence == loaded.sequence
        with pytest.raises(ArchiveLockedError):
            publish(archive)
    assert open_derived(archive, loaded).sequence == archive.sequence


def test_while_the_first_index_is_made_a_reader_is_told(archive: Archive) -> None:
    """Half a first index would answer as if it were all."""
    shutil.rmtree(archive.path.parent / FOLDER_NAME)
    with being_written(archive), pytest.raises(ArchiveLockedError) as caught:
        open_derived(archive)
    assert str(caught.value) == (
        f"{archive.path.parent} is being indexed by another process, and nothing can be searched "
        "yet: wait until it is done."
    )


def test_a_damaged_index_is_not_read_while_another_process_writes(archive: Archive) -> None:
    """Rather the one before it, which shares only whole files with it."""
    old = archive.sequence
    with archive.transaction():
        archive.remove("crew")
    publish(archive)
    (folder_of(archive) / "manifest.json").write_text("{", encoding="utf-8")
    with being_written(archive):
        assert open_derived(archive).sequence == old
    assert open_derived(archive).sequence == old + 1
