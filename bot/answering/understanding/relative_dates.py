"""Phrases of dates that count from today, like "last week": strict windows.

"last week" is the calendar's week before this one, Monday to Sunday; "in the past week" is the
last seven days up to the end of today. "3 days ago" is that day, "2 weeks ago" that calendar week,
"2 months ago" that month. Years counted back ("3 years ago") are loose: people say so of what
happened then, which later articles may tell.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bot.answering.understanding.mentions import (
    BOUND,
    Mention,
    bounded,
    compiled,
    mention,
    starts_sentence,
)
from bot.answering.understanding.periods import FLAGS, Calendar, add_months

_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBER = rf"(?:[1-9]\d{{0,2}}|{'|'.join(_NUMBERS)})"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
_RELATIVE = (
    r"(?:(?P<day>yesterday|today)"
    rf"|(?P<which>last|this)\s+(?P<unit>week|month|year|{_WEEKDAY})"
    rf"|(?P<ago>{_NUMBER}|an?)\s+(?P<ago_unit>day|week|month|year)s?\s+ago)"
)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _RELATIVE)
_ONE = compiled(_RELATIVE)
_RANGE = compiled(
    rf"(?:between|from)\s+(?P<first>{_UNNAMED})\s+(?:and|to|until|till|through)\s+"
    rf"(?P<last>{_UNNAMED})"
)
_BOUNDED = compiled(rf"{BOUND}\s+{_RELATIVE}")
_SINCE_WEEKDAY = compiled(rf"since\s+(?P<weekday>{_WEEKDAY})")
_PAST = compiled(
    r"(?P<within>(?:in|during|over|within)\s+the\s+)?(?:the\s+)?(?:last|past)\s+"
    rf"(?:(?P<count>{_NUMBER})\s+)?(?P<units>hour|day|week|month|year)s?"
)
VALUE = rf"{_RELATIVE}|(?P<weekday>{_WEEKDAY})"
"""A relative phrase that stands alone, as the value of an option."""
_VALUE = re.compile(VALUE, FLAGS)

# What makes a phrase say something else: whose last week, worse than last year, the last week of.
_TAKEN_BEFORE = re.compile(
    r"(?:\b(?:his|her|its|their|my|our|your|whose|for|every|each|these|those|than|a|an|very)|"
    r"['’]s|s['’])\s+(?:the\s+)?$",
    FLAGS,
)
_ARTICLE_BEFORE = re.compile(r"\bthe\s+$", FLAGS)
_TAKEN_AFTER = re.compile(r"\s+(?:of|before|after|until|ago)\b", FLAGS)
_ABOUT = re.compile(
    r"\b(?:more than|less than|at least|over|under|about|around|nearly|almost|some|roughly)\s+$",
    FLAGS,
)
# "today" is a date where something has happened; where something is so today, it means nowadays.
_TELLS = re.compile(
    r"\b(?:did|was|were|happen(?:s|ed|ing)?|has|have|had|said|says|new|news|latest|headlines|"
    r"published|reported|announced)\b",
    FLAGS,
)

Times = tuple[datetime, datetime]


def relative_mentions(text: str, calendar: Calendar) -> Iterator[Mention]:
    """Yield the relative phrases of `text`, those with more words first; some may overlap."""
    for match in _RANGE.finditer(text):
        ends = [read_relative(match[name], calendar) for name in ("first", "last")]
        first, last = sorted(times for times in ends if times)
        yield mention(match, (first[0], last[1]), strict=True)
    for match in _BOUNDED.finditer(text):
        if not _means_otherwise(text, match):
            bounds = bounded(match["bound"], *_times(match, calendar))
            yield mention(match, bounds, strict=match["ago_unit"] != "year")
    for match in _SINCE_WEEKDAY.finditer(text):
        day = _latest(match["weekday"], calendar)
        yield mention(match, (calendar.midnight(day), None), strict=True)
    for match in _PAST.finditer(text):
        if _counts(match) and not _means_otherwise(text, match):
            yield mention(match, _past(match, calendar), strict=True)
    for match in _ONE.finditer(text):
        if not _means_otherwise(text, match):
            yield _one(match, calendar)


def read_relative(text: str, calendar: Calendar) -> Times | None:
    """Return the time that a relative phrase alone names, a weekday's name among them."""
    match = _VALUE.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    if match["weekday"]:
        day = _latest(match["weekday"], calendar)
        return calendar.midnight(day), calendar.midnight(day + timedelta(days=1))
    return _times(match, calendar)


