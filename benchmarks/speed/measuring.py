"""The steps of each size, taken in turns: building, starting, answering."""

import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speed.contenders import HERE, PULLQUOTE, Contender
from speed.corpora import Corpus
from speed.environments import variables
from speed.processes import Command, Measured, Missed, bytes_on_disk, run

from embeddings.errors import InputError

WARM_UP = 10
HITS = 10
"""So many passages the peers return; Pullquote shows what its settings say."""
MODELS = "models"


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, how many and how long.

    A build that took longer than `again_below_seconds` is not done again.
    """

    work: Path
    rounds: int
    starts: int
    questions: int
    at_once: Sequence[int]
    limit_seconds: float
    question_seconds: float
    again_below_seconds: float

    def job(self, name: str, **values: Any) -> Path:  # Any: JSON
        """Write a job for a driver and return where it lies."""
        path = self.work / "jobs" / f"{slug(name)}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values, default=str), encoding="utf-8")
        return path


@dataclass(slots=True)
class Column:
    """What was measured of one contender at one size."""

    builds: list[Measured | Missed] = field(default_factory=list)
    starts: list[Measured | Missed] = field(default_factory=list)
    serves: list[Measured | Missed] = field(default_factory=list)
    disk_mb: float | None = None
    shown: Sequence[Sequence[str]] = ()
    """By question, the texts that were found."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size: its corpus, what was measured of whom, and the flat scan of its vectors."""

    corpus: Corpus
    columns: Mapping[str, Column]
    scan: Measured | Missed


def slug(name: str) -> str:
    """Return `name` as a file may be called."""
    return re.sub(r"\W+", "-", name.lower()).strip("-")


def prepared_models(plan: Plan) -> Measured:
    """Let Pullquote make its model's files, as the first index of an installation does.

    Raises:
        InputError: it does not.
    """
    home = plan.work / "prepared"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    article = home / "article.txt"
    article.write_text("A ferry\n\nThe ferry sails at noon, said its captain.\n", encoding="utf-8")
    command: Command = [sys.executable, "-m", "bot", "index", article, "--data-dir", home]
    limit = plan.limit_seconds
    done = run(command, limit_seconds=limit, environment=variables(), folder=home)
    if isinstance(done, Missed):
        raise InputError(f"'pullquote index' has not made the model's files: {done.said}")
    return done


def measure(corpus: Corpus, contenders: Sequence[Contender], plan: Plan) -> Size:
    """Measure one size; its indexes are removed when it is done."""
    indexes = plan.work / "indexes"
    shutil.rmtree(indexes, ignore_errors=True)
    columns = {one.name: Column() for one in contenders}
    for take in (_build, _start, _serve):
        for number, one in _turns(contenders, plan, take is _start):
            take(one, columns[one.name], corpus, plan, number)
    scan: Measured | Missed = Missed("not measured")
    if PULLQUOTE in columns:
        command: Command = [
            sys.executable,
            HERE / "steps" / "scanning.py",
            _index_of(PULLQUOTE, plan),
        ]
        limit = plan.limit_seconds
        scan = run(command, limit_seconds=limit, environment=variables(), folder=plan.work)
    shutil.rmtree(indexes, ignore_errors=True)
    return Size(corpus, columns, scan)


def _turns(
    contenders: Sequence[Contender], plan: Plan, is_start: bool
) -> Iterator[tuple[int, Contender]]:
    """Yield who is next in which round; each round begins with another."""
    for number in range(plan.starts + 1 if is_start else plan.rounds):
        shift = number % len(contenders)
        for one in [*contenders[shift:], *contenders[:shift]]:
            yield number, one


def _build(one: Contender, column: Column, corpus: Corpus, plan: Plan, number: int) -> None:
    if not one.builds or any(not _again(done, plan) for done in column.builds):
        return
    index = _index_of(one.name, plan)
    shutil.rmtree(index, ignore_errors=True)
    if one.driver is None:
        shutil.copytree(plan.work / "prepared" / MODELS, index / MODELS)
    job = plan.job(
        f"build {one.name}", index=index, passages=corpus.passages, vectors=corpus.vectors
    )
    done = _run(one, one.build(corpus, index, job), plan, f"build {number}")
    column.builds.append(done)
    if isinstance(done, Measured):
        models = bytes_on_disk(index / MODELS)
        column.disk_mb = (bytes_on_disk(index) - models) / 1e6


def _again(done: Measured | Missed, plan: Plan) -> bool:
    return isinstance(done, Measured) and done.seconds < plan.again_below_seconds


def _start(one: Contender, column: Column, corpus: Corpus, plan: Plan, number: int) -> None:
    """Start it once more; the first time only warms up what the system keeps of files."""
    index, question = _index_of(one.builder or one.name, plan), corpus.questions[-1 - number]
    if not index.is_dir():
        column.starts.append(Missed("no index"))
    if any(isinstance(done, Missed) for done in column.starts):
        return
    job = plan.job(
        f"first {one.name}", index=index, passages=corpus.passages, hits=HITS, question=question
    )
    done = _run(one, one.first(index, question, job), plan, f"first {number}")
    if number or isinstance(done, Missed):
        column.starts.append(done)


def _serve(one: Contender, column: Column, corpus: Corpus, plan: Plan, number: int) -> None:
    index = _index_of(one.builder or one.name, plan)
    if not index.is_dir():
        column.serves.append(Missed("no index"))
    if any(isinstance(done, Missed) for done in column.serves):
        return
    shown = plan.work / "jobs" / f"shown-{slug(one.name)}.json"
    asked = _asked(corpus.questions, plan)
    job = plan.job(
        f"serve {one.name}",
        index=index,
        passages=corpus.passages,
        hits=HITS,
        seconds=plan.question_seconds,
        shown=shown,
        **asked,
    )
    done = _run(one, one.serve(job), plan, f"serve {number}")
    column.serves.append(done)
    if isinstance(done, Measured):
        column.shown = json.loads(shown.read_text(encoding="utf-8"))


def _asked(questions: Sequence[str], plan: Plan) -> dict[str, Any]:  # Any: JSON
    """Return what is asked in one process, no question twice."""
    left = iter(questions)

    def taken(count: int) -> list[str]:
        return [question for _, question in zip(range(count), left, strict=False)]

    warm_up, alone = taken(WARM_UP), taken(plan.questions)
    rows = {str(many): taken(max(plan.questions, 4 * many)) for many in plan.at_once}
    passages_of = taken(plan.questions)
    if not (passages_of and all(rows.values())):
        raise InputError("There are too few questions: ask for fewer with --questions.")
    return {"warm_up": warm_up, "alone": alone, "passages_of": passages_of, "at_once": rows}


def _run(one: Contender, command: Command, plan: Plan, what: str) -> Measured | Missed:
    print(f"{one.name}: {what}", end=" ", file=sys.stderr, flush=True)
    done = run(
        command,
        limit_seconds=plan.limit_seconds,
        environment=one.environment,
        folder=plan.work,
    )
    shown = f"{done.seconds:.1f} s" if isinstance(done, Measured) else f"{done.reason} {done.said}"
    print(shown, file=sys.stderr, flush=True)
    return done


def _index_of(name: str, plan: Plan) -> Path:
    return plan.work / "indexes" / slug(name)
