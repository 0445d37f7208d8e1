"""What the archive covers: counts, dates and outlets of the articles that are there now."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.manifests import manifest_of
from embeddings.schema import Article
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.syncing.coverage import Coverage, OutletCount, coverage_of

START = datetime(2022, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path, encoder: WordEncoder) -> Iterator[Archive]:
    """Yield an empty archive."""
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as made:
        yield made


def put(archive: Archive, *articles: Article) -> None:
    """Put articles without passages into the archive."""
    with archive.transaction():
        for article in articles:
            archive.put(article, [])


def article(name: str, published: str | None = None, outlet: str | None = None) -> Article:
    """Return an article with these facts."""
    return Article(id=name, text=name, title=name, published=published, outlet=outlet)


def test_an_empty_archive_covers_nothing(archive: Archive) -> None:
    """No date is made up."""
    assert coverage_of(archive) == Coverage(0, None, None, 0, ())


def test_articles_are_counted_dated_and_told_apart_by_outlet(archive: Archive) -> None:
    """The outlet with the most first; an article without one, or without a date, counts too."""
    put(
        archive,
        article("a", "2022-03-12T09:00:00+00:00", "Wire"),
        article("b", "2022-03-01", "Wire"),
        article("c", "2022-03-11", "Coast"),
        article("d", None, ""),
    )
    outlets = (
        OutletCount("Wire", 2, "2022-03-01", "2022-03-12T09:00:00+00:00"),
        OutletCount(None, 1, undated=1),
        OutletCount("Coast", 1, "2022-03-11", "2022-03-11"),
    )
    assert coverage_of(archive) == Coverage(
        4, "2022-03-01", "2022-03-12T09:00:00+00:00", 1, outlets
    )


def test_only_what_is_current_counts(archive: Archive) -> None:
    """An older version and an article that has left are in the archive, not in the coverage."""
    put(archive, article("a", "2022-03-12"), article("b", "2022-03-20"))
    put(archive, article("a", "2022-03-10"))
    with archive.transaction():
        archive.remove("b")
    found = coverage_of(archive)
    assert (found.articles, found.oldest, found.newest) == (1, "2022-03-10", "2022-03-10")


def run(archive: Archive, folder: Path, names: Sequence[str], hours: float) -> SourceRecord:
    """Write articles and index their folder so long after the start; return its record."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(f"The {name} came.", encoding="utf-8")
    at = START + timedelta(hours=hours)
    index(archive, WordEncoder(), [folder], QuietProgress(), clock=lambda: at)
    (record,) = Ledger(archive).sources()
    return record


def test_the_ledger_says_when_a_source_has_brought_something_new(
    archive: Archive, tmp_path: Path
) -> None:
    """Runs that bring nothing, or only change what is there, are no arrivals."""
    folder = tmp_path / "articles"
    at = [(START + timedelta(hours=hours)).isoformat() for hours in range(5)]
    first = run(archive, folder, ["rocket", "crew"], 0)
    assert (first.arrivals, first.first_arrival, first.last_arrival) == (1, at[0], at[0])
    (folder / "crew.txt").write_text("The crew slept.", encoding="utf-8")
    changed = run(archive, folder, [], 1)
    assert (changed.tried, changed.arrivals, changed.last_arrival) == (at[1], 1, at[0])
    later = run(archive, folder, ["capsule"], 3)
    assert (later.arrivals, later.first_arrival, later.last_arrival) == (2, at[0], at[3])
