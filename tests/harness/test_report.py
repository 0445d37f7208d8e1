"""The report for the terminal: what is printed, and how it fits."""

import re
from dataclasses import replace

import pytest
from reports_at_hand import SHOWN, asked, report, unanswerable
from rich.console import Console

from bot.harness.reports import terminal
from bot.harness.reports.terminal import LISTED, SHOWN_CHARS
from bot.harness.schema import Failure, FigureName, Fixture, Outcome, Report


def printed(found: Report, *, width: int = 80) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(terminal.report(found))
    return capture.get()


def cells(text: str, start: str) -> list[str]:
    """Return the words of the printed line that starts with `start`, after it."""
    [line] = [line for line in text.splitlines() if line.startswith(start)]
    return line.removeprefix(start).split()


def row(text: str, name: FigureName) -> list[str]:
    """Return what stands behind a figure's name: its value, its interval and n."""
    lines = text.partition("\nTag ")[0].splitlines()
    [found] = filter(None, (re.search(rf"  {name.value} (.*)", line) for line in lines))
    return found[1].split()


def failed(question: str = "Who cut it?", text: str | None = "Rain\nfell.") -> Outcome:
    """Return an outcome that failed, and what it showed first."""
    shown = replace(SHOWN, title="Harbour opens [photo]", text=text)
    outcome = asked(question, failure=Failure.WINDOW_MISSED)
    return replace(outcome, shown=(shown,))


def test_every_figure_is_printed_with_its_name_value_interval_and_n() -> None:
    """The name is what `--min` takes; n is over how many cases it was taken."""
    found = report(*(asked(f"{n}", 1 if n < 3 else 2) for n in range(4)), unanswerable("Why?"))
    hits = found.figures.measured[FigureName.HIT_AT_1]

    text = printed(found)

    assert "5 questions: 4 answerable, 1 unanswerable" in text
    assert (hits.low, hits.high) == (pytest.approx(0.25), 1.0)
    assert row(text, FigureName.HIT_AT_1) == ["0.750", "0.250–1.000", "4"]
    assert row(text, FigureName.REFUSED_RIGHTLY) == ["1.000", "–", "1"]
    assert all(name.value in text for name in FigureName)


def test_a_figure_that_nothing_measures_is_a_dash() -> None:
    """Zero would read as a bad result, one as a good one."""
    assert row(printed(report(asked("a"))), FigureName.REFUSED_RIGHTLY) == ["–", "–", "0"]


def test_what_is_below_one_never_reads_as_one() -> None:
    """One excerpt in 4000 that is no slice must be seen."""
    text = printed(report(asked("a", slices=(*(True,) * 3999, False))))

    assert row(text, FigureName.SLICES) == ["0.999", "–", "4000"]


def test_figures_stand_under_what_they_are_about() -> None:
    """Promises come first: without them no other figure matters."""
    lines = printed(report(asked("a"))).splitlines()
    starts = [" ".join(line.split()) for line in lines]

    promises, refusing = starts.index("What is promised of every answer"), starts.index("Refusing")
    [slices] = [at for at, line in enumerate(lines) if " slices " in line]
    [auroc] = [at for at, line in enumerate(lines) if " auroc " in line]
    assert promises < slices < refusing < auroc


def test_each_tag_has_its_own_figures() -> None:
    """Hits and words of the answerable ones, refusals of both kinds."""
    names = Fixture("Who?", ("right",), ("words",), tags=("names",))
    text = printed(
        report(
            replace(asked("a", words="first"), fixture=names),
            replace(asked("b", words="first", refused=True), fixture=names),
            replace(unanswerable("c"), fixture=Fixture("Why?", tags=("near-miss",))),
        )
    )

    assert cells(text, "names") == ["2", "1.000", "0.500", "–", "0.500"]
    assert cells(text, "near-miss") == ["1", "–", "–", "1.000", "–"]


def test_a_failed_question_is_listed_with_its_kind_and_what_was_shown() -> None:
    """An excerpt stands after its headline on one line, a refusal with its reason."""
    refused = asked("Whose?", refused=True, failure=Failure.REFUSED)

    text = printed(report(failed(), refused), width=200)

    shown = " ".join(cells(text, "Who cut it?"))
    assert shown.startswith("window missed")
    assert shown.endswith("Harbour opens [photo]: Rain fell.")
    assert cells(text, "Whose?") == ["refused", "(nothing", "relevant)"]


def test_an_excerpt_that_may_not_be_repeated_is_a_dash() -> None:
    """A report keeps the quoting limits too; the headline may be named."""
    text = printed(report(failed(text=None)), width=200)

    assert " ".join(cells(text, "Who cut it?")).endswith("Harbour opens [photo]: –")


def test_a_question_that_did_not_fail_is_not_listed() -> None:
    """The report ends with what is left to mend, or says that nothing is."""
    text = printed(report(asked("Who cut it?"), unanswerable("Why?")))

    assert "Who cut it?" not in text
    assert text.rstrip().endswith("No question failed.")


def test_of_many_failed_questions_the_first_are_listed_and_the_others_counted() -> None:
    """Nobody reads a thousand on a terminal; the file has them all."""
    found = report(*(failed(f"Question {n}?") for n in range(LISTED + 2)))

    text = printed(found)

    assert f"Question {LISTED - 1}?" in text
    assert f"Question {LISTED}?" not in text
    assert text.rstrip().endswith("2 more failed: --json lists every one.")
    just_as_many = printed(report(*(failed(f"Question {n}?") for n in range(LISTED))))
    assert "more failed" not in just_as_many


def test_brackets_and_colons_are_printed_as_they_are() -> None:
    """Questions, tags and articles are text, not the terminal's markup."""
    outcome = failed("Why [bold]so[/bold] late :fire:?")
    tagged = replace(outcome, fixture=replace(outcome.fixture, tags=("[red]",)))

    text = printed(report(tagged), width=200)

    assert cells(text, "Why [bold]so[/bold] late :fire:?")[0] == "window"
    assert "Harbour opens [photo]: Rain fell." in text
    assert cells(text, "[red]")[0] == "1"


def test_a_long_excerpt_is_cut_to_fit() -> None:
    """The cut is marked, and the limit includes the mark."""
    text = printed(report(failed(text="word " * 100)), width=300)

    [line] = [line for line in text.splitlines() if "Harbour opens" in line]
    shown = line[line.index("Harbour") :].rstrip()
    assert shown.startswith("Harbour opens [photo]: word word word")
    assert shown.endswith("…")
    assert len(shown) == SHOWN_CHARS


@pytest.mark.parametrize("width", [80, 120])
def test_the_report_fits_the_terminal(width: int) -> None:
    """Nothing is cut off or wrapped by the terminal, and every word of a question is there."""
    words = [f"word{n}" for n in range(40)]
    outcome = failed(" ".join(words), text="word " * 100)
    tagged = replace(outcome, fixture=replace(outcome.fixture, tags=("a-tag-of-some-length",)))
    many = (replace(asked(f"{n}", seconds=n / 7), words_shown=n % 90) for n in range(1500))

    text = printed(report(tagged, *many), width=width)

    assert max(map(len, text.splitlines())) <= width
    assert all(word in text for word in words)
    assert "window missed" in text
    assert all(len(row(text, name)) == 3 for name in FigureName)


def test_the_report_of_no_questions_can_be_printed() -> None:
    """There is nothing in it, and it says so."""
    assert "0 questions: 0 answerable, 0 unanswerable" in printed(report())
