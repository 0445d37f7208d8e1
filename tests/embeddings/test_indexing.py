"""The embedding step: what a run encodes, keeps, removes, and how it goes on after a kill."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from fakes import QuietProgress, WordEncoder

from embeddings.archive import Archive
from embeddings.encoder import Vectors
from embeddings.errors import ArchiveMismatchError, InputError
from embeddings.indexing import BATCH_PASSAGES, Summary, index, rebuilt
from embeddings.manifests import check_manifest, manifest_of
from embeddings.readers.sources import Known, files_of, read_items
from embeddings.schema import Manifest, Problem, Read
from embeddings.storage.ledger import Ledger, Takedown
from embeddings.stories.signatures import signature
from embeddings.syncing.planning import SyncOptions, make_plan


class CountingEncoder(WordEncoder):
    """The fake encoder, with what it was asked to encode; it may fail after some batches."""

    def __init__(self, *, batches: int | None = None) -> None:
        self.texts: list[str] = []
        self._left = batches

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode, or fail as a killed process does: in the middle."""
        if self._left is not None:
            if not self._left:
                raise KeyboardInterrupt
            self._left -= 1
        self.texts += texts
        return super().encode(texts)


class Coverage:
    """A folder of articles and the archive that is kept in step with it."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self.root = root
        self.archive = archive
        self.folder = root / "articles"
        self.folder.mkdir()

    def write(self, name: str, text: str) -> Path:
        """Write an article's file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(
        self, *sources: Path, encoder: WordEncoder | None = None, prune: bool = True
    ) -> Summary:
        """Index the sources, or the folder where none are named."""
        used = encoder or WordEncoder()
        options = SyncOptions(prune=prune)
        return index(
            self.archive, used, sources or [self.folder], QuietProgress(), options=options
        )

    def ids(self) -> list[str]:
        """Return the ids of the articles that are held."""
        return sorted(entry.id for entry in self.archive.entries())


@pytest.fixture
def coverage(tmp_path: Path, encoder: WordEncoder) -> Iterator[Coverage]:
    """Yield a folder with two articles, not indexed yet."""
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        coverage = Coverage(tmp_path, archive)
        coverage.write("rocket.txt", "The rocket flew on Monday.")
        coverage.write("crew.txt", "The crew slept on Tuesday.")
        yield coverage


def counts(summary: Summary) -> dict[str, int]:
    """Return what became of the articles, where it is not zero."""
    names = ("new", "changed", "unchanged", "removed", "encoded")
    return {name: getattr(summary, name) for name in names if getattr(summary, name)}


def problems(summary: Summary) -> list[tuple[str, str]]:
    """Return every problem: the file's name, and what is the matter."""
    return [(Path(found.where).name, found.what) for found in summary.problems]


def test_a_first_run_encodes_everything(coverage: Coverage) -> None:
    """Two articles of one passage each."""
    summary = coverage.run()

    assert counts(summary) == {"new": 2, "encoded": 2}
    assert (summary.articles, summary.passages, summary.problems) == (2, 2, [])
    assert coverage.ids() == ["crew", "rocket"]


def test_a_second_run_encodes_nothing(coverage: Coverage) -> None:
    """The model would not even be loaded, and the archive is not written."""
    coverage.run()
    before = coverage.archive.sequence
    encoder = CountingEncoder(batches=0)

    assert counts(coverage.run(encoder=encoder)) == {"unchanged": 2}
    assert coverage.archive.sequence == before


def test_a_changed_article_is_encoded_and_its_old_text_kept(coverage: Coverage) -> None:
    """The other one is left alone."""
    coverage.run()
    old = coverage.archive.article("crew")
    coverage.write("crew.txt", "The crew woke on Friday.")
    summary = coverage.run()

    assert counts(summary) == {"changed": 1, "unchanged": 1, "encoded": 1}
    new = coverage.archive.article("crew")
    assert new is not None
    assert new.text == "The crew woke on Friday."
    assert old is not None
    kept = coverage.archive.version(old.version)
    assert kept is not None
    assert (kept.version, kept.text) == (old.version, old.text)


