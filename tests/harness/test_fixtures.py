"""Fixture files: what is read from them, and what is said about the mistakes in them."""

from datetime import date
from pathlib import Path

import pytest

from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.schema import Fixture
from embeddings.errors import InputError

OWN = Path(__file__).parents[1] / "fixtures" / "questions.yaml"


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def complaint(path: Path) -> str:
    """Return what is said about a file that cannot be used."""
    with pytest.raises(InputError) as caught:
        load_fixtures(path)
    return str(caught.value)


def test_every_key_of_a_question_is_kept(tmp_path: Path) -> None:
    """One value or a list of them become tuples; the line is that of the question."""
    path = written(
        tmp_path,
        """\
# a comment
questions:
  - question: Who won?
    article: cup-final
    words: Ajax
    tags: [names]
    note: the score is there too
  - tags: [dates, near-miss]
    question: When is the next one?
    unanswerable: true
  - question: Where was it?
    article: [cup-final, preview]
    words: ["in Rotterdam", "De Kuip"]
""",
    )

    assert load_fixtures(path) == [
        Fixture("Who won?", ("cup-final",), ("Ajax",), ("names",), "the score is there too", 3),
        Fixture("When is the next one?", (), (), ("dates", "near-miss"), None, 8),
        Fixture(
            "Where was it?", ("cup-final", "preview"), ("in Rotterdam", "De Kuip"), (), None, 11
        ),
    ]


def test_a_question_is_answerable_if_an_article_answers_it(tmp_path: Path) -> None:
    """`unanswerable: false` says no more than leaving it out."""
    path = written(
        tmp_path,
        "questions:\n"
        "  - {question: 'Who won?', article: cup-final, unanswerable: false}\n"
        "  - {question: 'Who lost?', unanswerable: yes}\n",
    )

    assert [fixture.answerable for fixture in load_fixtures(path)] == [True, False]


def test_words_are_kept_to_the_character(tmp_path: Path) -> None:
    """What an excerpt must hold is neither stripped nor turned into a number."""
    path = written(
        tmp_path, 'questions:\n  - {question: "How many? ", article: a, words: " 1,500 "}\n'
    )

    found = load_fixtures(path)

    assert (found[0].question, found[0].words) == ("How many?", (" 1,500 ",))


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    """Some editors put one before the first character."""
    content = "\ufeffquestions:\n  - {question: 'Who?', unanswerable: true}\n"

    assert load_fixtures(written(tmp_path, content))[0].question == "Who?"


def test_this_projects_own_questions_can_be_read() -> None:
    """The file that the project is measured with has both kinds of questions."""
    found = load_fixtures(OWN)

    assert {fixture.answerable for fixture in found} == {True, False}
    assert all(fixture.words for fixture in found if fixture.answerable)


