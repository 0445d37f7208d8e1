"""A report's questions as what a comparison keeps of each: how it came out, and small numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.harness.comparing.schema import Standing
from bot.harness.comparing.standings import standing
from bot.harness.figures.catalogue import Columns
from bot.harness.figures.tally import Tally
from bot.harness.schema import Fixture, Outcome

Key = tuple[str, int]
"""What tells a question apart, and how many of the same key stand before it in the report."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in one run; `row` is its row in the columns.

    `expects` is equal where the same is expected.
    """

    row: int
    question: str
    expects: int
    standing: Standing


class Run:
    """The questions of a report by key, in its order, read in one pass; no outcome is kept."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self._tally = Tally()
        self.asked: dict[Key, Asked] = {}
        seen: Counter[str] = Counter()
        for row, outcome in enumerate(outcomes):
            fixture = outcome.fixture
            self._tally.add(outcome)
            self.asked[fixture.key, seen[fixture.key]] = Asked(
                row, fixture.question, _expects(fixture), standing(outcome)
            )
            seen[fixture.key] += 1

    def columns(self, keys: Sequence[Key]) -> Columns:
        """Return the numbers of `keys`, in their order."""
        rows = [self.asked[key].row for key in keys]
        return {name: column[rows] for name, column in self._tally.columns().items()}


def _expects(fixture: Fixture) -> int:
    return hash(
        (frozenset(fixture.articles), fixture.words, fixture.spans, fixture.since, fixture.until)
    )
