"""Takedowns: what is taken down is gone for good, and stays away."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.errors import ArchiveError, InputError
from embeddings.indexing import Summary, index
from embeddings.manifests import manifest_of
from embeddings.retrieval import Retriever
from embeddings.schema import PageRecord
from embeddings.storage.database import FILE_NAME
from embeddings.storage.ledger import Ledger, Takedown
from embeddings.syncing.takedown import lift, take_down

NOON = datetime(2022, 3, 12, 12, tzinfo=UTC)
ADDRESS = "https://a.example/moon"
WORDS = "Quixotic Zanzibar"
MOON = f"---\nid: moon\nurl: {ADDRESS}\n---\n\nThe moon rose over {WORDS} on Monday night."
NEW_MOON = MOON.replace("Monday", "Tuesday")


class Newsroom:
    """A folder with two articles, indexed; one has two versions."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self.root, self.archive = root, archive
        self.folder = root / "articles"
        self.folder.mkdir()
        self.path = self.folder / "moon.md"
        (self.folder / "sun.txt").write_text("The sun set in the west.", encoding="utf-8")
        for text in (MOON, NEW_MOON):
            self.path.write_text(text, encoding="utf-8")
            self.sync()

    def sync(self) -> Summary:
        """Index the folder."""
        return index(self.archive, WordEncoder(), [self.folder], QuietProgress())

    def ids(self) -> list[str]:
        """Return the ids of the articles that are held."""
        return [entry.id for entry in self.archive.entries()]


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """Yield a newsroom with something to take down."""
    with Archive.create(tmp_path / "data", manifest_of(WordEncoder())) as archive:
        yield Newsroom(tmp_path, archive)


def test_a_listing_that_held_the_article_is_forgotten(newsroom: Newsroom) -> None:
    """A feed may hold the whole article: what was kept of it is fetched again."""
    ledger = Ledger(newsroom.archive)
    feed = PageRecord("https://a.example/feed", "2022-03-12", body=MOON.encode())
    page = PageRecord(ADDRESS, "2022-03-12", etag="x")
    with newsroom.archive.bookkeeping():
        ledger.record_page(feed)
        ledger.record_page(page)
    take_down(newsroom.archive, "moon", NOON)

    assert ledger.page(feed.address) is None


@pytest.mark.parametrize("name", ["moon", ADDRESS])
def test_an_article_is_taken_down_by_id_or_address(newsroom: Newsroom, name: str) -> None:
    """All its versions go, and a note with both names stays."""
    versions = [entry.version for entry in newsroom.archive.entries() if entry.id == "moon"]
    gone = Takedown("moon", ADDRESS, "2022-03-12T12:00:00+00:00")

    assert take_down(newsroom.archive, name, NOON) == [replace(gone, erased=2)]
    assert Ledger(newsroom.archive).takedowns() == [gone]
    assert newsroom.ids() == ["sun"]
    assert [newsroom.archive.version(version) for version in versions] == [None]


def test_what_is_taken_down_is_found_no_more(newsroom: Newsroom) -> None:
    """Neither by meaning nor by words."""
    take_down(newsroom.archive, "moon", NOON)
    retriever = Retriever(newsroom.archive, WordEncoder())
    found = retriever.search(retriever.query("Did the moon rise over Zanzibar?"))

    assert {candidate.passage.article_id for candidate in found} <= {"sun"}
    assert not retriever.mentions("Zanzibar")


def test_no_file_holds_the_words_any_more(newsroom: Newsroom) -> None:
    """The database and its log are overwritten, older search files are removed."""
    data = newsroom.archive.path.parent
    before = [path for path in data.rglob("*") if path.is_file() and _holds(path)]
    take_down(newsroom.archive, "moon", NOON)

    assert before
    assert [path for path in data.rglob("*") if path.is_file() and _holds(path)] == []


def test_words_that_somebody_still_reads_are_told_and_go_with_the_next_run(tmp_path: Path) -> None:
    """The log cannot be emptied while a reader needs it: the takedown does not say it is done."""
    data = tmp_path / "data"
    with Archive.create(data, manifest_of(WordEncoder())) as archive:
        Newsroom(tmp_path, archive)
    with (
        Archive.open(data, lock_timeout_seconds=0.1) as archive,
        Archive.open(data) as reader,
    ):
        with reader.snapshot():
            assert reader.counts() == (2, 2)
            with pytest.raises(ArchiveError, match=r"moon is not quoted any more.*once more"):
                take_down(archive, "moon", NOON)
            assert _holds(data / FILE_NAME)
        take_down(archive, "moon", NOON)

        assert [path for path in data.rglob("*") if path.is_file() and _holds(path)] == []


