"""Nothing is encoded twice: a text that some passage of the archive has takes its vector."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.encoder import Vectors
from embeddings.errors import ModelError
from embeddings.indexing import BATCH_PASSAGES, Summary, index, rebuilt
from embeddings.manifests import check_manifest, manifest_of
from embeddings.schema import Manifest
from embeddings.storage.database import FILE_NAME
from embeddings.storage.known_vectors import known_vectors, newest_passage, note_keys
from embeddings.storage.rows import text_key
from embeddings.syncing.planning import SyncOptions
from embeddings.syncing.takedown import take_down

FERRY = "The ferry sank on Monday."
CREW = "The crew slept on Tuesday."


class Asked(WordEncoder):
    """The fake encoder, with what it was asked to encode, in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, and remember what."""
        self.texts += texts
        return super().encode(texts)


class Backwards(Asked):
    """Another model: its vectors are of the same length, and none is the same."""

    model = "backwards"
    fingerprint = "backwards-256"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, with the numbers from the last to the first."""
        return np.ascontiguousarray(super().encode(texts)[:, ::-1])


class Broken(WordEncoder):
    """A model whose figures are none."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return zeros."""
        return np.zeros_like(super().encode(texts))


class Desk:
    """A folder of articles, its archive, and every text that was encoded for it."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self.folder = root / "articles"
        self.folder.mkdir()
        self.archive = archive
        self.encoder = Asked()

    def print(self, name: str, *paragraphs: str) -> None:
        """Write an article; each paragraph is a passage of its own if it is long enough."""
        (self.folder / name).write_text("\n\n".join(paragraphs), encoding="utf-8")

    def index(self) -> Summary:
        """Index the folder."""
        options = SyncOptions(prune=True)
        return index(self.archive, self.encoder, [self.folder], QuietProgress(), options=options)

    def texts(self) -> list[str]:
        """Return the text of every passage, by id."""
        return [found.body for found in self.archive.passage_texts()]

    def check_vectors(self, encoder: WordEncoder) -> None:
        """Every stored vector is the one that `encoder` gives the text."""
        expected = encoder.encode(self.texts()).astype(np.float16)
        assert np.array_equal(self.archive.vectors()[1], expected)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Yield an empty desk."""
    with Archive.create(tmp_path / "data", manifest_of(WordEncoder())) as archive:
        yield Desk(tmp_path, archive)


def test_the_same_story_from_two_outlets_is_encoded_once(desk: Desk) -> None:
    """In one batch, in a later batch of the same run, and in a later run."""
    desk.print("here.txt", FERRY)
    desk.print("there.txt", FERRY)
    assert desk.index().encoded == 1

    for number in range(BATCH_PASSAGES):
        desk.print(f"story-{number:03}.txt", f"Story {number} ends.")
    desk.print("zz-other.txt", "Story 3 ends.")
    desk.print("zz-paper.txt", FERRY)
    assert desk.index().encoded == BATCH_PASSAGES
    assert len(desk.encoder.texts) == len(set(desk.encoder.texts)) == 1 + BATCH_PASSAGES
    assert len(desk.texts()) == 4 + BATCH_PASSAGES
    desk.check_vectors(WordEncoder())


def test_what_left_one_article_stays_encoded_by_another(desk: Desk) -> None:
    """The outlet that printed it first takes it back; the other one's passage has the vector."""
    desk.print("here.txt", FERRY)
    desk.index()
    desk.print("there.txt", FERRY)
    desk.index()
    (desk.folder / "here.txt").unlink()
    desk.print("crew.txt", CREW)
    desk.index()
    desk.print("here.txt", FERRY)
    summary = desk.index()

    assert (summary.new, summary.encoded) == (1, 0)
    assert desk.encoder.texts == [FERRY, CREW]
    desk.check_vectors(WordEncoder())


