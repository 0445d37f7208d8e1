"""Looks articles up by headline, author, outlet, address, date, id or words, from memory.

Everything that can be found lies in one folded text, a line an article, newest first: looking
through it takes some milliseconds for a hundred thousand articles, so that every key pressed can
be answered.
"""

import unicodedata
from bisect import bisect_right
from calendar import month_name
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain, islice

from embeddings.filters import folded_words
from embeddings.schema import Article, ArticleFacts

MAX_MATCHES = 10
MAX_CHARS, MAX_WORDS = 200, 12
"""How much of what is typed counts."""
_END = "\n"  # of a line; folding leaves none inside


@dataclass(frozen=True, slots=True)
class Listing:
    """An article as the catalogue knows it."""

    article_id: str
    title: str
    outlet: str | None
    published: str | None
    version: str = ""


class Catalogue:
    """Every article's headline and facts in memory, newest first, or those of some outlets."""

    _names: Collection[str] | None = None

    def __init__(self, articles: Iterable[Article | ArticleFacts]) -> None:
        ordered = sorted(articles, key=lambda item: item.published or "", reverse=True)
        self._listings = [
            Listing(item.id, item.title, item.outlet, item.published, item.version)
            for item in ordered
        ]
        self._row_of = {item.article_id: row for row, item in enumerate(self._listings)}
        self._outlets = Counter(item.outlet for item in self._listings if item.outlet)
        self._folded_outlets = {name: folded_words(name) for name in self._outlets}
        titles = [fold(item.title) for item in ordered]
        self._titles = _Lines(titles)
        self._everything = _Lines(
            [f"{title} {_facts(item)}" for title, item in zip(titles, ordered, strict=True)]
        )
        self._ids: dict[str, list[int]] = {}
        for row, item in enumerate(ordered):
            self._ids.setdefault(fold(item.id), []).append(row)

    def within(self, outlets: Collection[str]) -> "Catalogue":
        """Return what of it is of these outlets; none named means all of it. Nothing is copied."""
        if not outlets:
            return self
        wanted = frozenset(map(folded_words, outlets))
        names = {name for name, folded in self._folded_outlets.items() if folded in wanted}
        part = copy(self)  # which shares the texts
        part._bind(names)  # noqa: SLF001 - a catalogue too
        return part

    def _bind(self, names: Collection[str]) -> None:
        """Have nothing but what these outlets have."""
        self._names = names
        self._outlets = Counter({name: self._outlets[name] for name in names})

    def get(self, article_id: str) -> Listing | None:
        """Return the article of that id."""
        row = self._row_of.get(article_id)
        return None if row is None or not self._has(row) else self._listings[row]

    def outlets(self, words: str, limit: int) -> list[str]:
        """Return the outlets that hold `words`, those with the most articles first."""
        folded = fold(words)
        return [name for name, _ in self._outlets.most_common() if folded in fold(name)][:limit]

    def find(
        self, words: str, limit: int = MAX_MATCHES, *, most_rows: int | None = None
    ) -> list[Listing]:
        """Return the articles that hold all of `words` in headline or facts, best first.

        No words give the newest. What is named by its whole headline or id comes first, then a
        headline that begins with the words, then those that hold them, then those found by author,
        outlet, address, date or id; of equals the newest. Of long input only the beginning counts.
        `most_rows` bounds how many are looked at, for what has to be there at once.
        """
        folded = fold(words[:MAX_CHARS])
        parts = folded.split()[:MAX_WORDS]
        if not parts:
            rows = filter(self._has, range(len(self._listings)))
            return [self._listings[row] for row in islice(rows, limit)]
        named = sorted([*self._ids.get(folded, ()), *self._titles.equal_to(folded)])
        found = chain(
            named,
            self._titles.starting_with(folded),
            self._titles.holding(parts, most_rows),
            self._everything.holding(parts, most_rows),
        )
        rows = filter(self._has, _once(found))
        return [self._listings[row] for row in islice(rows, limit)]

    def _has(self, row: int) -> bool:
        return self._names is None or self._listings[row].outlet in self._names


def fold(text: str) -> str:
    """Return `text` for finding: without case and accents, with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(plain.split())


class _Lines:
    """Folded lines as one text, so that the searching is done by `str.find`."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = _END + "".join(f"{line}{_END}" for line in lines)
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=1))

    def equal_to(self, line: str) -> Iterator[int]:
        """Yield the rows that are `line`, in order."""
        return self._rows(f"{_END}{line}{_END}")

    def starting_with(self, beginning: str) -> Iterator[int]:
        """Yield the rows that start with `beginning`, in order."""
        return self._rows(f"{_END}{beginning}")

    def holding(self, parts: Sequence[str], most_rows: int | None = None) -> Iterator[int]:
        """Yield the rows that hold every part, in order, of the first `most_rows` that may.

        The longest is what is looked for: it is likely to be the rarest.
        """
        longest = max(parts, key=len)
        others = [part for part in parts if part != longest]
        for row in islice(self._rows(longest), most_rows):
            start, end = self._starts[row], self._starts[row + 1]
            if all(self._text.find(part, start, end) >= 0 for part in others):
                yield row

    def _rows(self, wanted: str) -> Iterator[int]:
        place = self._text.find(wanted)
        while place >= 0:
            row = bisect_right(self._starts, place + (wanted[0] == _END)) - 1
            yield row
            place = self._text.find(wanted, self._starts[row + 1] - 1)


def _once(rows: Iterable[int]) -> Iterator[int]:
    seen: set[int] = set()
    for row in rows:
        if row not in seen:
            seen.add(row)
            yield row


def _facts(article: Article | ArticleFacts) -> str:
    facts = [
        article.id,
        article.outlet,
        *article.authors,
        article.published,
        _spoken(article.published),
        article.url,
    ]
    return fold(" ".join(fact for fact in facts if fact))


def _spoken(published: str | None) -> str:
    """Return a date as people type it, like 12 March 2022."""
    if not published:
        return ""
    day = datetime.fromisoformat(published)
    return f"{day.day} {month_name[day.month]} {day.year}"
