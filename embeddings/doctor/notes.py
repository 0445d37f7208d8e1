"""Checks of what the archive notes: sources, pages, signatures of stories, takedowns."""

from pathlib import Path

from embeddings.archive import Archive
from embeddings.doctor.findings import Outcome, Repair, Severity, Tally
from embeddings.doctor.patient import Patient
from embeddings.readers.addresses import is_address
from embeddings.storage.ledger import Ledger, TakenDown
from embeddings.stories.signatures import LENGTH, MARK_BYTES, signature

_GONE_REMEDY = (
    "Put it back where it was or, where it is not coming back, run 'pullquote remove PATH'."
)
SIGNATURE_BYTES = 4 * LENGTH
_FAILING_REMEDY = "See what is wrong with it, then run 'pullquote index SOURCE'."


def sources(patient: Patient) -> Outcome:
    """Look for sources that are not there any more, and for those that failed the last time."""
    gone, failing = Tally(), Tally()
    records = Ledger(patient.archive).sources()
    for record in records:
        if not is_address(record.source) and not Path(record.source).exists():
            gone.add(record.source)
        elif record.problem is not None:
            failing.add(f"{record.source}: {record.problem}")
    faults = gone.faults(Severity.NOTICE, "Sources that are gone", remedy=_GONE_REMEDY)
    faults += failing.faults(
        Severity.NOTICE, "Sources that failed the last time", remedy=_FAILING_REMEDY
    )
    return Outcome(f"Sources: {len(records):,}, all of them there and read the last time.", faults)


def pages(patient: Patient) -> Outcome:
    """Look for notes on web pages that no article came from."""
    found = Tally()
    for address in pages_of_nothing(patient.archive):
        found.add(address)
    faults = found.faults(
        Severity.NOTICE, "Notes on web pages that no article is from", repair=Repair.PAGES
    )
    count = patient.archive.connection.execute("SELECT count(*) FROM pages").fetchone()[0]
    return Outcome(
        f"Notes on web pages: {count:,}, all of them of something that is there.", faults
    )


def pages_of_nothing(archive: Archive) -> list[str]:
    """Return the addresses of such pages.

    A page with a body is a listing or has nothing to quote; of one that was taken down the note
    keeps the server from being asked too often.
    """
    rows = archive.connection.execute(
        "SELECT address FROM pages WHERE body IS NULL "
        "AND address NOT IN (SELECT path FROM articles WHERE path IS NOT NULL) "
        "AND address NOT IN (SELECT source FROM articles WHERE source IS NOT NULL) "
        "AND address NOT IN (SELECT source FROM sources) ORDER BY address"
    )
    taken_down = TakenDown.of(Ledger(archive))
    return [address for (address,) in rows if not taken_down.is_at(address)]


def signatures(patient: Patient) -> Outcome:
    """Look for articles without a signature of today's scheme: nobody finds their copies."""
    archive, missing = patient.archive, Tally()
    for article_id in Ledger(archive).unsigned(signature("")[:MARK_BYTES]):
        missing.add(article_id)
    for (version,) in archive.connection.execute(
        "SELECT version FROM stories WHERE length(signature) <> ? AND substr(signature, 1, ?) = ?",
        (SIGNATURE_BYTES, MARK_BYTES, signature("")[:MARK_BYTES]),
    ):
        missing.add(f"version {version}")
    faults = missing.faults(
        Severity.NOTICE, "Articles whose copies are not found", repair=Repair.SIGNATURES
    )
    total, _ = archive.counts()
    return Outcome(f"All {total:,} articles have a signature to find copies by.", faults)


def takedowns(patient: Patient) -> Outcome:
    """Look whether anything of what was taken down is in the database nonetheless."""
    found = Tally()
    for article_id in not_gone(patient.archive):
        found.add(article_id)
    faults = found.faults(
        Severity.DAMAGE,
        "Articles that were taken down and are nonetheless there",
        repair=Repair.TAKEDOWNS,
    )
    count = len(Ledger(patient.archive).takedowns())
    return Outcome(f"Taken down: {count:,}, and nothing of that is there.", faults)


def not_gone(archive: Archive) -> list[str]:
    """Return the ids of the articles with a version whose id or address was taken down."""
    taken_down = TakenDown.of(Ledger(archive))
    rows = archive.connection.execute(
        "SELECT article_id, iif(json_valid(facts), json_extract(facts, '$.url'), NULL) "
        "FROM versions WHERE EXISTS (SELECT 1 FROM takedowns)"
    )
    return sorted({article_id for article_id, url in rows if taken_down.is_at(article_id, url)})