def test_only_the_changed_passages_are_encoded_again(coverage: Coverage) -> None:
    """Two passages of 60 words; one sentence of the second one changes."""
    first = " ".join(["The", *["rocket"] * 58, "flew."])
    second = " ".join(["The", *["crew"] * 58, "slept."])
    coverage.write("long.txt", f"{first}\n\n{second}")
    coverage.run()
    coverage.write("long.txt", f"{first}\n\n{second.replace('slept', 'woke')}")
    encoder = CountingEncoder()
    summary = coverage.run(encoder=encoder)

    assert summary.encoded == 1
    assert encoder.texts == [second.replace("slept", "woke")]


def test_the_vectors_that_are_kept_belong_to_their_texts(coverage: Coverage) -> None:
    """After a change every stored vector is the one that its text has today."""
    first = " ".join(["The", *["rocket"] * 58, "flew."])
    second = " ".join(["The", *["crew"] * 58, "slept."])
    coverage.write("long.txt", f"{first}\n\n{second}")
    coverage.run()
    coverage.write("long.txt", f"{second}\n\n{first}")  # the other way round
    coverage.run()

    _, vectors = coverage.archive.vectors()
    texts = [item.body for item in coverage.archive.passage_texts()]
    assert len(texts) == 4
    assert (vectors == WordEncoder().encode(texts).astype(np.float16)).all()


def test_the_same_text_in_two_articles_is_encoded_once(coverage: Coverage) -> None:
    """Agencies' copy stands in many papers."""
    coverage.write("copy.txt", "The crew slept on Tuesday.")
    summary = coverage.run()

    assert (summary.new, summary.encoded, summary.passages) == (3, 2, 3)


def test_a_file_that_is_gone_is_removed(coverage: Coverage) -> None:
    """The index says what the folder says."""
    coverage.run()
    (coverage.folder / "crew.txt").unlink()

    assert counts(coverage.run()) == {"unchanged": 1, "removed": 1}
    assert coverage.ids() == ["rocket"]


def test_a_file_indexed_alone_is_removed_with_its_folder(coverage: Coverage) -> None:
    """The folder says what is in it, however its articles came in."""
    coverage.run(coverage.folder / "crew.txt")
    (coverage.folder / "crew.txt").unlink()

    assert counts(coverage.run()) == {"new": 1, "encoded": 1, "removed": 1}
    assert coverage.ids() == ["rocket"]


def test_what_came_from_elsewhere_is_never_removed(coverage: Coverage) -> None:
    """Indexing one folder says nothing about another one."""
    other = coverage.root / "other"
    other.mkdir()
    (other / "moon.txt").write_text("The moon rose.", encoding="utf-8")
    coverage.run()

    assert counts(coverage.run(other)) == {"new": 1, "encoded": 1}
    assert coverage.ids() == ["crew", "moon", "rocket"]


def test_a_renamed_folder_moves_its_articles(coverage: Coverage) -> None:
    """Nothing is encoded, and afterwards the new place counts."""
    coverage.run()
    coverage.folder = coverage.folder.rename(coverage.root / "renamed")

    assert counts(coverage.run(encoder=CountingEncoder(batches=0))) == {"unchanged": 2}
    assert {entry.source for entry in coverage.archive.entries()} == {str(coverage.folder)}
    (coverage.folder / "crew.txt").unlink()
    assert counts(coverage.run()) == {"unchanged": 1, "removed": 1}


def test_an_article_with_an_id_may_change_its_file(coverage: Coverage) -> None:
    """The id is the article; where it lies is written down anew."""
    matter = "---\nid: moon\ntitle: Moon\n---\n\nThe moon rose."
    coverage.write("a.md", matter)
    coverage.run()
    (coverage.folder / "a.md").unlink()
    coverage.write("2022/b.md", matter)

    assert counts(coverage.run()) == {"unchanged": 3}
    moved = coverage.archive.article("moon")
    assert moved is not None
    assert moved.path == "2022/b.md"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"\0binary"),
        lambda path: path.write_bytes(b"caf\xe9"),
        lambda path: path.write_text(" ", encoding="utf-8"),
        lambda path: (path.unlink(), path.symlink_to("nowhere.txt")),
    ],
    ids=["binary", "not utf-8", "no prose", "link to nowhere"],
)
@pytest.mark.parametrize("folder", ["articles", "coverage.2022", "a.txt"])
def test_an_article_whose_file_has_a_problem_today_stays(
    coverage: Coverage, folder: str, spoil: Callable[[Path], object]
) -> None:
    """A copy that was cut off must not empty the index, whatever the folder is called."""
    coverage.folder = coverage.folder.rename(coverage.root / folder)
    coverage.run()
    spoil(coverage.folder / "crew.txt")
    summary = coverage.run()

    assert counts(summary) == {"unchanged": 1}
    assert [name for name, _ in problems(summary)] == ["crew.txt"]
    assert coverage.ids() == ["crew", "rocket"]


