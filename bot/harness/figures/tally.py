"""The tally of a run: a few numbers of each outcome as it comes, and every figure from them."""

from array import array
from collections.abc import Iterable

import numpy as np

from bot.harness.figures.catalogue import ARTICLE_WORTH, PASSAGE_WORTH, Columns, figures_of
from bot.harness.figures.curves import curves_of
from bot.harness.figures.marks import Marks, marks_of
from bot.harness.figures.metrics import Floats
from bot.harness.figures.trec import Ranking, Worth, worth_of
from bot.harness.schema import Curves, FigureName, Figures, Outcome


class Tally:
    """Takes outcomes one by one and keeps under two hundred bytes of each; no text but the tags.

    Figures are taken over all that was added so far, whenever they are asked for.
    """

    def __init__(self, outcomes: Iterable[Outcome] = ()) -> None:
        self._numbers = array("d")
        self._tagged: dict[str, array[int]] = {}
        for outcome in outcomes:
            self.add(outcome)

    def __len__(self) -> int:
        return len(self._numbers) // len(Marks._fields)

    def add(self, outcome: Outcome) -> None:
        """Take what came of one question."""
        for tag in set(outcome.fixture.tags):
            self._tagged.setdefault(tag, array("l")).append(len(self))
        self._numbers.extend(marks_of(outcome))

    def figures(self) -> Figures:
        """Return the figures over all questions."""
        return figures_of(self.columns())

    def by_tag(self) -> dict[str, Figures]:
        """Return the figures over each tag's questions, by tag in alphabetical order."""
        columns = self.columns()
        return {
            tag: figures_of(_only(columns, rows)) for tag, rows in sorted(self._tagged.items())
        }

    def curves(self) -> Curves:
        """Return what a report draws over all questions."""
        return curves_of(self.columns())

    def columns(self) -> Columns:
        """Return a number a question for each name, in the order in which they came."""
        table = np.array(self._numbers).reshape(-1, len(Marks._fields))
        columns = dict(zip(Marks._fields, table.T, strict=True))
        articles = _worth(columns["article_rights"], columns["article_relevant"], ARTICLE_WORTH)
        passages = _worth(columns["passage_rights"], columns["passage_relevant"], PASSAGE_WORTH)
        return columns | articles | passages


def _worth(
    rights: Floats, relevant: Floats, names: Iterable[FigureName | None]
) -> dict[str, Floats]:
    """Return what each ranking is worth, equal ones asked for once; NaN where there is none."""
    cases = ~np.isnan(rights)
    pairs = np.column_stack([rights[cases], relevant[cases]]).astype(np.int64)
    kinds, where = np.unique(pairs, axis=0, return_inverse=True)
    found = worth_of([Ranking(int(bits), int(count)) for bits, count in kinds])
    worth = np.full((rights.size, len(Worth._fields)), np.nan)
    if found:
        worth[cases] = np.array(found)[where.ravel()]
    return {name.value: column for name, column in zip(names, worth.T, strict=True) if name}


def _only(columns: Columns, rows: "array[int]") -> Columns:
    chosen = np.array(rows)
    return {name: column[chosen] for name, column in columns.items()}
