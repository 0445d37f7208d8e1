"""Prints how well each stage finds and shows answers, on questions that nothing was fitted to.

    python benchmarks/quality.py --qa PATH [--questions N] [--seed S] [--cache DIR] [--into FILE]

PATH holds a folder for each set (see `rank_fitting.qa_sets`). Measured are

- three sets that the bundled reranker has not seen, on the documents that `ranking.py` left out;
- near misses, written against articles that the reranker's training left out;
- TIME, news with topics for queries: which articles are found;
- the project's own fixture questions.

The tables are Markdown; in brackets stands the 95 % bootstrap interval over questions. The first
run encodes and reads, half an hour on two cores; --cache keeps that for later ones. --into puts
the tables between the two lines of a file that name this command.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rank_fitting import topics
from rank_fitting.intervals import interval
from rank_fitting.measures import MEASURES
from rank_fitting.models import Model, Outcome, answer, ranked_articles
from rank_fitting.newsrooms import CachedEncoder, Case, search_all, search_fixtures
from rank_fitting.plain import passages_alone
from rank_fitting.qa_sets import Part, collections, near_misses, read_set, untrained
from rank_fitting.reading import CachedReranker, bundled, fingerprint, training
from rank_fitting.seconds import PERCENTILES, measure_seconds
from rank_fitting.tables import Tables, show

from bot.answering.ranking.weights import FUSED, RERANKED
from embeddings.encoder import load_encoder
from embeddings.retrieval import WEIGHTS

SETS = ("squadshifts_new_wiki", "squadshifts_reddit", "squadshifts_amazon")
NEAR_MISSES, TOPICS = "squad20_dev", "time_news"
TIMED_QUESTIONS = 50
ROOT = Path(__file__).resolve().parents[1]

Stages = Mapping[str, Callable[[Case], Outcome]]
Groups = Mapping[str, Sequence[Sequence[Outcome]]]
"""By stage, the outcomes that a figure is the mean over."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every step needs."""

    qa: Path
    work: Path
    stack: ExitStack
    questions: int
    seed: int
    encoder: CachedEncoder
    reranker: CachedReranker
    tables: Tables

    def models(self) -> dict[str, Model]:
        """Return the answers' two ways of ranking, with the constants that the bot has."""
        return {
            "fused": Model(WEIGHTS, FUSED, self.encoder),
            "reranked": Model(WEIGHTS, RERANKED, self.encoder, self.reranker),
        }

    def stages(self) -> Stages:
        """Return every stage: what it makes of a case."""
        plain = {"BM25": "bm25", "dense": "cosine"}
        return {
            **{name: _plain(figure) for name, figure in plain.items()},
            **{name: _fitted(model) for name, model in self.models().items()},
        }


def main() -> None:
    """Read the options, search, measure, print."""
    options = _options()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        cache = options.cache or Path(temporary)
        cache.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            qa=options.qa,
            work=Path(temporary) / "collections",
            stack=stack,
            questions=options.questions,
            seed=options.seed,
            encoder=CachedEncoder(load_encoder(), cache),
            reranker=CachedReranker(bundled(), cache, fingerprint()),
            tables=Tables(),
        )
        for part in (_report_sets, _report_near_misses, _report_topics, _report_fixtures):
            part(bench)
            bench.encoder.save()
            bench.reranker.save()
        if options.into:
            bench.tables.put_into(options.into)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--qa", type=Path, required=True, help="folder of the question sets")
    parser.add_argument("--questions", type=int, default=100, help="answerable ones a size a set")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, help="folder to keep vectors and readings in")
    parser.add_argument("--into", type=Path, help="a file that shows the tables")
    return parser.parse_args()


def _plain(figure: str) -> Callable[[Case], Outcome]:
    return lambda case: passages_alone(case, figure)


def _fitted(model: Model) -> Callable[[Case], Outcome]:
    return lambda case: answer(case, model)


def _report_sets(bench: Bench) -> None:
    """Print the sets' mean with intervals, then each set, then the seconds."""
    outcomes: dict[str, dict[str, list[list[Outcome]]]] = {name: {} for name in bench.stages()}
    cases: list[Case] = []
    for name in SETS:
        training().must_lack(name)
        cases = _cases(bench, name)
        for stage, measured in bench.stages().items():
            outcomes[stage][name] = _by_size([measured(case) for case in cases])
    bench.tables.add(*_table(f"Mean of {len(SETS)} sets", _pooled(outcomes, SETS), bench.seed))
    for name in SETS:
        show(*_table(name, _pooled(outcomes, (name,)), bench.seed))
    _add_seconds(bench, cases)