def test_a_source_that_is_a_file_with_a_problem_keeps_its_article(coverage: Coverage) -> None:
    """The file and its folder are different sources; the same rule holds for both."""
    alone = coverage.root / "alone.txt"
    alone.write_text("The moon rose.", encoding="utf-8")
    coverage.run(alone)
    alone.write_bytes(b"\0")

    assert counts(coverage.run(alone)) == {}
    assert coverage.ids() == ["alone"]


def test_a_bad_line_keeps_the_article_that_stood_there(coverage: Coverage) -> None:
    """Which article it was nobody can tell: none of that file is removed, the rest is read."""
    coverage.write("a, line 1.jsonl", '{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}')
    coverage.run()
    coverage.write("a, line 1.jsonl", '{"id": "1", "text": "One.\n{"id": "2", "text": "2."}')
    summary = coverage.run()

    assert counts(summary) == {"changed": 1, "unchanged": 2, "encoded": 1}
    assert coverage.ids() == ["1", "2", "crew", "rocket"]


def test_of_two_articles_with_one_id_the_first_is_kept(coverage: Coverage) -> None:
    """The second is told, with the place of the first and the remedy."""
    coverage.write("crew.md", "Another crew slept.")
    summary = coverage.run()

    assert summary.new == 2
    ((name, what),) = problems(summary)
    assert name == "crew.txt"
    assert what == (
        f"has the id 'crew', which the article in {coverage.folder / 'crew.md'} has already: "
        "the first one was kept; give each its own id (or file name)"
    )


def test_an_id_of_another_source_is_not_taken_over(coverage: Coverage) -> None:
    """While the other file is there it keeps its id; once it is gone the id is free."""
    coverage.run()
    other = coverage.root / "other"
    other.mkdir()
    (other / "crew.txt").write_text("Another crew slept.", encoding="utf-8")

    assert [name for name, _ in problems(coverage.run(other))] == ["crew.txt"]
    kept = coverage.archive.article("crew")
    assert kept is not None
    assert kept.text == "The crew slept on Tuesday."

    (coverage.folder / "crew.txt").unlink()
    assert counts(coverage.run(other)) == {"changed": 1, "encoded": 1}


def test_a_file_that_is_named_twice_is_read_as_one(coverage: Coverage) -> None:
    """A folder beside one of its own files is no clash."""
    summary = coverage.run(coverage.folder, coverage.folder, coverage.folder / "crew.txt")

    assert counts(summary) == {"new": 2, "encoded": 2}
    assert summary.problems == []


def test_a_file_of_the_folder_may_be_indexed_alone(coverage: Coverage) -> None:
    """A change to it is a change, not another article with the same id."""
    coverage.run()
    path = coverage.write("crew.txt", "The crew woke.")

    assert counts(coverage.run(path)) == {"changed": 1, "encoded": 1}


def test_a_source_that_cannot_be_used_stops_the_run_before_anything_is_written(
    coverage: Coverage,
) -> None:
    """Whichever of the sources it is."""
    with pytest.raises(
        InputError, match=r"There is no .*nowhere: give an existing folder or file"
    ):
        coverage.run(coverage.folder, coverage.root / "nowhere")
    assert coverage.archive.counts() == (0, 0)


