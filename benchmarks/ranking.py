"""Chooses the constants of ranking and answering on public question sets, and measures them.

    python benchmarks/ranking.py --qa PATH [--sets NAME ...] [--questions N] [--seed S]
        [--cache DIR]

PATH holds a folder for each set (see `rank_fitting.qa_sets`). For each set in turn the weights of
passages and sentences and the curve of the score are fitted on the others and measured on it, in
collections of about 15 and 50 articles and a large one, each size counting the same. The last
lines are the constants fitted on all sets, to be pasted.

The first run encodes, about twenty minutes on two cores; later ones with the same --cache only
search and fit, in about eight.
"""

import argparse
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rank_fitting.measures import MEASURES, at_threshold, measure, separation
from rank_fitting.models import (
    PASSAGE_FEATURES,
    Model,
    Outcome,
    System,
    answer,
    fit,
)
from rank_fitting.newsrooms import CachedEncoder, Case, search_all
from rank_fitting.qa_sets import Kind, collections, near_misses, read_set
from rich.console import Console
from rich.table import Table

from bot.answering.excerpts import SHAPE, Shape
from embeddings.encoder import load_encoder

SETS = ("squad11_dev", "squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon")
NEAR_MISSES = "squad20_dev"
SAME_ARTICLES = "squad11_dev"
"""The set that shares its articles with the near misses, which are measured without it."""
SYSTEMS = (
    System("BM25 alone", ("bm25",), ("share",)),
    System("dense alone", ("cosine",), ("cosine",)),
    System("two figures", ("cosine", "coverage"), ("cosine", "share")),
    System("fused", PASSAGE_FEATURES, ("cosine", "share")),
)
SHAPES = tuple(
    Shape(sentences, cost, SHAPE.points_back_cost)
    for sentences, costs in ((1, (0.0,)), (3, (0.0, 0.02)), (4, (0.01,)), (5, (0.005, 0.01, 0.02)))
    for cost in costs
)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)
SHAPE_MEASURES = ("first", "in 500", "in 1000", "chars")
MIN_SETS = 2
WIDTH = 140


@dataclass(frozen=True, slots=True)
class Bench:
    """What every step needs."""

    qa: Path
    questions: int
    seed: int
    encoder: CachedEncoder
    console: Console


