"""An Outcome as the plain values that the page's script draws a question from."""

import json
import math
from collections.abc import Mapping
from typing import Any

from bot.harness.reports.labels import FAILURES
from bot.harness.reports.reasons import why
from bot.harness.schema import Failure, Fixture, Outcome, Shown

PLACES = 10
"""How many places of the ranking a question tells."""

_IN_SCRIPT = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""What could end a script element or begin a comment in it (HTML Standard, 4.12.1.3)."""


def record(
    outcome: Outcome,
    before: Mapping[str, Failure | None],
) -> dict[str, Any]:  # Any: JSON values
    """Return an outcome's values; `before` tells how each question's key fared at an earlier time.

    Offsets of marked sentences are spent here: JavaScript counts in other units than Python.
    """
    return {
        **_asked(outcome.fixture),
        "failure": FAILURES[outcome.failure] if outcome.failure else None,
        "why": why(outcome),
        "change": _change(outcome, before),
        "ranked": [list(place) for place in outcome.ranked[:PLACES]],
        "rank": outcome.rank,
        "rightPassages": _right_passages(outcome),
        "reason": outcome.reason.replace("_", " ") if outcome.reason else None,
        "score": _finite(outcome.score),
        "seconds": _finite(outcome.seconds),
        "wordsShown": outcome.words_shown,
        "shown": [_shown(shown) for shown in outcome.shown],
    }


def as_script(values: Any) -> str:  # Any: JSON values
    """Return JSON that may stand in a script element, whatever the texts in it are."""
    dumped = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return dumped.translate(_IN_SCRIPT)


def web_address(url: str | None) -> str | None:
    """Return an address that a reader may follow; None for one that is no web page's."""
    is_web = url is not None and url.lower().startswith(("https://", "http://"))
    return url if is_web else None


def _asked(fixture: Fixture) -> dict[str, Any]:
    return {
        "line": fixture.line,
        "id": fixture.id,
        "question": fixture.question,
        "note": fixture.note,
        "tags": list(fixture.tags),
        "articles": list(fixture.articles),
        "words": list(fixture.words),
        "spans": [f"{article}, {start} to {end}" for article, start, end in fixture.spans],
        "near": list(fixture.near),
        "since": fixture.since.isoformat() if fixture.since else None,
        "until": fixture.until.isoformat() if fixture.until else None,
    }


def _change(outcome: Outcome, before: Mapping[str, Failure | None]) -> str | None:
    """Return "worse", "better" or "other"; None where nothing changed or nothing is known."""
    key, now = outcome.fixture.key, outcome.failure
    if key not in before or before[key] is now:
        return None
    if before[key] is None:
        return "worse"
    return "better" if now is None else "other"


def _right_passages(outcome: Outcome) -> dict[str, Any] | None:
    if outcome.right_passages is None:
        return None
    numbered = enumerate(outcome.passages, start=1)
    return {
        "all": outcome.right_passages,
        "places": [n for n, found in numbered if found.is_right],
    }


def _shown(shown: Shown) -> dict[str, Any]:
    return {
        "article": shown.article_id,
        "title": shown.title,
        "outlet": shown.outlet,
        "published": shown.published,
        "url": web_address(shown.url),
        "place": f"{shown.start} to {shown.end}",
        "text": _in_three(shown),
        "score": _finite(shown.score),
        "isSlice": shown.is_slice,
        "isAttributed": shown.is_attributed,
        "alsoCarriedBy": list(shown.also_carried_by),
    }


def _in_three(shown: Shown) -> list[str] | None:
    """Return the text before, in and after the marked sentence; None where it may not be shown."""
    if shown.text is None:
        return None
    if shown.marked is None:
        return [shown.text, "", ""]
    start, end = (min(max(at - shown.start, 0), len(shown.text)) for at in shown.marked)
    return [shown.text[:start], shown.text[start:end], shown.text[end:]]


def _finite(value: float | None) -> float | None:
    return round(value, 6) if value is not None and math.isfinite(value) else None
