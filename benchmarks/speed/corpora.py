"""The corpora: written once for each size, and used again."""

import json
import shutil
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from speed.environments import variables
from speed.processes import Command, Missed, run

from embeddings.errors import InputError

_STEP = Path(__file__).resolve().parent / "steps" / "corpus.py"
_LIMIT_SECONDS = 4 * 3600


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles, their passages, and questions about them, none twice.

    `vectors` are sampled ones; None where the model is to make them. `tokens` is what a passage
    has on average.
    """

    size: int
    articles: Path
    passages: Path
    questions: Sequence[str]
    count: int
    tokens: float
    vectors: Path | None

    @property
    def is_sampled(self) -> bool:
        """Whether its vectors are not the model's."""
        return self.vectors is not None


def corpus_of(work: Path, size: int, seed: int, *, sampled: bool) -> Corpus:
    """Return the corpus of about `size` passages in the folder `work`, written if it is not there.

    One that an earlier release of the step has written does not count.

    Raises:
        InputError: it could not be written.
    """
    kind = "sampled" if sampled else "real"
    written_by = f"{zlib.crc32(_STEP.read_bytes()):08x}"
    folder = work / "corpora" / f"{size}-{seed}-{kind}-{written_by}"
    facts = folder / "facts.json"
    if not facts.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"writing a corpus of {size:,} passages", file=sys.stderr, flush=True)
        command: Command = [sys.executable, _STEP, folder, str(size), str(seed), kind]
        done = run(command, limit_seconds=_LIMIT_SECONDS, environment=variables())
        if isinstance(done, Missed):
            raise InputError(f"{folder} could not be written ({done.reason}): {done.said}")
        facts.write_text(json.dumps(dict(done.found)), encoding="utf-8")
    found = json.loads(facts.read_text(encoding="utf-8"))
    return Corpus(
        size=size,
        articles=folder / "articles",
        passages=folder / "passages.jsonl",
        questions=json.loads((folder / "questions.json").read_text(encoding="utf-8")),
        count=found["passages"],
        tokens=found["tokens"],
        vectors=folder / "vectors.npy" if sampled else None,
    )
