"""Every kind of bad input on the command line: one sentence that says what to do, nothing lost."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from discord.http import Route
from fakes import QuietProgress, WordEncoder

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.cli import main
from embeddings.archive import Archive
from embeddings.errors import ArchiveCorruptError, ArchiveLockedError
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever
from embeddings.schema import Manifest
from embeddings.storage.database import FILE_NAME, translated_errors

FILES = {
    "crew.txt": "The crew of the station grew lettuce. They ate it on Monday.",
    "rocket.md": "---\nid: rocket\ntitle: Rocket\n---\n\nThe rocket flew to the station.",
    "more.jsonl": '{"id": "moon", "text": "The probe came down on the moon."}',
}
IDS = ["crew", "moon", "rocket"]
QUESTION = "What did the crew grow?"
CORRUPT = (
    "move it away, with the files beside it whose names begin with its name, and run 'pullquote "
    "index' again, or put a backup in its place."
)

Capture = pytest.CaptureFixture[str]
Row = dict[str, int]


def run(*arguments: str) -> int:
    """Run a command in this process and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three articles and their index, made by the real model, once."""
    folder = tmp_path_factory.mktemp("indexed")
    for name, text in FILES.items():
        path = folder / "articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert run("index", str(folder / "articles"), "--data-dir", str(folder / "data")) == 0
    return folder


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder to work in, without settings: articles/ and data/ are meant."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def desk(workplace: Path, indexed: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workplace with a copy of the three articles and their index; all is answered."""
    monkeypatch.setenv("ANSWER_THRESHOLD", "0")
    shutil.copytree(indexed, workplace, dirs_exist_ok=True)
    capsys.readouterr()
    return workplace


def summary(out: str) -> Row:
    """Return the table of an indexing run, by its header."""
    rows = [line.split() for line in out.splitlines()]
    place = next(number for number, words in enumerate(rows) if "unchanged" in words)
    values = next(words for words in rows[place + 1 :] if words and words[0].isdecimal())
    found = dict(zip(rows[place], values, strict=True))
    return {name: int(value) for name, value in found.items() if name != "seconds"}


def left_out(out: str) -> list[str]:
    """Return what an indexing run could not use."""
    return [line for line in out.splitlines() if line.startswith("Left out: ")]


def held() -> list[str]:
    """Return the ids of the articles in the index of the workplace."""
    with Archive.open(Path("data")) as archive:
        return sorted(entry.id for entry in archive.entries())


def assert_left_out(capsys: Capture, *expected: str) -> None:
    """Index the workplace's articles: one line a problem, the three articles unaffected."""
    assert run("index") == 0
    captured = capsys.readouterr()
    assert left_out(captured.out) == [f"Left out: {line}" for line in expected]
    assert captured.err == ""
    counts = summary(captured.out)
    assert (counts["unchanged"], counts["new"], counts["removed"]) == (3, 0, 0)
    assert held() == IDS


def assert_refused(capsys: Capture, status: int, sentence: str, *arguments: str) -> None:
    """Run a command that fails with this status and exactly this sentence, and nothing else."""
    assert run(*arguments) == status
    captured = capsys.readouterr()
    assert captured.err == f"Error: {sentence}\n"
    assert "Traceback" not in captured.out


def asked(capsys: Capture, *arguments: str) -> dict[str, Any]:
    """Ask and return the one JSON object that is printed."""
    assert run("ask", "--json", *arguments) == 0
    (line,) = capsys.readouterr().out.splitlines()
    reply = json.loads(line)
    assert isinstance(reply, dict)
    return reply


# Sources


def test_an_empty_folder_is_refused_and_removes_nothing(desk: Path, capsys: Capture) -> None:
    """A folder that was emptied by mistake must not empty the index."""
    shutil.rmtree(desk / "articles")
    (desk / "articles").mkdir()

    kinds = ".txt, .md, .markdown, .html, .htm, .xml, .rss, .atom, .jsonl"
    sentence = (
        f"articles holds no articles: put files of these kinds there: {kinds}. What came from it "
        "before stays in the index; 'pullquote remove' takes it out."
    )
    assert_refused(capsys, 3, sentence, "index")
    assert held() == IDS