def test_a_changed_article_is_encoded_where_it_changed(desk: Desk) -> None:
    """What its earlier version had, and what another article has, is not encoded again."""
    kept, gone, new = (f"{word} " * 59 + "end." for word in ("Boats", "Cranes", "Ferries"))
    desk.print("harbour.txt", kept, gone)
    desk.print("crew.txt", CREW)
    desk.index()
    desk.encoder.texts.clear()
    desk.print("harbour.txt", kept, new)
    desk.index()

    assert desk.encoder.texts == [new]
    desk.check_vectors(WordEncoder())


def test_a_rebuild_encodes_nothing_that_is_cut_as_before(desk: Desk) -> None:
    """Another way of chunking costs what comes out other: here, nothing and one passage."""
    desk.print("ferry.txt", FERRY)
    desk.print("crew.txt", CREW)
    desk.index()
    before, old = desk.archive.vectors()[1], desk.archive.manifest
    with desk.archive.transaction():
        desk.archive.set_manifest(Manifest(old.model, old.fingerprint, 256, "chunks/0"))
    desk.encoder.texts.clear()
    rebuilt(desk.archive, desk.encoder, QuietProgress())
    assert desk.encoder.texts == []
    assert np.array_equal(desk.archive.vectors()[1], before)
    check_manifest(desk.archive, desk.encoder)

    with desk.archive.transaction():  # cut otherwise: without the full stop
        desk.archive.connection.execute(
            'UPDATE passages SET "end" = "end" - 1, text_key = ? WHERE text_key = ?',
            (text_key(FERRY[:-1]), text_key(FERRY)),
        )
        desk.archive.set_manifest(Manifest(old.model, old.fingerprint, 256, "chunks/0"))
    rebuilt(desk.archive, desk.encoder, QuietProgress())
    assert desk.encoder.texts == [FERRY]
    desk.check_vectors(WordEncoder())


def test_a_rebuild_of_an_index_of_todays_kind_encodes_everything(desk: Desk) -> None:
    """That is what it is for, where something else than the cutting was wrong."""
    desk.print("ferry.txt", FERRY)
    desk.print("crew.txt", CREW)
    desk.index()
    desk.encoder.texts.clear()
    rebuilt(desk.archive, desk.encoder, QuietProgress())

    assert sorted(desk.encoder.texts) == sorted(desk.texts())


