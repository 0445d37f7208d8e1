"""Articles over time: in the finest unit that there is room for, without a gap."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from fakes import MakeAnswerer
from hypothesis import given
from hypothesis import strategies as st

from embeddings.syncing.timeline import (
    MAX_BARS,
    Bar,
    DayCount,
    Timeline,
    Unit,
    days_of,
    timeline_of,
)


def timeline(days: Mapping[str, int]) -> Timeline:
    """Return the timeline of days with so many articles each."""
    found = timeline_of(
        DayCount(None, date.fromisoformat(day), articles) for day, articles in days.items()
    )
    assert found
    return found


@pytest.mark.parametrize(
    ("last", "unit", "count", "first"),
    [
        ("2022-01-05", Unit.DAY, 2, "2022-01-04"),
        ("2022-03-04", Unit.DAY, 60, "2022-01-04"),
        ("2022-03-05", Unit.WEEK, 9, "2022-01-03"),
        ("2023-02-26", Unit.WEEK, 60, "2022-01-03"),
        ("2023-02-27", Unit.MONTH, 14, "2022-01-01"),
        ("2026-12-31", Unit.MONTH, 60, "2022-01-01"),
        ("2027-01-01", Unit.QUARTER, 21, "2022-01-01"),
        ("2037-01-01", Unit.YEAR, 16, "2022-01-01"),
        ("2082-01-01", Unit.DECADE, 7, "2020-01-01"),
    ],
)
def test_the_unit_is_the_finest_that_sixty_bars_suffice_for(
    last: str, unit: Unit, count: int, first: str
) -> None:
    """From Tuesday, 4 January 2022 to ever later days."""
    found = timeline({"2022-01-04": 1, last: 2})
    assert (found.unit, len(found.bars)) == (unit, count)
    assert found.bars[0] == Bar(date.fromisoformat(first), 1)
    assert found.highest == found.bars[-1]


def test_what_lies_in_one_unit_is_summed_and_a_gap_is_a_bar_of_nothing() -> None:
    """Three months of one winter, worked out by hand."""
    found = timeline({"2021-01-31": 1, "2021-12-01": 2, "2021-12-31": 3, "2022-02-28": 4})
    assert found.unit is Unit.WEEK
    found = timeline({"2020-12-01": 9, "2021-12-01": 2, "2021-12-31": 3, "2022-02-28": 4})
    assert found.unit is Unit.MONTH
    assert [bar.articles for bar in found.bars] == [9, *[0] * 11, 5, 0, 4]
    assert found.highest.first_day == date(2020, 12, 1)


@pytest.mark.parametrize("days", [{}, {"2022-01-04": 7}])
def test_one_day_alone_is_no_timeline(days: Mapping[str, int]) -> None:
    """There is nothing to compare it with."""
    counts = [DayCount(None, date.fromisoformat(day), number) for day, number in days.items()]
    assert timeline_of(counts) is None


@given(st.lists(st.dates(), min_size=2, unique=True))
def test_any_dates_give_at_most_sixty_bars_and_lose_no_recent_article(days: list[date]) -> None:
    """Even from the year 1 to the year 9999: the oldest are then left out."""
    found = timeline_of(DayCount(None, day, 1) for day in days)
    assert found
    assert 2 <= len(found.bars) <= MAX_BARS
    since = found.bars[0].first_day
    assert sum(bar.articles for bar in found.bars) == sum(day >= since for day in days)
    assert found.bars[-1].articles
    starts = [bar.first_day for bar in found.bars]
    assert starts == sorted(set(starts))
    assert starts[-1] <= max(days) <= starts[-1] + timedelta(days=3652)


def test_the_archive_is_counted_by_day_and_outlet(make_answerer: MakeAnswerer) -> None:
    """A time and a zone leave the day as it is written; what is undated is left out."""
    heads = {
        "a": "outlet: Coast\npublished: 2022-03-15T23:30:00-05:00",
        "b": "outlet: Coast\npublished: 2022-03-15",
        "c": "outlet: Hills\npublished: 2022-03-16",
        "d": "published: 2022-03-14",
        "e": "outlet: Coast",
    }
    files = {f"{name}.md": f"---\n{head}\n---\nThe {name}." for name, head in heads.items()}
    days = days_of(make_answerer(files).retriever.archive)
    assert days == (
        DayCount(None, date(2022, 3, 14), 1),
        DayCount("Coast", date(2022, 3, 15), 2),
        DayCount("Hills", date(2022, 3, 16), 1),
    )
    bounded = timeline_of(days, ["coast", "HILLS"])
    assert bounded
    assert [bar.articles for bar in bounded.bars] == [2, 1]
    assert timeline_of(days, ["Coast"]) is None
