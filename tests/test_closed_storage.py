"""A data folder that is read-only, locked by another process, or not what it should be.

What only reads goes on, and what writes says so, with status 4.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from fakes import QuietProgress, WordEncoder
from storage_trouble import (
    Commands,
    need_permissions,
    of_another_user,
    read_only,
    read_only_view,
    small_disk,
)

from bot.answering.answerer import Answerer, Limits
from bot.answering.schema import Answer
from bot.settings import Settings
from bot.syncing import Indexing, Tools, index_sources
from embeddings.archive import Archive
from embeddings.errors import ArchiveLockedError
from embeddings.fetching.fetcher import Fetcher
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever
from embeddings.storage.database import FILE_NAME

QUESTION, QUOTE = "What did the crew grow?", "The crew of the station grew lettuce."
FIXTURES = f'questions:\n- question: "{QUESTION}"\n  article: crew\n  words: lettuce\n'
READING = (
    ["ask", QUESTION],
    ["source", "crew"],
    ["source", "lettuce"],
    ["quote", QUOTE],
    ["status"],
    ["evaluate", "questions.yaml", "--min", "hit@1=1"],
    ["index", "--dry-run"],
)
WRITING = (
    ["index"],
    ["index", "--rebuild"],
    ["takedown", "crew"],
    ["remove", "articles"],
)
LIMITS = Limits(0.0, max_excerpts=3, max_excerpt_chars=600, max_question_chars=500)


@pytest.fixture
def newsroom(indexed_newsroom: Path, tmp_path: Path) -> Path:
    """Return a copy of the indexed newsroom, with fixture questions."""
    folder = tmp_path / "newsroom"
    shutil.copytree(indexed_newsroom, folder)
    (folder / "questions.yaml").write_text(FIXTURES, encoding="utf-8")
    return folder


def assert_only_reads(commands: Commands, folder: Path) -> None:
    """Assert that what reads works without a word of complaint, and that what writes says no."""
    for command in READING:
        done = commands.run(folder, *command)
        assert (done.status, done.error.strip()) == (0, ""), command
    for command in WRITING:
        done = commands.run(folder, *command)
        assert done.status == 4, command
        assert done.error.startswith("Error: data cannot be written ("), command
        assert done.error.endswith("or name another folder with --data-dir.\n"), command
    (reply,) = map(json.loads, commands.run(folder, "ask", "--json", QUESTION).out.splitlines())
    assert QUOTE in reply["excerpts"][0]["text"]


# Read-only


def test_a_closed_folder_is_read_and_not_written(commands: Commands, newsroom: Path) -> None:
    """Without the file that SQLite shares with others, which nobody may make."""
    need_permissions()
    with read_only(newsroom / "data"):
        assert_only_reads(commands, newsroom)


def test_a_folder_of_another_user_is_read_and_not_written(
    commands: Commands, newsroom: Path
) -> None:
    """All of its files can be read by others, those that tantivy has made too."""
    need_permissions()
    with of_another_user(newsroom / "data"):
        assert_only_reads(commands, newsroom)


def test_a_read_only_file_system_is_read_and_not_written(
    commands: Commands, newsroom: Path, tmp_path: Path
) -> None:
    """A real one; root cannot write there either."""
    with small_disk(tmp_path / "disk", 3) as disk:
        shutil.copytree(newsroom, disk.folder, dirs_exist_ok=True)
        with disk.mounted_read_only():
            assert_only_reads(commands, disk.folder)


def test_a_repair_of_a_closed_folder_is_refused(commands: Commands, newsroom: Path) -> None:
    """Where there is something to repair; looking is allowed."""
    need_permissions()
    shutil.rmtree(newsroom / "data" / "derived")
    with read_only(newsroom / "data"):
        assert "damage" not in commands.run(newsroom, "doctor", "--quick").out
        done = commands.run(newsroom, "doctor", "--quick", "--repair")
    assert done.status == 4
    assert done.error.startswith("Error: data cannot be written (")


def test_a_folder_that_nobody_may_look_into_is_told(commands: Commands, newsroom: Path) -> None:
    """For every command, with the remedy."""
    need_permissions()
    mode = (newsroom / "data").stat().st_mode
    (newsroom / "data").chmod(0)
    for command in (["index"], ["source", "crew"], ["status"], ["takedown", "crew"]):
        done = commands.run(newsroom, *command)
        assert done.status == 4, command
        assert done.error == (
            "Error: data cannot be read (Permission denied): give this user permission to read "
            "it, or name another folder with --data-dir.\n"
        )
    (newsroom / "data").chmod(mode)


def test_an_archive_that_nobody_may_read_is_told(commands: Commands, newsroom: Path) -> None:
    """The file alone."""
    need_permissions()
    (newsroom / "data" / FILE_NAME).chmod(0)
    done = commands.run(newsroom, "source", "crew")
    assert done.status == 4
    assert done.error.startswith(f"Error: data/{FILE_NAME} cannot be used (unable to open")


LEAVE_A_LOG = """
import os, sys
from pathlib import Path
from embeddings.archive import Archive
archive = Archive.open(Path(sys.argv[1]))
with archive.transaction():
    archive.remove("long")