def main() -> None:
    """Read the options, search, fit, print."""
    options = _options()
    console = Console(width=WIDTH)
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        cache = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = CachedEncoder(load_encoder(), cache)
        bench = Bench(options.qa, options.questions, options.seed, encoder, console)
        work = Path(temporary) / "collections"
        cases = {name: _cases(bench, name, work, stack) for name in options.sets}
        _hold_out(bench, cases)
        _report_near_misses(bench, cases, work, stack)
        every = [case for found in cases.values() for case in found]
        _print_constants(console, fit(SYSTEMS[-1], every, encoder, options.seed))
        encoder.save()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--sets", nargs="+", default=SETS, help="at least two")
    parser.add_argument("--questions", type=int, default=300, help="answerable ones a size a set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="folder to keep vectors in")
    options = parser.parse_args()
    if len(options.sets) < MIN_SETS:
        parser.error("holding one set out takes two: name more with --sets")
    return options


def _cases(bench: Bench, name: str, work: Path, stack: ExitStack) -> list[Case]:
    source = read_set(bench.qa / name, bench.seed)
    found: list[Case] = []
    for number, collection in enumerate(collections(source, bench.questions, bench.seed)):
        folder = work / f"{name}-{number}"
        found += search_all(name, collection, bench.encoder, folder, stack)
    bench.encoder.save()
    bench.console.print(f"{name}: {len(source.pieces)} articles, {len(found)} cases")
    return found


def _hold_out(bench: Bench, cases: Mapping[str, Sequence[Case]]) -> None:
    """Fit every system on all sets but one, measure it on that one, and print the tables."""
    columns = ["set held out", "system", *MEASURES]
    quality = Table(*columns, title="Quality, mean of three sizes of collection, percent")
    sizes = Table("set held out", "size", *MEASURES, title="Fused, by size of collection")
    decisions = Table(title="Fused, by threshold, percent")
    for column in ("set held out", "threshold", "answered", "rightly", "near", "far"):
        decisions.add_column(column)
    rows: dict[str, list[list[float]]] = {}
    shapes: dict[Shape, list[list[float]]] = {}
    for held_out in cases:
        for system in SYSTEMS:
            model = fit(system, _others(cases, held_out), bench.encoder, bench.seed)
            outcomes = [answer(case, model, bench.encoder) for case in cases[held_out]]
            values = list(measure(outcomes).values())
            rows.setdefault(system.name, []).append(values)
            quality.add_row(held_out, system.name, *_numbers(values))
        _add_sizes(sizes, held_out, outcomes)
        _measure_shapes(bench, cases[held_out], model, shapes)
        _add_decisions(decisions, held_out, outcomes, model)
    for name, found in rows.items():
        quality.add_row("mean", name, *_numbers(np.nanmean(found, axis=0)))
        quality.add_row("spread", name, *_numbers(np.nanstd(found, axis=0)))
    for table in (quality, sizes, _shape_table(shapes), decisions):
        bench.console.print(table)


def _measure_shapes(
    bench: Bench, cases: Sequence[Case], model: Model, rows: dict[Shape, list[list[float]]]
) -> None:
    answerable = [case for case in cases if case.kind is Kind.ANSWERABLE]
    for shape in SHAPES:
        outcomes = [answer(case, model, bench.encoder, shape=shape) for case in answerable]
        found = measure(outcomes)
        rows.setdefault(shape, []).append([found[name] for name in SHAPE_MEASURES])


def _shape_table(rows: Mapping[Shape, Sequence[Sequence[float]]]) -> Table:
    table = Table("sentences", "cost", *SHAPE_MEASURES, title="Fused, by excerpt, mean of sets")
    for shape, found in rows.items():
        names = (str(shape.max_sentences), str(shape.length_cost))
        table.add_row(*names, *_numbers(np.mean(found, axis=0)))
    return table


def _others(cases: Mapping[str, Sequence[Case]], held_out: str) -> list[Case]:
    return [case for name, found in cases.items() if name != held_out for case in found]


def _add_sizes(table: Table, held_out: str, outcomes: Sequence[Outcome]) -> None:
    for size in dict.fromkeys(outcome.case.size for outcome in outcomes):
        values = measure([outcome for outcome in outcomes if outcome.case.size == size])
        table.add_row(held_out, size, *_numbers(values.values()))


def _add_decisions(table: Table, held_out: str, outcomes: Sequence[Outcome], model: Model) -> None:
    for threshold in THRESHOLDS:
        values = at_threshold(outcomes, model, threshold)
        shown = [values[name] for name in ("answered", "rightly", "near", "far")]
        table.add_row(held_out, str(threshold), *_numbers(shown))


def _report_near_misses(
    bench: Bench, cases: Mapping[str, Sequence[Case]], work: Path, stack: ExitStack
) -> None:
    """Measure questions that only seem to be answered, where their set is there."""
    if not (bench.qa / NEAR_MISSES).is_dir():
        return
    collection = near_misses(read_set(bench.qa / NEAR_MISSES, bench.seed), bench.questions)
    missed = list(search_all(NEAR_MISSES, collection, bench.encoder, work / NEAR_MISSES, stack))
    bench.encoder.save()
    model = fit(SYSTEMS[-1], _others(cases, SAME_ARTICLES), bench.encoder, bench.seed)
    outcomes = [answer(case, model, bench.encoder) for case in missed]
    table = Table(title=f"{NEAR_MISSES}: AUROC {separation(outcomes, Kind.MISS):.1f}")
    for column in ("threshold", "answered", "rightly", "misses answered"):
        table.add_column(column)
    for threshold in THRESHOLDS:
        values = at_threshold(outcomes, model, threshold)
        shown = [values[name] for name in ("answered", "rightly", "misses")]
        table.add_row(str(threshold), *_numbers(shown))
    bench.console.print(table)


def _numbers(values: Iterable[float]) -> list[str]:
    return ["" if np.isnan(value) else f"{value:.1f}" for value in values]


def _print_constants(console: Console, model: Model) -> None:
    console.print(f"WEIGHTS = {model.passages}")
    console.print(f"SENTENCE_WEIGHTS = {model.sentences}")
    console.print(f"SLOPE = {model.slope:.3f}\nINTERCEPT = {model.intercept:.3f}")


if __name__ == "__main__":
    main()