def test_a_missing_folder_is_refused_and_removes_nothing(desk: Path, capsys: Capture) -> None:
    """Named beside one that is there, neither is read."""
    (desk / "articles" / "new.txt").write_text("News.", encoding="utf-8")

    sentence = (
        "There is no nowhere: give an existing folder or file, or take what came from it out of "
        "the index with 'pullquote remove'."
    )
    assert_refused(capsys, 3, sentence, "index", "articles", "nowhere")
    assert held() == IDS


def test_a_file_of_an_unknown_kind_is_refused(desk: Path, capsys: Capture) -> None:
    """Named alone it is a mistake; in a folder it is not an article and left alone."""
    shutil.copy(desk / "articles" / "crew.txt", desk / "articles" / "crew.pdf")

    assert_left_out(capsys)
    assert_refused(
        capsys,
        3,
        "articles/crew.pdf is of an unknown kind: these are read: .txt, .md, .markdown, .html, "
        ".htm, .xml, .rss, .atom, .jsonl.",
        "index",
        "articles/crew.pdf",
    )


@pytest.mark.usefixtures("desk")
def test_a_file_that_cannot_be_read_is_left_out(capsys: Capture) -> None:
    """A link that leads nowhere; and, but for the superuser, a file without permission."""
    Path("articles/lost.txt").symlink_to("nowhere.txt")
    Path("articles/folder.txt").mkdir()
    remedy = "check it and its permissions."
    expected = [f"articles/lost.txt cannot be read (No such file or directory): {remedy}"]
    if os.geteuid() != 0:
        Path("articles/closed.txt").touch(mode=0o000)
        expected.insert(0, f"articles/closed.txt cannot be read (Permission denied): {remedy}")

    assert_left_out(capsys, *expected)


@pytest.mark.usefixtures("desk")
def test_a_binary_file_is_left_out(capsys: Capture) -> None:
    """A picture with the wrong suffix."""
    Path("articles/photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")

    assert_left_out(
        capsys,
        "articles/photo.txt is a binary file, not text: leave it out or convert it to text.",
    )


@pytest.mark.usefixtures("desk")
def test_a_file_that_is_not_utf_8_is_read_once_its_encoding_is_named(capsys: Capture) -> None:
    """The message says what was tried; nothing is guessed. Then the words are the right ones."""
    Path("articles/old.txt").write_bytes("Le café du président est “ouvert”.".encode("cp1252"))

    assert_left_out(
        capsys,
        "articles/old.txt is not UTF-8 (UTF-8 and UTF-16 with a byte-order mark were tried): "
        "save it as UTF-8, or name its encoding with --encoding.",
    )
    assert run("index", "--encoding", "windows-1252") == 0
    counts = summary(capsys.readouterr().out)
    assert (counts["new"], counts["unchanged"]) == (1, 3)
    assert run("source", "--json", "--article-id", "old") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["text"] == "Le café du président est “ouvert”."


def test_an_unknown_encoding_is_refused_before_anything_is_written(
    workplace: Path, capsys: Capture
) -> None:
    """Not file by file: the name is wrong for all of them."""
    sentence = "Unknown encoding 'klingon': use a name such as windows-1252 or iso-8859-2."
    assert_refused(capsys, 3, sentence, "index", "--encoding", "klingon")
    assert list(workplace.iterdir()) == []


@pytest.mark.usefixtures("desk")
def test_a_file_with_no_prose_is_left_out(capsys: Capture) -> None:
    """Empty, or nothing but signs."""
    Path("articles/empty.txt").touch()
    Path("articles/signs.md").write_text("---\ntitle: Signs\n---\n\n* * *\n", encoding="utf-8")

    assert_left_out(
        capsys,
        "articles/empty.txt holds no prose: write some, or take it away.",
        "articles/signs.md holds no prose: write some, or take it away.",
    )


def test_of_two_articles_with_one_id_the_first_is_kept(desk: Path, capsys: Capture) -> None:
    """The line has both places."""
    Path("articles/twin.md").write_text("---\nid: rocket\n---\n\nA twin.", encoding="utf-8")
    folder = (desk / "articles").resolve()

    assert_left_out(
        capsys,
        f"{folder}/twin.md has the id 'rocket', which the article in {folder}/rocket.md has "
        "already: the first one was kept; give each its own id (or file name).",
    )


