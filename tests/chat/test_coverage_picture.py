"""The picture of the coverage over time: what it shows, in whose colours, and who else is told."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from fakes import QuietProgress
from world import World, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.coverage_picture import BAR, FILE_NAME, LABEL, SIZE, draw_timeline
from bot.languages import Language, speaking
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.syncing.timeline import Bar, Timeline, Unit

pytestmark = pytest.mark.simcord(settle_timeout=30)

THEMES = [(255, 255, 255), (0xF2, 0xF3, 0xF5), (0x39, 0x3A, 0x41), (0x2B, 0x2D, 0x31), (0, 0, 0)]
"""What messages and their cards lie on: Discord's light, dark and darkest."""
ENOUGH_CONTRAST = 3
"""For pictures and large letters (WCAG 2.2, 1.4.3 and 1.4.11)."""
OVER_TIME = "Articles per month, January 2021 to April 2022. The most: 1 article, January 2021."
Colour = tuple[int, ...]


def timeline(*articles: int, unit: Unit = Unit.YEAR) -> Timeline:
    """Return a timeline of years, or of what is said to be years, with so many articles each."""
    bars = tuple(Bar(date(1900 + year, 1, 1), count) for year, count in enumerate(articles))
    return Timeline(unit, bars)


def opened(drawn: bytes) -> Any:
    """Return a picture as Pillow reads it."""
    from PIL import Image

    return Image.open(BytesIO(drawn))


def columns(drawn: bytes) -> list[int]:
    """Return how many pixels of the bars' colour each column of a picture has."""
    image = opened(drawn)
    assert (image.format, image.size) == ("PNG", SIZE)
    pixels = image.load()
    return [
        sum(pixels[x, y] == (*BAR, 255) for y in range(image.height)) for x in range(image.width)
    ]


def runs(heights: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the height and the width of each bar."""
    width = 0
    for number, height in enumerate(heights):
        width = width + 1 if height else 0
        if width and not [*heights, 0][number + 1]:
            yield height, width


def test_bars_are_as_high_as_their_counts_and_a_gap_is_a_gap() -> None:
    """Four bars of five; a single article among very many is still seen."""
    bars = list(runs(columns(draw_timeline(timeline(10, 5, 0, 10_000, 1)))))
    assert len(bars) == 4
    heights = [height for height, _ in bars]
    assert heights[0] == heights[1] == heights[3] == 4
    one, half, all_of_it = (
        height for height, _ in runs(columns(draw_timeline(timeline(1, 2, 4))))
    )
    assert half == pytest.approx(all_of_it / 2, abs=2)
    assert one == pytest.approx(all_of_it / 4, abs=2)


def test_the_same_timeline_is_the_same_file() -> None:
    """Byte for byte, and small."""
    drawn = draw_timeline(timeline(*range(60)))
    assert drawn == draw_timeline(timeline(*range(60)))
    assert len(drawn) < 20_000
    assert len(list(runs(columns(drawn)))) == 59


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("language", Language)
def test_every_unit_is_drawn_and_said_in_every_language(unit: Unit, language: Language) -> None:
    """The words name both ends and the most; nothing of them is in braces still."""
    with speaking(language):
        found = timeline(1, 123_456, 2, unit=unit)
        said = wording.over_time(found)
        assert columns(draw_timeline(found))
    assert "190" in said
    assert "{" not in said
    assert said.endswith(".")
    assert len(said) <= 256


def test_the_words_say_what_the_picture_shows() -> None:
    """In the reader's language, with the highest bar named."""
    days = Timeline(Unit.DAY, (Bar(date(2022, 3, 1), 1), Bar(date(2022, 3, 2), 1234)))
    assert wording.over_time(days) == (
        "Articles per day, 1 March 2022 to 2 March 2022. The most: 1,234 articles, 2 March 2022."
    )
    quarters = Timeline(Unit.QUARTER, (Bar(date(2022, 1, 1), 2), Bar(date(2022, 4, 1), 1)))
    with speaking(Language.GERMAN):
        assert wording.over_time(quarters) == (
            "Artikel je Quartal, 1. Quartal 2022 bis 2. Quartal 2022. Die meisten: 2 Artikel, "
            "1. Quartal 2022."
        )
    decades = Timeline(Unit.DECADE, (Bar(date(1980, 1, 1), 2), Bar(date(1990, 1, 1), 1)))
    assert "1980–1989 to 1990–1999" in wording.over_time(decades)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", [BAR, LABEL])
def test_bars_and_digits_stand_out_on_every_theme(colour: Colour, theme: Colour) -> None:
    """The picture has no background of its own."""
    lighter, darker = sorted((luminance(colour), luminance(theme)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= ENOUGH_CONTRAST
    image = opened(draw_timeline(timeline(1, 2)))
    assert image.getpixel((0, 0)) == (*LABEL, 0)


def luminance(colour: Colour) -> float:
    """Return how light a colour is, 0..1 (WCAG 2.2, relative luminance)."""
    shares = [value / 255 for value in colour]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def gallery(message: Any) -> list[Any]:
    """Return the pictures that a message shows."""
    (container,) = components(message)
    galleries = [part for part in container["components"] if part["type"] == 12]
    return [item for part in galleries for item in part["items"]]


async def test_coverage_comes_with_its_picture_and_the_same_in_words(world: World) -> None:
    """For those who do not see it, and for those who want the figures."""
    result = await world.bob.slash(world.channel, "coverage")
    assert texts(result.response)[1] == f"-# {OVER_TIME}"
    (picture,) = gallery(result.response)
    assert picture["description"] == OVER_TIME
    (file,) = result.response.attachments
    assert file.filename == FILE_NAME
    drawn = await file.read()
    assert len(list(runs(columns(drawn)))) == 3


async def test_without_the_picture_its_words_remain(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord may not take a file where it takes a message."""
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=403, times=1)
    result = await world.bob.slash(world.channel, "coverage")
    assert gallery(result.response) == []
    assert texts(result.response)[1] == f"-# {OVER_TIME}"
    assert "did not take the picture" in caplog.text


async def test_the_next_picture_has_what_has_come_meanwhile(
    world: World, answerer: Answerer
) -> None:
    """Days are counted once for each state of the archive, and not for ever."""
    await world.bob.slash(world.channel, "coverage")
    data_dir = answerer.retriever.archive.path.parent
    articles = data_dir.parent / "articles"
    gull = "---\npublished: 2022-04-02\n---\nThe gull came."
    (articles / "gull.md").write_text(gull, encoding="utf-8")
    with Archive.open(data_dir) as archive:
        index(archive, answerer.retriever.encoder, [articles], QuietProgress())
    result = await world.bob.slash(world.channel, "coverage")
    assert texts(result.response)[1].endswith(" The most: 2 articles, April 2022.")
