"""Fixture questions through a real Answerer: what came of each, and the figures over all."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Reply
from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits, over_limit
from bot.harness.metrics import (
    Figure,
    FigureName,
    Figures,
    auroc,
    hit_at,
    median,
    mrr,
    percentile,
    rank_of_first,
    share,
)
from bot.harness.ranking import Place, ranked_articles
from bot.harness.schema import Fixture
from embeddings.archive import Archive
from embeddings.schema import Article
from embeddings.segmentation import sentences

_SOURCE = ("id", "title", "outlet", "url", "published", "authors")


class Failure(StrEnum):
    """What went wrong with a question; where several things did, the first of these."""

    NOT_A_SLICE = "not a slice"
    OVER_LIMIT = "over the limit"
    ANSWERED = "answered"
    NOT_RETRIEVED = "not retrieved"
    REFUSED = "refused"
    WRONG_ARTICLE = "wrong article first"
    WORDS_MISSING = "words missing"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `ranked` are the best places with the ids of their articles, whatever the threshold; `slices`
    says of each excerpt whether it is what the archive holds, `within_limits` whether they show no
    more of an article together than is allowed.
    """

    fixture: Fixture
    ranked: tuple[Place, ...]
    reply: Reply
    slices: tuple[bool, ...]
    seconds: float
    within_limits: bool = True

    @property
    def excerpts(self) -> Sequence[Excerpt]:
        """What was shown, best first."""
        return self.reply.excerpts if isinstance(self.reply, Answer) else ()

    @property
    def refused(self) -> bool:
        """Whether nothing was shown."""
        return not self.excerpts

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first expected article."""
        return rank_of_first(self.ranked, self.fixture.articles)

    @property
    def words_in_first(self) -> bool | None:
        """Whether the first excerpt holds the words; None where none are asked for."""
        return self._held(excerpt.text for excerpt in self.excerpts[:1])

    @property
    def words_in_any(self) -> bool | None:
        """Whether some excerpt holds the words; None where none are asked for."""
        return self._held(excerpt.text for excerpt in self.excerpts)

    @property
    def words_in_marked(self) -> bool | None:
        """Whether the first excerpt's marked sentence holds the words; None if none are asked."""
        return self._held(map(_marked, self.excerpts[:1]))

    def _held(self, texts: Iterable[str]) -> bool | None:
        wanted = self.fixture.words
        return any(words in text for text in texts for words in wanted) if wanted else None

    @property
    def failure(self) -> Failure | None:
        """What went wrong, or None."""
        fixture = self.fixture
        checks = {
            Failure.NOT_A_SLICE: not all(self.slices),
            Failure.OVER_LIMIT: not self.within_limits,
            Failure.ANSWERED: not fixture.answerable and not self.refused,
            Failure.NOT_RETRIEVED: fixture.answerable and self.rank is None,
            Failure.REFUSED: fixture.answerable and self.refused,
            Failure.WRONG_ARTICLE: fixture.answerable and self.rank != 1,
            Failure.WORDS_MISSING: self.words_in_any is False,
        }
        return next((kind for kind, failed in checks.items() if failed), None)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes in the order of the questions, and the figures over them.

    `quoting` is how much of an article a report of them may show.
    """

    outcomes: tuple[Outcome, ...]
    figures: Figures
    quoting: QuotingLimits = NO_LIMITS


def evaluate(
    fixtures: Iterable[Fixture], answerer: Answerer, progress: Callable[[Outcome], None]
) -> Evaluation:
    """Ask every question and return what came of it; `progress` is told after each one."""
    outcomes = []
    for fixture in fixtures:
        outcomes.append(_outcome(fixture, answerer))
        progress(outcomes[-1])
    return Evaluation(tuple(outcomes), figures_of(outcomes), answerer.limits.quoting)


def is_slice(excerpt: Excerpt, archive: Archive) -> bool:
    """Say whether an excerpt is, source and all, what the archive holds of its version.

    The text is read again: same characters at the same offsets, whole sentences, the marked
    sentence inside, and the same headline, outlet, address, date and authors.
    """
    stored = archive.version(excerpt.article.version)
    return (
        stored is not None
        and all(getattr(excerpt.article, fact) == getattr(stored, fact) for fact in _SOURCE)
        and 0 <= excerpt.start < excerpt.end <= len(stored.text)
        and excerpt.text == stored.text[excerpt.start : excerpt.end]
        and _at_sentence_edges(excerpt, stored)
        and _marks_inside(excerpt)
    )


def keeps_to(limits: QuotingLimits, excerpts: Sequence[Excerpt], archive: Archive) -> bool:
    """Say whether excerpts together show no more of an article than is allowed, read again."""
    stored = [(archive.version(excerpt.article.version), excerpt) for excerpt in excerpts]
    return not over_limit(
        limits.slice_of(article or excerpt.article, excerpt.start, excerpt.end)
        for article, excerpt in stored
    )


def figures_of(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures over `outcomes`."""
    answerable = [outcome for outcome in outcomes if outcome.fixture.answerable]
    unanswerable = [outcome for outcome in outcomes if not outcome.fixture.answerable]
    measured = (
        _ranking(answerable)
        | _words(answerable)
        | _refusals(answerable, unanswerable)
        | _promised(outcomes)
        | _seconds(outcomes)
    )
    return Figures(len(outcomes), len(answerable), len(unanswerable), measured)


