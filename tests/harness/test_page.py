"""The report's page as it is written; what a browser makes of it is tested in Chromium."""

import json
import re
import tracemalloc
from collections.abc import Collection, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from reports_made import ABOUT, FIGURES, HATCH, one_of_each, outcome, report

from bot.harness.reports.page.html_file import write_page
from bot.harness.schema import (
    Curves,
    Failure,
    Figure,
    FigureName,
    LatencyBin,
    Outcome,
    Report,
    RiskPoint,
)
from embeddings.errors import InputError

SCRIPT_END = "</script><script>alert(1)</script><!--<script>"


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of its cells."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data

    def named(self, tag: str, kind: str | None = None) -> list[dict[str, str | None]]:
        """Return the attributes of these elements, of one class if it is given."""
        named = [attributes for name, attributes in self.found if name == tag]
        return [one for one in named if kind is None or one.get("class") == kind]


class OneAtATime(Collection[Outcome]):
    """Outcomes that are made when they are asked for, each with a long excerpt."""

    def __init__(self, count: int, chars: int) -> None:
        self._count, self._chars = count, chars

    def __len__(self) -> int:
        return self._count

    def __contains__(self, item: object) -> bool:
        return any(item == one for one in self)

    def __iter__(self) -> Iterator[Outcome]:
        for number in range(self._count):
            text = f"{number} " + "x" * self._chars
            yield outcome(f"Question {number}?", shown=(replace(HATCH, text=text, marked=None),))


class BreaksOff(OneAtATime):
    """Outcomes whose file turns out to be damaged on the second reading."""

    readings = 0

    def __iter__(self) -> Iterator[Outcome]:
        self.readings += 1
        yield from super().__iter__()
        if self.readings > 1:
            raise InputError("The outcomes end too early: evaluate again.")


def _page(folder: Path, made: Report, **options: Any) -> str:
    write_page(made, folder / "page.html", **options)
    return (folder / "page.html").read_text(encoding="utf-8")


def _records(page: str) -> list[dict[str, Any]]:
    batches = re.findall(r'<script type="application/json" class="outcomes">(.*)</script>', page)
    return [record for batch in batches for record in json.loads(batch)]


def test_every_figure_stands_there_with_its_interval(tmp_path: Path) -> None:
    """The table names each figure as `--min` does, its value, its interval and its cases."""
    measured = dict(FIGURES.measured) | {
        name: Figure(0.1 + number / 100, 50 + number, 0.05, 0.6)
        for number, name in enumerate(FigureName)
    }
    cells = Elements(
        _page(tmp_path, report([], figures=replace(FIGURES, measured=measured)))
    ).cells
    for number, name in enumerate(FigureName):
        at = next(at for at, cell in enumerate(cells) if cell.endswith(f" {name.value}"))
        assert cells[at + 2 : at + 4] == [f"{0.1 + number / 100:.3f}", "0.050 to 0.600"]
        assert cells[at + 4].split()[0] == f"{50 + number}"


def test_a_bar_and_its_whiskers_end_where_the_figures_say(tmp_path: Path) -> None:
    """0.75 between 0.5 and 0.9 is three quarters wide, with whiskers at half and at 90 %."""
    elements = Elements(_page(tmp_path, report([])))
    bars = elements.named("rect", "bar")
    assert "75.00%" in {one["width"] for one in bars}
    whiskers = {(one["x1"], one["x2"]) for one in elements.named("line", "whisker")}
    assert whiskers == {("50.00%", "90.00%"), ("50.00%", "50.00%"), ("90.00%", "90.00%")}


def test_the_curve_goes_through_its_points_and_marks_the_threshold(tmp_path: Path) -> None:
    """Places are worked out by hand: 304 wide from 72 on, 206 high from 14 on; the top is 0.2."""
    points = (RiskPoint(0.2, 1.0, 0.2), RiskPoint(0.4, 0.5, 0.1), RiskPoint(0.9, 0.25, 0.0))
    made = report([], curves=Curves(risk_coverage=points), about=replace(ABOUT, threshold=0.45))
    elements = Elements(_page(tmp_path, made))
    [curve] = elements.named("polyline", "curve")
    assert curve["points"] == "148.0,220.0 224.0,117.0 376.0,14.0"
    [ring] = elements.named("circle", "in-use")
    assert (ring["cx"], ring["cy"]) == ("224.0", "117.0")


def test_a_histograms_axis_has_round_steps(tmp_path: Path) -> None:
    """13 questions in the fullest bin are drawn against 0, 5, 10, 15; bars are as high as that."""
    bins = (LatencyBin(0.0, 0.1, 13), LatencyBin(0.1, 0.2, 3))
    page = _page(tmp_path, report([], curves=Curves(latency=bins)))
    assert re.findall(r'text-anchor="end">(\d+)</text>', page) == ["0", "5", "10", "15"]
    heights = [bar["height"] for bar in Elements(page).named("rect", "bar")][-2:]
    assert heights == ["178.5", "41.2"]  # 206 * 13 / 15 and 206 * 3 / 15


def test_the_curves_numbers_stand_in_tables(tmp_path: Path) -> None:
    """Who cannot see a chart reads its points."""
    cells = Elements(_page(tmp_path, report([]))).cells
    risk = cells.index("0.450")
    reliability = cells.index("0.950", cells.index("Answers"))
    assert cells[risk + 1 : risk + 3] == ["60 %", "4.8 %"]  # 1 - 18/45 and 0.16 * 0.55 ** 2
    assert cells[reliability + 1] == "91.9 %"  # 0.9 ** 0.8
    assert cells[reliability + 2].split()[0] == "31"
    latency = cells.index("0.18", cells.index("From"))  # the end of one bin, then another's start
    assert cells[latency + 1 : latency + 5] == ["8", "0.18", "0.2", "4"]


