"""Two reports to a Comparison: the questions paired, each figure's difference, what changed.

A figure's two values are over the questions that both reports hold, so they may differ from those
that the reports name. Its interval is of the paired bootstrap: questions are drawn with what they
gave in both runs. Where a figure is a ratio of sums over questions (a mean is one), the paired
randomisation test says how often chance alone would make so large a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bot.harness.comparing.likeness import unlike
from bot.harness.comparing.runs import Key, Run
from bot.harness.comparing.schema import Change, Comparison, Difference, Some
from bot.harness.comparing.significance import differing, holm, randomisation_p
from bot.harness.comparing.standings import LISTED, better, worse
from bot.harness.figures.catalogue import taken_from
from bot.harness.figures.intervals import bootstrap
from bot.harness.figures.metrics import Floats, Share, Statistic
from bot.harness.schema import FigureName, Fixture, Report
from embeddings.errors import InputError

_NOTHING_SHARED = (
    "The two reports have no question in common: compare reports over the same fixture "
    "questions, which are told apart by their id or, without one, by their words."
)


def compare(before: Report, after: Report) -> Comparison:
    """Return what changed from `before` to `after`; each report's outcomes are read once.

    Raises:
        InputError: the reports have no question in common.
    """
    first, second = Run(before.outcomes), Run(after.outcomes)
    keys = [key for key in first.asked if key in second.asked]
    if not keys:
        raise InputError(_NOTHING_SHARED)
    changes = list(_changes(first, second, keys))
    pairs = _pairs(first, second, keys)
    return Comparison(
        before=before.about,
        after=after.about,
        questions=len(keys),
        only_before=_lacking(first, second),
        only_after=_lacking(second, first),
        differences=_differences(pairs, len(keys)),
        tested=sum(pair.is_testable for pair in pairs.values()),
        better=better(changes),
        worse=worse(changes),
        warnings=[*unlike(before.about, after.about), *_rewritten(first, second, keys)],
    )


def check_comparable(before: Report, fixtures: Iterable[Fixture]) -> None:
    """Say before anything is asked what `compare` would say after it.

    Raises:
        InputError: none of the fixture questions is in the report.
    """
    keys = {fixture.key for fixture in fixtures}
    if not any(outcome.fixture.key in keys for outcome in before.outcomes):
        raise InputError(_NOTHING_SHARED)


def _lacking(run: Run, other: Run) -> Some:
    """Return the questions of `run` that `other` does not hold."""
    lacking = [key for key in run.asked if key not in other.asked]
    return Some(len(lacking), tuple(run.asked[key].question for key in islice(lacking, LISTED)))


def _changes(first: Run, second: Run, keys: Sequence[Key]) -> Iterator[Change]:
    for key in keys:
        old, new = first.asked[key], second.asked[key]
        if old.standing != new.standing:
            yield Change(key[0], new.question, old.standing, new.standing)


def _rewritten(first: Run, second: Run, keys: Sequence[Key]) -> Iterator[str]:
    """Yield a sentence where questions expect something else than they did."""
    count = sum(first.asked[key].expects != second.asked[key].expects for key in keys)
    if count:
        yield (
            f"{count} of the questions expect other articles, words or dates than before: what "
            "changed there may come from the fixtures."
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """A figure before and after, as a statistic of how far apart they are."""

    before: Statistic
    after: Statistic
    n: int

    def __call__(self, weights: Floats) -> Floats:
        return self.after(weights) - self.before(weights)

    @property
    def p(self) -> float | None:
        """The randomisation test's p, where the figure is a ratio of sums over questions."""
        if isinstance(self.before, Share) and isinstance(self.after, Share):
            return randomisation_p(self.before, self.after)
        return None

    @property
    def is_testable(self) -> bool:
        """Whether p could be below 1: with one question that differs, both swaps are alike."""
        if isinstance(self.before, Share) and isinstance(self.after, Share):
            return int(differing(self.before, self.after).sum()) > 1
        return False


def _pairs(first: Run, second: Run, keys: Sequence[Key]) -> dict[FigureName, _Pair]:
    old, new = taken_from(first.columns(keys)), taken_from(second.columns(keys))
    return {
        name: _Pair(
            old[name].statistic,
            new[name].statistic,
            max(old[name].questions, new[name].questions),
        )
        for name in FigureName
    }


def _differences(
    pairs: Mapping[FigureName, _Pair], questions: int
) -> dict[FigureName, Difference]:
    spread = bootstrap({name: pair for name, pair in pairs.items() if pair.n > 1}, questions)
    ps = {name: p for name, pair in pairs.items() if (p := pair.p) is not None}
    tested = [name for name in ps if pairs[name].is_testable]
    corrected = ps | dict(zip(tested, holm([ps[name] for name in tested]), strict=True))
    once = np.ones((1, questions))
    found = {}
    for name, pair in pairs.items():
        low, high = _interval(spread.get(name))
        found[name] = Difference(
            name=name,
            before=_value(pair.before, once),
            after=_value(pair.after, once),
            value=_value(pair, once),
            n=pair.n,
            low=low,
            high=high,
            p=ps.get(name),
            corrected=corrected.get(name),
        )
    return found


def _value(statistic: Statistic, once: Floats) -> float | None:
    value = float(statistic(once)[0])
    return None if np.isnan(value) else value


def _interval(spread: tuple[float, float] | None) -> tuple[float | None, float | None]:
    """Return the bounds; none where every resample agrees, which is no certainty."""
    if spread is None or spread[0] == spread[1]:
        return None, None
    return spread
