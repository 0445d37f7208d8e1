"""The truth: what goes in comes out, whatever happens in between."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.archive import Archive
from embeddings.errors import (
    ArchiveCorruptError,
    ArchiveError,
    ArchiveLockedError,
    ArchiveMismatchError,
    ArchiveMissingError,
)
from embeddings.schema import Article, Entry, Manifest, NewPassage, Passage
from embeddings.storage.database import FILE_NAME, translated_errors

MANIFEST = Manifest("model", "print", 2, "chunks")
FULL = Article(
    id="crew",
    text="The crew landed. They rest 😀.",
    title="Crew «lands»",
    outlet="The Desk",
    authors=("Ann Lee", "Bo"),
    published="2022-03-12T09:30:00+00:00",
    updated="2022-03-13",
    url="https://a.example/x",
    language="en",
    section="Space",
    path="2022/crew.md",
    source="/coverage",
    body_start=4,
    metadata={"rank": 7, "share": 0.1, "day": "2022-03-14", "tags": {"a": [1, None, True]}},
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Yield a new archive."""
    with Archive.create(tmp_path, MANIFEST) as archive:
        yield archive


def spans(*edges: tuple[int, int, float]) -> list[NewPassage]:
    """Return passages on their way in: start, end and the first number of the vector."""
    return [
        NewPassage(start, end, np.array([first, 0.0], dtype=np.float16))
        for start, end, first in edges
    ]


def put(archive: Archive, article: Article, *edges: tuple[int, int, float]) -> None:
    """Put an article in, in a transaction of its own."""
    with archive.transaction():
        archive.put(article, spans(*edges))


def written_by_hand(folder: Path, statement: str, *values: object) -> None:
    """Change the database behind the archive's back."""
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute(statement, values)
    connection.close()


