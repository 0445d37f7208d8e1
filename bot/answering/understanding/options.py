"""What a question asks for besides its words: options, and the same as operators inside it.

`since:2022-03-01` and `until:` include the day they name, `after:` begins the day after it and
`before:` ends before it; a month or a year stands for all its days. `outlet:`, `author:`,
`section:` and `language:` choose the articles. A value of several words stands in quotation marks,
but for a date, which is known by its form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.understanding.mentions import Mention, bounded
from bot.answering.understanding.periods import SHAPES, Calendar, DateWindow, read_date
from bot.answering.understanding.relative_dates import VALUE, read_relative
from embeddings.filters import Filters

_DATED = ("since", "until", "after", "before")
_DATE = f"(?:{'|'.join((VALUE, *SHAPES))})"
_OPERATOR = re.compile(
    rf"(?<![^\s(\[])(?:(?P<dated>{'|'.join(_DATED)}):\s*(?P<date>{_DATE})(?![\w/]|[-.:]\w)"
    rf"|(?P<name>{'|'.join(_DATED)}|outlet|author|section|language):"
    r"(?:[\"“„](?P<quoted>[^\"“”„]+)(?:[\"“”]|$)|(?P<plain>[^\s\"“„]+)))",
    re.IGNORECASE,
)
_CLOSING = "?!.,;:)"


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader chose, as typed; None where nothing was."""

    since: str | None = None
    until: str | None = None
    outlet: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None


NO_OPTIONS = Options()


class DateNotUnderstoodError(ValueError):
    """A date that an option or an operator names and nobody can read; its text is the words."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator in a question: text[start:end]."""

    name: str
    value: str
    start: int
    end: int


def operators(text: str) -> list[Operator]:
    """Return the operators of `text`, in order; a sign that ends the sentence is none of them."""
    return list(_operators(text))


def _operators(text: str) -> Iterator[Operator]:
    for match in _OPERATOR.finditer(text):
        name, end = (match["dated"] or match["name"]).casefold(), match.end()
        whole = match["date"] or match["quoted"]
        if whole:
            yield Operator(name, whole, match.start(), end)
            continue
        value = match["plain"].rstrip(_CLOSING)
        if value:
            end -= len(match["plain"]) - len(value)
            yield Operator(name, value, match.start(), end)


def dated_operators(text: str, found: Sequence[Operator], calendar: Calendar) -> list[Mention]:
    """Return the operators with dates as strict mentions.

    Raises:
        DateNotUnderstoodError: a value is no date.
    """
    return [_mention(text, item, calendar) for item in found if item.name in _DATED]


def _mention(text: str, item: Operator, calendar: Calendar) -> Mention:
    words = text[item.start : item.end]
    window = _window(item.name, item.value, words, calendar)
    return Mention(item.start, item.end, window)


def option_windows(options: Options, calendar: Calendar) -> list[DateWindow]:
    """Return the strict windows of the options with dates; the question has no words for them.

    Raises:
        DateNotUnderstoodError: a value is no date.
    """
    given = {"since": options.since, "until": options.until}
    return [
        replace(_window(name, value, value, calendar), words="")
        for name, value in given.items()
        if value
    ]


def _window(name: str, value: str, words: str, calendar: Calendar) -> DateWindow:
    times = read_relative(value, calendar)
    period = read_date(value, calendar)
    if times is None and period is not None:
        times = calendar.midnight(period.first), calendar.midnight(period.end)
    if times is None:
        raise DateNotUnderstoodError(words)
    return DateWindow(*bounded(name, *times), words=words, strict=True)


def filters_of(options: Options, found: Sequence[Operator]) -> Filters:
    """Return the filters without dates; an option comes before the operator of its name."""
    said = {item.name: item.value for item in found if item.name not in _DATED}
    return Filters(
        outlet=options.outlet or said.get("outlet"),
        author=options.author or said.get("author"),
        section=options.section or said.get("section"),
        language=options.language or said.get("language"),
    )
