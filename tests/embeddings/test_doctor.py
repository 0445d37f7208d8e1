"""The check-up of a data folder: what was damaged on purpose is found, and mended if it can be."""

# ruff: noqa: S608 - our own statements, against our own database

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
from fakes import WordEncoder
from wounds import DAMAGE, FIRST, LONG, NOTICE, OK, WARNING, WOUNDS, Newsroom, Wound, flipped

from embeddings.archive import Archive
from embeddings.doctor.examining import CHECKS, FOLDER_CHECKS, examine
from embeddings.doctor.findings import Repair, Tally
from embeddings.doctor.folder import room
from embeddings.doctor.patient import Thoroughness
from embeddings.doctor.repairing import WOULD, repair
from embeddings.errors import (
    ArchiveCorruptError,
    ArchiveLockedError,
    ArchiveMissingError,
    ModelError,
)
from embeddings.storage.database import FILE_NAME
from embeddings.storage.locks import writing


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Return a newsroom in which nothing is wrong."""
    return Newsroom(tmp_path)


def test_a_healthy_archive_has_no_finding_above_ok(newsroom: Newsroom) -> None:
    """Every check says what it has looked at, so that the owner sees it."""
    found = newsroom.examine()
    names = [*FOLDER_CHECKS, "format", "model", *(check.name for check in CHECKS)]

    assert [one.check for one in found] == names
    assert {one.severity for one in found} == {OK}
    told = {one.check: one.what for one in found}
    assert told["texts"] == "All 6 versions are, to the letter, what was indexed."
    assert told["orphans"] == "All 8 passages are of the 5 current articles."
    assert (
        told["sample"] == "8 passages were encoded again (--seed 1), the lowest cosine is 1.00000."
    )


def test_a_quick_look_leaves_out_what_reads_everything(newsroom: Newsroom) -> None:
    """What is left still finds what is cheap to find."""
    slow = {check.name for check in CHECKS if check.slow}
    assert slow == {"database", "texts", "offsets", "vectors", "sample"}
    newsroom.sql("UPDATE versions SET text = 'x'", "DELETE FROM stories")
    found = newsroom.examine(quick=True)

    assert not slow & {one.check for one in found}
    assert [one.check for one in found if one.severity is not OK] == ["signatures"]


@pytest.mark.parametrize("change", ["a size", "a count"])
def test_a_quick_look_compares_sizes_and_counts_of_the_search_files(
    newsroom: Newsroom, change: str
) -> None:
    """So it finds what a full disk or a wrong backup has left."""
    if change == "a size":
        path = next(newsroom.newest().glob("*.faiss"))
        path.write_bytes(path.read_bytes() + b"x")
    else:
        newsroom.sql(f"DELETE FROM passages WHERE {FIRST}")
    found = next(one for one in newsroom.examine(quick=True) if one.check == "search files")

    assert (found.severity, found.repair) == (DAMAGE, Repair.SEARCH_FILES)


@pytest.mark.parametrize("wound", WOUNDS, ids=lambda wound: wound.name)
def test_what_is_damaged_is_found_and_mended(newsroom: Newsroom, wound: Wound) -> None:
    """Each by its own check; what cannot be made again is taken out, all else is as it was."""
    texts, spans = newsroom.texts(), newsroom.spans()
    wound.inflict(newsroom)
    found = newsroom.examine()
    wrong = {one.check: one.severity for one in found if one.severity is not OK}
    assert wrong == wound.finds

    done = list(repair(newsroom.data, found, WordEncoder))
    done += newsroom.repair()  # what an index of the database hid
    assert newsroom.wrong() == {}
    kept = {name: text for name, text in texts.items() if name not in wound.lost}
    assert newsroom.texts() == kept
    if not wound.lost:
        assert newsroom.spans() == spans
    assert max(one.severity for one in done) <= WARNING


@pytest.mark.parametrize("name", ["crew", "rocket", "sea", "moon"])
def test_what_was_taken_out_comes_back_from_its_source(newsroom: Newsroom, name: str) -> None:
    """The remedy names it; the next run then restores the article to the letter."""
    before = newsroom.texts(), newsroom.spans()
    newsroom.sql(
        "UPDATE versions SET text = upper(text) "
        f"WHERE version = (SELECT version FROM articles WHERE id = '{name}')"
    )
    told = next(one for one in newsroom.repair() if one.repair is Repair.WITHDRAW)
    assert (told.severity, told.what) == (
        WARNING,
        f"Taken out of the index, since their words cannot be trusted: 1 ({name}).",
    )
    assert told.remedy == (
        f"Bring them back with 'pullquote index SOURCE'; their sources: 1 ({newsroom.folder})."
    )
    assert name not in newsroom.texts()
    newsroom.sync()

    assert (newsroom.texts(), newsroom.spans()) == before
    assert newsroom.wrong() == {}


def test_what_was_taken_down_is_in_no_file_after_a_repair(newsroom: Newsroom) -> None:
    """Neither in the database nor in what was made from it."""
    newsroom.sql("INSERT INTO takedowns VALUES ('rocket', NULL, '2022-03-12')")
    newsroom.repair()

    files = [path for path in newsroom.data.rglob("*") if path.is_file()]
    assert not [path for path in files if b"flew" in path.read_bytes().lower()]


def test_who_prints_the_same_story_is_noted_anew(newsroom: Newsroom) -> None:
    """An article that was taken out is nobody's copy any more."""
    (newsroom.folder / "copy.txt").write_text(LONG, encoding="utf-8")
    newsroom.sync()
    assert sorted(newsroom.stories()) == ["copy", "crew"]
    newsroom.sql("UPDATE versions SET text = 'x' WHERE article_id = 'copy'")
    newsroom.repair()

    assert newsroom.stories() == []


