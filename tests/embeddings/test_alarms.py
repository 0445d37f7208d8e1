"""Which sources ring, and when an alarm begins and ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from embeddings.storage.ledger import SourceRecord
from embeddings.syncing.alarms import Alarm, AlarmKind, alarms_of, changes

NOW = datetime(2022, 3, 12, 12, tzinfo=UTC)
DAY = timedelta(hours=24)
FEED, FOLDER = "https://news.example/feed.xml", "/srv/articles"


def ago(hours: float) -> str:
    """Return the moment so many hours before now, as the ledger writes it."""
    return (NOW - timedelta(hours=hours)).isoformat(timespec="seconds")


def record(
    source: str = FEED,
    *,
    succeeded: str | None = ago(0.1),
    problem: str | None = None,
    arrivals: tuple[int, float, float] | None = None,
) -> SourceRecord:
    """Return a record; `arrivals` are how many there were, from when to when, in hours ago."""
    made = SourceRecord(source, ago(0.1), succeeded, problem)
    if arrivals is None:
        return made
    count, first, last = arrivals
    return replace(made, arrivals=count, first_arrival=ago(first), last_arrival=ago(last))


def kinds(one: SourceRecord) -> list[AlarmKind]:
    """Return the alarms of one source, with a limit of a day."""
    return [alarm.kind for alarm in alarms_of([one], NOW, DAY)]


@pytest.mark.parametrize(
    ("source", "succeeded", "problem", "rings"),
    [
        (FEED, ago(1), None, False),
        (FEED, ago(24), "is not there", False),
        (FEED, ago(24.01), "is not there", True),
        (FEED, ago(24.01), None, True),  # nobody has tried since: `watch` does not run
        (FEED, None, "is not there", True),
        (FOLDER, ago(1), "There is no /srv/articles", True),  # unmounted
        (FOLDER, ago(2000), None, False),  # an export that nobody reads again
    ],
)
def test_a_source_fails(
    source: str, succeeded: str | None, problem: str | None, *, rings: bool
) -> None:
    """An address without success for longer than the limit, a path at once."""
    one = record(source, succeeded=succeeded, problem=problem)
    expected = [Alarm(source, AlarmKind.FAILING, succeeded, problem)] if rings else []
    assert alarms_of([one], NOW, DAY) == expected


@pytest.mark.parametrize(
    ("arrivals", "rings"),
    [
        ((1, 900, 900), False),  # all at once, long ago: an export
        ((2, 900, 899.9), False),  # a first run that was killed, and went on
        ((3, 40, 24.01), True),  # every 8 hours, and then nothing for more than 24
        ((3, 40, 24), False),
        ((20, 60, 25), True),
        ((3, 352, 180), True),  # once in 86 hours: 180 is more than two such pauses
        ((3, 362, 180), False),  # once in 91 hours: it is less
    ],
)
@pytest.mark.parametrize("source", [FEED, FOLDER])
def test_a_source_is_silent(
    source: str, arrivals: tuple[int, float, float], *, rings: bool
) -> None:
    """By its own rhythm, where it has one: three runs that brought something new."""
    assert kinds(record(source, arrivals=arrivals)) == [AlarmKind.SILENT] * rings


def test_a_source_that_fails_is_not_called_silent_too() -> None:
    """One alarm says it all."""
    one = record(succeeded=ago(50), problem="is not there", arrivals=(9, 100, 50))
    assert kinds(one) == [AlarmKind.FAILING]


def test_an_alarm_begins_and_ends_once() -> None:
    """The same source and kind is the same alarm, whatever its problem says today."""
    failing = Alarm(FEED, AlarmKind.FAILING, ago(50), "timeout")
    other = Alarm(FOLDER, AlarmKind.SILENT, ago(40))
    assert changes([], [failing]) == ([failing], [])
    assert changes([failing], [replace(failing, problem="404"), other]) == ([other], [])
    assert changes([failing, other], [other]) == ([], [failing])
    silent = replace(failing, kind=AlarmKind.SILENT)
    assert changes([failing], [silent]) == ([silent], [failing])
