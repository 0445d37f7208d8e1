"""The embedding step: compare the sources with the archive, encode what is new, commit, publish.

Articles are committed as they are read, a batch in one transaction: a run that is killed leaves
the batches it had finished, and the next run goes on from there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from embeddings.archive import Archive
from embeddings.batches import BATCH_PASSAGES, Batch, Work, cut, encoded_batches
from embeddings.clock import now_in_utc
from embeddings.derived.opening import publish
from embeddings.encoder import Encoder
from embeddings.manifests import manifest_of
from embeddings.readers.addresses import is_address
from embeddings.schema import Article, Entry, Problem, Read
from embeddings.storage.known_vectors import newest_passage, note_keys
from embeddings.storage.ledger import Ledger
from embeddings.stories.signatures import MARK_BYTES, signature, text_hash
from embeddings.stories.story_index import StoryKey, clusters
from embeddings.syncing.planning import Plan, Planner, Progress, Source, SyncOptions, origin_of

_UNQUOTABLE = (
    "holds nothing to quote but headings and notices: it can be looked up, not asked about"
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has done; `articles` and `passages` are what the archive holds now."""

    articles: int
    passages: int
    new: int
    changed: int
    unchanged: int
    removed: int
    held_back: int
    taken_down: int
    encoded: int
    problems: Sequence[Problem]
    failed: Sequence[str]


def rebuilt(archive: Archive, encoder: Encoder, progress: Progress) -> None:
    """Cut every article of the archive again, in one transaction.

    Where the same model encoded it and only the cutting is new, what is cut as before keeps its
    vector. Else all is encoded: whoever rebuilds an index of today's kind means just that.
    """
    note_keys(archive)
    with archive.transaction():
        before, today = archive.manifest, manifest_of(encoder)
        keeps = before.fingerprint == today.fingerprint and before.chunking != today.chunking
        after = 0 if keeps else newest_passage(archive)
        archive.set_manifest(today)
        with closing(
            encoded_batches(_stored(archive), archive, encoder, progress, after=after)
        ) as batches:
            for batch in batches:
                for work in batch.works:
                    archive.replace_passages(work.article, batch.passages(work))
                progress.encoded(batch.count)


def _stored(archive: Archive) -> Iterator[Work]:
    for entry in archive.entries():
        article = archive.article(entry.id)
        if article is not None:
            yield cut(article)


def index(
    archive: Archive,
    encoder: Encoder,
    sources: Iterable[Source],
    progress: Progress,
    *,
    options: SyncOptions | None = None,
    clock: Callable[[], datetime] = now_in_utc,
) -> Summary:
    """Bring the archive in step with `sources` and publish the search index.

    Only what came from one of them before can be removed. An article whose file has a problem
    today stays as it was.

    Raises:
        InputError: a source that does not exist or holds no article file; nothing was written.
    """
    sources = tuple(sources)
    planner = Planner(archive, sources, options)
    note_keys(archive)
    at = clock().astimezone(UTC).isoformat(timespec="seconds")
    encoded = _write(planner.articles(progress), archive, encoder, progress, at)
    plan = planner.finish()
    _settle(plan, archive)
    _note(plan, sources, archive, at)
    plan.problems += _unquotable(archive, plan)
    if sign_unsigned(archive) or plan.new or plan.changed or plan.removed:
        group_stories(archive)
    publish(archive)
    return summary_of(plan, archive, encoded)


def summary_of(plan: Plan, archive: Archive, encoded: int = 0) -> Summary:
    """Return what a plan comes to, carried out or not."""
    articles, spans = archive.counts()
    return Summary(
        articles=articles,
        passages=spans,
        new=len(plan.new),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        removed=len(plan.removed),
        held_back=len(plan.held_back),
        taken_down=len(plan.taken_down),
        encoded=encoded,
        problems=plan.problems,
        failed=list(plan.failed),
    )


def _write(
    found: Iterable[Read], archive: Archive, encoder: Encoder, progress: Progress, at: str
) -> int:
    """Write what is new or changed into the archive; return how many passages were encoded."""
    encoded = 0
    works = (cut(item.article, item.digest, item.page) for item in found)
    with closing(encoded_batches(works, archive, encoder, progress)) as batches:
        for batch in batches:
            _commit(batch, archive, at)
            encoded += batch.encoded
            progress.encoded(batch.count)
    return encoded


def _settle(plan: Plan, archive: Archive) -> None:
    """Take out what is gone."""
    if plan.removed:
        with archive.transaction():
            for article_id in plan.removed:
                archive.remove(article_id)


def _note(plan: Plan, sources: Iterable[Source], archive: Archive, at: str) -> None:
    """Note where articles lie, that they were met, and how it went with each source."""
    ledger = Ledger(archive)
    with archive.bookkeeping():
        for moved in plan.moved:
            archive.move(moved.id, source=moved.source, path=moved.path, digest=moved.digest)
        archive.see(plan.seen, at)
        for page in plan.pages:
            ledger.record_page(page)
        for source in map(origin_of, sources):
            ledger.record_source(source, at, plan.failed.get(source))


def _unquotable(archive: Archive, plan: Plan) -> Iterator[Problem]:
    """Yield a problem for every article of the sources that has no passage."""
    for entry in archive.unquotable():
        if entry.id in plan.seen:
            yield Problem(_place_of(entry), _UNQUOTABLE, kept=True)


def _place_of(entry: Entry) -> str:
    if is_address(entry.path or entry.source or ""):
        return entry.path or str(entry.source)
    root = Path(entry.source or "")
    home = root / (entry.path or "") if root.is_dir() else root
    return f"{home}, article {entry.id}" if home.suffix.lower() == ".jsonl" else str(home)


def _commit(batch: Batch, archive: Archive, at: str) -> None:
    """Write a batch, in one transaction."""
    ledger = Ledger(archive)
    with archive.transaction():
        for work in batch.works:
            article = replace(work.article, last_seen=at)
            archive.put(article, batch.passages(work), digest=work.digest)
            _sign(ledger, work.article)
            if work.page:
                ledger.record_page(work.page)


def sign_unsigned(archive: Archive) -> int:
    """Note what current texts are compared by where that is missing; return of how many."""
    ledger = Ledger(archive)
    missing = ledger.unsigned(signature("")[:MARK_BYTES])
    for start in range(0, len(missing), BATCH_PASSAGES):
        found = map(archive.article, missing[start : start + BATCH_PASSAGES])
        with archive.bookkeeping():
            for article in filter(None, found):
                _sign(ledger, article)
    return len(missing)


def group_stories(archive: Archive) -> None:
    """Note which current articles print the same story, where that has changed."""
    ledger = Ledger(archive)
    found = clusters(StoryKey(*row) for row in ledger.signatures())
    shared = [group for group in found if len(group) > 1]
    now = {key.version: group[0].article_id for group in shared for key in group}
    before = ledger.stories()
    changed = {version for version, _ in now.items() ^ before.items()}
    if changed:
        with archive.transaction():  # what is said beside a quote changes with it
            ledger.record_stories((version, now.get(version)) for version in sorted(changed))


def _sign(ledger: Ledger, article: Article) -> None:
    ledger.record_signature(article.version, text_hash(article.text), signature(article.text))
