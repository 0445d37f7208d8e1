"""`pullquote index --dry-run`, `--prune` and `takedown`, with the real model, in one process."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli import main
from bot.terminal.sync_report import print_takedown
from embeddings.storage.ledger import Takedown

STATUS_INPUT, STATUS_ARCHIVE = 3, 4


@pytest.fixture
def newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with five articles, where the commands run; nothing is indexed yet."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(5):
        text = f"Story {number} ends well for the crew of ship number {number}."
        (folder / f"story-{number}.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def _status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before there is an index as well: no data folder is made."""
    assert _status("index", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "new: 5" in out
    assert "story-3" in out
    assert "Nothing was written." in out
    assert not (newsroom.parent / "data").exists()


def test_a_source_that_suddenly_shrinks_is_pruned_only_on_demand(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two of five files are gone: told with the remedy, then done with it."""
    assert _status("index") == 0
    for number in (1, 2):
        (newsroom / f"story-{number}.txt").unlink()
    capsys.readouterr()
    assert _status("index") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "has lost 2 of its 5 articles: nothing was removed" in told
    assert "--prune" in told
    assert _status("index", "--dry-run", "--prune") == 0
    assert "removed: 2" in capsys.readouterr().out
    assert _status("index", "--prune") == 0
    assert _status("source", "--json", "--article-id", "story-1") == 1


def test_a_takedown_erases_keeps_out_and_can_be_lifted(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the commands alone, in the order in which an owner would use them."""
    assert _status("index") == 0
    capsys.readouterr()
    assert _status("takedown", "--json", "story-1") == 0
    (done,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (done["id"], done["url"], done["lifted"]) == ("story-1", None, False)
    assert _status("index") == 0
    assert _status("source", "--article-id", "story-1") == 1
    assert _status("takedown", "--lift", "story-1") == 0
    assert _status("index") == 0
    assert _status("source", "--article-id", "story-1") == 0
    assert _status("takedown", "story-9") == STATUS_INPUT
    assert newsroom.is_dir()


HOLD = """
import sys
from pathlib import Path
from embeddings.storage.locks import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_writer_is_told(newsroom: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """While another process writes nothing is done; once it has ended, however, all is."""
    assert _status("index") == 0
    data = newsroom.parent / "data"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        for command in (["index"], ["takedown", "story-1"], ["remove", "articles"]):
            assert _status(*command) == STATUS_ARCHIVE
            assert "being written by another process" in capsys.readouterr().err
        other.kill()
    assert _status("index") == 0


def test_a_rebuild_without_a_source_adds_nothing(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The remedy that other messages name must not bring the default folder in."""
    other = newsroom.rename(newsroom.parent / "mine")
    assert _status("index", str(other)) == 0
    (newsroom.parent / "articles").mkdir()
    (newsroom.parent / "articles" / "stray.txt").write_text("A stray story.", encoding="utf-8")
    assert _status("index", "--rebuild") == 0
    assert _status("source", "--article-id", "stray") == 1
    assert _status("source", "--article-id", "story-1") == 0
    capsys.readouterr()


@pytest.mark.usefixtures("newsroom")
def test_what_only_looks_like_an_address_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """With the name as it was typed."""
    for name in ("htp://a.example/feed", "www.a.example"):
        assert _status("index", name) == STATUS_INPUT
        assert f"{name} is no address: start it with https://" in capsys.readouterr().err


@pytest.mark.usefixtures("newsroom")
def test_an_address_that_gives_nothing_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """This machine is not fetched from, and the status says so to a script."""
    assert _status("index", "http://127.0.0.1:9/feed.xml") == STATUS_INPUT
    assert capsys.readouterr().out.count("127.0.0.1:9/feed.xml") == 1


def test_a_takedown_of_what_is_not_there_says_so(
    newsroom: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in the address must not look like success."""
    assert newsroom.is_dir()
    assert _status("index") == 0
    capsys.readouterr()
    assert _status("takedown", "https://a.example/tyop") == 0
    assert "nothing had to be erased" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (Takedown("a", None, "x", erased=2), "a was erased and will not come back."),
        (
            Takedown("a", None, "x", erased=2, before=True),
            "a was erased and will not come back.",
        ),
        (
            Takedown("a", None, "x", before=True),
            "a was taken down before: nothing was left to erase, and it will not come back.",
        ),
        (
            Takedown("a", None, "x"),
            (
                "a is not in the index: nothing had to be erased, and it will not come in. If "
                "that is a slip, check the spelling and --lift it."
            ),
        ),
    ],
)
def test_a_takedown_says_what_it_did(done: Takedown, said: str) -> None:
    """Erased now, taken down before, or not there: only the last may be a slip."""
    console = Console(file=StringIO(), width=200)
    print_takedown(console, done, lifted=False)
    assert console.file.getvalue() == f"{said}\n"  # type: ignore[attr-defined]  # a StringIO