def test_every_question_says_why_it_failed(tmp_path: Path) -> None:
    """Each kind of failure is counted, linked to its questions, and told at each question."""
    page = _page(tmp_path, report(one_of_each()))
    records = _records(page)
    assert len(records) == 11
    assert records[0]["why"] == ""
    assert all(record["failure"] and record["why"] for record in records[1:])
    linked = {one["href"] for one in Elements(page).named("a") if one.get("href")}
    assert "#result=ranked%20low" in linked
    assert "10 failed." in page


def test_no_text_leaves_its_place(tmp_path: Path) -> None:
    """What questions, articles, tags and file names hold is text, and ends no element."""
    shown = replace(HATCH, title=SCRIPT_END, text=SCRIPT_END, marked=None, outlet=SCRIPT_END)
    hostile = outcome(SCRIPT_END, tags=(SCRIPT_END,), shown=(shown,))
    about = replace(ABOUT, fixtures=SCRIPT_END, model=SCRIPT_END)
    made = report([hostile], about=about, by_tag={SCRIPT_END: FIGURES})
    page = _page(tmp_path, made)
    scripts = Elements(page).named("script")
    assert [one.get("class") for one in scripts] == ["outcomes", None]
    assert "alert(1)</script>" not in page
    [record] = _records(page)
    assert record["question"] == record["shown"][0]["title"] == SCRIPT_END


def test_the_marked_sentence_is_found_among_wide_characters(tmp_path: Path) -> None:
    """Offsets count code points, which JavaScript does not: the text comes in three parts."""
    text = "🛰️🛰️ went up. 🚀 landed. 🌍 turned."
    start = text.index("🚀")
    shown = replace(HATCH, start=50, text=text, marked=(50 + start, 50 + start + 9))
    [record] = _records(_page(tmp_path, report([outcome("What?", shown=(shown,))])))
    assert record["shown"][0]["text"] == ["🛰️🛰️ went up. ", "🚀 landed.", " 🌍 turned."]


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    """An article's address may be anything; a script is none that a reader should follow."""
    urls = ("javascript:alert(1)", "HTTPS://news.example/a", "file:///etc/passwd", None)
    outcomes = [outcome("Who?", shown=(replace(HATCH, url=url),)) for url in urls]
    records = _records(_page(tmp_path, report(outcomes)))
    linked = [record["shown"][0]["url"] for record in records]
    assert linked == [None, "HTTPS://news.example/a", None, None]


def test_a_baseline_stands_beside_the_figures_and_the_questions(tmp_path: Path) -> None:
    """Each figure says what it was, and each question whether it fares better or worse."""
    now = [outcome("A?"), outcome("B?", failure=Failure.REFUSED), outcome("C?"), outcome("D?")]
    then = [outcome("A?", failure=Failure.REFUSED), outcome("B?"), outcome("C?")]
    measured = dict(FIGURES.measured) | {
        FigureName.MRR: Figure(0.8, 4),
        FigureName.RISK: Figure(0.8, 4),
    }
    before = report(
        then,
        figures=replace(FIGURES, measured=measured),
        about=replace(ABOUT, threshold=0.4),
    )
    page = _page(tmp_path, report(now), baseline=before)
    assert [record["change"] for record in _records(page)] == ["better", "worse", None, None]
    cells = Elements(page).cells
    mrr = next(at for at, cell in enumerate(cells) if cell.endswith(" mrr"))
    assert [cell.strip() for cell in cells[mrr + 5 : mrr + 7]] == ["0.800", "-0.050 worse"]
    risk = next(at for at, cell in enumerate(cells) if cell.endswith(" risk"))
    assert cells[risk + 6].strip() == "-0.050 better"
    assert '0.42 <span class="changed">(before: 0.4)</span>' in page


def test_a_broken_promise_is_said_at_the_top(tmp_path: Path) -> None:
    """One excerpt in a thousand that is no slice is no rounding matter."""
    measured = dict(FIGURES.measured) | {FigureName.SLICES: Figure(0.9999, 10_000)}
    page = _page(tmp_path, report([], figures=replace(FIGURES, measured=measured)))
    assert "A promise is broken:</strong> excerpts that are slices of the archive, 0.999" in page
    assert "Every promise is kept" in _page(tmp_path, report([]))


def test_the_outcomes_are_never_held_together(tmp_path: Path) -> None:
    """Twenty megabytes of excerpts take a fraction of that in memory."""
    outcomes = OneAtATime(2000, chars=10_000)
    tracemalloc.start()
    write_page(report(outcomes), tmp_path / "page.html")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "page.html").stat().st_size > 20_000_000
    assert peak < 10_000_000


def test_an_earlier_page_stays_where_the_new_one_cannot_be_finished(tmp_path: Path) -> None:
    """The page is written beside and swapped in whole; nothing else is left in the folder."""
    page = tmp_path / "page.html"
    page.write_text("the page of yesterday", encoding="utf-8")
    with pytest.raises(InputError, match="end too early"):
        write_page(report(BreaksOff(300, 10)), page)
    assert page.read_text(encoding="utf-8") == "the page of yesterday"
    assert list(tmp_path.iterdir()) == [page]


def test_a_link_to_the_page_stays_a_link(tmp_path: Path) -> None:
    """The file that it leads to is replaced, and keeps its mode."""
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    write_page(report([]), link)
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["nowhere/page.html", "."])
def test_a_page_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    """A missing folder, or a folder instead of a file, is told with what to do."""
    with pytest.raises(InputError, match=r"cannot be written .*name a file in a folder that"):
        write_page(report([]), tmp_path / name)
    assert list(tmp_path.iterdir()) == []
