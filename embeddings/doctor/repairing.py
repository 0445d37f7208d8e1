"""Mending what can be made again; each step is whole or not done at all, whatever stops it.

What can only come from the sources is taken out, so that nothing wrong is quoted meanwhile.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from embeddings.archive import Archive
from embeddings.derived.generations import sweep
from embeddings.derived.opening import publish, rebuild
from embeddings.doctor import recutting
from embeddings.doctor.examining import DATABASE, LoadEncoder
from embeddings.doctor.findings import Finding, Repair, Severity, Tally, findings_of
from embeddings.doctor.notes import SIGNATURE_BYTES, not_gone, pages_of_nothing
from embeddings.doctor.patient import stored_versions
from embeddings.doctor.search_files import kept_numbers, root_of
from embeddings.doctor.structure import integrity_of
from embeddings.encoder import Encoder
from embeddings.errors import ArchiveCorruptError, PullquoteError
from embeddings.indexing import group_stories, sign_unsigned
from embeddings.manifests import check_manifest
from embeddings.storage.database import translated_errors
from embeddings.storage.ledger import Ledger
from embeddings.storage.locks import writing

WOULD: Mapping[Repair, str] = {
    Repair.DATABASE_INDEX: "make the database's indexes again",
    Repair.STATE: "note the state anew",
    Repair.WITHDRAW: "take them out, so that they are not quoted; the sources bring them back",
    Repair.ORPHANS: "delete them",
    Repair.TAKEDOWNS: "erase them again, and make the search files again",
    Repair.PASSAGES: "cut and encode these articles again",
    Repair.VECTORS: "encode every passage again, and replace the vectors that differ",
    Repair.SIGNATURES: "make the signatures again",
    Repair.PAGES: "forget the notes",
    Repair.SEARCH_FILES: "make the search files again from the database",
    Repair.CATCH_UP: "bring them up to date",
    Repair.LEFTOVERS: "remove them",
    Repair.LOG: "write it into the database and empty it",
}
"""What each repair would do, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair has done; `severity` and `remedy` are of what is left for the owner to do."""

    repair: Repair
    what: str
    severity: Severity = Severity.OK
    remedy: str | None = None


def repair(
    data_dir: Path, findings: Collection[Finding], load_encoder: LoadEncoder
) -> Iterator[Repaired]:
    """Mend what `findings` say can be mended, as the one writer; yield what was done.

    Every step looks for itself what there is to mend, since others may have written meanwhile.
    Where an index of the database is damaged nothing but it is mended: it hides what is there, so
    the rest is for another examination to find.

    Raises:
        ArchiveCorruptError: the database itself is damaged; nothing was written.
        ArchiveLockedError: another process is writing.
        ArchiveError: the folder cannot be written.
    """
    wanted = {finding.repair for finding in findings if finding.repair}
    if not wanted:
        return
    with (
        writing(data_dir),
        Archive.open(data_dir) as archive,
        translated_errors(archive.path),
    ):
        wanted |= _mends_of_database(archive, findings)
        if Repair.DATABASE_INDEX in wanted:
            wanted = {Repair.DATABASE_INDEX}
        for step, mend in _STEPS.items():
            if step in wanted:
                yield from mend(archive)
        yield from _encode(archive, wanted, load_encoder)
        for step, mend in _LAST_STEPS.items():
            if step in wanted:
                yield from mend(archive)
        if wanted & {Repair.WITHDRAW, Repair.TAKEDOWNS, Repair.SIGNATURES}:
            sign_unsigned(archive)
            group_stories(archive)
        yield from _publish(archive, wanted)


def _mends_of_database(archive: Archive, findings: Collection[Finding]) -> set[Repair]:
    """Return how the database itself is to be mended; a quick look has not looked at it.

    Raises:
        ArchiveCorruptError: it cannot be.
    """
    found = [finding for finding in findings if finding.check == DATABASE]
    found = found or findings_of(DATABASE, integrity_of(archive))
    for finding in found:
        if finding.severity is Severity.DAMAGE and finding.repair is None:
            told = " ".join(filter(None, (finding.what, finding.remedy)))
            raise ArchiveCorruptError(f"Nothing was repaired. {told}")
    return {finding.repair for finding in found if finding.repair}


def _index_database(archive: Archive) -> Iterator[Repaired]:
    with archive.transaction():
        archive.connection.execute("REINDEX")
    yield Repaired(Repair.DATABASE_INDEX, "The database's indexes were made again.")


def _note_state(archive: Archive) -> Iterator[Repaired]:
    with archive.transaction():
        pass
    yield Repaired(Repair.STATE, "The database has a new state, and knows it.")


def _withdraw(archive: Archive) -> Iterator[Repaired]:
    """Take out versions that are not what was indexed, with their articles.

    The rows go for good: one that stayed would take the place of what the source says, since a
    version is named by what it should hold.
    """
    with archive.transaction():
        versions = [stored.version for stored in stored_versions(archive) if not stored.article]
        gone = _without_version(archive, versions)
        for version in versions:
            archive.connection.execute("DELETE FROM passages WHERE version = ?", (version,))
            archive.connection.execute("DELETE FROM versions WHERE version = ?", (version,))
        _delete_orphans(archive)
    if gone:
        yield _taken_out(gone)
    if len(versions) > len(gone):
        what = f"Older versions removed, which nobody can trust: {len(versions) - len(gone):,}."
        yield Repaired(Repair.WITHDRAW, f"{what} Quotes of them cannot be opened any more.")


def _taken_out(gone: Mapping[str, str]) -> Repaired:
    articles, origins = Tally(), Tally()
    for article_id in gone:
        articles.add(article_id)
    for source in sorted(set(gone.values())):
        origins.add(source)
    return Repaired(
        Repair.WITHDRAW,
        articles.told("Taken out of the index, since their words cannot be trusted"),
        Severity.WARNING,
        origins.told("Bring them back with 'pullquote index SOURCE'; their sources"),
    )


def _without_version(archive: Archive, versions: Collection[str]) -> dict[str, str]:
    """Take out the articles of these versions, of none or of another's; return their sources."""
    rows = archive.connection.execute(
        "SELECT a.id, a.version, a.source, a.path, v.article_id FROM articles a "
        "LEFT JOIN versions v USING (version)"
    )
    untrusted = set(versions)
    gone = [row for row in rows if row[1] in untrusted or row[4] != row[0]]
    for article_id, *_ in gone:
        archive.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    Ledger(archive).forget_pages(path for _, _, _, path, _ in gone if path)
    return {article_id: source or "SOURCE" for article_id, _, source, _, _ in gone}


