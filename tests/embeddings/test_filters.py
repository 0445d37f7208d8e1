"""Which articles a filter lets through, worked out by hand; and that both indexes obey it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.answering.answerer import Answerer
from embeddings.filters import Filters, PassageFacts
from embeddings.schema import ArticleFacts

MakeAnswerer = Callable[..., Answerer]
BERLIN = ZoneInfo("Europe/Berlin")


def _facts(**fields: object) -> ArticleFacts:
    values = {
        "id": "a",
        "version": "v",
        "title": "T",
        "url": None,
        "genre": None,
        "outlet": None,
        "authors": (),
        "published": None,
        "section": None,
        "language": None,
        **fields,
    }
    return ArticleFacts(**values)  # type: ignore[arg-type] - the fields of each test


def _matches(filters: Filters, **fields: object) -> bool:
    return PassageFacts([_facts(**fields)], [(7, "v")]).allowed(filters).tolist() == [7]


@pytest.mark.parametrize(
    ("filters", "fields", "expected"),
    [
        (Filters(outlet="the guardian"), {"outlet": "The Guardian"}, True),
        (Filters(outlet="Guardian"), {"outlet": "The Guardian"}, True),
        (Filters(outlet="guard"), {"outlet": "The Guardian"}, False),
        (Filters(outlet="The Guardian Weekly"), {"outlet": "The Guardian"}, False),
        (Filters(outlet="El Pais"), {"outlet": "El País"}, True),
        (Filters(outlet="?"), {"outlet": "The Guardian"}, False),
        (Filters(outlet="Guardian"), {}, False),
        (Filters(author="quist"), {"authors": ("Per Askim", "Ada Quist")}, True),
        (Filters(author="Askim Ada"), {"authors": ("Per Askim", "Ada Quist")}, False),
        (Filters(section="space"), {"section": "Science / Space"}, True),
        (Filters(language="en"), {"language": "en-GB"}, True),
        (Filters(language="EN_us"), {"language": "en-GB"}, True),
        (Filters(language="e"), {"language": "en"}, False),
        (Filters(language="de"), {"language": "en"}, False),
    ],
)
def test_names_match_as_whole_words_without_case_and_accents(
    filters: Filters, fields: dict[str, object], *, expected: bool
) -> None:
    """What is typed is the name or whole words of it; a language's first part decides."""
    assert _matches(filters, **fields) is expected


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2022-02-28", False),
        ("2022-03-01", True),
        ("2022-03-31", True),
        ("2022-04-01", False),
        ("2022-02-28T22:59:59Z", False),  # 23:59:59 in Berlin
        ("2022-02-28T23:00:00Z", True),  # midnight in Berlin
        ("2022-03-31T21:59:59.999999Z", True),  # summer time by then
        ("2022-03-31T22:00:00Z", False),
        ("2022-03-01T00:00:00", True),  # no zone: Berlin's
        ("2022-04-01T00:00:00", False),
        ("2022-03-31T20:00:00-05:00", False),
        (None, False),
        ("soon", False),
    ],
)
def test_a_window_is_half_open_in_its_own_zone(published: str | None, *, expected: bool) -> None:
    """A bare date is its whole day there; an article without a date never matches."""
    march = Filters(
        since=datetime(2022, 3, 1, tzinfo=BERLIN), until=datetime(2022, 4, 1, tzinfo=BERLIN)
    )
    assert _matches(march, published=published) is expected


def test_a_day_matches_where_it_overlaps_the_window() -> None:
    """A window of hours lets the articles of its day through whose hour nobody knows."""
    noon = datetime(2022, 3, 1, 12, tzinfo=UTC)
    hour = Filters(since=noon, until=noon + timedelta(hours=1))
    assert _matches(hour, published="2022-03-01")
    assert not _matches(hour, published="2022-03-02")
    assert _matches(hour, published="2022-03-01T12:00:00+00:00")
    assert not _matches(hour, published="2022-03-01T13:00:00+00:00")


