"""Fixture questions through a real Answerer, one after another: a Report of them all.

Each outcome goes into a file and into the figures, and is let go: memory does not grow with the
questions, but for the few numbers of each that the figures are taken from.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.ranking.reranking import NONE
from bot.answering.showing.quoting_limits import Allowance
from bot.harness.asking import Render, ask
from bot.harness.figures.tally import Tally
from bot.harness.schema import About, Fixture, Outcome, Report
from bot.harness.spool import Spool


def evaluate(
    fixtures: Iterable[Fixture],
    answerer: Answerer,
    progress: Callable[[Outcome], None],
    *,
    about: About,
    render: Render | None = None,
    spool_folder: Path | None = None,
) -> Report:
    """Ask every question and return what came of it; `progress` is told after each one.

    `render` makes each reply the message that would be sent, and says how that differs from the
    archive. The outcomes lie in a temporary file for as long as the report is there.

    Raises:
        InputError: there is no room for that file.
    """
    outcomes, tally = Spool(spool_folder), Tally()
    allowance = Allowance(answerer.limits.quoting)
    for fixture in fixtures:
        outcome = ask(fixture, answerer, render, allowance=allowance)
        outcomes.add(outcome)
        tally.add(outcome)
        progress(outcome)
    return Report(about, tally.figures(), tally.by_tag(), tally.curves(), outcomes)


def about_of(name: str, fixtures: Iterable[Fixture], answerer: Answerer, version: str) -> About:
    """Return what is measured where an answerer is asked the questions of that name.

    `version` is the program's.
    """
    reranker = answerer.pipeline.reranker
    return About(
        fixtures=name,
        digest=digest_of(fixtures),
        articles=answerer.coverage().articles,
        model=answerer.retriever.encoder.model,
        reranker=reranker.name if reranker else NONE,
        threshold=answerer.limits.threshold,
        state=answerer.retriever.state or "",
        version=version,
    )


def digest_of(fixtures: Iterable[Fixture]) -> str:
    """Return the SHA-256 of questions and what is expected of them; not of lines and notes."""
    found = hashlib.sha256()
    for fixture in fixtures:
        asked = asdict(fixture)
        del asked["line"], asked["note"]
        found.update(json.dumps(asked, sort_keys=True, default=str).encode() + b"\n")
    return found.hexdigest()
