"""Polling sources on a schedule: round after round, source by source, until somebody ends it."""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot import wording
from bot.settings import Settings
from bot.syncing import Indexing, Tools, index_sources, note_failure, noted_sources, source_of
from bot.terminal.progress_bars import NoBars
from embeddings.clock import now_in_utc
from embeddings.errors import (
    ArchiveError,
    ArchiveLockedError,
    ArchiveMismatchError,
    InputError,
    ModelError,
    PullquoteError,
)
from embeddings.indexing import Summary
from embeddings.syncing.alarms import Alarm, alarms_of, changes
from embeddings.syncing.planning import Source, check_sources, origin_of

logger = logging.getLogger(__name__)


class Watch:
    """Keeps the archive of the settings in step with `sources`, or with all that it has noted.

    `tools` serve all rounds; the archive is locked only while one source is brought in step.
    """

    def __init__(
        self,
        settings: Settings,
        tools: Tools,
        sources: Sequence[Source] = (),
        *,
        clock: Callable[[], datetime] = now_in_utc,
    ) -> None:
        self._settings = settings
        self._tools = tools
        self._named = tuple(sources)
        self._clock = clock
        self._alarms: list[Alarm] = []

    def check(self) -> None:
        """Look whether there is something to watch; what was indexed before may be away for now.

        Raises:
            InputError: there is nothing, or a source that is named does not exist.
        """
        noted = {record.source for record in noted_sources(self._settings)}
        if not self._named and not noted:
            raise InputError(
                f"Nothing was indexed into {self._settings.data_dir} yet, so there is nothing to "
                "watch: name folders, files or addresses, like 'pullquote watch articles/'."
            )
        check_sources(source for source in self._named if origin_of(source) not in noted)

    def round(self) -> None:
        """Bring every source in step, one after the other; how it went stands in the log.

        Raises:
            ArchiveMismatchError, ModelError: no source could be, with these settings.
        """
        try:
            for source in self._sources():
                self._sync(source)
        except ArchiveLockedError as error:
            logger.warning("The rest of this round is skipped. %s", error)
        self._ring()

    def _sources(self) -> Sequence[Source]:
        if self._named:
            return self._named
        return [source_of(record.source) for record in noted_sources(self._settings)]

    def _sync(self, source: Source) -> None:
        try:
            summary = index_sources(self._settings, [source], NoBars(), Indexing(), self._tools)
        except (ArchiveLockedError, ArchiveMismatchError, ModelError):
            raise
        except PullquoteError as error:
            self._note_failure(source, str(error))
        except Exception as error:
            logger.exception("%s could not be read", source)
            self._note_failure(source, f"{type(error).__name__}: {error}")
        else:
            level = logging.WARNING if summary.failed else logging.INFO
            logger.log(level, "%s: %s", source, _told(summary))

    def _note_failure(self, source: Source, problem: str) -> None:
        logger.warning("%s: not read. %s", source, problem)
        try:
            note_failure(self._settings, source, problem)
        except ArchiveLockedError:
            raise
        except ArchiveError as error:
            logger.warning("That could not be noted. %s", error)

    def _ring(self) -> None:
        """Say in the log which alarms have begun or ended since the last round."""
        stale = timedelta(hours=self._settings.stale_hours)
        alarms = alarms_of(noted_sources(self._settings), self._clock(), stale)
        begun, ended = changes(self._alarms, alarms)
        for alarm in begun:
            logger.warning("%s", wording.alarm(alarm, alarm.source))
        for alarm in ended:
            logger.info("%s", wording.alarm_over(alarm.source))
        self._alarms = alarms


def repeat(
    act: Callable[[], None],
    every_seconds: float,
    wait: Callable[[float], bool],
    *,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Do something now and then on the beat, until `wait` says that it is enough.

    `wait` is given the seconds to the next beat, as `threading.Event.wait` is. Where the act takes
    longer than that, the next one begins at once and sets the beat anew.
    """
    beat = clock()
    while True:
        act()
        beat = max(beat + every_seconds, clock())
        if wait(beat - clock()):
            return


def _told(summary: Summary) -> str:
    """Return on one line what came of a source."""
    counts = {
        "new": summary.new,
        "changed": summary.changed,
        "removed": summary.removed,
        "unchanged": summary.unchanged,
    }
    extra = {"held back": summary.held_back, "taken down": summary.taken_down}
    counts |= {name: count for name, count in extra.items() if count}
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    why = next((one.what for one in summary.problems if one.where in summary.failed), "")
    if why:
        return f"{told}; not read to the end. {why}"
    if summary.problems:
        first = summary.problems[0]
        return f"{told}; {len(summary.problems)} problems, the first: {first.where} {first.what}"
    return told
