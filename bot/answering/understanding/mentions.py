"""What both grammars of dates share: a mention in a question, and how prepositions bound it."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.answering.understanding.periods import FLAGS, DateWindow

BOUND = r"(?P<bound>since|before|after|until|till)"
NOT_WITHIN_A_WORD = r"(?<![\w'’.-])"
"""What stands before a phrase of dates."""
ENDS = r"(?![\w%]|[-–/]\w|[.,:]\d|['’]\w)"
"""What may follow one: no letter, no digit, no possessive, no rest of a number."""

_CLAUSE_ENDS = re.compile(r"\s*(?:$|[,;:?!.)\]\"”])")
_SENTENCE_STARTS = re.compile(r"(?:^|[.?!;:\"“(])\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase of dates in a question, and the patterns by which an article names the same."""

    start: int
    end: int
    window: DateWindow
    naming: tuple[str, ...] = ()


def compiled(pattern: str) -> re.Pattern[str]:
    """Return a phrase's pattern, to be found as whole words."""
    return re.compile(rf"{NOT_WITHIN_A_WORD}{pattern}{ENDS}", FLAGS)


def mention(
    match: re.Match[str],
    bounds: tuple[datetime | None, datetime | None],
    *,
    strict: bool,
    naming: tuple[str, ...] = (),
) -> Mention:
    """Return the mention of a whole match."""
    window = DateWindow(*bounds, words=match.group(), strict=strict)
    return Mention(match.start(), match.end(), window, naming)


def bounded(
    preposition: str, since: datetime, until: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return what a preposition makes of the time [since, until).

    "since" and "until" include it; "after" begins when it is over, "before" ends as it begins.
    """
    match preposition.casefold():
        case "since":
            return since, None
        case "after":
            return until, None
        case "before":
            return None, since
        case _:
            return None, until


def ends_clause(text: str, end: int) -> bool:
    """Say whether nothing, or a sign that closes a clause, follows `end`."""
    return bool(_CLAUSE_ENDS.match(text, end))


def starts_sentence(text: str, start: int) -> bool:
    """Say whether a sentence begins at `start`."""
    return bool(_SENTENCE_STARTS.search(text[:start]))