def test_a_plan_writes_nothing(coverage: Coverage) -> None:
    """It says what a run would do."""
    coverage.run()
    coverage.write("crew.txt", "The crew woke.")
    coverage.write("moon.txt", "The moon rose.")
    coverage.write("bad.txt", "")
    (coverage.folder / "rocket.txt").unlink()
    before = coverage.archive.sequence
    pruning = SyncOptions(prune=True)
    plan = make_plan(coverage.archive, [coverage.folder], QuietProgress(), options=pruning)

    assert [article.id for article in plan.new] == ["moon"]
    assert [article.id for article in plan.changed] == ["crew"]
    assert (plan.unchanged, plan.moved, plan.removed) == (0, [], ["rocket"])
    assert plan.problems == [
        Problem(str(coverage.folder / "bad.txt"), "holds no prose: write some, or take it away")
    ]
    assert coverage.archive.sequence == before


def _ten_articles(coverage: Coverage) -> None:
    for number in range(8):
        coverage.write(f"story-{number}.txt", f"Story {number} ends well.")
    coverage.run()


def test_a_source_that_lost_a_fifth_is_pruned(coverage: Coverage) -> None:
    """Two of ten articles are gone: a fifth is no more than a fifth."""
    _ten_articles(coverage)
    for number in range(2):
        (coverage.folder / f"story-{number}.txt").unlink()

    assert counts(coverage.run(prune=False)) == {"unchanged": 8, "removed": 2}


def test_a_source_that_suddenly_lost_more_is_not_pruned(coverage: Coverage) -> None:
    """Three of ten: nothing is removed, it is said why, and --prune does it."""
    _ten_articles(coverage)
    for number in range(3):
        (coverage.folder / f"story-{number}.txt").unlink()
    summary = coverage.run(prune=False)

    assert counts(summary) == {"unchanged": 7}
    assert summary.held_back == 3
    assert summary.problems == [
        Problem(
            str(coverage.folder),
            "has lost 3 of its 10 articles: nothing was removed; check it, and run this again "
            "with --prune if they are to go",
            kept=True,
        )
    ]
    assert len(coverage.ids()) == 10
    assert counts(coverage.run(prune=True)) == {"unchanged": 7, "removed": 3}


def test_each_source_is_guarded_alone(coverage: Coverage) -> None:
    """One that lost nothing does not let another one lose more than a fifth."""
    _ten_articles(coverage)
    other = coverage.root / "other"
    other.mkdir()
    for name in ("moon", "mars"):
        (other / f"{name}.txt").write_text(f"The {name} rose.", encoding="utf-8")
    coverage.run(coverage.folder, other)
    (other / "moon.txt").unlink()
    (coverage.folder / "crew.txt").unlink()
    summary = coverage.run(coverage.folder, other, prune=False)

    assert counts(summary) == {"unchanged": 10, "removed": 1}
    assert "crew" not in coverage.ids()
    assert "moon" in coverage.ids()


def test_what_is_byte_for_byte_the_same_is_not_read_again(coverage: Coverage) -> None:
    """Files and lines are known by their digests; a line that changes is read alone."""
    coverage.write("a.jsonl", '{"id": "1", "text": "One."}\n{"id": "2", "text": "Two."}')
    coverage.run()
    coverage.write("a.jsonl", '{"id": "1", "text": "One."}\n{"id": "2", "text": "2."}')
    known = Known(coverage.archive.entries())
    found = list(read_items(coverage.folder, files_of(coverage.folder), known))

    assert [type(item).__name__ for item in found] == ["Kept", "Read", "Kept", "Kept"]
    assert [item.article.text for item in found if isinstance(item, Read)] == ["2."]


def test_a_file_with_a_problem_is_read_again_every_time(coverage: Coverage) -> None:
    """Its problem is told on every run, not only on the first one."""
    coverage.write("a.jsonl", '{"id": "1", "text": "One."}\nnonsense')

    for _ in range(2):
        assert [name for name, _ in problems(coverage.run())] == ["a.jsonl, line 2"]


def test_what_was_taken_down_does_not_come_back(coverage: Coverage) -> None:
    """Neither under its id nor at its address."""
    matter = "---\nid: moon\nurl: https://a.example/moon\n---\n\nThe moon rose."
    coverage.write("moon.md", matter)
    with coverage.archive.transaction():
        ledger = Ledger(coverage.archive)
        ledger.record_takedown(Takedown("crew", None, "2022-03-12"))
        ledger.record_takedown(Takedown("other", "https://a.example/moon", "2022-03-12"))
    summary = coverage.run()

    assert summary.taken_down == 2
    assert coverage.ids() == ["rocket"]