os._exit(0)
"""


def test_a_log_in_a_closed_folder_is_read_only_where_sqlite_can(
    commands: Commands, newsroom: Path
) -> None:
    """What a killed writer left is no less true: it is read, or it is told that it cannot be."""
    need_permissions()
    data = newsroom / "data"
    subprocess.run([sys.executable, "-c", LEAVE_A_LOG, str(data)], check=True)
    assert (data / f"{FILE_NAME}-wal").stat().st_size
    with read_only(data):
        assert commands.run(newsroom, "source", "--article-id", "long").status == 1
    (data / f"{FILE_NAME}-shm").unlink()
    with read_only(data):
        done = commands.run(newsroom, "source", "--article-id", "long")
    assert done.status == 4
    assert done.error.startswith(
        f"Error: data/{FILE_NAME} cannot be read: some of it still stands in {FILE_NAME}-wal, and "
        "only who may write there can read that. Run 'pullquote status' once as a user who may."
    )
    assert commands.run(newsroom, "status").status == 0
    with read_only(data):
        assert commands.run(newsroom, "source", "--article-id", "long").status == 1


def test_an_archive_of_an_earlier_format_has_to_be_opened_where_it_can_be_written(
    commands: Commands, newsroom: Path
) -> None:
    """Reading it needs what the upgrade adds."""
    need_permissions()
    data = newsroom / "data"
    with sqlite3.connect(data / FILE_NAME) as connection:
        connection.execute("UPDATE meta SET value = '1' WHERE key = 'format'")
    connection.close()
    with read_only(data):
        done = commands.run(newsroom, "source", "crew")
    assert done.status == 4
    assert done.error.startswith(
        f"Error: data/{FILE_NAME} has format 1 of an earlier release, and has to be opened once "
        "where it can be written to be read by this one. data cannot be written ("
    )


def indexed(archive: Archive, encoder: WordEncoder, folder: Path, text: str) -> None:
    """Index another article."""
    path = folder / f"{len(archive.entries())}.txt"
    path.write_text(text, encoding="utf-8")
    index(archive, encoder, [path], QuietProgress())


def quoted(answerer: Answerer, question: str) -> str:
    """Return the first excerpt of the answer."""
    reply = answerer.answer(question)
    assert isinstance(reply, Answer)
    return reply.excerpts[0].text


def test_a_reader_of_a_read_only_view_sees_what_another_process_writes(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    """As one container is given the data that another one writes: before, while and after."""
    data, place = tmp_path / "data", tmp_path / "view"
    with Archive.create(data, manifest_of(encoder)) as writer:
        indexed(writer, encoder, tmp_path, QUOTE)
    with read_only_view(data, place), Archive.open(place) as archive:
        assert archive.connection.frozen
        answerer = Answerer(Retriever(archive, encoder), LIMITS)
        assert quoted(answerer, QUESTION) == QUOTE
        with Archive.open(data) as writer:
            indexed(writer, encoder, tmp_path, "The ferry sails again.")
            assert quoted(answerer, "Which ferry?") == "The ferry sails again."
            assert not archive.connection.frozen
        with Archive.open(data) as writer:
            indexed(writer, encoder, tmp_path, "The volcano woke.")
        assert quoted(answerer, "Which volcano?") == "The volcano woke."


def test_what_changes_while_it_is_read_as_unchanging_is_not_trusted(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    """A whole writer, from its beginning to its end, within one snapshot."""
    data, place = tmp_path / "data", tmp_path / "view"
    Archive.create(data, manifest_of(encoder)).close()
    with read_only_view(data, place), Archive.open(place) as archive:
        told = "was written by another process while it was read: ask again"
        with (
            pytest.raises(ArchiveLockedError, match=told),
            archive.snapshot(),
            Archive.open(data) as writer,
            writer.transaction(),
        ):
            pass
        with archive.snapshot():
            assert archive.sequence == 2


# Locked

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    connection.execute(statement)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(data: Path, statements: str) -> Iterator[None]:
    """Let another process hold the database meanwhile."""
    command = [sys.executable, "-c", HOLD, str(data / FILE_NAME), statements]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_while_another_process_writes_the_database_everything_else_is_read(
    commands: Commands, newsroom: Path, begin: str
) -> None:
    """A foreign process, which knows nothing of our lock."""
    settings = Settings(_env_file=None, data_dir=newsroom / "data")
    with ExitStack() as stack:
        stack.enter_context(held(settings.data_dir, begin))
        for command in READING:
            assert commands.run(newsroom, *command).status == 0, command
        with Archive.open(settings.data_dir) as archive:
            encoder = stack.enter_context(encoder_of_archive(archive))
        tools = Tools(encoder, stack.enter_context(Fetcher("Pullquote/test")))
        how = Indexing(lock_timeout_seconds=0.05)
        with pytest.raises(ArchiveLockedError, match="is being written by another process"):
            index_sources(settings, [newsroom / "articles"], QuietProgress(), how, tools)


@contextmanager
def encoder_of_archive(archive: Archive) -> Iterator[WordEncoder]:
    """Yield an encoder that has the name of the archive's; nothing is encoded with it."""
    encoder = WordEncoder()
    encoder.model, encoder.fingerprint = archive.manifest.model, archive.manifest.fingerprint
    yield encoder


