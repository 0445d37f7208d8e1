"""When the articles were published: how many in each day, week, month ... of a coverage."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from embeddings.filters import folded_words
from embeddings.storage.records import Records

MAX_BARS = 60


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many articles an outlet published on a day, as its sources write the date."""

    outlet: str | None
    day: date
    articles: int


class Unit(Enum):
    """What a bar of a timeline stands for, the finest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"

    def number_of(self, day: date) -> int:
        """Return which of these a day lies in, counted from the calendar's beginning."""
        if self in _DAYS:
            return (day.toordinal() - 1) // _DAYS[self]
        return (day.year * 12 + day.month - 1) // _MONTHS[self]

    def first_day(self, number: int) -> date:
        """Return the day that one of these begins with; a week begins on Monday."""
        if self in _DAYS:
            return date.fromordinal(number * _DAYS[self] + 1)
        year, month = divmod(number * _MONTHS[self], 12)
        return date(max(1, year), month + 1, 1)


_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12, Unit.DECADE: 120}


@dataclass(frozen=True, slots=True)
class Bar:
    """How many articles were published in the unit that begins with `first_day`."""

    first_day: date
    articles: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """At most `MAX_BARS` bars without a gap, oldest first; both ends have articles."""

    unit: Unit
    bars: tuple[Bar, ...]

    @property
    def highest(self) -> Bar:
        """The bar with the most articles; of equals the oldest."""
        return max(self.bars, key=lambda bar: bar.articles)


def days_of(archive: Records) -> tuple[DayCount, ...]:
    """Count the articles of every day and outlet, without reading a text.

    What is undated, or dated in a way that no reader lets in, is left out.
    """
    rows = archive.connection.execute(
        "SELECT json_extract(facts, '$.outlet'), "
        "date(substr(json_extract(facts, '$.published'), 1, 10)) AS day, count(*) "
        "FROM articles JOIN versions USING (version) "
        "WHERE day NOTNULL GROUP BY 1, 2 ORDER BY 2, 1"
    )
    return tuple(
        DayCount(outlet or None, date.fromisoformat(day), articles)
        for outlet, day, articles in rows
    )


def timeline_of(days: Iterable[DayCount], outlets: Collection[str] = ()) -> Timeline | None:
    """Return the timeline of these outlets in the finest unit that `MAX_BARS` bars suffice for.

    No outlet named means all. None where there are no two days with articles. What is older than
    so many decades finds no room.
    """
    wanted = set(map(folded_words, outlets))
    counts: Counter[date] = Counter()
    for item in days:
        if not wanted or folded_words(item.outlet or "") in wanted:
            counts[item.day] += item.articles
    if len(counts) < 2:  # noqa: PLR2004 - one day alone shows nothing over time
        return None
    unit = _finest(min(counts), max(counts))
    return Timeline(unit, _bars(unit, counts))


def _finest(first: date, last: date) -> Unit:
    for unit in Unit:
        if unit.number_of(last) - unit.number_of(first) < MAX_BARS:
            return unit
    return Unit.DECADE


def _bars(unit: Unit, counts: Counter[date]) -> tuple[Bar, ...]:
    summed: Counter[int] = Counter()
    for day, articles in counts.items():
        summed[unit.number_of(day)] += articles
    last = max(summed)
    first = max(min(summed), last - MAX_BARS + 1)
    return tuple(Bar(unit.first_day(number), summed[number]) for number in range(first, last + 1))
