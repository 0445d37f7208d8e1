"""Lines that say who wrote a story and when: bylines, agencies' signatures, dates, clock times.

Each is known by holding nothing else: a sentence that only begins like one is news.
"""

import re

_CAPITALISED = r"[^\W\d_a-zß-öø-ÿ][^\s,;/&|()\[\]]*"
_BETWEEN = r"[\s,;/&|()\[\]]+"
_JOINING = r"of|the|and|for|in|at|via|by|de|la|van|von|dpa|epa"
_TASK = r"(?:additional\s)?(?:reporting|writing|editing|compiled|translated|edited|written)"
_BYLINE = re.compile(
    rf"^\W*[Bb][Yy]\s+{_CAPITALISED}{_BETWEEN}(?:(?:{_CAPITALISED}|{_JOINING})(?:{_BETWEEN}|$))+$"
)
_SIGNATURE = re.compile(
    rf"^\W*(?i:{_TASK})(?:\sand\s{_TASK})?(?:\sin\s{_CAPITALISED})?\sby\s"
    rf"(?:(?:{_CAPITALISED}|{_JOINING}|(?i:{_TASK}))(?:{_BETWEEN}|$))+$"
)
_MONTH_OR_DAY = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\b"
)
_WHEN = (
    rf"(?:\d+(?:st|nd|rd|th|am|pm)?\b|{_MONTH_OR_DAY}|[ap]\.?m\b|at\b|on\b|(?-i:[A-Z]{{2,5}}\b))"
)
_DATED = re.compile(
    rf"^\W*(?:(?:first|last|originally)\s)?(?:published|updated|posted|modified)\b(?:\W*{_WHEN})+\W*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^\W*\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?)?\s*(?:\(?(?-i:[A-Z]{2,5})\)?)?\W*$",
    re.IGNORECASE,
)


def is_stamp(sentence: str) -> bool:
    """Say whether a sentence is nothing but a byline, a signature or the date of a version."""
    return any(pattern.search(sentence) is not None for pattern in (_BYLINE, _SIGNATURE, _DATED))


def is_clock(line: str) -> bool:
    """Say whether a line is nothing but a time of the day, as live reports have it."""
    return _CLOCK.search(line) is not None
