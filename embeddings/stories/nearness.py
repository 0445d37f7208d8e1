"""Which of many signatures are near copies: bands to meet in, then all values compared.

Locality-sensitive hashing: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
chapter 3. The bands stand in one array: datasketch's own index takes 10 kB an article, this 336
bytes beside the signature's 780.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from embeddings.stories.signatures import (
    SHINGLE_VALUES,
    VALUES,
    Rows,
    containment,
    particulars_held,
    resemblance,
)

LEAST_RESEMBLANCE = 0.35
SAME_STORY = 0.62
SAME_PARTICULARS = 0.75
"""Near copies share so much of all shingles, and of the shorter text's shingles and particulars.

Of a copy with every tenth word replaced 0.57, 0.73 and 0.95 are left; of two articles that have
half of their paragraphs in common 0.33, 0.5 and 0.6. Forms that are filled in anew, such as
weather, have most shingles in common and few particulars.
"""
BAND_VALUES = 3
BANDS = SHINGLE_VALUES // BAND_VALUES
"""Texts of resemblance s meet in a band with a chance of 1 - (1 - s ** 3) ** 42.

0.84 at 0.35, 0.996 at 0.5, 0.9998 at 0.57; 0.0003 at the 0.02 of two articles about anything.
"""
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))

Indices = NDArray[np.intp]
Bands = NDArray[np.uint64]


def closeness(one: Rows, others: Rows) -> NDArray[np.float64]:
    """Return the resemblance of near copies and 0 for all others."""
    close = resemblance(one, others)
    near = (
        (close >= LEAST_RESEMBLANCE)
        & (containment(one, others) >= SAME_STORY)
        & (particulars_held(one, others) >= SAME_PARTICULARS)
    )
    return np.where(near, close, 0.0)


def bands(rows: Rows) -> Bands:
    """Return a number for the values of each band; equal bands have equal numbers."""
    values = rows[:, VALUES : VALUES + BANDS * BAND_VALUES].astype(np.uint64)
    values = values.reshape(len(rows), BANDS, BAND_VALUES)
    mixed = values[..., 0]
    for n in range(1, BAND_VALUES):
        mixed = (mixed * _MIX[0]) ^ (mixed >> np.uint64(29)) ^ (values[..., n] * _MIX[1])
    return mixed


def meetings(bands: Bands) -> Iterator[tuple[Indices, Indices]]:
    """Yield rows that have a band in common, two and two, each pair in its first band only."""
    for number in range(bands.shape[1]):
        order = np.argsort(bands[:, number], kind="stable")
        ordered = bands[order, number]
        here = np.arange(len(order))
        apart = 0
        while len(here):
            apart += 1
            here = here[: np.searchsorted(here, len(order) - apart)]
            here = here[ordered[here] == ordered[here + apart]]
            one, two = order[here], order[here + apart]
            new = ~(bands[one, :number] == bands[two, :number]).any(axis=1)
            yield one[new], two[new]
