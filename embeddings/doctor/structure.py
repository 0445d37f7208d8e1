"""Checks of the database as such: its pages, its format, and rows that lead nowhere."""

import re
from collections import Counter

from embeddings.archive import Archive
from embeddings.doctor.findings import Fault, Outcome, Repair, Severity, Tally
from embeddings.doctor.patient import Patient
from embeddings.storage.database import FORMAT, UPGRADES

_MENDED_BY_INDEXING_IT = re.compile(r"row \d+ missing from index |wrong # of entries in index ")
_HEADER = "*** in database main ***"
_LISTED = 3
BEYOND_REPAIR = (
    "Put a backup in its place, or move it away and run 'pullquote index' again; 'sqlite3 FILE "
    ".recover' may save older versions."
)
_MENDS = {
    "passages": Repair.ORPHANS,
    "articles": Repair.WITHDRAW,
    "stories": Repair.SIGNATURES,
}
"""By the table of a row that refers to a version that is not there: what mends it."""


def readable_format(archive: Archive) -> str | None:
    """Return the format of the database, None where it has none."""
    row = archive.connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    return None if row is None else str(row[0])


def format_and_manifest(archive: Archive) -> Outcome:
    """Look whether this release reads the database, and whether it knows its own state."""
    found = readable_format(archive)
    if found in UPGRADES:
        what = f"The database has format {found}: the next command makes it format {FORMAT}."
        return Outcome(what, [Fault(Severity.NOTICE, what, repair=Repair.STATE)])
    if found != str(FORMAT):
        what = f"The database has format {found or 'unknown'}, this release reads {FORMAT}."
        remedy = "Use the release that wrote it, or index into another folder with --data-dir."
        return Outcome(what, [Fault(Severity.DAMAGE, what, remedy)])
    manifest = archive.manifest
    said = (
        f"Format {FORMAT}, model {manifest.model}, {manifest.dimensions} dimensions, passages of "
        f"the kind {manifest.chunking}, state {archive.sequence:,}."
    )
    if archive.has_been(archive.sequence, archive.state):
        return Outcome(said)
    what = "The database does not know its own state: every start builds the search files again."
    return Outcome(said, [Fault(Severity.WARNING, what, repair=Repair.STATE)])


def integrity(patient: Patient) -> Outcome:
    """Look at every page of the database: SQLite's own check."""
    return integrity_of(patient.archive)


def integrity_of(archive: Archive) -> Outcome:
    """Return what SQLite's own check finds in the database."""
    rows = archive.connection.execute("PRAGMA integrity_check")
    said = [line for row in rows for line in str(row[0]).splitlines() if line != _HEADER]
    if said == ["ok"]:
        return Outcome("SQLite finds every page of the database in order.")
    listed = "; ".join(said[:_LISTED])
    what = f"Faults that SQLite finds in the database: {len(said):,} ({listed})."
    if all(_MENDED_BY_INDEXING_IT.match(one) for one in said):
        return Outcome(what, [Fault(Severity.DAMAGE, what, repair=Repair.DATABASE_INDEX)])
    return Outcome(what, [Fault(Severity.DAMAGE, what, BEYOND_REPAIR)])


def references(patient: Patient) -> Outcome:
    """Look for rows that refer to a version that is not there."""
    rows = patient.archive.connection.execute("PRAGMA foreign_key_check")
    faults = [
        Fault(
            Severity.DAMAGE,
            f"Rows of the table {table} whose version is not there: {count:,}.",
            repair=_MENDS.get(table),
        )
        for table, count in Counter(row[0] for row in rows).items()
    ]
    return Outcome("Every row's version is there.", faults)


def orphans(patient: Patient) -> Outcome:
    """Look for passages of versions that are not current, and articles with another's version."""
    connection = patient.archive.connection
    left, mixed = Tally(), Tally()
    with patient.archive.snapshot():
        rows = connection.execute(
            "SELECT version, count(*) FROM passages WHERE version NOT IN "
            "(SELECT version FROM articles) AND version IN (SELECT version FROM versions) "
            "GROUP BY version"
        )
        for version, count in rows:
            left.add(f"of version {version}", count)
        rows = connection.execute(
            "SELECT a.id FROM articles a JOIN versions v USING (version) "
            "WHERE v.article_id <> a.id"
        )
        for (article_id,) in rows:
            mixed.add(article_id)
        articles, passages = patient.archive.counts()
    faults = left.faults(
        Severity.DAMAGE, "Passages that no current article has", repair=Repair.ORPHANS
    )
    faults += mixed.faults(
        Severity.DAMAGE, "Articles with the version of another one", repair=Repair.WITHDRAW
    )
    return Outcome(f"All {passages:,} passages are of the {articles:,} current articles.", faults)
