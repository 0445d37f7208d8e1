"""The tables: who was measured, the figures side by side with their ratios, limits, goals."""

import os
import statistics
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rank_fitting.tables import Tables
from speed.contenders import PLAIN, PULLQUOTE, Contender
from speed.corpora import Corpus
from speed.exactness import Exactness, exactness
from speed.figures import BUILDING, STARTING, Measure, Value, answering, ratio
from speed.goals import encoder_ratio, goal_rows, scan_ratio
from speed.measuring import Column, Plan, Size
from speed.processes import Measured, Missed

FIRST = "<!-- python benchmarks/speed: from here -->"
LAST = "<!-- python benchmarks/speed: to here -->"


def report(
    sizes: Sequence[Size],
    contenders: Sequence[Contender],
    plan: Plan,
    *,
    models: Measured,
    encoding: Measured | Missed,
) -> Tables:
    """Print every table, and return them."""
    tables = Tables(FIRST, LAST)
    names = [one.name for one in contenders]
    building = [one.name for one in contenders if one.builds]
    tables.add("What was measured", ["", ""], _about(sizes, contenders, plan, models))
    _add(
        tables,
        f"Building ({_beside(PULLQUOTE)})",
        BUILDING,
        sizes,
        names=building,
        beside=PULLQUOTE,
    )
    _add(
        tables,
        f"Starting and memory ({_beside(PLAIN)})",
        STARTING,
        sizes,
        names=names,
        beside=PLAIN,
    )
    asked = answering(plan.at_once)
    _add(tables, f"Answering ({_beside(PLAIN)})", asked, sizes, names=names, beside=PLAIN)
    exact = "Passages returned that stand so in their articles, to the letter"
    tables.add(exact, ["passages", *names], _exact_rows(sizes, names))
    tables.add("The machine's own limits", _LIMITS, _limit_rows(sizes, encoding))
    columns = ["goal", "wanted", *(f"{size.corpus.count:,} passages" for size in sizes)]
    tables.add("Goals, as ratios within this run", columns, goal_rows(sizes, encoding))
    return tables


def _beside(name: str) -> str:
    return f"in brackets: times {name}"


def _add(
    tables: Tables,
    title: str,
    measures: Iterable[Measure],
    sizes: Sequence[Size],
    *,
    names: Sequence[str],
    beside: str,
) -> None:
    rows = [
        [
            measure.name if not number else "",
            _named(size.corpus),
            *_cells(measure, size, names, beside),
        ]
        for measure in measures
        for number, size in enumerate(sizes)
    ]
    tables.add(title, ["", "passages", *names], rows)


def _named(corpus: Corpus) -> str:
    return f"{corpus.count:,}{', sampled vectors' if corpus.is_sampled else ''}"


def _cells(measure: Measure, size: Size, names: Sequence[str], beside: str) -> Iterator[str]:
    found = {name: measure.of(size, size.columns[name]) for name in names}
    for name in names:
        yield _cell(found[name], None if name == beside else found.get(beside), measure.digits)


def _cell(value: Value, beside: Value, digits: int) -> str:
    if value is None:
        return "–"
    if isinstance(value, Missed):
        return value.reason
    times = ratio(value, beside)
    shown = f"{value:,.{digits}f}"
    return shown if times is None else f"{shown} ({_times(times)}×)"


def _times(times: float) -> str:
    return f"{times:,.0f}" if times >= 10 else f"{times:.2g}"  # noqa: PLR2004 - two digits


def _about(
    sizes: Sequence[Size], contenders: Sequence[Contender], plan: Plan, models: Measured
) -> Iterator[list[str]]:
    yield ["machine", f"{_processor()}, {len(os.sched_getaffinity(0))} processors"]
    loads = [load for size in sizes for column in size.columns.values() for load in _loads(column)]
    if loads:
        yield [
            "load before a step",
            f"median {statistics.median(loads):.1f}, at most {max(loads):.1f}",
        ]
    for one in contenders:
        if one.versions:
            shown = ", ".join(f"{name} {version}" for name, version in one.versions.items())
            yield [one.name, shown]
    tokens = ", ".join(f"{size.corpus.tokens:.0f}" for size in sizes)
    yield ["tokens a passage", tokens]
    yield ["rounds", f"{plan.rounds}; starts {plan.starts}; questions {plan.questions} a row"]
    yield ["the model's files, made once", f"{models.seconds:.0f} s, {models.peak_mb:.0f} MB"]


def _loads(column: Column) -> Iterator[float]:
    for one in [*column.builds, *column.starts, *column.serves]:
        if isinstance(one, Measured):
            yield one.load


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return "unknown"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "unknown")


def _exact_rows(sizes: Sequence[Size], names: Sequence[str]) -> Iterator[list[str]]:
    for size in sizes:
        shown = {name: column.shown for name, column in size.columns.items()}
        found = exactness(size.corpus, shown)
        yield [_named(size.corpus), *(_exact(found[name]) for name in names)]


def _exact(found: Exactness) -> str:
    return f"{found.exact:,} of {found.returned:,}" if found.returned else "–"


_LIMITS = ("", "found", "the machine's limit", "times as long")


def _limit_rows(sizes: Sequence[Size], encoding: Measured | Missed) -> Iterator[list[str]]:
    for size in sizes:
        name = f"flat scan of {size.corpus.count:,} vectors, GB/s (reading memory, one thread)"
        if isinstance(size.scan, Missed):
            yield [name, size.scan.reason, "–", "–"]
        else:
            found = size.scan.found
            rates = [found["bytes"] / found[key] / 1e9 for key in ("scan_seconds", "read_seconds")]
            yield [name, *(f"{rate:.1f}" for rate in rates), f"{scan_ratio(size):.2f}"]
    name = "encoder, GFLOP/s (matrix products of its shapes, all processors)"
    if isinstance(encoding, Missed):
        yield [name, encoding.reason, "–", "–"]
        return
    rates = encoding.found["flops_per_second"]
    best = max(("numpy", "onnxruntime"), key=lambda one: rates[one])
    shown = f"{rates[best] / 1e9:.0f} by {best}, {encoding.found['tokens']} tokens each"
    yield [name, f"{rates['encoder'] / 1e9:.0f}", shown, f"{encoder_ratio(encoding):.2f}"]
