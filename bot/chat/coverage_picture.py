"""A small picture of when the articles were published: a bar for each day, month, year ...

It holds digits alone: its words stand beside it as text, for every language and every reader. It
has no background, and its colours stand out from Discord's dark and light ones alike.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from bot.languages import date_in_digits, spoken, written_number
from embeddings.syncing.timeline import Bar, Timeline, Unit

if TYPE_CHECKING:
    from PIL import ImageDraw

FILE_NAME = "coverage.png"
SIZE = (1100, 300)
"""Twice as large as Discord shows it, for screens that can."""
BAR = (0x2F, 0x8F, 0xB3)
LABEL = (0x85, 0x85, 0x85)
FONT_PIXELS = 30
MARGIN = 10
_TOP, _BOTTOM = 2 * MARGIN + FONT_PIXELS, SIZE[1] - 2 * MARGIN - FONT_PIXELS
_GAP_SHARE = 0.25
_WIDEST_BAR = 60
_FINE = {Unit.DAY: "day", Unit.WEEK: "day", Unit.MONTH: "month", Unit.QUARTER: "month"}
_NOT_IN_FONT = str.maketrans(dict.fromkeys("\u202f\u00a0", " "))


def draw_timeline(timeline: Timeline) -> bytes:
    """Return a PNG file: bars, the first and the last date under them, the highest count above.

    The same timeline gives the same bytes.
    """
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", SIZE, (*LABEL, 0))
    draw = ImageDraw.Draw(image)
    width, _ = SIZE
    step = (width - 2 * MARGIN) / len(timeline.bars)
    for number, bar in enumerate(timeline.bars):
        _draw_bar(draw, MARGIN + (number + 0.5) * step, step, _height(bar, timeline.highest))
    draw.line((MARGIN, _BOTTOM + 1, width - MARGIN, _BOTTOM + 1), fill=(*LABEL, 255), width=2)
    _label(draw, timeline, step)
    file = BytesIO()
    image.save(file, format="PNG", optimize=True)
    return file.getvalue()


def _height(bar: Bar, highest: Bar) -> int:
    """Return how high a bar is, in pixels; where there is an article it can be seen."""
    height = round((_BOTTOM - _TOP) * bar.articles / highest.articles)
    return max(height, 3) if bar.articles else 0


def _draw_bar(draw: "ImageDraw.ImageDraw", middle: float, step: float, height: int) -> None:
    half = min(step * (1 - _GAP_SHARE), _WIDEST_BAR) / 2
    if height:
        box = (round(middle - half), _BOTTOM - height, round(middle + half) - 1, _BOTTOM)
        draw.rectangle(box, fill=(*BAR, 255))


def _label(draw: "ImageDraw.ImageDraw", timeline: Timeline, step: float) -> None:
    """Write the first and the last date, and how many articles the highest bar stands for."""
    from PIL import ImageFont

    width, _ = SIZE
    font = ImageFont.load_default(FONT_PIXELS)
    below, unit = _BOTTOM + MARGIN, _FINE.get(timeline.unit, "year")
    first, last = (date_in_digits(timeline.bars[end].first_day, unit, spoken()) for end in (0, -1))
    count = written_number(timeline.highest.articles, spoken()).translate(_NOT_IN_FONT)
    middle = MARGIN + (timeline.bars.index(timeline.highest) + 0.5) * step
    half = draw.textlength(count, font=font) / 2
    middle = min(max(middle, MARGIN + half), width - MARGIN - half)
    for place, anchor, text in (
        ((MARGIN, below), "la", first),
        ((width - MARGIN, below), "ra", last),
        ((middle, _TOP - MARGIN), "mb", count),
    ):
        draw.text(place, text, fill=(*LABEL, 255), font=font, anchor=anchor)
