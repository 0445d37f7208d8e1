"""What a question asks for in time and place, and what is left of it to search.

Dates are read by a small grammar with an injected clock, never guessed. Strict windows (operators,
options, "last week") are all that is searched, and their words are taken out of what is searched.
Loose ones ("in March 2022") stay in it: the date may be what an article is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import attrgetter

from bot.answering.understanding.absolute_dates import absolute_mentions
from bot.answering.understanding.mentions import Mention
from bot.answering.understanding.options import (
    NO_OPTIONS,
    DateNotUnderstoodError,
    Operator,
    Options,
    dated_operators,
    filters_of,
    operators,
    option_windows,
)
from bot.answering.understanding.periods import Calendar, DateWindow
from bot.answering.understanding.relative_dates import relative_mentions
from embeddings.filters import Filters
from embeddings.schema import Article

_MASK = ";"


@dataclass(frozen=True, slots=True)
class Understood:
    """A question taken apart.

    `search_text` is what is searched; `undated_text` is that without the words of the loose
    window, for what was published in it and need not name it again; `topic` is the question with
    dates and operators masked, at the same offsets. `filters` hold no dates: those are in `strict`
    and `loose`. `naming` are the patterns by which an article names the loose window itself.
    `unreadable` are the words of a date that nobody can read.
    """

    search_text: str
    undated_text: str
    topic: str
    filters: Filters
    strict: DateWindow | None = None
    loose: DateWindow | None = None
    naming: tuple[str, ...] = ()
    unreadable: str | None = None

    @property
    def window(self) -> DateWindow | None:
        """The window that the question asks for, loose or strict."""
        return self.loose or self.strict

    @property
    def reversed_window(self) -> DateWindow | None:
        """The window that ends before it begins, if one does."""
        windows = (self.strict, self.loose)
        return next((window for window in windows if window and window.is_reversed), None)

    @property
    def bounds(self) -> Filters:
        """What may be searched whatever the question asks for."""
        return Filters(outlets=self.filters.outlets)

    def within(self, window: DateWindow | None) -> Filters:
        """Return the filters with the dates of `window`."""
        if window is None:
            return self.filters
        return replace(self.filters, since=window.since, until=window.until)

    def is_named_by(self, article: Article) -> bool:
        """Say whether `article` names the date of the loose window in headline or text.

        The year that it was published in goes without saying.
        """
        said = f"{article.title}\n{article.text}\n{(article.published or '')[:4]}"
        return all(re.search(pattern, said) for pattern in self.naming)


def understand(
    question: str,
    calendar: Calendar,
    options: Options = NO_OPTIONS,
    outlets: tuple[str, ...] = (),
) -> Understood:
    """Return what `question` and `options` ask for, of `outlets` alone; it never fails."""
    found = operators(question)
    filters = replace(filters_of(options, found), outlets=outlets)
    masked = _masked(question, found)
    try:
        given = option_windows(options, calendar)
        typed = dated_operators(question, found, calendar)
    except DateNotUnderstoodError as error:
        return Understood(question, question, masked, filters, unreadable=str(error))
    phrases = _phrases(masked, calendar)
    said = _sharing([item for item in phrases if item.window.strict])
    loose = [item for item in phrases if not item.window.strict]
    strict = _strict([*typed, *said], given, question)
    chosen = _loose(loose, strict, question)
    return Understood(
        search_text=_without(question, [*found, *said]),
        undated_text=_without(question, [*found, *said, *loose]),
        topic=_masked(masked, phrases),
        filters=filters,
        strict=strict,
        loose=chosen,
        naming=tuple(name for item in loose for name in item.naming) if chosen else (),
    )


def _phrases(masked: str, calendar: Calendar) -> list[Mention]:
    """Return the phrases of dates that do not overlap, in order; longer forms come first."""
    taken: list[Mention] = []
    for item in [*relative_mentions(masked, calendar), *absolute_mentions(masked, calendar)]:
        if all(item.end <= other.start or other.end <= item.start for other in taken):
            taken.append(item)
    return sorted(taken, key=attrgetter("start"))


def _sharing(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Return phrases that have some time in common, or none: else they are several topics."""
    windows = [item.window for item in mentions]
    return () if windows and reduce(DateWindow.within, windows).is_reversed else mentions


def _strict(
    mentions: Sequence[Mention], given: Sequence[DateWindow], question: str
) -> DateWindow | None:
    windows = [item.window for item in mentions] + list(given)
    if not windows:
        return None
    return replace(reduce(DateWindow.within, windows), words=_words(mentions, question))


def _loose(
    mentions: Sequence[Mention], strict: DateWindow | None, question: str
) -> DateWindow | None:
    """Return what the loose phrases share, if anything: else they are several topics, no window.

    One phrase that is reversed in itself is kept, to be refused.
    """
    if not mentions:
        return None
    wrong = next((item.window for item in mentions if item.window.is_reversed), None)
    if wrong:
        return wrong
    window = reduce(DateWindow.within, [item.window for item in mentions])
    if strict and not strict.is_reversed:
        window = window.within(strict)
    return None if window.is_reversed else replace(window, words=_words(mentions, question))


def _words(mentions: Sequence[Mention], question: str) -> str:
    """Return the question's characters from the first mention to the last."""
    if not mentions:
        return ""
    first, last = min(item.start for item in mentions), max(item.end for item in mentions)
    return question[first:last]


def _masked(text: str, spans: Sequence[Mention] | Sequence[Operator]) -> str:
    for span in spans:
        text = text[: span.start] + _MASK * (span.end - span.start) + text[span.end :]
    return text


def _without(text: str, spans: Sequence[Mention | Operator]) -> str:
    """Return `text` without the spans; as it is where there are none."""
    if not spans:
        return text
    for span in sorted(spans, key=attrgetter("start"), reverse=True):
        text = f"{text[: span.start]} {text[span.end :]}"
    return " ".join(text.split())
