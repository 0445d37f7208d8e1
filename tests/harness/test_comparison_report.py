"""A comparison for the terminal and as JSON values."""

import json
from dataclasses import replace

import pytest
from reports_at_hand import ABOUT, asked, report, unanswerable
from rich.console import Console

from bot.harness.comparing.comparison import compare
from bot.harness.comparing.schema import Comparison
from bot.harness.reports import comparison as comparison_report
from bot.harness.schema import Failure

CLEAR = [asked(str(n), 1) for n in range(30)]


def printed(found: Comparison, *, width: int = 80) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(comparison_report.report(found))
    return capture.get()


def cells(text: str, start: str) -> list[str]:
    """Return the words of the printed line that starts with `start`, after it."""
    [line] = [line.strip() for line in text.splitlines() if line.strip().startswith(f"{start} ")]
    return line.removeprefix(start).split()


def test_a_figure_has_a_line_with_both_values_and_how_sure_the_change_is() -> None:
    """Three of four questions gain a hit; the p of the swaps is 2/8, corrected for three."""
    before = report(*(asked(name, 2) for name in "abc"), asked("d"))
    text = printed(compare(before, report(*(asked(name) for name in "abcd"))))

    assert "4 questions in both reports" in text
    assert cells(text, "hit@1") == ["0.250", "1.000", "+0.750", "+0.250…+1.000", "0.250", "0.750"]
    assert "corrected for testing 3 at once" in " ".join(text.split())


def test_only_what_is_more_than_chance_is_called_better_or_worse() -> None:
    """Thirty of thirty lost, against one of thirty; lower is better for refusing wrongly."""
    clear = printed(compare(report(*CLEAR), report(*(asked(str(n), None) for n in range(30)))))
    single = printed(compare(report(*CLEAR), report(asked("0", None), *CLEAR[1:])))
    refused = [asked(str(n), refused=True) for n in range(30)]
    refusing = printed(compare(report(*CLEAR), report(*refused)))

    assert cells(clear, "hit@1")[-1] == "worse"
    assert cells(clear, "hit@1")[-2] == "<0.001"
    assert cells(single, "hit@1")[-1] == "1.000"
    assert cells(refusing, "refused_wrongly")[-1] == "worse"


def test_a_figure_without_a_test_is_judged_by_its_interval() -> None:
    """Every question takes 50 seconds less, or more; the median goes from 129 to 64.5."""
    slow = report(*(asked(str(n), seconds=100 + 2 * n) for n in range(30)))
    fast = report(*(asked(str(n), seconds=50 + n) for n in range(30)))

    found = cells(printed(compare(slow, fast)), "median_seconds")

    assert found[:3] == ["129.0", "64.500", "-64.5"]
    assert found[-3:] == ["–", "–", "better"]


def test_what_is_below_one_never_reads_as_one() -> None:
    """One excerpt in 4000 that is no slice must be seen."""
    after = report(asked("a", slices=(*(True,) * 3999, False)))

    found = cells(printed(compare(report(asked("a")), after)), "slices")

    assert found[:2] == ["1.000", "0.999"]


def test_a_figure_that_neither_run_measures_has_no_line() -> None:
    """One that a single run measures has, with a dash for the other."""
    text = printed(compare(report(asked("a")), report(asked("a", words="first"))))

    assert "auroc" not in text
    assert cells(text, "words_in_first")[:3] == ["–", "1.000", "–"]


def test_questions_that_came_out_otherwise_are_told_of_with_both_standings() -> None:
    """The worse ones first, and no markup of theirs is obeyed."""
    before = report(asked("Who [bold]came[/bold]?", 1, words="marked"), unanswerable("Why?"))
    lost = asked("Who [bold]came[/bold]?", 3, words="marked", failure=Failure.WRONG_ARTICLE)
    after = report(lost, unanswerable("Why?", refused=False))

    text = printed(compare(before, after), width=160)

    assert "2 questions came out worse" in text
    assert "better" not in text.split("came out")[1]
    [line] = [line for line in text.splitlines() if "Who [bold]came[/bold]?" in line]
    assert "right (rank 1, words in the marked sentence)" in line
    assert "(rank 3, words in the marked sentence)" in line
    assert "right" in next(line for line in text.splitlines() if line.strip().startswith("Why?"))


def test_nothing_changed_is_said() -> None:
    """An empty list would leave one wondering."""
    assert "No question came out otherwise." in printed(compare(report(*CLEAR), report(*CLEAR)))


def test_how_many_are_left_out_of_a_list_is_said() -> None:
    """Sixty are worse, the fifty worst are listed."""
    names = [str(n) for n in range(60)]
    found = compare(report(*map(asked, names)), report(*(asked(name, 2) for name in names)))

    assert "60 questions came out worse, of which these 50 the most" in printed(found)


def test_what_is_not_compared_is_counted_and_named() -> None:
    """A few by name, and a sentence for each thing that is not alike."""
    before = report(asked("a"), *(asked(f"old {n}") for n in range(7)))
    after = report(asked("a"), about=replace(ABOUT, model="model-b"))

    text = " ".join(printed(compare(before, after)).split())

    assert "only the first report holds them: 7 (old 0; old 1; old 2; old 3; old 4; …)" in text
    assert "only the second" not in text
    assert "Note: The models differ: model-a, then model-b." in text


def test_the_figures_fit_a_terminal_of_eighty_columns() -> None:
    """No cell is cut, the widest figures' names and what became of them included."""
    before = report(*CLEAR, *(unanswerable(f"u{n}") for n in range(40)))
    lost = [asked(str(n), 2, refused=True) for n in range(30)]
    after = report(*lost, *(unanswerable(f"u{n}", refused=n < 3) for n in range(40)))

    text = printed(compare(before, after))

    assert cells(text, "refusal_precision")[-1] == "worse"
    assert "…" not in text.replace("…+", "").replace("…-", "")


def test_the_json_values_hold_all_of_it() -> None:
    """They are one JSON object, without NaN."""
    before = report(*(asked(name, 2) for name in "abc"), asked("d", key="four"), asked("old"))
    lost = asked("d?", None, key="four", refused=True, failure=Failure.NOT_RETRIEVED)
    after = report(*(asked(name, 1) for name in "abc"), lost)

    values = json.loads(
        json.dumps(comparison_report.as_json(compare(before, after)), allow_nan=False)
    )

    assert values["questions"] == 4
    assert values["only_before"] == {"count": 1, "first": ["old"]}
    assert values["only_after"] == {"count": 0, "first": []}
    assert values["before"]["threshold"] == 0.5
    hit = values["figures"]["hit@1"]
    assert (hit["before"], hit["after"], hit["difference"], hit["n"]) == (0.25, 0.75, 0.5, 4)
    assert hit["p"] == pytest.approx(10 / 16)  # three gains and a loss: |sum| of 2 or more
    assert values["figures"]["auroc"]["difference"] is None
    assert values["better"]["count"] == 3
    [worse] = values["worse"]["questions"]
    assert (worse["key"], worse["question"], worse["gain"]) == ("four", "d?", -2.0)
    assert worse["before"] == {"rank": 1, "refused": False, "words": None, "failure": None}
    assert worse["after"] == {
        "rank": None,
        "refused": True,
        "words": None,
        "failure": "not retrieved",
    }
