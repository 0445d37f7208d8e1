"""Phrases that name dates themselves, like "in March 2022" or "since 2014": loose windows.

A date counts only after a preposition that dates something; a month or a number that could mean
something else ("Who may march second?", "in 2000 cities", "before May resigned") does not.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.answering.understanding.mentions import (
    BOUND,
    Mention,
    bounded,
    compiled,
    ends_clause,
    mention,
)
from bot.answering.understanding.periods import (
    DAY,
    FLAGS,
    SHAPES,
    YEAR,
    Calendar,
    Period,
    day_period,
    read_date,
)

_DATE = "(?:" + "|".join(SHAPES) + ")"
_BETWEEN = compiled(rf"between\s+(?P<first>{_DATE})\s+and\s+(?P<last>{_DATE})")
_FROM = compiled(rf"from\s+(?P<first>{_DATE})\s+(?:to|until|till|through)\s+(?P<last>{_DATE})")
_DASHED = compiled(rf"(?:in|during|from)\s+(?P<first>{YEAR})\s?[-–]\s?(?P<last>{YEAR})")
_LISTED = compiled(
    rf"(?P<within>in|on|during|throughout)\s+(?P<first>{_DATE})(?:\s*,\s*{_DATE})*"
    rf"\s*,?\s+(?:and|or)\s+(?P<last>{_DATE})"
)
_BOUNDED = compiled(rf"{BOUND}\s+(?:the\s+year\s+)?(?P<date>{_DATE})")
_IN = compiled(
    r"(?P<within>in|on|during|throughout)\s+(?:(?:early|mid|late)[\s-]+|the\s+year\s+)?"
    rf"(?P<date>{_DATE})"
)
_UNITS = {"in": ("month", "year"), "on": ("day",)}
_PERIODS = ("month", "year")

_NEXT_WORD = re.compile(r"\s+(?P<word>[\w$€£]+)")
_NOT_PLURAL = ("as", "does", "has", "is", "its", "this", "was", "us")
_MEASURES = (
    *("billion", "children", "feet", "km", "kg", "men", "metres", "miles", "million", "more"),
    *("other", "people", "per", "percent", "women", "tonnes"),
)
_NAMES_OF_PEOPLE = ("april", "august", "june", "march", "may")
_VERBS_TOO = ("august", "march", "may")
_CAPITAL = re.compile(r"\s+[A-Z]")
_MORE_DAYS = re.compile(rf"(?:,\s*\d+)*,?\s+(?:and|or|to|through|until)\s+{DAY}\b", FLAGS)
_TRUST = re.compile(r"\b(?:trust|confidence|faith|interest|belief|believ\w+)\s+$", FLAGS)


def absolute_mentions(text: str, calendar: Calendar) -> Iterator[Mention]:
    """Yield the dated phrases of `text`, those of two dates first; some may overlap."""
    for pattern in (_BETWEEN, _FROM, _DASHED):
        for match in pattern.finditer(text):
            found = _range(match, calendar)
            if found and not _is_quantity(text, match.end(), match["last"]):
                yield found
    for match in _LISTED.finditer(text):
        listed = _listed(match, text, calendar)
        if listed:
            yield listed
    for match in _BOUNDED.finditer(text):
        period = read_date(match["date"], calendar)
        if period and not _means_otherwise(text, match, period, match["date"]):
            bounds = bounded(match["bound"], *_times(period, calendar))
            yield mention(match, bounds, strict=False, naming=period.tokens())
    for match in _IN.finditer(text):
        period = read_date(match["date"], calendar)
        allowed = _UNITS.get(match["within"].casefold(), _PERIODS)
        if (
            period
            and period.unit in allowed
            and not _means_otherwise(text, match, period, match["date"])
        ):
            yield mention(match, _times(period, calendar), strict=False, naming=period.tokens())
    yield from _named(text, calendar)


def _named(text: str, calendar: Calendar) -> Iterator[Mention]:
    """Yield the owner's named dates, as in "since the invasion"."""
    for name, day in sorted(calendar.named.items(), key=lambda item: -len(item[0])):
        words = r"\s+".join(map(re.escape, name.split()))
        for match in compiled(rf"{BOUND}\s+{words}(?!\s+of\b)").finditer(text) if words else ():
            bounds = bounded(match["bound"], *_times(day_period(day), calendar))
            yield mention(match, bounds, strict=False, naming=(rf"(?i:\b{words}\b)",))


def _times(period: Period, calendar: Calendar) -> tuple[datetime, datetime]:
    return calendar.midnight(period.first), calendar.midnight(period.end)


def _range(match: re.Match[str], calendar: Calendar) -> Mention | None:
    ends = _ends(match, calendar)
    return _spanning(match, *ends, calendar) if ends else None


def _listed(match: re.Match[str], text: str, calendar: Calendar) -> Mention | None:
    """Return all the time from the first to the last of several dates, in whatever order."""
    ends = _ends(match, calendar)
    if ends is None or _means_otherwise(text, match, ends[1], match["last"]):
        return None
    if ends[0].has_year and not ends[1].has_year:
        return None
    first, last = sorted(ends, key=lambda period: period.first)
    allowed = _UNITS.get(match["within"].casefold(), _PERIODS)
    if not {first.unit, last.unit} <= set(allowed):
        return None
    return _spanning(match, first, last, calendar)


def _ends(match: re.Match[str], calendar: Calendar) -> tuple[Period, Period] | None:
    """Return the first and the last date of a match; one without a year is not after the last."""
    first, last = (read_date(match[name], calendar) for name in ("first", "last"))
    if first is None or last is None:
        return None
    if not first.has_year:
        shifted = first.in_year(last.first.year)
        first = shifted if shifted.first <= last.first else first.in_year(last.first.year - 1)
    return first, last


def _spanning(match: re.Match[str], first: Period, last: Period, calendar: Calendar) -> Mention:
    bounds = calendar.midnight(first.first), calendar.midnight(last.end)
    return mention(match, bounds, strict=False, naming=first.tokens() + last.tokens())


def _means_otherwise(text: str, match: re.Match[str], period: Period, word: str) -> bool:
    """Say whether a date, the match's last `word`, is a quantity, a person or a verb here.

    Or the first of several days whose month and year stand elsewhere ("March 3 and 4, 2022").
    """
    if period.unit == "day":
        return not period.has_year and bool(_MORE_DAYS.match(text, match.end()))
    if period.unit == "year":
        return _is_quantity(text, match.end(), word)
    if word.casefold() not in _NAMES_OF_PEOPLE:
        return False
    if _TRUST.search(text[: match.start()]):
        return True
    if ends_clause(text, match.end()):
        return False
    return (
        "bound" in match.groupdict()
        or word in _VERBS_TOO
        or bool(_CAPITAL.match(text, match.end()) and not text.isupper())
    )


def _is_quantity(text: str, end: int, date: str) -> bool:
    """Say whether a year is the number of something: what it counts stands in the plural."""
    following = _NEXT_WORD.match(text, end)
    if following is None or not date.isdecimal():
        return False
    word = following["word"].casefold()
    plural = word.endswith("s") and word not in _NOT_PLURAL and following["word"].islower()
    return plural or word in _MEASURES
