"""The command: options, contenders, corpora, measurements, tables."""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from speed.contenders import HERE, PEERS, peer, pullquote
from speed.corpora import Corpus, corpus_of
from speed.environments import variables
from speed.measuring import Column, Plan, Size, measure, prepared_models
from speed.processes import Command, Measured, Missed, run
from speed.report import report

from embeddings.errors import InputError

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SAMPLED_FROM = 100_000
AT_ONCE = (1, 4, 16)


def main(description: str) -> None:
    """Measure, and print the tables."""
    options = _options(description)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # steps are ended as well
    with _work(options.work) as work:
        try:
            _measure(options, work)
        except InputError as error:
            sys.exit(str(error))


def _measure(options: argparse.Namespace, work: Path) -> None:
    plan = Plan(
        work,
        rounds=options.rounds,
        starts=options.starts,
        questions=options.questions,
        at_once=AT_ONCE,
        limit_seconds=options.limit_seconds,
        question_seconds=options.question_seconds,
        again_below_seconds=options.again_below_seconds,
    )
    contenders = [*pullquote(), *(peer(name, work / "environments") for name in options.peers)]
    models = prepared_models(plan)
    sizes: list[Size] = []
    encoding: Measured | Missed = Missed("not measured")
    for size in sorted(options.sizes):
        sampled = size >= options.sampled_from
        corpus = corpus_of(work, size, options.seed, sampled=sampled)
        sizes.append(measure(corpus, contenders, plan))
        if len(sizes) == 1:
            encoding = _encoding(corpus, plan)
        _keep(sizes, work / "measured.json")
        tables = report(sizes, contenders, plan, models=models, encoding=encoding)
    if options.into:
        tables.put_into(options.into)


def _keep(sizes: Sequence[Size], path: Path) -> None:
    """Write what was measured, round by round."""
    found = [
        {"passages": one.corpus.count, "columns": one.columns, "scan": one.scan} for one in sizes
    ]
    path.write_text(json.dumps(found, default=_as_json, indent=1), encoding="utf-8")


def _as_json(value: object) -> object:
    if isinstance(value, Column | Measured | Missed):
        return asdict(value)
    raise TypeError(f"{value!r} is no part of the measurements")


def _encoding(corpus: Corpus, plan: Plan) -> Measured | Missed:
    script = HERE / "steps" / "encoding.py"
    command: Command = [sys.executable, script, plan.work / "prepared", corpus.passages]
    limit = plan.limit_seconds
    return run(command, limit_seconds=limit, environment=variables(), folder=plan.work)


@contextmanager
def _work(folder: Path | None) -> Iterator[Path]:
    """Yield the folder that was named, or one that goes when all is done."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.resolve()
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def _options(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/speed",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--sizes", type=int, nargs="+", default=SIZES, help="passages, about")
    add("--sampled-from", type=int, default=SAMPLED_FROM, help="passages; below, the model's own")
    add(
        "--peers",
        nargs="*",
        choices=PEERS,
        default=list(PEERS),
        metavar="PEER",
        help=f"of {', '.join(PEERS)}",
    )
    add("--rounds", type=int, default=3, help="of building and of answering")
    add("--again-below-seconds", type=float, default=120, help="a longer build is done once")
    add("--starts", type=int, default=5)
    add("--questions", type=int, default=100, help="a row")
    add("--question-seconds", type=float, default=30, help="the longest for a row of questions")
    add("--limit-seconds", type=float, default=3600, help="the longest for a step")
    add("--seed", type=int, default=0)
    add("--work", type=Path, help="folder for environments (5 GB) and corpora, to use them again")
    add("--into", type=Path, help="a file that shows the tables")
    return parser.parse_args()
