"""Sentences to passages of 60 to 120 words."""

from itertools import pairwise

from embeddings.chunking import passages
from embeddings.schema import Article


def article(text: str) -> Article:
    """Return an article of this text."""
    return Article(id="a", text=text, title="A")


def sentence(words: int) -> str:
    """Return a sentence of so many words."""
    return " ".join(["Word", *["word"] * (words - 2), "end."])


def text_of(*paragraphs: list[int]) -> str:
    """Return paragraphs of sentences of so many words."""
    return "\n\n".join(" ".join(map(sentence, paragraph)) for paragraph in paragraphs)


def word_counts(text: str) -> list[int]:
    """Return how many words each passage has."""
    return [len(text[start:end].split()) for start, end in passages(article(text))]


def test_a_passage_is_filled_up_to_120_words() -> None:
    """Six sentences of 20 words fit exactly; the seventh to twelfth make another."""
    assert word_counts(text_of([20] * 6)) == [120]
    assert word_counts(text_of([20] * 12)) == [120, 120]


def test_a_passage_of_60_words_ends_with_its_paragraph() -> None:
    """At 60 words a new paragraph opens a new passage, at 59 it joins."""
    assert word_counts(text_of([30, 30], [60])) == [60, 60]
    assert word_counts(text_of([30, 29], [60])) == [119]


def test_a_short_passage_ends_before_120_words_are_exceeded() -> None:
    """59 and 62 words are 121: they stay apart."""
    assert word_counts(text_of([59], [62])) == [59, 62]


def test_a_sentence_over_120_words_stands_alone() -> None:
    """A sentence is never cut for the sake of a passage."""
    assert word_counts(text_of([130], [70])) == [130, 70]


def test_a_short_last_passage_joins_the_one_before_where_it_fits() -> None:
    """80 and 20 words are 100."""
    assert word_counts(text_of([80], [20])) == [100]


def test_a_short_last_passage_is_filled_up_from_the_one_before() -> None:
    """Six sentences of 20 words and one of 5: three move over, so that both have 60 at least."""
    assert word_counts(text_of([20] * 6, [5])) == [60, 65]
    assert word_counts(text_of([10] * 12, [50])) == [110, 60]  # no more than it takes


def test_where_both_cannot_be_long_enough_nothing_moves() -> None:
    """From 70 and 50 words one sentence of 70 would leave nothing, one of 35 only 35."""
    assert word_counts(text_of([70], [51])) == [70, 51]
    assert word_counts(text_of([35, 35], [51])) == [70, 51]
    assert word_counts(text_of([20, 100], [5])) == [120, 5]


def test_a_short_passage_before_a_heading_is_filled_up_too() -> None:
    """Headings and furniture end a run of sentences as the article's end does; none crosses."""
    text = f"{text_of([20] * 6, [5])}\n\nWhat comes next\n\n{text_of([20] * 3, [5])}"

    assert word_counts(text) == [60, 65, 65]
    assert not any("What" in text[start:end] for start, end in passages(article(text)))


def test_furniture_never_stands_inside_a_passage() -> None:
    """What a credit parts is not joined: a passage is quoted from its start to its end."""
    text = f"{sentence(20)} Photo credit: NASA. {sentence(20)}"
    spans = passages(article(text))

    assert word_counts(text) == [20, 20]
    assert not any("credit" in text[start:end] for start, end in spans)


def test_passages_begin_and_end_at_sentences_and_do_not_overlap() -> None:
    """Offsets point into the article: every passage is a slice that opens and ends well."""
    text = text_of([25, 25, 25], [40, 40, 40], [10, 10], [61])
    spans = passages(article(text))

    assert all(text[start:end].startswith("Word") for start, end in spans)
    assert all(text[start:end].endswith("end.") for start, end in spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))
    assert sum(word_counts(text)) == 75 + 120 + 20 + 61


def test_an_article_without_sentences_has_no_passages() -> None:
    """A text that is nothing but a credit line cannot be found."""
    assert passages(article("Photo credit: NASA")) == []


def test_scripts_that_put_no_spaces_between_words_have_words_all_the_same() -> None:
    """20 signs of Chinese are some 10 words: of 30 sentences with a stop, 12 make a passage."""
    text = ("港" * 20 + "。") * 30

    assert [end - start for start, end in passages(article(text))] == [
        21 * 10,
        21 * 10,
        21 * 10,
    ]
