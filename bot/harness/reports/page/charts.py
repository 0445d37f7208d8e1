"""The page's charts as SVG, each with the same numbers in a table.

Nothing is styled here: the page's content policy allows no style but its own sheet.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from bot.harness.reports.page.drawing import (
    INNER_HEIGHT,
    INNER_WIDTH,
    TICKS,
    across,
    axes,
    circle,
    line,
    percentage,
    shares,
    svg,
    up,
    x_label,
    x_title,
    y_axis,
)
from bot.harness.schema import Curves, LatencyBin, ReliabilityBin, RiskPoint

FEW_EDGES = 6
"""How many edges of a histogram's bins are written at most."""
RADIUS = (3.0, 11.0)
"""How large the circles of few and of most answers are."""

_NO_POINTS = '<p class="quiet">There is nothing to draw this from.</p>'
_TOPS = (0.05, 0.1, 0.2, 0.5, 1.0)

Row = Sequence[str]


def charts(curves: Curves, threshold: float) -> Iterator[str]:
    """Yield the three charts as HTML; `threshold` is the one in use, which is marked."""
    yield _figure(
        "Risk and coverage",
        "Which share of the questions a threshold lets through, and which share of those answers "
        "is wrong. Lower is better; the ring is the threshold in use.",
        _risk_coverage(curves.risk_coverage, threshold),
        _table(("Threshold", "Answered", "Of these wrong"), _risk_rows(curves.risk_coverage)),
    )
    yield _figure(
        "Reliability",
        "Whether a score keeps what it says: on the diagonal, of ten answers with a score of 0.8 "
        "eight are right. Larger circles stand for more answers.",
        _reliability(curves.reliability),
        _table(("Mean score", "Right", "Answers"), _reliability_rows(curves.reliability)),
    )
    yield _figure(
        "Time",
        "How long the questions took.",
        _latency(curves.latency),
        _table(("From", "To", "Questions"), _latency_rows(curves.latency)),
    )


def bar(value: float, low: float | None, high: float | None, before: float | None) -> str:
    """Return a bar from 0 to 1 with its interval's whiskers and a line where it was before."""
    parts = [
        '<rect class="track" x="0" y="5" width="100%" height="10" rx="2"/>',
        f'<rect class="bar" x="0" y="5" width="{percentage(value)}" height="10" rx="2"/>',
    ]
    if low is not None and high is not None:
        parts.append(line("whisker", percentage(low), "10", percentage(high), "10"))
        parts += [line("whisker", percentage(at), "6", percentage(at), "14") for at in (low, high)]
    if before is not None:
        parts.append(line("before", percentage(before), "1", percentage(before), "19"))
    return f'<svg class="figure-bar" aria-hidden="true">{"".join(parts)}</svg>'


def _figure(title: str, said: str, drawing: str, table: str) -> str:
    return (
        f"<figure><figcaption><h3>{title}</h3><p>{said}</p></figcaption>{drawing}"
        f"<details><summary>{title} in numbers</summary>{table}</details></figure>\n"
    )


def _risk_coverage(points: Sequence[RiskPoint], threshold: float) -> str:
    if not points:
        return _NO_POINTS
    ordered = sorted(points, key=lambda point: point.coverage)
    top = next((top for top in _TOPS if max(p.risk for p in points) <= top), 1.0)
    path = " ".join(f"{across(point.coverage)},{up(point.risk / top)}" for point in ordered)
    used = min(points, key=lambda point: abs(point.threshold - threshold))
    said = f"Threshold in use, {threshold:g}: {_percent(used.coverage)} answered, "
    said += f"{_percent(used.risk)} of these wrong"
    ring = circle("in-use", used.coverage, used.risk / top, 6, said)
    frame = axes("Share answered", "Share wrong", _percent, lambda part: _percent(part * top))
    return svg(f"{frame}<polyline class='curve' points='{path}'/>{ring}", said)


def _reliability(bins: Sequence[ReliabilityBin]) -> str:
    if not bins:
        return _NO_POINTS
    most = max(found.n for found in bins) or 1
    path = " ".join(f"{across(found.mean_score)},{up(found.share_right)}" for found in bins)
    circles = "".join(
        circle(
            "answers",
            found.mean_score,
            found.share_right,
            RADIUS[0] + (RADIUS[1] - RADIUS[0]) * math.sqrt(found.n / most),
            f"Mean score {found.mean_score:.2f}: {_percent(found.share_right)} of {found.n} right",
        )
        for found in bins
    )
    diagonal = line("diagonal", across(0), up(0), across(1), up(1))
    frame = axes("Mean score", "Share right", "{:.1f}".format, _percent)
    drawn = f"{frame}{diagonal}<polyline class='curve thin' points='{path}'/>{circles}"
    return svg(drawn, f"{len(bins)} groups of answers, by score")


def _latency(bins: Sequence[LatencyBin]) -> str:
    if not bins:
        return _NO_POINTS
    top, steps = _nice_top(max(found.n for found in bins))
    step = 1 / len(bins)
    bars = "".join(
        f'<rect class="bar" x="{across(number * step)}" y="{up(found.n / top)}" '
        f'width="{max(INNER_WIDTH * step - 1, 0.5):.1f}" '
        f'height="{INNER_HEIGHT * found.n / top:.1f}">'
        f"<title>{_seconds(found.start)} to {_seconds(found.end)}: {found.n}</title></rect>"
        for number, found in enumerate(bins)
    )
    frame = y_axis("Questions", lambda part: f"{part * top:.0f}", shares(steps))
    edges = "".join(x_label(at, said) for at, said in _edges(bins))
    drawn = f"{frame}{bars}{edges}{x_title('Seconds a question took')}"
    return svg(drawn, f"{sum(found.n for found in bins)} questions by the time they took")


def _nice_top(most: int) -> tuple[int, int]:
    """Return a round number that is not below `most`, and into how many round steps it falls."""
    rough = max(most / TICKS, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(power * by) for by in (1, 2, 5, 10) if power * by >= rough)
    steps = max(math.ceil(most / step), 1)
    return step * steps, steps


def _edges(bins: Sequence[LatencyBin]) -> Iterator[tuple[float, str]]:
    every = math.ceil(len(bins) / FEW_EDGES)
    for number in range(0, len(bins), every):
        yield number / len(bins), _seconds(bins[number].start)
    if len(bins) % every == 0:
        yield 1.0, _seconds(bins[-1].end)


def _table(names: Row, rows: Iterable[Row]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Table"><table class="numbers">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _risk_rows(points: Sequence[RiskPoint]) -> Iterator[Row]:
    for point in points:
        yield f"{point.threshold:.3f}", _percent(point.coverage), _percent(point.risk)


def _reliability_rows(bins: Sequence[ReliabilityBin]) -> Iterator[Row]:
    for found in bins:
        yield f"{found.mean_score:.3f}", _percent(found.share_right), str(found.n)


def _latency_rows(bins: Sequence[LatencyBin]) -> Iterator[Row]:
    for found in bins:
        yield _seconds(found.start), _seconds(found.end), str(found.n)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _seconds(value: float) -> str:
    return f"{value:.3g}" if math.isfinite(value) else "more"
