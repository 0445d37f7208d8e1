"""The page's figures as HTML: the few that matter most, all of them, by failure and by tag."""

from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from bot.harness.figures.bounds import LOWER_IS_BETTER
from bot.harness.reports.labels import (
    FAILURES,
    FIGURES,
    GROUPS,
    MEANINGS,
    NOTHING,
    PROMISES,
    interval_of,
    is_share,
    written,
)
from bot.harness.reports.page.charts import bar
from bot.harness.schema import About, Failure, Figure, FigureName, Figures, Report

KEY_FIGURES = (
    FigureName.HIT_AT_1,
    FigureName.WORDS_IN_FIRST,
    FigureName.REFUSED_RIGHTLY,
    FigureName.REFUSED_WRONGLY,
)
"""What an owner looks at first."""
BY_TAG = {
    FigureName.HIT_AT_1: "Right article first",
    FigureName.WORDS_IN_FIRST: "Words in first excerpt",
    FigureName.REFUSED_RIGHTLY: "Refused rightly",
    FigureName.REFUSED_WRONGLY: "Refused wrongly",
}

_NOT_MEASURED = Figure(None, 0)


def about(measured: About, before: About | None) -> str:
    """Return what was measured, and what of it was another at the earlier time."""
    facts = (
        ("Questions", "fixtures"),
        ("Articles", "articles"),
        ("Model", "model"),
        ("Reranker", "reranker"),
        ("Threshold", "threshold"),
        ("Version", "version"),
        ("Index", "state"),
        ("Digest of the questions", "digest"),
    )
    rows = "".join(
        f"<div><dt>{label}</dt><dd>{_fact(name, measured, before)}</dd></div>"
        for label, name in facts
    )
    return f'<dl class="about">{rows}</dl>'


def key_figures(figures: Figures) -> str:
    """Return the figures that an owner looks at first, and whether what is promised was kept."""
    tiles = "".join(
        f'<li><span class="value">{written(_of(figures, name).value)}</span>'
        f'<span class="label">{FIGURES[name]}</span>'
        f'<span class="quiet">{_bounds(_of(figures, name), name)}</span></li>'
        for name in KEY_FIGURES
    )
    return f'<ul class="tiles">{tiles}</ul>{_promises(figures)}'


def figures_table(figures: Figures, before: Figures | None) -> str:
    """Return every figure with its interval, and what it was at the earlier time."""
    names = ["Figure", "From 0 to 1", "Value", "95 % interval", "Cases"]
    names += ["Before", "Change"] if before else []
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    bodies = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{len(names)}">{group.heading}</th></tr>'
        + "".join(_figure_row(name, figures, before) for name in group.names)
        + "</tbody>"
        for group in GROUPS
    )
    return f'<table class="figures"><thead><tr>{head}</tr></thead>{bodies}</table>'


