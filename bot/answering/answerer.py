"""A question in, an Answer or a Refusal out."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from typing import Self

from bot.answering.explanation import Explanation, Recorder, Search
from bot.answering.pipeline import Pipeline
from bot.answering.ranking.reading import Reranker
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from bot.answering.searching import Outcome, Searcher
from bot.answering.showing.copies import Carried, carriers, without_copies
from bot.answering.showing.excerpts import Window, in_pages
from bot.answering.showing.quoting_limits import NO_LIMITS, Allowance, QuotingLimits
from bot.answering.showing.speakers import attributions
from bot.answering.understanding.dates import understand
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.periods import Calendar, DateWindow
from bot.answering.understanding.scope import EVERYWHERE, Scope
from embeddings.archive import Archive
from embeddings.filters import is_among
from embeddings.retrieval import Retriever
from embeddings.schema import Article, Candidate
from embeddings.storage.ledger import Ledger
from embeddings.syncing.coverage import Coverage, coverage_of

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
    quoting: QuotingLimits = NO_LIMITS


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
        self.pipeline = Pipeline(
            retriever,
            reranker,
            max_excerpt_chars=limits.max_excerpt_chars,
            quoting=limits.quoting,
        )
        self._searcher = Searcher(self.pipeline, limits.threshold)
        self._coverage: tuple[str | None, Coverage] | None = None

    def beside(self, archive: Archive) -> Self:
        """Return another one for another thread, with its own connection to the same archive.

        What is large is shared: the model, the indexes, and what is remembered of the articles.
        """
        other = copy(self)
        other.retriever = self.retriever.beside(archive)
        other.pipeline = self.pipeline.beside(other.retriever)
        searcher = Searcher(other.pipeline, self.limits.threshold)
        other._searcher = searcher  # noqa: SLF001 - an Answerer too
        return other

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.pipeline.warm_up()
        understand("warm up in 2022", self.calendar)

    def answer(
        self, question: str, options: Options = NO_OPTIONS, scope: Scope = EVERYWHERE
    ) -> Reply:
        """Return the best excerpts for `question` within `options`, or why there are none.

        `scope` is what the place allows where it is asked.
        """
        with self.retriever.steady():
            return self._answer(question.strip(), options, scope)

    @contextmanager
    def recorded(self) -> Iterator[list[Search]]:
        """Yield a list to which every search is added that is made for an answer inside."""
        searcher, recorder = self._searcher, Recorder(self.pipeline)
        self._searcher = Searcher(recorder, self.limits.threshold)
        try:
            yield recorder.searches
        finally:
            self._searcher = searcher

    def coverage(self) -> Coverage:
        """Return what there is to answer from, counted once for each state of the indexes."""
        state = self.retriever.state
        if self._coverage is None or self._coverage[0] != state:
            self._coverage = (state, coverage_of(self.retriever.archive))
        return self._coverage[1]

    def explain(
        self, question: str, options: Options = NO_OPTIONS, scope: Scope = EVERYWHERE
    ) -> Explanation:
        """Return what `answer` returns, with the searches that led to it."""
        with self.recorded() as searches:
            reply = self.answer(question, options, scope)
        reranker = self.pipeline.reranker
        return Explanation(
            reply,
            searches,
            self.limits.threshold,
            reranker.name if reranker else None,
            self.limits.quoting,
        )

    def _answer(self, question: str, options: Options, scope: Scope) -> Reply:
        started = time.perf_counter()
        reason = self._unusable(question)
        if reason:
            return self._refusal(question, reason, started)
        calendar = replace(self.calendar, zone=scope.zone or self.calendar.zone)
        asked = understand(question, calendar, options, scope.outlets)
        if asked.unreadable:
            reason = RefusalReason.DATE_NOT_UNDERSTOOD
            return self._refusal(question, reason, started, words=asked.unreadable)
        wrong = asked.reversed_window
        if wrong:
            reason = RefusalReason.DATES_REVERSED
            return self._refusal(question, reason, started, window=wrong, words=wrong.words)
        reply = self._reply(question, self._searcher.search(asked), scope, started)
        return replace(reply, coverage=self.coverage().within(scope.outlets))

    def _reply(self, question: str, found: Outcome, scope: Scope, started: float) -> Reply:
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
        return self._shown(question, found, found.score, scope, started)

    def _shown(
        self, question: str, found: Outcome, score: float, scope: Scope, started: float
    ) -> Reply:
        """Return what may be shown of what answers; a refusal where that is headlines alone."""
        relevant = [window for window in found.windows if window.score >= self.limits.threshold]
        distinct = without_copies(relevant)
        windows = _together([carried.window for carried in distinct], self.limits.quoting)
        pages = list(in_pages(windows, scope.max_excerpts or self.limits.max_excerpts))
        shown = pages[min(scope.page, len(pages) - 1)] if pages else []
        excerpts = [
            self._excerpt(one, found.near, scope) for one in distinct if one.window in shown
        ]
        withheld = _withheld(distinct, excerpts)
        if not excerpts:
            reason, window = RefusalReason.QUOTE_NOT_ALLOWED, found.window
            return Refusal(question, score, reason, withheld, _since(started), window)
        return Answer(
            question,
            excerpts[0].score,
            excerpts,
            _since(started),
            window=found.window,
            outside_window=found.outside,
            withheld=withheld,
            page=min(scope.page, len(pages) - 1),
            has_more=scope.page + 1 < len(pages),
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

    def _excerpt(self, carried: Carried, near: Sequence[Candidate], scope: Scope) -> Excerpt:
        window = carried.window
        return Excerpt(
            window.article,
            window.start,
            window.end,
            window.score,
            highlight=(window.best.start, window.best.end),
            speakers=attributions(window.article, window.start, window.end),
            also_carried_by=self._carriers(carried, near, scope),
        )

    def _carriers(
        self, carried: Carried, near: Sequence[Candidate], scope: Scope
    ) -> tuple[Headline, ...]:
        archive = self.retriever.archive
        story = Ledger(archive).same_story(carried.window.article.version)
        found = carriers(carried, near, archive.version, story=story)
        return tuple(one for one in found if is_among(one.outlet, scope.outlets))


def _together(windows: Sequence[Window], quoting: QuotingLimits) -> list[Window]:
    """Return those of `windows` that one answer may show together, all its pages, best first."""
    allowance = Allowance(quoting)
    return [
        window
        for window in windows
        if not window.withheld and allowance.takes(window.article, window.start, window.end)
    ]


def _withheld(distinct: Sequence[Carried], excerpts: Sequence[Excerpt]) -> list[Headline]:
    """Return the best articles that answer but may not be quoted, each once, if not shown."""
    shown = {excerpt.article.id for excerpt in excerpts}
    articles = {
        carried.window.article.id: carried.window.article
        for carried in distinct
        if carried.window.withheld and carried.window.article.id not in shown
    }
    found = [Headline(one.id, one.title, one.url, one.outlet) for one in articles.values()]
    return found[:NEAREST]


def _since(started: float) -> float:
    return time.perf_counter() - started
