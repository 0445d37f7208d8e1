"""What a reranker reads and what it makes of it: Titled, Reading and the Reranker protocol."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Titled:
    """A passage's text as a reranker reads it, with its article's headline; "" for none."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reranker makes of a passage: higher `logit` is better.

    `evidence` holds the share of the evidence in each token of the passage, adding up to 1, and
    `starts` the tokens' offsets in its text; all of shape (tokens,), empty where the model does
    not say.
    """

    logit: float
    evidence: Floats
    starts: Ints

    def share(self, start: int, end: int) -> float | None:
        """Return the share of the evidence in `text[start:end]`, 0..1; None if none is known."""
        if not len(self.evidence):
            return None
        inside = (self.starts >= start) & (self.starts < end)
        return float(self.evidence[inside].sum())


class Reranker(Protocol):
    """Reads a question with each of some passages."""

    @property
    def name(self) -> str:
        """What it is called in explanations and reports."""

    def read(self, question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text, in order."""
