"""A program that builds and updates an index, and is killed at random moments while it does.

    python crashing.py FOLDER KILLS SEED

Every run is a process of its own, forked from one that has only imported; after each kill the
doctor looks at what is left, the run is done again, and its result compared with that of a run
that nobody disturbed. The last line printed is a JSON object with the kills and what they hit.
"""

import hashlib
import json
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import faiss  # noqa: F401, TID253 - imported before the fork, so that each run starts at once
import tantivy  # noqa: F401, TID253 - likewise

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # before this folder, named alike

from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.doctor.examining import examine
from embeddings.doctor.findings import Severity
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever
from embeddings.storage.locks import writing
from embeddings.syncing.planning import SyncOptions

ARTICLES = 500
_FORKING = multiprocessing.get_context("fork")
_WORDS = [
    "ship",
    "crew",
    "moon",
    "port",
    "tide",
    "storm",
    "vote",
    "court",
    "budget",
    "river",
    "bridge",
    "strike",
    "school",
    "train",
]
_QUESTIONS = [f"Which {one} met the {_WORDS[-1]}?" for one in _WORDS[:-1]]


def main() -> None:
    """Kill runs until there were enough, and report."""
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    coverage = folder / "articles"
    coverage.mkdir(parents=True)
    expected, seconds = [], []
    for edition in (1, 2):
        _write(coverage, edition)
        started = time.monotonic()
        _done(_sync, folder / "undisturbed", coverage)
        seconds.append(time.monotonic() - started)
        expected.append(_done(_fingerprint, folder / "undisturbed"))
    hit: Counter[str] = Counter()
    rounds = 0
    while hit.total() < kills:
        rounds += 1
        data = folder / f"disturbed-{rounds}"
        for edition, name in ((1, "building"), (2, "updating")):
            _write(coverage, edition)
            moment = chance.uniform(0, seconds[edition - 1])
            if _killed(data, coverage, moment):
                hit[name] += 1
                _check(data)
            else:  # it was done by then: the undisturbed run was a slow one
                seconds[edition - 1] = moment
            _done(_sync, data, coverage)
            found = _done(_fingerprint, data)
            if found != expected[edition - 1]:
                raise SystemExit(f"after kill {hit.total()}, {name}: {found}")
    sys.stdout.write(json.dumps({"kills": hit.total(), "rounds": rounds, **hit}) + "\n")


def _killed(data: Path, coverage: Path, delay: float) -> bool:
    """Start a run and kill it after a while; say whether it was still going on."""
    run = _FORKING.Process(target=_sync, args=(data, coverage))
    run.start()
    run.join(delay)
    run.kill()
    run.join()
    return run.exitcode == -9


def _done(act: Callable[..., Any], *arguments: object) -> Any:  # Any: what JSON can hold
    """Return what `act` returns in a process of its own, which must not fail."""
    here, there = _FORKING.Pipe(duplex=False)
    run = _FORKING.Process(target=_send, args=(there, act, arguments))
    run.start()
    there.close()
    found = here.recv()
    run.join()
    if run.exitcode:
        raise SystemExit(f"{act.__name__} ended with {run.exitcode}")
    return found


def _send(there: Connection, act: Callable[..., Any], arguments: tuple[object, ...]) -> None:
    there.send(act(*arguments))


def _sync(data: Path, coverage: Path) -> None:
    """Index as the command does: one writer, sources in, generation out."""
    encoder = WordEncoder()
    with Archive.create(data, manifest_of(encoder)) as archive, writing(data):
        options = SyncOptions(prune=True)
        index(archive, encoder, [coverage], QuietProgress(), options=options)


def _check(data: Path) -> None:
    faults = _done(_faults, data)
    if faults:
        raise SystemExit(f"the doctor finds {faults} in {data.name}")


def _faults(data: Path) -> list[str]:
    """Return the damage that the doctor finds; what is only behind catches up by itself."""
    if not (data / "archive.sqlite3").is_file() or not (data / "archive.sqlite3").stat().st_size:
        return []  # killed before there was anything
    found = examine(data, WordEncoder)
    return [f"{one.check}: {one.what}" for one in found if one.severity >= Severity.DAMAGE]


def _fingerprint(data: Path) -> dict[str, Any]:  # Any: what JSON can hold
    """Return everything that two indexes of the same coverage have in common."""
    encoder = WordEncoder()
    with Archive.open(data) as archive:
        retriever = Retriever(archive, encoder)
        entries = sorted((entry.id, entry.version, entry.path) for entry in archive.entries())
        ids, vectors = archive.vectors()
        spans = [(p.version, p.start, p.end) for p in archive.passages(ids.tolist())]
        rows = sorted(zip(spans, (row.tobytes() for row in vectors), strict=True))
        answers = []
        for question in _QUESTIONS:
            found = retriever.search(retriever.query(question))
            answers.append(sorted((c.passage.version, c.passage.start) for c in found[:1]))
        return {
            "articles": len(entries),
            "entries": _hash(entries),
            "passages": _hash(rows),
            "answers": _hash(answers),
        }


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


def _write(coverage: Path, edition: int) -> None:
    """Write an edition: the second changes a third of the articles, and drops and adds some."""
    lines = []
    for number in range(ARTICLES + 20 * (edition - 1)):
        if edition > 1 and number % 50 == 0:
            continue
        changed = edition if number % 3 == 0 else 1
        chance = random.Random(f"{number} {changed}")  # noqa: S311 - a sample, not a secret
        sentences = (" ".join(chance.choices(_WORDS, k=9)).capitalize() for _ in range(6))
        text = ". ".join(sentences) + f". Story {number} ends."
        lines.append(json.dumps({"id": f"story-{number:03}", "title": "Story", "text": text}))
    (coverage / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
