"""Checks of the vectors: each can be searched, and a sample is what the model makes today."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.archive import Archive
from embeddings.chunking import passages
from embeddings.doctor.findings import Fault, Outcome, Repair, Severity, Tally
from embeddings.doctor.patient import Patient
from embeddings.encoder import Encoder, Vectors
from embeddings.errors import ArchiveCorruptError
from embeddings.schema import Article
from embeddings.storage.database import translated_errors

LEAST_COSINE = 0.999
"""Below this a stored vector is not its text's: rounding to 16 bits costs less than 0.00001."""
_LENGTH_TOLERANCE = 0.01
_ROWS_AT_ONCE = 16_384


def shapes(patient: Patient) -> Outcome:
    """Look whether every vector has its numbers, all of them finite, and length one."""
    bad = Tally()
    for passage_id, version in unusable(patient.archive):
        bad.add(f"{passage_id} of version {version}")
    faults = bad.faults(
        Severity.DAMAGE, "Passages whose vector cannot be searched", repair=Repair.PASSAGES
    )
    _, count = patient.archive.counts()
    dimensions = patient.archive.manifest.dimensions
    return Outcome(f"All {count:,} vectors have {dimensions} numbers and length one.", faults)


def unusable(archive: Archive) -> Iterator[tuple[int, str]]:
    """Yield id and version of every passage whose vector cannot be searched."""
    width = 2 * archive.manifest.dimensions
    after = -1
    while True:
        rows = archive.connection.execute(
            "SELECT id, version, CAST(vector AS BLOB) FROM passages WHERE id > ? ORDER BY id "
            "LIMIT ?",
            (after, _ROWS_AT_ONCE),
        ).fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield from _unusable_of(rows, width)


def _unusable_of(rows: Sequence[tuple[int, str, bytes]], width: int) -> Iterator[tuple[int, str]]:
    whole = [row for row in rows if len(row[2]) == width]
    yield from ((row[0], row[1]) for row in rows if len(row[2]) != width)
    codes = np.frombuffer(b"".join(row[2] for row in whole), dtype=np.float16)
    matrix = codes.reshape(len(whole), width // 2).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))  # not finite where a number is not
    for place in np.flatnonzero(~(np.abs(lengths - 1) <= _LENGTH_TOLERANCE)):
        yield whole[place][0], whole[place][1]


class Drawn(NamedTuple):
    """A passage with its text and its vector as it is stored."""

    id: int
    article_id: str
    text: str
    vector: bytes


def sample(patient: Patient) -> Outcome:
    """Encode some passages again and compare the vectors with those that are stored."""
    archive, how = patient.archive, patient.how
    if patient.encoder is None:
        what = "No vector was compared: the model is missing, or another one than the index's."
        return Outcome(what, [Fault(Severity.NOTICE, what)])
    drawn = list(_drawn(archive, how.sample, how.seed))
    found = cosines(patient.encoder, drawn, archive.manifest.dimensions)
    wrong = Tally()
    for item, cosine in zip(drawn, found, strict=True):
        if not cosine >= LEAST_COSINE:
            wrong.add(f"{item.id} of {item.article_id} at {cosine:.3f}")
    said = f"{len(drawn):,} passages were encoded again (--seed {how.seed})"
    label = f"{said}, vectors that are not their texts'"
    faults = wrong.faults(Severity.DAMAGE, label, repair=Repair.VECTORS)
    lowest = f", the lowest cosine is {found.min():.5f}" if drawn else ""
    return Outcome(f"{said}{lowest}.", faults)


def cosines(encoder: Encoder, drawn: Sequence[Drawn], dimensions: int) -> Vectors:
    """Return the cosines of stored vectors with those of their texts, shape (len(drawn),).

    That of a vector that is no vector is -1.
    """
    fresh = encoder.encode([item.text for item in drawn]) if drawn else np.zeros((0, dimensions))
    found = [_cosine(item.vector, row, dimensions) for item, row in zip(drawn, fresh, strict=True)]
    return np.array(found, dtype=np.float32)


def _cosine(code: bytes, fresh: NDArray[Any], dimensions: int) -> float:
    if len(code) != 2 * dimensions:
        return -1.0
    stored = np.frombuffer(code, dtype=np.float16).astype(np.float32)
    length = float(np.linalg.norm(stored))
    return float(stored @ fresh) / length if np.isfinite(length) and length > 0 else -1.0


def _drawn(archive: Archive, count: int, seed: int) -> Iterator[Drawn]:
    """Yield up to `count` passages, drawn by `seed`, with which nothing else is wrong."""
    width = 2 * archive.manifest.dimensions
    with archive.snapshot():
        for passage_id in _drawn_ids(archive, count, seed):
            version, start, end, code = archive.connection.execute(
                "SELECT version, start, end, CAST(vector AS BLOB) FROM passages WHERE id = ?",
                (passage_id,),
            ).fetchone()
            article = _as_indexed(archive, version)
            unfit = any(_unusable_of([(passage_id, version, code)], width))
            if article and (start, end) in passages(article) and not unfit:
                yield Drawn(passage_id, article.id, article.text[start:end], code)


def _as_indexed(archive: Archive, version: str) -> Article | None:
    try:
        with translated_errors(archive.path):
            return archive.version(version)
    except ArchiveCorruptError:
        return None


def _drawn_ids(archive: Archive, count: int, seed: int) -> list[int]:
    query = "SELECT min(id), max(id), count(*) FROM passages"
    low, high, total = archive.connection.execute(query).fetchone()
    if total <= count:
        return [int(one) for one in archive.passage_ids()]
    random = np.random.default_rng(seed)
    query = "SELECT id FROM passages WHERE id >= ? ORDER BY id LIMIT 1"
    starts = random.integers(low, high, size=count, endpoint=True).tolist()
    return sorted({archive.connection.execute(query, (one,)).fetchone()[0] for one in starts})
