"""Question to ranked passages: which are found, with which evidence, in which order."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer
from embeddings.archive import Archive
from embeddings.derived.opening import open_derived, publish
from embeddings.retrieval import WEIGHTS, Retriever, articles_with
from embeddings.schema import Candidate
from embeddings.storage.locks import writing

FILES = {
    "rocket.txt": "The rocket flew to the station on Monday.",
    "crew.txt": "The crew slept in the station. A cook boiled soup.",
    "moon.md": "---\ntitle: Moon landing\n---\n\nThe probe came down softly.",
    "soup.txt": "A recipe for soup with onions.",
}


@pytest.fixture
def retriever(make_answerer: Callable[..., Answerer]) -> Retriever:
    """Return a retriever over the four articles, one passage each."""
    return make_answerer(FILES).retriever


def found(retriever: Retriever, question: str) -> list[Candidate]:
    """Return what is found for a question."""
    return retriever.search(retriever.query(question))


def ids(candidates: list[Candidate]) -> list[str]:
    """Return the articles of candidates."""
    return [candidate.passage.article_id for candidate in candidates]


def test_a_query_has_each_term_once_without_stop_words(retriever: Retriever) -> None:
    """Repeating a word makes it no heavier; a rare word weighs more than a common one."""
    query = retriever.query("What did the crew, the crew, do in the station?")

    assert list(query.term_weights) == ["crew", "station"]
    assert query.term_weights["crew"] > query.term_weights["station"]
    assert query.text == "What did the crew, the crew, do in the station?"


def test_a_query_of_stop_words_has_no_terms(retriever: Retriever) -> None:
    """It names no subject."""
    query = retriever.query("What did they say about it?")

    assert query.term_weights == {}
    assert query.share({"crew"}) == 0.0


def test_a_share_is_by_weight(retriever: Retriever) -> None:
    """All terms are the whole, none are nothing, two equal ones are half each."""
    query = retriever.query("crew rocket")

    assert query.share({"crew", "rocket", "other"}) == 1.0
    assert query.share({"crew"}) == pytest.approx(0.5)
    assert query.share(set()) == 0.0


def test_the_passage_that_answers_comes_first(retriever: Retriever) -> None:
    """Each question has the words of one article."""
    for question, article_id in (
        ("Where did the crew sleep?", "crew"),
        ("When did the rocket fly?", "rocket"),
        ("Which recipe has onions?", "soup"),
    ):
        assert ids(found(retriever, question))[0] == article_id


def test_an_article_is_found_by_its_headline(retriever: Retriever) -> None:
    """The words of the question stand in no body."""
    first = found(retriever, "moon landing")[0]

    assert first.passage.article_id == "moon"
    assert first.evidence.coverage == 1.0
    assert first.evidence.bm25 > 0


def test_every_candidate_comes_once_best_first(retriever: Retriever) -> None:
    """Both indexes propose the same passages; they are ranked once, by the fused score."""
    candidates = found(retriever, "soup in the station")

    assert sorted(ids(candidates)) == ["crew", "moon", "rocket", "soup"]
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)
    assert ids(candidates)[0] == "crew"  # the only one with both words


def test_the_score_is_the_weighted_evidence(retriever: Retriever) -> None:
    """Whatever the weights are, nothing else is in it."""
    for candidate in found(retriever, "soup in the station"):
        facts = candidate.evidence

        assert candidate.score == pytest.approx(
            WEIGHTS.cosine * facts.cosine
            + WEIGHTS.bm25 * facts.bm25
            + WEIGHTS.coverage * facts.coverage
            + WEIGHTS.article * facts.article
        )


def test_evidence_is_measured_on_fixed_scales(retriever: Retriever) -> None:
    """Coverage is by weight, BM25 a share of the highest, the cosine that of the vectors.

    Two words of the question stand among the six of the crew's passage: 2 / (sqrt 2 * sqrt 6).
    """
    query = retriever.query("soup in the station")
    facts = {
        candidate.passage.article_id: candidate.evidence for candidate in retriever.search(query)
    }

    assert {name: found.coverage for name, found in facts.items()} == pytest.approx(
        {"crew": 1.0, "rocket": 0.5, "soup": 0.5, "moon": 0.0}
    )
    assert facts["moon"].bm25 == 0.0
    assert 0 < facts["rocket"].bm25 < facts["crew"].bm25 < 1
    assert facts["crew"].cosine == pytest.approx(2 / 12**0.5, abs=1e-3)


def test_an_article_is_credited_with_all_its_passages(
    make_answerer: Callable[..., Answerer],
) -> None:
    """Coverage is a passage's own, the article's share that of all its found passages."""
    filler = " ".join(["filler"] * 57)
    text = f"The rocket flew {filler}.\n\nThe crew slept {filler}."
    retriever = make_answerer({"long.txt": text, "crew.txt": "The crew slept."}).retriever
    candidates = [
        candidate
        for candidate in found(retriever, "rocket crew")
        if candidate.passage.article_id == "long"
    ]

    assert len(candidates) == 2
    assert all(candidate.evidence.coverage < 1 for candidate in candidates)
    assert [candidate.evidence.article for candidate in candidates] == [1.0, 1.0]


def test_equal_scores_keep_one_order(make_answerer: Callable[..., Answerer]) -> None:
    """The same words in three orders: the passage that was stored first comes first."""
    files = {"c.txt": "The crew slept.", "a.txt": "Slept, the crew.", "b.txt": "The slept crew."}
    retriever = make_answerer(files).retriever
    candidates = found(retriever, "crew")

    assert [candidate.passage.id for candidate in candidates] == [1, 2, 3]


def test_each_index_proposes_so_many(retriever: Retriever) -> None:
    """With one each, the best of both: here the same."""
    query = retriever.query("recipe onions")

    assert ids(retriever.search(query, k=1)) == ["soup"]


def test_an_empty_index_finds_nothing(make_answerer: Callable[..., Answerer]) -> None:
    """There is nothing to rank."""
    retriever = make_answerer({}).retriever

    assert len(retriever) == 0
    assert found(retriever, "crew") == []


def test_articles_are_found_by_words_without_a_model(retriever: Retriever) -> None:
    """Best first, each article once, at most so many; stop words find nothing."""
    archive = retriever.archive
    index = open_derived(archive).lexical

    assert articles_with(archive, index, "the crew's soup")[0] == "crew"
    assert set(articles_with(archive, index, "soup")) == {"crew", "soup"}
    assert len(articles_with(archive, index, "soup", limit=1)) == 1
    assert articles_with(archive, index, "what about it") == []


@pytest.mark.parametrize(
    ("word", "mentioned"),
    [
        ("Monday", True),
        ("Statoin", True),  # misspelt
        ("Rock", True),  # the beginning of "rocket"
        ("Gazette", True),  # furniture
        ("Herald", True),  # an outlet
        ("Zorblax", False),
        ("what", True),  # a stop word says nothing
    ],
)
def test_what_the_coverage_has_anywhere_is_mentioned(
    make_answerer: Callable[..., Answerer], word: str, mentioned: bool
) -> None:
    """In passages, headlines, furniture and the names of sources."""
    herald = "---\noutlet: The Herald\n---\n\nThe ferry left.\n\nPhoto: Lindmoor Gazette\n"
    retriever = make_answerer({**FILES, "herald.md": herald}).retriever
    assert retriever.mentions(word) is mentioned


WRITER = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from fakes import WordEncoder
from embeddings.archive import Archive
from embeddings.derived.opening import publish
from embeddings.storage.locks import writing
from embeddings.schema import Article, NewPassage

def put(name, text):
    vector = encoder.encode([text]).astype("float16")[0]
    with archive.transaction():
        archive.put(Article(name, text, name), [NewPassage(0, len(text), vector)])

encoder = WordEncoder()
with Archive.open(Path(sys.argv[1])) as archive, writing(Path(sys.argv[1])):
    print("writing", flush=True)
    for run in range(25):
        put(f"story-{run}", f"The crew wrote story number {run}.")
        put("crew", f"The crew slept in the station for {run} hours.")
        if run > 5:
            with archive.transaction():
                archive.remove(f"story-{run - 5}")
        if run % 3 == 0:
            publish(archive)
    publish(archive)
"""


