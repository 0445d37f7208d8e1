"""Making the next generation's files: what is new is added, what is gone is marked, little else.

Without a generation to go on from, everything is made from the archive, some passages at a time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from embeddings.archive import Archive
from embeddings.derived.compaction import Size, groups, is_stale
from embeddings.derived.generations import Facts, Generation, seal
from embeddings.derived.segments import MOST_ROWS, Ids, Rows, Segment
from embeddings.lexical.index import FOLDER_NAME as LEXICAL_NAME
from embeddings.lexical.index import LexicalIndex
from embeddings.vectors import DEAD_FILE_NAME, VectorIndex

_ROWS_AT_ONCE = 16_384
_NO_IDS: Ids = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Derived:
    """Both indexes, as of one state of the archive."""

    generation: Generation
    vectors: VectorIndex
    lexical: LexicalIndex

    @classmethod
    def open(cls, generation: Generation) -> Self:
        """Open the files of a generation.

        Raises:
            ValueError, OSError, RuntimeError: they are damaged.
        """
        folder, facts = generation.folder, generation.facts
        vectors = VectorIndex.load(folder, facts.segments)
        words = LexicalIndex.load(folder / LEXICAL_NAME)
        if not len(vectors) == len(words) == facts.passages:
            raise ValueError("counts differ")
        return cls(generation, vectors, words)

    @property
    def sequence(self) -> int:
        """The archive's number then."""
        return self.generation.facts.sequence

    @property
    def state(self) -> str | None:
        """The archive's state then."""
        return self.generation.facts.state


@dataclass(frozen=True, slots=True)
class _Change:
    """What the archive has and the previous generation has not, and the other way round."""

    living: Ids
    fresh: Ids
    gone: Ids
    since: int

    @classmethod
    def of(cls, archive: Archive, previous: Derived | None) -> "_Change":
        living = archive.passage_ids()
        if previous is None:
            return cls(living, living, _NO_IDS, since=0)
        since = previous.generation.facts.highest
        stayed, fresh = np.split(living, [np.searchsorted(living, since, side="right")])
        indexed = previous.vectors.ids
        gone = indexed[~np.isin(indexed, stayed)]
        if len(indexed) - len(gone) != len(stayed):
            raise ValueError("the archive has older passages that the index never had")
        return cls(living, fresh, gone, since)

    @property
    def highest(self) -> int:
        return max(self.since, int(self.living[-1]) if len(self.living) else 0)


def build(archive: Archive, folder: Path, previous: Derived | None) -> Generation:
    """Make the files of the archive as it stands in `folder`, going on from `previous`.

    Raises:
        ArchiveCorruptError: the archive itself is damaged.
        ValueError: `previous` is damaged, or of another archive.
        OSError, RuntimeError: the files cannot be written.
    """
    with archive.snapshot():
        change = _Change.of(archive, previous)
        segments = _write_vectors(archive, folder, change, previous)
        _write_lexical(archive, folder, change, previous)
        facts = Facts(
            sequence=archive.sequence,
            state=archive.state,
            fingerprint=archive.manifest.fingerprint,
            passages=len(change.living),
            highest=change.highest,
            segments=segments,
        )
    return seal(folder, facts, previous.generation if previous else None)


def _write_vectors(
    archive: Archive, folder: Path, change: _Change, previous: Derived | None
) -> list[str]:
    """Write or link the segments and write who is dead; return the segments' names, in order."""
    old = _Old.of(previous, change.gone)
    batches = [change.fresh[at : at + MOST_ROWS] for at in range(0, len(change.fresh), MOST_ROWS)]
    sizes = [*old.index.sizes(), *(Size(len(batch), 0) for batch in batches)]
    names, dead = [], [_NO_IDS]
    for members in groups(sizes):
        kept = old.unchanged(members, sizes)
        if kept is not None:
            old.link_into(folder, kept)
            dead.append(kept.ids[np.isin(kept.ids, old.index.dead)])
            names.append(kept.name)
            continue
        name = f"vectors-{archive.sequence:08}-{len(names)}"
        parts = _parts(archive, members, old, batches)
        Segment.build(name, archive.manifest.dimensions, parts).save(folder)
        names.append(name)
    np.save(folder / DEAD_FILE_NAME, np.concatenate(dead))
    return names


@dataclass(frozen=True, slots=True)
class _Old:
    """The segments to go on from, without what is gone, and where their files are."""

    index: VectorIndex
    generation: Generation | None

    @classmethod
    def of(cls, previous: Derived | None, gone: Ids) -> Self:
        if previous is None:
            return cls(VectorIndex((), _NO_IDS), None)
        return cls(previous.vectors.without(gone), previous.generation)

    def unchanged(self, members: list[int], sizes: list[Size]) -> Segment | None:
        """Return the segment that stays as it is, if that is all that the group is."""
        number = members[0]
        is_old = number < len(self.index.segments)
        stays = is_old and len(members) == 1 and not sizes[number].is_stale
        return self.index.segments[number] if stays else None

    def link_into(self, folder: Path, segment: Segment) -> None:
        if self.generation is not None:
            self.generation.link_into(folder, segment.file_names)

    def rows_of(self, number: int) -> Iterator[Rows]:
        """Yield the rows of a segment; none, but an error, where its files are damaged."""
        if self.generation is not None:
            for name in self.index.segments[number].file_names:
                self.generation.check_sum(name)
        yield from self.index.rows_of(number)


def _parts(archive: Archive, members: list[int], old: _Old, batches: list[Ids]) -> Iterator[Rows]:
    """Yield the rows of old segments and of new passages, none of them dead, by id."""
    for number in members:
        if number < len(old.index.segments):
            yield from old.rows_of(number)
        else:
            yield from _new_rows(archive, batches[number - len(old.index.segments)])


def _new_rows(archive: Archive, ids: Ids) -> Iterator[Rows]:
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        part = ids[start : start + _ROWS_AT_ONCE]
        found, codes = archive.vectors(after=int(part[0]) - 1, limit=len(part))
        yield Rows(found, codes)


def _write_lexical(
    archive: Archive, folder: Path, change: _Change, previous: Derived | None
) -> None:
    """Write the index of words: the previous one with what differs or, if stale, a new one.

    The dead count in the statistics of BM25, so they are few at any time.
    """
    target = folder / LEXICAL_NAME
    dead = previous.lexical.dead + len(change.gone) if previous else 0
    if previous is None or is_stale(len(change.living), dead):
        LexicalIndex.build(target, archive.passage_texts())
        return
    inside = f"{LEXICAL_NAME}/"
    files = previous.generation.files
    previous.generation.link_into(folder, [name for name in files if name.startswith(inside)])
    if len(change.fresh) or len(change.gone):
        texts = archive.passage_texts(after=change.since)
        LexicalIndex.update(target, texts, gone=change.gone.tolist())
