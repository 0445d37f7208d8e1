"""BM25 against figures worked out by hand, and the terms it counts.

With k1 = 1.2 and b = 0.75 a term that stands tf times in a text of n terms earns
idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * n / average)), where df of N texts hold it and
idf = ln(1 + (N - df + 0.5) / (df + 0.5)). A headline is a text of its own, counted by
HEADLINE_WEIGHT.
"""

import shutil
import subprocess
import sys
import tempfile
from math import log
from pathlib import Path

import pytest

from embeddings.lexical.index import HEADLINE_WEIGHT, LexicalIndex
from embeddings.lexical.terms import plain_words, terms
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


def test_passages_are_added_and_taken_out(index: LexicalIndex, tmp_path: Path) -> None:
    """What is gone is not found, by any way of asking, nor counted; the rest is as it was."""
    new = [(40, "rocket probe sleeps", "probe")]
    updated = LexicalIndex.update(tmp_path / "lexical", new, gone=[30])

    assert updated.ids() == [10, 20, 40]
    assert (len(updated), updated.dead) == (3, 1)
    assert updated.search(["rocket"], 10) == [20, 10, 40]
    assert updated.search(["crew"], 10) == [20]
    assert updated.search(["station"], 10) == []
    assert not updated.mentions("station")
    assert not updated.has_beginning("stat")
    assert updated.holding(["crew", "station"], 5) == []
    assert updated.like(["station", "sun"], 5) == []
    assert index.search(["station"], 10) == [30]


def test_the_dead_count_in_the_statistics(index: LexicalIndex, tmp_path: Path) -> None:
    """Term and passages alike, so that no weight falls below none: crew is in two of four.

    ln(1 + 2.5 / 2.5), as if passage 30 were still there.
    """
    assert index.weights(["crew"]) == pytest.approx({"crew": log(1.6)})
    updated = LexicalIndex.update(tmp_path / "lexical", [(40, "probe", "")], gone=[30])

    assert updated.weights(["crew", "station"]) == pytest.approx(
        {"crew": log(2), "station": log(1 + 3.5 / 1.5)}
    )


def test_a_passage_may_be_taken_out_and_put_in_at_once(tmp_path: Path) -> None:
    """The one that is put in stays."""
    LexicalIndex.build(tmp_path / "lexical", CORPUS)
    updated = LexicalIndex.update(tmp_path / "lexical", [(10, "probe", "")], gone=[10])

    assert updated.ids() == [10, 20, 30]
    assert updated.search(["probe"], 5) == [10]


def test_updating_writes_no_file_in_place(index: LexicalIndex, tmp_path: Path) -> None:
    """A folder of links to the same files is as it was, after many updates and a merge."""
    older, newer = tmp_path / "lexical", tmp_path / "newer"
    newer.mkdir()
    for path in older.iterdir():
        if path.suffix != ".lock":
            (newer / path.name).hardlink_to(path)
    before = {path.name: path.read_bytes() for path in older.iterdir()}
    for number in range(50, 70):
        LexicalIndex.update(newer, [(number, f"rocket {number}", "")], gone=[number - 1])

    assert {path.name: path.read_bytes() for path in older.iterdir()} == before
    assert LexicalIndex.load(older).ids() == index.ids() == [10, 20, 30]
    assert LexicalIndex.load(newer).ids() == [10, 20, 30, 69]


def test_equals_come_by_id_wherever_they_lie(tmp_path: Path) -> None:
    """Tantivy has them in the order of its files; the lowest ids come, however few are wanted."""
    LexicalIndex.build(tmp_path / "lexical", [(n, "rocket", "") for n in range(90, 40, -1)])
    index = LexicalIndex.update(
        tmp_path / "lexical", [(n, "rocket", "") for n in range(40, 0, -1)], gone=[]
    )

    assert index.search(["rocket"], 7) == [1, 2, 3, 4, 5, 6, 7]
    assert index.search(["rocket"], 3, allowed=list(range(60, 30, -1))) == [31, 32, 33]


def test_an_open_index_goes_on_when_its_files_are_gone(
    index: LexicalIndex, tmp_path: Path
) -> None:
    """A reader keeps what it has opened, though a newer generation took its place."""
    loaded = LexicalIndex.load(tmp_path / "lexical")
    shutil.rmtree(tmp_path / "lexical")

    for opened in (index, loaded):
        assert opened.search(["crew"], 5) == [20, 30]
        assert opened.holding(["dock", "orbit"], 5) == [30]
        assert opened.has_beginning("stat")
        assert opened.mentions("launhc")


READ = """
import os, sys, tantivy
from pathlib import Path
from embeddings.lexical.index import LexicalIndex
if os.geteuid() == 0:
    os.setuid(65534)
print(os.access(sys.argv[1], os.W_OK), LexicalIndex.load(Path(sys.argv[1])).search(["crew"], 5))
"""


def test_a_folder_that_is_read_only_is_read() -> None:
    """Tantivy makes a lock to open any: it goes elsewhere. The superuser becomes somebody else."""
    with tempfile.TemporaryDirectory() as name:  # `tmp_path` is closed to others
        folder = Path(name)
        LexicalIndex.build(folder / "lexical", CORPUS)
        for path in [folder, folder / "lexical", *(folder / "lexical").iterdir()]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        command = [sys.executable, "-c", READ, str(folder / "lexical")]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        for path in (folder, folder / "lexical"):
            path.chmod(0o755)

    assert found.stdout == "False [20, 30]\n"
