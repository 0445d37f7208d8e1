"""Query to windows: the stages between a question and what may be shown of it, in one place.

Candidates are found and fused, their best are read for sentences, and windows are cut around the
best of those. Nothing here knows of thresholds, dates or wording.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.calibration import probability
from bot.answering.excerpts import Window, cut
from bot.answering.sentences import find_sentences, score_sentences
from embeddings.retrieval import Query, Retriever
from embeddings.schema import Candidate

SHORTLIST = 8
"""From how many of the best candidates excerpts are cut.

With 5 the answer is found as often (`benchmarks/ranking.py`), but one long article can take all 5.
"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a query: the candidates and the windows cut from them, best first."""

    candidates: Sequence[Candidate]
    windows: Sequence[Window]

    @property
    def score(self) -> float:
        """The calibrated score, 0..1, of the best window that may be shown; 0 if there is none."""
        return probability(self.windows[0].score) if self.windows else 0.0


class Pipeline:
    """Finds what may be shown for a query."""

    def __init__(self, retriever: Retriever, *, max_excerpt_chars: int) -> None:
        self.retriever = retriever
        self.max_excerpt_chars = max_excerpt_chars

    def find(self, query: Query) -> Findings:
        """Return the candidates and windows for `query`."""
        candidates = self.retriever.search(query)
        found = find_sentences(self.retriever.archive, query, candidates[:SHORTLIST])
        scored = score_sentences(query, self.retriever.encoder, found)
        return Findings(candidates, list(cut(scored, max_chars=self.max_excerpt_chars)))
