"""A report written and read again: the same to the last digit, and no part of one passes."""

import io
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports_at_hand import SHOWN, asked, report, unanswerable

from bot.harness.reports.json_file import (
    outcome_as_json,
    outcome_from_json,
    read_report,
    write_report,
)
from bot.harness.schema import (
    Failure,
    Figure,
    FigureName,
    Fixture,
    Found,
    Outcome,
    Report,
    Shown,
)
from embeddings.errors import InputError

TEXT = st.text(max_size=20)
MAYBE_TEXT = st.none() | TEXT
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
COUNT = st.integers(0, 10_000)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
FACT = st.none() | st.booleans()
FIXTURES = st.builds(
    Fixture,
    question=TEXT,
    articles=TEXTS,
    words=TEXTS,
    tags=TEXTS,
    note=MAYBE_TEXT,
    line=COUNT,
    id=MAYBE_TEXT,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    spans=st.lists(st.tuples(TEXT, COUNT, COUNT), max_size=2).map(tuple),
    near=TEXTS,
)
SHOWN_ONES = st.builds(
    Shown,
    article_id=TEXT,
    version=TEXT,
    title=TEXT,
    outlet=MAYBE_TEXT,
    published=MAYBE_TEXT,
    url=MAYBE_TEXT,
    start=COUNT,
    end=COUNT,
    text=MAYBE_TEXT,
    score=NUMBER,
    marked=st.none() | st.tuples(COUNT, COUNT),
    also_carried_by=TEXTS,
    is_slice=st.booleans(),
    is_attributed=st.booleans(),
)
OUTCOMES = st.builds(
    Outcome,
    fixture=FIXTURES,
    ranked=st.lists(TEXTS, max_size=3).map(tuple),
    passages=st.lists(st.builds(Found, TEXT, COUNT, COUNT, st.booleans()), max_size=3).map(tuple),
    right_passages=st.none() | COUNT,
    answered=st.booleans(),
    reason=MAYBE_TEXT,
    score=st.none() | NUMBER,
    shown=st.lists(SHOWN_ONES, max_size=2).map(tuple),
    words_shown=COUNT,
    words_in_first=FACT,
    words_in_any=FACT,
    words_in_marked=FACT,
    unproven=MAYBE_TEXT,
    within_limits=st.booleans(),
    seconds=NUMBER,
    failure=st.none() | st.sampled_from(Failure),
)
THREE = (
    asked("Who cut the ribbon?", words="first"),
    replace(asked('"Ends"\u2028]}\n],', 3), shown=(replace(SHOWN, text='"outcomes": ['),)),
    replace(unanswerable("Why?"), fixture=Fixture("Why?", tags=("names", "Ünïcode"))),
)


def written(found: Report) -> str:
    file = io.StringIO()
    write_report(found, file)
    return file.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a report of three questions."""
    file = tmp_path / "report.json"
    file.write_text(written(report(*THREE)), encoding="utf-8")
    return file


@given(OUTCOMES)
def test_an_outcome_is_made_again_as_it_was(outcome: Outcome) -> None:
    """Through JSON's text and back: every field, every digit, every type."""
    text = json.dumps(outcome_as_json(outcome), allow_nan=False)

    made = outcome_from_json(json.loads(text))

    assert made == outcome
    assert repr(made) == repr(outcome)


def test_a_question_that_no_encoding_takes_is_made_again_too() -> None:
    """Half of a pair of surrogates can stand in a file of questions, by its escape."""
    outcome = replace(asked("?"), fixture=Fixture("\ud800"))

    assert outcome_from_json(json.loads(json.dumps(outcome_as_json(outcome)))) == outcome


def test_what_is_no_outcome_is_refused_with_the_first_mistake() -> None:
    """The message names the field."""
    values = outcome_as_json(THREE[0])

    with pytest.raises(InputError, match=r"no outcome: fixture\.question: Input should be"):
        outcome_from_json(values | {"fixture": {"question": 7}})
    del values["seconds"]
    with pytest.raises(InputError, match=r"no outcome: seconds: Field required\."):
        outcome_from_json(values)


