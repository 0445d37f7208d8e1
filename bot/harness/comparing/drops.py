"""How much worse each figure may have become, and a sentence for each that is worse than that."""

import math
from collections.abc import Iterable, Mapping

from bot.harness.comparing.schema import Comparison, Difference
from bot.harness.figures.bounds import NEITHER_IS_BETTER, figure_name
from bot.harness.schema import FigureName
from embeddings.errors import InputError

SECONDS = frozenset({FigureName.MEDIAN_SECONDS, FigureName.P95_SECONDS, FigureName.P99_SECONDS})
"""Figures whose drop is a share of what they were: 0.2 lets them take a fifth longer."""

_ROUNDING = 1e-9
"""By how much rounding may make a difference larger than it is."""


def parse_drops(pairs: Iterable[str]) -> dict[str, float]:
    """Return what `--max-drop` was given, such as "mrr=0.02", as name and number.

    Raises:
        InputError: a pair of another form, an unknown figure, or no number from 0 up.
    """
    return dict(map(_drop, pairs))


def exceeded(comparison: Comparison, drops: Mapping[str, float]) -> list[str]:
    """Return a sentence for each figure that became worse by more than `drops` allows.

    A drop is in the figure's own unit, for seconds a share of what they were. A figure that is
    better when lower drops by rising, and one that is neither, by moving either way. A figure
    that cannot be compared fails, and so does a run that left out questions of the earlier one.

    Raises:
        InputError: a figure nobody knows.
    """
    found = [
        _exceeded(comparison.differences[figure_name(name)], allowed)
        for name, allowed in drops.items()
    ]
    not_asked = _not_asked(comparison.only_before.count) if drops else None
    return [sentence for sentence in (not_asked, *found) if sentence]


def _not_asked(count: int) -> str | None:
    if not count:
        return None
    were = (
        "1 question of the earlier report was"
        if count == 1
        else (f"{count:,} questions of the earlier report were")
    )
    return f"{were} not asked: ask the same ones, or make the earlier report anew"


def _drop(pair: str) -> tuple[str, float]:
    name, _, written = pair.partition("=")
    try:
        allowed = float(written)
    except ValueError as error:
        raise _no_drop(pair) from error
    if not 0 <= allowed < math.inf:
        raise _no_drop(pair)
    return figure_name(name.strip()).value, allowed


def _no_drop(pair: str) -> InputError:
    return InputError(
        f"{pair!r} is no drop: write a figure and how much worse it may be, a number from 0 up, "
        "like mrr=0.02."
    )


def _exceeded(difference: Difference, allowed: float) -> str | None:
    if difference.value is None or difference.before is None:
        return f"{difference.name} cannot be compared: {_why(difference)}"
    lost = _lost(difference)
    if difference.name in SECONDS:
        lost = lost / difference.before if difference.before else math.copysign(math.inf, lost)
    return _sentence(difference, allowed) if lost > allowed + _ROUNDING else None


def _lost(difference: Difference) -> float:
    """Return by how much the figure is worse, in its own unit."""
    if difference.name in NEITHER_IS_BETTER:
        return abs(difference.value or 0.0)
    return -difference.gain


def _why(difference: Difference) -> str:
    if difference.before is None and difference.after is None:
        return "no question that both reports hold measures it"
    missing = "first" if difference.before is None else "second"
    return f"in the {missing} report no question that both hold measures it"


def _sentence(difference: Difference, allowed: float) -> str:
    moved = "rose" if (difference.value or 0.0) > 0 else "fell"
    limit = f"{allowed:.0%} of it" if difference.name in SECONDS else f"{allowed:g}"
    return (
        f"{difference.name} {moved} from {difference.before:.6g} to {difference.after:.6g}, by "
        f"{abs(difference.value or 0.0):.6g} where {limit} is allowed{_interval(difference)}"
    )


def _interval(difference: Difference) -> str:
    """Return between what the difference lies, and whether chance may be all there is to it."""
    low, high = difference.low, difference.high
    if low is None or high is None:
        return ""
    chance = "; it holds 0, so chance may do as much" if low <= 0 <= high else ""
    return f" (95 % interval of the difference {low:+.6g} to {high:+.6g}{chance})"
