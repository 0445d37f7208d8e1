"""How much of an article one message may show: what its source allows, and what the owner does.

What counts are the characters of the article's text that a message shows, those shown twice once.
Headlines do not count. The limit is one of each message: who asks again is shown as much again.
"""

import logging
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from embeddings.schema import Article

logger = logging.getLogger(__name__)

NO_LIMIT = sys.maxsize
OTHERS = "*"
"""Stands for every outlet that is not named, and for articles without one."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A span of an article's version that a message shows.

    `allowed` is how many characters of its article a message may show.
    """

    article_id: str
    version: str
    start: int
    end: int
    allowed: int


@dataclass(frozen=True, slots=True)
class QuotingLimits:
    """The owner's limits, by folded names of outlets; see `for_outlets`."""

    by_outlet: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def for_outlets(cls, named: Mapping[str, int]) -> Self:
        """Return the limits of `named`: an outlet's whole name, whatever its case, or `OTHERS`.

        Of two spellings of one name the smaller counts.
        """
        found: dict[str, int] = {}
        for name, limit in named.items():
            found[_folded(name)] = min(limit, found.get(_folded(name), NO_LIMIT))
        return cls(found)

    def of(self, *versions: Article) -> int:
        """Return how many characters a message may show of an article: the least of all limits.

        `versions` are the one that is shown and, where that is an old one, the current one: a
        limit that was set since holds for what was quoted before.
        """
        return min(map(self._of, versions), default=NO_LIMIT)

    def with_those_of(self, *versions: Article) -> Self:
        """Return limits under which no more is shown than all of one article's versions allow."""
        return type(self)({OTHERS: self.of(*versions)})

    def slice_of(self, article: Article, start: int, end: int) -> Slice:
        """Return a span that is shown of a current article."""
        return Slice(article.id, article.version, start, end, self.of(article))

    def _of(self, article: Article) -> int:
        others = self.by_outlet.get(OTHERS, NO_LIMIT)
        set_here = self.by_outlet.get(_folded(article.outlet or ""), others)
        said = article.max_quote_chars
        return set_here if said is None else min(said, set_here)


NO_LIMITS = QuotingLimits()


def warn_of_unknown(limits: QuotingLimits, outlets: Iterable[str | None]) -> None:
    """Say in the log which limits are for none of `outlets`: a misspelt name limits nothing."""
    known = {_folded(outlet) for outlet in outlets if outlet}
    for name in sorted(limits.by_outlet.keys() - known - {OTHERS}):
        logger.warning(
            "QUOTE_LIMITS names %r, but no article here is of that outlet: write the name as the "
            "articles have it.",
            name,
        )


class Allowance:
    """What one message may still show of each article, as spans are taken up into it.

    Of what overlaps one slice is kept, so that it never grows beyond the articles themselves.
    """

    def __init__(self, limits: QuotingLimits) -> None:
        self._limits = limits
        self._taken: dict[str, list[Slice]] = {}

    def takes(self, article: Article, start: int, end: int) -> bool:
        """Say whether the message may show this span too; if so, it counts from now on."""
        slices = [*self._taken.get(article.id, ()), self._limits.slice_of(article, start, end)]
        if over_limit(slices):
            return False
        self._taken[article.id] = _joined(slices)
        return True


def _joined(slices: Sequence[Slice]) -> list[Slice]:
    """Return slices of one article, in order, with one for those that overlap or touch."""
    found: list[Slice] = []
    for item in sorted(slices, key=lambda one: (one.version, one.start)):
        last = found[-1] if found else None
        if last and last.version == item.version and item.start <= last.end:
            end, allowed = max(last.end, item.end), min(last.allowed, item.allowed)
            found[-1] = replace(last, end=end, allowed=allowed)
        else:
            found.append(item)
    return found


def over_limit(shown: Iterable[Slice]) -> list[str]:
    """Return the ids of the articles of which these slices together show more than is allowed."""
    by_article: dict[str, list[Slice]] = defaultdict(list)
    for item in shown:
        by_article[item.article_id].append(item)
    return [
        article_id
        for article_id, slices in by_article.items()
        if _shown_chars(slices) > min(item.allowed for item in slices)
    ]


def _shown_chars(slices: Iterable[Slice]) -> int:
    """Return how many characters slices of one article hold, those in several of them once."""
    count, version, reached = 0, "", 0
    for item in sorted(slices, key=lambda one: (one.version, one.start)):
        if item.version != version:
            version, reached = item.version, 0
        count += max(0, item.end - max(item.start, reached))
        reached = max(reached, item.end)
    return count


def _folded(outlet: str) -> str:
    return " ".join(unicodedata.normalize("NFC", outlet).casefold().split())
