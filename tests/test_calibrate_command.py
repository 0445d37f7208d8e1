"""`pullquote calibrate` over a small coverage, with the real model, and the `.env` it writes."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.settings import load_settings

FILES = {
    "crew.txt": "Station garden\n\nThe crew of the station grew lettuce and ate it on Monday.",
    "probe.txt": "Moon probe\n\nThe probe Heron came down in a crater of the moon.",
}
QUESTIONS = """\
questions:
  - question: What did the crew of the station grow?
    article: crew
    words: lettuce
  - question: Where did the probe Heron come down?
    article: probe
    words: crater
  - question: Which opera singer conducts in Vienna?
    unanswerable: true
"""
OLD = b"# Ours\r\nLOG_LEVEL=ERROR\r\nexport ANSWER_THRESHOLD=0.99 # too strict\r\n"

Capture = pytest.CaptureFixture[str]


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an index and fixture questions."""
    folder = tmp_path_factory.mktemp("desk")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    sources = [str(folder / name) for name in FILES]
    assert status("index", *sources, "--data-dir", str(folder / "data")) == 0
    return folder


@pytest.fixture
def calibrate(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the command, in an empty folder and without settings of the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANSWER_THRESHOLD", raising=False)
    return ["calibrate", str(desk / "questions.yaml"), "--data-dir", str(desk / "data")]


def test_without_write_the_line_is_printed(
    calibrate: list[str], tmp_path: Path, capsys: Capture
) -> None:
    """Nothing is written unless it is asked for."""
    assert status(*calibrate) == 0
    out = capsys.readouterr().out

    assert "3 questions: 2 answerable, 1 unanswerable" in out
    assert "Note: There are only 3 questions: ask 20 or more." in out
    assert "Put this line into .env, or add --write: ANSWER_THRESHOLD=0." in out
    assert list(tmp_path.iterdir()) == []


def test_write_changes_the_threshold_and_no_other_byte(
    calibrate: list[str], tmp_path: Path, capsys: Capture
) -> None:
    """The settings have it from then on."""
    (tmp_path / ".env").write_bytes(OLD)
    assert status(*calibrate, "--write", "--json") == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    line = f"ANSWER_THRESHOLD={found['threshold']}"

    assert found["in_use"]["threshold"] == 0.99
    assert captured.err.lstrip() == f"Wrote {line} into .env.\n"
    assert (tmp_path / ".env").read_bytes() == OLD.replace(b"ANSWER_THRESHOLD=0.99", line.encode())
    assert load_settings().answer_threshold == found["threshold"]


def test_a_threshold_of_the_environment_is_said_to_come_first(
    calibrate: list[str], tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an owner would wonder why nothing changes."""
    monkeypatch.setenv("ANSWER_THRESHOLD", "0.3")
    assert status(*calibrate, "--write") == 0

    assert "The environment gives ANSWER_THRESHOLD too" in capsys.readouterr().out
    assert (tmp_path / ".env").exists()


def test_a_target_that_no_threshold_keeps_is_status_one(
    calibrate: list[str], tmp_path: Path, capsys: Capture
) -> None:
    """The best that is reached is named, and nothing is written."""
    (tmp_path / "wrong.yaml").write_text(
        QUESTIONS.replace("article: crew", "article: [probe, crew]")
        .replace("article: probe", "article: [crew, probe]")
        .replace("words: crater", "words: OTHER")
        .replace("words: lettuce", "words: crater")
        .replace("words: OTHER", "words: lettuce"),
        encoding="utf-8",
    )
    calibrate[1] = str(tmp_path / "wrong.yaml")
    assert status(*calibrate, "--write") == 1
    captured = capsys.readouterr()

    assert captured.err.lstrip().startswith(
        "Error: No threshold keeps the wrong answers at 5 %: the best"
    )
    assert "threshold" in captured.out
    assert not (tmp_path / ".env").exists()


def test_a_target_that_is_no_share_is_status_three(calibrate: list[str], capsys: Capture) -> None:
    """As any input that cannot be used."""
    assert status(*calibrate, "--target", "5") == 3
    assert capsys.readouterr().err.startswith("Error: The target 5 is not between 0 and 1")
