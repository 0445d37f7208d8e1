"""The embedding step: compare the sources with the archive, encode what is new, commit, publish.

Articles are committed in batches, each one transaction: a run that is killed leaves the batches it
had finished, and the next run goes on from there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.archive import Archive
from embeddings.chunking import CHUNKING, passages
from embeddings.derived import open_derived
from embeddings.encoder import Encoder
from embeddings.errors import ArchiveMismatchError
from embeddings.planning import Plan, Progress, home_of, make_plan
from embeddings.schema import Article, Manifest, NewPassage, Problem

_UNQUOTABLE = (
    "holds nothing to quote but headings and notices: it can be looked up, not asked about"
)
BATCH_PASSAGES = 256
"""Passages encoded and committed together."""


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
