"""The most that anything may cost: a little above what it costs today.

`pytest tests/costs` prints both beside each other. Where a change has to cost more, the bound is
raised here, by hand, and the commit says what for.
"""

from collections.abc import Callable

Cost = Callable[[str, int], None]
"""Notes a count by its name, and holds it to its bound: the fixture `cost`."""

MOST = {
    # Modules that a command has imported when it ends; `run`, when it is ready.
    "modules: --help": 350,
    "modules: status": 640,
    "modules: source": 640,
    "modules: source, by words": 650,
    "modules: quote": 670,
    "modules: ask": 720,
    "modules: run": 1_050,
    # What Python itself opens of the data folder and of the models, beside SQLite's files.
    "files opened: ask": 12,
    "files opened: run": 13,
    # By all means together, in a process that answers; 23 MB of it are the reranker's.
    "megabytes read: ask": 45,
    "megabytes read: run": 55,
    # Python's and NumPy's, at the highest.
    "KiB: opening an index": 60,
    "KiB: one question": 2_800,
    "bytes a passage: opening": 40,
    # What the archive is asked.
    "SQL statements: opening an index": 12,
    "SQL statements: one question": 110,
    # What the models have to do.
    "texts encoded: one question": 9,
    "pairs read: one question": 16,
    "tokens given: indexing the sample": 5_900,
    "tokens padded: indexing the sample": 0,
}