def test_what_was_changed_before_the_takedown_is_overwritten_too(newsroom: Newsroom) -> None:
    """Vectors of an earlier version went out when the article changed: nothing is left of them."""
    newsroom.archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    blob = WordEncoder().encode(["The moon rose over Quixotic Zanzibar on Monday night."])
    vector = blob.astype(np.float16).tobytes()

    assert newsroom.archive.connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert vector not in newsroom.archive.path.read_bytes()


def _holds(path: Path) -> bool:
    raw = path.read_bytes().lower()
    return any(word.lower().encode() in raw for word in WORDS.split())


def test_the_next_sync_does_not_bring_it_back(newsroom: Newsroom) -> None:
    """Not from the file as it is, not changed, not under another id at the same address."""
    take_down(newsroom.archive, "moon", NOON)
    assert newsroom.sync().taken_down == 1
    newsroom.path.write_text(MOON.replace("Monday", "Friday"), encoding="utf-8")
    assert newsroom.sync().taken_down == 1
    newsroom.path.write_text(MOON.replace("id: moon", "id: luna"), encoding="utf-8")
    assert newsroom.sync().taken_down == 1
    assert newsroom.ids() == ["sun"]


def test_the_same_text_under_another_id_does_not_come_back(newsroom: Newsroom) -> None:
    """From a folder around the one it came from, or as a saved page; another outlet's may."""
    take_down(newsroom.archive, "moon", NOON)
    newsroom.path.unlink()
    for name, outlet in (("saved", ""), ("other", "outlet: The Wire\n")):
        text = NEW_MOON.replace("id: moon\n", outlet).replace(f"url: {ADDRESS}\n", "title: Moon\n")
        (newsroom.folder / f"{name}.md").write_text(text, encoding="utf-8")

    assert newsroom.sync().taken_down == 2
    take_down(newsroom.archive, "sun", NOON)
    assert newsroom.ids() == []


def test_copies_that_stay_are_named(newsroom: Newsroom) -> None:
    """What prints the same story is another article, and its owner's choice."""
    story = (
        "The ferry Aurelia ran aground off Lindmoor on Tuesday night with 212 people on board, "
        "the coast guard said. Two tugs from Port Ellery pulled it free at dawn on Wednesday."
    )
    for name in ("herald", "courier"):
        (newsroom.folder / f"{name}.txt").write_text(story, encoding="utf-8")
    newsroom.sync()
    (done,) = take_down(newsroom.archive, "herald", NOON)

    assert done.copies == ("courier",)
    assert "courier" in newsroom.ids()


def test_another_outlets_copy_may_stay(newsroom: Newsroom) -> None:
    """The same words of another outlet are an article of its own."""
    by_herald = NEW_MOON.replace("id: moon", "id: herald\noutlet: Herald").replace(
        "moon\n\n", "x\n\n"
    )
    newsroom.path.with_name("herald.md").write_text(
        by_herald.replace(ADDRESS, "https://h.example/moon"), encoding="utf-8"
    )
    newsroom.sync()
    take_down(newsroom.archive, "herald", NOON)
    wire = by_herald.replace("Herald", "The Wire").replace("id: herald", "id: wire")
    newsroom.path.with_name("wire.md").write_text(
        wire.replace(ADDRESS, "https://w.example/moon"), encoding="utf-8"
    )
    newsroom.sync()

    assert "wire" in newsroom.ids()


def test_an_address_can_be_kept_out_before_it_ever_came_in(newsroom: Newsroom) -> None:
    """A takedown of what is not there is noted all the same."""
    take_down(newsroom.archive, "https://a.example/never", NOON)
    matter = "---\nid: never\nurl: https://a.example/never\n---\n\nNever mind."
    (newsroom.folder / "never.md").write_text(matter, encoding="utf-8")

    assert newsroom.sync().taken_down == 1
    assert sorted(newsroom.ids()) == ["moon", "sun"]


def test_an_article_that_left_the_index_can_be_taken_down(newsroom: Newsroom) -> None:
    """Its versions were still readable for quotes that had been posted."""
    version = next(entry.version for entry in newsroom.archive.entries() if entry.id == "moon")
    with newsroom.archive.transaction():
        newsroom.archive.remove("moon")
    assert newsroom.archive.version(version) is not None

    take_down(newsroom.archive, "moon", NOON)
    assert newsroom.archive.version(version) is None


OTHERWISE = ["https://www.a.example/moon/", f"{ADDRESS}?utm_source=x", "HTTP://A.example/moon#top"]


