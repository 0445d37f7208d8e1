"""A full disk: every command says so in a sentence, nothing is lost, the old index answers.

A limit on the size of files stands for a quota, in processes of their own; where a file system may
be mounted, a small one is filled to the last byte.
"""

import json
import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from fakes import QuietProgress, WordEncoder
from storage_trouble import Commands, Ended, need_permissions, read_only, small_disk

from bot.answering.answerer import Answerer, Limits
from bot.answering.schema import Answer
from bot.chat.desk import Desk
from embeddings.archive import Archive
from embeddings.clock import now_in_utc
from embeddings.derived.verifying import verify
from embeddings.errors import ArchiveError
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever
from embeddings.storage.database import FILE_NAME, translated_errors
from embeddings.syncing.takedown import take_down

QUESTION, QUOTE = "What did the crew grow?", "The crew of the station grew lettuce."
NEWS = "The ferry sails to the island again. It was late on Friday."
SHARED_MEMORY, LOG, VECTORS, WORDS, MORE_WORDS = 20_000, 34_000, 36_000, 60_000, 76_000
"""The sizes of files at which the database cannot be opened to be written, its log cannot grow,
the vectors of `long.txt` cannot be saved, or its words; at the last the log of a takedown fits."""
FULL = re.compile(
    r"Error: data\S* cannot be written.*\bfull\b.*\bfree some space\b", re.IGNORECASE
)


@pytest.fixture
def newsroom(indexed_newsroom: Path, tmp_path: Path) -> Path:
    """Return a copy of the indexed newsroom, with an article that was not indexed yet."""
    folder = tmp_path / "newsroom"
    shutil.copytree(indexed_newsroom, folder)
    (folder / "articles" / "ferry.txt").write_text(NEWS, encoding="utf-8")
    return folder


def assert_answers(commands: Commands, folder: Path, *, most_bytes: int | None = None) -> None:
    """Ask in `folder`, and assert that the old quote comes."""
    done = commands.run(folder, "ask", "--json", QUESTION, most_bytes=most_bytes)
    assert done.status == 0, done.error
    assert QUOTE in json.loads(done.out)["excerpts"][0]["text"]


def assert_told_of_full(done: Ended) -> None:
    """Assert that a command ended with one paragraph on standard error, and its status."""
    assert done.status == 4, done.error
    assert FULL.match(done.error), done.error
    assert "Traceback" not in done.error
    assert done.error.count("\n") == 1


def assert_goes_on(commands: Commands, folder: Path) -> None:
    """Assert that nothing was damaged, and that with space the same command does its work."""
    with Archive.open(folder / "data") as archive:
        rows = archive.connection.execute("PRAGMA integrity_check").fetchall()
    assert rows == [("ok",)]
    done = commands.run(folder, "index")
    assert done.status == 0, done.error
    assert commands.run(folder, "source", "--article-id", "ferry").status == 0
    with Archive.open(folder / "data") as archive:
        assert verify(archive) == []


@pytest.mark.parametrize("most_bytes", [100, SHARED_MEMORY, LOG])
def test_an_index_that_cannot_grow_is_told_and_still_answers(
    commands: Commands, newsroom: Path, most_bytes: int
) -> None:
    """Not a byte, not the file that SQLite needs beside the database, or not the log."""
    with (newsroom / "articles" / "ferry.txt").open("a", encoding="utf-8") as file:
        file.write(
            " The ferry is as late as ever today, and nobody at the harbour knows why." * 300
        )
    assert_told_of_full(commands.run(newsroom, "index", most_bytes=most_bytes))
    assert_answers(commands, newsroom, most_bytes=most_bytes)
    assert commands.run(newsroom, "status", most_bytes=most_bytes).status == 0
    assert_goes_on(commands, newsroom)


@pytest.mark.parametrize(("most_bytes", "file"), [(VECTORS, ".faiss"), (WORDS, ".term")])
def test_search_files_that_cannot_be_written_are_told(
    commands: Commands, newsroom: Path, most_bytes: int, file: str
) -> None:
    """The vectors or the words; what was committed before is there for the next run."""
    sizes = {path.suffix: path.stat().st_size for path in (newsroom / "data").rglob("*.*")}
    assert sizes[file] > most_bytes
    shutil.rmtree(newsroom / "data" / "derived")
    ferry = (newsroom / "articles" / "ferry.txt").rename(newsroom / "ferry.txt")
    done = commands.run(newsroom, "index", most_bytes=most_bytes)
    assert_told_of_full(done)
    assert done.error.startswith("Error: data/derived cannot be written, the disk is full (")
    ferry.rename(newsroom / "articles" / "ferry.txt")
    assert_goes_on(commands, newsroom)
    assert_answers(commands, newsroom)


