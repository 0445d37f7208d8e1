"""Whether two runs over the same questions differ by more than chance."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from bot.harness.figures.metrics import Floats, Share

FLIPS = 10_000
"""How many swaps of the two runs are drawn where there are too many to try each."""
EXACT_UP_TO = 13
"""Up to so many questions that differ every swap is tried: 2^13 are fewer than FLIPS."""
SEED = 20_260

_CELLS = 1_000_000
"""How many numbers a block of swaps holds at most."""
_TIE = 1e-12
"""How far rounding may part two equal differences."""


def randomisation_p(before: Share, after: Share) -> float | None:
    """Return the two-sided p of the difference, 0..1; None where either side counts nothing.

    The paired randomisation test: were the runs alike, each question's two results could as well
    have been swapped; p is the share of swaps whose difference is at least as large. Every swap
    is tried where few questions differ, or else FLIPS random ones and the one that was seen.
    Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for Information
    Retrieval Evaluation", 2007.
    """
    if not before.bottoms.any() or not after.bottoms.any():
        return None
    differs = differing(before, after)
    [seen] = _differences(before, after, differs, np.zeros((1, int(differs.sum()))))
    count = int(differs.sum())
    reached = tried = 0
    for swaps in _every_swap(count) if count <= EXACT_UP_TO else _random_swaps(count):
        moved = _differences(before, after, differs, swaps)
        reached += int(np.sum(~(moved < seen - _TIE)))  # an undefined one counts as reached
        tried += len(swaps)
    if count > EXACT_UP_TO:
        reached, tried = reached + 1, tried + 1
    return reached / tried


def differing(before: Share, after: Share) -> npt.NDArray[np.bool_]:
    """Return which questions gave something else."""
    return np.not_equal(before.tops, after.tops) | np.not_equal(before.bottoms, after.bottoms)


def holm(ps: Sequence[float]) -> list[float]:
    """Return each p corrected for how many there are, in their order.

    Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979.
    """
    corrected = [0.0] * len(ps)
    least = 0.0
    for place, number in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        least = max(least, min(1.0, (len(ps) - place) * ps[number]))
        corrected[number] = least
    return corrected


def _every_swap(count: int) -> Iterator[Floats]:
    numbers = np.arange(2**count)[:, np.newaxis]
    yield ((numbers >> np.arange(count)) & 1).astype(np.float64)


def _random_swaps(count: int) -> Iterator[Floats]:
    rng = np.random.default_rng(SEED)
    for rows in _blocks(FLIPS, count):
        yield rng.integers(2, size=(rows, count), dtype=np.int8).astype(np.float64)


def _blocks(rows: int, columns: int) -> Iterator[int]:
    at_once = max(1, _CELLS // max(1, columns))
    for start in range(0, rows, at_once):
        yield min(at_once, rows - start)


def _differences(
    before: Share, after: Share, differs: npt.NDArray[np.bool_], swaps: Floats
) -> Floats:
    """Return how far apart the runs are, a number a row of `swaps`; NaN where undefined."""
    tops = swaps @ (before.tops - after.tops)[differs]
    bottoms = swaps @ (before.bottoms - after.bottoms)[differs]
    with np.errstate(invalid="ignore", divide="ignore"):
        one = (after.tops.sum() + tops) / (after.bottoms.sum() + bottoms)
        other = (before.tops.sum() - tops) / (before.bottoms.sum() - bottoms)
        found: Floats = np.abs(one - other)
    return found
