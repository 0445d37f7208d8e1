"""Which segments become one: rules worked out by hand, and what they promise in the long run."""

from itertools import pairwise

import numpy as np
import pytest

from embeddings.derived.compaction import Size, groups


def grouped(*living: int, most_rows: int = 100) -> list[list[int]]:
    """Return the groups of segments of which nothing is gone."""
    return groups([Size(rows, 0) for rows in living], most_rows)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((), []),
        ((7,), [[0]]),
        ((9, 7), [[0], [1]]),  # the one before is larger
        ((7, 7), [[0, 1]]),
        ((7, 9), [[0, 1]]),
        ((8, 4, 2, 2), [[0, 1, 2, 3]]),  # one leads to the next
        ((9, 4, 2, 2), [[0], [1, 2, 3]]),
        ((60, 60), [[0], [1]]),  # too many for one
        ((50, 50), [[0, 1]]),
        ((100, 100, 1), [[0], [1], [2]]),
        ((100, 0, 5), [[0], [2]]),  # of the second nothing is left
    ],
)
def test_a_segment_joins_the_one_before_it_while_that_is_no_larger(
    sizes: tuple[int, ...], expected: list[list[int]]
) -> None:
    """Up to the most that one may hold."""
    assert grouped(*sizes) == expected


def test_a_segment_is_stale_when_more_than_a_twentieth_is_gone() -> None:
    """Of 100 rows five are not too many, six are."""
    assert not Size(95, 5).is_stale
    assert Size(94, 6).is_stale


def test_segments_stay_few_and_rows_are_seldom_written_again() -> None:
    """Over 3,000 runs: few segments, in order, none too large, each row written some ten times."""
    rng = np.random.default_rng(7)
    sizes: list[int] = []
    added = written = 0
    for _ in range(3000):
        new = int(rng.choice([1, 5, 30, 200]))
        added += new
        found = groups([Size(rows, 0) for rows in [*sizes, new]], 10_000)
        written += sum(
            sum([*sizes, new][number] for number in members)
            for members in found
            if len(members) > 1 or members == [len(sizes)]
        )
        sizes = [sum([*sizes, new][number] for number in members) for members in found]

    assert sum(sizes) == added
    assert max(sizes) <= 10_000
    assert len(sizes) < added / 5000 + 15
    assert written < 12 * added
    assert all(one + other > 10_000 or one > other for one, other in pairwise(sizes))