def test_nothing_is_written_without_a_repair(newsroom: Newsroom) -> None:
    """A check-up of a wounded archive leaves every byte as it was."""
    newsroom.sql("UPDATE versions SET text = 'x'", "DELETE FROM passages", "DELETE FROM stories")
    (newsroom.data / "derived" / ".building-x").mkdir()

    def everything() -> dict[Path, bytes]:
        paths = sorted(newsroom.data.rglob("*"))
        return {path: path.read_bytes() if path.is_file() else b"" for path in paths}

    before = everything()
    assert newsroom.wrong()
    assert everything() == before


def test_what_was_mended_is_said(newsroom: Newsroom) -> None:
    """Step by step, with how much it was."""
    newsroom.sql(f"UPDATE passages SET end = start WHERE {FIRST}", "DELETE FROM stories")

    assert [(one.repair, one.what) for one in newsroom.repair()] == [
        (Repair.PASSAGES, "Articles cut and encoded again: 1."),
        (Repair.SIGNATURES, "Signatures made again: 5."),
        (Repair.CATCH_UP, "The search files are up to date."),
    ]


def test_only_a_sample_is_encoded_again(newsroom: Newsroom) -> None:
    """Drawn by the seed: the same seed draws the same passages, another one others."""

    class Counting(WordEncoder):
        texts: Sequence[str] = ()

        def encode(
            self, texts: Sequence[str]
        ) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            Counting.texts = texts
            return super().encode(texts)

    def drawn(seed: int) -> Sequence[str]:
        list(examine(newsroom.data, Counting, Thoroughness(sample=3, seed=seed)))
        return Counting.texts

    assert 1 <= len(drawn(1)) <= 3
    assert drawn(1) == drawn(1)
    assert len({tuple(drawn(seed)) for seed in range(8)}) > 1


# What cannot be mended here


def _overwritten_page(newsroom: Newsroom, raw: bytearray) -> None:
    """Overwrite the page that the table of web pages begins on."""
    connection = sqlite3.connect(newsroom.database)
    query = "SELECT rootpage FROM sqlite_master WHERE name = 'pages'"
    (number,) = connection.execute(query).fetchone()
    connection.close()
    size = int.from_bytes(raw[16:18], "big")
    raw[(number - 1) * size : number * size] = b"\x77" * size


def _wrong_count_of_free_pages(_: Newsroom, raw: bytearray) -> None:
    raw[36:40] = (7).to_bytes(4, "big")


@pytest.mark.parametrize("damage", [_overwritten_page, _wrong_count_of_free_pages])
def test_a_damaged_database_is_not_written_to(
    newsroom: Newsroom, damage: Callable[[Newsroom, bytearray], None]
) -> None:
    """A repair could make it worse: the remedy is a backup."""
    newsroom.sql("DELETE FROM stories")
    raw = bytearray(newsroom.database.read_bytes())
    damage(newsroom, raw)
    newsroom.database.write_bytes(raw)
    told = newsroom.found("database")
    assert (told.severity, told.repair) == (DAMAGE, None)

    for quick in (False, True):
        found = newsroom.examine(quick=quick)
        with pytest.raises(ArchiveCorruptError, match="a backup in its place"):
            list(repair(newsroom.data, found, WordEncoder))
    assert newsroom.database.read_bytes() == raw


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE meta SET value = '99' WHERE key = 'format'", "has format 99, this release reads"),
        ("DELETE FROM meta WHERE key = 'format'", "has format unknown"),
        ("UPDATE meta SET value = '{' WHERE key = 'manifest'", "its manifest cannot be read"),
        ("UPDATE meta SET value = 'x' WHERE key = 'sequence'", "invalid literal"),
        ("DROP TABLE meta", "no such table: meta"),
    ],
)
def test_what_this_release_cannot_read_is_told(
    newsroom: Newsroom, statement: str, words: str
) -> None:
    """Nothing more is looked at, and nothing is mended."""
    newsroom.sql(statement)
    found = newsroom.found("format")

    assert (found.severity, found.repair) == (DAMAGE, None)
    assert words in found.what


