"""A Report as tables for the terminal: the figures, the figures by tag, and what failed."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.harness.reports.labels import FAILURES, FIGURES, GROUPS, NOTHING, written
from bot.harness.schema import Figure, FigureName, Figures, Outcome, Report

SHOWN_CHARS = 110
"""How much of what was shown first a failed question repeats."""
LISTED = 50
"""How many failed questions are listed; of the others it is said how many there are."""

_BY_TAG = {
    FigureName.HIT_AT_1: "hit@1",
    FigureName.WORDS_IN_FIRST: "words in first",
    FigureName.REFUSED_RIGHTLY: "refused rightly",
    FigureName.REFUSED_WRONGLY: "refused wrongly",
}


def report(found: Report) -> Group:
    """Return the whole report: the figures, the figures by tag, and the failed questions."""
    return Group(*_parts(found))


def _parts(found: Report) -> Iterator[RenderableType]:
    figures = found.figures
    yield Text(
        f"{figures.questions} questions: {figures.answerable} answerable, "
        f"{figures.unanswerable} unanswerable\n"
    )
    yield _figures_table(figures)
    yield Text()
    if found.by_tag:
        yield _tags_table(found.by_tag)
        yield Text()
    failed = (outcome for outcome in found.outcomes if outcome.failure)
    listed = list(islice(failed, LISTED))
    yield _failures_table(listed) if listed else Text("No question failed.")
    others = sum(1 for _ in failed)
    if others:
        yield Text(f"\n{others} more failed: --json lists every one.")


def _figures_table(figures: Figures) -> Table:
    """Return a figure a row with its 95 % interval, under the heading of what it is about."""
    table = _table("Figure", "Name", numbers=("Value", "95 %", "n"))
    for group in GROUPS:
        table.add_section()
        table.add_row(Text(group.heading, style="bold"))
        for name in group.names:
            figure = figures.measured[name]
            numbers = (_written(name, figure.value), _interval(name, figure), str(figure.n))
            table.add_row(FIGURES[name], name.value, *numbers)
    return table


def _interval(name: FigureName, figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return NOTHING
    return f"{_written(name, figure.low)}–{_written(name, figure.high)}"


def _written(name: FigureName, value: float | None) -> str:
    """Return a number as reports write it; of words there are whole ones, or halves in between."""
    counts = name is FigureName.WORDS_SHOWN and value is not None
    return f"{value:.1f}" if counts else written(value)


def _tags_table(by_tag: Mapping[str, Figures]) -> Table:
    table = _table("Tag", numbers=("questions", *_BY_TAG.values()))
    for tag, figures in by_tag.items():
        values = [written(figures.value(name)) for name in _BY_TAG]
        table.add_row(Text(tag), str(figures.questions), *values)
    return table


def _failures_table(failed: Iterable[Outcome]) -> Table:
    table = _table("Failed question", "Kind", "Shown first")
    for outcome in failed:
        question = " ".join(outcome.fixture.question.split())
        kind = FAILURES[outcome.failure] if outcome.failure else NOTHING
        table.add_row(Text(question), kind, Text(_shown_first(outcome)))
    return table


def _table(*names: str, numbers: Iterable[str] = ()) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(name)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _shown_first(outcome: Outcome) -> str:
    """Return the headline and the start of the first excerpt, or why there is none."""
    for excerpt in outcome.shown[:1]:
        return _cut(f"{excerpt.title}: {excerpt.text or NOTHING}")
    return f"({outcome.reason.replace('_', ' ')})" if outcome.reason else NOTHING


def _cut(text: str) -> str:
    line = " ".join(text[: 2 * SHOWN_CHARS].split())
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1].rstrip() + "…"
