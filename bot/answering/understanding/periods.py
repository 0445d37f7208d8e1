"""Written dates to the times they name: the one door to dateparser.

A `Period` is what one date names: a day, a month or a year. A `DateWindow` is what a question
asks for. Both are half-open, and both are of the calendar's time zone.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

FLAGS = re.IGNORECASE | re.ASCII
"""Of every pattern of dates: other alphabets have digits too, which name no day here."""

_MONTHS_IN_YEAR = 12
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ABBREVIATED = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept?", "Oct", "Nov", "Dec"),
)
FULL_MONTH = "(?:" + "|".join(_MONTH_NAMES) + ")"
MONTH = "(?:" + "|".join([*_MONTH_NAMES, *(f"{name}\\b\\.?" for name in _ABBREVIATED)]) + ")"
YEAR = r"(?:1[89]|20)\d\d"
DAY = r"(?:the\s+)?(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
SHAPES = (
    rf"{YEAR}-(?:0[1-9]|1[0-2])-\d\d",
    rf"{YEAR}-(?:0[1-9]|1[0-2])",
    rf"{DAY}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?",
    rf"{MONTH}\s+{DAY}(?:,?\s+{YEAR})?",
    rf"{MONTH},?\s+(?:of\s+)?{YEAR}",
    rf"{YEAR}",
    rf"{FULL_MONTH}",
)
"""The forms of a date that are understood; no other reaches dateparser, which guesses freely."""

_SHAPE = re.compile("|".join(SHAPES), FLAGS)
_YEAR = re.compile(YEAR, FLAGS)
_SPACE = re.compile(r"\s+")


def utc_now() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates are read by: the zone, the owner's named dates, and the clock."""

    zone: tzinfo = UTC
    named: Mapping[str, date] = field(default_factory=dict)
    clock: Callable[[], datetime] = utc_now

    def now(self) -> datetime:
        """Return the time now, in the zone."""
        return self.clock().astimezone(self.zone)

    def midnight(self, day: date) -> datetime:
        """Return when `day` begins in the zone."""
        return datetime.combine(day, time(), self.zone)


@dataclass(frozen=True, slots=True)
class DateWindow:
    """When an article must be published, [since, until); None leaves that side open.

    `words` are the question's own characters for it, empty where an option says it. A strict
    window is all that is searched; a loose one may be what the articles are about instead.
    """

    since: datetime | None
    until: datetime | None
    words: str
    strict: bool

    @property
    def is_reversed(self) -> bool:
        """Say whether it ends before, or as, it begins."""
        return self.since is not None and self.until is not None and self.since >= self.until

    def within(self, other: "DateWindow") -> "DateWindow":
        """Return the part of this window that lies in `other`, under this one's words."""
        since = max(filter(None, (self.since, other.since)), default=None)
        until = min(filter(None, (self.until, other.until)), default=None)
        return DateWindow(since, until, self.words, self.strict)


@dataclass(frozen=True, slots=True)
class Period:
    """The days [first, end) that a written date names, and whether it says its year."""

    first: date
    end: date
    unit: str  # "day", "month" or "year", as dateparser has them
    has_year: bool

    def tokens(self) -> tuple[str, ...]:
        """Return patterns of the words an article names this date by; months have a capital."""
        month, short = _MONTH_NAMES[self.first.month - 1], _ABBREVIATED[self.first.month - 1]
        parts = []
        if self.unit != "year":
            parts.append(rf"\b(?:{month}|{short})\b")
        if self.unit == "day":
            parts.append(rf"\b0?{self.first.day}(?:st|nd|rd|th)?\b")
        if self.has_year:
            parts.append(rf"\b{self.first.year}\b")
        return tuple(parts)

    def in_year(self, year: int) -> "Period":
        """Return the same day or month of another year; a leap day becomes 28 February."""
        first = _in_year(self.first, year)
        end = add_months(first, 1) if self.unit == "month" else first + timedelta(days=1)
        return Period(first, end, self.unit, self.has_year)


def read_date(text: str, calendar: Calendar) -> Period | None:
    """Return the period that `text` names, the latest one not in the future if it has no year.

    None where it is no date of the forms in `SHAPES`, or no day of the calendar.
    """
    written = _SPACE.sub(" ", text.strip())
    if not _SHAPE.fullmatch(written):
        return None
    found = _parser(calendar.now().replace(tzinfo=None)).get_date_data(
        re.sub(r"^the ", "", written, flags=re.IGNORECASE)
    )
    if found.date_obj is None:
        return None
    day = found.date_obj.date()
    has_year = bool(_YEAR.search(written))
    if found.period == "year":
        return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), "year", has_year)
    if found.period == "month":
        first = day.replace(day=1)
        return Period(first, add_months(first, 1), "month", has_year)
    return Period(day, day + timedelta(days=1), "day", has_year)


def day_period(day: date) -> Period:
    """Return one whole day."""
    return Period(day, day + timedelta(days=1), "day", True)


def add_months(first: date, months: int) -> date:
    """Return the first day of the month that is `months` after that of `first`."""
    number = first.year * _MONTHS_IN_YEAR + first.month - 1 + months
    return date(number // _MONTHS_IN_YEAR, number % _MONTHS_IN_YEAR + 1, 1)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)


def _parser(base: datetime) -> "DateDataParser":
    from dateparser.date import DateDataParser

    settings: dict[str, Any] = {  # dateparser's own kind of settings: names to values of any kind
        "RELATIVE_BASE": base,
        "PREFER_DATES_FROM": "past",
        "PREFER_DAY_OF_MONTH": "first",
        "PREFER_MONTH_OF_YEAR": "first",
        "PARSERS": ["absolute-time"],
    }
    return DateDataParser(languages=["en"], settings=settings)
