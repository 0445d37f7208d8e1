"""The tables of `bot.db` as the store uses them: what tells rows apart, and which go first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.kept.database import Database, Value

NO_GUILD = 0
"""Stands for direct messages, which belong to no server."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is kept per server and day.

    `key` are the columns that, with the server, tell its rows apart; `order` puts those first
    that go first where there are too many.
    """

    name: str
    key: str
    order: str


JUDGEMENTS = Table("judgements", "day, answer", "day, answer")
REPORTS = Table("reports", "day, answer, kind", "day, answer, kind")
REPORT_TEXTS = Table("report_texts", "day, answer, kind, text", "day, text")
QUESTIONS = Table("questions", "day, question, reason", "day, times, question")
TEXTS = (QUESTIONS, REPORT_TEXTS)
TABLES = (*TEXTS, JUDGEMENTS, REPORTS)


def delete(database: Database, tables: Iterable[Table], where: str, *values: Value) -> int:
    """Delete the rows of tables that a condition holds for, and return how many."""
    return sum(
        database.delete(f"DELETE FROM {table.name} WHERE {where}", *values)  # noqa: S608 - ours
        for table in tables
    )


def drop_surplus(database: Database, table: Table, guild_id: int, most: int) -> None:
    """Leave a server at most so many rows of a table."""
    surplus = _count(database, table, guild_id) - most
    if surplus > 0:
        where = (
            f"guild_id = ?1 AND ({table.key}) IN (SELECT {table.key} "  # noqa: S608 - our own
            f"FROM {table.name} WHERE guild_id = ?1 ORDER BY {table.order} LIMIT ?2)"
        )
        delete(database, [table], where, guild_id, surplus)


def oldest_day(database: Database, guild_id: int) -> date | None:
    """Return the first day of which anything is kept of a server."""
    days = [
        row[0]
        for table in TABLES
        for row in database.rows(
            f"SELECT min(day) FROM {table.name} WHERE guild_id = ?",  # noqa: S608 - our own
            guild_id,
        )
        if row[0]
    ]
    return date.fromisoformat(min(days)) if days else None


def _count(database: Database, table: Table, guild_id: int) -> int:
    query = f"SELECT count(*) FROM {table.name} WHERE guild_id = ?"  # noqa: S608 - our own
    return int(database.rows(query, guild_id)[0][0])
