"""A question in, an Answer or a Refusal out."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.calibration import probability
from bot.answering.excerpts import Window, select
from bot.answering.pipeline import Pipeline
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from embeddings.retrieval import Retriever
from embeddings.schema import Article, Candidate

NEAREST = 3
"""How many headlines a refusal points to."""

_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an owner sets: when to answer, and how much to show."""

    threshold: float
    max_excerpts: int
    max_excerpt_chars: int
    max_question_chars: int


class Answerer:
    """Answers from one retriever within an owner's limits."""

    def __init__(self, retriever: Retriever, limits: Limits) -> None:
        self.retriever = retriever
        self.limits = limits
        self.pipeline = Pipeline(retriever, max_excerpt_chars=limits.max_excerpt_chars)

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.retriever.query("warm up")

    def answer(self, question: str) -> Reply:
        """Return the best excerpts for `question`, or why there are none."""
        with self.retriever.steady():
            return self._answer(question.strip(), time.perf_counter())

    def _answer(self, question: str, started: float) -> Reply:
        reason = self._unusable(question)
        if reason:
            return self._refusal(question, reason, started)
        query = self.retriever.query(question)
        if not query.term_weights:
            return self._refusal(question, RefusalReason.QUESTION_NOT_UNDERSTOOD, started)
        found = self.pipeline.find(query)
        excerpts = self._excerpts(found.windows)
        if not excerpts:
            return self._refusal(
                question,
                RefusalReason.NOTHING_RELEVANT,
                started,
                score=found.score,
                near=found.candidates,
            )
        return Answer(question, found.score, excerpts, _since(started))

    def _unusable(self, question: str) -> RefusalReason | None:
        if not question:
            return RefusalReason.QUESTION_EMPTY
        if len(question) > self.limits.max_question_chars:
            return RefusalReason.QUESTION_TOO_LONG
        if not _WORD.search(question):
            return RefusalReason.QUESTION_NOT_UNDERSTOOD
        if not len(self.retriever):
            return RefusalReason.INDEX_EMPTY
        return None

    def _refusal(
        self,
        question: str,
        reason: RefusalReason,
        started: float,
        *,
        score: float | None = None,
        near: Sequence[Candidate] = (),
    ) -> Refusal:
        headlines: dict[str, Headline] = {}
        for candidate in near:
            article = self._article(candidate)
            headlines.setdefault(article.id, Headline(article.id, article.title, article.url))
            if len(headlines) == NEAREST:
                break
        return Refusal(question, score, reason, list(headlines.values()), _since(started))

    def _article(self, candidate: Candidate) -> Article:
        article = self.retriever.archive.version(candidate.passage.version)
        if article is None:
            raise LookupError(f"version {candidate.passage.version} is not in the archive")
        return article

    def _excerpts(self, windows: Sequence[Window]) -> list[Excerpt]:
        """Return up to `max_excerpts` excerpts that reach the threshold, best first."""
        relevant = [
            window for window in windows if probability(window.score) >= self.limits.threshold
        ]
        return [_excerpt(window) for window in select(relevant, self.limits.max_excerpts)]


def _excerpt(window: Window) -> Excerpt:
    marked = (window.best.start, window.best.end)
    score = probability(window.score)
    return Excerpt(window.article, window.start, window.end, score, highlight=marked)


def _since(started: float) -> float:
    return time.perf_counter() - started
