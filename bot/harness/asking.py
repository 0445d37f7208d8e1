"""One fixture question through a real Answerer: what came of it, checked while all is at hand."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.answering.answerer import Answerer
from bot.answering.explanation import Search
from bot.answering.pipeline import Findings
from bot.answering.schema import Answer, Excerpt, Refusal, Reply
from bot.answering.showing.quoting_limits import Allowance
from bot.answering.understanding.options import Options
from bot.harness.checking import is_attributed, is_slice, keeps_to, stored_or_own
from bot.harness.judging import failure_of
from bot.harness.ranking import (
    NOTHING,
    best_passages,
    deciding,
    printed,
    ranked_articles,
    searched,
)
from bot.harness.schema import Fixture, Outcome, Shown
from bot.harness.wanted import Wanted
from embeddings.archive import Archive

Render = Callable[[Reply], str | None]
"""Makes a reply the message that is sent, and says how that differs from the archive."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its reply, what was found for it, and what its message was like."""

    fixture: Fixture
    reply: Reply
    found: Findings
    unproven: str | None
    seconds: float


def ask(
    fixture: Fixture,
    answerer: Answerer,
    render: Render | None = None,
    *,
    allowance: Allowance | None = None,
) -> Outcome:
    """Ask a fixture question and return what came of it.

    `allowance` is what a report may still repeat: a report is one message over all its questions.
    Without `render` no message is looked at.
    """
    options = _options(fixture)
    with answerer.recorded() as searches:
        started = time.perf_counter()
        reply = answerer.answer(fixture.question, options)
        seconds = time.perf_counter() - started
    found = _findings(fixture, answerer, reply, searches)
    asked = _Asked(fixture, reply, found, render(reply) if render else None, seconds)
    return _outcome(asked, answerer, allowance or Allowance(answerer.limits.quoting))


def _options(fixture: Fixture) -> Options:
    since, until = fixture.since, fixture.until
    return Options(
        since=since.isoformat() if since else None, until=until.isoformat() if until else None
    )


def _findings(
    fixture: Fixture, answerer: Answerer, reply: Reply, searches: Sequence[Search]
) -> Findings:
    """Return what was found for the answer or, if need be, what would have been.

    What no article answers has no right place: where it was not searched, nothing is.
    """
    found = deciding(searches, _excerpts(reply))
    if found is None and fixture.answerable:
        return searched(fixture.question, answerer, _options(fixture))
    return found or NOTHING


def _outcome(asked: _Asked, answerer: Answerer, allowance: Allowance) -> Outcome:
    archive = answerer.retriever.archive
    fixture, reply, excerpts = asked.fixture, asked.reply, _excerpts(asked.reply)
    found, wanted = printed(asked.found), Wanted.of(fixture, archive)
    outcome = Outcome(
        fixture=fixture,
        ranked=ranked_articles(found),
        passages=best_passages(found, wanted),
        right_passages=wanted.count(),
        answered=bool(excerpts),
        reason=reply.reason.value if isinstance(reply, Refusal) else None,
        score=reply.score,
        shown=tuple(_shown(excerpt, archive, allowance) for excerpt in excerpts),
        words_shown=sum(len(excerpt.text.split()) for excerpt in excerpts),
        words_in_first=wanted.in_any(excerpts[:1]),
        words_in_any=wanted.in_any(excerpts),
        words_in_marked=wanted.in_marked(excerpts),
        unproven=asked.unproven,
        within_limits=keeps_to(answerer.limits.quoting, excerpts, archive),
        seconds=asked.seconds,
        failure=None,
    )
    return replace(outcome, failure=failure_of(outcome))


def _excerpts(reply: Reply) -> Sequence[Excerpt]:
    return reply.excerpts if isinstance(reply, Answer) else ()


def _shown(excerpt: Excerpt, archive: Archive, allowance: Allowance) -> Shown:
    article, stored = excerpt.article, stored_or_own(excerpt, archive)
    return Shown(
        article_id=article.id,
        version=article.version,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        url=article.url,
        start=excerpt.start,
        end=excerpt.end,
        text=excerpt.text if allowance.takes(stored, excerpt.start, excerpt.end) else None,
        score=excerpt.score,
        marked=excerpt.highlight,
        also_carried_by=tuple(one.article_id for one in excerpt.also_carried_by),
        is_slice=is_slice(excerpt, archive),
        is_attributed=is_attributed(excerpt, archive),
    )
