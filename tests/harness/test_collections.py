"""Public question sets: what is read from the three files, and what is said about mistakes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.harness.fixtures.collections import Collection, load_collection
from bot.harness.fixtures.leaving_out import load_left_out
from bot.harness.schema import Fixture
from embeddings.errors import InputError

Line = Mapping[str, Any]  # Any: JSON values

CORPUS = [
    {"_id": "cup", "title": "The cup", "text": "Ajax won the cup by two goals."},
    {"_id": "ice", "title": "", "text": "The har\u00adbour froze.\r\nBoats stayed in."},
    {"_id": 3, "title": "The gate", "text": "The gate was closed."},
]
QUERIES = [
    {"_id": "q1", "text": "Who won?", "answers": ["Ajax"], "answer_spans": [[0, 4]]},
    {"_id": "q2", "text": "What stayed in?", "answers": ["Boats"], "answer_spans": [[21, 26]]},
    {"_id": "q3", "text": "Who lost?", "answerable": False, "gold_doc": "cup"},
    {"_id": "q4", "text": "What was closed?"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tcup\t1\nq2\tice\t2\nq4\t3\t1\nq4\tice\t0\n"


def written(
    folder: Path,
    *,
    corpus: Sequence[Line | str] = CORPUS,
    queries: Sequence[Line | str] = QUERIES,
    qrels: str = QRELS,
) -> Path:
    for name, lines in {"corpus.jsonl": corpus, "queries.jsonl": queries}.items():
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        (folder / name).write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def complaint(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_collection(folder)
    return str(caught.value)


def by_id(collection: Collection) -> dict[str | None, Fixture]:
    return {fixture.id: fixture for fixture in collection.fixtures}


def test_a_collection_is_read_into_fixtures(tmp_path: Path) -> None:
    """Places are those of the stored text; what is not answerable is near what it was about."""
    found = load_collection(written(tmp_path))

    assert found.fixtures == (
        Fixture("Who won?", ("cup",), ("Ajax",), line=1, id="q1", spans=(("cup", 0, 4),)),
        Fixture(
            "What stayed in?", ("ice",), ("Boats",), line=2, id="q2", spans=(("ice", 19, 24),)
        ),
        Fixture("Who lost?", near=("cup",), line=3, id="q3"),
        Fixture("What was closed?", ("3",), line=4, id="q4"),
    )
    assert (found.documents, found.wordless, found.unplaced) == (3, 0, 0)
    assert found.digest == hashlib.sha256((tmp_path / "corpus.jsonl").read_bytes()).hexdigest()


def test_a_query_without_a_relevant_document_cannot_be_answered(tmp_path: Path) -> None:
    """A score of 0 or below says that a document does not answer."""
    found = load_collection(written(tmp_path, qrels="q1\tcup\t1\nq2\tice\t1\nq4\tcup\t-1\n"))

    assert [fixture.answerable for fixture in found.fixtures] == [True, True, False, False]


def test_a_query_of_another_split_is_not_asked(tmp_path: Path) -> None:
    """`qrels/test.tsv` judges some queries; that the others have no answer nobody said."""
    folder = written(tmp_path)
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").unlink()
    (folder / "qrels" / "test.tsv").write_text("q1\tcup\t1\nq2\tice\t0\n", encoding="utf-8")

    found = load_collection(written_queries(folder, [QUERIES[0], {"_id": "q2", "text": "Why?"}]))
    with_others = load_collection(
        written_queries(folder, [QUERIES[0], *QUERIES[2:], {"_id": "q2", "text": "Why?"}])
    )

    assert {name: one.answerable for name, one in by_id(found).items()} == {
        "q1": True,
        "q2": False,
    }
    assert list(by_id(with_others)) == ["q1", "q3", "q2"]


def test_a_query_that_nobody_judged_is_not_asked(tmp_path: Path) -> None:
    """Neither a judgement nor its own word says that it has no answer; it is counted."""
    lost = {"_id": "q5", "text": "Who else?", "answers": ["Ajax"], "answerable": None}

    found = load_collection(written(tmp_path, queries=[*QUERIES, lost]))

    assert (list(by_id(found)), found.unjudged) == (["q1", "q2", "q3", "q4"], 1)


def written_queries(folder: Path, queries: Sequence[Line]) -> Path:
    text = "".join(json.dumps(query) + "\n" for query in queries)
    (folder / "queries.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_a_span_may_name_its_document(tmp_path: Path) -> None:
    """With several gold documents a span says in which of them it lies."""
    query = {"_id": "q", "text": "What?", "answer_spans": [["cup", 5, 8], ["ice", 21, 26]]}

    found = load_collection(
        written(tmp_path, queries=[query], qrels="q\tcup\t1\nq\tice\t1\n")
    ).fixtures[0]

    assert found.spans == (("cup", 5, 8), ("ice", 19, 24))
    assert found.words == ()


def test_a_span_in_one_of_several_documents_has_to_say_in_which(tmp_path: Path) -> None:
    """`gold_doc` says it for all of them; the first that is judged is not taken for granted."""
    query = {"_id": "q", "text": "What?", "answer_spans": [[0, 3]]}
    folder = written(tmp_path, queries=[query], qrels="q\tcup\t1\nq\tice\t1\n")

    assert "line 1: has a span in no document ([0, 3]): write [start, end]" in complaint(folder)
    found = load_collection(written_queries(folder, [{**query, "gold_doc": "ice"}]))
    assert found.fixtures[0].spans == (("ice", 0, 3),)


def test_an_answer_that_cannot_be_placed_is_known_by_its_words(tmp_path: Path) -> None:
    """A place that cuts a flag in two is dropped and counted."""
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    text = f"On\u00adly {flag} won the cup."
    queries = [
        {
            "_id": "q1",
            "text": "Who?",
            "answers": [text[3:9], text[0:5]],
            "answer_spans": [[3, 9], [0, 5]],
        },
        {"_id": "q2", "text": "Which?", "answer_spans": [[10, 17]]},
    ]

    found = load_collection(
        written(
            tmp_path,
            corpus=[{"_id": "cup", "text": text}],
            queries=queries,
            qrels="q1\tcup\t1\nq2\tcup\t1\n",
        )
    )

    first, second = found.fixtures
    assert found.unplaced == 2
    assert (first.spans, first.words[-1]) == ((("cup", 0, 4),), "Only")
    assert (second.spans, second.words) == ((), ("won",))


def test_articles_left_out_answer_nothing(tmp_path: Path) -> None:
    """Their questions are near them; an id that the corpus does not have is told."""
    ids = tmp_path / "left-out.txt"
    ids.write_text("ice\n", encoding="utf-8")

    found = load_collection(written(tmp_path), left_out=load_left_out(ids))

    assert found.left_out == {"ice"}
    assert by_id(found)["q2"] == Fixture("What stayed in?", near=("ice",), line=2, id="q2")
    ids.write_text("ice\nsnow\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"left-out.txt, line 2: there is no article 'snow'"):
        load_collection(tmp_path, left_out=load_left_out(ids))


def test_a_document_without_words_is_counted_and_kept_in_the_judgements(tmp_path: Path) -> None:
    """Public sets have headlines without a text; nothing of them can be quoted."""
    corpus = [*CORPUS, {"_id": "empty", "title": "Only a headline", "text": ""}]

    found = load_collection(written(tmp_path, corpus=corpus, qrels=QRELS + "q4\tempty\t1\n"))

    assert (found.documents, found.wordless) == (4, 1)
    assert by_id(found)["q4"].articles == ("3", "empty")


@pytest.mark.parametrize(
    ("corpus", "line", "what"),
    [
        (["{"], 1, "is no JSON ("),
        (["[1]"], 1, "is no JSON object: write one object a line"),
        ([{"text": "Ajax won."}], 1, "has no '_id': give every document one"),
        ([{"_id": "", "text": "Ajax won."}], 1, "has no '_id' that is a text or a whole number"),
        ([{"_id": True, "text": "Ajax won."}], 1, "has no '_id' that is a text"),
        ([{"_id": "a"}], 1, 'has no "text": give every document one'),
        ([CORPUS[0], CORPUS[0]], 2, "has the '_id' of line 1 ('cup'): give each its own"),
        ([{"_id": "a", "text": "Ajax \ud800 won."}], 1, "holds half a character (U+D800) at 5"),
        (["", {"_id": "a", "text": "Won.", "url": "ajax"}], 2, "has a url that is no web address"),
    ],
)
def test_what_is_wrong_with_the_corpus_is_told_with_its_line(
    tmp_path: Path, corpus: Sequence[Line | str], line: int, what: str
) -> None:
    """Blank lines count as lines."""
    folder = written(tmp_path, corpus=corpus)

    found = complaint(folder)

    assert f"{folder / 'corpus.jsonl'}, line {line}: {what}" in found


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ({"text": "Who?"}, "has no '_id': give every query one"),
        ({"_id": "q1", "text": " "}, 'has no "text": write the question there'),
        ({"_id": "q1", "text": "Who \ud800?"}, "has a question that holds half a character"),
        ({"_id": "q1", "text": "Who?", "answers": ["\ud800"]}, "has an answer that holds half"),
        ({"_id": "q1", "text": "Who?", "answerable": "no"}, "neither true nor false"),
        ({"_id": "q1", "text": "Who?", "answerable": False}, "yet 'cup' is judged to answer it"),
        ({"_id": "q9", "text": "Who?", "answerable": True}, "no document is judged to answer it"),
        (
            {"_id": "q9", "text": "Who?", "answerable": False, "answers": ["I"]},
            "cannot be answered, yet it has answers",
        ),
        ({"_id": "q1", "text": "Who?", "answers": "Ajax"}, "'answers' that are no list of texts"),
        ({"_id": "q1", "text": "Who?", "answers": [""]}, "has an answer that is empty"),
        ({"_id": "q1", "text": "Who?", "answer_spans": 4}, "'answer_spans' that are no list"),
        ({"_id": "q1", "text": "Who?", "answer_spans": [[4]]}, "has a span that is none ([4])"),
        ({"_id": "q1", "text": "Who?", "answer_spans": [[4, 4]]}, "has a span that is none"),
        ({"_id": "q1", "text": "Who?", "answer_spans": [[True, 4]]}, "has a span that is none"),
        (
            {"_id": "q1", "text": "Who?", "answer_spans": [[0, 99]]},
            "has the span [0, 99] in 'cup', whose text has 30 characters: mend the span",
        ),
        (
            {"_id": "q1", "text": "Who?", "answer_spans": [[4, 5]]},
            "has the span [4, 5] in 'cup', where there is only space",
        ),
        (
            {"_id": "q1", "text": "Who?", "answers": ["Ajax"], "answer_spans": [[5, 8]]},
            "where 'won' stands, none of its answers: count in characters",
        ),
        (
            {"_id": "q1", "text": "Who?", "answer_spans": [["ice", 0, 3]]},
            "has a span in 'ice', which is not judged to answer it",
        ),
        (
            {"_id": "q1", "text": "Who?", "gold_doc": "snow"},
            "names 'snow', which corpus.jsonl does not have: take it out",
        ),
    ],
)
def test_what_is_wrong_with_a_query_is_told_with_its_line(
    tmp_path: Path, query: Line, what: str
) -> None:
    """The message says what to mend."""
    folder = written(tmp_path, queries=["", query], qrels="q1\tcup\t1\n")

    found = complaint(folder).splitlines()[0]

    assert found.startswith(f"{folder / 'queries.jsonl'}, line 2: ")
    assert what in found


@pytest.mark.parametrize(
    ("qrels", "line", "what"),
    [
        ("q1 cup 1\n", 1, "has no three columns: write the query's id"),
        ("q1\tcup\n", 1, "has no three columns"),
        ("q1\tcup\t1\nq2\tice\tyes\n", 2, "has a score that is no number (yes)"),
        ("q1\tcup\t1\nq2\tice\tnan\n", 2, "has a score that is no number (nan)"),
        ("q1\tcup\t1\nq1\tcup\t0\n", 2, "judges 'cup' for 'q1' again, and otherwise"),
        ("q1\tcup\t1\nq2\tice\t1\nq9\tice\t1\n", 3, "judges the query 'q9', which queries.jsonl"),
        ("q1\tcup\t1\nq2\tice\t1\nq4\tsnow\t0\n", 3, "judges the document 'snow', which corpus"),
    ],
)
def test_what_is_wrong_with_the_judgements_is_told_with_its_line(
    tmp_path: Path, qrels: str, line: int, what: str
) -> None:
    """The head of the table is no mistake, whatever it says; a word further down is."""
    queries = [QUERIES[0], QUERIES[1], {"_id": "q4", "text": "What?"}]
    folder = written(tmp_path, queries=queries, qrels=qrels)

    assert f"{folder / 'qrels.tsv'}, line {line}: {what}" in complaint(folder)


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Nobody has to run a set of thousands of lines once for each of them."""
    folder = written(tmp_path, corpus=[*CORPUS, "{"], queries=[*QUERIES, "{"], qrels=QRELS + "q\n")

    files = [line.partition(", line ")[0] for line in complaint(folder).splitlines()]

    assert [Path(file).name for file in files] == ["qrels.tsv", "queries.jsonl", "corpus.jsonl"]


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    """A folder of something else is not taken for an empty set."""
    folder = written(tmp_path)
    (folder / missing).unlink()

    assert complaint(folder).startswith(f"There is no {folder / missing}")


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    """What cannot be read is not guessed."""
    folder = written(tmp_path)
    (folder / "corpus.jsonl").write_bytes(b'\n{"_id": "a", "text": "Caf\xe9 by the harbour."}\n')

    assert "corpus.jsonl, line 2: is not UTF-8: save the file as UTF-8" in complaint(folder)
