"""`pullquote source --version`: what was quoted can be read as it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from fakes import MakeAnswerer, QuietProgress
from leaks import FILES, TEXT

from bot.answering.answerer import Answerer
from bot.cli import main
from embeddings.archive import Archive
from embeddings.clock import now_in_utc
from embeddings.indexing import index
from embeddings.syncing.takedown import take_down

OTHER = TEXT.replace(" lantern ", " beacon ")


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over an article of The Wire and another."""
    return make_answerer(FILES)


def version_of(archive: Archive) -> str:
    """Return the current version of the article of The Wire."""
    return next(entry.version for entry in archive.entries() if entry.id == "wire")


def changed(answerer: Answerer, content: str) -> None:
    """Index the article of The Wire with other content."""
    archive = answerer.retriever.archive
    folder = archive.path.parent.parent / "articles"
    (folder / "wire.md").write_text(content, encoding="utf-8")
    index(archive, answerer.retriever.encoder, [folder], QuietProgress())


def source(answerer: Answerer, *arguments: str) -> int | str | None:
    """Run `pullquote source` over the archive, and return how it ends."""
    folder: Path = answerer.retriever.archive.path.parent
    with pytest.raises(SystemExit) as ended:
        main(["source", *arguments, "--data-dir", str(folder)])
    return ended.value.code


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return what was printed as JSON."""
    return json.loads(capsys.readouterr().out)


def test_an_earlier_version_is_printed_as_it_was(
    answerer: Answerer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every offset of an old answer still points at its words; the card says that it changed."""
    old = version_of(answerer.retriever.archive)
    assert source(answerer, "--version", old, "--json") == 0
    before = printed(capsys)
    changed(answerer, FILES["wire.md"].replace(TEXT, OTHER))
    assert source(answerer, "--version", old, "--json") == 0
    after = printed(capsys)
    assert after["text"] == TEXT
    assert after["passages"] == before["passages"] != []
    assert source(answerer, "--version", old) == 0
    card = capsys.readouterr().out
    assert TEXT[:60] in card
    assert card.splitlines()[-1].startswith("Updated since quoted: the article changed, seen on ")
    assert source(answerer, "--version", version_of(answerer.retriever.archive)) == 0
    assert "Updated since" not in capsys.readouterr().out


def test_an_earlier_version_keeps_to_the_limit_of_the_current_one(
    answerer: Answerer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And to the one the owner sets for its outlet."""
    old = version_of(answerer.retriever.archive)
    limited = FILES["wire.md"].replace("id: wire", "id: wire\nmax_quote_chars: 300")
    changed(answerer, limited)
    assert source(answerer, "--version", old, "--json") == 0
    card = printed(capsys)
    assert (card["text"], card["max_quote_chars"]) == (None, 300)
    assert 0 < sum(len(passage["text"] or "") for passage in card["passages"]) <= 300
    monkeypatch.setenv("QUOTE_LIMITS", '{"The Wire": 0}')
    assert source(answerer, "--version", old, "--json") == 0
    assert not any(passage["text"] for passage in printed(capsys)["passages"])


def test_what_left_or_was_taken_down_is_said_so(
    answerer: Answerer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Left, it can still be read; taken down or never there, it ends with status 1."""
    archive = answerer.retriever.archive
    old = version_of(archive)
    with archive.transaction():
        archive.remove("wire")
    assert source(answerer, "--version", old) == 0
    assert (
        capsys.readouterr().out.splitlines()[-1].startswith("The article is not in the coverage")
    )
    take_down(archive, "wire", now_in_utc())
    assert source(answerer, "--version", old) == 1
    assert "This article was taken down on " in capsys.readouterr().err
    assert source(answerer, "--version", "0" * 16) == 1
    assert "No article has or had that version" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [(), ("lights", "--version", "0"), ("--article-id", "wire", "--version", "0")]
)
def test_only_one_way_of_naming_an_article_is_taken(
    answerer: Answerer, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """The message names all three."""
    assert source(answerer, *arguments) == 2
    assert "--version" in capsys.readouterr().err
