"""What the measurements of one contender come to: medians, or why there are none."""

import statistics
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from speed.measuring import Column, Size
from speed.processes import Measured, Missed

Value = float | Missed | None
"""A figure, why it is missing, or None where it does not apply."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a table: its name, its figure, and how it is written."""

    name: str
    of: Callable[[Size, Column], Value]
    digits: int = 1


def median(taken: Sequence[Measured | Missed], figure: Callable[[Measured], float]) -> Value:
    """Return the median over the rounds; why there is none where one was missed."""
    missed = [one for one in taken if isinstance(one, Missed)]
    if missed or not taken:
        return missed[0] if missed else None
    return statistics.median(figure(one) for one in taken if isinstance(one, Measured))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that `share` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(1000 * share) // 1000) - 1)]


def _pooled(column: Column, name: str, share: float) -> Value:
    """Return a percentile over the questions of all rounds, in milliseconds."""
    missed = median(column.serves, lambda _: 0.0)
    if missed != 0.0:
        return missed
    found = [one.found.get(name) for one in column.serves if isinstance(one, Measured)]
    if not all(found):
        return None
    return 1000 * percentile([seconds for row in found for seconds in row], share)


def _busy(_: Size, column: Column) -> Value:
    """Return for how long processors are busy with a question, in milliseconds."""
    return median(column.serves, lambda one: 1000 * one.found["busy"])


def _rate(many: int) -> Callable[[Size, Column], Value]:
    return lambda _, column: median(column.serves, lambda one: one.found["rates"][str(many)])


def build_seconds(_: Size, column: Column) -> Value:
    """Return how long the articles took to index."""
    return median(column.builds, lambda one: one.seconds)


def build_rate(size: Size, column: Column) -> Value:
    """Return how many passages were indexed a second."""
    return median(column.builds, lambda one: size.corpus.count / one.seconds)


def start_seconds(_: Size, column: Column) -> Value:
    """Return how long it took from the start of the process to its first answer."""
    return median(column.starts, lambda one: one.first_seconds or one.seconds)


def answering_mb(_: Size, column: Column) -> Value:
    """Return what the process that answers held at most."""
    return median(column.serves, lambda one: one.peak_mb)


def p50(_: Size, column: Column) -> Value:
    """Return the median of a question, in milliseconds."""
    return _pooled(column, "alone", 0.5)


def passages_p50(_: Size, column: Column) -> Value:
    """Return the median of a question's passages, before anything is made of them, likewise."""
    return _pooled(column, "passages", 0.5)


BUILDING = (
    Measure("articles to index, s", build_seconds),
    Measure("passages a second", build_rate),
    Measure("processor seconds", lambda _, c: median(c.builds, lambda one: one.processor_seconds)),
    Measure("peak memory, MB", lambda _, c: median(c.builds, lambda one: one.peak_mb), 0),
    Measure("on disk, MB", lambda _, c: c.disk_mb),
)
STARTING = (
    Measure("process start to first answer, s", start_seconds, 2),
    Measure(
        "processor seconds of such a start",
        lambda _, c: median(c.starts, lambda one: one.processor_seconds),
        2,
    ),
    Measure("peak memory while answering, MB", answering_mb, 0),
)


def answering(at_once: Collection[int]) -> Sequence[Measure]:
    """Return what is measured of questions."""
    return (
        Measure("a question, p50, ms", p50),
        Measure("a question, p95, ms", lambda _, column: _pooled(column, "alone", 0.95)),
        Measure("its passages alone, p50, ms", passages_p50),
        Measure("processor ms of a question", _busy),
        Measure("the same once more, p50, ms", lambda _, c: _pooled(c, "again", 0.5), 2),
        *(Measure(f"questions a second, {many} at once", _rate(many)) for many in at_once),
    )


def ratio(value: Value, beside: Value) -> float | None:
    """Return how many times `beside` a figure is; None where one of them is missing."""
    if isinstance(value, float | int) and isinstance(beside, float | int) and beside:
        return value / beside
    return None


def least(values: Mapping[str, Value], names: Collection[str]) -> Value:
    """Return the least of the figures of `names`; None where there is none."""
    found = [value for name, value in values.items() if name in names]
    numbers = [value for value in found if isinstance(value, float | int)]
    return min(numbers) if numbers else None