def test_a_database_that_a_process_has_for_itself_is_told_to_readers_too(newsroom: Path) -> None:
    """Such as a backup tool that locks everybody out."""
    mode = "PRAGMA locking_mode = EXCLUSIVE;BEGIN EXCLUSIVE"
    with (
        held(newsroom / "data", mode),
        pytest.raises(ArchiveLockedError, match="is being written by another process"),
    ):
        Archive.open(newsroom / "data", lock_timeout_seconds=0.05)


# Not what it should be


def _file(data: Path) -> None:
    data.write_text("no folder", encoding="utf-8")


def _archive_is_folder(data: Path) -> None:
    (data / FILE_NAME).mkdir(parents=True)


def _lost_link(data: Path) -> None:
    data.symlink_to("nowhere")


def _lost_archive(data: Path) -> None:
    data.mkdir()
    (data / FILE_NAME).symlink_to("/nowhere/archive.sqlite3")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (_file, "data is no folder: name another one with --data-dir."),
        (_archive_is_folder, f"data/{FILE_NAME} is no file: move it away, or name another"),
        (_lost_link, "data is a link to nowhere, which is not there: put it back, or remove"),
        (_lost_archive, f"data/{FILE_NAME} is a link to /nowhere/archive.sqlite3, which is not"),
    ],
)
def test_what_stands_in_the_way_is_named(
    commands: Commands, newsroom: Path, make: object, told: str
) -> None:
    """By every command, and nothing is made of it."""
    assert callable(make)
    shutil.rmtree(newsroom / "data")
    make(newsroom / "data")
    for command in (["index"], ["index", "--dry-run"], ["ask", QUESTION], ["status"], ["doctor"]):
        done = commands.run(newsroom, *command)
        assert done.status == 4, (command, done.error)
        assert done.error.startswith(f"Error: {told}"), command


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("questions.yaml/data", "questions.yaml/data cannot be written (Not a directory): name"),
        ("/proc/nobody/data", "/proc/nobody/data cannot be written (No such file or directory)"),
        ("d" * 300, f"{'d' * 300} cannot be used (File name too long): name another"),
    ],
)
def test_a_folder_that_cannot_be_made_is_told(
    commands: Commands, newsroom: Path, place: str, told: str
) -> None:
    """Its parent is a file, or no folders can be made there; or it cannot be called so."""
    done = commands.run(newsroom, "index", "--data-dir", place)
    assert done.status == 4
    assert done.error.startswith(f"Error: {told}")


def test_a_folder_may_be_called_anything(commands: Commands, newsroom: Path) -> None:
    """Spaces, a new line, signs of addresses, other scripts; read-only as well."""
    name = "Ärger & 新聞 #1?mode=rw%20x\n'day'"
    shutil.move(newsroom / "data", newsroom / name)
    for command in (["index", "articles"], ["ask", QUESTION], ["source", "lettuce"]):
        done = commands.run(newsroom, *command, "--data-dir", name)
        assert (done.status, done.error) == (0, ""), command
    need_permissions()
    with read_only(newsroom / name):
        done = commands.run(newsroom, "source", "lettuce", "--data-dir", name)
        assert (done.status, done.error) == (0, "")
