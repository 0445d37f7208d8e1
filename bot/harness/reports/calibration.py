"""A Calibration as a report for the terminal and as plain JSON values."""

from collections.abc import Iterator
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.harness.calibrating import (
    CONFIDENCE,
    FEW_QUESTIONS,
    Calibration,
    Point,
    answers_needed,
    excerpted,
)
from bot.harness.reports.labels import NOTHING

ROWS = 11
"""How many points of the curve are shown, besides the chosen one and the one in use."""

_BAR_CHARS = 8
_CHOSEN, _IN_USE = "→", "in use"
_CAPTION = "→ chosen; all figures but the thresholds in %"


def report(calibration: Calibration) -> Group:
    """Return the curve of risk and coverage, the chosen threshold marked, and what it means."""
    return Group(*_parts(calibration))


def as_json(calibration: Calibration) -> dict[str, Any]:
    """Return a calibration as JSON values; `chosen` and its `bound` are null where none keeps."""
    chosen = calibration.chosen
    return {
        "target": calibration.target,
        "threshold": chosen.threshold if chosen else None,
        "chosen": _point_as_json(chosen) if chosen else None,
        "bound": calibration.bound,
        "confidence": CONFIDENCE,
        "in_use": _point_as_json(calibration.current),
        "points": [_point_as_json(point) for point in calibration.points],
        "notes": notes(calibration),
    }


def outcome(calibration: Calibration) -> str:
    """Return the sentence on the chosen threshold, or on the best that can be reached."""
    share = _percent(calibration.target)
    if calibration.chosen:
        bound = _percent(calibration.bound)
        return (
            f"At {calibration.chosen.threshold} {_answers(calibration.chosen)}. With "
            f"{CONFIDENCE:.0%} confidence the true share of wrong answers is at most {bound} %."
        )
    if calibration.best:
        best = calibration.best
        return (
            f"No threshold keeps the wrong answers at {share} %: the best is {best.threshold}, "
            f"where {_answers(best)}. Raise --target, or see with pullquote evaluate what goes "
            "wrong."
        )
    return "Nothing was found for any question: index the articles that the questions are about."


def notes(calibration: Calibration) -> list[str]:
    """Return what an owner must know before relying on the chosen threshold."""
    return list(_notes(calibration))


def _notes(calibration: Calibration) -> Iterator[str]:
    point = calibration.current
    if point.questions < FEW_QUESTIONS:
        yield f"There are only {point.questions} questions: ask {FEW_QUESTIONS} or more."
    if not point.unanswerable:
        yield (
            "No question here is unanswerable, so nothing shows what should be refused: add near "
            "misses with 'unanswerable: true'."
        )
    if calibration.wordless:
        yield (
            f"{calibration.wordless} questions name no words: any excerpt of their article counts "
            "as right."
        )
    if calibration.chosen and not calibration.is_promised:
        yield _no_promise(calibration.chosen, calibration.target)


def _no_promise(chosen: Point, target: float) -> str:
    needed, share = answers_needed(target), _percent(target)
    if chosen.answered < needed:
        return (
            f"{chosen.answered} answers are too few to promise {share} %: even with none wrong it "
            f"takes {needed}."
        )
    return (
        f"{chosen.answered} answers, {chosen.wrong} of them wrong, do not promise {share} %: ask "
        "more questions, or take a lower --target."
    )


def _parts(calibration: Calibration) -> Iterator[RenderableType]:
    point = calibration.current
    yield Text(
        f"{point.questions} questions: {point.answerable} answerable, "
        f"{point.unanswerable} unanswerable"
    )
    if calibration.points:
        yield _table(calibration)
    if calibration.chosen:
        yield Text(outcome(calibration))
    for note in notes(calibration):
        yield Text(f"Note: {note}", style="yellow")


def _table(calibration: Calibration) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, caption=_CAPTION, caption_justify="left")
    table.add_column("", no_wrap=True)
    for name in ("threshold", "answered", "of these\nwrong"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for name in ("unanswerable\nrefused", "answerable\nrefused"):
        table.add_column(name, justify="right", no_wrap=True)
    for mark, point in _rows(calibration):
        table.add_row(*_cells(mark, point), style="bold" if _CHOSEN in mark else "")
    return table


def _rows(calibration: Calibration) -> list[tuple[str, Point]]:
    marked = dict.fromkeys(excerpted(calibration.points, ROWS), "")
    for mark, point in ((_CHOSEN, calibration.chosen), (_IN_USE, calibration.current)):
        if point:
            marked[point] = f"{marked.get(point, '')} {mark}".strip()
    return sorted(((mark, point) for point, mark in marked.items()), key=_by_threshold)


def _by_threshold(row: tuple[str, Point]) -> float:
    return row[1].threshold


def _cells(mark: str, point: Point) -> list[str]:
    return [
        mark,
        f"{point.threshold}",
        _percent(point.coverage),
        _percent(point.risk),
        _bar(point.risk),
        _percent(point.refused_rightly),
        _percent(point.refused_wrongly),
    ]


def _bar(share: float | None) -> str:
    return "▇" * round((share or 0.0) * _BAR_CHARS)


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{100 * share:.1f}".removesuffix(".0")


def _answers(point: Point) -> str:
    return (
        f"{point.answered} of {point.questions} questions are answered "
        f"({_percent(point.coverage)} %), {point.wrong} of them wrongly ({_percent(point.risk)} %)"
    )


def _point_as_json(point: Point) -> dict[str, Any]:
    return {
        "threshold": point.threshold,
        "answered": point.answered,
        "wrong": point.wrong,
        "coverage": point.coverage,
        "risk": point.risk,
        "refused_rightly": point.refused_rightly,
        "refused_wrongly": point.refused_wrongly,
    }
