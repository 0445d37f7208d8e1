"""A flat scan of an index's vectors beside what one thread can read from memory at all.

python benchmarks/speed/steps/scanning.py DATA_DIR
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.archive import Archive
from embeddings.derived.opening import open_derived
from embeddings.retrieval import CANDIDATES_PER_SIDE

ROUNDS = 15
HALF_BYTES = 2
"""A number of a vector, as the index holds it."""


def main() -> None:
    """Scan and read in turns, and print the medians."""
    with Archive.open(Path(sys.argv[1])) as archive:
        vectors, dimensions = open_derived(archive).vectors, archive.manifest.dimensions
    scanned = len(vectors) * dimensions * HALF_BYTES
    chance = np.random.default_rng(0)
    asked = chance.standard_normal((ROUNDS, dimensions), dtype=np.float32)
    asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    numbers = np.ones(scanned // 8, dtype=np.int64)
    scans, processors, reads = [], [], []
    for vector in asked:
        seconds, busy = timed(partial(vectors.search, vector, CANDIDATES_PER_SIDE))
        scans.append(seconds)
        processors.append(busy / seconds)
        reads.append(min(timed(one)[0] for one in readers(numbers)))
    found = {
        "bytes": scanned,
        "scan_seconds": statistics.median(scans[1:]),
        "processors": statistics.median(processors[1:]),
        "read_seconds": statistics.median(reads[1:]),
    }
    print(json.dumps(found), flush=True)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long some work took, and for how long processors were busy with it."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - started, time.process_time() - busy


def readers(numbers: NDArray[np.int64]) -> list[Callable[[], object]]:
    """Return ways to read an array once, in one thread; the fastest is the machine's limit."""
    return [numbers.max, lambda: np.bitwise_or.reduce(numbers), lambda: np.add.reduce(numbers)]


if __name__ == "__main__":
    main()
