"""The archive as its own cache: the vectors that texts have in it, so that none is encoded twice.

Beside each passage stands a short key of its text, in an index. Two texts may have the same key:
a vector is taken only where the text itself is the same. A passage goes out with its key.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.storage.records import Records
from embeddings.storage.rows import text_key
from embeddings.storage.transactions import Transactions

_LENGTH_TOLERANCE = 0.01
_ROWS_AT_ONCE = 4096


def known_vectors(
    archive: Records, texts: Iterable[str], *, after: int = 0
) -> dict[str, NDArray[np.float16]]:
    """Return the vectors that passages with an id above `after` have, by the text they encode.

    A vector that cannot be searched, as damage leaves it, is none.
    """
    wanted = {text_key(text): text for text in texts}
    rows = archive.connection.execute(
        "SELECT version, start, end, text_key, CAST(vector AS BLOB) FROM passages "
        "WHERE id > ? AND id IN (SELECT (SELECT max(id) FROM passages WHERE text_key = value) "
        "FROM json_each(?)) ORDER BY version",
        (after, json.dumps(list(wanted))),
    )
    found, length = {}, 2 * archive.manifest.dimensions
    for text, (_, _, _, key, blob) in _with_texts(archive, rows):
        vector = np.frombuffer(blob, dtype=np.uint8)
        if text == wanted.get(key) and vector.nbytes == length:
            found[text] = vector.view(np.float16)
    return {text: vector for text, vector in found.items() if is_searchable(vector)}


def newest_passage(archive: Records) -> int:
    """Return the highest id a passage has; later ones have higher ids."""
    return int(archive.connection.execute("SELECT ifnull(max(id), 0) FROM passages").fetchone()[0])


def note_keys(archive: Transactions) -> None:
    """Note the keys of passages that earlier releases wrote, some at a time."""
    last = 0
    while rows := archive.connection.execute(
        "SELECT version, start, end, id FROM passages WHERE text_key IS NULL AND id > ? "
        "ORDER BY id LIMIT ?",
        (last, _ROWS_AT_ONCE),
    ).fetchall():
        last = rows[-1][3]
        keys = [(text_key(text), row[3]) for text, row in _with_texts(archive, rows)]
        with archive.bookkeeping():
            archive.connection.executemany("UPDATE passages SET text_key = ? WHERE id = ?", keys)


def _with_texts(
    archive: Records, rows: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield each row, which begins with version, start and end, after the text of its passage.

    Rows of one version follow each other; those of a version that is not there are left out.
    """
    for version, group in groupby(rows, key=itemgetter(0)):
        query = "SELECT text FROM versions WHERE version = ?"
        found = archive.connection.execute(query, (version,)).fetchone()
        if found:
            yield from ((found[0][row[1] : row[2]], row) for row in group)


def is_searchable(vector: NDArray[np.float16]) -> bool:
    """Say whether a vector is of length one, as every text's is."""
    return bool(abs(np.linalg.norm(vector.astype(np.float32)) - 1) < _LENGTH_TOLERANCE)
