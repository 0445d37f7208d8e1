"""Which sources need somebody's attention: those that fail, and those that have fallen silent.

A path that could not be read rings at once: a folder that is not there does not come back by
itself. An address rings when it was not read with success for longer than the limit, whether it
failed or nobody tried.

Silence is judged by a source's own rhythm, so that an export from long ago does not ring for ever:
it rings when it brought new articles in at least two later runs than its first, and then none for
longer than the limit and than twice its usual pause.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from embeddings.readers.addresses import is_address
from embeddings.storage.ledger import SourceRecord

_RHYTHM = 3
"""In how many runs a source must have brought new articles for its silence to mean something."""
_USUAL_PAUSES = 2


class AlarmKind(StrEnum):
    """What is the matter with a source; the values are part of the JSON contract."""

    FAILING = "failing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Alarm:
    """A source that needs attention.

    `since` is when it last succeeded or brought a new article (ISO 8601, UTC), None for never;
    `problem` is why it failed the last time.
    """

    source: str
    kind: AlarmKind
    since: str | None
    problem: str | None = None

    @property
    def key(self) -> tuple[str, AlarmKind]:
        """What makes it the same alarm as the one before."""
        return self.source, self.kind


def alarms_of(
    records: Iterable[SourceRecord], now: datetime, stale_after: timedelta
) -> list[Alarm]:
    """Return the alarms there are at `now`, in the order of `records`, one a source at most."""
    found = [_failing(one, now, stale_after) or _silent(one, now, stale_after) for one in records]
    return [alarm for alarm in found if alarm]


def changes(
    before: Collection[Alarm], after: Collection[Alarm]
) -> tuple[list[Alarm], list[Alarm]]:
    """Return the alarms that have begun, and those that have ended."""
    known, there = ({alarm.key for alarm in alarms} for alarms in (before, after))
    begun = [alarm for alarm in after if alarm.key not in known]
    return begun, [alarm for alarm in before if alarm.key not in there]


def _failing(record: SourceRecord, now: datetime, stale_after: timedelta) -> Alarm | None:
    if is_address(record.source):
        rings = record.succeeded is None or _age(record.succeeded, now) > stale_after
    else:
        rings = record.problem is not None
    if not rings:
        return None
    return Alarm(record.source, AlarmKind.FAILING, record.succeeded, record.problem)


def _silent(record: SourceRecord, now: datetime, stale_after: timedelta) -> Alarm | None:
    if record.first_arrival is None or record.last_arrival is None or record.arrivals < _RHYTHM:
        return None
    first, last = map(datetime.fromisoformat, (record.first_arrival, record.last_arrival))
    usual = (last - first) / (record.arrivals - 1)
    if now - last <= max(stale_after, _USUAL_PAUSES * usual):
        return None
    return Alarm(record.source, AlarmKind.SILENT, record.last_arrival)


def _age(moment: str, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(moment)
