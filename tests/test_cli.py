"""The command line over the sample coverage, with the real model, in one process."""

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cli import COMMANDS, command, main
from embeddings.archive import Archive

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "articles"


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the sample coverage indexed by the command itself."""
    folder = tmp_path_factory.mktemp("index") / "data"
    assert _status("index", str(ARTICLES), "--data-dir", str(folder)) == 0
    return folder


def _status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def _objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_indexing_again_finds_nothing_new(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary counts articles and what became of them."""
    assert _status("index", str(ARTICLES), "--data-dir", str(data_dir)) == 0
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines()]
    header = next(words for words in lines if "unchanged" in words)
    counts = next(words for words in lines if words[:1] == ["14"])
    row = dict(zip(header, counts, strict=True))
    assert (row["articles"], row["new"], row["unchanged"], row["removed"]) == (
        "14",
        "0",
        "14",
        "0",
    )


def test_the_json_of_an_answer_is_the_contract(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every key is there, and anybody can check the quote against what `source` prints."""
    question = "How many RD-180 engines has Russia delivered to the United States?"
    assert _status("ask", question, "--json", "--data-dir", str(data_dir)) == 0
    (reply,) = _objects(capsys)
    assert set(reply) == {
        *("question", "answered", "score", "excerpts", "withheld", "refusal", "window"),
        *("coverage", "seconds"),
    }
    assert (reply["question"], reply["answered"], reply["refusal"]) == (question, True, None)
    first = reply["excerpts"][0]
    assert set(first) == {
        *("article_id", "version", "path", "url", "title", "outlet", "authors", "published"),
        *("section", "genre"),
        *("start", "end", "text", "score", "highlight", "speakers", "also_carried_by"),
    }
    assert first["article_id"] == "2022-03-10-engine-ban-broomsticks"
    assert "122" in first["text"]
    assert (
        _status(
            "source", "--json", "--article-id", first["article_id"], "--data-dir", str(data_dir)
        )
        == 0
    )
    (article,) = _objects(capsys)
    assert article["text"][first["start"] : first["end"]] == first["text"]
    start, end = first["highlight"]
    assert first["start"] <= start < end <= first["end"]
    assert article["version"] == first["version"]


def test_the_json_of_a_refusal_is_the_contract(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal has a reason, a sentence and the nearest headlines, and no excerpt."""
    question = "Who won the football world cup?"
    assert _status("ask", question, "--json", "--data-dir", str(data_dir)) == 0
    (reply,) = _objects(capsys)
    assert (reply["answered"], reply["excerpts"]) == (False, [])
    assert reply["refusal"]["reason"] == "nothing_relevant"
    assert reply["refusal"]["message"] == "The coverage does not answer this."
    assert 0 <= reply["score"] < 1
    assert {tuple(sorted(near)) for near in reply["refusal"]["nearest"]} == {
        ("article_id", "title", "url")
    }


def test_threshold_zero_answers_whatever_is_found(
    data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """ANSWER_THRESHOLD=0 refuses nothing that can be searched; MAX_EXCERPTS says how many."""
    monkeypatch.setenv("ANSWER_THRESHOLD", "0")
    monkeypatch.setenv("MAX_EXCERPTS", "2")
    assert _status("ask", "Argentina cup?", "--json", "--data-dir", str(data_dir)) == 0
    (reply,) = _objects(capsys)
    assert reply["answered"]
    assert len(reply["excerpts"]) == 2


def test_many_questions_are_answered_in_one_process(
    data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question a line from standard input, blank lines left out, one object a line out."""
    monkeypatch.setattr("sys.stdin", io.StringIO("Who is Anna Kikina?\n\n🚀\n"))
    assert _status("ask", "--json", "--questions", "-", "--data-dir", str(data_dir)) == 0
    first, second = _objects(capsys)
    assert first["question"] == "Who is Anna Kikina?"
    assert second["refusal"]["reason"] == "question_not_understood"


def test_a_person_reads_quotes_with_their_sources(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the output is no terminal, each line of a quote stands whole behind `> `."""
    question = "How many RD-180 engines has Russia delivered to the United States?"
    assert _status("ask", question, "--data-dir", str(data_dir)) == 0
    out = capsys.readouterr().out
    quoted = [line.removeprefix("> ") for line in out.splitlines() if line.startswith("> ")]
    printed = (ARTICLES / "2022-03-10-engine-ban-broomsticks.md").read_text(encoding="utf-8")
    assert any("122" in line and line in printed for line in quoted)
    assert "Pullquote sample desk · Russia stops selling rocket engines" in out
    assert "https://news.example.org/2022-03-10-engine-ban-broomsticks#:~:text=" in out


@pytest.mark.parametrize(
    "words",
    [
        "stops selling rocket engines",
        "2022-03-10",
        "news.example.org/2022-03-10",
        "Northrop Grumman Antares",
    ],
)
def test_a_source_is_found_by_headline_date_address_or_words(
    data_dir: Path, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    """Facts first, and where they hold nothing, the words of the passages."""
    assert _status("source", words, "--json", "--data-dir", str(data_dir)) == 0
    assert _objects(capsys)[0]["article_id"] == "2022-03-10-engine-ban-broomsticks"


def test_an_unknown_source_is_said_so(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing found is status 1 and one sentence on standard error."""
    assert _status("source", "--article-id", "no-such", "--data-dir", str(data_dir)) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "Error: No article matches that. Try a word of its headline.\n"


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "a", "--questions", "-"], ["source"]])
def test_a_mistake_in_the_command_line_is_status_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what to give."""
    assert _status(*arguments) == 2
    assert "give" in capsys.readouterr().err


def test_without_a_terminal_the_demo_ends_after_the_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's own coverage gets three questions made from its names, and status 0."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    coverage = tmp_path / "own"
    coverage.mkdir()
    text = "Ada Quist opened the harbour of Lindmoor. The mayor Per Askim thanked Ada Quist."
    (coverage / "one.txt").write_text(text, encoding="utf-8")
    assert _status("demo", str(coverage), "--data-dir", str(tmp_path / "data")) == 0
    out = capsys.readouterr().out
    assert "What about Ada Quist?" in out
    quoted = [line.removeprefix("> ") for line in out.splitlines() if line.startswith("> ")]
    assert quoted
    assert all(line in text for line in quoted)


def test_a_demo_goes_on_with_another_releases_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its index is its own, so it is simply made again."""
    monkeypatch.setattr("sys.stdin", io.StringIO())
    (tmp_path / "a.txt").write_text("Ada Quist opened the harbour.", encoding="utf-8")
    arguments = ("demo", str(tmp_path / "a.txt"), "--data-dir", str(tmp_path / "data"))
    assert _status(*arguments) == 0
    (folder,) = (tmp_path / "data").iterdir()
    with Archive.open(folder) as archive, archive.transaction():
        archive.set_manifest(replace(archive.manifest, chunking="of an earlier release"))
    assert _status("ask", "Ada Quist?", "--data-dir", str(folder)) == 4
    capsys.readouterr()
    assert _status(*arguments) == 0
    assert "> Ada Quist opened the harbour." in capsys.readouterr().out


def test_a_sources_articles_can_be_taken_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when the folder is not there any more; what came from elsewhere stays."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(f"Ada saw {name} ship.", encoding="utf-8")
    data = str(tmp_path / "data")
    assert _status("index", str(tmp_path / "one"), str(tmp_path / "two"), "--data-dir", data) == 0
    (tmp_path / "one").rename(tmp_path / "gone")
    assert _status("remove", str(tmp_path / "one"), "--data-dir", data) == 0
    assert "Removed 1 articles" in capsys.readouterr().out
    assert _status("source", "ada saw", "--json", "--data-dir", data) == 0
    assert [article["article_id"] for article in _objects(capsys)] == ["two"]
    assert _status("remove", str(tmp_path / "one"), "--data-dir", data) == 3
    assert "No article in the index came from" in capsys.readouterr().err


def test_a_tab_in_a_quote_stays_a_tab(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Character for character, in the terminal too."""
    (tmp_path / "a.txt").write_text("The score\twas five\tto two.", encoding="utf-8")
    data = str(tmp_path / "data")
    assert _status("index", str(tmp_path / "a.txt"), "--data-dir", data) == 0
    assert _status("source", "--article-id", "a", "--data-dir", data) == 0
    assert "> The score\twas five\tto two.\n" in capsys.readouterr().out


# What each question of `make demo` must be answered with, in its first excerpt.
DEMO = {
    "What did Bill Nelson say about the Russian missile test?": "irresponsible",
    "How many RD-180 engines has Russia delivered to the United States?": "122",
    "How many times did Mark Vande Hei go around the Earth?": "5,680",
}


def test_the_demo_and_the_help_ask_what_is_answered(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first screen a person sees shows the right quote first."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = re.findall(r'--question "(.*?)"', makefile)
    assert set(asked) == set(DEMO)
    with pytest.raises(SystemExit):
        main(["ask", "--help"])
    (example,) = re.findall(r'pullquote ask "(.*?)"', capsys.readouterr().out)
    for question in [*asked, example]:
        assert _status("ask", question, "--json", "--data-dir", str(data_dir)) == 0
        (reply,) = _objects(capsys)
        assert reply["answered"], question
        assert DEMO.get(question, "") in reply["excerpts"][0]["text"]


def test_an_article_without_a_passage_is_said_to_be_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is in the archive, but no question can find it."""
    (tmp_path / "a.txt").write_text("What comes next\n\nPhoto: NASA", encoding="utf-8")
    assert _status("index", str(tmp_path), "--data-dir", str(tmp_path / "data")) == 0
    assert f"Kept: {tmp_path / 'a.txt'} holds nothing to quote" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_first(name: str) -> None:
    """`--help` imports no command, so it has their sentences from a list."""
    module, sentence = COMMANDS[name]
    found = command(name)
    assert " ".join(found.help.split("\n\n")[0].split()) == sentence
    assert (ROOT / "bot" / "commands" / f"{module}.py").is_file()


def test_a_command_that_is_not_there_is_told_with_one_that_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A slip of the finger is no reason to read the manual."""
    assert _status("aks") == 2
    assert "Did you mean 'ask'?" in " ".join(capsys.readouterr().err.split())