@pytest.mark.parametrize("name", [ADDRESS, *OTHERWISE])
def test_every_article_at_an_address_is_taken_down_however_it_is_written(
    newsroom: Newsroom, name: str
) -> None:
    """None stays for being the second, and none that goes is told as a copy that stays."""
    story = f"{NEW_MOON} Two tugs from Port Ellery pulled the Aurelia free at dawn on Friday."
    newsroom.path.write_text(story, encoding="utf-8")
    for other, address in (("luna", OTHERWISE[0]), ("selene", "https://b.example/moon")):
        text = story.replace("id: moon", f"id: {other}").replace(ADDRESS, address)
        (newsroom.folder / f"{other}.md").write_text(text, encoding="utf-8")
    newsroom.sync()
    versions = [one.version for one in newsroom.archive.entries() if one.id == "luna"]
    done = take_down(newsroom.archive, name, NOON)

    assert sorted((one.article_id, one.erased) for one in done) == [("luna", 1), ("moon", 3)]
    assert [one.copies for one in done] == [("selene",), ("selene",)]
    assert [newsroom.archive.version(version) for version in versions] == [None]
    newsroom.sync()
    assert "luna" not in newsroom.ids()
    assert "moon" not in newsroom.ids()


@pytest.mark.parametrize("name", OTHERWISE)
def test_an_article_that_left_is_taken_down_however_its_address_is_written(
    newsroom: Newsroom, name: str
) -> None:
    """Older messages would go on showing it, though nothing was said to be left to erase."""
    versions = [one.version for one in newsroom.archive.entries() if one.id == "moon"]
    with newsroom.archive.transaction():
        newsroom.archive.remove("moon")
    (done,) = take_down(newsroom.archive, name, NOON)

    assert (done.article_id, done.erased) == ("moon", 2)
    assert [newsroom.archive.version(version) for version in versions] == [None]
    assert Ledger(newsroom.archive).taken_down_at(versions[0]) == NOON.isoformat()


def test_an_article_is_taken_down_by_an_address_that_it_had_once(newsroom: Newsroom) -> None:
    """Quotes of it still lead there."""
    moved = NEW_MOON.replace(ADDRESS, "https://a.example/night/moon")
    newsroom.path.write_text(moved, encoding="utf-8")
    newsroom.sync()
    (done,) = take_down(newsroom.archive, OTHERWISE[0], NOON)

    assert (done.article_id, done.url, done.erased) == ("moon", ADDRESS, 3)
    assert newsroom.ids() == ["sun"]


def test_what_was_taken_down_before_is_told_apart_from_what_goes_now(newsroom: Newsroom) -> None:
    """Another article at its address, taken down by its id alone, had stayed."""
    luna = newsroom.folder / "luna.md"
    luna.write_text(NEW_MOON.replace("id: moon", "id: luna"), encoding="utf-8")
    newsroom.sync()
    take_down(newsroom.archive, "moon", NOON)
    assert "luna" in newsroom.ids()
    done = take_down(newsroom.archive, OTHERWISE[0], NOON.replace(day=13))

    assert [(one.article_id, one.erased, one.before, one.at[:10]) for one in done] == [
        ("luna", 1, False, "2022-03-13"),
        ("moon", 0, True, "2022-03-12"),
    ]
    assert newsroom.ids() == ["sun"]


def test_every_version_is_known_to_be_taken_down_until_that_is_lifted(
    newsroom: Newsroom,
) -> None:
    """Messages that quoted them hold no more than a version; others were never taken down."""
    older = "SELECT version, article_id FROM versions"
    versions = dict(newsroom.archive.connection.execute(older).fetchall())
    ledger = Ledger(newsroom.archive)
    assert len(versions) == 3
    assert not any(map(ledger.taken_down_at, versions))

    take_down(newsroom.archive, "moon", NOON)
    for version, article_id in versions.items():
        at = NOON.isoformat() if article_id == "moon" else None
        assert ledger.taken_down_at(version) == at

    lift(newsroom.archive, "moon")
    assert not any(map(ledger.taken_down_at, versions))


def test_a_takedown_can_be_lifted(newsroom: Newsroom) -> None:
    """The next sync brings the article back, as new."""
    (done,) = take_down(newsroom.archive, "moon", NOON)

    assert lift(newsroom.archive, ADDRESS) == [replace(done, erased=0)]
    assert newsroom.sync().new == 1
    assert sorted(newsroom.ids()) == ["moon", "sun"]


def _take_down_mon(archive: Archive) -> None:
    take_down(archive, "mon", NOON)


def _lift_mon(archive: Archive) -> None:
    lift(archive, "mon")


@pytest.mark.parametrize("act", [_take_down_mon, _lift_mon])
def test_a_name_that_nothing_has_is_refused(
    newsroom: Newsroom, act: Callable[[Archive], None]
) -> None:
    """The message names it, and nothing changes."""
    with pytest.raises(InputError, match="'mon'"):
        act(newsroom.archive)
    assert sorted(newsroom.ids()) == ["moon", "sun"]