def test_a_file_that_is_no_database_is_told(newsroom: Newsroom) -> None:
    """With the remedy."""
    newsroom.database.write_bytes(b"This is no database. " * 100)
    found = newsroom.found("format")

    assert found.severity is DAMAGE
    assert "file is not a database" in found.what
    assert "put a backup in its place" in found.what


def test_where_nothing_was_indexed_there_is_nothing_to_examine(tmp_path: Path) -> None:
    """As with every other command."""
    with pytest.raises(ArchiveMissingError, match="pullquote index PATH"):
        list(examine(tmp_path, WordEncoder))


def test_a_model_that_is_missing_is_told_and_the_rest_is_looked_at(newsroom: Newsroom) -> None:
    """Vectors cannot be compared then, nor made again."""

    def missing() -> WordEncoder:
        raise ModelError("The model word-encoder is not on this machine.")

    newsroom.sql(f"UPDATE passages SET end = start WHERE {FIRST}")
    found = list(examine(newsroom.data, missing))
    wrong = {one.check: one.severity for one in found if one.severity is not OK}
    assert wrong == {"model": DAMAGE, "offsets": DAMAGE, "sample": NOTICE}

    (told, _) = repair(newsroom.data, found, missing)
    assert told.severity is DAMAGE
    assert told.what == (
        "Nothing could be encoded: The model word-encoder is not on this machine."
    )


def test_another_model_never_touches_the_vectors(newsroom: Newsroom) -> None:
    """Vectors of two models in one index would compare what cannot be compared."""

    class Other(WordEncoder):
        fingerprint = "other"

    before = newsroom.spans()
    newsroom.sql(f"UPDATE passages SET start = start + 1 WHERE {FIRST}")
    found = list(examine(newsroom.data, Other))
    told = next(one for one in found if one.check == "model")
    assert told.severity is DAMAGE
    assert "set MODEL to the first" in told.what
    assert max(one.severity for one in repair(newsroom.data, found, Other)) is DAMAGE
    assert len(newsroom.spans() - before) == 1


def test_an_archive_of_an_earlier_kind_of_passages_is_told(newsroom: Newsroom) -> None:
    """It has to be cut anew as a whole: its spans are not compared with today's."""
    newsroom.sql(
        "UPDATE meta SET value = replace(value, 'sentences-', 'words-') WHERE key = 'manifest'",
        f"UPDATE passages SET start = start + 1 WHERE {FIRST}",
    )
    assert newsroom.wrong() == {"model": DAMAGE, "sample": NOTICE}
    assert "index --rebuild" in newsroom.found("model").what


def test_sources_that_are_gone_or_failing_are_noticed(newsroom: Newsroom) -> None:
    """Nothing is wrong with the index, and only the owner can do something."""
    newsroom.sql(
        "INSERT INTO sources VALUES ('https://a.example/feed', '2022-03-12', NULL, 'refused')"
    )
    newsroom.folder.rename(newsroom.folder.with_name("elsewhere"))
    gone, failing = (one for one in newsroom.examine() if one.check == "sources")

    assert (gone.severity, failing.severity) == (NOTICE, NOTICE)
    assert str(newsroom.folder) in gone.what
    assert "pullquote remove" in str(gone.remedy)
    assert "https://a.example/feed: refused" in failing.what


# The folder


def test_a_disk_without_room_for_another_generation_is_a_warning() -> None:
    """Three times the index is enough."""
    assert room(300, 100).faults == ()
    (fault,) = room(299_000_000, 100_000_000).faults
    assert fault.severity is WARNING
    assert fault.what == "299.0 MB are free on the disk, the index takes 100.0 MB."


