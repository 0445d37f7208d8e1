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
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, chain, islice

from embeddings.filters import folded_words
from embeddings.schema import Article, ArticleFacts

MAX_MATCHES = 10
MAX_PARTS = 16
"""How many choices of outlets are held ready; each takes as much memory as its articles do."""
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
    """Every article's headline and facts in memory, newest first."""

    def __init__(self, articles: Iterable[Article | ArticleFacts]) -> None:
        ordered = sorted(articles, key=lambda item: item.published or "", reverse=True)
        self._listings = [
            Listing(item.id, item.title, item.outlet, item.published, item.version)
            for item in ordered
        ]
        folded = [fold(item.title) for item in ordered]
        facts = [f"{title} {_facts(item)}" for title, item in zip(folded, ordered, strict=True)]
        self._know(folded, facts, [fold(item.id) for item in ordered])

    def _know(self, titles: Sequence[str], everything: Sequence[str], ids: Sequence[str]) -> None:
        self._parts: dict[frozenset[str], Catalogue] = {}
        self._row_of = {item.article_id: row for row, item in enumerate(self._listings)}
        self._outlets = Counter(item.outlet for item in self._listings if item.outlet)
        self._titles, self._everything = _Lines(titles), _Lines(everything)
        self._ids: dict[str, list[int]] = {}
        self._folded_ids = ids
        for row, folded in enumerate(ids):
            self._ids.setdefault(folded, []).append(row)

    def within(self, outlets: Collection[str]) -> "Catalogue":
        """Return the part of it that is of these outlets; none named means all of it."""
        wanted = frozenset(map(folded_words, outlets))
        if wanted and wanted not in self._parts:
            if len(self._parts) >= MAX_PARTS:
                self._parts.clear()
            self._parts[wanted] = self._part(wanted)
        return self._parts[wanted] if wanted else self

    @property
    def bounds(self) -> list[frozenset[str]]:
        """The outlets, folded, by which parts have been asked for."""
        return list(self._parts)

    def with_parts_of(self, other: "Catalogue") -> "Catalogue":
        """Make ready what was asked of an older catalogue, and return this one."""
        for outlets in other.bounds:
            self.within(outlets)
        return self

    def _part(self, wanted: Collection[str]) -> "Catalogue":
        names = {name for name in self._outlets if folded_words(name) in wanted}
        rows = [row for row, item in enumerate(self._listings) if item.outlet in names]
        part = Catalogue(())
        part._listings = [self._listings[row] for row in rows]
        ids = [self._folded_ids[row] for row in rows]
        part._know(self._titles.at(rows), self._everything.at(rows), ids)
        return part

    def get(self, article_id: str) -> Listing | None:
        """Return the article of that id."""
        row = self._row_of.get(article_id)
        return None if row is None else self._listings[row]

    def outlets(self, words: str, limit: int) -> list[str]:
        """Return the outlets that hold `words`, those with the most articles first."""
        folded = fold(words)
        return [name for name, _ in self._outlets.most_common() if folded in fold(name)][:limit]

    def find(self, words: str, limit: int = MAX_MATCHES) -> list[Listing]:
        """Return the articles that hold all of `words` in headline or facts, best first.

        No words give the newest. What is named by its whole headline or id comes first, then a
        headline that begins with the words, then those that hold them, then those found by author,
        outlet, address, date or id; of equals the newest.
        """
        folded = fold(words)
        parts = folded.split()
        if not parts:
            return self._listings[:limit]
        named = sorted([*self._ids.get(folded, ()), *self._titles.equal_to(folded)])
        found = chain(
            named,
            self._titles.starting_with(folded),
            self._titles.holding(parts),
            self._everything.holding(parts),
        )
        return [self._listings[row] for row in islice(_once(found), limit)]


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

    def at(self, rows: Iterable[int]) -> list[str]:
        """Return the lines of these rows."""
        return [self._text[self._starts[row] : self._starts[row + 1] - 1] for row in rows]

    def equal_to(self, line: str) -> Iterator[int]:
        """Yield the rows that are `line`, in order."""
        return self._rows(f"{_END}{line}{_END}")

    def starting_with(self, beginning: str) -> Iterator[int]:
        """Yield the rows that start with `beginning`, in order."""
        return self._rows(f"{_END}{beginning}")

    def holding(self, parts: Sequence[str]) -> Iterator[int]:
        """Yield the rows that hold every part, in order; the rarest part is what is looked for."""
        rarest = parts[0] if len(parts) == 1 else min(parts, key=self._text.count)
        others = [part for part in parts if part != rarest]
        for row in self._rows(rarest):
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
