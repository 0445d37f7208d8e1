"""What a server has chosen to collect: counts of every answer, texts only where it switched it on.

Never kept: who asked or clicked, in which channel, under which message, at what time of the day.
A direct message belongs to no server (its `guild_id` is None): it is counted, its words are not.
Everything goes after `KEEP_DAYS`. Whoever answers catches `KeptError`, logs it and goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from bot.answering.schema import RefusalReason
from bot.feedback.grouping import NOT_HELPFUL, AskedRow, grouped
from bot.feedback.masking import kept_words
from bot.feedback.schema import (
    KEEP_DAYS,
    TELLING_REASONS,
    Asked,
    Counts,
    KeepLimits,
    Kept,
    ReportKind,
)
from bot.feedback.tables import (
    JUDGEMENTS,
    NO_GUILD,
    QUESTIONS,
    REPORT_TEXTS,
    REPORTS,
    TABLES,
    TEXTS,
    delete,
    drop_surplus,
    oldest_day,
)
from bot.kept.database import LOCK_TIMEOUT_SECONDS, Database, Row, Value

DEFAULT_LIMITS = KeepLimits()
_COLLECTING = "SELECT guild_id FROM collecting"


class FeedbackStore:
    """One open `bot.db`, for any thread; every method raises `KeptError` where it cannot.

    `now` is an aware time, of which only the day in UTC is kept. What was kept too long goes with
    the first call of a day that is given one.
    """

    def __init__(self, database: Database, limits: KeepLimits = DEFAULT_LIMITS) -> None:
        self._database = database
        self._limits = limits
        self._expired_on: date | None = None
        self._changing = Lock()  # so that memory changes in the order in which the file does
        with database.reading():
            self._collecting = {guild_id for (guild_id,) in self._rows(_COLLECTING)}

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        limits: KeepLimits = DEFAULT_LIMITS,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
    ) -> Self:
        """Open the file, made first where there is none, for its owner's eyes only.

        Another process's write is waited for that long, at every call.
        """
        return cls(Database(path, lock_timeout_seconds=lock_timeout_seconds), limits)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # What a server chooses

    def collects(self, guild_id: int | None) -> bool:
        """Say whether a server lets the texts of questions and reports be kept; off by default.

        From memory: the event loop may ask.
        """
        return guild_id in self._collecting

    def set_collects(self, guild_id: int, on: bool) -> None:
        """Switch the collection of texts on, or off; off also erases the texts that are there."""
        with self._changing:
            with self._database.writing():
                if on:
                    self._rows("INSERT OR IGNORE INTO collecting VALUES (?)", guild_id)
                else:
                    self._database.delete("DELETE FROM collecting WHERE guild_id = ?", guild_id)
                    delete(self._database, TEXTS, "guild_id = ?", guild_id)
            (self._collecting.add if on else self._collecting.discard)(guild_id)

    # What people say

    def helpful(
        self, answer_key: str, guild_id: int | None, is_helpful: bool, now: datetime
    ) -> None:
        """Count that somebody found an answer helpful, or not; see `schema.answer_key`.

        Nobody's name is kept, so whoever shows the buttons has to catch a second click of the same
        person: see `bot.feedback.once`.
        """
        guild_id = guild_id or NO_GUILD
        with self._today(now) as day:
            self._rows(
                "INSERT INTO judgements VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET "
                "helpful = helpful + ?4, not_helpful = not_helpful + ?5",
                *(guild_id, day, answer_key, int(is_helpful), int(not is_helpful)),
            )
            drop_surplus(self._database, JUDGEMENTS, guild_id, self._limits.counted_answers)

    def unanswered(
        self, question: str, guild_id: int | None, reason: RefusalReason, now: datetime
    ) -> bool:
        """Keep a refused question, if its server collects and its reason tells; say whether."""
        return reason in TELLING_REASONS and self._keep(question, guild_id, reason.value, now)

    def not_helpful(self, question: str, guild_id: int | None, now: datetime) -> bool:
        """Keep a question whose answer was of no help, if its server collects; say whether."""
        return self._keep(question, guild_id, NOT_HELPFUL, now)

    def report(
        self,
        answer_key: str,
        guild_id: int | None,
        kind: ReportKind,
        now: datetime,
        *,
        text: str = "",
    ) -> bool:
        """Count a report; keep its text if the server collects, and say whether it was kept."""
        server = guild_id or NO_GUILD
        words = kept_words(text, self._limits.text_chars)
        with self._today(now) as day:
            what = (server, day, answer_key, kind.value)
            self._add("reports", *what)
            drop_surplus(self._database, REPORTS, server, self._limits.counted_answers)
            if not words or not self._is_collecting(guild_id):
                return False
            self._add("report_texts", *what, words)
            drop_surplus(self._database, REPORT_TEXTS, server, self._limits.report_texts)
            return True

    # What is there

    def counts(self, answer_key: str, guild_id: int | None, now: datetime) -> Counts:
        """Return how one answer was judged in a server."""
        with self._today(now):
            where = "guild_id = ? AND answer = ?"
            return self._counts(where, guild_id or NO_GUILD, answer_key)

    def kept(self, guild_id: int, now: datetime) -> Kept:
        """Return what is kept of a server, in numbers; `collected` and `report_texts` show it."""
        with self._today(now):
            query = "SELECT kind, sum(times) FROM reports WHERE guild_id = ? GROUP BY kind"
            texts = self._rows("SELECT count(*) FROM report_texts WHERE guild_id = ?", guild_id)
            return Kept(
                collects=self._is_collecting(guild_id),
                counts=self._counts("guild_id = ?", guild_id),
                reports={ReportKind(kind): n for kind, n in self._rows(query, guild_id)},
                questions=len(self._asked("guild_id = ?", guild_id)),
                report_texts=texts[0][0],
                oldest=oldest_day(self._database, guild_id),
            )

    def collected(self, guild_id: int | None, now: datetime) -> list[Asked]:
        """Return the questions kept of a server, of all where it is None, the most asked first."""
        with self._today(now):
            return self._asked("?1 IS NULL OR guild_id = ?1", guild_id)

    def report_texts(self, guild_id: int, now: datetime) -> list[tuple[ReportKind, str]]:
        """Return the texts of reports kept of a server, the latest day's first."""
        query = "SELECT kind, text FROM report_texts WHERE guild_id = ? ORDER BY day DESC, text"
        with self._today(now):
            return [(ReportKind(kind), text) for kind, text in self._rows(query, guild_id)]

    def digest(self, guild_id: int, since: date, now: datetime, *, limit: int = 20) -> list[Asked]:
        """Return a server's unanswered questions since a day (UTC), the most asked first.

        Spellings of one question are one. A server that does not collect has none.
        """
        with self._today(now):
            where = "guild_id = ? AND day >= ? AND reason <> ?"
            return self._asked(where, guild_id, since.isoformat(), NOT_HELPFUL)[:limit]

    # What goes

    def expire(self, now: datetime) -> int:
        """Delete what has been kept for `KEEP_DAYS`, and return how many entries that were.

        A bot that nobody asks has to be reminded to do it, once a day.
        """
        with self._database.writing():
            return self._expire(now)

    def erase(self, guild_id: int) -> int:
        """Delete all that is kept of a server, and return how many entries that were.

        Whether it collects stays as it was; where the bot has left a server, switch it off too.
        """
        with self._database.writing():
            return delete(self._database, TABLES, "guild_id = ?", guild_id)

    # How it is done

    def _keep(self, question: str, guild_id: int | None, reason: str, now: datetime) -> bool:
        words = kept_words(question, self._limits.text_chars)
        with self._today(now) as day:
            # Asked in here: else a text might come in while the switch is turned off.
            if guild_id is None or not words or not self._is_collecting(guild_id):
                return False
            self._add("questions", guild_id, day, words, reason)
            drop_surplus(self._database, QUESTIONS, guild_id, self._limits.questions)
            return True

    @contextmanager
    def _today(self, now: datetime) -> Iterator[str]:
        """Do everything inside at once, after what has expired went; yield the day."""
        day = _day(now)
        with self._database.writing():
            if day != self._expired_on:
                self._expire(now)
            yield day.isoformat()
        self._expired_on = day

    def _expire(self, now: datetime) -> int:
        today = _day(now)
        last_to_go, tomorrow = today - timedelta(days=KEEP_DAYS), today + timedelta(days=1)
        # What a wrong clock dated into the future would stay for too long.
        where = "day <= ? OR day > ?"
        return delete(self._database, TABLES, where, last_to_go.isoformat(), tomorrow.isoformat())

    def _add(self, table: str, *values: Value) -> None:
        """Put a row in, or count it once more if it is there."""
        marks = ", ".join("?" for _ in values)
        self._rows(
            f"INSERT INTO {table} VALUES ({marks}, 1) "  # noqa: S608 - our own tables
            "ON CONFLICT DO UPDATE SET times = times + 1",
            *values,
        )

    def _asked(self, where: str, *values: Value) -> list[Asked]:
        query = f"SELECT question, reason, day, times FROM questions WHERE {where}"  # noqa: S608
        return grouped(AskedRow(*row) for row in self._rows(query, *values))

    def _counts(self, where: str, *values: Value) -> Counts:
        query = f"SELECT sum(helpful), sum(not_helpful) FROM judgements WHERE {where}"  # noqa: S608
        ((helpful, not_helpful),) = self._rows(query, *values)
        return Counts(helpful or 0, not_helpful or 0)

    def _is_collecting(self, guild_id: int | None) -> bool:
        """Ask the file, within the transaction that writes."""
        return bool(self._rows(f"{_COLLECTING} WHERE guild_id = ?", guild_id))

    def _rows(self, query: str, *values: Value) -> list[Row]:
        return self._database.rows(query, *values)


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
