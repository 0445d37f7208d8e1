"""A question in, an Answer or a Refusal out."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.explanation import Explanation, Recorder
from bot.answering.pipeline import Pipeline
from bot.answering.ranking.reading import Reranker
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from bot.answering.searching import Outcome, Searcher
from bot.answering.showing.copies import Carried, carriers, without_copies
from bot.answering.showing.excerpts import select
from bot.answering.showing.speakers import attributions
from bot.answering.understanding.dates import understand
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.periods import Calendar, DateWindow
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

    def __init__(
        self,
        retriever: Retriever,
        limits: Limits,
        *,
        reranker: Reranker | None = None,
        calendar: Calendar | None = None,
    ) -> None:
        self.retriever = retriever
        self.limits = limits
        self.calendar = calendar or Calendar()
        self.pipeline = Pipeline(retriever, reranker, max_excerpt_chars=limits.max_excerpt_chars)
        self._searcher = Searcher(self.pipeline, limits.threshold)

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.pipeline.warm_up()
        understand("warm up in 2022", self.calendar)

    def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:
        """Return the best excerpts for `question` within `options`, or why there are none."""
        with self.retriever.steady():
            return self._answer(question.strip(), options, self._searcher)

    def explain(self, question: str, options: Options = NO_OPTIONS) -> Explanation:
        """Return what `answer` returns, with the searches that led to it."""
        recorder, threshold = Recorder(self.pipeline), self.limits.threshold
        with self.retriever.steady():
            reply = self._answer(question.strip(), options, Searcher(recorder, threshold))
        reranker = self.pipeline.reranker
        return Explanation(
            reply, recorder.searches, threshold, reranker.name if reranker else None
        )

    def _answer(self, question: str, options: Options, searcher: Searcher) -> Reply:
        started = time.perf_counter()
        reason = self._unusable(question)
        if reason:
            return self._refusal(question, reason, started)
        asked = understand(question, self.calendar, options)
        if asked.unreadable:
            reason = RefusalReason.DATE_NOT_UNDERSTOOD
            return self._refusal(question, reason, started, words=asked.unreadable)
        wrong = asked.reversed_window
        if wrong:
            reason = RefusalReason.DATES_REVERSED
            return self._refusal(question, reason, started, window=wrong, words=wrong.words)
        return self._reply(question, searcher.search(asked), started)

    def _reply(self, question: str, found: Outcome, started: float) -> Reply:
        if found.reason or found.score is None:
            return self._refusal(
                question,
                found.reason or RefusalReason.NOTHING_RELEVANT,
                started,
                score=found.score,
                near=found.near,
                window=found.window,
                words=found.words,
            )
        return Answer(
            question,
            found.score,
            self._excerpts(found),
            _since(started),
            window=found.window,
            outside_window=found.outside,
        )

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
        window: DateWindow | None = None,
        words: str = "",
    ) -> Refusal:
        headlines: dict[str, Headline] = {}
        for candidate in near:
            article = self._article(candidate)
            headlines.setdefault(article.id, Headline(article.id, article.title, article.url))
            if len(headlines) == NEAREST:
                break
        nearest = list(headlines.values())
        return Refusal(question, score, reason, nearest, _since(started), window, words)

    def _article(self, candidate: Candidate) -> Article:
        article = self.retriever.archive.version(candidate.passage.version)
        if article is None:
            raise LookupError(f"version {candidate.passage.version} is not in the archive")
        return article

    def _excerpts(self, found: Outcome) -> list[Excerpt]:
        """Return up to `max_excerpts` excerpts that reach the threshold, best first."""
        relevant = [window for window in found.windows if window.score >= self.limits.threshold]
        distinct = without_copies(relevant)
        chosen = select([carried.window for carried in distinct], self.limits.max_excerpts)
        return [
            self._excerpt(carried, found.near) for carried in distinct if carried.window in chosen
        ]

    def _excerpt(self, carried: Carried, near: Sequence[Candidate]) -> Excerpt:
        window = carried.window
        return Excerpt(
            window.article,
            window.start,
            window.end,
            window.score,
            highlight=(window.best.start, window.best.end),
            speakers=attributions(window.article, window.start, window.end),
            also_carried_by=carriers(carried, near, self.retriever.archive.version),
        )


def _since(started: float) -> float:
    return time.perf_counter() - started