def figures_by_tag(outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    """Return the figures over each tag's outcomes, by tag in alphabetical order."""
    tags = sorted({tag for outcome in outcomes for tag in outcome.fixture.tags})
    return {
        tag: figures_of([outcome for outcome in outcomes if tag in outcome.fixture.tags])
        for tag in tags
    }


def _outcome(fixture: Fixture, answerer: Answerer) -> Outcome:
    started = time.perf_counter()
    reply = answerer.answer(fixture.question)
    seconds = time.perf_counter() - started
    excerpts = reply.excerpts if isinstance(reply, Answer) else ()
    archive = answerer.retriever.archive
    return Outcome(
        fixture=fixture,
        ranked=ranked_articles(fixture.question, answerer),
        reply=reply,
        slices=tuple(is_slice(excerpt, archive) for excerpt in excerpts),
        seconds=seconds,
        within_limits=keeps_to(answerer.limits.quoting, excerpts, archive),
    )


def _at_sentence_edges(excerpt: Excerpt, stored: Article) -> bool:
    spans = sentences(stored)
    return any(excerpt.start == span.start for span in spans) and any(
        excerpt.end == span.end for span in spans
    )


def _marks_inside(excerpt: Excerpt) -> bool:
    start, end = excerpt.highlight or (excerpt.start, excerpt.end)
    return excerpt.start <= start < end <= excerpt.end


def _marked(excerpt: Excerpt) -> str:
    start, end = excerpt.highlight or (0, 0)
    return excerpt.article.text[start:end]


def _ranking(answerable: Sequence[Outcome]) -> dict[FigureName, Figure]:
    ranks = [outcome.rank for outcome in answerable]
    values = {
        FigureName.HIT_AT_1: hit_at(1, ranks),
        FigureName.HIT_AT_3: hit_at(3, ranks),
        FigureName.HIT_AT_5: hit_at(5, ranks),
        FigureName.MRR: mrr(ranks),
    }
    return {name: Figure(value, len(ranks)) for name, value in values.items()}


def _words(answerable: Sequence[Outcome]) -> dict[FigureName, Figure]:
    return {
        FigureName.WORDS_IN_FIRST: _share(outcome.words_in_first for outcome in answerable),
        FigureName.WORDS_IN_ANY: _share(outcome.words_in_any for outcome in answerable),
        FigureName.WORDS_IN_MARKED: _share(outcome.words_in_marked for outcome in answerable),
    }


def _refusals(
    answerable: Sequence[Outcome], unanswerable: Sequence[Outcome]
) -> dict[FigureName, Figure]:
    """Return the figures of refusing; where nothing was searched the score counts as 0."""
    right = [outcome.reply.score or 0.0 for outcome in answerable]
    wrong = [outcome.reply.score or 0.0 for outcome in unanswerable]
    return {
        FigureName.REFUSED_RIGHTLY: _share(outcome.refused for outcome in unanswerable),
        FigureName.REFUSED_WRONGLY: _share(outcome.refused for outcome in answerable),
        FigureName.AUROC: Figure(auroc(right, wrong), len(right) + len(wrong)),
    }


def _promised(outcomes: Sequence[Outcome]) -> dict[FigureName, Figure]:
    """Return the figures of what is promised: of every excerpt, and of every answer."""
    kept = (outcome.within_limits for outcome in outcomes if not outcome.refused)
    return {
        FigureName.SLICES: _share(fact for outcome in outcomes for fact in outcome.slices),
        FigureName.WITHIN_LIMITS: _share(kept),
    }


def _seconds(outcomes: Sequence[Outcome]) -> dict[FigureName, Figure]:
    taken = [outcome.seconds for outcome in outcomes]
    return {
        FigureName.MEDIAN_SECONDS: Figure(median(taken), len(taken)),
        FigureName.P95_SECONDS: Figure(percentile(95, taken), len(taken)),
    }


def _share(facts: Iterable[bool | None]) -> Figure:
    """Return the share of the facts that are true; None is no fact."""
    known = [fact for fact in facts if fact is not None]
    return Figure(share(known), len(known))
