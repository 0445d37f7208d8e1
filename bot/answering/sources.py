"""Looks articles up by headline, author, outlet, address, date, id or words, from memory."""

import unicodedata
from calendar import month_name
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from embeddings.schema import Article, ArticleFacts

MAX_MATCHES = 10


@dataclass(frozen=True, slots=True)
class Listing:
    """An article as the catalogue knows it: its identity, and the folded text it is found by."""

    article_id: str
    title: str
    outlet: str | None
    published: str | None
    folded_title: str
    folded_facts: str


class Catalogue:
    """Every article's headline and facts in memory, newest first."""

    def __init__(self, articles: Iterable[Article | ArticleFacts]) -> None:
        listings = [_listing(article) for article in articles]
        self._listings = sorted(listings, key=lambda item: item.published or "", reverse=True)
        self._by_id = {item.article_id: item for item in listings}
        self._outlets = Counter(item.outlet for item in listings if item.outlet)

    def get(self, article_id: str) -> Listing | None:
        """Return the article of that id."""
        return self._by_id.get(article_id)

    def outlets(self, words: str, limit: int) -> list[str]:
        """Return the outlets that hold `words`, those with the most articles first."""
        folded = fold(words)
        return [name for name, _ in self._outlets.most_common() if folded in fold(name)][:limit]

    def find(self, words: str, limit: int = MAX_MATCHES) -> list[Listing]:
        """Return the articles that hold all of `words` in headline or facts, best first.

        No words give the newest. A headline that begins with the words comes first, then those
        that hold them, then those found by author, outlet, address, date or id.
        """
        folded = fold(words)
        parts = folded.split()
        found = [item for item in self._listings if _holds(item, parts)]
        found.sort(key=lambda item: _rank(item, folded, parts))
        return found[:limit]


def fold(text: str) -> str:
    """Return `text` for finding: without case and accents, with single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(plain.split())


def _listing(article: Article | ArticleFacts) -> Listing:
    facts = [
        article.id,
        article.outlet,
        *article.authors,
        article.published,
        _spoken(article.published),
        article.url,
    ]
    return Listing(
        article_id=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        folded_title=fold(article.title),
        folded_facts=fold(" ".join(fact for fact in facts if fact)),
    )


def _spoken(published: str | None) -> str:
    """Return a date as people type it, like 12 March 2022."""
    if not published:
        return ""
    day = datetime.fromisoformat(published)
    return f"{day.day} {month_name[day.month]} {day.year}"


def _holds(item: Listing, parts: Sequence[str]) -> bool:
    return all(part in item.folded_title or part in item.folded_facts for part in parts)


def _rank(item: Listing, folded: str, parts: Sequence[str]) -> int:
    if folded in (item.folded_title, fold(item.article_id)):
        return 0
    if item.folded_title.startswith(folded):
        return 1
    return 2 if all(part in item.folded_title for part in parts) else 3