def test_a_run_notes_when_articles_and_sources_were_met(coverage: Coverage) -> None:
    """The first time, the last time, and that the source succeeded."""
    for day in (12, 13):
        moment = datetime(2022, 3, day, 9, tzinfo=UTC)
        index(
            coverage.archive,
            WordEncoder(),
            [coverage.folder],
            QuietProgress(),
            clock=lambda moment=moment: moment,
        )
    article = coverage.archive.article("crew")
    assert article is not None
    assert article.first_seen == "2022-03-12T09:00:00+00:00"
    assert article.last_seen == "2022-03-13T09:00:00+00:00"
    (record,) = Ledger(coverage.archive).sources()
    assert record.source == str(coverage.folder)
    assert (record.succeeded, record.problem) == ("2022-03-13T09:00:00+00:00", None)
    assert record.articles == 2


def test_a_run_that_is_killed_goes_on_where_it_was(coverage: Coverage) -> None:
    """Batches of 256 passages are committed whole: the second run encodes only the rest."""
    folder = coverage.root / "many"
    folder.mkdir()
    lines = [f'{{"id": "{n:03}", "text": "Story {n} ends."}}' for n in range(600)]
    (folder / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(KeyboardInterrupt):
        coverage.run(folder, encoder=CountingEncoder(batches=2))
    assert BATCH_PASSAGES == 256
    assert coverage.archive.counts() == (512, 512)

    assert counts(coverage.run(folder)) == {"new": 88, "unchanged": 512, "encoded": 88}
    assert coverage.ids() == [f"{n:03}" for n in range(600)]


def test_a_run_killed_in_a_transaction_leaves_the_archive_as_it_was(coverage: Coverage) -> None:
    """A rebuild is one transaction: all articles have the new vectors, or none."""
    for number in range(BATCH_PASSAGES):
        coverage.write(f"{number}.txt", f"Story {number} ends.")
    coverage.run()
    before, state = coverage.archive.vectors(), coverage.archive.state
    with coverage.archive.transaction():
        coverage.archive.set_manifest(Manifest("old", "other", 256, "chunks/0"))

    with pytest.raises(KeyboardInterrupt):
        rebuilt(coverage.archive, CountingEncoder(batches=1), QuietProgress())
    after = coverage.archive.vectors()
    assert all(np.array_equal(*both) for both in zip(before, after, strict=True))
    assert coverage.archive.manifest.fingerprint == "other"
    assert coverage.archive.has_been(coverage.archive.sequence - 1, state)


def test_a_rebuild_encodes_every_article_with_todays_model(coverage: Coverage) -> None:
    """The manifest is today's, so the archive is accepted again; the articles are the same."""
    coverage.run()
    versions = {entry.version for entry in coverage.archive.entries()}
    with coverage.archive.transaction():
        coverage.archive.set_manifest(Manifest("old", "other", 256, "chunks/0"))
    encoder = CountingEncoder()
    rebuilt(coverage.archive, encoder, QuietProgress())

    check_manifest(coverage.archive, encoder)
    assert sorted(encoder.texts) == ["The crew slept on Tuesday.", "The rocket flew on Monday."]
    assert {entry.version for entry in coverage.archive.entries()} == versions


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (
            lambda now: Manifest("old", "other", now.dimensions, now.chunking),
            r"made with the model old \(other\), not word-encoder .*: set MODEL to the first, or",
        ),
        (
            lambda now: Manifest(now.model, now.fingerprint, now.dimensions, "chunks/0"),
            "has passages of the kind chunks/0, this release makes .*: run 'pullquote index --re",
        ),
    ],
    ids=["model", "chunking"],
)
def test_an_archive_made_otherwise_is_refused(
    coverage: Coverage,
    encoder: WordEncoder,
    manifest: Callable[[Manifest], Manifest],
    message: str,
) -> None:
    """Vectors of two models cannot be compared; the remedy is in the message."""
    check_manifest(coverage.archive, encoder)
    with coverage.archive.transaction():
        coverage.archive.set_manifest(manifest(manifest_of(encoder)))

    with pytest.raises(ArchiveMismatchError, match=message):
        check_manifest(coverage.archive, encoder)


