"""Days, moments and windows of time as people say them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.answering.understanding.periods import DateWindow
from bot.languages import say, spoken, written_date

AT_TIME = "{day}, {time}"
FROM_TO = "{since} to {until}"
FROM = "{since} and later"
UP_TO = "{until} and earlier"


def clock_time(moment: datetime) -> str:
    """Return a day, with the time where it is not midnight."""
    day = written_date(moment, spoken())
    return day if _is_midnight(moment) else say(AT_TIME, day=day, time=f"{moment:%H:%M}")


def span(window: DateWindow, instant: Callable[[datetime], str] = clock_time) -> str:
    """Return a window as people say it, its last day included; `instant` writes a time of day.

    Days are written out: as an instant, a reader in another zone would see the day before.
    """
    since, until = window.since, window.until
    first = _written(since, instant) if since else None
    last = _written(_last_day(until), instant) if until else None
    if first and last:
        return first if first == last else say(FROM_TO, since=first, until=last)
    return say(FROM, since=first) if first else say(UP_TO, until=last)


def utc(moment: datetime) -> str:
    """Return a moment for a log."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def day(published: str) -> str:
    """Return the day of a date published, as its source means it."""
    return written_date(datetime.fromisoformat(published), spoken())


def _written(moment: datetime, instant: Callable[[datetime], str]) -> str:
    return clock_time(moment) if _is_midnight(moment) else instant(moment)


def _last_day(until: datetime) -> datetime:
    return until - timedelta(days=1) if _is_midnight(until) else until


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)
