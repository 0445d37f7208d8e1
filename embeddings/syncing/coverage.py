"""What the archive covers: how many articles, from when to when, of which outlets."""

from dataclasses import dataclass

from embeddings.storage.records import Records


@dataclass(frozen=True, slots=True)
class OutletCount:
    """How many articles an outlet has; `outlet` is None where the source names none."""

    outlet: str | None
    articles: int


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
    counts = [OutletCount(outlet or None, articles) for outlet, articles, *_ in rows]
    return Coverage(
        articles=sum(item.articles for item in counts),
        oldest=min((row[3] for row in rows if row[3]), default=None),
        newest=max((row[4] for row in rows if row[4]), default=None),
        undated=sum(row[1] - row[2] for row in rows),
        outlets=tuple(counts),
    )