def _orphans(archive: Archive) -> Iterator[Repaired]:
    with archive.transaction():
        count = _delete_orphans(archive)
    yield Repaired(Repair.ORPHANS, f"Passages deleted that no current article has: {count:,}.")


def _delete_orphans(archive: Archive) -> int:
    query = "DELETE FROM passages WHERE version NOT IN (SELECT version FROM articles)"
    return archive.connection.execute(query).rowcount


def _erase_again(archive: Archive) -> Iterator[Repaired]:
    with archive.transaction():
        found = not_gone(archive)
        for article_id in found:
            archive.erase(article_id)
    archive.empty_log()
    yield Repaired(Repair.TAKEDOWNS, f"Articles erased again: {len(found):,}.")


def _encode(
    archive: Archive, wanted: Collection[Repair], load_encoder: LoadEncoder
) -> Iterator[Repaired]:
    """Cut and encode again what is to be; where the model is missing that is said."""
    steps = [step for step in (Repair.PASSAGES, Repair.VECTORS) if step in wanted]
    if not steps:
        return
    try:
        encoder = load_encoder()
        check_manifest(archive, encoder)
        for step in steps:
            count = _ENCODING[step](archive, encoder)
            yield Repaired(step, f"Articles cut and encoded again: {count:,}.")
    except PullquoteError as error:
        yield Repaired(steps[0], f"Nothing could be encoded: {error}", Severity.DAMAGE)


def _sign(archive: Archive) -> Iterator[Repaired]:
    with archive.bookkeeping():
        archive.connection.execute(
            "DELETE FROM stories WHERE version NOT IN (SELECT version FROM versions) "
            "OR length(signature) <> ?",
            (SIGNATURE_BYTES,),
        )
    yield Repaired(Repair.SIGNATURES, f"Signatures made again: {sign_unsigned(archive):,}.")


def _forget_pages(archive: Archive) -> Iterator[Repaired]:
    with archive.bookkeeping():
        found = pages_of_nothing(archive)
        Ledger(archive).forget_pages(found)
    yield Repaired(Repair.PAGES, f"Notes on web pages forgotten: {len(found):,}.")


def _publish(archive: Archive, wanted: AbstractSet[Repair]) -> Iterator[Repaired]:
    """Bring the search files in step with what was mended, or make them again."""
    if wanted & {Repair.SEARCH_FILES, Repair.TAKEDOWNS}:
        rebuild(archive)
        yield Repaired(Repair.SEARCH_FILES, "The search files were made again.")
    else:
        publish(archive)
        yield Repaired(Repair.CATCH_UP, "The search files are up to date.")
    if Repair.LEFTOVERS in wanted:
        sweep(root_of(archive), keep=kept_numbers(archive))
        yield Repaired(Repair.LEFTOVERS, "What nobody needs was removed.")
    if Repair.LOG in wanted:
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield Repaired(Repair.LOG, "The log was written into the database.")


_Mend = Callable[[Archive], Iterator[Repaired]]
_STEPS: Mapping[Repair, _Mend] = {
    Repair.DATABASE_INDEX: _index_database,
    Repair.STATE: _note_state,
    Repair.WITHDRAW: _withdraw,
    Repair.ORPHANS: _orphans,
    Repair.TAKEDOWNS: _erase_again,
}
_ENCODING: Mapping[Repair, Callable[[Archive, Encoder], int]] = {
    Repair.PASSAGES: recutting.recut_misfits,
    Repair.VECTORS: recutting.recut_misencoded,
}
_LAST_STEPS: Mapping[Repair, _Mend] = {Repair.SIGNATURES: _sign, Repair.PAGES: _forget_pages}
