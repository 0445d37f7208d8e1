"""The command: options, contenders, corpora, measurements, tables."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from speed.contenders import HERE, PEERS, Contender, peer, pullquote
from speed.corpora import Corpus, corpus_of
from speed.environments import variables
from speed.keeping import Facts, Kept, keep, kept_in
from speed.measuring import Plan, measure, prepared_models
from speed.processes import Command, Measured, Missed, run
from speed.report import report

from embeddings.errors import InputError

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SAMPLED_FROM = 100_000
AT_ONCE = (1, 4, 16)
MEASURED = "measured.json"


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
    facts, path = _facts(options, contenders), work / MEASURED

    def corpus(size: int) -> Corpus:
        return corpus_of(work, size, options.seed, sampled=size >= options.sampled_from)

    kept = kept_in(path, facts, corpus) if options.resume else None
    left = sorted({*options.sizes} - {*(kept.sizes if kept else ())})
    if kept is None or left:
        models = prepared_models(plan)
        kept = kept or Kept(models, Missed("not measured"), {})
    for size in left:
        found = measure(corpus(size), contenders, plan)
        encoding = kept.encoding
        if isinstance(encoding, Missed):
            encoding = _encoding(corpus(size), plan)
        kept = Kept(kept.models, encoding, dict(sorted({**kept.sizes, size: found}.items())))
        keep(path, facts, kept)
    sizes = list(kept.sizes.values())
    tables = report(sizes, contenders, plan, models=kept.models, encoding=kept.encoding)
    if options.into:
        tables.put_into(options.into)


def _facts(options: argparse.Namespace, contenders: Sequence[Contender]) -> Facts:
    """Return what is the same for all figures of one table."""
    return {
        "versions": {one.name: dict(one.versions) for one in contenders},
        "rounds": options.rounds,
        "starts": options.starts,
        "questions": options.questions,
        "sampled-from": options.sampled_from,
        "seed": options.seed,
    }


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
    add("--resume", action="store_true", help="keep the sizes that WORK/measured.json has")
    add("--into", type=Path, help="a file that shows the tables")
    return parser.parse_args()