@pytest.mark.parametrize(
    ("body", "line", "what"),
    [
        ("  - article: a\n", 3, "has no question: add 'question: ...'"),
        ("  - {question: 'A?', articel: a}\n", 3, "unknown key 'articel': use question, article,"),
        ("  - question: A?\n    tags: [x]\n", 3, "has no article: add 'article: ID'"),
        ("  - question: A?\n    unanswerable: false\n", 3, "or 'unanswerable: true'"),
        (
            "  - question: A?\n    unanswerable: true\n    article: a\n",
            5,
            "is unanswerable, yet it has 'article': take one of the two out",
        ),
        (
            "  - question: A?\n    unanswerable: true\n    words: a\n",
            5,
            "is unanswerable, yet it has 'words'",
        ),
        (
            "  - question: A?\n    article: a\n    words: 1500\n",
            5,
            "'words' is no text but reads as int (1500): put it in quotation marks",
        ),
        (
            "  - question: A?\n    article:\n      - a\n      - 2022-03-01\n",
            6,
            "'article' is no text but reads as timestamp (2022-03-01)",
        ),
        ("  - question: A?\n    article: {id: a}\n", 4, "'article' is no text where it should be"),
        ("  - question: A?\n    article:\n", 4, "'article' is empty: fill it, or take it out"),
        ("  - question: A?\n    article: []\n", 4, "'article' is an empty list"),
        ("  - question: A?\n    article: a\n    words: ['']\n", 5, "'words' is empty"),
        ("  - question: A?\n    article: a\n    tags: names\n", 5, "write it like [names, dates]"),
        ("  - question: A?\n    article: a\n    tags: [2]\n", 5, "'tags' is no text but reads as"),
        ("  - question: A?\n    unanswerable: maybe\n", 4, "neither true nor false: write 'true'"),
        ("  - question: '  '\n    article: a\n", 3, "'question' is empty"),
        ("  - question: A?\n    article: a\n    article: b\n", 5, "'article' stands there twice"),
        ("  - A?\n", 3, "is no question: write '- question: ...'"),
        ("  - question: A?\n    article: a\n    [x]: b\n", 5, "unknown key '(not a name)'"),
        (
            "  - question: A?\n    article: a\n    id: 7\n",
            5,
            "'id' is no text but reads as int (7)",
        ),
        (
            "  - question: A?\n    article: a\n    since: March\n",
            5,
            "'since' is no date (March): write it like 2022-03-01, 2022-03 or 2022",
        ),
        ("  - question: A?\n    article: a\n    until: 2022-00\n", 5, "'until' is no date"),
        ("  - question: A?\n    article: a\n    until: 2022-02-30\n", 5, "'until' is no date"),
        (
            "  - question: A?\n    article: a\n    since: [2022]\n",
            5,
            "'since' is no text where it should be",
        ),
        (
            "  - question: A?\n    article: a\n    since: 1066\n",
            5,
            "'since' is out of reach (1066): use years from 1800 to 2099",
        ),
        (
            "  - question: A?\n    article: a\n    until: 2021\n    since: 2022-01-01\n",
            5,
            "'until' lies before 'since' (2022-01-01): exchange them",
        ),
        (
            "  - {question: 'Won?', article: a, id: x}\n  - {question: B, article: b, id: x}\n",
            4,
            "has the id of line 3 ('x'): give each its own",
        ),
        (
            "  - {question: A, article: a, since: 2021}\n  - {question: A, article: b}\n",
            4,
            "asks what line 3 asks, of another time ('A'): give each an 'id' of its own",
        ),
        (
            "  - {question: 'Who won?', article: a}\n\n  - {question: 'who  WON?', article: b}\n",
            5,
            "asks what line 3 asks ('who  WON?'): take one out",
        ),
    ],
)
def test_a_mistake_is_told_with_its_file_line_and_remedy(
    tmp_path: Path, body: str, line: int, what: str
) -> None:
    """The message leads to the place and says what to write there."""
    path = written(tmp_path, "# mistaken\nquestions:\n" + body)

    found = complaint(path)

    assert found.startswith(f"{path}, line {line}: ")
    assert what in found


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    """Two in one question do not hide each other, nor what is wrong with the next."""
    path = written(
        tmp_path,
        """\
questions:
  - question: Who won?
    article: cup-final
    words: 1500
    tag: [names]
  - Who lost?
  - question: Who watched?
    article: cup-final
  - question: who watched?
    article: preview
""",
    )

    lines = complaint(path).splitlines()

    assert [line.removeprefix(f"{path}, ").partition(":")[0] for line in lines] == [
        "line 4",
        "line 5",
        "line 6",
        "line 9",
    ]
    assert "asks what line 7 asks" in lines[3]


def test_of_many_mistakes_ten_are_told_and_the_others_counted(tmp_path: Path) -> None:
    """A file of another form does not fill the screen."""
    path = written(tmp_path, "questions:\n" + "  - A?\n" * 12)

    lines = complaint(path).splitlines()

    assert len(lines) == 11
    assert lines[9].startswith(f"{path}, line 11: ")
    assert lines[10] == "And 2 more mistakes."


