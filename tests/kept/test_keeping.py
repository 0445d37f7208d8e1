"""The one file of what the bot keeps, and what happens without it."""

import logging
from pathlib import Path

import pytest

from bot.kept.database import FILE_NAME
from bot.kept.keeping import Kept
from bot.servers.schema import Choices

GUILD = 11


def test_what_is_kept_outlives_the_process(tmp_path: Path) -> None:
    """One file has the choices and the feedback."""
    with Kept.open(tmp_path) as kept:
        kept.choices.choose(GUILD, Choices(max_excerpts=2))
        kept.feedback.set_collects(GUILD, on=True)
        kept.published.note(1, "abc")
    with Kept.open(tmp_path) as again:
        assert again.choices.place(GUILD, 1).max_excerpts == 2
        assert again.feedback.collects(GUILD)
        assert again.published.digest(1) == "abc"
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_file_that_cannot_be_used_does_not_stop_the_bot(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says it with the remedy; until then everything works from memory, the file stays."""
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but somebody's notes" * 100)
    before = (tmp_path / FILE_NAME).read_bytes()
    with caplog.at_level(logging.WARNING), Kept.open(tmp_path) as kept:
        kept.choices.choose(GUILD, Choices(max_excerpts=2))
        assert kept.choices.place(GUILD, 1).max_excerpts == 2
    assert "move it away" in caplog.text
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_two_in_memory_have_nothing_in_common() -> None:
    """Memory is that of one bot alone, and leaves no file."""
    with Kept.in_memory() as one, Kept.in_memory() as other:
        one.choices.choose(GUILD, Choices(max_excerpts=2))
        assert other.choices.place(GUILD, 1).max_excerpts is None
    assert not Path(":memory:").exists()
