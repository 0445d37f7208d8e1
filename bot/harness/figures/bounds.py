"""Bounds on figures: how they are written, which way each is better, and what misses them."""

import math
from collections.abc import Callable, Iterable, Mapping
from operator import ge, le

from bot.harness.schema import FigureName, Figures
from embeddings.errors import InputError

PROMISED = (
    FigureName.SLICES,
    FigureName.AS_SENT,
    FigureName.ATTRIBUTED,
    FigureName.WITHIN_LIMITS,
)
"""What must hold of every excerpt and every reply."""
LOWER_IS_BETTER = frozenset(
    {
        FigureName.REFUSED_WRONGLY,
        FigureName.RISK,
        FigureName.MEDIAN_SECONDS,
        FigureName.P95_SECONDS,
        FigureName.P99_SECONDS,
    }
)
NEITHER_IS_BETTER = frozenset({FigureName.WORDS_SHOWN})
"""Of all other figures more is better."""


def parse_bounds(pairs: Iterable[str]) -> dict[str, float]:
    """Return what `--min` or `--max` was given, such as "hit@1=0.9", as name and number.

    Raises:
        InputError: a pair of another form, an unknown figure, or what is no number.
    """
    return dict(map(_bound, pairs))


def unmet(
    figures: Figures, minimums: Mapping[str, float], maximums: Mapping[str, float]
) -> list[str]:
    """Return a sentence for each figure that is not as good as asked.

    What is promised must hold every time, whatever was asked. A figure that there was nothing to
    take from is not met.

    Raises:
        InputError: a figure nobody knows.
    """
    low = {figure_name(name): bound for name, bound in minimums.items()}
    high = {figure_name(name): bound for name, bound in maximums.items()}
    low |= {name: 1.0 for name in PROMISED if figures.value(name) is not None}
    found = [_shortfall(figures, name, "at least", bound, ge) for name, bound in low.items()]
    found += [_shortfall(figures, name, "at most", bound, le) for name, bound in high.items()]
    return [sentence for sentence in found if sentence]


def figure_name(name: str) -> FigureName:
    """Return the figure of that name.

    Raises:
        InputError: there is none; the message lists those there are.
    """
    try:
        return FigureName(name)
    except ValueError as error:
        known = ", ".join(FigureName)
        raise InputError(f"Unknown figure {name!r}: use one of {known}.") from error


def _bound(pair: str) -> tuple[str, float]:
    name, _, written = pair.partition("=")
    try:
        bound = float(written)
    except ValueError as error:
        raise _no_bound(pair) from error
    if not math.isfinite(bound):
        raise _no_bound(pair)
    return figure_name(name.strip()).value, bound


def _no_bound(pair: str) -> InputError:
    return InputError(f"{pair!r} is no bound: write a figure and a number, like hit@1=0.9.")


def _shortfall(
    figures: Figures,
    name: FigureName,
    asked: str,
    bound: float,
    holds: Callable[[float, float], bool],
) -> str | None:
    value = figures.value(name)
    if value is None:
        return f"{name} should be {asked} {bound:g}, but no question here measures it"
    return None if holds(value, bound) else f"{name} is {value:.6g}, should be {asked} {bound:g}"
