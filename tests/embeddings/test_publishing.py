"""The next generation against one made from nothing: the same answers at the cost of a change."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from random_newsroom import DIMENSIONS, WORDS, Newsroom

from embeddings.archive import Archive
from embeddings.derived.generations import new_folder
from embeddings.derived.opening import FOLDER_NAME, open_derived, publish
from embeddings.derived.publishing import Derived, build
from embeddings.derived.verifying import verify
from embeddings.schema import Manifest


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Yield an empty archive."""
    with Archive.create(tmp_path / "data", Manifest("m", "print", DIMENSIONS, "chunks")) as made:
        yield made


@pytest.fixture
def newsroom(archive: Archive) -> Newsroom:
    """Return a newsroom over the archive, the same on every run."""
    return Newsroom(archive, seed=11)


def files_of(derived: Derived) -> dict[str, tuple[str, int]]:
    """Return the sum and the time of every file of a generation."""
    return {
        path.relative_to(derived.generation.folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in derived.generation.folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def assert_equal(found: Derived, expected: Derived, newsroom: Newsroom) -> None:
    """Assert that two indexes have the same passages and answer alike."""
    ids = expected.vectors.ids
    assert np.array_equal(found.vectors.ids, ids)
    assert found.lexical.ids() == ids.tolist() == expected.lexical.ids()
    for _ in range(5):
        asked = newsroom.vector()
        allowed = ids[newsroom.random.random(len(ids)) < 0.4]
        for chosen in (None, allowed):
            assert found.vectors.search(asked, 20, allowed=chosen) == expected.vectors.search(
                asked, 20, allowed=chosen
            )
        cosines = found.vectors.cosines(asked, ids.tolist())
        assert cosines.tobytes() == expected.vectors.cosines(asked, ids.tolist()).tobytes()
        assert_scored_alike(found, expected, newsroom.random.choice(WORDS, 2).tolist())


def assert_scored_alike(found: Derived, expected: Derived, words: list[str]) -> None:
    """Assert that the scores of words differ by no more than the dead can bring about."""
    ids = expected.vectors.ids.tolist()
    scores, others = found.lexical.scores(words, ids), expected.lexical.scores(words, ids)
    assert scores.keys() == others.keys()
    assert scores == pytest.approx(others, rel=0.2 if found.lexical.dead else 1e-5)


def test_going_on_gives_what_starting_again_gives(
    archive: Archive, newsroom: Newsroom, tmp_path: Path
) -> None:
    """Over 40 runs of putting in, changing and taking out, few articles or many.

    The passages, the nearest and the bits of the cosines are equal at every step; the scores of
    words are within what one passage in twenty can change, or equal where none is dead. The
    generation before is left as it was.
    """
    names = [f"article-{number}" for number in range(60)]
    newsroom.put(*names[:30])
    derived = publish(archive)
    for step in range(40):
        chosen = newsroom.random.choice(names, newsroom.random.choice([1, 2, 3, 12]))
        if newsroom.random.random() < 0.4:
            newsroom.remove(*chosen)
        else:
            newsroom.put(*chosen, passages=int(newsroom.random.integers(1, 15)))
        before, sums = derived, files_of(derived)
        derived = publish(archive)
        (tmp_path / str(step)).mkdir()
        anew = Derived.open(build(archive, tmp_path / str(step), None))

        assert_equal(derived, anew, newsroom)
        assert verify(archive) == []
        assert files_of(before) == sums
        assert derived.lexical.dead <= 0.05 * (derived.lexical.dead + len(derived.lexical))
        assert len(derived.generation.facts.segments) < 12


def test_only_what_is_new_is_written(archive: Archive, newsroom: Newsroom) -> None:
    """Files that stay are the same files, not copies; the new segment has the new passages."""
    newsroom.put(*map(str, range(50)))
    first = publish(archive)
    newsroom.put("new")
    newsroom.remove("7")
    second = publish(archive)

    old, new = second.generation.facts.segments
    assert [old] == list(first.generation.facts.segments)
    for name in (f"{old}.faiss", f"{old}.npy"):
        assert (first.generation.folder / name).samefile(second.generation.folder / name)
    assert [len(segment) for segment in second.vectors.segments] == [500, 10]
    assert second.vectors.dead.tolist() == list(range(71, 81))
    assert new.startswith(f"vectors-{archive.sequence:08}")
    words = [path for path in files_of(first) if path.endswith((".idx", ".term", ".pos"))]
    assert len(words) == 3
    for name in words:
        assert (first.generation.folder / name).samefile(second.generation.folder / name)


def test_a_run_that_changes_no_passage_links_everything(
    archive: Archive, newsroom: Newsroom
) -> None:
    """An article that moved is the same article; only the list of the dead is written."""
    newsroom.put("a", "b")
    first = publish(archive)
    with archive.transaction():
        pass
    second = publish(archive)

    assert second.sequence == first.sequence + 1
    same = {
        name
        for name in first.generation.files
        if (first.generation.folder / name).samefile(second.generation.folder / name)
    }
    assert same == set(first.generation.files) - {"dead.npy"}


def test_a_segment_of_which_too_much_is_gone_is_written_again(
    archive: Archive, newsroom: Newsroom
) -> None:
    """Of 40 articles two may be gone, a third one makes three in forty; so it is with words."""
    newsroom.put(*map(str, range(40)))
    publish(archive)
    newsroom.remove("0", "1")
    second = publish(archive)
    assert len(second.vectors.segments[0]) == 400
    assert (second.vectors.dead.size, second.lexical.dead) == (20, 20)
    newsroom.remove("2")
    third = publish(archive)

    assert len(third.vectors.segments[0]) == 370
    assert (third.vectors.dead.size, third.lexical.dead) == (0, 0)
    found, codes = archive.vectors()
    assert np.array_equal(third.vectors.segments[0].ids, found)
    assert third.vectors.segments[0].codes.tobytes() == codes.tobytes()


def test_damage_is_not_copied_into_a_new_segment(
    archive: Archive, newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """A byte that changed under an open index is seen before its segment is written again."""
    newsroom.put("a", "b")
    first = publish(archive)
    (path,) = first.generation.folder.glob("*.faiss")
    raw = bytearray(path.read_bytes())
    raw[300] ^= 1
    path.chmod(0o600)
    path.write_bytes(raw)
    newsroom.put("c", passages=30)
    derived = open_derived(archive, first)

    assert "checksums differ" in caplog.text
    assert derived.sequence == archive.sequence
    assert verify(archive) == []


def test_an_index_with_a_hole_is_not_gone_on_from(
    archive: Archive, newsroom: Newsroom, tmp_path: Path
) -> None:
    """An older passage that the index never had would stay out for good."""
    newsroom.put("a", "b")
    first = publish(archive)
    holed = Derived(
        first.generation, first.vectors.without(np.array([3], dtype=np.int64)), first.lexical
    )
    newsroom.put("c")
    folder = new_folder(tmp_path / "elsewhere")

    with pytest.raises(ValueError, match="older passages that the index never had"):
        build(archive, folder, holed)


def test_everything_may_go_and_come_back(archive: Archive, newsroom: Newsroom) -> None:
    """An empty index has no segment."""
    newsroom.put("a")
    publish(archive)
    newsroom.remove("a")
    empty = publish(archive)
    assert (len(empty.vectors), len(empty.lexical), empty.vectors.segments) == (0, 0, ())
    newsroom.put("a")

    assert len(publish(archive).vectors) == 10
    assert verify(archive) == []


def test_a_copy_stands_in_where_links_cannot_be_made(
    archive: Archive, newsroom: Newsroom, tmp_path: Path
) -> None:
    """As on a file system without them; here the folder is one of memory, if there is one."""
    newsroom.put("a", "b")
    first = publish(archive)
    newsroom.put("c", passages=3)
    shared = Path("/dev/shm")  # noqa: S108 - a file system of its own on Linux
    root = shared if shared.is_dir() else tmp_path
    folder = new_folder(root / f"pullquote-{tmp_path.name}")
    try:
        derived = Derived.open(build(archive, folder, first))
        assert np.array_equal(derived.vectors.ids, archive.passage_ids())
        assert derived.lexical.ids() == archive.passage_ids().tolist()
    finally:
        for path in sorted(folder.parent.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        folder.parent.rmdir()


def test_the_published_folder_names_every_file(archive: Archive, newsroom: Newsroom) -> None:
    """With its sum; files that only lock something are not among them."""
    newsroom.put("a")
    derived = publish(archive)
    newsroom.put("b")
    derived = publish(archive)
    on_disk = files_of(derived)
    on_disk.pop("manifest.json")

    assert {name: facts.sha256 for name, facts in derived.generation.files.items()} == {
        name: found for name, (found, _) in on_disk.items()
    }
    assert derived.generation.folder.parent.name == FOLDER_NAME