def test_a_rebuild_that_finds_no_room_leaves_everything_as_it_was(
    commands: Commands, newsroom: Path
) -> None:
    """It is one transaction, and the largest."""
    assert_told_of_full(commands.run(newsroom, "index", "--rebuild", most_bytes=WORDS))
    assert_answers(commands, newsroom, most_bytes=WORDS)


def test_a_first_run_that_finds_no_room_can_be_run_again(
    commands: Commands, newsroom: Path
) -> None:
    """Whatever it has left behind."""
    shutil.rmtree(newsroom / "data")
    (newsroom / "articles" / "long.txt").unlink()
    for most_bytes in (100, 5_000, SHARED_MEMORY, 70_000):
        assert_told_of_full(commands.run(newsroom, "index", most_bytes=most_bytes))
        if most_bytes < LOG:
            assert commands.run(newsroom, "source", "crew").status == 4
    done = commands.run(newsroom, "index")
    assert done.status == 0, done.error
    assert_goes_on(commands, newsroom)
    assert_answers(commands, newsroom)


def test_a_takedown_that_finds_no_room_has_not_happened(
    commands: Commands, newsroom: Path
) -> None:
    """What the log cannot hold is not half gone."""
    assert_told_of_full(commands.run(newsroom, "takedown", "long", most_bytes=LOG))
    assert commands.run(newsroom, "source", "--article-id", "long").status == 0
    assert_goes_on(commands, newsroom)


