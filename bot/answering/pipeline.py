"""Query to windows: the stages between a question and what may be shown of it, in one place.

Candidates are found and fused, their best are read for sentences, and windows are cut around the
best of those. Nothing here knows of thresholds, dates or wording.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

from bot.answering.ranking.memory import Memory, remembering
from bot.answering.ranking.reading import Reranker, Titled
from bot.answering.ranking.reranking import Ranked, rerank
from bot.answering.ranking.sentences import find_sentences, score_sentences
from bot.answering.ranking.weights import FUSED, RERANKED
from bot.answering.showing.excerpts import Window, cut
from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from embeddings.filters import Filters
from embeddings.retrieval import Query, Retriever
from embeddings.schema import Candidate

SHORTLIST = 8
"""From how many of the best candidates excerpts are cut.

With 5 the answer is found as often (`benchmarks/ranking.py`), but one long article can take all 5.
"""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a query, stage by stage, each best first.

    The windows' scores are calibrated, 0..1.
    """

    candidates: Sequence[Candidate]
    ranked: Sequence[Ranked]
    windows: Sequence[Window]

    @property
    def best(self) -> list[Candidate]:
        """All candidates: those that were ranked anew, then the rest."""
        first = [item.candidate for item in self.ranked]
        ids = {candidate.passage.id for candidate in first}
        return first + [item for item in self.candidates if item.passage.id not in ids]

    @property
    def score(self) -> float:
        """The score of the best window, withheld or not; 0 if there is none."""
        return self.windows[0].score if self.windows else 0.0


class Pipeline:
    """Finds what may be shown for a query, with a reranker or without one."""

    def __init__(
        self,
        retriever: Retriever,
        reranker: Reranker | None = None,
        *,
        max_excerpt_chars: int,
        quoting: QuotingLimits = NO_LIMITS,
    ) -> None:
        self.retriever = retriever
        self.reranker = reranker
        self.weights = RERANKED if reranker else FUSED
        self.max_excerpt_chars = max_excerpt_chars
        self.quoting = quoting
        self._memory = Memory(remembering(retriever.encoder))

    def beside(self, retriever: Retriever) -> Self:
        """Return another one for another thread, that finds by `retriever` what this one does."""
        other = copy(self)  # which shares the memory
        other.retriever = retriever
        return other

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.retriever.query("warm up")
        if self.reranker:
            self.reranker.read("warm up", [Titled("", "Warm up.")])

    def find(self, query: Query, filters: Filters | None = None) -> Findings:
        """Return the candidates, ranked passages and windows for `query`, within `filters`."""
        candidates = self.retriever.search(query, filters=filters)
        archive, memory = self.retriever.archive, self._memory
        state = self.retriever.state
        memory.keep_to(state)
        ranked = rerank(archive, self.reranker, query.text, candidates, weights=self.weights)
        sentences_of = partial(memory.sentences_of, state=state)
        found = find_sentences(query, ranked[:SHORTLIST], sentences_of)
        scored = score_sentences(query, memory.encoder, found, weights=self.weights.sentences)
        windows = cut(scored, max_chars=self.max_excerpt_chars, quoting=self.quoting)
        return Findings(candidates, ranked, [self._calibrated(window) for window in windows])

    def _calibrated(self, window: Window) -> Window:
        return replace(window, score=self.weights.curve.probability(window.score))
