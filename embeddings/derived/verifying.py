"""Comparing the published files with the archive, byte for byte; nothing is repaired here."""

from collections.abc import Iterator

import numpy as np

from embeddings.archive import Archive
from embeddings.derived.generations import FOLDER_NAME, Generation, OutdatedError, numbered
from embeddings.derived.publishing import Derived
from embeddings.vectors import VectorIndex


def verify(archive: Archive) -> list[str]:
    """Return what is wrong with the newest published files, a sentence each; [] if nothing is.

    `derived.publish` mends files that are missing or behind, `derived.rebuild` any others.

    Raises:
        ArchiveCorruptError: the archive itself is damaged.
    """
    root = archive.path.parent / FOLDER_NAME
    with archive.snapshot():
        folders = [root / str(number) for number in numbered(root) if number <= archive.sequence]
        if not folders:
            return [f"There is no search index in {root}."]
        try:
            generation = Generation.read(folders[0])
        except OutdatedError:
            return [f"{folders[0]} was written by another release."]
        except Exception as error:  # noqa: BLE001 - whatever stands in it
            return [f"The manifest of {folders[0]} cannot be read ({error})."]
        return list(_differences(archive, generation))


def _differences(archive: Archive, generation: Generation) -> Iterator[str]:
    """Yield what differs; files that are damaged are not opened."""
    damaged = list(_damaged(generation))
    yield from damaged
    facts = generation.facts
    if facts.fingerprint != archive.manifest.fingerprint:
        yield f"{generation.folder} was made with another model."
    elif facts.state != archive.state:
        yield f"{generation.folder} is not of the archive's last state."
    elif not damaged:
        yield from _contents(archive, generation)


def _damaged(generation: Generation) -> Iterator[str]:
    for name in generation.files:
        try:
            generation.check_sum(name)
        except (OSError, ValueError) as error:
            yield f"{generation.folder / name} is damaged ({error})."


def _contents(archive: Archive, generation: Generation) -> Iterator[str]:
    ids = archive.passage_ids()
    try:
        derived = Derived.open(generation)
    except Exception as error:  # noqa: BLE001 - FAISS and tantivy raise their own kinds
        yield f"{generation.folder} cannot be opened ({error})."
        return
    for what, found in (("vectors", derived.vectors.ids), ("words", derived.lexical.ids())):
        if not np.array_equal(found, ids):
            yield f"The {what} in {generation.folder} are not of the archive's passages."
    yield from _other_vectors(archive, derived.vectors, generation)


def _other_vectors(archive: Archive, index: VectorIndex, generation: Generation) -> Iterator[str]:
    """Yield a sentence where a vector is not, byte for byte, the archive's."""
    for rows in index.rows():
        if not len(rows.ids):
            continue
        found, vectors = archive.vectors(after=int(rows.ids[0]) - 1, limit=len(rows.ids))
        same = rows.codes.tobytes() == vectors.tobytes() and np.array_equal(rows.ids, found)
        if not same:
            yield (
                f"Vectors in {generation.folder} are not the archive's, among the passages "
                f"{rows.ids[0]} to {rows.ids[-1]}."
            )
