"""Drafts made from questions that people asked, where their server let them be kept.

Nobody has said yet which article answers them, or that none does: each draft is open, with what
the bot made of the question as help.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.answering.schema import Headline
from bot.harness.drafting.schema import ASKED_TAG, DRAFT_TAG, Draft

MAX_HEADLINES = 3
Nearest = Callable[[str], Sequence[Headline]]
"""The headlines nearest to a question, best first."""


@dataclass(frozen=True, slots=True)
class CollectedQuestion:
    """A question that was asked so many times, and what came of it, in a few words."""

    question: str
    times: int
    outcome: str


def drafts_from_feedback(
    asked: Iterable[CollectedQuestion], nearest: Nearest, *, count: int
) -> list[Draft]:
    """Return open drafts for the first `count` questions, in their order."""
    return [_draft(one, nearest(one.question)) for one in list(asked)[:count]]


def _draft(asked: CollectedQuestion, nearest: Sequence[Headline]) -> Draft:
    times = "once" if asked.times == 1 else f"{asked.times} times"
    help_lines = [f"Asked {times}; {asked.outcome}."]
    if nearest:
        help_lines.append("Nearest in the coverage:")
        help_lines += [f"  {near.article_id}  {near.title}" for near in nearest[:MAX_HEADLINES]]
    return Draft(
        question=asked.question,
        tags=(DRAFT_TAG, ASKED_TAG),
        note="Asked on Discord.",
        hints=tuple(help_lines),
    )