def test_a_takedown_without_room_for_new_search_files_is_finished_by_another(
    commands: Commands, newsroom: Path
) -> None:
    """The article is gone at once; the words that are left on the disk are told, and go."""
    done = commands.run(newsroom, "takedown", "crew", most_bytes=MORE_WORDS)
    assert done.status == 4
    assert done.error.startswith("Error: crew is not quoted any more and will not come back, but")
    assert "run 'pullquote takedown' for it once more. data" in done.error
    assert commands.run(newsroom, "source", "--article-id", "crew").status == 1
    done = commands.run(newsroom, "takedown", "crew")
    assert (done.status, done.error) == (0, "")
    for path in (newsroom / "data").rglob("*"):
        assert path.is_dir() or b"lettuc" not in path.read_bytes(), path


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves the files of a folder."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """Yield the address of a server of the folder `site`."""
    (tmp_path / "site").mkdir()
    handler = partial(QuietHandler, directory=str(tmp_path / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_web_source_without_room_for_its_notes_is_told(
    commands: Commands, newsroom: Path, site: str
) -> None:
    """The article with the note of its page, or the note alone of a page that is as it was."""
    address = f"{site}/feed.xml"
    item = f"<item><title>Ferry</title><link>{site}/ferry.html</link></item>"
    page = f"<html><body><article><h1>Ferry</h1><p>{NEWS * 300}</p></article></body></html>"
    feed = f"<rss version='2.0'><channel><title>Sea</title>{item}</channel></rss>"
    (newsroom.parent / "site" / "feed.xml").write_text(feed, encoding="utf-8")
    (newsroom.parent / "site" / "ferry.html").write_text(page, encoding="utf-8")
    assert_told_of_full(commands.run(newsroom, "index", address, most_bytes=LOG))
    assert_answers(commands, newsroom, most_bytes=LOG)
    assert commands.run(newsroom, "index", address).status == 0
    assert_told_of_full(commands.run(newsroom, "index", address, most_bytes=SHARED_MEMORY))
    with Archive.open(newsroom / "data") as archive:
        assert [entry.source for entry in archive.entries()].count(address) == 1


@pytest.mark.parametrize("most_bytes", [100, LOG])
def test_watching_goes_on_through_a_full_disk(
    commands: Commands, newsroom: Path, most_bytes: int
) -> None:
    """Every source is tried, and what is wrong stands in the log."""
    with (newsroom / "articles" / "ferry.txt").open("a", encoding="utf-8") as file:
        file.write(
            " The ferry is as late as ever today, and nobody at the harbour knows why." * 300
        )
    other = newsroom / "other"
    other.mkdir()
    (other / "long-2.txt").write_text((newsroom / "articles" / "ferry.txt").read_text("utf-8")[5:])
    watch = ("watch", "--once", "articles", "other")
    done = commands.run(newsroom, *watch, most_bytes=most_bytes)
    assert done.status == 0, done.error
    for source in ("articles", "other"):
        assert re.search(rf"WARNING bot.watching: {source}: not read. data cannot be", done.error)
    assert "Traceback" not in done.error
    assert_answers(commands, newsroom, most_bytes=most_bytes)
    assert "0 changed, 0 removed" in commands.run(newsroom, *watch).error


def test_on_a_disk_that_is_full_to_the_last_byte_the_old_index_answers(
    commands: Commands, newsroom: Path, tmp_path: Path
) -> None:
    """A real one: new processes read, nothing can be written, and with room all goes on."""
    with small_disk(tmp_path / "disk", 3) as disk:
        shutil.copytree(newsroom, disk.folder, dirs_exist_ok=True)
        disk.fill()
        for command in (["index"], ["index", "--rebuild"], ["takedown", "crew"]):
            assert_told_of_full(commands.run(disk.folder, *command))
        assert_answers(commands, disk.folder)
        for command in (["source", "crew"], ["quote", QUOTE], ["status"]):
            assert commands.run(disk.folder, *command).status == 0
        disk.free()
        assert_goes_on(commands, disk.folder)


def index_until_full(data: Path, encoder: WordEncoder, folder: Path) -> None:
    """Index one article after the other, each of them new."""
    with Archive.open(data) as archive, translated_errors(archive.path):
        for number in range(100):
            path = folder / "many" / f"{number}.txt"
            path.write_text(f"Ferry {number} sails. " * 20, encoding="utf-8")
            index(archive, encoder, [path], QuietProgress())


async def test_a_running_bot_answers_through_a_full_disk(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    """Opened before, asked meanwhile, and current again when there is room."""
    with small_disk(tmp_path / "disk", 3) as disk:
        (disk.folder / "crew.txt").write_text(QUOTE, encoding="utf-8")
        data = disk.folder / "data"
        with Archive.create(data, manifest_of(encoder)) as archive:
            index(archive, encoder, [disk.folder / "crew.txt"], QuietProgress())
        with Archive.open(data) as archive:
            limits = Limits(0.0, max_excerpts=3, max_excerpt_chars=600, max_question_chars=500)
            desk = Desk(Answerer(Retriever(archive, encoder), limits))
            (disk.folder / "ferry.txt").write_text(NEWS, encoding="utf-8")
            (disk.folder / "many").mkdir()
            disk.fill(leave=200_000)
            with pytest.raises(ArchiveError, match="full"):
                index_until_full(data, encoder, disk.folder)
            reply = await desk.answer(QUESTION)
            assert isinstance(reply, Answer)
            assert reply.excerpts[0].text == QUOTE
            disk.free()
            with Archive.open(data) as other:
                index(other, encoder, [disk.folder / "ferry.txt"], QuietProgress())
            reply = await desk.answer("Which island?")
            assert isinstance(reply, Answer)
            assert reply.excerpts[0].article.id == "ferry"
            desk.close()


def test_an_archive_opened_on_a_full_disk_can_be_written_once_there_is_room(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    """It is opened anew for that, and who has hold of it goes on with what was opened."""
    with small_disk(tmp_path / "disk", 1) as disk:
        (disk.folder / "crew.txt").write_text(QUOTE, encoding="utf-8")
        data = disk.folder / "data"
        with Archive.create(data, manifest_of(encoder)) as archive:
            index(archive, encoder, [disk.folder / "crew.txt"], QuietProgress())
        disk.fill()
        with Archive.open(data) as archive:
            assert archive.connection.frozen
            with pytest.raises(ArchiveError, match="full"):
                take_down(archive, "crew", now_in_utc())
            disk.free()
            take_down(archive, "crew", now_in_utc())
        assert b"lettuce" not in (data / FILE_NAME).read_bytes()


def test_a_temporary_folder_that_is_full_is_told(
    commands: Commands, newsroom: Path, tmp_path: Path
) -> None:
    """Where search files can be made neither beside the archive nor in memory."""
    need_permissions()
    shutil.rmtree(newsroom / "data" / "derived")
    with read_only(newsroom / "data"), small_disk(tmp_path / "tmp", 1) as disk:
        for leave in (8_192, 0):
            disk.fill(leave=leave)
            done = commands.run(newsroom, "source", "lettuce", TMPDIR=str(disk.folder))
            if leave:
                assert done.status == 4
                assert "nor in memory, since the temporary folder cannot be used" in done.error
                assert "Traceback" not in done.error
        assert done.status == 0  # the next one, which has room, is taken
        assert commands.run(newsroom, "source", "lettuce", most_bytes=100).status == 4
    assert (newsroom / "data" / FILE_NAME).is_file()
