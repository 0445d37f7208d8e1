"""A Report as JUnit XML, as Jenkins, GitLab and GitHub read it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path, PurePath
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from bot.harness.reports.labels import FAILURES
from bot.harness.reports.reasons import why
from bot.harness.reports.swapping import swapped_in
from bot.harness.schema import Outcome, Report, Shown

MAX_NAME_CHARS = 300
"""A question's name in a list of tests; its whole words stand in the failure's body."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow, not even escaped (W3C Recommendation, section 2.2)."""


def write_junit(report: Report, path: Path) -> None:
    """Write a test case for each question, and the figures as the suite's properties.

    Raises:
        InputError: the file cannot be written; what stood there is untouched.
    """
    name, counts = report.about.fixtures, _counts(report)
    with swapped_in(path) as file:
        xml = _Xml(file, "utf-8", short_empty_elements=True)
        xml.startDocument()
        with (
            xml.element("testsuites", name="pullquote", **counts),
            xml.element("testsuite", name=name, skipped="0", **counts),
        ):
            _write_properties(xml, report)
            for title, outcome in _titled(report.outcomes):
                _write_case(xml, outcome, title, PurePath(name).stem)
        xml.endDocument()


class _Xml(XMLGenerator):
    """Writes elements, each on a line of its own, without what XML does not allow."""

    @contextmanager
    def element(self, name: str, /, **attributes: str) -> Iterator[None]:
        legal = {key: _legal(value) for key, value in attributes.items()}
        self.startElement(name, AttributesImpl(legal))
        yield
        self.endElement(name)
        self.ignorableWhitespace("\n")


def _counts(report: Report) -> dict[str, str]:
    asked, failed, seconds = 0, 0, 0.0
    for outcome in report.outcomes:
        asked += 1
        failed += outcome.failure is not None
        seconds += outcome.seconds
    counts = {"tests": str(asked), "failures": str(failed), "errors": "0"}
    return counts | {"time": f"{seconds:.3f}"}


def _titled(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, Outcome]]:
    """Yield each outcome with a name that no other has: those who compare runs go by it."""
    taken: set[str] = set()
    for outcome in outcomes:
        fixture = outcome.fixture
        title = _legal(fixture.key)[:MAX_NAME_CHARS]
        if title in taken:
            title = f"{title} (line {fixture.line})"
        taken.add(title)
        yield title, outcome


def _write_properties(xml: _Xml, report: Report) -> None:
    with xml.element("properties"):
        for name, value in asdict(report.about).items():
            _write_property(xml, name, value)
        for figure_name, figure in report.figures.measured.items():
            _write_property(xml, figure_name, figure.value)
            _write_property(xml, f"{figure_name}.low", figure.low)
            _write_property(xml, f"{figure_name}.high", figure.high)
            _write_property(xml, f"{figure_name}.n", figure.n)


def _write_property(xml: _Xml, name: str, value: str | float | None) -> None:
    if value is not None:
        with xml.element("property", name=name, value=str(value)):
            pass


def _write_case(xml: _Xml, outcome: Outcome, title: str, suite: str) -> None:
    kind = "answerable" if outcome.fixture.answerable else "unanswerable"
    case = {"classname": f"{suite}.{kind}", "name": title, "time": f"{outcome.seconds:.3f}"}
    with xml.element("testcase", **case):
        if outcome.failure is not None:
            message = f"{FAILURES[outcome.failure]}: {why(outcome)}"
            with xml.element("failure", type=outcome.failure.value, message=message):
                xml.characters(_legal("\n".join(_facts(outcome))))


def _facts(outcome: Outcome) -> Iterator[str]:
    fixture = outcome.fixture
    yield f"Question (line {fixture.line}): {fixture.question}"
    yield f"Expected: {', '.join(fixture.articles) or 'no answer'}"
    if fixture.words:
        yield f"Expected words: {' | '.join(fixture.words)}"
    for number, shown in enumerate(outcome.shown, start=1):
        yield f"Shown {number}: {_source(shown)}"
    if outcome.refused:
        yield "Shown: nothing"
    if fixture.note:
        yield f"Note: {fixture.note}"


def _source(shown: Shown) -> str:
    known = (shown.title, shown.outlet, shown.published, shown.url)
    source = ", ".join(part for part in known if part)
    return f"{source} ({shown.article_id}, {shown.start} to {shown.end})"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)