def failures_table(failures: Mapping[Failure, int]) -> str:
    """Return how many questions failed in which way, each with a link to them."""
    if not failures:
        return '<p class="kept">No question failed.</p>'
    failed = sum(failures.values())
    rows = "".join(_failure_row(failure, n, failed) for failure, n in failures.items())
    return (
        '<table class="failures"><thead><tr><th scope="col">Failure</th>'
        '<th scope="col">Share of what failed</th><th scope="col">Questions</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def tags_table(by_tag: Mapping[str, Figures]) -> str:
    """Return the figures of each tag; nothing without tags."""
    if not by_tag:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Tag", "Questions"))
    head += "".join(f'<th scope="col">{name}</th>' for name in BY_TAG.values())
    rows = "".join(_tag_row(tag, figures) for tag, figures in by_tag.items())
    return (
        '<section aria-labelledby="by-tag"><h2 id="by-tag">By tag</h2>'
        '<div class="wide" tabindex="0" role="region" aria-labelledby="by-tag">'
        f'<table class="numbers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div></section>"
    )


def counts_of(report: Report) -> str:
    """Return how many questions there were, in words."""
    figures = report.figures
    return (
        f"{figures.questions:,} questions: {figures.answerable:,} answerable, "
        f"{figures.unanswerable:,} unanswerable"
    )


def _fact(name: str, measured: About, before: About | None) -> str:
    now, earlier = str(getattr(measured, name)), str(getattr(before or measured, name))
    changed = (
        f' <span class="changed">(before: {escape(earlier)})</span>' if now != earlier else ""
    )
    return escape(now) + changed


def _promises(figures: Figures) -> str:
    measured = [(name, _of(figures, name).value) for name in PROMISES.names]
    broken = [(name, value) for name, value in measured if value is not None and value < 1]
    if broken:
        said = "; ".join(f"{FIGURES[name].lower()}, {written(value)}" for name, value in broken)
        return f'<p class="broken"><strong>A promise is broken:</strong> {said} instead of 1.</p>'
    if all(value is None for _, value in measured):
        return '<p class="quiet">Nothing was shown, so no promise was put to the test.</p>'
    return (
        '<p class="kept">Every promise is kept: what was shown is quoted word for word, with the '
        "right source, within the quoting limits.</p>"
    )


def _failure_row(failure: Failure, count: int, failed: int) -> str:
    label = FAILURES[failure]
    return (
        f'<tr><th scope="row"><a href="#result={quote(label)}">{label}</a>'
        f'<br><span class="quiet">{MEANINGS[failure]}</span></th>'
        f'<td class="drawn">{bar(count / failed, None, None, None)}</td><td>{count:,}</td></tr>'
    )


def _figure_row(name: FigureName, figures: Figures, before: Figures | None) -> str:
    figure = _of(figures, name)
    earlier = _of(before, name).value if before else None
    lower = ' <span class="quiet">(lower is better)</span>' if name in LOWER_IS_BETTER else ""
    drawn = ""
    if is_share(name) and figure.value is not None:
        drawn = bar(figure.value, figure.low, figure.high, earlier)
    cells = (
        f'<th scope="row">{FIGURES[name]}{lower} <code>{name.value}</code></th>'
        f'<td class="drawn">{drawn}</td><td class="value">{written(figure.value)}</td>'
        f'<td class="interval">{interval_of(figure)}</td><td class="cases">{figure.n:,}</td>'
    )
    if before:
        cells += f'<td class="earlier">{written(earlier)}</td><td class="change">'
        cells += f"{_change(name, figure.value, earlier)}</td>"
    return f"<tr>{cells}</tr>"


def _change(name: FigureName, now: float | None, before: float | None) -> str:
    if now is None or before is None:
        return NOTHING
    difference = round(now - before, 3)
    if not difference:
        return '<span class="quiet">same</span>'
    if name is FigureName.WORDS_SHOWN:
        return f"{difference:+.3f}"
    better = (difference < 0) == (name in LOWER_IS_BETTER)
    word = "better" if better else "worse"
    return f'<span class="{word}">{difference:+.3f} {word}</span>'


def _tag_row(tag: str, figures: Figures) -> str:
    cells = "".join(f"<td>{_with_bounds(_of(figures, name))}</td>" for name in BY_TAG)
    link = f'<a href="#tag={quote(tag, safe="")}" dir="auto">{escape(tag)}</a>'
    return f'<tr><th scope="row">{link}</th><td>{figures.questions:,}</td>{cells}</tr>'


def _with_bounds(figure: Figure) -> str:
    bounds = interval_of(figure)
    between = f'<br><span class="quiet">{bounds}</span>' if bounds else ""
    return f"{written(figure.value)}{between}"


def _bounds(figure: Figure, name: FigureName) -> str:
    said = ", ".join(_parts(figure))
    return f"{said}; lower is better" if name in LOWER_IS_BETTER else said


def _parts(figure: Figure) -> Iterator[str]:
    bounds = interval_of(figure)
    if bounds:
        yield f"{bounds} with 95 % confidence"
    yield f"{figure.n:,} cases"


def _of(figures: Figures, name: FigureName) -> Figure:
    return figures.measured.get(name, _NOT_MEASURED)
