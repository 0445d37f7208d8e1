"""What a sync is about to do, and what it needs for that: sources, options, progress."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from embeddings.readers.sources import Known
from embeddings.schema import Item, PageRecord, Problem

Source = Path | str
"""A folder or file by its path, or what stands at an address."""


class Progress(Protocol):
    """What an indexing run reports while it goes on."""

    def reading(self, files: int) -> None:
        """Say how many files will be read."""

    def read(self) -> None:
        """Say that one of them has been read."""

    def encoding(self, passages: int) -> None:
        """Say how many more passages will be encoded."""

    def encoded(self, passages: int) -> None:
        """Say that so many more have been."""


class Collect(Protocol):
    """What brings the articles of an address, or of a file that lists addresses."""

    def __call__(self, source: Source, known: Known) -> Iterator[Item]:
        """Yield what stands there.

        Raises:
            FetchError: the source itself cannot be had.
        """


@dataclass(frozen=True, slots=True)
class Named:
    """An article that a plan speaks of."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An unchanged article that lies elsewhere now, or is written otherwise."""

    id: str
    source: str | None
    path: str | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """Where an article was met in this run, and as what."""

    version: str
    source: str | None
    path: str | None


@dataclass(slots=True)
class Plan:
    """What a run does; problems are reported, articles counted and named."""

    new: list[Named] = field(default_factory=list)
    changed: list[Named] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    taken_down: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Seen] = field(default_factory=dict)
    pages: list[PageRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How sources are read.

    `encoding` is tried for files that are not Unicode; with `prune` a source may lose as much as
    it likes; `collect` brings what stands at addresses.
    """

    encoding: str | None = None
    prune: bool = False
    collect: Collect | None = None
