"""Which signatures are near copies, and which are compared at all: figures worked out by hand."""

import numpy as np
import pytest

from embeddings.stories.nearness import BANDS, bands, closeness, meetings
from embeddings.stories.signatures import LENGTH, SCHEME, SHINGLE_VALUES, VALUES, Rows


def row(size: int, *, equal: int = SHINGLE_VALUES, special: int = 64) -> Rows:
    """Return a signature; so many of its values, and of its 64 particulars', are everybody's."""
    values = np.arange(LENGTH, dtype=np.uint32)
    own = np.uint32(1000 * size)
    values[VALUES + equal : VALUES + SHINGLE_VALUES] += own
    values[VALUES + SHINGLE_VALUES + special :] += own
    values[:VALUES] = SCHEME, size, 50
    return values


@pytest.mark.parametrize(
    ("size", "equal", "special", "expected"),
    [
        (400, 128, 64, 1.0),
        (400, 64, 64, 0.5),
        (399, 51, 64, 0.0),
        (399, 80, 64, 0.625),
        (260, 51, 64, 51 / 128),
        (120, 44, 64, 0.0),
        (399, 80, 40, 0.625),
        (399, 80, 36, 0.0),
    ],
    ids=[
        "equal",
        "two thirds held",
        "0.57 held",
        "0.77 held",
        "half as long again, 0.72 held",
        "all held, too long",
        "0.77 of particulars",
        "0.72 of particulars",
    ],
)
def test_near_copies_have_enough_of_everything(
    size: int, equal: int, special: int, expected: float
) -> None:
    """Of all shingles together, of the shorter text's shingles and of its particulars."""
    other = row(size, equal=equal, special=special)
    assert closeness(row(400), other[None]).tolist() == [expected]
    assert closeness(other, row(400)[None]).tolist() == [expected]


def test_three_equal_values_in_a_row_are_a_band() -> None:
    """The first six values make two bands; five make one."""
    six, five = bands(np.array([row(400, equal=6), row(300, equal=5)]))
    everybody = bands(row(500)[None])[0]
    assert len(everybody) == BANDS == 42
    assert (six == everybody).sum() == 2
    assert (five == everybody).sum() == 1
    assert len(set(everybody.tolist())) == BANDS


def test_rows_meet_once_however_many_bands_they_share() -> None:
    """Each two of those that have one; the last has none."""
    first, second, third = (row(size, equal=60) for size in (10, 20, 30))
    apart = row(40, equal=0)
    met = [
        (int(min(pair)), int(max(pair)))
        for one, two in meetings(bands(np.array([first, second, apart, third])))
        for pair in zip(one, two, strict=True)
    ]
    assert sorted(met) == [(0, 1), (0, 3), (1, 3)]
