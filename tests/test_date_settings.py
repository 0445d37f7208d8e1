"""The settings that dates are read by, and the options of `ask` that hold dates."""

import json
from pathlib import Path

import pytest

from bot.cli import main
from bot.composition import calendar_of
from bot.settings import load_settings
from embeddings.errors import InputError

ARTICLE = """---
title: Harbour repaired
outlet: Gazette
author: Ada Quist
published: 2022-03-09
---

The crew repaired the cranes of the harbour.
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with one dated article."""
    folder = tmp_path_factory.mktemp("dated")
    (folder / "harbour.md").write_text(ARTICLE, encoding="utf-8")
    _run("index", str(folder / "harbour.md"), "--data-dir", str(folder / "data"))
    return folder / "data"


def _run(*arguments: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 0


def test_zone_and_named_dates_reach_the_calendar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As the owner wrote them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIME_ZONE", "Europe/Berlin")
    monkeypatch.setenv("NAMED_DATES", '{"the flood": "2022-02-24"}')
    calendar = calendar_of(load_settings())
    assert str(calendar.zone) == "Europe/Berlin"
    assert calendar.named["the flood"].isoformat() == "2022-02-24"


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("TIME_ZONE", "Mars/Olympus", "Europe/Berlin"),
        ("TIME_ZONE", "../etc/passwd", "Europe/Berlin"),
        ("NAMED_DATES", "the flood: 2022-02-24", "double quotation marks"),
        ("NAMED_DATES", '{"the flood": "soon"}', "NAMED_DATES"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, remedy: str
) -> None:
    """At the start, and not at the first question."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, value)
    with pytest.raises(InputError, match=name) as error:
        load_settings()
    assert remedy in str(error.value)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--since", "2023"], "nothing_in_window"),
        (["--since", "2022-03-10", "--until", "2022-03-01"], "dates_reversed"),
        (["--until", "soon"], "date_not_understood"),
        (["--outlet", "Herald"], "nothing_matches"),
        (["--author", "Askim"], "nothing_matches"),
        (["--section", "sport"], "nothing_matches"),
        (["--language", "de"], "nothing_matches"),
    ],
)
def test_the_options_of_ask_are_refused_like_questions(
    data_dir: Path, capsys: pytest.CaptureFixture[str], options: list[str], reason: str
) -> None:
    """A refusal is an answer too: the status is 0."""
    question = "Who repaired the cranes of the harbour?"
    _run("ask", question, "--json", "--data-dir", str(data_dir), *options)
    reply = json.loads(capsys.readouterr().out)
    assert reply["refusal"]["reason"] == reason


def test_the_terminal_says_which_days_were_searched(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under the quotes, or under the refusal."""
    question = "Who repaired the cranes of the harbour?"
    _run("ask", question, "--since", "2023", "--data-dir", str(data_dir))
    assert "Searched: 1 January 2023 and later" in capsys.readouterr().out