@pytest.mark.parametrize(
    "article",
    [
        FULL,
        Article(id="bare", text="x", title="x"),
        replace(FULL, metadata={"b": 1, "a": {"z": [], "y": {}}, "n": 1e22, "big": 10**30}),
        replace(FULL, metadata={"quote": "“"}, text="a\nb\n\nc", authors=()),
    ],
    ids=["full", "bare", "nested", "quoted"],
)
def test_an_article_comes_back_as_it_went_in(archive: Archive, article: Article) -> None:
    """Every field, None and nested values too; so its version is the one it was stored under."""
    put(archive, article)

    for found in (archive.article(article.id), archive.version(article.version)):
        assert found == article
        assert found.version == article.version
    assert list(archive.articles()) == [article]
    assert archive.entries() == [Entry(article.id, article.version, article.source, article.path)]


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "b"},
        {"text": "Other."},
        {"title": "Other"},
        {"outlet": None},
        {"authors": ("Ann Lee",)},
        {"published": "2022-03-12"},
        {"updated": None},
        {"url": None},
        {"language": None},
        {"section": "News"},
        {"metadata": {}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_version_changes_with_everything_a_reader_can_see(changes: Mapping[str, Any]) -> None:
    """Sixteen hexadecimal digits of a hash over text and facts."""
    assert replace(FULL, **changes).version != FULL.version
    assert len(FULL.version) == 16


def test_where_an_article_lies_is_no_part_of_its_version() -> None:
    """A folder may be moved without encoding anything again."""
    assert replace(FULL, path="other.md", source="/elsewhere").version == FULL.version


def test_passages_come_in_the_order_asked_for(archive: Archive) -> None:
    """Unknown ids are left out; a passage knows its article and its version."""
    put(archive, FULL, (0, 16, 1.0), (17, 29, 0.5))
    first, second = archive.passages_of(FULL.version)

    assert (first, second) == (
        Passage(1, "crew", FULL.version, 0, 16),
        Passage(2, "crew", FULL.version, 17, 29),
    )
    assert archive.passages([2, 99, 1]) == [second, first]
    assert archive.passages([]) == []


def test_passage_texts_are_slices_by_code_points(archive: Archive) -> None:
    """SQLite counts as Python does: the emoji is one character."""
    put(archive, FULL, (0, 16, 1.0), (17, 29, 0.5))

    assert list(archive.passage_texts()) == [
        (1, "The crew landed.", "Crew «lands»", "The crew landed. They rest"),
        (2, "They rest 😀.", "Crew «lands»", "They rest 😀."),
    ]


def test_publication_dates_are_those_of_the_versions_asked_for(archive: Archive) -> None:
    """What is not there is left out; an article may have no date."""
    undated = replace(FULL, id="undated", published=None)
    put(archive, FULL, (0, 16, 1.0))
    put(archive, undated, (0, 16, 1.0))

    found = archive.publication_dates([FULL.version, undated.version, "0" * 16])
    assert found == {FULL.version: FULL.published, undated.version: None}


def test_vectors_come_back_bit_by_bit(archive: Archive) -> None:
    """By id for the index."""
    put(archive, FULL, (0, 16, 0.1), (17, 29, 0.5))
    ids, matrix = archive.vectors()

    assert ids.tolist() == [1, 2]
    assert matrix.tolist() == [[0.0999755859375, 0.0], [0.5, 0.0]]


def test_an_empty_archive_has_vectors_of_the_right_width(archive: Archive) -> None:
    """No rows, two columns."""
    ids, matrix = archive.vectors()

    assert (ids.shape, matrix.shape, archive.counts()) == ((0,), (0, 2), (0, 0))


def test_a_new_version_takes_the_place_of_the_old_one(archive: Archive) -> None:
    """The old one stays readable by its hash, without passages; ids are never used again."""
    newer = replace(FULL, text="The crew slept.")
    put(archive, FULL, (0, 16, 1.0), (17, 29, 0.5))
    put(archive, newer, (0, 15, 1.0))

    assert archive.counts() == (1, 1)
    assert archive.article("crew") == newer
    assert archive.version(FULL.version) == FULL
    assert (archive.is_current(FULL.version), archive.is_current(newer.version)) == (False, True)
    assert archive.passages_of(FULL.version) == []
    assert [passage.id for passage in archive.passages_of(newer.version)] == [3]


def test_an_article_may_go_back_to_what_it_was(archive: Archive) -> None:
    """Its earlier version is current again, and has passages again."""
    put(archive, FULL, (0, 16, 1.0))
    put(archive, replace(FULL, text="Other."), (0, 6, 1.0))
    put(archive, FULL, (0, 16, 1.0))

    assert archive.is_current(FULL.version)
    assert [passage.end for passage in archive.passages_of(FULL.version)] == [16]


def test_a_removed_article_can_still_be_checked(archive: Archive) -> None:
    """It is found no more, but a quote that was posted can be compared with it."""
    put(archive, FULL, (0, 16, 1.0))
    with archive.transaction():
        archive.remove("crew")

    assert archive.counts() == (0, 0)
    assert archive.article("crew") is None
    assert archive.version(FULL.version) == replace(FULL, path=None, source=None)


def test_a_moved_article_keeps_its_passages(archive: Archive) -> None:
    """Only where it lies is written."""
    put(archive, FULL, (0, 16, 1.0))
    with archive.transaction():
        archive.move("crew", source="/elsewhere", path="crew.md")

    assert archive.article("crew") == replace(FULL, source="/elsewhere", path="crew.md")
    assert archive.counts() == (1, 1)


def test_a_transaction_that_fails_leaves_nothing(archive: Archive) -> None:
    """Neither the article nor the sequence number is written."""
    put(archive, FULL)
    before = archive.sequence

    with pytest.raises(ZeroDivisionError), archive.transaction():
        archive.put(replace(FULL, text="Other."), (1 // 0 for _ in range(1)))

    assert archive.article("crew") == FULL
    assert archive.sequence == before


def test_every_transaction_has_the_next_sequence_number(archive: Archive) -> None:
    """The first one made the tables."""
    assert archive.sequence == 1
    put(archive, FULL)
    assert archive.sequence == 2


def test_a_snapshot_stays_as_it_was(archive: Archive, tmp_path: Path) -> None:
    """What another process writes meanwhile is seen afterwards."""
    with Archive.open(tmp_path) as other:
        with archive.snapshot():
            assert archive.counts() == (0, 0)
            put(other, FULL, (0, 16, 1.0))
            assert (archive.counts(), archive.sequence) == ((0, 0), 1)
        assert (archive.counts(), archive.sequence) == ((1, 1), 2)


def test_the_manifest_survives(archive: Archive, tmp_path: Path) -> None:
    """The one written last is the one that is read."""
    newer = Manifest("other", "f", 3, "chunks/2")
    with archive.transaction():
        archive.set_manifest(newer)

    with Archive.open(tmp_path) as again:
        assert again.manifest == newer


def test_creating_where_there_is_an_archive_opens_it(archive: Archive, tmp_path: Path) -> None:
    """Nothing that is there is written over."""
    put(archive, FULL)
    with Archive.create(tmp_path, Manifest("other", "f", 3, "x")) as again:
        assert (again.manifest, again.article("crew")) == (MANIFEST, FULL)


def test_an_empty_file_is_no_archive_yet(tmp_path: Path) -> None:
    """A run that was killed at its very start leaves one: the next run makes the tables."""
    (tmp_path / FILE_NAME).touch()

    with pytest.raises(ArchiveMissingError, match="run 'pullquote index PATH' first"):
        Archive.open(tmp_path)
    with Archive.create(tmp_path, MANIFEST) as made:
        assert made.counts() == (0, 0)


def test_an_archive_of_another_format_is_refused(archive: Archive, tmp_path: Path) -> None:
    """A later release may store things differently; nothing is guessed."""
    archive.close()
    written_by_hand(tmp_path, "UPDATE meta SET value = '99' WHERE key = 'format'")

    with pytest.raises(ArchiveMismatchError, match="has format 99, this release reads 3"):
        Archive.open(tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE versions SET text = replace(text, 'landed', 'failed')",
        "UPDATE versions SET facts = replace(facts, 'The Desk', 'The Sun')",
        "UPDATE versions SET facts = '{'",
        "UPDATE versions SET facts = '{}'",
        "UPDATE versions SET facts = '[]'",
        "UPDATE versions SET facts = json_set(facts, '$.other', 1)",
    ],
)
def test_an_article_that_is_not_what_was_indexed_is_never_shown(
    archive: Archive, tmp_path: Path, statement: str
) -> None:
    """A database does not notice a changed letter; the hash does."""
    put(archive, FULL)
    written_by_hand(tmp_path, statement)

    for read in (lambda: archive.article("crew"), lambda: archive.version(FULL.version)):
        with pytest.raises(ArchiveCorruptError, match=r"the article crew .*: move it away, "):
            read()


def test_words_that_are_no_text_any_more_are_damage(archive: Archive, tmp_path: Path) -> None:
    """Bytes that are not UTF-8 cannot be what was written."""
    put(archive, FULL)
    written_by_hand(tmp_path, "UPDATE versions SET text = CAST(x'ff' AS TEXT)")

    with (
        pytest.raises(ArchiveCorruptError, match="Could not decode to UTF-8"),
        translated_errors(archive.path),
    ):
        archive.article("crew")


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    """Nothing is written into it."""
    written_by_hand(tmp_path, "CREATE TABLE contacts (name TEXT)")
    before = (tmp_path / FILE_NAME).read_bytes()

    with pytest.raises(ArchiveCorruptError, match="no such table: meta"):
        Archive.create(tmp_path, MANIFEST)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_manifest_that_cannot_be_read_is_damage(archive: Archive, tmp_path: Path) -> None:
    """Half a manifest is none."""
    written_by_hand(tmp_path, "UPDATE meta SET value = '{\"model\"' WHERE key = 'manifest'")

    with pytest.raises(ArchiveCorruptError, match="its manifest cannot be read"):
        _ = archive.manifest


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """The message names the folder and the option."""
    (tmp_path / "data").touch()

    with pytest.raises(ArchiveError, match="data is no folder: name another one with --data-dir"):
        Archive.create(tmp_path / "data", MANIFEST)


def test_a_second_writer_waits_and_then_says_so(archive: Archive, tmp_path: Path) -> None:
    """Readers go on meanwhile; afterwards the second writer gets through."""
    put(archive, FULL)
    with Archive.open(tmp_path, lock_timeout_seconds=0.01) as second:
        with archive.transaction():
            assert second.article("crew") == FULL
            with pytest.raises(ArchiveLockedError, match="by another process: wait until"):
                put(second, replace(FULL, text="Other."))
        put(second, replace(FULL, text="Other."))

        assert second.sequence == 4


def test_a_first_run_that_ended_before_the_log_is_made_up_for(
    archive: Archive, tmp_path: Path
) -> None:
    """The tables come before the log: without it, readers would wait for writers for good."""
    archive.connection.execute("PRAGMA journal_mode = DELETE")
    with archive.bookkeeping():
        pass
    with Archive.open(tmp_path) as other:
        assert other.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


FORMAT_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE versions (
    version TEXT PRIMARY KEY, article_id TEXT NOT NULL, facts TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, version TEXT NOT NULL REFERENCES versions, source TEXT, path TEXT
);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, version TEXT NOT NULL REFERENCES versions,
    start INTEGER NOT NULL, end INTEGER NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX passages_by_version ON passages (version);
INSERT INTO meta VALUES ('format', '1'), ('sequence', '7'), ('state', 'abc'), ('manifest',
    '{"model": "m", "fingerprint": "f", "dimensions": 1, "chunking": "c"}');
INSERT INTO versions VALUES ('a8924e87292fbd5e', 'crew',
    '{"title": "T", "outlet": null, "authors": ["Ann"], "published": "2022-03-12",
      "updated": null, "url": null, "language": null, "section": null, "body_start": 0,
      "metadata": {}}', 'The crew landed.');
INSERT INTO articles VALUES ('crew', 'a8924e87292fbd5e', '/coverage', 'crew.md');
INSERT INTO passages VALUES (3, 'a8924e87292fbd5e', 0, 16, x'003C');
"""


def test_an_archive_of_the_first_format_is_brought_up_to_date(tmp_path: Path) -> None:
    """Nothing is lost: articles keep text and version, passages their ids and vectors."""
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.executescript(FORMAT_1)
    connection.close()
    with Archive.open(tmp_path) as archive:
        article = archive.article("crew")
        assert article is not None
        assert (article.text, article.authors, article.first_seen) == (
            "The crew landed.",
            ("Ann",),
            None,
        )
        assert archive.passages([3]) == [Passage(3, "crew", "a8924e87292fbd5e", 0, 16)]
        assert archive.vectors()[1].tolist() == [[1.0]]
        put(archive, replace(FULL, id="other"), (0, 5, 0.5))
    with Archive.open(tmp_path) as archive:
        assert archive.counts() == (2, 2)


def test_an_archive_knows_the_states_it_has_been_in(archive: Archive) -> None:
    """Each transaction makes a state of its own; bookkeeping makes none."""
    put(archive, FULL, (0, 5, 0.5))
    before = archive.sequence, archive.state
    with archive.bookkeeping():
        archive.see(["crew"], "2022-03-14T00:00:00+00:00")
    assert (archive.sequence, archive.state) == before
    put(archive, replace(FULL, text="Other."), (0, 5, 0.5))
    assert archive.has_been(*before)
    assert not archive.has_been(before[0], archive.state)


def test_an_article_keeps_when_it_was_first_met(archive: Archive) -> None:
    """First seen never changes; last seen does; a version knows when it came."""
    first, later = "2022-03-12T10:00:00+00:00", "2022-03-13T10:00:00+00:00"
    put(archive, replace(FULL, last_seen=first), (0, 5, 0.5))
    put(archive, replace(FULL, text="Other.", last_seen=later), (0, 5, 0.5))
    article = archive.article("crew")
    assert article is not None
    assert (article.first_seen, article.last_seen) == (first, later)
    assert archive.seen_at(FULL.version) == first
    assert archive.seen_at(article.version) == later


def test_earlier_versions_are_found_by_words_of_their_text(archive: Archive) -> None:
    """The latest first, as many as asked for; no current ones, and none of articles gone."""
    places = {"2022-03-12": "here", "2022-03-13": "THERE", "2022-03-14": "where"}
    versions = [
        replace(FULL, text=f"The crew landed {place}.", last_seen=day)
        for day, place in places.items()
    ]
    gone = replace(FULL, id="gone", text="The crew landed nowhere.")
    with archive.transaction():
        for article in (*versions, gone, replace(gone, text="No.")):
            archive.put(article, [])
        archive.remove("gone")
    first, second, current = (article.version for article in versions)
    assert archive.earlier_versions(["crew", "here"], 9) == [second, first]
    assert archive.earlier_versions(["crew", "here"], 1) == [second]
    assert archive.earlier_versions(["crew", "hither"], 9) == []
    assert current not in archive.earlier_versions([], 9)
    assert archive.replaced_at(first) == "2022-03-13"
    assert archive.replaced_at(current) is None


def test_an_erased_article_leaves_no_version_behind(archive: Archive) -> None:
    """Current and older versions go, and with them their passages."""
    put(archive, FULL, (0, 5, 0.5))
    put(archive, replace(FULL, text="Other."), (0, 5, 0.5))
    with archive.transaction():
        assert archive.erase("crew") == 2
    assert archive.version(FULL.version) is None
    assert archive.counts() == (0, 0)


def test_a_first_run_that_was_killed_while_it_made_the_tables_starts_anew(tmp_path: Path) -> None:
    """A database without a table, once its log is rolled back, is no index and no damage."""
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.execute("DROP TABLE a")
    connection.close()

    with pytest.raises(ArchiveMissingError):
        Archive.open(tmp_path)
    with Archive.create(tmp_path, MANIFEST) as archive:
        put(archive, FULL, (0, 5, 0.5))
        assert archive.counts() == (1, 1)