def test_a_report_is_read_as_it_was_written(path: Path) -> None:
    """Figures with their intervals, tags, curves and every outcome in its order."""
    found, expected = read_report(path), report(*THREE)

    assert replace(found, outcomes=()) == replace(expected, outcomes=())
    assert tuple(found.outcomes) == THREE
    assert len(found.outcomes) == 3


def test_outcomes_are_read_anew_each_time(path: Path) -> None:
    """Nothing is used up, and two who read at once do not disturb each other."""
    outcomes = read_report(path).outcomes

    assert list(zip(outcomes, outcomes, strict=True)) == list(zip(THREE, THREE, strict=True))
    assert THREE[2] in outcomes
    assert asked("another") not in outcomes


def test_a_report_without_outcomes_is_one(tmp_path: Path) -> None:
    """Nothing was asked, and the file says so."""
    file = tmp_path / "empty.json"
    file.write_text(written(report()), encoding="utf-8")

    found = read_report(file)

    assert (found.figures.questions, len(found.outcomes), tuple(found.outcomes)) == (0, 0, ())


def test_a_report_is_one_json_object_in_ascii() -> None:
    """Its sections are there for every reader of JSON, whatever encoding a terminal has."""
    text = written(report(*THREE))

    found = json.loads(text)
    assert text.isascii()
    assert list(found) == ["format", "about", "figures", "by_tag", "curves", "outcomes"]
    assert found["format"] == 2
    assert (found["figures"]["questions"], found["figures"]["unanswerable"]) == (3, 1)
    assert found["figures"]["hit@1"].keys() == {"value", "n", "low", "high"}
    assert (found["figures"]["hit@1"]["value"], found["figures"]["hit@1"]["n"]) == (0.5, 2)
    assert found["figures"]["passage_mrr"]["value"] is None
    assert list(found["by_tag"]) == ["names", "Ünïcode"]
    assert found["outcomes"][0] == outcome_as_json(THREE[0])
    assert {name.value for name in FigureName} < found["figures"].keys()


class Watched(Collection[Outcome]):
    """Outcomes that look, before each one, at what was written of those before it."""

    def __init__(self, file: io.StringIO) -> None:
        self.file = file

    def __len__(self) -> int:
        return 100

    def __contains__(self, item: object) -> bool:
        return False

    def __iter__(self) -> Iterator[Outcome]:
        for number in range(100):
            assert number == 0 or f"number {number - 1}!" in self.file.getvalue()
            yield asked(f"number {number}!")


def test_each_outcome_is_written_before_the_next_is_made() -> None:
    """None waits in memory for the others."""
    file = io.StringIO()

    write_report(replace(report(), outcomes=Watched(file)), file)

    assert len(json.loads(file.getvalue())["outcomes"]) == 100


@pytest.mark.parametrize("indent", [None, 2])
def test_a_report_in_another_layout_is_read_too(path: Path, indent: int | None) -> None:
    """`jq .` breaks lines elsewhere; what it says is the same."""
    path.write_text(json.dumps(json.loads(path.read_text()), indent=indent), encoding="utf-8")

    found = read_report(path)

    assert tuple(found.outcomes) == THREE
    assert found.figures == report(*THREE).figures


def test_a_report_with_the_line_ends_and_the_mark_of_windows_is_read(path: Path) -> None:
    """A shell there may put both into what it redirects."""
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert tuple(read_report(path).outcomes) == THREE


def test_no_part_of_a_report_passes_for_one(path: Path) -> None:
    """Wherever a full disk or a lost connection cut it off."""
    whole = path.read_bytes().rstrip()
    for end in [*range(0, len(whole), 97), *range(len(whole) - 40, len(whole))]:
        path.write_bytes(whole[:end])
        with pytest.raises(InputError, match=r"report\.json is (no whole report|damaged)"):
            read_report(path)


