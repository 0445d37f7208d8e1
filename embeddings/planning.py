"""Sources against the archive: what is new, changed, moved or gone; nothing is written here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from embeddings.archive import Archive
from embeddings.readers.sources import files_of, read_articles
from embeddings.schema import Article, Entry, Problem

_LINE = re.compile(r", line \d+$")


class Progress(Protocol):
    """What an indexing run reports while it goes on."""

    def reading(self, files: int) -> None:
        """Say how many files will be read."""

    def read(self) -> None:
        """Say that one of them has been read."""

    def encoding(self, passages: int) -> None:
        """Say how many passages will be encoded."""

    def encoded(self, passages: int) -> None:
        """Say that so many more have been."""


@dataclass(slots=True)
class Plan:
    """What a run will do; articles are counted, problems reported, nothing is written yet."""

    new: list[Article] = field(default_factory=list)
    changed: list[Article] = field(default_factory=list)
    moved: list[Article] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def make_plan(
    archive: Archive,
    sources: Iterable[Path],
    progress: Progress,
    *,
    fallback_encoding: str | None = None,
) -> Plan:
    """Read `sources` and return what differs from the archive; nothing is written.

    Raises:
        InputError: a source that does not exist or holds no article file.
    """
    listed = [(source, files_of(source)) for source in sources]
    progress.reading(sum(len(files) for _, files in listed))
    known = {entry.id: entry for entry in archive.entries()}
    plan = Plan()
    seen: dict[str, Article] = {}
    for source, files in listed:
        for path in files:
            for item in read_articles(source, [path], encoding=fallback_encoding):
                _sort_in(item, plan, seen, known)
            progress.read()
    plan.removed = sorted(_gone(known.values(), seen, listed, plan.problems))
    return plan


def _sort_in(
    item: Article | Problem, plan: Plan, seen: dict[str, Article], known: dict[str, Entry]
) -> None:
    if isinstance(item, Problem):
        plan.problems.append(item)
        return
    entry = known.get(item.id)
    twin = seen.get(item.id)
    if twin and twin.version == item.version and home_of(twin) == home_of(item):
        return  # the same file, named twice
    clash = _clash(item, twin, entry)
    if clash:
        plan.problems.append(Problem(str(home_of(item)), clash))
        return
    seen[item.id] = item
    if entry is None:
        plan.new.append(item)
    elif entry.version != item.version:
        plan.changed.append(item)
    else:
        plan.unchanged += 1
        if (entry.source, entry.path) != (item.source, item.path):
            plan.moved.append(item)


def _clash(item: Article, twin: Article | None, entry: Entry | None) -> str | None:
    """Say why `item` cannot have its id: another article of this run or of the archive has it."""
    if twin:
        taken = home_of(twin)
    elif entry and entry.source != item.source and entry.version != item.version:
        taken = home_of(entry)
        if taken == home_of(item) or not taken.exists():
            return None
    else:
        return None
    return (
        f"has the id {item.id!r}, which the article in {taken} has already: the first one was "
        "kept; give each its own id (or file name)"
    )


def home_of(item: Article | Entry) -> Path:
    """Return the file that an article came from: its source is that file, or a folder above it."""
    root = Path(item.source or "")
    return root / (item.path or "") if root.is_dir() else root


def _gone(
    known: Iterable[Entry],
    seen: dict[str, Article],
    listed: Sequence[tuple[Path, Sequence[Path]]],
    problems: Sequence[Problem],
) -> Iterator[str]:
    """Yield the ids that came from a file of the sources before and are not there any more."""
    origins = [source.resolve() for source, _ in listed]
    files = [Path(_LINE.sub("", problem.where)) for problem in problems]
    troubled = {home for path in files for home in (path.resolve(), _in_its_folder(path))}
    for entry in known:
        home = home_of(entry)
        ours = any(home.is_relative_to(origin) for origin in origins)
        if ours and entry.id not in seen and home not in troubled:
            yield entry.id


def _in_its_folder(path: Path) -> Path:
    """Return `path` with its folder resolved, but not itself: it may be a link."""
    return path.parent.resolve() / path.name
