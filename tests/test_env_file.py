"""A setting's value in `.env` files of every shape: nothing else changes, or nothing at all."""

import stat
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from hypothesis import example, given
from hypothesis import strategies as st

from bot.env_file import is_overridden, with_setting, write_setting
from embeddings.errors import InputError

NAME = "ANSWER_THRESHOLD"
CASES = {
    "empty": ("", "ANSWER_THRESHOLD=0.5\n"),
    "its line": ("A=1\nANSWER_THRESHOLD=0.4\nB=2\n", "A=1\nANSWER_THRESHOLD=0.5\nB=2\n"),
    "not ended": ("A=1\nANSWER_THRESHOLD=0.4", "A=1\nANSWER_THRESHOLD=0.5"),
    "added": ("A=1\n\n", "A=1\n\nANSWER_THRESHOLD=0.5\n"),
    "added, not ended": ("A=1", "A=1\nANSWER_THRESHOLD=0.5\n"),
    "line ends": ("A=1\r\n\r\nB=2", "A=1\r\n\r\nB=2\r\nANSWER_THRESHOLD=0.5\r\n"),
    "line ends of its own": ("ANSWER_THRESHOLD=1\r\nB=2\n", "ANSWER_THRESHOLD=0.5\r\nB=2\n"),
    "commented out": (
        "# ANSWER_THRESHOLD=0.4\n",
        "# ANSWER_THRESHOLD=0.4\nANSWER_THRESHOLD=0.5\n",
    ),
    "spaces, comment": (
        "\n  export ANSWER_THRESHOLD = 0.4  # sure\nA=1",
        "\n  export ANSWER_THRESHOLD = 0.5  # sure\nA=1",
    ),
    "quoted": ("ANSWER_THRESHOLD='0.4' # sure\n", "ANSWER_THRESHOLD=0.5 # sure\n"),
    "double quotes": ('ANSWER_THRESHOLD="0.4"# sure\n', "ANSWER_THRESHOLD=0.5 # sure\n"),
    "no value": ("ANSWER_THRESHOLD=\nA=1\n", "ANSWER_THRESHOLD=0.5\nA=1\n"),
    "only a comment": ("ANSWER_THRESHOLD= # sure\n", "ANSWER_THRESHOLD= 0.5 # sure\n"),
    "a bare name": ("ANSWER_THRESHOLD # sure\nA=1\n", "ANSWER_THRESHOLD=0.5 # sure\nA=1\n"),
    "a bare name, comment": ("ANSWER_THRESHOLD# sure", "ANSWER_THRESHOLD=0.5 # sure"),
    "the last counts": (
        "answer_threshold=1\nAnswer_Threshold=0\n",
        "answer_threshold=1\nAnswer_Threshold=0.5\n",
    ),
    "within a value": (
        "NOTE='\nANSWER_THRESHOLD=0.4\n'\n",
        "NOTE='\nANSWER_THRESHOLD=0.4\n'\nANSWER_THRESHOLD=0.5\n",
    ),
    "other names": ("MY_ANSWER_THRESHOLD=1\n", "MY_ANSWER_THRESHOLD=1\nANSWER_THRESHOLD=0.5\n"),
    "byte order mark": ("\ufeffANSWER_THRESHOLD=0.4\n", "\ufeffANSWER_THRESHOLD=0.5\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_only_the_value_changes(before: str, after: str) -> None:
    """Comments, order, spaces and line ends stay."""
    assert with_setting(before, NAME, "0.5") == after


@example("ANSWER_THRESHOLD#")
@given(
    st.lists(
        st.sampled_from(
            ["\n", "\r\n", " ", "#", "=", "'", '"', "\\", "A", "export ", "0.4", NAME, "B='x'"]
        )
    ).map("".join)
)
def test_a_reader_sees_the_value_and_nothing_else_changed(text: str) -> None:
    """Whatever stands there, as the library reads it that reads the settings."""
    before = dotenv_values(stream=StringIO(text, newline=""), interpolate=False)
    written = with_setting(text, NAME, "0.5")
    after = dotenv_values(stream=StringIO(written, newline=""), interpolate=False)

    assert after == before | {NAME: "0.5"}


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It may hold the token later."""
    path = tmp_path / ".env"
    write_setting(path, NAME, "0.5")

    assert path.read_bytes() == b"ANSWER_THRESHOLD=0.5\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    """Who may read it is its owner's decision; nothing is left beside it."""
    kept = tmp_path / "kept" / "settings"
    kept.parent.mkdir()
    kept.write_bytes(b"ANSWER_THRESHOLD=0.4\r\n")
    kept.chmod(0o640)
    link = tmp_path / ".env"
    link.symlink_to(kept)
    write_setting(link, NAME, "0.5")

    assert link.is_symlink()
    assert kept.read_bytes() == b"ANSWER_THRESHOLD=0.5\r\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert list(kept.parent.iterdir()) == [kept]


def test_a_value_that_is_there_already_writes_nothing(tmp_path: Path) -> None:
    """The file stays the same one."""
    path = tmp_path / ".env"
    path.write_bytes(b"ANSWER_THRESHOLD=0.5 # sure\n")
    before = path.stat().st_ino
    write_setting(path, NAME, "0.5")

    assert path.stat().st_ino == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """It is somebody's; the message says what to do."""
    (tmp_path / ".env").mkdir()
    with pytest.raises(InputError, match="is no file: move it away"):
        write_setting(tmp_path / ".env", NAME, "0.5")


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    """There is no file behind it."""
    link = tmp_path / ".env"
    link.symlink_to(link)
    with pytest.raises(InputError, match="leads back to itself: move it away"):
        write_setting(link, NAME, "0.5")


def test_a_file_of_another_encoding_is_left_alone(tmp_path: Path) -> None:
    """Guessing would change it."""
    path = tmp_path / ".env"
    path.write_bytes(b"NOTE=caf\xe9\n")
    with pytest.raises(InputError, match="is not UTF-8: save it as UTF-8"):
        write_setting(path, NAME, "0.5")

    assert path.read_bytes() == b"NOTE=caf\xe9\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """With the line to write by hand."""
    with pytest.raises(InputError, match=r"cannot be written .*: write ANSWER_THRESHOLD=0\.5"):
        write_setting(tmp_path / "missing" / ".env", NAME, "0.5")


@pytest.mark.parametrize(("value", "overridden"), [("0.3", True), ("", False)])
def test_the_environment_counts_before_the_file(
    monkeypatch: pytest.MonkeyPatch, value: str, overridden: bool
) -> None:
    """In any case of letters; an empty value does not count."""
    monkeypatch.setenv("answer_threshold", value)

    assert is_overridden(NAME) is overridden
