"""Checks of the words: every version still is what was indexed, every passage a slice of it."""

from collections.abc import Iterator, Sequence
from enum import Enum, auto

from embeddings.archive import Archive
from embeddings.chunking import CHUNKING, passages
from embeddings.doctor.findings import Outcome, Repair, Severity, Tally
from embeddings.doctor.patient import Patient, stored_articles, stored_versions
from embeddings.schema import Article
from embeddings.segmentation import sentences

Spans = Sequence[tuple[int, int]]


def texts(patient: Patient) -> Outcome:
    """Look whether each version's text and facts have the hash that names it."""
    altered, count = Tally(), 0
    for stored in stored_versions(patient.archive):
        count += 1
        if stored.article is None:
            altered.add(f"{stored.article_id} in version {stored.version}")
    faults = altered.faults(
        Severity.DAMAGE,
        "Texts or facts that are not what was indexed, and must not be quoted",
        repair=Repair.WITHDRAW,
    )
    return Outcome(f"All {count:,} versions are, to the letter, what was indexed.", faults)


class Misfit(Enum):
    """What can be wrong with the passages of an article; the worst first."""

    OUTSIDE = auto()
    RAGGED = auto()
    MISSING = auto()
    OTHER = auto()


_TOLD = {
    Misfit.OUTSIDE: (Severity.DAMAGE, "Articles with passages that are no slice of their text"),
    Misfit.RAGGED: (Severity.DAMAGE, "Articles with passages that begin or end in a sentence"),
    Misfit.MISSING: (
        Severity.WARNING,
        "Articles that lack passages, so that some cannot be found",
    ),
    Misfit.OTHER: (Severity.NOTICE, "Articles with passages that are cut otherwise than today"),
}


def offsets(patient: Patient) -> Outcome:
    """Look whether every passage is a slice of its article, in whole sentences."""
    found = {kind: Tally() for kind in Misfit}
    with patient.archive.snapshot():
        for article, misfit in misfits(patient.archive):
            found[misfit].add(article.id)
    faults = [
        fault
        for kind, (severity, label) in _TOLD.items()
        for fault in found[kind].faults(severity, label, repair=Repair.PASSAGES)
    ]
    _, count = patient.archive.counts()
    return Outcome(f"All {count:,} passages are whole sentences of their articles.", faults)


def misfits(archive: Archive) -> Iterator[tuple[Article, Misfit]]:
    """Yield the articles whose passages do not fit; those not as indexed are left out.

    Of an archive that another release has cut only what is outside of a text can be told.
    """
    cut_as_today = archive.manifest.chunking == CHUNKING
    for stored in stored_articles(archive):
        if stored.article is None:
            continue
        spans = [(one.start, one.end) for one in archive.passages_of(stored.version)]
        misfit = misfit_of(stored.article, spans, cut_as_today=cut_as_today)
        if misfit:
            yield stored.article, misfit


def misfit_of(article: Article, spans: Spans, *, cut_as_today: bool) -> Misfit | None:
    """Return the worst that is wrong with the spans of an article's passages."""
    if any(not 0 <= start < end <= len(article.text) for start, end in spans):
        return Misfit.OUTSIDE
    if not cut_as_today:
        return None
    wanted = passages(article)
    if list(spans) == wanted:
        return None
    whole = sentences(article)
    starts, ends = {one.start for one in whole}, {one.end for one in whole}
    if any(start not in starts or end not in ends for start, end in spans):
        return Misfit.RAGGED
    return Misfit.MISSING if set(spans) < set(wanted) else Misfit.OTHER
