"""Quoting limits on the command line: the setting, and what every command prints under it."""

import json
from pathlib import Path
from typing import Any

import pytest
from leaks import FILES, LIMITS, PARAGRAPHS, QUESTION, SHORTEST, TEXT, said, shown_chars

from bot.cli import main
from bot.composition import quoting_of
from bot.settings import load_settings
from embeddings.errors import InputError

SENTENCE = TEXT[: TEXT.index(".") + 1]
FIXTURES = f"""questions:
  - question: {QUESTION}
    article: [gazette, wire]
    words: "{TEXT[-12:]}"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two articles, their index and fixture questions."""
    folder = tmp_path_factory.mktemp("limited")
    for name, content in FILES.items():
        (folder / "articles" / name).parent.mkdir(exist_ok=True)
        (folder / "articles" / name).write_text(content, encoding="utf-8")
    (folder / "questions.yaml").write_text(FIXTURES, encoding="utf-8")
    status("index", str(folder / "articles"), "--data-dir", str(folder / "data"))
    return folder


def status(*arguments: str) -> int | str | None:
    """Run a command, and return how it ends."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code


COMMANDS = {
    "ask": ["ask", QUESTION],
    "ask --json": ["ask", QUESTION, "--json"],
    "ask --explain": ["ask", QUESTION, "--explain"],
    "ask --explain --json": ["ask", QUESTION, "--explain", "--json"],
    "source": ["source", "Lights at sea"],
    "source --json": ["source", "--json", "--article-id", "wire"],
    "quote a sentence": ["quote", SENTENCE],
    "quote a sentence --json": ["quote", SENTENCE, "--json"],
    "quote paragraphs": ["quote", "\n".join(PARAGRAPHS[:2])],
    "quote paragraphs --json": ["quote", "\n".join(PARAGRAPHS[:2]), "--json"],
    "quote what differs": ["quote", PARAGRAPHS[1].replace("lantern", "lamp")],
    "quote what differs --json": ["quote", PARAGRAPHS[1].replace("lantern", "lamp"), "--json"],
    "evaluate": ["evaluate", "questions.yaml"],
    "evaluate --json": ["evaluate", "questions.yaml", "--json"],
    "demo": ["demo", "articles", "--question", QUESTION],
}


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS.keys())
def test_no_command_prints_more_than_is_allowed(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    limit: int | None,
) -> None:
    """With the setting alone, whatever is asked for; without it they print the article."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ANSWER_THRESHOLD", "0")
    if limit is not None:
        monkeypatch.setenv("QUOTE_LIMITS", json.dumps({"the wire": limit}))
    status(*arguments, "--data-dir", str(folder / "data"))
    out = capsys.readouterr().out
    shown = shown_chars(said(out), TEXT)
    assert out
    assert shown <= limit if limit is not None else shown > SHORTEST


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """Return the JSON that a command prints."""
    status(*arguments, "--json")
    values: dict[str, Any] = json.loads(capsys.readouterr().out)
    return values


def test_json_says_what_is_withheld(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nulls where text would stand, the source beside it, and the limit."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("ANSWER_THRESHOLD", "0")
    monkeypatch.setenv("QUOTE_LIMITS", '{"THE WIRE": 50}')
    data = ("--data-dir", str(folder / "data"))
    wire = {
        "article_id": "wire",
        "title": "Lights at sea",
        "url": "https://wire.example/lights",
        "outlet": "The Wire",
    }
    assert printed(capsys, "ask", QUESTION, *data)["withheld"] == [wire]
    refused = printed(capsys, "ask", QUESTION, "--outlet", "The Wire", *data)
    assert refused["refusal"]["reason"] == "quote_not_allowed"
    assert [near["article_id"] for near in refused["refusal"]["nearest"]] == ["wire"]
    found = printed(capsys, "quote", SENTENCE, *data)
    assert (found["verdict"], found["words"], found["place"]["text"]) == ("exact", "", None)
    assert found["place"]["shown"] is None
    card = printed(capsys, "source", "--article-id", "wire", *data)
    assert (card["text"], card["metadata"], card["max_quote_chars"]) == (None, {}, 50)
    assert card["passages"] == []


def test_the_setting_reaches_the_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As the owner wrote it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTE_LIMITS", '{"The Wire": 300, "*": 0}')
    assert quoting_of(load_settings()).by_outlet == {"the wire": 300, "*": 0}


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("The Wire: 300", '{"The Wire": 300'),
        ('{"The Wire": -1}', "greater than or equal to 0"),
        ('{"The Wire": "300"}', "valid integer"),
        ('{"The Wire": 12.5}', "valid integer"),
        ('{"The Wire": true}', "valid integer"),
        ('{" ": 300}', "an outlet has no name"),
        ("[300]", "dictionary"),
    ],
)
def test_a_limit_that_is_none_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str, remedy: str
) -> None:
    """At the start: an owner must not find out from what was printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTE_LIMITS", value)
    with pytest.raises(InputError, match="QUOTE_LIMITS") as error:
        load_settings()
    assert remedy in str(error.value)


def test_a_misspelt_outlet_is_told(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It would limit nothing."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QUOTE_LIMITS", '{"The Wyre": 50}')
    status("ask", QUESTION, "--data-dir", str(folder / "data"))
    assert [record.getMessage() for record in caplog.records if "the wyre" in record.getMessage()]