def test_progress_counts_files_and_passages(coverage: Coverage) -> None:
    """What is announced is what is done."""

    class Counting:
        def __init__(self) -> None:
            self.seen = {"files": 0, "read": 0, "passages": 0, "encoded": 0}

        def reading(self, files: int) -> None:
            self.seen["files"] += files

        def read(self) -> None:
            self.seen["read"] += 1

        def encoding(self, passages: int) -> None:
            self.seen["passages"] += passages

        def encoded(self, passages: int) -> None:
            self.seen["encoded"] += passages

    progress = Counting()
    coverage.write("bad.txt", "")
    index(coverage.archive, WordEncoder(), [coverage.folder], progress)

    assert progress.seen == {"files": 3, "read": 3, "passages": 2, "encoded": 2}


def test_an_article_with_nothing_to_quote_is_told_on_every_run(coverage: Coverage) -> None:
    """It stays in the archive, and no other run's folder is reported."""
    coverage.write("empty.txt", "What comes next\n\nPhoto: NASA")
    coverage.write("two.jsonl", '{"id": "a", "text": "It rained."}\n{"id": "b", "text": "© A"}')
    nothing = (
        "holds nothing to quote but headings and notices: it can be looked up, not asked about"
    )
    first, second = coverage.run(), coverage.run()

    expected = [("two.jsonl, article b", nothing), ("empty.txt", nothing)]
    assert problems(first) == expected
    assert problems(second) == expected
    assert coverage.ids() == ["a", "b", "crew", "empty", "rocket"]
    assert first.articles == 5
    assert problems(coverage.run(coverage.folder / "crew.txt")) == []


def test_what_articles_are_compared_by_is_noted_and_redone(coverage: Coverage) -> None:
    """Every current article has a signature of today's scheme after a run."""
    coverage.run()
    archive = coverage.archive
    ledger = Ledger(archive)
    expected = {
        "crew": signature("The crew slept on Tuesday."),
        "rocket": signature("The rocket flew on Monday."),
    }
    assert {key[0]: key[3] for key in ledger.signatures()} == expected
    crew = archive.current_version("crew")
    assert crew is not None
    with archive.bookkeeping():
        ledger.record_signature(crew, "hash", b"\0\0\0\0of another scheme")
    coverage.run()
    assert {key[0]: key[3] for key in ledger.signatures()} == expected


WIRE = (
    "The ferry Aurelia ran aground off Lindmoor on Tuesday night with 212 people on board, the "
    "coast guard said. Two tugs from Port Ellery pulled it free at dawn, and all passengers were "
    "brought ashore by noon. The captain, Mara Quist, told investigators that a buoy had drifted."
)


def test_articles_that_print_the_same_story_are_noted(coverage: Coverage) -> None:
    """As they come in, and again when one of them changes or leaves."""
    for name in ("herald", "courier"):
        coverage.write(f"{name}.txt", WIRE)
    coverage.run()
    archive, ledger = coverage.archive, Ledger(coverage.archive)
    versions = {entry.id: entry.version for entry in archive.entries()}

    assert ledger.same_story(versions["herald"]) == [versions["courier"]]
    assert ledger.same_story(versions["crew"]) == []
    coverage.write(
        "courier.txt", "The council voted on Monday to close the old bridge for repairs."
    )
    coverage.run()
    assert ledger.same_story(versions["herald"]) == []


def test_a_folder_within_an_indexed_folder_loses_nothing_to_it(coverage: Coverage) -> None:
    """By each the same file is another article; a round over both is quiet."""
    inner = coverage.folder / "inner"
    for number in range(5):
        coverage.write(f"inner/story-{number}.txt", f"Story {number} ends well.")
    coverage.run()
    coverage.run(inner)
    ids = coverage.ids()

    for source in (coverage.folder, inner):
        summary = coverage.run(source, prune=False)
        assert (summary.new, summary.removed, summary.held_back) == (0, 0, 0)
    assert coverage.ids() == ids
