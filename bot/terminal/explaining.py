"""An Explanation as tables for the terminal and as plain JSON values."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot import wording
from bot.answering.explanation import Explanation, Search, Weighed, snippet
from bot.answering.showing.excerpts import Window
from bot.answering.showing.quoting_limits import Allowance
from bot.languages import say_count
from embeddings.schema import Article

SHOWN_WINDOWS = 8
"""How many of the windows that could be shown are listed."""

PASSAGE_FIGURES = ("", "score", "logit", "fused", "cosine", "bm25", "terms")
"""Column heads; under terms stand coverage and article."""
WINDOW_FIGURES = ("score", "", "place")

_SNIPPET_CHARS = 120


def explained(explanation: Explanation) -> Group:
    """Return an explanation for the terminal: what was searched and found, and the decision.

    It stands below its reply, so that what an article allows to be shown counts for both.
    """
    return Group(*_parts(explanation))


def as_json(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON values; `places` count from 1 and equals share one."""
    return {
        "decision": wording.decision(explanation.reply, explanation.threshold),
        "threshold": explanation.threshold,
        "reranker": explanation.reranker,
        "searches": [_search_as_json(explanation, search) for search in explanation.searches],
    }


def _parts(explanation: Explanation) -> Iterator[RenderableType]:
    allowance = Allowance(explanation.quoting)
    for excerpt in explanation.excerpts:
        allowance.takes(excerpt.article, excerpt.start, excerpt.end)
    yield Text(wording.WHY, style="bold")
    for search in explanation.searches:
        yield from _search(explanation, search, allowance)
    yield Text(wording.decision(explanation.reply, explanation.threshold), style="bold")
    yield Text()


def _search(
    explanation: Explanation, search: Search, allowance: Allowance
) -> Iterator[RenderableType]:
    yield Text(f"{wording.WHY_SEARCHED}: {search.query.text}")
    yield Text(f"{wording.WHY_TERMS}: {wording.terms(search.terms)}")
    if search.given:
        yield Text(f"{wording.WHY_WITHIN}: {wording.filters(search.given)}")
    yield Text(f"{wording.WHY_RERANKER}: {explanation.reranker or wording.WHY_NO_RERANKER}")
    yield _passages(search.weighed(), allowance)
    rest = _rest(len(search.found.candidates) - len(search.found.ranked))
    yield Text(f"{wording.WHY_PLACES} {wording.WHY_SHARES} {rest}".strip(), style="dim")
    yield _windows(explanation, search.found.windows, allowance)


def _passages(found: Sequence[Weighed], allowance: Allowance) -> Table:
    table = _table(*PASSAGE_FIGURES)
    table.add_column("passage")
    for item in found:
        place = item.passage.start, item.passage.end
        table.add_row(*_figures(item), _beginning(allowance, item.ranked.article, *place))
    return table


def _figures(item: Weighed) -> list[str]:
    candidate = item.ranked.candidate
    evidence = candidate.evidence
    return [
        str(item.place),
        f"{item.ranked.score:.2f}",
        "" if item.logit is None else f"{item.logit:.2f}",
        f"{candidate.score:.2f} ({item.fused})",
        f"{evidence.cosine:.2f} ({item.by_cosine})",
        f"{evidence.bm25:.2f} ({item.by_bm25})",
        f"{evidence.coverage:.2f}/{evidence.article:.2f}",
    ]


def _windows(explanation: Explanation, windows: Sequence[Window], allowance: Allowance) -> Table:
    table = _table(*WINDOW_FIGURES)
    table.add_column("marked sentence")
    for window in windows[:SHOWN_WINDOWS]:
        table.add_row(
            f"{window.score:.3f}",
            _fate(explanation, window),
            f"{window.start}–{window.end}",
            _beginning(allowance, window.article, window.best.start, window.best.end),
        )
    return table


def _fate(explanation: Explanation, window: Window) -> str:
    if window.withheld:
        return wording.WHY_WITHHELD
    return wording.WHY_SHOWN if explanation.shows(window) else ""


def _table(*numbers: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _beginning(allowance: Allowance, article: Article, start: int, end: int) -> Text:
    """Return headline and first words on one line, which gives way to the figures."""
    words = snippet(allowance, article, start, end, max_chars=_SNIPPET_CHARS)
    line = " ".join(f"{article.title}: {words}".split())
    return Text(line[:_SNIPPET_CHARS], no_wrap=True, overflow="ellipsis")


def _rest(count: int) -> str:
    return say_count(wording.WHY_MORE, count) if count > 0 else ""


def _search_as_json(explanation: Explanation, search: Search) -> dict[str, Any]:
    return {
        "query": search.query.text,
        "terms": dict(search.terms),
        "filters": search.given,
        "candidates": len(search.found.candidates),
        "passages": [_passage_as_json(item) for item in search.weighed()],
        "windows": [_window_as_json(explanation, item) for item in search.found.windows],
    }


def _passage_as_json(item: Weighed) -> dict[str, Any]:
    passage, evidence = item.ranked.candidate.passage, item.ranked.candidate.evidence
    return {
        "article_id": passage.article_id,
        "version": passage.version,
        "start": passage.start,
        "end": passage.end,
        "title": item.ranked.article.title,
        "places": {
            "final": item.place,
            "fused": item.fused,
            "cosine": item.by_cosine,
            "bm25": item.by_bm25,
        },
        "cosine": evidence.cosine,
        "bm25": evidence.bm25,
        "coverage": evidence.coverage,
        "article": evidence.article,
        "fused": item.ranked.candidate.score,
        "logit": item.logit,
        "score": item.ranked.score,
    }


def _window_as_json(explanation: Explanation, window: Window) -> dict[str, Any]:
    return {
        "article_id": window.article.id,
        "version": window.article.version,
        "start": window.start,
        "end": window.end,
        "highlight": [window.best.start, window.best.end],
        "score": window.score,
        "shown": explanation.shows(window),
        "withheld": window.withheld,
    }