def test_the_same_moments_in_another_zone_are_other_days() -> None:
    """Midnight of 2 May in Kiritimati is midnight of 1 May in Honolulu; nor does order matter."""
    facts = [_facts(version=str(day), published=f"2022-05-0{day}") for day in (1, 2)]
    table = PassageFacts(facts, [(1, "1"), (2, "2")])
    zones = {2: ZoneInfo("Pacific/Kiritimati"), 1: ZoneInfo("Pacific/Honolulu")}
    days = {
        day: Filters(
            since=datetime(2022, 5, day, tzinfo=zone),
            until=datetime(2022, 5, day + 1, tzinfo=zone),
        )
        for day, zone in zones.items()
    }
    assert days[1] == days[2]
    for day in (2, 1, 2):
        assert table.allowed(days[day]).tolist() == [day]


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    """When clocks are set back, the second half past two is an hour after the first."""
    table = PassageFacts([_facts(published="2022-10-30T02:45+02:00")], [(7, "v")])
    first, second = (datetime(2022, 10, 30, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
    assert table.allowed(Filters(since=first)).tolist() == [7]
    assert table.allowed(Filters(since=second)).tolist() == []


def test_an_open_window_still_leaves_undated_articles_out() -> None:
    """One bound is enough to be a filter with dates."""
    assert not _matches(Filters(since=datetime(1900, 1, 1, tzinfo=UTC)))
    assert not _matches(Filters(until=datetime(2100, 1, 1, tzinfo=UTC)))
    assert _matches(Filters())


def test_a_date_without_a_zone_is_refused() -> None:
    """Nobody could say which instant it is."""
    with pytest.raises(ValueError, match="no time zone"):
        Filters(since=datetime(2022, 1, 1))  # noqa: DTZ001 - the point of the test


def test_all_fields_must_match_and_ids_come_ascending() -> None:
    """Filters combine by "and"; passages keep the order of their ids."""
    facts = [
        _facts(version="a", outlet="Gazette", published="2020-01-01"),
        _facts(version="b", outlet="Gazette", published="2021-01-01"),
        _facts(version="c", outlet="Herald", published="2021-01-01"),
    ]
    table = PassageFacts(facts, [(1, "b"), (2, "a"), (5, "c"), (9, "b")])
    since = datetime(2020, 6, 1, tzinfo=timezone(timedelta(hours=2)))
    assert table.allowed(Filters(outlet="gazette", since=since)).tolist() == [1, 9]
    assert table.admits("b", Filters(outlet="gazette", since=since))
    assert not table.admits("c", Filters(outlet="gazette", since=since))
    assert not table.admits("gone", Filters())


def _article(outlet: str, number: int) -> str:
    return (
        f"---\ntitle: Storm number {number}\noutlet: {outlet}\npublished: 2022-03-{number:02d}\n"
        f"---\n\nThe storm broke {number} cranes in the harbour of Lindmoor.\n"
    )


def test_both_indexes_take_their_best_from_within_the_filter(make_answerer: MakeAnswerer) -> None:
    """With one candidate a side, the best of the filtered ones is found, not the best of all."""
    files = {f"{n}.md": _article("Gazette" if n > 5 else "Herald", n) for n in range(1, 11)}
    retriever = make_answerer(files).retriever
    query = retriever.query("How many cranes did storm number 3 break in the harbour?")
    for outlet, size in (("herald", 5), ("gazette", 5)):
        found = retriever.search(query, filters=Filters(outlet=outlet))
        outlets = {_outlet(retriever.archive.version(item.passage.version)) for item in found}
        assert outlets == {outlet}
        assert len(found) == size
        assert retriever.search(query, filters=Filters(outlet=outlet), k=1)
    assert retriever.search(query, filters=Filters(outlet="Nobody")) == []
    assert not retriever.matches(Filters(outlet="Nobody"))


def test_filters_know_what_was_indexed_since(make_answerer: MakeAnswerer) -> None:
    """The facts are read anew when the archive changed."""
    retriever = make_answerer({"1.md": _article("Herald", 1)}).retriever
    assert retriever.matches(Filters(outlet="herald"))
    with retriever.archive.transaction():
        retriever.archive.remove("1")
    retriever.refresh()
    assert not retriever.matches(Filters(outlet="herald"))


def _outlet(article: object) -> str:
    return str(getattr(article, "outlet", "")).casefold()
