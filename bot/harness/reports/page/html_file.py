"""A Report as one HTML file that needs no network: figures, charts, and every question."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import islice
from pathlib import Path
from string import Template

from bot.harness.reports.page import tables
from bot.harness.reports.page.charts import charts
from bot.harness.reports.page.records import as_script, record
from bot.harness.reports.swapping import swapped_in
from bot.harness.schema import Failure, Outcome, Report

BATCH = 200
"""How many questions stand in one script element, and so in memory at a time."""

_OUTCOMES = "$outcomes"


def write_page(report: Report, path: Path, *, baseline: Report | None = None) -> None:
    """Write a report as a page that runs no script and no style but its own.

    With a `baseline` it shows each figure and each question as it was there. Of the outcomes only
    a batch is held at a time.

    Raises:
        InputError: the file cannot be written; what stood there is untouched.
    """
    head, _, tail = _asset("page.html").partition(_OUTCOMES)
    parts = _parts(report, baseline)
    with swapped_in(path) as file:
        file.write(Template(head).substitute(parts))
        file.writelines(_batches(report.outcomes, _failures_of(baseline)))
        file.write(Template(tail).substitute(parts))


def _parts(report: Report, baseline: Report | None) -> dict[str, str]:
    style, script = _asset("page.css"), _asset("page.js")
    before = baseline.figures if baseline else None
    failures = _counted(report.outcomes)
    failed = sum(failures.values())
    return {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "title": escape(report.about.fixtures),
        "counts": f"{tables.counts_of(report)}. {failed:,} failed.",
        "about": tables.about(report.about, baseline.about if baseline else None),
        "key_figures": tables.key_figures(report.figures),
        "failures": tables.failures_table(failures),
        "before": " The tall red lines show the earlier report." if baseline else "",
        "figures": tables.figures_table(report.figures, before),
        "tags": tables.tags_table(report.by_tag),
        "charts": "".join(charts(report.curves, report.about.threshold)),
    }


def _batches(outcomes: Iterable[Outcome], before: Mapping[str, Failure | None]) -> Iterator[str]:
    following = iter(outcomes)
    while batch := list(islice(following, BATCH)):
        values = as_script([record(outcome, before) for outcome in batch])
        yield f'<script type="application/json" class="outcomes">{values}</script>\n'


def _counted(outcomes: Iterable[Outcome]) -> Mapping[Failure, int]:
    """Return how many questions failed in which way, the gravest first."""
    found = Counter(outcome.failure for outcome in outcomes)
    return {failure: found[failure] for failure in Failure if found[failure]}


def _failures_of(baseline: Report | None) -> Mapping[str, Failure | None]:
    outcomes: Iterable[Outcome] = baseline.outcomes if baseline else ()
    return {outcome.fixture.key: outcome.failure for outcome in outcomes}


def _policy(style: str, script: str) -> str:
    """Return a policy under which nothing is loaded, and nothing runs but the page's own."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