def _pooled(
    outcomes: Mapping[str, Mapping[str, Sequence[Sequence[Outcome]]]], names: Sequence[str]
) -> Groups:
    """Return each stage's outcomes on these sets, by size."""
    return {
        stage: [group for name in names for group in found[name]]
        for stage, found in outcomes.items()
    }


def _cases(bench: Bench, name: str) -> list[Case]:
    source = read_set(bench.qa / name, bench.seed, part=Part.MEASURED)
    found: list[Case] = []
    for number, one in enumerate(collections(source, bench.questions, bench.seed)):
        folder = bench.work / f"{name}-{number}"
        found += search_all(name, one, bench.encoder, folder, bench.stack)
    return found


def _by_size(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    sizes = dict.fromkeys(outcome.case.size for outcome in outcomes)
    return [[o for o in outcomes if o.case.size == size] for size in sizes]


def _report_near_misses(bench: Bench) -> None:
    every = read_set(bench.qa / NEAR_MISSES, bench.seed, max_chars=sys.maxsize)
    source = untrained(every)
    collection = near_misses(source, bench.questions)
    folder = bench.work / NEAR_MISSES
    cases = list(search_all(NEAR_MISSES, collection, bench.encoder, folder, bench.stack))
    _add_cases(f"Near misses: {NEAR_MISSES}", cases, bench)


def _report_fixtures(bench: Bench) -> None:
    paths = ROOT / "articles", ROOT / "tests" / "fixtures" / "questions.yaml"
    found = search_fixtures(*paths, bench.encoder, bench.work / "fixtures", bench.stack)
    _add_cases("The project's fixture questions", list(found), bench)


def _add_cases(title: str, cases: Sequence[Case], bench: Bench) -> None:
    groups = {
        name: [[measured(case) for case in cases]] for name, measured in bench.stages().items()
    }
    bench.tables.add(*_table(title, groups, bench.seed))


def _report_topics(bench: Bench) -> None:
    folder = bench.work / TOPICS
    found = list(topics.search_topics(bench.qa / TOPICS, bench.encoder, folder, bench.stack))
    ordered = {
        name: [(topic, order(topic.case)) for topic in found]
        for name, order in _orders(bench).items()
    }
    rows = [
        [name, *(str(interval([one], _mean_of(measure), bench.seed)) for one in ordered.values())]
        for name, measure in topics.MEASURES.items()
    ]
    bench.tables.add(f"{TOPICS}: {len(found)} topics", ["figure", *ordered], rows)


def _orders(bench: Bench) -> dict[str, Callable[[Case], list[str]]]:
    """Return each stage's order of the articles that it finds."""
    orders: dict[str, Callable[[Case], list[str]]] = {
        name: _by_figure(figure) for name, figure in (("BM25", "bm25"), ("dense", "cosine"))
    }
    for name, model in bench.models().items():
        orders[name] = _by_model(model)
    return orders


def _by_figure(figure: str) -> Callable[[Case], list[str]]:
    def order(case: Case) -> list[str]:
        best = sorted(case.candidates, key=lambda item: -getattr(item.evidence, figure))
        return [item.passage.article_id for item in best]

    return order


def _by_model(model: Model) -> Callable[[Case], list[str]]:
    return lambda case: ranked_articles(case, model)


def _mean_of(
    measure: topics.Measure,
) -> Callable[[Sequence[tuple[topics.Topic, list[str]]]], float]:
    def mean(ordered: Sequence[tuple[topics.Topic, list[str]]]) -> float:
        return sum(measure(topic, order) for topic, order in ordered) / len(ordered)

    return mean


def _question(outcome: Outcome) -> tuple[str, str]:
    """Return what names a question: several collections may be asked the same one."""
    return outcome.case.source, outcome.case.query.text


def _table(title: str, groups: Groups, seed: int) -> tuple[str, list[str], list[list[str]]]:
    rows = [
        [
            name,
            *(str(interval(found, measure, seed, cluster=_question)) for found in groups.values()),
        ]
        for name, measure in MEASURES.items()
    ]
    count = sum(map(len, next(iter(groups.values()))))
    return f"{title}: {count} questions", ["figure", *groups], rows


def _add_seconds(bench: Bench, cases: Sequence[Case]) -> None:
    """Add the seconds of each stage over the first, largest collection of `cases`."""
    archive = cases[0].archive
    asked = [case.query.text for case in cases if case.archive is archive][:TIMED_QUESTIONS]
    found = measure_seconds(archive, load_encoder(), bundled(), asked)
    rows = [
        [f"p{percentile}", *(f"{seconds[place]:.3f}" for seconds in found.values())]
        for place, percentile in enumerate(PERCENTILES)
    ]
    title = f"Seconds a question, {len(asked)} questions over {archive.counts()[1]} passages"
    bench.tables.add(title, ["figure", *found], rows)


if __name__ == "__main__":
    main()
