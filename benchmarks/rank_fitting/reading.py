"""A reranker that remembers what it has read, so that a second run need not read again."""

import hashlib
import json
import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answering.ranking.reading import Reading, Reranker, Titled
from bot.answering.ranking.reranking import FOLDER, SUMS_NAME, load_reranker

FIGURES_NAME = "training.json"


class CachedReranker:
    """A reranker that remembers its readings by content; `save` keeps them."""

    def __init__(self, reranker: Reranker, folder: Path, fingerprint: str) -> None:
        self.name = reranker.name
        self._reranker = reranker
        self._path = folder / f"readings-{fingerprint}.pickle"
        self._readings: dict[bytes, Reading] = {}
        if self._path.is_file():
            self._readings = pickle.loads(self._path.read_bytes())  # noqa: S301 - our own file

    def read(self, question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text, in order."""
        keys = [_key(question, text) for text in texts]
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._readings
        }
        new = self._reranker.read(question, list(missing.values())) if missing else []
        self._readings.update(zip(missing, map(_small, new), strict=True))
        return [self._readings[key] for key in keys]

    def save(self) -> None:
        """Write everything that is remembered."""
        self._path.write_bytes(pickle.dumps(self._readings))


def _key(question: str, text: Titled) -> bytes:
    parts = f"{question}\0{text.title}\0{text.text}"
    return hashlib.sha256(parts.encode()).digest()


def _small(reading: Reading) -> Reading:
    """Return `reading` with narrower numbers: there are many."""
    evidence = reading.evidence.astype(np.float16).astype(np.float32)
    return Reading(reading.logit, evidence, reading.starts.astype(np.int32).astype(np.int64))


def bundled() -> Reranker:
    """Return the bundled model.

    Raises:
        LookupError: its files are missing or not the published ones.
    """
    reranker = load_reranker()
    if reranker is None:
        raise LookupError(f"{FOLDER} does not hold the bundled reranker")
    return reranker


@dataclass(frozen=True, slots=True)
class Training:
    """The sets that the bundled model was trained on."""

    sets: frozenset[str]

    def must_lack(self, name: str) -> None:
        """Refuse to fit or measure on a set that was trained on.

        Raises:
            ValueError: it was.
        """
        if name in self.sets:
            raise ValueError(f"the bundled reranker was trained on {name}: choose another set")


def training() -> Training:
    """Return how the bundled model was trained, from the figures beside it."""
    figures = json.loads((FOLDER / FIGURES_NAME).read_text(encoding="utf-8"))
    return Training(frozenset(figures["trained"]))


def fingerprint() -> str:
    """Return a name for the bundled model's files: their checksums' hash."""
    return hashlib.sha256((FOLDER / SUMS_NAME).read_bytes()).hexdigest()[:16]