def test_no_question_fails_while_another_process_writes(retriever: Retriever) -> None:
    """Whatever is found is a slice of a version in the archive; generations are swapped in.

    The writer commits some 70 times and publishes 10 times, sweeping what the reader had open.
    """
    archive, states = retriever.archive, set()
    paths = Path(__file__).parents[2], Path(__file__).parents[1]  # its folders are named alike
    command = [sys.executable, "-c", WRITER, str(archive.path.parent), *map(str, paths)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        while process.poll() is None:
            states.add(retriever.refresh())
            with retriever.steady():
                candidates = found(retriever, "Where did the crew sleep?")
                for candidate in candidates:
                    passage = candidate.passage
                    article = archive.version(passage.version)
                    assert article
                    assert archive.is_current(passage.version)
                    assert article.text[passage.start : passage.end].endswith(".")
    assert process.returncode == 0
    assert len(states) > 1
    assert retriever.refresh() == archive.state
    texts = [archive.version(item.passage.version) for item in found(retriever, "crew hours")]
    assert texts[0]
    assert texts[0].text == "The crew slept in the station for 24 hours."
    assert {"story-20", "story-24"} < set(ids(found(retriever, "story number")))


def test_a_retriever_that_is_behind_leaves_out_what_is_gone(retriever: Retriever) -> None:
    """It searches what was published, in the archive as it is; then it catches up."""
    archive = retriever.archive
    old = archive.state
    with Archive.open(archive.path.parent) as other, held_by_another_thread(archive.path.parent):
        with other.transaction():
            other.remove("crew")
        assert retriever.refresh() == old
        with retriever.steady():
            assert "crew" not in ids(found(retriever, "Where did the crew sleep?"))
            assert ids(found(retriever, "Where did the rocket fly?"))[0] == "rocket"
            assert len(retriever) == 4
    assert retriever.refresh() == archive.state != old
    assert len(retriever) == 3


@contextmanager
def held_by_another_thread(folder: Path) -> Iterator[None]:
    """Let another thread hold the lock on writing meanwhile."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with writing(folder):
            taken.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    taken.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_new_generation_is_swapped_in_before_the_next_question(retriever: Retriever) -> None:
    """Without a restart; who still holds the old one keeps reading it."""
    archive, old = retriever.archive, retriever.lexical
    with archive.transaction():
        archive.remove("crew")
    publish(archive)
    with retriever.steady():
        assert "crew" not in ids(found(retriever, "Where did the crew sleep?"))
    assert retriever.lexical is not old
    assert len(old) == 4
