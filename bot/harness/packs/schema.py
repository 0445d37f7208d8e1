"""What a pack is: fixture questions by kind, and the kinds that could not be made, with why."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.harness.schema import Fixture

ADVERSARIAL = "adversarial"
"""The tag of every question of the pack."""
_ID_LENGTH = 10


class Kind(StrEnum):
    """What a question tries; the values are tags, and stand in reports."""

    SWAPPED_NAMES = "swapped-names"
    SHIFTED_DATES = "shifted-dates"
    NEGATED_CLAIMS = "negated-claims"
    OFF_TOPIC = "off-topic"
    HOSTILE_INPUT = "hostile-input"
    MARKDOWN = "markdown-and-mentions"
    CHANGED_QUOTES = "changed-quotes"


@dataclass(frozen=True, slots=True)
class Pack:
    """Fixture questions; `left_out` are the kinds that the coverage gives no question of, why."""

    fixtures: tuple[Fixture, ...]
    left_out: Mapping[Kind, str]


@dataclass(frozen=True, slots=True)
class Window:
    """Days that a question is asked with, as `--since` and `--until`; None leaves a side open."""

    since: date | None
    until: date | None


ALWAYS = Window(None, None)


def unanswerable(
    kind: Kind, question: str, note: str, *, near: tuple[str, ...] = (), window: Window = ALWAYS
) -> Fixture:
    """Return a question that nothing answers; it is written against the articles `near`."""
    return Fixture(
        question,
        tags=(ADVERSARIAL, kind.value),
        note=note,
        id=_id(kind, question, window),
        since=window.since,
        until=window.until,
        near=near,
    )


def answerable(
    kind: Kind, question: str, note: str, *, articles: tuple[str, ...], words: str
) -> Fixture:
    """Return a question that `articles` answer with `words`."""
    tags = (ADVERSARIAL, kind.value)
    name = _id(kind, question, ALWAYS)
    return Fixture(question, articles=articles, words=(words,), tags=tags, note=note, id=name)


def _id(kind: Kind, question: str, window: Window) -> str:
    """Return a name that stays the same in every run that asks the same."""
    asked = "\0".join((question, str(window.since), str(window.until)))
    return f"{kind.value}:{hashlib.sha256(asked.encode()).hexdigest()[:_ID_LENGTH]}"
