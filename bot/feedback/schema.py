"""The nouns of feedback: what is counted, what is kept of questions, and for how long."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.answering.schema import RefusalReason

KEEP_DAYS = 30
"""Nothing is kept for longer, counts included."""
ANSWER_KEY_LENGTH = 16

TELLING_REASONS = frozenset(
    {
        RefusalReason.NOTHING_RELEVANT,
        RefusalReason.NOTHING_MATCHES,
        RefusalReason.NOTHING_IN_WINDOW,
        RefusalReason.OUTSIDE_WINDOW,
        RefusalReason.NAME_NOT_IN_COVERAGE,
        RefusalReason.QUESTION_NOT_UNDERSTOOD,
        RefusalReason.DATE_NOT_UNDERSTOOD,
    }
)
"""The refusals that say something of the coverage or of the bot; others' questions are not kept:
those that were empty or too long, had their dates reversed, or came before there was an index."""


class ReportKind(StrEnum):
    """What somebody finds wrong with an answer."""

    WRONG_SOURCE = "wrong_source"
    OUTDATED = "outdated"
    OFF_TOPIC = "off_topic"
    MISLEADING = "misleading"


@dataclass(frozen=True, slots=True)
class KeepLimits:
    """How much is kept of one server at most; what is oldest goes first."""

    questions: int = 1000
    report_texts: int = 200
    counted_answers: int = 10_000
    text_chars: int = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people found something helpful, and how many did not."""

    helpful: int = 0
    not_helpful: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was kept, with how often it was asked in other spellings too.

    `refusals` are the reasons it was refused for; `not_helpful` says that it was answered, and
    somebody found the answer of no help. `last` is the last day (UTC).
    """

    question: str
    times: int
    last: date
    refusals: tuple[RefusalReason, ...] = ()
    not_helpful: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything that is kept of one server, in numbers; `oldest` is the first day of it (UTC)."""

    collects: bool
    counts: Counts
    reports: Mapping[ReportKind, int] = field(default_factory=dict)
    questions: int = 0
    report_texts: int = 0
    oldest: date | None = None


def answer_key(spans: Iterable[tuple[str, int, int]]) -> str:
    """Return a name for an answer, made of its excerpts: article version, start and end of each.

    The same excerpts in the same order have the same name, whoever asked and whatever was asked.
    Who has the archive can find out which excerpts these are, and nothing else.
    """
    said = "\n".join(f"{version} {start} {end}" for version, start, end in spans)
    return hashlib.sha256(said.encode()).hexdigest()[:ANSWER_KEY_LENGTH]
