"""Prints how much rerankers differ that were trained alike but for the seed.

    python benchmarks/seeds.py --qa PATH --models DIR DIR ... [--questions N] [--seed S]
        [--cache DIR] [--into FILE]

PATH holds a folder for each set (see `rank_fitting.qa_sets`), each DIR what `training/train.py
--seed S` wrote. For each model the constants of ranking are fitted anew to a part of the sets, as
`benchmarks/ranking.py` does, and measured on the rest, as `benchmarks/quality.py` does. The table
is Markdown: each model's figures, their mean and their standard deviation. --into puts it between
the two lines of a file that name this command.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rank_fitting.measures import measure
from rank_fitting.models import PASSAGE_FEATURES, System, answer, fit
from rank_fitting.newsrooms import CachedEncoder, Case, search_all
from rank_fitting.qa_sets import Part, collections, read_set
from rank_fitting.reading import FIGURES_NAME, CachedReranker
from rank_fitting.tables import Tables

from bot.answering.ranking.cross_encoders import BundledReranker
from bot.answering.ranking.reranking import SUMS_NAME, fault_of
from embeddings.encoder import load_encoder

SETS = ("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon")
FIRST = "<!-- python benchmarks/seeds.py: from here -->"
LAST = "<!-- python benchmarks/seeds.py: to here -->"
SYSTEM = System("reranked", PASSAGE_FEATURES, ("cosine", "share", "evidence"), reranked=True)


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, where it lies and with which seed it was trained."""

    folder: Path
    seed: int
    steps: int

    @classmethod
    def read(cls, folder: Path) -> "Trained":
        """Return the model of a folder.

        Raises:
            ValueError: its files are missing or damaged, or it was trained on a set measured here.
        """
        fault = fault_of(folder)
        if fault:
            raise ValueError(f"{folder} cannot be used ({fault}): train it again")
        figures = json.loads((folder / FIGURES_NAME).read_text(encoding="utf-8"))
        seen = set(SETS) & set(figures["trained"])
        if seen:
            raise ValueError(f"{folder} was trained on {', '.join(sorted(seen))}")
        return cls(folder, figures["seed"], figures["learnt"]["steps"])


def main() -> None:
    """Read the options, search once, then fit and measure each model."""
    options = _options()
    models = [Trained.read(folder) for folder in options.models]
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        cache = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = CachedEncoder(load_encoder(), cache)
        parts = {
            part: list(_cases(options, part, encoder, Path(temporary), stack))
            for part in (Part.FITTED, Part.MEASURED)
        }
        encoder.save()
        columns = {}
        for model in models:
            columns[f"seed {model.seed}"] = _measured(model, parts, encoder, cache, options.seed)
            encoder.save()
    count = len(parts[Part.MEASURED])
    title = f"{len(models)} seeds, {models[0].steps} steps each, {count} questions"
    tables = Tables(FIRST, LAST)
    tables.add(title, ["figure", *columns, "mean", "standard deviation"], _rows(columns))
    if options.into:
        tables.put_into(options.into)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--models", type=Path, nargs="+", required=True, help="trained models")
    parser.add_argument("--questions", type=int, default=30, help="answerable ones a size a set")
    parser.add_argument("--seed", type=int, default=0, help="of the questions drawn")
    parser.add_argument("--cache", type=Path, help="folder to keep vectors and readings in")
    parser.add_argument("--into", type=Path, help="a file that shows the table")
    return parser.parse_args()


def _cases(
    options: argparse.Namespace, part: Part, encoder: CachedEncoder, work: Path, stack: ExitStack
) -> Iterator[Case]:
    for name in SETS:
        source = read_set(options.qa / name, options.seed, part=part)
        for number, one in enumerate(collections(source, options.questions, options.seed)):
            folder = work / f"{part.name}-{name}-{number}"
            yield from search_all(name, one, encoder, folder, stack)


def _measured(
    model: Trained,
    parts: dict[Part, list[Case]],
    encoder: CachedEncoder,
    cache: Path,
    seed: int,
) -> dict[str, float]:
    """Return the model's figures, averaged over the sets."""
    name = (model.folder / SUMS_NAME).read_text(encoding="utf-8").split()[0][:16]
    reranker = CachedReranker(BundledReranker(model.folder), cache, name)
    fitted = fit(SYSTEM, parts[Part.FITTED], encoder, reranker, seed)
    outcomes = [answer(case, fitted) for case in parts[Part.MEASURED]]
    reranker.save()
    sets = [measure([o for o in outcomes if o.case.source == one]) for one in SETS]
    return {figure: float(np.mean([found[figure] for found in sets])) for figure in sets[0]}


def _rows(columns: dict[str, dict[str, float]]) -> Iterator[Sequence[str]]:
    for figure in next(iter(columns.values())):
        values = [column[figure] for column in columns.values()]
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
        yield [figure, *(f"{one:.1f}" for one in (*values, np.mean(values), spread))]


if __name__ == "__main__":
    main()