@pytest.mark.parametrize(
    ("since", "until", "window"),
    [
        ("2022-03-01", "2022-03-01", (date(2022, 3, 1), date(2022, 3, 1))),
        ("2022-02", "'2024-02'", (date(2022, 2, 1), date(2024, 2, 29))),
        ("2021", "'2022'", (date(2021, 1, 1), date(2022, 12, 31))),
    ],
)
def test_a_month_or_a_year_stands_for_all_its_days(
    tmp_path: Path, since: str, until: str, window: tuple[date, date]
) -> None:
    """As with `--since` and `--until`; quotation marks make no difference."""
    body = f"  - {{question: 'Who?', article: a, since: {since}, until: {until}}}\n"

    found = load_fixtures(written(tmp_path, "questions:\n" + body))[0]

    assert (found.since, found.until) == window


def test_one_question_may_be_asked_of_several_times(tmp_path: Path) -> None:
    """Their ids tell them apart, in this run and in another."""
    path = written(
        tmp_path,
        "questions:\n"
        "  - {question: 'Who won?', article: a, since: 2021, until: 2021, id: cup-2021}\n"
        "  - {question: 'Who won?', article: b, since: 2022, until: 2022, id: cup-2022}\n",
    )

    assert [fixture.key for fixture in load_fixtures(path)] == ["cup-2021", "cup-2022"]


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("", 1, "the file is empty"),
        ("# nothing yet\n", 1, "the file is empty"),
        ("- question: A?\n", 1, "there is no 'questions:' at the top"),
        ("\nquestion: A?\n", 2, "unknown key 'question': use questions"),
        ("\nquestions: []\n", 2, "there are no questions: list at least one"),
        ("\n\nquestions:\n", 3, "there are no questions"),
        ("{}\n", 1, "there are no questions"),
        ("questions:\n  - question: A?\n   article: a\n", 3, "is not YAML"),
        ("questions:\n  - question: What: why?\n", 2, "a colon or a # in quotation marks"),
        ("questions:\n  - question: 'A?\n", 3, "is not YAML"),
        ("questions:\n---\nquestions:\n", 2, "is not YAML"),
        ("questions:\n  - question: \x07\n", 2, "holds a control character: take it out"),
        (b"questions:\n  - question: caf\xe9\n", 2, "is not UTF-8: save it as UTF-8"),
        ("[" * 5000, 1, "is nested too deeply"),
    ],
)
def test_a_file_that_lists_no_questions_is_refused_with_the_line(
    tmp_path: Path, content: str | bytes, line: int, what: str
) -> None:
    """Broken files are told apart, and none ends in a traceback."""
    path = written(tmp_path, content)

    found = complaint(path)

    assert found.startswith(f"{path}, line {line}: ")
    assert what in found


def test_a_list_that_holds_itself_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    """YAML's aliases can make a circle; nobody follows it."""
    path = written(tmp_path, "questions:\n  - question: A?\n    article: &a [*a]\n")

    assert "line 3: 'article' is no text where it should be" in complaint(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The message names the path that was given."""
    path = tmp_path / "nowhere.yaml"

    assert complaint(path) == (
        f"There is no file {path}: give the path of a YAML file of questions."
    )


def test_a_folder_is_no_file_of_questions(tmp_path: Path) -> None:
    """What cannot be read is named with the reason."""
    assert complaint(tmp_path) == (
        f"{tmp_path} cannot be read (Is a directory): give a YAML file that you may read."
    )


def test_every_mistake_at_the_top_is_told_and_hides_none_below(tmp_path: Path) -> None:
    """A key that nobody knows is one mistake, not the only one."""
    path = tmp_path / "questions.yaml"
    path.write_text("name: cup\nquestions:\n- article: a\nowner: me\n", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        load_fixtures(path)

    first, second, third = str(caught.value).splitlines()
    assert "line 1: unknown key 'name'" in first
    assert "line 3: has no question" in second
    assert "line 4: unknown key 'owner'" in third
