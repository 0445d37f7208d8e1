"""A report as JUnit XML."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from reports_made import HATCH, one_of_each, outcome, report

from bot.harness.reports.junit import write_junit
from bot.harness.schema import Failure, Report
from embeddings.errors import InputError

# What Jenkins' junit-plugin, GitLab and GitHub's readers know of each element, and its children.
ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        {"properties", "testcase"},
    ),
    "properties": (set[str](), {"property"}),
    "property": ({"name", "value"}, set[str]()),
    "testcase": ({"classname", "name", "time"}, {"failure"}),
    "failure": ({"type", "message"}, set[str]()),
}


def _written(made: Report, folder: Path) -> ET.Element:
    write_junit(made, folder / "junit.xml")
    return ET.parse(folder / "junit.xml").getroot()  # noqa: S314 - our own file


def test_every_question_is_a_test_case(tmp_path: Path) -> None:
    """The suite counts its cases; a failure has its kind as type, and says why."""
    root = _written(report(one_of_each()), tmp_path)
    suite = root[0]
    assert root.attrib == {
        "name": "pullquote",
        "tests": "11",
        "failures": "10",
        "errors": "0",
        "time": "1.155",
    }
    assert suite.attrib == root.attrib | {"name": "questions.yaml", "skipped": "0"}
    cases = suite.findall("testcase")
    assert cases[0].attrib == {
        "classname": "questions.answerable",
        "name": "What colour was the hatch painted?",
        "time": "0.105",
    }
    assert len(cases[0]) == 0
    failures = [failure for case in cases for failure in case]
    assert [failure.get("type") for failure in failures] == [kind.value for kind in Failure]
    assert failures[6].get("message") == (
        "refused: Refused with a score of 0.21: nothing relevant. The expected article stands at "
        "place 1 of 2."
    )


def test_a_failure_tells_what_was_asked_expected_and_shown(tmp_path: Path) -> None:
    """Whoever reads only the list of tests can look the question up."""
    wrong = outcome("Who?", failure=Failure.WRONG_ARTICLE, note="Easy to mistake", line=7)
    failure = _written(report([wrong]), tmp_path).find("*/testcase/failure")
    assert failure is not None
    assert (failure.text or "").splitlines() == [
        "Question (line 7): Who?",
        "Expected: hatch",
        "Expected words: green",
        f"Shown 1: {HATCH.title}, Coast Desk, 15 March 2022, {HATCH.url} (hatch, 100 to 177)",
        "Note: Easy to mistake",
    ]


def test_the_figures_are_the_suites_properties(tmp_path: Path) -> None:
    """Each figure stands under its name, with its interval and cases; what is unknown is not."""
    root = _written(report([]), tmp_path)
    values = {one.get("name"): one.get("value") for one in root.iter("property")}
    assert values["model"] == "all-MiniLM-L6-v2"
    assert values["hit@1"] == "0.75"
    assert (values["hit@1.low"], values["hit@1.high"], values["hit@1.n"]) == ("0.5", "0.9", "4")
    assert "slices.low" not in values


def test_only_what_every_reader_knows_is_written(tmp_path: Path) -> None:
    """Elements and attributes are of the dialect that Jenkins, GitLab and GitHub share."""
    for element in _written(report(one_of_each()), tmp_path).iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children


def test_what_xml_forbids_is_left_out(tmp_path: Path) -> None:
    """Control characters and half surrogates are dropped; markup stays text."""
    hostile = 'a\x00b\x1bc\ud800d\ufffee <failure type="x">&amp; "f"\ng'
    failed = outcome(hostile, failure=Failure.NOT_AS_SENT, unproven="\x08]]>")
    case = _written(report([failed]), tmp_path).find("*/testcase")
    assert case is not None
    assert case.get("name") == 'abcde <failure type="x">&amp; "f" g'
    [failure] = case
    assert failure.get("message", "").endswith("holds: ]]>")
    assert 'abcde <failure type="x">&amp; "f"\ng' in (failure.text or "")


def test_no_two_cases_share_a_name(tmp_path: Path) -> None:
    """A reader that compares runs by name would take one question for the other."""
    twice = [outcome("Who?", line=1), outcome("Who?", line=5)]
    cases = _written(report(twice), tmp_path).iter("testcase")
    assert [case.get("name") for case in cases] == ["Who?", "Who? (line 5)"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The message says which file, and what to do."""
    missing = tmp_path / "nowhere" / "junit.xml"
    with pytest.raises(InputError, match=r"nowhere/junit\.xml cannot be written .*folder that"):
        write_junit(report([]), missing)
