"""Questions about a day, a year or a number that is not the printed one, or about other days.

What is asked of other days is answered by the coverage, but not by anything published then.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice, pairwise

from bot.harness.packs.clauses import Clause
from bot.harness.packs.ground import Ground, Story
from bot.harness.packs.plain_questions import plain_questions
from bot.harness.packs.schema import Kind, Window, unanswerable
from bot.harness.schema import Fixture

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DAY_OF_MONTH = re.compile(rf"\b(?:{_MONTH} (?P<after>\d\d?)|(?P<before>\d\d?) {_MONTH})\b")
_YEAR = re.compile(r"(?<![\w.,:-])(?:1[89]|20)\d\d(?![\w-]|[.,:]\d)")
_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w/-]|[:]\d)")
_NAMED = re.compile(r"[A-Z][\w’'-]*\s$")
"""What stands before a number that is part of a name: "Falcon 9"."""
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_DAYS, _YEARS, _LAST_SAFE_DAY = 11, 3, 28
_SHIFTED_EACH, _EACH_WINDOW = 3, 2
_MARGIN = timedelta(days=2)
"""Kept from published dates on both sides: a day begins and ends elsewhere in another zone."""
_YEAR_LONG = timedelta(days=365)


def shifted_dates(ground: Ground) -> Iterator[Fixture]:
    """Yield questions with a shifted day, year or number, each fourth with a window instead."""
    shifted = (_shifted(ground, story, one) for story, one in ground.clauses)
    whole = [fixture for fixture in shifted if fixture]
    dated = list(_in_empty_windows(ground))
    while whole or dated:
        yield from whole[:_SHIFTED_EACH]
        yield from dated[:1]
        whole, dated = whole[_SHIFTED_EACH:], dated[1:]


def _shifted(ground: Ground, story: Story, clause: Clause) -> Fixture | None:
    found = next(_other_numbers(clause.said_text), None)
    if found is None:
        return None
    said, new, old = found
    if new in story.article.text or ground.is_told_beside(new, clause.claim):
        return None
    subject = clause.person or clause.subject_text
    question = f"Who {said}?" if clause.person else f"Why was it that {subject} {said}?"
    note = f"the article says {old}, not {new}"
    return unanswerable(Kind.SHIFTED_DATES, question, note, near=(story.article.id,))


def _other_numbers(said: str) -> Iterator[tuple[str, str, str]]:
    """Yield what was said with another day, year or number, with the new one and the old."""
    for match in _DAY_OF_MONTH.finditer(said):
        name = "after" if match["after"] else "before"
        if not _WEEKDAY.search(said):
            new = str(_other_day(int(match[name])))
            whole = match[0].replace(match[name], new)
            yield said[: match.start()] + whole + said[match.end() :], whole, match[0]
    for match in _YEAR.finditer(said):
        yield _replaced(said, match, str(int(match[0]) - _YEARS))
    for match in _NUMBER.finditer(said):
        if not _NAMED.search(said[: match.start()]):
            yield _replaced(said, match, _other_number(match[0]))


def _replaced(said: str, match: re.Match[str], new: str) -> tuple[str, str, str]:
    return said[: match.start()] + new + said[match.end() :], new, match[0]


def _other_day(day: int) -> int:
    later = day + _DAYS
    return later if later <= _LAST_SAFE_DAY else day - _DAYS


def _other_number(number: str) -> str:
    """Return a number of the same form whose first digit is another."""
    return str((int(number[0]) + 4) % 9 + 1) + number[1:]


def _in_empty_windows(ground: Ground) -> Iterator[Fixture]:
    """Yield plain questions, each with days on which nothing was published."""
    windows = list(empty_windows(ground))
    undated = (one for one in plain_questions(ground) if not re.search(r"\d", one.question))
    for number, plain in enumerate(islice(undated, _EACH_WINDOW * len(windows))):
        window = windows[number % len(windows)]
        note = "nothing was published on the days that are asked for"
        yield unanswerable(
            Kind.SHIFTED_DATES, plain.question, note, near=plain.articles, window=window
        )


def empty_windows(ground: Ground) -> Iterator[Window]:
    """Yield days before and after everything published, and the longest silence between."""
    days = sorted(set(filter(None, map(_day, ground.published()))))
    if not days:
        yield Window(date(2001, 1, 1), date(2001, 12, 31))  # what is undated is never found then
        return
    first, last = days[0] - _MARGIN, days[-1] + _MARGIN
    silences = [(later - day, day + _MARGIN, later - _MARGIN) for day, later in pairwise(days)]
    longest = max(silences, default=(timedelta(), first, first))
    yield Window(None, first)
    if longest[1] < longest[2]:
        yield Window(longest[1], longest[2])
    yield Window(last, None)
    yield Window(first - _YEAR_LONG, first)
    yield Window(last, last + _YEAR_LONG)


def _day(published: str | None) -> date | None:
    """Return the day of a date as articles have it; None where it can be no end of a window."""
    try:
        day = date.fromisoformat((published or "")[:10])
        return day if day - 2 * _YEAR_LONG < day < day + 2 * _YEAR_LONG else None
    except (ValueError, OverflowError):
        return None
