"""All questions to one report: its figures, its outcomes in a file, what it measured."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import MakeAnswerer
from small_newsroom import ABOUT, FILES, FIXTURES, evaluated

from bot.answering.answerer import Answerer
from bot.harness.evaluation import about_of, digest_of
from bot.harness.figures.bounds import unmet
from bot.harness.schema import FigureName, Fixture, Outcome
from bot.harness.spool import Spool
from embeddings.errors import InputError

OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return a sound answerer over the three articles, which shows one excerpt."""
    return make_answerer(FILES, max_excerpts=1)


def test_a_sound_answerer_has_nothing_to_be_told(answerer: Answerer) -> None:
    """Right article, right words, every excerpt a slice: no failure among the answerable."""
    found = evaluated(answerer, FIXTURES[:4])

    assert [outcome.failure for outcome in found.outcomes] == [None] * 4
    assert found.figures.value(FigureName.HIT_AT_1) == 1.0
    assert found.figures.value(FigureName.MRR) == 1.0
    assert found.figures.value(FigureName.WORDS_IN_FIRST) == 1.0
    assert found.figures.value(FigureName.SLICES) == 1.0
    assert found.figures.value(FigureName.REFUSED_WRONGLY) == 0.0
    assert unmet(found.figures, {"hit@1": 1, "words_in_any": 1}, {"refused_wrongly": 0}) == []


def test_every_question_is_reported_as_it_is_done(answerer: Answerer) -> None:
    """The callback gets each outcome once, in order; the report has the same ones, twice over."""
    seen: list[Outcome] = []

    found = evaluated(answerer, iter(FIXTURES), progress=seen.append)

    assert [outcome.fixture for outcome in seen] == FIXTURES
    assert list(found.outcomes) == seen
    assert list(found.outcomes) == seen
    assert (len(found.outcomes), found.about) == (len(FIXTURES), ABOUT)
    assert seen[2] in found.outcomes


def test_two_readers_of_the_outcomes_are_not_in_each_others_way(answerer: Answerer) -> None:
    """Each keeps its own place in the file."""
    outcomes = evaluated(answerer).outcomes
    one, other = iter(outcomes), iter(outcomes)

    pairs = [(next(one).fixture, next(other).fixture) for _ in FIXTURES]

    assert pairs == list(zip(FIXTURES, FIXTURES, strict=True))


def test_figures_are_kept_by_tag(answerer: Answerer) -> None:
    """A question counts for each of its tags, and one without any for none."""
    tagged = [
        replace(FIXTURES[0], tags=("names", "dates")),
        replace(FIXTURES[1], tags=("names",)),
        FIXTURES[2],
    ]

    found = evaluated(answerer, tagged).by_tag

    assert {tag: figures.questions for tag, figures in found.items()} == {"dates": 1, "names": 2}


def test_without_questions_there_are_no_figures(answerer: Answerer) -> None:
    """Nothing is divided by nothing, and nothing passes a bound."""
    found = evaluated(answerer, [])

    assert {figure.value for figure in found.figures.measured.values()} == {None}
    assert list(found.outcomes) == []
    assert len(unmet(found.figures, {"hit@1": 0.0}, {"refused_wrongly": 1.0})) == 2


def open_files() -> int:
    """Return how many files this process has open."""
    return len(list(OPEN_FILES.iterdir()))


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="counts files as Linux lists them")
def test_the_file_goes_with_the_report(answerer: Answerer, tmp_path: Path) -> None:
    """It has no name while it is there, and nobody has to close it."""
    folder = tmp_path / "spooled"
    folder.mkdir()
    evaluated(answerer, spool_folder=folder)
    gc.collect()
    before = open_files()

    found = evaluated(answerer, spool_folder=folder)
    spool = weakref.ref(found.outcomes)
    assert open_files() == before + 1
    assert list(folder.iterdir()) == []
    del found
    gc.collect()

    assert spool() is None
    assert open_files() == before


def test_a_closed_spool_has_let_go_of_its_file(answerer: Answerer) -> None:
    """It closes once, whoever does it."""
    [outcome] = evaluated(answerer, FIXTURES[:1]).outcomes

    with Spool() as spool:
        spool.add(outcome)
        assert list(spool) == [outcome]
    spool.close()

    with pytest.raises(ValueError, match="closed file"):
        spool.add(outcome)


def test_a_folder_that_cannot_be_used_is_told_with_the_remedy(
    answerer: Answerer, tmp_path: Path
) -> None:
    """Before anything is asked."""
    with pytest.raises(InputError, match=r"free some space, or name another folder with TMPDIR"):
        evaluated(answerer, spool_folder=tmp_path / "nowhere")


def test_a_report_says_what_it_measured(answerer: Answerer) -> None:
    """The index, the models and the threshold, so that two reports can be told apart."""
    about = about_of("mine.yaml", FIXTURES, answerer, "9.9")

    assert (about.fixtures, about.version, about.articles) == ("mine.yaml", "9.9", 3)
    assert (about.model, about.reranker, about.threshold) == ("word-encoder", "none", 0.0)
    assert about.state == answerer.retriever.state
    assert about.digest == digest_of(FIXTURES)


def test_the_digest_is_of_what_is_asked_and_expected() -> None:
    """Another line, or a note, makes no other question; other words do, and so does the order."""
    first = digest_of(FIXTURES)

    assert len(first) == 64
    moved = [replace(one, line=7, note="checked") for one in FIXTURES]
    assert digest_of(moved) == first
    assert digest_of(FIXTURES[::-1]) != first
    for other in (
        replace(FIXTURES[0], words=("cut",)),
        replace(FIXTURES[0], spans=(("harbour", 0, 3),)),
        Fixture(FIXTURES[0].question),
    ):
        assert digest_of([other, *FIXTURES[1:]]) != first