@pytest.mark.parametrize("name", [".", FILE_NAME, "derived"])
def test_what_everybody_may_write_is_a_warning(newsroom: Newsroom, name: str) -> None:
    """Whoever can change the files can change what is quoted."""
    path = newsroom.data / name
    path.chmod(path.stat().st_mode | 0o002)
    found = newsroom.found("permissions")

    assert found.severity is WARNING
    assert found.what.endswith(f"may write, and so change what is quoted: 1 ({path}).")


LOOK = """
import os, sys
from pathlib import Path
from embeddings.doctor.folder import is_readable, permissions
if os.geteuid() == 0:
    os.setuid(65534)
data = Path(sys.argv[1])
print(is_readable(data), *[fault.severity.name for fault in permissions(data).faults])
"""


@pytest.mark.parametrize(
    ("mode", "said"), [(0o444, "True WARNING\n"), (0o000, "False DAMAGE WARNING\n")]
)
def test_what_this_user_may_not_use_is_told(mode: int, said: str) -> None:
    """Reading without writing is enough to answer. The superuser becomes somebody else."""
    with tempfile.TemporaryDirectory() as name:  # `tmp_path` is closed to others
        folder = Path(name)
        database = folder / FILE_NAME
        database.touch()
        database.chmod(mode)
        folder.chmod(0o555)
        command = [sys.executable, "-c", LOOK, name]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        folder.chmod(0o755)

    assert found.stdout == said


# Others


@pytest.fixture
def other_writer(newsroom: Newsroom) -> Iterator[None]:
    """Let somebody else write in the newsroom's folder."""
    held, done = Event(), Event()

    def hold() -> None:
        with writing(newsroom.data):
            held.set()
            done.wait()

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    yield
    done.set()
    thread.join()


@pytest.mark.usefixtures("other_writer")
def test_beside_a_writer_is_looked_but_not_mended(newsroom: Newsroom) -> None:
    """What it has not finished is not taken for what a killed process left."""
    (newsroom.data / "derived" / ".building-x").mkdir()
    newsroom.sql("DELETE FROM stories")

    assert newsroom.wrong() == {"writer": NOTICE, "signatures": NOTICE}
    with pytest.raises(ArchiveLockedError):
        newsroom.repair()


def test_search_files_that_are_behind_are_noticed(newsroom: Newsroom) -> None:
    """A killed run leaves them; a damaged one among them is damage all the same."""
    with Archive.open(newsroom.data) as archive, archive.transaction():
        archive.remove("sea")
    found = newsroom.found("search files")
    assert (found.severity, found.repair) == (NOTICE, Repair.CATCH_UP)
    flipped("*.faiss")(newsroom)

    assert newsroom.found("search files").severity is DAMAGE
    newsroom.repair()
    assert newsroom.wrong() == {}


KILLED = """
import os, signal, sys
from pathlib import Path
from fakes import WordEncoder
from embeddings.doctor.examining import examine
from embeddings.doctor.repairing import repair
class Killing(WordEncoder):
    def encode(self, texts):
        if "killed here" in " ".join(texts):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode(texts)
data = Path(sys.argv[1])
list(repair(data, list(examine(data, WordEncoder)), Killing))
"""


def test_a_repair_that_is_killed_is_finished_by_the_next(newsroom: Newsroom) -> None:
    """What it had done is kept, nothing is half done, and everything is as it was in the end."""
    for number in range(40):
        text = f"Story {number} of the sea. {'It was killed here.' if number == 39 else ''}"
        (newsroom.folder / f"story-{number}.txt").write_text(text, encoding="utf-8")
    newsroom.sync()
    before = newsroom.texts(), newsroom.spans()
    newsroom.sql("UPDATE passages SET start = start + 1")
    paths = Path(__file__).parents[2], Path(__file__).parents[1]  # its folders are named alike
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(newsroom.data)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    half = newsroom.found("offsets")
    assert half.severity is DAMAGE
    newsroom.repair()

    assert newsroom.wrong() == {}
    assert (newsroom.texts(), newsroom.spans()) == before


# What is told


def test_a_million_faults_are_told_as_one() -> None:
    """The first few by name, the rest by number."""
    tally = Tally()
    assert tally.faults(DAMAGE, "Passages") == []
    for number in range(1_000_000):
        tally.add(number)
    (fault,) = tally.faults(DAMAGE, "Passages")
    assert fault.what == "Passages: 1,000,000 (0, 1, 2, 3, 4, ...)."


def test_every_repair_says_what_it_would_do() -> None:
    """So that an owner can decide."""
    assert set(WOULD) == set(Repair)
