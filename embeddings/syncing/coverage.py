"""What the archive covers: how many articles, from when to when, of which outlets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

from embeddings.filters import folded_words
from embeddings.storage.records import Records


@dataclass(frozen=True, slots=True)
class OutletCount:
    """How many articles an outlet has; `outlet` is None where the source names none.

    `oldest` and `newest` are the dates published of its own.
    """

    outlet: str | None
    articles: int
    oldest: str | None = None
    newest: str | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The articles of one state of the archive.

    `oldest` and `newest` are the dates published as their sources write them (ISO 8601), None
    where nothing is dated; `outlets` has the one with the most articles first.
    """

    articles: int
    oldest: str | None
    newest: str | None
    undated: int
    outlets: tuple[OutletCount, ...]

    @classmethod
    def of(cls, counts: Sequence[OutletCount]) -> Self:
        """Return the sum of what outlets have."""
        return cls(
            articles=sum(item.articles for item in counts),
            oldest=min((item.oldest for item in counts if item.oldest), default=None),
            newest=max((item.newest for item in counts if item.newest), default=None),
            undated=sum(item.undated for item in counts),
            outlets=tuple(counts),
        )

    def within(self, outlets: Collection[str]) -> Self:
        """Return what these outlets have of it; none named means all."""
        wanted = set(map(folded_words, outlets))
        if not wanted:
            return self
        return self.of([one for one in self.outlets if folded_words(one.outlet or "") in wanted])


def coverage_of(archive: Records) -> Coverage:
    """Count what the archive holds, without reading a text.

    Dates are compared as they are written: of two of one day in different zones either may count
    as the newest.
    """
    rows = archive.connection.execute(
        "SELECT json_extract(facts, '$.outlet'), count(*), "
        "count(json_extract(facts, '$.published')), "
        "min(json_extract(facts, '$.published')), max(json_extract(facts, '$.published')) "
        "FROM articles JOIN versions USING (version) GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return Coverage.of(
        [
            OutletCount(outlet or None, articles, oldest, newest, articles - dated)
            for outlet, articles, dated, oldest, newest in rows
        ]
    )