@pytest.mark.usefixtures("desk")
def test_front_matter_that_is_no_yaml_is_left_out(capsys: Capture) -> None:
    """The usual reason is a colon in a headline, and the remedy says so."""
    Path("articles/colon.md").write_text(
        "---\ntitle: Moon: we land\n---\n\nWe land.", encoding="utf-8"
    )

    assert_left_out(
        capsys,
        "articles/colon.md has front matter that is no YAML (mapping values are not allowed "
        "in this context): put values that hold a colon or begin with a sign in quotation marks, "
        "and indent with spaces (line 2).",
    )


@pytest.mark.usefixtures("desk")
def test_dates_that_cannot_be_read_are_left_out(capsys: Capture) -> None:
    """A date is shown under the quote: it is not guessed which number is the month."""
    for name, value in (("a", "03/12/2022"), ("b", "2022-02-30"), ("c", "last week")):
        Path(f"articles/{name}.md").write_text(
            f"---\npublished: {value}\n---\n\nNews.", encoding="utf-8"
        )
    remedy = "write it like 2022-03-12 or 2022-03-12T09:30:00Z."

    assert_left_out(
        capsys,
        f"articles/a.md has a date for published that cannot be read ('03/12/2022'): {remedy}",
        "articles/b.md has front matter with a value that cannot be (day is out of range for "
        "month): write dates like 2022-03-12, or put it in quotation marks.",
        f"articles/c.md has a date for published that cannot be read ('last week'): {remedy}",
    )


@pytest.mark.usefixtures("desk")
def test_one_bad_line_does_not_spoil_a_file(capsys: Capture) -> None:
    """The lines before and after it are articles; the bad one is told by its number."""
    with Path("articles/more.jsonl").open("a", encoding="utf-8") as file:
        file.write('\n{"id": "mars", "text": \n{"id": "rocket-2", "text": "The rocket flew."}\n')

    assert run("index") == 0
    out = capsys.readouterr().out
    (line,) = left_out(out)
    assert line == (
        "Left out: articles/more.jsonl, line 2 is no JSON (Expecting value: line 1 column 23 "
        "(char 22)): write one object a line."
    )
    assert (summary(out)["unchanged"], summary(out)["new"]) == (3, 1)


@pytest.mark.usefixtures("desk")
def test_half_a_character_in_a_line_is_left_out(capsys: Capture) -> None:
    """JSON can spell a lone surrogate; no terminal and no database can hold one."""
    Path("articles/half.jsonl").write_text(
        '{"text": "Half \\ud83d."}\n{"text": "Half.", "note": "\\ud83d"}\n', encoding="utf-8"
    )

    assert run("index") == 0
    lines = left_out(capsys.readouterr().out)
    assert lines[0] == (
        "Left out: articles/half.jsonl, line 1 holds half a character (U+D83D) at 5: repair the "
        "text."
    )
    assert lines[1].startswith("Left out: articles/half.jsonl, line 2 has metadata that cannot")
    assert held() == IDS


MILLION = 1_000_000


