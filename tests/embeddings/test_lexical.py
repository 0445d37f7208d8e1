"""BM25 against figures worked out by hand, and the terms it counts.

With k1 = 1.2 and b = 0.75 a term that stands tf times in a text of n terms earns
idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * n / average)), where df of N texts hold it and
idf = ln(1 + (N - df + 0.5) / (df + 0.5)). A headline is a text of its own, counted by
HEADLINE_WEIGHT.
"""

from math import log
from pathlib import Path

import pytest

from embeddings.lexical import HEADLINE_WEIGHT, LexicalIndex, plain_words, terms
from embeddings.schema import PassageText

# Bodies of 4, 2 and 6 terms: 4 on average. Headlines of one term each.
CORPUS = [
    (10, "rocket rocket launch pad", "moon"),
    (20, "rocket crew", "rocket"),
    (30, "crew station pad dock orbit sun", "sun"),
]


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    """Return the index of the three passages."""
    return LexicalIndex.build(tmp_path / "lexical", CORPUS)


def test_a_terms_weight_is_its_inverse_document_frequency(index: LexicalIndex) -> None:
    """In two bodies of three: ln(1 + 1.5 / 2.5); in one: ln(1 + 2.5 / 1.5); in none: ln 8."""
    assert index.weights(["rocket", "station", "moon"]) == pytest.approx(
        {"rocket": log(1.6), "station": log(8 / 3), "moon": log(8)}
    )


def test_scores_are_those_worked_out_by_hand(index: LexicalIndex) -> None:
    """The rocket of passage 10: 2 of 4 terms; of 20: 1 of 2 terms, and the headline.

    10: ln 1.6 * 4.4 / (2 + 1.2) = 1.375 ln 1.6.
    20: ln 1.6 * 2.2 / (1 + 1.2 * 0.625) = 2.2 / 1.75 ln 1.6, and ln(8/3) * 2.2 / 2.2 for the
    headline, which has the average length.
    """
    found = index.scores(["rocket"], [10, 20, 30])

    assert found == pytest.approx(
        {
            10: 1.375 * log(1.6),
            20: 2.2 / 1.75 * log(1.6) + HEADLINE_WEIGHT * log(8 / 3),
        },
        rel=1e-6,
    )


def test_the_scores_of_terms_are_added_up(index: LexicalIndex) -> None:
    """Passage 30 has 6 of on average 4 terms: 2.2 / (1 + 1.2 * 1.375) = 2.2 / 2.65 a term."""
    found = index.scores(["crew", "sun"], [30])

    assert found == pytest.approx(
        {30: 2.2 / 2.65 * (log(1.6) + log(8 / 3)) + HEADLINE_WEIGHT * log(8 / 3)}, rel=1e-6
    )


def test_the_length_of_a_long_text_is_counted_in_steps(tmp_path: Path) -> None:
    """Tantivy keeps a length in one byte: 41 terms count as 40, against an average of 41."""
    words = " ".join(f"w{number}" for number in range(40))
    index = LexicalIndex.build(tmp_path / "lexical", [(1, f"rocket {words}", "a title")])

    assert index.scores(["rocket"], [1]) == pytest.approx(
        {1: log(4 / 3) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 40 / 41))}, rel=1e-6
    )


def test_the_best_come_first(index: LexicalIndex) -> None:
    """The shorter passage with the word in its headline beats the one that says it twice."""
    assert index.search(["rocket"], 10) == [20, 10]
    assert index.search(["rocket"], 1) == [20]


def test_a_headline_alone_is_found(index: LexicalIndex) -> None:
    """The moon stands in no body."""
    assert index.search(["moon"], 10) == [10]


def test_without_terms_or_matches_nothing_is_found(index: LexicalIndex) -> None:
    """No term, a term nowhere, no passages to score."""
    assert index.search([], 10) == []
    assert index.search(["mars"], 10) == []
    assert index.scores([], [10]) == {}
    assert index.scores(["rocket"], []) == {}
    assert index.scores(["rocket"], [30, 99]) == {}


