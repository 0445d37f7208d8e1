"""Which passages a question may be answered from: by outlet, author, section, language and date.

What a filter says is compared with the facts of the articles, never with their texts. An article
without a date never matches a filter with dates.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

import numpy as np
from numpy.typing import NDArray

from embeddings.remembering import Remembered
from embeddings.schema import ArticleFacts

_WORD = re.compile(r"\w+")
_SUBTAG = re.compile(r"[-_]")
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EARLIEST, _LATEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_MOST_SELECTED = 4
"""So many filters does one question use at most, each several times."""
_UNDATED = (_LATEST, _EARLIEST, True)

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Filters:
    """What an article must be for its passages to be searched; None asks for nothing.

    `outlet`, `author` and `section` match where they are the article's, or whole words of it,
    whatever the case and the accents; `language` matches by its first part ("en" and "en-GB").
    `outlets` are all that may be searched, by their whole names; none named means all.
    `since` and `until` carry a time zone and are half-open: [since, until). An article whose date
    has no time is its whole day, one whose date has no zone is read in the zone of the filter.

    Raises:
        ValueError: a date without a time zone.
    """

    outlet: str | None = None
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    section: str | None = None
    language: str | None = None
    outlets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for moment in (self.since, self.until):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{moment} has no time zone: give it one")


NO_FILTERS = Filters()


class PassageFacts:
    """The facts of all current articles, parsed once, ready to select passages by."""

    def __init__(self, facts: Sequence[ArticleFacts], passages: Iterable[tuple[int, str]]) -> None:
        """Take the articles' facts and every passage's (id, version), by ascending id."""
        self._row_of = {item.version: row for row, item in enumerate(facts)}
        listed = [(passage_id, self._row_of[version]) for passage_id, version in passages]
        self._ids, self._rows = np.array(listed, dtype=np.int64).reshape(-1, 2).T
        self._outlets = _Column.of(facts, lambda item: (item.outlet,), folded_words)
        self._authors = _Column.of(facts, lambda item: item.authors, folded_words)
        self._sections = _Column.of(facts, lambda item: (item.section, item.genre), folded_words)
        self._languages = _Column.of(facts, lambda item: (item.language,), _primary)
        days = np.array(
            [_interval(item.published) for item in facts],
            dtype=[("start", np.int64), ("end", np.int64), ("local", np.bool_)],
        )
        self._start, self._end, self._local = days["start"], days["end"], days["local"]
        self._selected: Remembered[Hashable, Ids] = Remembered(_MOST_SELECTED)

    def allowed(self, filters: Filters) -> Ids:
        """Return the ids of the passages that match, ascending; they cannot be changed."""
        key = _exactly(filters)
        known = self._selected.get(key)
        if known is not None:
            return known
        allowed: Ids = self._ids[self._matching(filters)[self._rows]]
        allowed.flags.writeable = False
        self._selected.put(key, allowed)
        return allowed

    def admits(self, version: str, filters: Filters) -> bool:
        """Say whether the current article of that version matches."""
        row = self._row_of.get(version)
        return row is not None and bool(self._matching(filters)[row])

    def _matching(self, filters: Filters) -> Mask:
        matching = np.ones(len(self._start), dtype=np.bool_)
        for column, wanted, form in (
            (self._outlets, filters.outlet, folded_words),
            (self._authors, filters.author, folded_words),
            (self._sections, filters.section, folded_words),
            (self._languages, filters.language, _primary),
        ):
            if wanted is not None:
                matching &= column.holds(form(wanted))
        if filters.outlets:
            matching &= self._outlets.are_any(map(folded_words, filters.outlets))
        if filters.since is not None or filters.until is not None:
            matching &= self._dated(filters.since, filters.until)
        return matching

    def names(self, word: str) -> bool:
        """Say whether `word` stands in the name of an outlet, an author or a section."""
        columns = (self._outlets, self._authors, self._sections)
        return any(column.holds(folded_words(word)).any() for column in columns)

    def _dated(self, since: datetime | None, until: datetime | None) -> Mask:
        first = np.where(self._local, _wall(since, _EARLIEST), _instant(since, _EARLIEST))
        last = np.where(self._local, _wall(until, _LATEST), _instant(until, _LATEST))
        overlaps: Mask = (self._start < last) & (self._end > first) & (self._start < self._end)
        return overlaps


@dataclass(frozen=True, slots=True)
class _Column:
    """One fact of every article: each folded value with the rows that have it."""

    rows_by_value: Mapping[str, Sequence[int]]
    length: int

    @classmethod
    def of(
        cls,
        facts: Sequence[ArticleFacts],
        values_of: Callable[[ArticleFacts], Iterable[str | None]],
        form: Callable[[str], str],
    ) -> Self:
        rows: dict[str, list[int]] = {}
        for row, item in enumerate(facts):
            for value in values_of(item):
                if value:
                    rows.setdefault(form(value), []).append(row)
        return cls(rows, len(facts))

    def holds(self, wanted: str) -> Mask:
        """Return which articles have the words `wanted`; a filter without a word matches none."""
        found = np.zeros(self.length, dtype=np.bool_)
        if wanted.strip():
            for value, rows in self.rows_by_value.items():
                if wanted in value:
                    found[np.asarray(rows)] = True
        return found

    def are_any(self, values: Iterable[str]) -> Mask:
        """Return which articles have one of `values`, whole."""
        found = np.zeros(self.length, dtype=np.bool_)
        for value in values:
            found[np.asarray(self.rows_by_value.get(value, ()), dtype=np.intp)] = True
        return found


def is_among(outlet: str | None, outlets: Collection[str]) -> bool:
    """Say whether an outlet is one of these, as `Filters` compares them; none named means all."""
    return not outlets or folded_words(outlet or "") in set(map(folded_words, outlets))


def folded_words(text: str) -> str:
    """Return the words of `text` without case and accents, a space on both sides of each."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return f" {' '.join(_WORD.findall(plain))} "


def _primary(language: str) -> str:
    """Return a language tag's first part, a space on both sides."""
    return folded_words(_SUBTAG.split(language.strip())[0])


def _exactly(filters: Filters) -> Hashable:
    """Return all that decides what matches: equal moments of two zones may be of two days."""
    moments = (filters.since, filters.until)
    dates = [(_instant(one, 0), _wall(one, 0)) if one else None for one in moments]
    return (replace(filters, since=None, until=None), *dates)


def _interval(published: str | None) -> tuple[int, int, bool]:
    """Return a date's first and last microsecond, half-open, and whether it names no zone."""
    if not published:
        return _UNDATED
    try:
        day = date.fromisoformat(published)
    except ValueError:
        return _moment(published)
    start = _since_epoch(datetime.combine(day, time(), UTC))
    return start, start + timedelta(days=1) // _MICROSECOND, True


def _moment(published: str) -> tuple[int, int, bool]:
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:  # the readers let no other form in; an archive may hold what they do not
        return _UNDATED
    start = _since_epoch(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    return start, start + 1, moment.tzinfo is None


def _instant(moment: datetime | None, default: int) -> int:
    return default if moment is None else _since_epoch(moment)


def _wall(moment: datetime | None, default: int) -> int:
    """Return what a clock on the wall of the filter's zone shows, as if that were UTC."""
    return default if moment is None else _since_epoch(moment.replace(tzinfo=UTC))


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
