"""What one question works out and another can use: the same as worked out anew."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from fakes import MakeAnswerer, WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.ranking.memory import (
    Memory,
    RememberingEncoder,
    RememberingReranker,
    hashed,
    remembering,
    remembering_reranker,
)
from bot.answering.ranking.reading import Reading, Titled
from bot.answering.ranking.sentences import around
from bot.answering.showing.leads import points_back
from embeddings.encoder import Vectors
from embeddings.schema import Article, Passage, Sentence
from embeddings.segmentation import Segmented, sentences

FILES = {
    "ferry.txt": "The ferry sails on Monday. It is late. Tickets cost 12 crowns.",
    "harbour.txt": "The harbour opened at noon. Mayor Brandt cut the ribbon.",
}


class Counting(WordEncoder):
    """Notes what it encodes."""

    each_by_itself = True

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return what a WordEncoder does."""
        self.encoded += texts
        return super().encode(texts)


class Reads:
    """A reranker that notes what it reads; it judges by length."""

    name = "reads"
    each_by_itself = True

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    def read(self, question: str, texts: Sequence[Titled]) -> list[Reading]:
        """Return a reading of each text."""
        self.seen += [(question, text.text) for text in texts]
        nowhere = np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64)
        return [Reading(len(question) + len(text.text), *nowhere) for text in texts]


@given(asked=st.lists(st.lists(st.sampled_from("abcdef"), max_size=5), max_size=8))
def test_a_remembered_vector_is_the_one_that_would_be_made(asked: list[list[str]]) -> None:
    """In the order asked for, however often, and however few are remembered."""
    counting = Counting()
    encoder = RememberingEncoder(counting, most=3)
    for texts in asked:
        assert np.array_equal(encoder.encode(texts), WordEncoder().encode(texts))


def test_no_text_is_encoded_again() -> None:
    """Not within one call, not in the next, until it is forgotten."""
    counting = Counting()
    encoder = remembering(counting)
    assert isinstance(encoder, RememberingEncoder)
    encoder.encode(["ferry", "harbour", "ferry"])
    encoder.encode(["harbour", "mayor"])
    assert counting.encoded == ["ferry", "harbour", "mayor"]
    encoder.forget()
    encoder.encode(["harbour"])
    assert counting.encoded[3:] == ["harbour"]


def test_what_may_depend_on_its_company_is_never_remembered() -> None:
    """A model that pads its batches gives other last bits in other company."""
    encoder, reranker = WordEncoder(), Reads()
    assert remembering(encoder) is encoder
    reranker.each_by_itself = False
    assert remembering_reranker(reranker) is reranker
    assert remembering_reranker(None) is None


def test_a_pair_is_read_once() -> None:
    """Another question or another headline is another pair."""
    reads = Reads()
    reranker = remembering_reranker(reads)
    assert isinstance(reranker, RememberingReranker)
    first = [Titled("", "ferry"), Titled("", "mayor")]
    again = [Titled("", "mayor"), Titled("Oster", "mayor"), Titled("", "mayor")]
    assert [one.logit for one in reranker.read("Who?", first)] == [9, 9]
    assert [one.logit for one in reranker.read("Who?", again)] == [9, 9, 9]
    assert reranker.read("Whom?", first[:1])[0].logit == 10
    assert reads.seen == [
        ("Who?", "ferry"),
        ("Who?", "mayor"),
        ("Who?", "mayor"),
        ("Whom?", "ferry"),
    ]


def test_a_hash_tells_where_one_part_ends() -> None:
    """Else a question could be taken for another with another headline."""
    assert hashed("ab", "c") != hashed("a", "bc")
    assert hashed("ab") == hashed("ab")
    assert hashed("\ud800") != hashed("")


def test_what_is_known_of_articles_goes_with_the_state_of_the_coverage() -> None:
    """What was taken down must not stay in memory."""
    counting = Counting()
    memory = Memory(remembering(counting))
    memory.keep_to("one")
    article = Article("a", "It began. It ended.", "A")
    memory.encoder.encode(["ferry"])
    known = memory.sentences_of(article, state="one")
    assert memory.sentences_of(article, state="one") is known
    memory.keep_to("one")
    assert len(memory.segmented) == 1
    memory.keep_to("two")
    assert len(memory.segmented) == 0
    memory.encoder.encode(["ferry"])
    assert counting.encoded == ["ferry", "ferry"]


def test_who_answers_from_an_older_state_brings_back_nothing() -> None:
    """A question may be under way while an article is taken down; it has what it needs."""
    memory, article = Memory(WordEncoder(), "new"), Article("a", "It began. It ended.", "A")
    assert memory.sentences_of(article, state="old").article == article
    assert len(memory.segmented) == 0


def test_a_question_asked_again_encodes_only_itself(make_answerer: MakeAnswerer) -> None:
    """Its sentences are known, and the answer is the same."""
    plain = make_answerer(FILES)
    counting = Counting()
    plain.retriever.encoder = counting
    answerer = Answerer(plain.retriever, plain.limits)
    first = answerer.answer("What do tickets cost?")
    counting.encoded.clear()
    again = answerer.answer("What do tickets cost?")
    assert counting.encoded == ["What do tickets cost?"]
    assert replace(again, seconds=first.seconds) == first


def around_by_the_book(article: Article, passage: Passage) -> list[Sentence]:
    """Return what `around` does, by looking at every sentence of an article."""
    every = sentences(article)
    inside = [
        number
        for number, sentence in enumerate(every)
        if sentence.start < passage.end and sentence.end > passage.start
    ]
    if not inside:
        return []
    first = max(0, inside[0] - 1)
    while first and points_back(article.text[every[first].start : every[first].end]):
        first -= 1
    return every[first : inside[-1] + 2]


PIECES = (
    "The ferry sails on Monday.",
    "It is late.",
    "But they came.",
    "“We were there. We saw it,” he said.",
    "Tickets",
    "Share this article",
    "He added nothing.",
)


@given(
    paragraphs=st.lists(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), min_size=1, max_size=6
    ),
    places=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_sentences_found_a_paragraph_at_a_time_are_those_of_the_article(
    paragraphs: list[list[str]], places: tuple[float, float]
) -> None:
    """Around a passage anywhere, with what leads it in and headings and furniture left out."""
    text = "\n\n".join(" ".join(pieces) for pieces in paragraphs)
    start, end = sorted(round(place * len(text)) for place in places)
    article, passage = Article("a", text, "A"), Passage(1, "a", "v", start, end)
    assert around(Segmented(article), passage) == around_by_the_book(article, passage)


@pytest.mark.parametrize("number", range(4))
def test_a_known_article_gives_the_same_sentences_again(number: int) -> None:
    """In whatever order its passages are asked for."""
    text = "One came. Two went.\n\nThree stayed. It was late.\n\nFour slept. He woke.\n\nFive."
    article, known = Article("a", text, "A"), Segmented(Article("a", text, "A"))
    passages = [Passage(n, "a", "v", at, at + 9) for n, at in enumerate((0, 21, 48, 70))]
    for passage in passages[number:] + passages[:number]:
        assert around(known, passage) == around_by_the_book(article, passage)
