"""The nouns of a comparison: how each figure and each question came out before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.harness.figures.bounds import LOWER_IS_BETTER, NEITHER_IS_BETTER
from bot.harness.schema import About, Failure, FigureName


class WordsFound(StrEnum):
    """Where the expected words stood."""

    MARKED = "in the marked sentence"
    FIRST = "in the first excerpt"
    LATER = "in a later excerpt"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before and after, both over the `n` questions that it counts on either side.

    `value` is after less before; None where either side had nothing to take it from. `low` and
    `high` bound it with a confidence of 95 % (paired bootstrap). `p` is the paired randomisation
    test's and `corrected` the same after Holm's correction; None for figures that are no ratio of
    sums over questions.
    """

    name: FigureName
    before: float | None
    after: float | None
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    p: float | None = None
    corrected: float | None = None

    @property
    def gain(self) -> float:
        """How much better it is, in its own unit: below 0 where worse, 0 where neither is."""
        if self.value is None or self.name in NEITHER_IS_BETTER:
            return 0.0
        return -self.value if self.name in LOWER_IS_BETTER else self.value


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question came out in one run; `words` is None where none are asked for.

    `worth` adds what can be right, each from 0 to 1: of an answerable question the reciprocal
    rank of its article, that it was answered, and where its words stood; of an unanswerable one
    that it was refused; of both that what was shown could be proven. So it can be compared only
    where `answerable` is the same.
    """

    rank: int | None
    refused: bool
    words: WordsFound | None
    failure: Failure | None
    worth: float
    answerable: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A question that came out otherwise."""

    key: str
    question: str
    before: Standing
    after: Standing

    @property
    def gain(self) -> float:
        """How much better it came out; below 0 where worse.

        Where it became answerable, or ceased to be, only whether it failed can be compared.
        """
        if self.before.answerable != self.after.answerable:
            return float(self.before.failure is not None) - (self.after.failure is not None)
        return self.after.worth - self.before.worth


@dataclass(frozen=True, slots=True)
class Some:
    """So many there are, and the first of them."""

    count: int
    first: Sequence[str]


@dataclass(frozen=True, slots=True)
class Changes:
    """So many questions came out so, and those that changed most, the most changed first."""

    count: int
    most: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two reports, over the `questions` that both hold.

    `only_before` and `only_after` are the questions of one side alone, which nothing here counts.
    `tested` is over how many figures Holm's correction is: those where two questions or more came
    out otherwise, as with fewer every p is 1. `warnings` are sentences on what else differs
    between the runs.
    """

    before: About
    after: About
    questions: int
    only_before: Some
    only_after: Some
    differences: Mapping[FigureName, Difference]
    tested: int
    better: Changes
    worse: Changes
    warnings: Sequence[str]
