"""Prints what is best embedded of a passage: itself, with its headline, or with its neighbours.

    python benchmarks/embedded_text.py --qa PATH [--questions N] [--seed S] [--cache DIR]

PATH holds a folder for each set (see `rank_fitting.qa_sets`). Each variant ranks all passages that
are read of a set by cosine alone; a passage counts when it holds the answer. `recall@50` is what
the dense side hands on to be fused. The project embeds what comes first in the table.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from rank_fitting.intervals import interval
from rank_fitting.newsrooms import CachedEncoder, Case, search_all
from rank_fitting.qa_sets import Collection, Kind, read_set
from rank_fitting.tables import show

from embeddings.archive import Archive
from embeddings.encoder import load_encoder
from embeddings.schema import Article, Passage

SETS = ("squad11_dev", "squadshifts_new_wiki")
"""The sets whose articles are long enough to have neighbours, and have headlines."""
RECALLED = 50

Variant = Callable[[Article, Passage, Sequence[Passage]], str]


def main() -> None:
    """Read the options, embed, rank, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        cache = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        encoder = CachedEncoder(load_encoder(), cache)
        for name in SETS:
            source = read_set(options.qa / name, options.seed)
            chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
            asked = chance.sample(list(source.questions), options.questions)
            one = Collection("all", source.pieces, [(Kind.ANSWERABLE, item) for item in asked])
            folder = Path(temporary) / name
            cases = list(search_all(name, one, encoder, folder, stack))
            _report(name, cases, encoder, options.seed)
            encoder.save()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--questions", type=int, default=400, help="so many of each set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="folder to keep vectors in")
    return parser.parse_args()


def _alone(article: Article, passage: Passage, _every: Sequence[Passage]) -> str:
    return article.text[passage.start : passage.end]


def _with_headline(article: Article, passage: Passage, every: Sequence[Passage]) -> str:
    return f"{article.title}: {_alone(article, passage, every)}"


def _with_neighbours(article: Article, passage: Passage, every: Sequence[Passage]) -> str:
    place = every.index(passage)
    around = every[max(0, place - 1) : place + 2]
    return article.text[around[0].start : around[-1].end]


VARIANTS: Mapping[str, Variant] = {
    "passage alone": _alone,
    "headline: passage": _with_headline,
    "with neighbours": _with_neighbours,
}


def _report(name: str, cases: Sequence[Case], encoder: CachedEncoder, seed: int) -> None:
    rows = []
    for variant, text_of in VARIANTS.items():
        passages, texts = _texts(cases[0].archive, text_of)
        ranks = _ranks(cases, passages, encoder, texts)
        measures = (_within(ranks, 1), _within(ranks, 3), _within(ranks, RECALLED))
        rows.append([variant, *(str(interval([found], _mean, seed)) for found in measures)])
    columns = ["embedded", "hit@1", "hit@3", f"recall@{RECALLED}"]
    show(f"{name}: {len(cases)} questions, {len(passages)} passages", columns, rows)


def _texts(archive: Archive, text_of: Variant) -> tuple[list[Passage], list[str]]:
    passages: list[Passage] = []
    texts: list[str] = []
    for article in archive.articles():
        every = archive.passages_of(article.version)
        passages += every
        texts += [text_of(article, passage, every) for passage in every]
    return passages, texts


def _ranks(
    cases: Sequence[Case],
    passages: Sequence[Passage],
    encoder: CachedEncoder,
    texts: Sequence[str],
) -> list[int]:
    """Return the place of the first passage that answers each case."""
    vectors = encoder.encode(texts)
    ranks = []
    for case in cases:
        order = np.argsort(-(vectors @ case.query.vector), kind="stable")
        held = (place for place, at in enumerate(order, 1) if case.answered_by(passages[at]))
        ranks.append(next(held, len(passages) + 1))
    return ranks


def _within(ranks: Sequence[int], limit: int) -> list[tuple[int, float]]:
    """Return for each question, numbered, 100 where its rank is within `limit`, else 0."""
    return [(number, 100.0 * (rank <= limit)) for number, rank in enumerate(ranks)]


def _mean(values: Sequence[tuple[int, float]]) -> float:
    return float(np.mean([value for _, value in values]))


if __name__ == "__main__":
    main()