def edited(path: Path, edit: Callable[[dict[str, Any]], object], *, indent: int | None) -> None:
    """Change a report's file, in its own layout without `indent`."""
    values = json.loads(path.read_text(encoding="utf-8"))
    edit(values)
    if indent is None:
        *head, (_, outcomes) = values.items()
        lines = [f'"{name}": {json.dumps(section)},' for name, section in head]
        listed = ",\n".join(map(json.dumps, outcomes))
        path.write_text("\n".join(["{", *lines, '"outcomes": [', listed, "]}"]))
    else:
        path.write_text(json.dumps(values, indent=indent), encoding="utf-8")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda values: values.update(format=1), "is a report of format 1, and this is read in"),
        (lambda values: values.update(format="3"), "is a report of format '3', and"),
        (lambda values: values.pop("about"), r"is damaged \(a section is missing.*'about'"),
        (lambda values: values.pop("figures"), "is no whole report: give a file that pullquote"),
        (lambda values: values.update(by_tag=[]), r"is damaged \(a section is missing or is none"),
        (lambda values: values["about"].pop("model"), r"is damaged \(model: Field required\)"),
        (lambda values: values["figures"].pop("questions"), r"is damaged \(.*'questions'"),
        (lambda values: values["figures"].update(mrr=0.5), r"is damaged \(mrr: "),
        (lambda values: values["figures"].update(hits={}), r"is damaged \(hits"),
        (lambda values: values["curves"].update(latency=3), r"is damaged \(latency: "),
        (lambda values: values["outcomes"][1].pop("seconds"), r"\(outcome 2, seconds: Field"),
        (
            lambda values: values["outcomes"].pop(),
            r"is damaged \(it holds 2 outcomes of 3 questions",
        ),
        (lambda values: values["outcomes"].append(None), r"is damaged \(outcome 4, "),
    ],
)
def test_what_is_wrong_in_a_report_is_named(
    path: Path, indent: int | None, edit: Callable[[dict[str, Any]], object], told: str
) -> None:
    """In either layout, with the file and what to do."""
    edited(path, edit, indent=indent)

    with pytest.raises(InputError, match=told) as caught:
        read_report(path)

    assert "report.json" in str(caught.value)
    assert "pullquote evaluate --json" in str(caught.value)


@pytest.mark.parametrize(
    "content", ["", "[]", "7", "questions:\n- question: Who?\n", '{"outcomes": []}', "[" * 100_000]
)
def test_what_is_no_report_is_refused(path: Path, content: str) -> None:
    """Somebody gave the questions, or what another command printed."""
    path.write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=r"report\.json is no whole report: give a file"):
        read_report(path)


def test_a_file_that_cannot_be_read_is_named(path: Path) -> None:
    """It is not there, a folder, or what an old shell of Windows writes."""
    with pytest.raises(InputError, match=r"none\.json cannot be read \(No such file"):
        read_report(path.with_name("none.json"))
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory"):
        read_report(path.parent)
    path.write_text(path.read_text(), encoding="utf-16")
    with pytest.raises(InputError, match=r"report\.json is not UTF-8: save it as UTF-8"):
        read_report(path)


def test_a_figure_that_an_older_version_did_not_know_was_not_measured(path: Path) -> None:
    """A baseline of last year stays one."""
    edited(path, lambda values: values["figures"].pop("risk"), indent=None)

    figures = read_report(path).figures

    assert figures.measured[FigureName.RISK] == Figure(None, 0)
    assert figures.value(FigureName.HIT_AT_1) == 0.5


@pytest.mark.parametrize("rest", ["]}", "{", "null\n"])
def test_nothing_but_blanks_follows_a_report(path: Path, rest: str) -> None:
    """Two reports in one file, or half of another, are no report."""
    whole = path.read_text(encoding="utf-8")
    path.write_text(f"{whole} \n\n", encoding="utf-8")
    assert tuple(read_report(path).outcomes) == THREE

    path.write_text(f"{whole}\n{rest}", encoding="utf-8")
    with pytest.raises(InputError, match=r"is damaged \(something stands after its end\)"):
        read_report(path)


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("indent", [None, 2])
def test_what_is_no_number_of_json_is_refused(path: Path, name: str, indent: int | None) -> None:
    """Python reads it all the same, and a figure of it compares with nothing."""
    edited(path, lambda values: values["outcomes"][0].update(seconds=float(name)), indent=indent)

    with pytest.raises(InputError, match=r"report\.json is (damaged|no whole report)"):
        read_report(path)