@pytest.mark.parametrize(
    "text",
    [
        ("The crew of the station grew lettuce on a Monday. " * (MILLION // 50)),
        ("The crew said “we grow lettuce. It is fine” today.\n\n" * (MILLION // 52)),
        ("The crew said “we grow lettuce. It is fine” today. " * (MILLION // 51)),
        ("lettuce" * (MILLION // 7)),
        ("“lettuce. " * (MILLION // 10)),
        ("e" + "\u0301" * MILLION),
    ],
    ids=["prose", "paragraphs", "quotations", "one word", "never closed", "accents"],
)
def test_an_article_of_a_million_characters_is_an_article(
    make_answerer: Callable[..., Answerer], text: str
) -> None:
    """It is indexed and answers, with excerpts within the limit; each of these takes seconds."""
    answerer = make_answerer({"long.txt": text, "crew.txt": FILES["crew.txt"]})
    reply = answerer.answer(QUESTION)

    assert isinstance(reply, Answer)
    assert all(len(excerpt.text) <= 600 for excerpt in reply.excerpts)
    assert all(
        excerpt.text == excerpt.article.text[excerpt.start : excerpt.end]
        for excerpt in reply.excerpts
    )
    spans = answerer.retriever.archive.vectors()[0]
    assert len(spans) > 1


# The index


@pytest.mark.parametrize("command", [["ask", QUESTION], ["source", "crew"]])
@pytest.mark.usefixtures("workplace")
def test_without_an_index_there_is_one_thing_to_do(capsys: Capture, command: list[str]) -> None:
    """And asking makes no folder."""
    sentence = (
        "There is no index in data: run 'pullquote index PATH' first, or name another folder "
        "with --data-dir."
    )
    assert_refused(capsys, 4, sentence, *command)
    assert not Path("data").exists()


@pytest.mark.parametrize("command", [["ask", QUESTION], ["index"]])
def test_an_index_of_another_model_is_refused(
    desk: Path, capsys: Capture, command: list[str]
) -> None:
    """Vectors of two models cannot be compared; nothing is written, and a rebuild mends it."""
    with Archive.open(desk / "data") as archive:
        ours = archive.manifest
        with archive.transaction():
            archive.set_manifest(Manifest("a/b", "0123456789abcdef", 384, ours.chunking))
        before = archive.sequence
    sentence = (
        "The index in data was made with the model a/b (0123456789abcdef), not "
        f"{ours.model} ({ours.fingerprint}): set MODEL to the first, or run 'pullquote index "
        "--rebuild'."
    )

    assert_refused(capsys, 4, sentence, *command)
    with Archive.open(desk / "data") as archive:
        assert archive.sequence == before


def test_a_rebuild_makes_an_index_of_another_model_ours(desk: Path, capsys: Capture) -> None:
    """The remedy that the message names is one."""
    with Archive.open(desk / "data") as archive, archive.transaction():
        archive.set_manifest(Manifest("a/b", "0123456789abcdef", 384, archive.manifest.chunking))

    assert run("index", "--rebuild") == 0
    capsys.readouterr()
    assert asked(capsys, QUESTION)["excerpts"][0]["article_id"] == "crew"


def test_a_damaged_search_index_is_built_again(
    desk: Path, capsys: Capture, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is the one it would have been; a warning says why it took longer, once."""
    expected = asked(capsys, QUESTION)
    assert expected["excerpts"][0]["article_id"] == "crew"
    for path in (desk / "data" / "derived").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")

    assert asked(capsys, QUESTION)["excerpts"] == expected["excerpts"]
    assert "building it again" in caplog.text
    caplog.clear()
    assert asked(capsys, QUESTION)["excerpts"] == expected["excerpts"]
    assert caplog.text == ""


def overwritten(raw: bytes, start: int) -> bytes:
    """Return `raw` with 2000 bytes of it spoilt."""
    return raw[:start] + b"\xaa" * 2000 + raw[start + 2000 :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: overwritten(raw, 0),
        lambda raw: b"not a database at all" * (len(raw) // 20),
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:4096] + b"\xaa" * (len(raw) - 4096),
        lambda raw: raw[:8192] + b"\xaa" * 16384 + raw[24576:],
    ],
    ids=["start", "other file", "truncated", "all but the start", "middle"],
)
@pytest.mark.parametrize("command", [["ask", QUESTION], ["index"], ["source", "crew"]])
def test_a_damaged_database_is_told_and_left_as_it_is(
    desk: Path, capsys: Capture, command: list[str], spoil: Callable[[bytes], bytes]
) -> None:
    """Whatever can be saved from it stays there to be saved."""
    path = desk / "data" / FILE_NAME
    spoilt = spoil(path.read_bytes())
    path.write_bytes(spoilt)

    assert run(*command) == 4
    error = capsys.readouterr().err
    assert error.startswith(f"Error: data/{FILE_NAME} is damaged (")
    assert error.endswith(f"): {CORRUPT}\n")
    assert path.read_bytes() == spoilt


def test_no_damage_in_the_middle_changes_a_quote(
    make_answerer: Callable[..., Answerer], encoder: WordEncoder
) -> None:
    """Wherever it is: what is quoted is as printed, or the damage is told."""
    answerer = make_answerer(FILES)
    path = answerer.retriever.archive.path
    answerer.retriever.archive.close()
    printed = "\n".join(FILES.values())
    sound = path.read_bytes()

    told = 0
    for start in range(0, len(sound), 1024):
        path.write_bytes(sound[:start] + b"x" * 700 + sound[start + 700 :])
        try:
            with Archive.open(path.parent) as archive, translated_errors(path):
                reply = Answerer(Retriever(archive, encoder), answerer.limits).answer(QUESTION)
        except ArchiveCorruptError:
            told += 1
        else:
            assert isinstance(reply, Answer)
            assert all(excerpt.text in printed for excerpt in reply.excerpts)
    assert told > 5


def test_an_empty_database_is_made_anew(desk: Path, capsys: Capture) -> None:
    """A disk that was full leaves a file of no bytes: the next run makes an index of it."""
    (desk / "data" / FILE_NAME).write_bytes(b"")

    sentence = (
        "There is no index in data: run 'pullquote index PATH' first, or name another folder "
        "with --data-dir."
    )
    assert_refused(capsys, 4, sentence, "ask", QUESTION)
    assert run("index") == 0
    assert summary(capsys.readouterr().out)["new"] == 3
    assert held() == IDS


@pytest.fixture
def locked(workplace: Path, encoder: WordEncoder) -> Iterator[tuple[Archive, sqlite3.Connection]]:
    """Yield an archive that waits for hundredths of a second, and who keeps it waiting."""
    (workplace / "articles").mkdir()
    (workplace / "articles" / "crew.txt").write_text(FILES["crew.txt"], encoding="utf-8")
    Archive.create(workplace / "data", manifest_of(encoder)).close()
    holder = sqlite3.connect(workplace / "data" / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Archive.open(workplace / "data", lock_timeout_seconds=0.02) as archive:
        yield archive, holder
    holder.close()


def test_a_database_that_another_process_writes_is_waited_for_and_then_told(
    locked: tuple[Archive, sqlite3.Connection], encoder: WordEncoder
) -> None:
    """Nothing is half written; once the other one is done the same run goes through."""
    archive, holder = locked
    with pytest.raises(ArchiveLockedError) as refused:
        index(archive, encoder, [Path("articles")], QuietProgress())
    assert str(refused.value) == (
        f"{archive.path} is being written by another process: wait until it is done."
    )
    assert archive.counts() == (0, 0)

    holder.execute("ROLLBACK")
    assert index(archive, encoder, [Path("articles")], QuietProgress()).new == 1


# Questions


@pytest.mark.parametrize(
    ("question", "reason", "message"),
    [
        ("", "question_empty", "There is no question yet. Ask one in a sentence."),
        (" \n\t ", "question_empty", "There is no question yet. Ask one in a sentence."),
        (
            "crew " * 1200,
            "question_too_long",
            "That question is too long. Ask it in at most 500 characters.",
        ),
        (
            "🚀👩\u200d🚀🎉",
            "question_not_understood",
            "That question names nothing to look for. Ask about a person, a place or an event.",
        ),
        (
            "What did they say about it, and why?",
            "question_not_understood",
            "That question names nothing to look for. Ask about a person, a place or an event.",
        ),
    ],
    ids=["empty", "space", "6000 characters", "emoji", "stop words"],
)
@pytest.mark.usefixtures("desk")
def test_a_question_that_cannot_be_searched_is_refused(
    capsys: Capture, question: str, reason: str, message: str
) -> None:
    """A refusal is an answer: status 0, with the reason and what to do."""
    reply = asked(capsys, question)

    assert (reply["answered"], reply["excerpts"], reply["score"]) == (False, [], None)
    assert reply["refusal"] == {"reason": reason, "message": message, "nearest": []}


@pytest.mark.usefixtures("desk")
def test_bad_questions_do_not_stop_the_good_ones(capsys: Capture) -> None:
    """In a file every line gets its own reply."""
    Path("questions.txt").write_text(f"🚀\n{'x' * 501}\n\n{QUESTION}\n", encoding="utf-8")

    assert run("ask", "--json", "--questions", "questions.txt") == 0
    replies = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    reasons = [reply["refusal"]["reason"] for reply in replies[:2]]
    assert reasons == ["question_not_understood", "question_too_long"]
    assert replies[2]["excerpts"][0]["article_id"] == "crew"
    assert len(replies) == 3


@pytest.mark.usefixtures("workplace")
def test_a_file_of_questions_that_cannot_be_read_is_refused(capsys: Capture) -> None:
    """Missing, a folder, or not UTF-8; told before the model is loaded."""
    Path("folder").mkdir()
    Path("old.txt").write_bytes(b"caf\xe9?")

    for file, sentence in (
        ("none.txt", "none.txt cannot be read (No such file or directory): check the path."),
        ("folder", "folder cannot be read (Is a directory): check the path."),
        ("old.txt", "old.txt is not UTF-8: save it as UTF-8."),
    ):
        assert_refused(capsys, 3, sentence, "ask", "--questions", file)


# Settings


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("ANSWER_THRESHOLD=1.5", "Input should be less than or equal to 1 (it is '1.5')"),
        ("ANSWER_THRESHOLD=nan", "Input should be less than or equal to 1 (it is 'nan')"),
        ("MAX_EXCERPTS=0", "Input should be greater than or equal to 1 (it is '0')"),
        (
            "MAX_EXCERPTS=many",
            "Input should be a valid integer, unable to parse string as an integer (it is 'many')",
        ),
        (
            "LOG_LEVEL=loud",
            "Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR' (it is 'loud')",
        ),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_setting_that_cannot_be_used_is_told(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch, line: str, why: str
) -> None:
    """By name, with the value and what it should be."""
    monkeypatch.delenv("ANSWER_THRESHOLD")
    Path(".env").write_text(f"{line}\n", encoding="utf-8")
    name = line.partition("=")[0]

    sentence = f"The setting {name} is not usable: {why}. Change it in .env or in the environment."
    assert_refused(capsys, 3, sentence, "ask", QUESTION)


@pytest.mark.usefixtures("workplace")
def test_settings_that_are_not_utf_8_are_told(capsys: Capture) -> None:
    """An editor may have saved them otherwise."""
    Path(".env").write_bytes(b"MODEL=caf\xe9\n")

    assert_refused(capsys, 3, ".env is not UTF-8: save it as UTF-8.", "ask", QUESTION)


@pytest.mark.usefixtures("desk")
def test_a_model_that_is_not_here_is_told(capsys: Capture) -> None:
    """Nothing is fetched; the index is left as it is."""
    Path(".env").write_text("MODEL=nobody/no-such-model\n", encoding="utf-8")

    sentence = (
        "The model nobody/no-such-model is not on this machine: give the path of its folder, or "
        "set ALLOW_MODEL_DOWNLOAD=true."
    )
    assert_refused(capsys, 5, sentence, "ask", QUESTION)
    assert held() == IDS


@pytest.mark.parametrize("line", ["", "DISCORD_TOKEN=\n", "DISCORD_TOKEN='  '\n"])
@pytest.mark.usefixtures("desk")
def test_without_a_token_the_bot_says_where_to_get_one(capsys: Capture, line: str) -> None:
    """Before the model is loaded, and without a connection."""
    Path(".env").write_text(line, encoding="utf-8")

    sentence = (
        "There is no Discord token: copy it from discord.com/developers, your application, Bot, "
        "Reset Token, and put it into .env as DISCORD_TOKEN=..."
    )
    assert_refused(capsys, 3, sentence, "run")


class RefusingDiscord(BaseHTTPRequestHandler):
    """Answers as Discord does to a token it does not know."""

    def do_GET(self) -> None:
        body = json.dumps({"message": "401: Unauthorized", "code": 0}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing_discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Run a server on this machine in Discord's place."""
    with ThreadingHTTPServer(("127.0.0.1", 0), RefusingDiscord) as server:
        monkeypatch.setattr(Route, "BASE", f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("desk", "refusing_discord")
def test_a_wrong_token_is_told(capsys: Capture) -> None:
    """Discord's own refusal, over a real connection, becomes one sentence."""
    Path(".env").write_text("DISCORD_TOKEN=wrong\nLOG_LEVEL=ERROR\n", encoding="utf-8")

    sentence = (
        "Discord does not know this token: copy it from discord.com/developers, your application, "
        "Bot, Reset Token, and put it into .env as DISCORD_TOKEN=..."
    )
    assert_refused(capsys, 6, sentence, "run")
    assert held() == IDS
