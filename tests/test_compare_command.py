"""`pullquote compare` over two files of reports: what it prints, how it ends, bad input."""

import json
from pathlib import Path

import pytest
from reports_at_hand import asked, report

from bot.cli import main
from bot.harness.reports.json_file import write_report
from bot.harness.schema import Report

Capture = pytest.CaptureFixture[str]


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def written(path: Path, found: Report) -> str:
    with path.open("w", encoding="utf-8") as file:
        write_report(found, file)
    return str(path)


@pytest.fixture
def good(tmp_path: Path) -> str:
    """Return a report whose ten questions find their article first."""
    return written(tmp_path / "good.json", report(*(asked(f"Who {n}?") for n in range(10))))


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """Return one where five of them find it second."""
    questions = (asked(f"Who {n}?", 1 if n < 5 else 2) for n in range(10))
    return written(tmp_path / "bad.json", report(*questions))


def test_two_reports_are_compared(good: str, bad: str, capsys: Capture) -> None:
    """Without a limit a comparison ends well, whatever it says."""
    assert status("compare", good, bad) == 0

    printed = capsys.readouterr()
    assert "10 questions in both reports" in printed.out
    assert "5 questions came out worse" in printed.out
    assert not printed.err


def test_a_drop_beyond_the_limit_fails(good: str, bad: str, capsys: Capture) -> None:
    """The comparison is printed all the same, and a sentence says what is worse."""
    assert status("compare", good, bad, "--max-drop", "mrr=0.02", "--max-drop", "hit@3=0") == 1

    printed = capsys.readouterr()
    assert "5 questions came out worse" in printed.out
    assert printed.err.startswith("Error: mrr fell from 1 to 0.75, by 0.25 where 0.02 is allowed")
    assert "hit@3" not in printed.err


def test_a_drop_within_the_limit_is_none(good: str, bad: str) -> None:
    """And the other way about there is none."""
    assert status("compare", good, bad, "--max-drop", "mrr=0.25") == 0
    assert status("compare", bad, good, "--max-drop", "mrr=0") == 0


def test_json_is_one_object_on_a_line(good: str, bad: str, capsys: Capture) -> None:
    """Also where it fails."""
    assert status("compare", good, bad, "--json", "--max-drop", "mrr=0") == 1

    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["figures"]["mrr"]["after"] == 0.75


def test_a_report_is_like_itself(good: str, capsys: Capture) -> None:
    """The same file twice is no mistake."""
    assert status("compare", good, good, "--max-drop", "mrr=0") == 0
    assert "No question came out otherwise." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("questions:\n- question: Who?\n", "is no"),
        ("{}", "is no"),
        ('{"format": 99, "figures": {}, "outcomes": []}', "is a report of format 99"),
    ],
)
def test_what_is_no_report_is_an_error(
    good: str, tmp_path: Path, content: str, sentence: str, capsys: Capture
) -> None:
    """Which file it is and what to give instead is said in one sentence."""
    other = tmp_path / "other.json"
    other.write_text(content, encoding="utf-8")

    assert status("compare", good, str(other)) == 3

    error = capsys.readouterr().err
    assert error.startswith(f"Error: {other} {sentence}")
    assert "pullquote evaluate --json" in error


def test_a_file_that_is_not_there_is_an_error(good: str, tmp_path: Path, capsys: Capture) -> None:
    """The path is named."""
    assert status("compare", good, str(tmp_path / "none.json")) == 3
    assert "none.json cannot be read" in capsys.readouterr().err


def test_reports_of_other_questions_are_an_error(
    good: str, tmp_path: Path, capsys: Capture
) -> None:
    """No table of dashes."""
    other = written(tmp_path / "other.json", report(asked("What?")))

    assert status("compare", good, other) == 3
    assert "no question in common" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("drop", "sentence"), [("mrr", "'mrr' is no drop"), ("mmr=0.1", "Unknown figure 'mmr'")]
)
def test_a_limit_that_is_none_is_an_error_before_anything_is_read(
    good: str, tmp_path: Path, drop: str, sentence: str, capsys: Capture
) -> None:
    """The mistake in the command comes before one in a file."""
    assert status("compare", good, str(tmp_path / "none.json"), "--max-drop", drop) == 3
    assert sentence in capsys.readouterr().err


def test_a_figure_that_cannot_be_compared_fails(good: str, bad: str, capsys: Capture) -> None:
    """A gate that measures nothing must not stand open."""
    assert status("compare", good, bad, "--max-drop", "auroc=0.1") == 1
    assert (
        "auroc cannot be compared: no question that both reports hold" in capsys.readouterr().err
    )
