"""The nouns of drafting: a gap in a sentence, and a draft that a person accepts or throws away."""

from dataclasses import dataclass
from enum import StrEnum

DRAFT_TAG = "draft"
"""Marks what nobody has accepted yet; accepting takes it away."""
CLOZE_TAG = "cloze"
ASKED_TAG = "asked"


class Kind(StrEnum):
    """What was taken out of a sentence; the values are tags."""

    NAMES = "names"
    NUMBERS = "numbers"
    DATES = "dates"


@dataclass(frozen=True, slots=True)
class Gap:
    """A question made of a sentence by taking a name, a number or a date out of it.

    `answer` is the span of what was taken out, `end` where the part ends that the question
    repeats; all count from the sentence's start.
    """

    question: str
    kind: Kind
    answer: tuple[int, int]
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A fixture question that nobody has accepted yet.

    Without articles it is open: a person has to name one, or to say that none answers. `hints` are
    lines that help with that, and no part of the question.
    """

    question: str
    articles: tuple[str, ...] = ()
    words: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    hints: tuple[str, ...] = ()
