"""A question in, an Answer or a Refusal out."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.explanation import Explanation, Recorder
from bot.answering.pipeline import Pipeline
from bot.answering.ranking.reading import Reranker
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from bot.answering.searching import Outcome, Searcher
from bot.answering.showing.copies import Carried, carriers, without_copies
from bot.answering.showing.excerpts import Window, select
from bot.answering.showing.quoting_limits import NO_LIMITS, Allowance, QuotingLimits
from bot.answering.showing.speakers import attributions
from bot.answering.understanding.dates import understand
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.periods import Calendar, DateWindow
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

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.pipeline.warm_up()
        understand("warm up in 2022", self.calendar)

    def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:
        """Return the best excerpts for `question` within `options`, or why there are none."""
        with self.retriever.steady():
            return self._answer(question.strip(), options, self._searcher)

    def coverage(self) -> Coverage:
        """Return what there is to answer from, counted once for each state of the indexes."""
        state = self.retriever.state
        if self._coverage is None or self._coverage[0] != state:
            self._coverage = (state, coverage_of(self.retriever.archive))
        return self._coverage[1]

    def explain(self, question: str, options: Options = NO_OPTIONS) -> Explanation:
        """Return what `answer` returns, with the searches that led to it."""
        recorder, threshold = Recorder(self.pipeline), self.limits.threshold
        with self.retriever.steady():
            reply = self._answer(question.strip(), options, Searcher(recorder, threshold))
        reranker = self.pipeline.reranker
        return Explanation(
            reply,
            recorder.searches,
            threshold,
            reranker.name if reranker else None,
            self.limits.quoting,
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
        reply = self._reply(question, searcher.search(asked), started)
        return replace(reply, coverage=self.coverage())

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
        return self._shown(question, found, found.score, started)

    def _shown(self, question: str, found: Outcome, score: float, started: float) -> Reply:
        """Return what may be shown of what answers; a refusal where that is headlines alone."""
        relevant = [window for window in found.windows if window.score >= self.limits.threshold]
        distinct = without_copies(relevant)
        excerpts = self._excerpts(distinct, found.near)
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

    def _excerpts(self, distinct: Sequence[Carried], near: Sequence[Candidate]) -> list[Excerpt]:
        """Return up to `max_excerpts` excerpts, best first, within what their articles allow."""
        windows = [carried.window for carried in distinct]
        chosen = select(_together(windows, self.limits.quoting), self.limits.max_excerpts)
        return [self._excerpt(carried, near) for carried in distinct if carried.window in chosen]

    def _excerpt(self, carried: Carried, near: Sequence[Candidate]) -> Excerpt:
        window = carried.window
        return Excerpt(
            window.article,
            window.start,
            window.end,
            window.score,
            highlight=(window.best.start, window.best.end),
            speakers=attributions(window.article, window.start, window.end),
            also_carried_by=self._carriers(carried, near),
        )

    def _carriers(self, carried: Carried, near: Sequence[Candidate]) -> tuple[Headline, ...]:
        archive = self.retriever.archive
        story = Ledger(archive).same_story(carried.window.article.version)
        return carriers(carried, near, archive.version, story=story)


def _together(windows: Sequence[Window], quoting: QuotingLimits) -> list[Window]:
    """Return those of `windows` that one answer may show together, the best first."""
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
