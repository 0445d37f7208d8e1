"""The embedding step: compare the sources with the archive, encode what is new, commit, publish.

Articles are committed in batches, each one transaction: a run that is killed leaves the batches it
had finished, and the next run goes on from there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from embeddings.archive import Archive
from embeddings.chunking import CHUNKING, passages
from embeddings.derived import open_derived
from embeddings.encoder import Encoder
from embeddings.errors import ArchiveMismatchError
from embeddings.readers.sources import files_of, read_articles
from embeddings.schema import Article, Entry, Manifest, NewPassage, Problem

_LINE = re.compile(r", line \d+$")
_UNQUOTABLE = (
    "holds nothing to quote but headings and notices: it can be looked up, not asked about"
)
BATCH_PASSAGES = 256
"""Passages encoded and committed together."""


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


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has done; `articles` and `passages` are what the archive holds now."""

    articles: int
    passages: int
    new: int
    changed: int
    unchanged: int
    removed: int
    encoded: int
    problems: Sequence[Problem]


def manifest_of(encoder: Encoder) -> Manifest:
    """Return the manifest of an archive whose passages are made and encoded as today."""
    return Manifest(encoder.model, encoder.fingerprint, encoder.dimensions, CHUNKING)


def check_manifest(archive: Archive, encoder: Encoder) -> None:
    """Refuse an archive that was made with another model or another way of chunking.

    Raises:
        ArchiveMismatchError: it was.
    """
    found = archive.manifest
    folder = archive.path.parent
    if found.fingerprint != encoder.fingerprint:
        raise ArchiveMismatchError(
            f"The index in {folder} was made with the model {found.model} ({found.fingerprint}), "
            f"not {encoder.model} ({encoder.fingerprint}): set MODEL to the first, or run "
            "'pullquote index --rebuild'."
        )
    if found.chunking != CHUNKING:
        raise ArchiveMismatchError(
            f"The index in {folder} has passages of the kind {found.chunking}, this release makes "
            f"{CHUNKING}: run 'pullquote index --rebuild'."
        )


def rebuilt(archive: Archive, encoder: Encoder, progress: Progress) -> None:
    """Cut and encode every article of the archive again, in one transaction."""
    articles = [(article, passages(article)) for article in archive.articles()]
    progress.encoding(sum(len(spans) for _, spans in articles))
    with archive.transaction():
        archive.set_manifest(manifest_of(encoder))
        for article, spans in articles:
            vectors = _half(encoder, [article.text[start:end] for start, end in spans])
            archive.put(article, map(NewPassage, *_columns(spans), vectors))
            progress.encoded(len(spans))


def index(
    archive: Archive,
    encoder: Encoder,
    sources: Iterable[Path],
    progress: Progress,
    *,
    fallback_encoding: str | None = None,
) -> Summary:
    """Bring the archive in step with `sources` and publish the search index.

    Only what came from one of `sources` before can be removed. An article whose file has a problem
    today stays as it was.

    Raises:
        InputError: a source that does not exist or holds no article file; nothing was written.
    """
    sources = list(sources)
    plan = make_plan(archive, sources, progress, fallback_encoding=fallback_encoding)
    encoded = _carry_out(plan, archive, encoder, progress)
    plan.problems += _unquotable(archive, sources)
    open_derived(archive)
    held, spans = archive.counts()
    return Summary(
        articles=held,
        passages=spans,
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        removed=len(plan.removed),
        encoded=encoded,
        problems=plan.problems,
    )


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


def _carry_out(plan: Plan, archive: Archive, encoder: Encoder, progress: Progress) -> int:
    """Write the plan into the archive and return how many passages were encoded."""
    work = [(article, passages(article)) for article in [*plan.new, *plan.changed]]
    progress.encoding(sum(len(spans) for _, spans in work))
    encoded = 0
    for batch in _batches(work):
        encoded += _commit(batch, archive, encoder)
        progress.encoded(sum(len(spans) for _, spans in batch))
    if plan.removed or plan.moved:
        with archive.transaction():
            for article_id in plan.removed:
                archive.remove(article_id)
            for article in plan.moved:
                archive.move(article.id, source=article.source, path=article.path)
    return encoded


def _unquotable(archive: Archive, sources: Iterable[Path]) -> Iterator[Problem]:
    """Yield a problem for every article of `sources` that has no passage."""
    origins = [source.resolve() for source in sources]
    for entry in sorted(archive.entries(), key=lambda entry: entry.id):
        home = home_of(entry)
        ours = any(home.is_relative_to(origin) for origin in origins)
        if ours and not archive.passages_of(entry.version):
            alone = home.suffix.lower() != ".jsonl"
            where = str(home) if alone else f"{home}, article {entry.id}"
            yield Problem(where, _UNQUOTABLE, kept=True)


Work = list[tuple[Article, list[tuple[int, int]]]]


def _batches(work: Work) -> Iterator[Work]:
    batch: Work = []
    size = 0
    for article, spans in work:
        batch.append((article, spans))
        size += len(spans)
        if size >= BATCH_PASSAGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _commit(batch: Work, archive: Archive, encoder: Encoder) -> int:
    """Encode what has no vector yet and write the batch; return how many were encoded."""
    texts = [[article.text[start:end] for start, end in spans] for article, spans in batch]
    vectors = {}
    for article, _ in batch:
        vectors.update(archive.vectors_by_text(article.id))
    missing = list(dict.fromkeys(text for row in texts for text in row if text not in vectors))
    vectors.update(zip(missing, _half(encoder, missing), strict=True))
    with archive.transaction():
        for (article, spans), row in zip(batch, texts, strict=True):
            found = [vectors[text] for text in row]
            archive.put(article, map(NewPassage, *_columns(spans), found))
    return len(missing)


def _half(
    encoder: Encoder, texts: Sequence[str]
) -> list[np.ndarray[tuple[int], np.dtype[np.float16]]]:
    return list(encoder.encode(texts).astype(np.float16))


def _columns(spans: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [start for start, _ in spans], [end for _, end in spans]
