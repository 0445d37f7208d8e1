"""Axes, lines and circles as SVG; a place is a share, from 0 to 1, of the width or height."""

from collections.abc import Callable, Iterable
from html import escape

WIDTH, HEIGHT = 400, 270
LEFT, RIGHT, TOP, BOTTOM = 72, 24, 14, 50
INNER_WIDTH, INNER_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
TICKS = 5


def axes(
    counted: str, against: str, x_said: Callable[[float], str], y_said: Callable[[float], str]
) -> str:
    """Return both axes, from 0 to 1, and a grid: `counted` across, `against` upwards.

    The ticks are written as `x_said` and `y_said` do.
    """
    ticks = "".join(x_label(share, x_said(share)) for share in shares(TICKS))
    return y_axis(against, y_said, shares(TICKS)) + ticks + x_title(counted)


def y_axis(title: str, said: Callable[[float], str], ticks: Iterable[float]) -> str:
    """Return horizontal lines at `ticks` of the height, what they stand for, and a title."""
    lines = "".join(
        line("grid", across(0), up(share), across(1), up(share))
        + f'<text x="{LEFT - 8}" y="{up(share)}" dy="4" text-anchor="end">{said(share)}</text>'
        for share in ticks
    )
    middle = TOP + INNER_HEIGHT / 2
    return (
        f'{lines}<text class="axis" x="14" y="{middle}" text-anchor="middle" '
        f'transform="rotate(-90 14 {middle})">{title}</text>'
    )


def x_title(title: str) -> str:
    """Return what the horizontal axis counts."""
    middle = LEFT + INNER_WIDTH / 2
    return f'<text class="axis" x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{title}</text>'


def x_label(share: float, said: str) -> str:
    """Return words under a place of the horizontal axis."""
    return f'<text x="{across(share)}" y="{HEIGHT - 30}" text-anchor="middle">{said}</text>'


def svg(inner: str, said: str) -> str:
    """Return a drawing; `said` is for who cannot see it."""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(said)}">{inner}</svg>'
    )


def circle(kind: str, x: float, y: float, radius: float, said: str) -> str:
    """Return a circle around a place from 0 to 1; `said` shows where a pointer rests on it."""
    return (
        f'<circle class="{kind}" cx="{across(x)}" cy="{up(y)}" r="{radius:.1f}">'
        f"<title>{escape(said)}</title></circle>"
    )


def line(kind: str, x1: str, y1: str, x2: str, y2: str) -> str:
    """Return a line between two places of the drawing."""
    return f'<line class="{kind}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>'


def shares(steps: int) -> list[float]:
    """Return the places of `steps` equal steps from 0 to 1."""
    return [number / steps for number in range(steps + 1)]


def across(share: float) -> str:
    """Return the drawing's place of a share of the width; what lies outside is cut off."""
    return f"{LEFT + INNER_WIDTH * min(max(share, 0.0), 1.0):.1f}"


def up(share: float) -> str:
    """Return the drawing's place of a share of the height; what lies outside is cut off."""
    return f"{TOP + INNER_HEIGHT * (1 - min(max(share, 0.0), 1.0)):.1f}"


def percentage(value: float) -> str:
    """Return a share of the whole as SVG writes it."""
    return f"{100 * min(max(value, 0.0), 1.0):.2f}%"
