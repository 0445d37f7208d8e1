"""`pullquote doctor` as an owner runs it: what it prints, and its exit status."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.answering.ranking import reranking
from bot.cli import main
from bot.commands import doctoring
from embeddings.storage.database import FILE_NAME

STATUS_WARNING, STATUS_MISTAKE, STATUS_DAMAGE = 1, 2, 4
FILES = {
    "crew.txt": "The crew of the station grew lettuce. They ate it on Monday.",
    "moon.txt": "The moon rose over the sea. It was bright.",
}

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two articles and their index, made by the real model, once."""
    folder = tmp_path_factory.mktemp("indexed")
    for name, text in FILES.items():
        path = folder / "articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert run("index", str(folder / "articles"), "--data-dir", str(folder / "data")) == 0
    return folder


@pytest.fixture
def desk(indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a copy of that index, where the commands run."""
    shutil.copytree(indexed / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    """Run a command in this process and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def sql(desk: Path, *statements: str) -> None:
    """Change the database behind the archive's back."""
    connection = sqlite3.connect(desk / "data" / FILE_NAME)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def objects(capsys: Capture) -> list[dict[str, Any]]:
    """Return the JSON objects that were printed."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.usefixtures("desk")
def test_a_healthy_index_ends_with_0_and_says_what_was_looked_at(capsys: Capture) -> None:
    """A line for every check, the models' too, with the real model."""
    assert run("doctor") == 0
    lines = capsys.readouterr().out.splitlines()

    assert {line.split()[0] for line in lines[:-1]} == {"ok"}
    assert any(line.startswith("ok       texts: All 2 versions are") for line in lines)
    assert any(line.startswith("ok       sample: 2 passages were encoded again") for line in lines)
    assert any(line == "ok       reranker: The bundled one is here, unchanged." for line in lines)
    assert lines[-1] == f"ok: {len(lines) - 1}"


def test_looking_writes_nothing(desk: Path) -> None:
    """What is known of the models' files is not noted by the doctor, who reads them anew."""
    shutil.rmtree(desk / "data" / "models", ignore_errors=True)
    before = sorted((desk / "data").rglob("*"))
    run("doctor", "--quick")

    assert sorted((desk / "data").rglob("*")) == before


@pytest.mark.usefixtures("desk")
def test_the_json_of_a_finding_is_the_contract(capsys: Capture) -> None:
    """One object a line, with every key."""
    assert run("doctor", "--quick", "--json") == 0
    found = objects(capsys)

    assert {tuple(sorted(one)) for one in found} == {
        ("check", "remedy", "repair", "severity", "what")
    }
    assert {one["severity"] for one in found} == {"ok"}
    assert "sample" not in {one["check"] for one in found}


@pytest.mark.parametrize(
    ("statement", "status", "told"),
    [
        ("DELETE FROM stories", 0, "notice"),
        ("DELETE FROM states", STATUS_WARNING, "warning"),
        ("UPDATE passages SET end = 9999", STATUS_DAMAGE, "damage"),
    ],
)
def test_the_status_is_that_of_the_worst_until_it_is_mended(
    desk: Path, capsys: Capture, statement: str, status: int, told: str
) -> None:
    """0 for what is only worth knowing, 1 for a warning, 4 for damage; 0 again once mended."""
    sql(desk, statement)
    assert run("doctor") == status
    out = capsys.readouterr().out
    assert f"\n{told} " in out
    assert "         --repair would " in out

    assert run("doctor", "--repair") == 0
    assert "\nrepair " in capsys.readouterr().out
    assert run("doctor", "--json") == 0
    assert {one["severity"] for one in objects(capsys)} == {"ok"}


def test_what_was_taken_out_is_left_to_the_owner(desk: Path, capsys: Capture) -> None:
    """Status 1 with the command that brings it back."""
    sql(desk, "UPDATE versions SET text = 'The moon fell.' WHERE article_id = 'moon'")
    assert run("doctor") == STATUS_DAMAGE
    capsys.readouterr()
    assert run("doctor", "--repair", "--json") == STATUS_WARNING
    done = [one for one in objects(capsys) if "repaired" in one]

    assert (done[0]["repaired"], done[0]["severity"]) == ("withdraw", "warning")
    assert "pullquote index " in done[0]["remedy"]
    assert run("source", "--article-id", "moon") == 1
    assert run("doctor") == 0


@pytest.mark.usefixtures("desk")
def test_the_same_seed_draws_the_same_sample(capsys: Capture) -> None:
    """It is printed, so that a finding can be looked at again."""
    assert run("doctor", "--sample", "1", "--seed", "7") == 0
    assert "encoded again (--seed 7)" in capsys.readouterr().out
    assert run("doctor", "--seed", "-1") == STATUS_MISTAKE


def test_a_database_that_is_beyond_repair_is_damage(desk: Path, capsys: Capture) -> None:
    """With the remedy; a repair leaves it alone."""
    path = desk / "data" / FILE_NAME
    path.write_bytes(b"This is no database. " * 100)
    for arguments in (["doctor"], ["doctor", "--repair"]):
        assert run(*arguments) == STATUS_DAMAGE
        assert "put a backup in its place" in capsys.readouterr().out


def test_without_an_index_there_is_nothing_to_examine(tmp_path: Path, capsys: Capture) -> None:
    """Status 4, as of every command."""
    assert run("doctor", "--data-dir", str(tmp_path)) == STATUS_DAMAGE
    assert "There is no index in" in capsys.readouterr().err


@pytest.mark.usefixtures("desk")
def test_a_model_that_is_not_here_is_damage(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told with the rest, which is looked at all the same; nothing is downloaded."""
    monkeypatch.setenv("MODEL", "nobody/nothing")
    monkeypatch.setenv("ALLOW_MODEL_DOWNLOAD", "true")
    assert run("doctor", "--json") == STATUS_DAMAGE
    found = {one["check"]: one for one in objects(capsys)}

    assert found["model"]["severity"] == "damage"
    assert "nobody/nothing is not on this machine" in found["model"]["what"]
    assert (found["texts"]["severity"], found["sample"]["severity"]) == ("ok", "notice")


@pytest.mark.usefixtures("desk")
def test_the_reranker_is_looked_at(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """None may be wanted; one that is not here is damage, since no question can be asked."""
    monkeypatch.setenv("RERANKER", "none")
    assert run("doctor", "--quick") == 0
    assert "None is wanted (RERANKER=none)." in capsys.readouterr().out
    monkeypatch.setenv("RERANKER", "nobody/nothing")
    assert run("doctor", "--quick") == STATUS_DAMAGE
    assert "nobody/nothing is not on this machine" in capsys.readouterr().out


def test_a_bundled_reranker_that_was_changed_is_a_warning(tmp_path: Path) -> None:
    """Answers are ranked without it."""
    folder = tmp_path / "reranker"
    shutil.copytree(reranking.FOLDER, folder)
    with (folder / reranking.TOKENIZER_NAME).open("ab") as file:
        file.write(b" ")
    found = doctoring.reranker_finding("bundled", bundled=folder)

    assert found.severity.name == "WARNING"
    assert "has another checksum than SHA256 says" in found.what
    assert doctoring.reranker_finding("bundled").severity.name == "OK"
