"""Which segments are written again as one, so that they stay few and hold little that is gone.

A segment is joined with the one before it while that one is no larger, as in Bentley and Saxe's
logarithmic method ("Decomposable searching problems", 1980): a passage is written again a number
of times that grows with the logarithm of the index, and segments that are not full are few.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.derived.segments import MOST_ROWS

MOST_DEAD = 0.05
"""The share of an index that may be gone before it is written again without what is."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many passages of a segment can be found, and how many are gone."""

    living: int
    dead: int

    @property
    def is_stale(self) -> bool:
        """Whether it holds too much that is gone."""
        return is_stale(self.living, self.dead)


def is_stale(living: int, dead: int) -> bool:
    """Say whether too much of an index is gone."""
    return dead > MOST_DEAD * (living + dead)


def groups(sizes: Sequence[Size], most_rows: int = MOST_ROWS) -> list[list[int]]:
    """Return the segments' numbers, in order, those in one list that become one segment.

    A segment of which nothing is left is in no list. One that stands alone and is not stale can
    stay as it is.
    """
    stack: list[tuple[list[int], int]] = []
    for number, size in enumerate(sizes):
        if not size.living:
            continue
        members, rows = [number], size.living
        while stack and stack[-1][1] <= rows and stack[-1][1] + rows <= most_rows:
            before, more = stack.pop()
            members, rows = before + members, more + rows
        stack.append((members, rows))
    return [members for members, _ in stack]
