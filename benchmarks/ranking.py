"""Chooses the constants of ranking and answering on a part of public question sets.

    python benchmarks/ranking.py --qa PATH [--sets NAME ...] [--questions N] [--seed S]
        [--cache DIR]

PATH holds a folder for each set (see `rank_fitting.qa_sets`). The bundled reranker has seen none
of the sets; of each one three tenths of the documents are fitted to, in collections of about 15
and 50 articles and a large one, each size counting the same. `benchmarks/quality.py` measures on
the rest. The last lines are the constants, to be pasted.

The first run encodes and reads, a quarter of an hour on two cores; later ones with the same
--cache only search and fit, in about five minutes.
"""

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from rank_fitting.measures import MEASURES, at_threshold, measure
from rank_fitting.models import PASSAGE_FEATURES, Model, System, answer, fit
from rank_fitting.newsrooms import CachedEncoder, Case, search_all
from rank_fitting.qa_sets import Kind, Part, collections, read_set
from rank_fitting.reading import CachedReranker, bundled, fingerprint, training
from rich.console import Console
from rich.table import Table

from bot.answering.showing.excerpts import SHAPE, Shape
from embeddings.encoder import load_encoder

SETS = ("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon")
SYSTEMS = (
    System("FUSED", PASSAGE_FEATURES, ("cosine", "share")),
    System("without cosine", PASSAGE_FEATURES, ("share", "evidence"), reranked=True),
    System("RERANKED", PASSAGE_FEATURES, ("cosine", "share", "evidence"), reranked=True),
)
SHAPES = tuple(
    Shape(sentences, cost, SHAPE.points_back_cost)
    for sentences, costs in ((1, (0.0,)), (3, (0.0, 0.02)), (4, (0.005, 0.01, 0.02, 0.04)))
    for cost in costs
)
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SHAPE_MEASURES = ("first", "in 500", "in 1000", "words")
WIDTH = 140


def main() -> None:
    """Read the options, search, fit, print."""
    options = _options()
    console = Console(width=WIDTH)
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        cache = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = CachedEncoder(load_encoder(), cache)
        reranker = CachedReranker(bundled(), cache, fingerprint())
        cases: list[Case] = []
        for name in options.sets:
            training().must_lack(name)
            source = read_set(options.qa / name, options.seed, part=Part.FITTED)
            for number, one in enumerate(collections(source, options.questions, options.seed)):
                folder = Path(temporary) / f"{name}-{number}"
                cases += search_all(name, one, encoder, folder, stack)
        encoder.save()
        console.print(f"{len(cases)} cases")
        models = {
            system.name: fit(system, cases, encoder, reranker, options.seed) for system in SYSTEMS
        }
        encoder.save()
        reranker.save()
        _report(console, cases, models)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--sets", nargs="+", default=SETS)
    parser.add_argument("--questions", type=int, default=80, help="answerable ones a size a set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="folder to keep vectors and readings in")
    return parser.parse_args()


def _report(console: Console, cases: Sequence[Case], models: dict[str, Model]) -> None:
    """Print what each model does to the cases it was fitted to, and the constants."""
    quality = Table("system", *MEASURES, title="On what was fitted to, percent")
    decisions = Table("system", "threshold", "answered", "rightly", "near", "far")
    for name, model in models.items():
        outcomes = [answer(case, model) for case in cases]
        quality.add_row(name, *_numbers(measure(outcomes).values()))
        for threshold in THRESHOLDS:
            found = at_threshold(outcomes, threshold)
            shown = (found[column] for column in ("answered", "rightly", "near", "far"))
            decisions.add_row(name, str(threshold), *_numbers(shown))
    last = list(models.values())[-1]
    for table in (quality, decisions, _shapes(cases, last)):
        console.print(table)
    for name, model in models.items():
        console.print(f"{name}:\n  {model.passages}\n  {model.answers}")


def _shapes(cases: Sequence[Case], model: Model) -> Table:
    table = Table("sentences", "cost", *SHAPE_MEASURES, title="By excerpt")
    answerable = [case for case in cases if case.kind is Kind.ANSWERABLE]
    for shape in SHAPES:
        found = measure([answer(case, model, shape=shape) for case in answerable])
        names = (str(shape.max_sentences), str(shape.length_cost))
        table.add_row(*names, *_numbers(found[name] for name in SHAPE_MEASURES))
    return table


def _numbers(values: Iterable[float]) -> list[str]:
    return [f"{value:.1f}" for value in values]


if __name__ == "__main__":
    main()