def test_an_index_opened_again_scores_as_before(index: LexicalIndex, tmp_path: Path) -> None:
    """The analyser is registered again, the documents are there."""
    loaded = LexicalIndex.load(tmp_path / "lexical")

    assert len(loaded) == len(index) == 3
    assert loaded.scores(["crew"], [20, 30]) == index.scores(["crew"], [20, 30])


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    """Its weights are those of a corpus of none: ln(1 + 0.5 / 0.5)."""
    empty = LexicalIndex.build(tmp_path / "lexical", [])

    assert empty.search(["rocket"], 5) == []
    assert empty.weights(["rocket"]) == pytest.approx({"rocket": log(2)})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did he say about the crew?", ["crew"]),  # stop words, question words among them
        ("couldn't, isn't and they're", []),  # both halves of a contraction
        ("Rogozin's ENGINES were running", ["rogozin", "engin", "run"]),  # folded and stemmed
        ("Café naïve Łódź", ["cafe", "naiv", "lodz"]),  # without accents
        ("cafe\u0301", ["cafe"]),  # accents that stand alone too
        ("RD-180 in 2022", ["rd", "180", "2022"]),
        ("x" * 61 + " crew", ["crew"]),  # nobody asks for such a word
        ("😀 — …", []),
        ("crew crew", ["crew", "crew"]),
    ],
)
def test_terms_are_folded_stemmed_and_carry_a_subject(text: str, expected: list[str]) -> None:
    """A question and a passage meet in their terms."""
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("dotted", "plain"), [("U.S.", "US"), ("N.A.S.A.", "NASA"), ("É.U.", "EU")]
)
def test_initials_are_one_term_with_and_without_points(
    tmp_path: Path, dotted: str, plain: str
) -> None:
    """Newsrooms write both, and so do readers."""
    assert terms(f"the {dotted} senate") == terms(f"the {plain} senate")
    passages = [(1, f"The {dotted} senate met.", "")]
    index = LexicalIndex.build(tmp_path / "dotted", passages)
    assert index.search(terms(plain), 1) == [1]


def test_a_phrase_is_found_where_its_words_follow_each_other(tmp_path: Path) -> None:
    """Stop words count, case, marks, accents and joiners do not; half a word is none."""
    index = LexicalIndex.build(
        tmp_path / "lexical",
        [(1, "It is what it is.", ""), (2, "What is it? Cafe\u0301 art, he said.", "")],
    )

    assert index.holding(plain_words("it is WHAT it is"), 10) == [1]
    assert index.holding(plain_words("what—is it"), 10) == [2]
    assert index.holding(plain_words("caf\u00e9 a\u200brt"), 10) == [2]
    assert index.holding(plain_words("caf\u00e9 ar"), 10) == []
    assert index.holding(plain_words("it"), 10) == []


def test_a_words_beginning_is_found_wherever_it_stands(tmp_path: Path) -> None:
    """In a passage or in the furniture of its zone; signs of patterns mean themselves."""
    zone = PassageText(1, "The ferry left.", "", "The ferry left. Photo: Zoë Quimbling")
    index = LexicalIndex.build(tmp_path / "lexical", [zone])

    assert index.has_beginning("quimb")
    assert index.has_beginning("zoe")
    assert not index.has_beginning("imbling")
    assert not index.has_beginning("qu")
    assert not index.has_beginning("q.*g")


def test_passages_like_some_words_share_the_rarest(tmp_path: Path) -> None:
    """Zone, not body: words beyond a passage's end count; words nowhere do not."""
    index = LexicalIndex.build(
        tmp_path / "lexical",
        [
            PassageText(1, "the sea", "", "the sea was calm"),
            PassageText(2, "the sea", "", "the sea was wild"),
            PassageText(3, "the sun", "", "the sun"),
        ],
    )

    assert index.like(["the", "sea", "calm", "volcano"], 2) == [1, 2]
    assert index.like(["volcano"], 2) == []
    assert index.like([], 2) == []
    assert index.word_weights(["the", "volcano"]) == pytest.approx(
        {"the": log(1 + 0.5 / 3.5), "volcano": log(8)}
    )
