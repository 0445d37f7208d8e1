"""A Comparison as a report for the terminal and as plain JSON values."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.harness.comparing.schema import Change, Changes, Comparison, Difference, Some, Standing
from bot.harness.reports.labels import FAILURES, NOTHING, written

QUESTION_CHARS = 110
"""How much of a question is repeated."""
NAMED = 5
"""How many of the questions that one side alone holds are named."""

LARGE = 10
"""From here on three decimals of a change say nothing."""
SIGNIFICANT = 0.05
"""Below this p a difference is taken for more than chance."""

_EXPLAINED = (
    "95 %: interval of the change (paired bootstrap). p: paired randomisation test. Holm: that p, "
    "corrected for testing {tested} at once."
)
_STYLES = {"better": "green", "worse": "red"}
_LEAST_P = 0.001


def report(comparison: Comparison) -> Group:
    """Return what is not alike, the figures, and the questions that came out otherwise."""
    return Group(*_parts(comparison))


def as_json(comparison: Comparison) -> dict[str, Any]:  # Any: JSON values
    """Return a comparison as JSON values.

    `figures` holds each figure by its name; what could not be measured is null. `better` and
    `worse` count the questions and list those that changed most.
    """
    return {
        "before": asdict(comparison.before),
        "after": asdict(comparison.after),
        "questions": comparison.questions,
        "only_before": _some_as_json(comparison.only_before),
        "only_after": _some_as_json(comparison.only_after),
        "warnings": list(comparison.warnings),
        "tested": comparison.tested,
        "figures": {
            name.value: _difference_as_json(difference)
            for name, difference in comparison.differences.items()
        },
        "better": _changes_as_json(comparison.better),
        "worse": _changes_as_json(comparison.worse),
    }


def _parts(comparison: Comparison) -> Iterator[RenderableType]:
    yield Text(f"{_questions(comparison.questions)} in both reports")
    for side, some in (("first", comparison.only_before), ("second", comparison.only_after)):
        if some.count:
            yield Text(_left_out(side, some))
    for warning in comparison.warnings:
        yield Text(f"Note: {warning}", style="yellow")
    yield Text()
    yield _figures_table(comparison.differences.values())
    yield Text(_EXPLAINED.format(tested=comparison.tested), style="dim")
    yield Text()
    yield from _changed("worse", comparison.worse)
    yield from _changed("better", comparison.better)
    if not comparison.worse.count and not comparison.better.count:
        yield Text("No question came out otherwise.")


def _left_out(side: str, some: Some) -> str:
    named = "; ".join(_cut(key) for key in some.first[:NAMED])
    more = "; …" if some.count > NAMED else ""
    return f"Not compared, as only the {side} report holds them: {some.count} ({named}{more})"


def _figures_table(differences: Iterable[Difference]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Figure", no_wrap=True)
    for name in ("before", "after", "change", "95 %", "p", "Holm"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for one in filter(_is_measured, differences):
        verdict = _verdict(one)
        table.add_row(*_cells(one), verdict, style=_STYLES.get(verdict, ""))
    return table


def _is_measured(difference: Difference) -> bool:
    return difference.before is not None or difference.after is not None


def _cells(difference: Difference) -> list[str]:
    low, high = difference.low, difference.high
    between = NOTHING if low is None or high is None else f"{_signed(low)}…{_signed(high)}"
    return [
        difference.name.value,
        written(difference.before),
        written(difference.after),
        NOTHING if difference.value is None else _signed(difference.value),
        between,
        _p(difference.p),
        _p(difference.corrected),
    ]


def _verdict(difference: Difference) -> str:
    """Return which way a figure went, where that is more than chance would do.

    What was tested is judged by its corrected p, and what was not by its interval.
    """
    if not difference.gain or not _is_clear(difference):
        return ""
    return "better" if difference.gain > 0 else "worse"


def _is_clear(difference: Difference) -> bool:
    low, high = difference.low, difference.high
    if difference.corrected is not None:
        return difference.corrected < SIGNIFICANT
    return low is not None and high is not None and not low <= 0 <= high


def _changed(which: str, changes: Changes) -> Iterator[RenderableType]:
    if not changes.count:
        return
    shown = len(changes.most)
    most = f", of which these {shown} the most" if shown < changes.count else ""
    yield Text(f"{_questions(changes.count)} came out {which}{most}", style=_STYLES[which])
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Question", "Before", "After"):
        table.add_column(name)
    for change in changes.most:
        table.add_row(
            Text(_cut(change.question)), _standing(change.before), _standing(change.after)
        )
    yield table


def _standing(standing: Standing) -> str:
    facts = [f"rank {standing.rank}"] if standing.rank else []
    if standing.words and not standing.refused:
        facts.append(f"words {standing.words}")
    said = FAILURES[standing.failure] if standing.failure else "right"
    return f"{said} ({', '.join(facts)})" if facts else said


def _questions(count: int) -> str:
    return f"{count} question{'' if count == 1 else 's'}"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= QUESTION_CHARS else line[: QUESTION_CHARS - 1].rstrip() + "…"


def _signed(value: float) -> str:
    """Return a change in three decimals, in one where it is large."""
    return f"{value:+.1f}" if abs(value) >= LARGE else f"{value:+.3f}"


def _p(value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"<{_LEAST_P}" if value < _LEAST_P else f"{value:.3f}"


def _some_as_json(some: Some) -> dict[str, Any]:
    return {"count": some.count, "first": list(some.first)}


def _difference_as_json(difference: Difference) -> dict[str, Any]:
    return {
        "before": difference.before,
        "after": difference.after,
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p,
        "p_corrected": difference.corrected,
        "n": difference.n,
    }


def _changes_as_json(changes: Changes) -> dict[str, Any]:
    return {
        "count": changes.count,
        "questions": [_change_as_json(change) for change in changes.most],
    }


def _change_as_json(change: Change) -> dict[str, Any]:
    return {
        "key": change.key,
        "question": change.question,
        "gain": change.gain,
        "before": _standing_as_json(change.before),
        "after": _standing_as_json(change.after),
    }


def _standing_as_json(standing: Standing) -> dict[str, Any]:
    return {
        "rank": standing.rank,
        "refused": standing.refused,
        "words": standing.words.value if standing.words else None,
        "failure": standing.failure.value if standing.failure else None,
    }