def _one(match: re.Match[str], calendar: Calendar) -> Mention:
    times = _times(match, calendar)
    if match["ago_unit"] != "year":
        return mention(match, times, strict=True)
    return mention(match, times, strict=False, naming=(rf"\b{times[0].year}\b",))


def _times(match: re.Match[str], calendar: Calendar) -> Times:
    first, end = _days(match, calendar.now().date())
    return calendar.midnight(first), calendar.midnight(end)


def _days(match: re.Match[str], today: date) -> tuple[date, date]:
    """Return the days [first, end) of a match of `_RELATIVE`."""
    if match["day"]:
        day = today if match["day"].casefold() == "today" else today - timedelta(days=1)
        return day, day + timedelta(days=1)
    if match["ago"]:
        return _back(today, match["ago_unit"].casefold(), _number(match["ago"]))
    unit, back = match["unit"].casefold(), int(match["which"].casefold() == "last")
    if unit not in _WEEKDAYS:
        return _back(today, unit, back)
    day = _weekday_before(today, unit) if back else _weekday_of_this_week(today, unit)
    return day, day + timedelta(days=1)


def _back(today: date, unit: str, count: int) -> tuple[date, date]:
    """Return the calendar's day, week, month or year that is `count` of them before today's."""
    match unit:
        case "day":
            first = today - timedelta(days=count)
            return first, first + timedelta(days=1)
        case "week":
            first = today - timedelta(days=today.weekday(), weeks=count)
            return first, first + timedelta(weeks=1)
        case "month":
            return add_months(today, -count), add_months(today, 1 - count)
        case _:
            year = today.year - count
            return date(year, 1, 1), date(year + 1, 1, 1)


def _past(match: re.Match[str], calendar: Calendar) -> Times:
    """Return the last hours up to now, or the last days, weeks ... up to the end of today."""
    now, unit = calendar.now(), match["units"].casefold()
    count = _number(match["count"]) if match["count"] else 1
    today = now.date()
    match unit:
        case "hour":
            return (now.astimezone(UTC) - timedelta(hours=count)).astimezone(calendar.zone), now
        case "day" | "week":
            first = today - timedelta(days=count * (7 if unit == "week" else 1))
        case _:
            months = count if unit == "month" else 12 * count
            start = add_months(today, -months)
            last_day = add_months(start, 1) - timedelta(days=1)
            first = min(start + timedelta(days=today.day - 1), last_day)
    return calendar.midnight(first), calendar.midnight(today + timedelta(days=1))


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return _NUMBERS.index(word.casefold()) + 1 if word.casefold() in _NUMBERS else 1


def _latest(weekday: str, calendar: Calendar) -> date:
    """Return the latest day of that name before today."""
    return _weekday_before(calendar.now().date(), weekday.casefold())


def _weekday_before(today: date, weekday: str) -> date:
    return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(weekday) - 1) % 7 + 1)


def _weekday_of_this_week(today: date, weekday: str) -> date:
    return today - timedelta(days=today.weekday() - _WEEKDAYS.index(weekday))


def _counts(match: re.Match[str]) -> bool:
    """Say whether "past" or "last" counts back: with a number, or as in "in the past week"."""
    one = match["units"].casefold() in ("week", "month", "year")
    return bool(match["count"] or (match["within"] and one))


def _means_otherwise(text: str, match: re.Match[str]) -> bool:
    """Say whether a phrase is a name, or part of another phrase, and so no window."""
    phrase, before = match.group(), text[: match.start()]
    groups = match.groupdict()
    if _is_capitalised(text, match):
        return True
    if _TAKEN_AFTER.match(text, match.end()) and not groups.get("day"):
        return True
    if groups.get("bound"):
        return False
    if groups.get("day"):
        return phrase.casefold() == "today" and not _TELLS.search(text)
    if groups.get("ago"):
        return bool(_ABOUT.search(before))
    taken = _TAKEN_BEFORE.search(before)
    return bool(taken or (groups.get("unit") and _ARTICLE_BEFORE.search(before)))


def _is_capitalised(text: str, match: re.Match[str]) -> bool:
    """Say whether the phrase is written like a name, as in "USA Today" or "This Week"."""
    words = [word for word in match.group().split() if word.casefold() not in _WEEKDAYS]
    if text.isupper():
        return False
    if starts_sentence(text, match.start()):
        words = words[1:]
    return any(word != word.lower() for word in words)