def test_an_index_of_keys_that_is_damaged_costs_an_encoding(desk: Desk, tmp_path: Path) -> None:
    """It leads to a row of another key, which is not asked for: the text is encoded anew."""
    desk.print("ferry.txt", FERRY)
    desk.index()
    desk.archive.close()
    with closing(sqlite3.connect(tmp_path / "data" / FILE_NAME)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        query = "SELECT * FROM sqlite_master WHERE name = 'passages_by_text'"
        row = connection.execute(query).fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'passages_by_text'")
    with closing(sqlite3.connect(tmp_path / "data" / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE passages SET text_key = 77")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
    with Archive.open(tmp_path / "data") as archive:
        assert known_vectors(archive, [FERRY]) == {}


def test_vectors_that_cannot_be_searched_are_never_stored(desk: Desk) -> None:
    """A model whose file was overwritten under it gives such: the run ends, with the remedy."""
    desk.print("ferry.txt", FERRY)
    with pytest.raises(ModelError, match="cannot be searched: run 'pullquote doctor'"):
        index(desk.archive, Broken(), [desk.folder], QuietProgress())

    assert desk.archive.counts() == (0, 0)


def test_another_models_vectors_are_never_taken(desk: Desk) -> None:
    """A rebuild with another model encodes every text, and one of two articles once."""
    desk.print("ferry.txt", FERRY)
    desk.print("crew.txt", CREW)
    for number in range(BATCH_PASSAGES):
        desk.print(f"story-{number:03}.txt", f"Story {number} ends.")
    desk.print("zz-paper.txt", FERRY)
    desk.index()
    other = Backwards()
    rebuilt(desk.archive, other, QuietProgress())

    assert sorted(other.texts) == sorted(set(desk.texts()))
    desk.check_vectors(Backwards())


def test_a_key_that_two_texts_share_misleads_nobody(desk: Desk) -> None:
    """The text itself is compared: a passage with a text's key and other words is not its."""
    desk.print("ferry.txt", FERRY)
    desk.index()
    with desk.archive.bookkeeping():
        desk.archive.connection.execute("UPDATE passages SET text_key = ?", (text_key(CREW),))

    assert known_vectors(desk.archive, [CREW, FERRY]) == {}
    desk.print("crew.txt", CREW)
    assert desk.index().encoded == 1
    desk.check_vectors(WordEncoder())


@pytest.mark.parametrize("damage", ["zeroblob(512)", "x'3C00'", "'words'", "zeroblob(0)"])
def test_a_damaged_vector_does_not_spread(desk: Desk, damage: str) -> None:
    """What cannot be searched is no vector: the text is encoded for who needs it next."""
    desk.print("ferry.txt", FERRY)
    desk.index()
    with desk.archive.bookkeeping():
        desk.archive.connection.execute(f"UPDATE passages SET vector = {damage}")  # noqa: S608
    desk.print("ferry2.txt", FERRY)

    assert known_vectors(desk.archive, [FERRY]) == {}


def test_only_later_passages_are_asked_where_that_is_wanted(desk: Desk) -> None:
    """Those up to an id are of another model."""
    desk.print("ferry.txt", FERRY)
    desk.index()
    last = newest_passage(desk.archive)

    assert last == 1
    assert list(known_vectors(desk.archive, [FERRY, CREW], after=0)) == [FERRY]
    assert known_vectors(desk.archive, [FERRY], after=last) == {}


def test_a_takedown_erases_the_key_too(desk: Desk, tmp_path: Path) -> None:
    """Nothing on the disk tells that the text was there; it is encoded again if it comes back."""
    desk.print("ferry.txt", FERRY)
    desk.print("crew.txt", CREW)
    desk.index()
    path, key = tmp_path / "data" / FILE_NAME, text_key(FERRY).to_bytes(8, signed=True)
    desk.archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert key in path.read_bytes()
    take_down(desk.archive, "ferry", datetime(2022, 3, 12, tzinfo=UTC))

    assert all(key not in one.read_bytes() for one in path.parent.glob(f"{FILE_NAME}*"))
    assert known_vectors(desk.archive, [FERRY]) == {}
    assert list(known_vectors(desk.archive, [CREW])) == [CREW]


def older(folder: Path) -> None:
    """Make an archive what the release before wrote: without keys."""
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.executescript(
            "DROP INDEX passages_by_text; ALTER TABLE passages DROP COLUMN text_key; "
            "UPDATE meta SET value = '2' WHERE key = 'format'; DELETE FROM sources"
        )
    connection.close()


def test_an_archive_of_the_release_before_is_not_encoded_again(tmp_path: Path) -> None:
    """It is opened as it is; its keys are noted by the next run, and what was noted stays."""
    with Archive.create(tmp_path / "data", manifest_of(WordEncoder())) as archive:
        desk = Desk(tmp_path, archive)
        desk.print("ferry.txt", FERRY)
        desk.index()
        before = archive.vectors()[1].tolist()
    older(tmp_path / "data")

    with Archive.open(tmp_path / "data") as archive:
        desk.archive = archive
        assert archive.vectors()[1].tolist() == before
        assert archive.connection.execute("SELECT count(*) FROM sources").fetchone() == (0,)
        desk.print("paper.txt", FERRY)
        assert desk.index().encoded == 0
        sequence = archive.sequence
        note_keys(archive)
        rows = archive.connection.execute("SELECT text_key FROM passages").fetchall()
        assert rows == [(text_key(FERRY),)] * 2
        assert archive.sequence == sequence


def test_a_passage_whose_article_is_lost_stops_no_run(desk: Desk) -> None:
    """It has no text to note the key of; what can be noted is."""
    desk.print("ferry.txt", FERRY)
    desk.print("crew.txt", CREW)
    desk.index()
    connection = desk.archive.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE passages SET text_key = NULL")
    connection.execute("UPDATE passages SET version = 'nowhere' WHERE id = 1")
    note_keys(desk.archive)

    rows = connection.execute("SELECT text_key IS NULL FROM passages ORDER BY id").fetchall()
    assert rows == [(1,), (0,)]
