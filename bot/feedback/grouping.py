"""Rows of questions to questions as people asked them: spellings of one question are one."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from bot.answering.schema import RefusalReason
from bot.feedback.schema import Asked

NOT_HELPFUL = "not_helpful"
"""Stands in a row where a reason for a refusal stands otherwise: there was an answer."""


class AskedRow(NamedTuple):
    """A question as it stands in the database: one spelling, day and reason."""

    question: str
    reason: str
    day: str
    times: int


def grouped(rows: Iterable[AskedRow]) -> list[Asked]:
    """Return the questions, the most asked first, then those asked last, then by their words."""
    together: dict[str, list[AskedRow]] = defaultdict(list)
    for row in rows:
        together[_folded(row.question)].append(row)
    found = [_asked(same) for same in together.values()]
    return sorted(found, key=lambda one: (-one.times, -one.last.toordinal(), one.question))


def _asked(rows: Sequence[AskedRow]) -> Asked:
    spellings: Counter[str] = Counter()
    for row in sorted(rows):
        spellings[row.question] += row.times
    reasons = {row.reason for row in rows}
    return Asked(
        question=spellings.most_common(1)[0][0],
        times=spellings.total(),
        last=date.fromisoformat(max(row.day for row in rows)),
        refusals=tuple(RefusalReason(one) for one in sorted(reasons - {NOT_HELPFUL})),
        not_helpful=NOT_HELPFUL in reasons,
    )


def _folded(question: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", question).casefold().split())
    return folded.strip(" ?!.…¿¡\"'“”„") or folded
