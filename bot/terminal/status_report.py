"""How an index stands, for a person in a terminal and as JSON."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from bot import wording
from bot.status import Status
from embeddings.storage.ledger import SourceRecord

_MAX_OUTLETS = 10
_NOT_KNOWN, _NEVER = "–", "never"


def as_json(status: Status) -> dict[str, Any]:
    """Return a status as JSON values; every outlet and every source is there."""
    index = status.index
    return {
        "data_dir": str(status.data_dir),
        "articles": status.coverage.articles,
        "passages": status.passages,
        "oldest": status.coverage.oldest,
        "newest": status.coverage.newest,
        "undated": status.coverage.undated,
        "outlets": [asdict(item) for item in status.coverage.outlets],
        "sources": [_source(record) for record in status.sources],
        "takedowns": status.takedowns,
        "index": asdict(index) if index else None,
        "bytes": status.size,
        "model": status.manifest.model,
        "chunking": status.manifest.chunking,
        "format": status.archive_format,
        "writing": status.written,
        "alarms": [asdict(alarm) for alarm in status.alarms],
    }


def _source(record: SourceRecord) -> dict[str, Any]:
    return {
        "source": record.source,
        "articles": record.articles,
        "newest": record.newest,
        "last_arrival": record.last_arrival,
        "tried": record.tried,
        "succeeded": record.succeeded,
        "problem": record.problem,
    }


def print_status(console: Console, status: Status) -> None:
    """Print a status: the facts, the outlets, the sources, and the alarms last."""
    facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in _facts(status).items():
        facts.add_row(Text(name, style="dim"), Text(value))
    console.print(facts)
    _print_outlets(console, status)
    for record in status.sources:
        _print_source(console, record)
    for alarm in status.alarms:
        line = wording.alarm(alarm, alarm.source)
        console.print(Text(line, style="bold red"), soft_wrap=True)


def _facts(status: Status) -> dict[str, str]:
    coverage, manifest = status.coverage, status.manifest
    return {
        "folder": str(status.data_dir),
        "articles": f"{coverage.articles:,}",
        "passages": f"{status.passages:,}",
        "published": _span(status),
        "undated": f"{coverage.undated:,}",
        "taken down": f"{status.takedowns:,}",
        "search index": _index(status),
        "on the disk": decimal(status.size),
        "model": f"{manifest.model}, passages {manifest.chunking}",
        "format": str(status.archive_format),
        "being written": {True: "yes", False: "no", None: "not known"}[status.written],
    }


def _span(status: Status) -> str:
    coverage = status.coverage
    if coverage.oldest is None or coverage.newest is None:
        return _NOT_KNOWN
    return f"{wording.day(coverage.oldest)} to {wording.day(coverage.newest)}"


def _index(status: Status) -> str:
    index = status.index
    if index is None:
        return "none yet: the next question or run builds it"
    state = "up to date" if index.current else "behind: the next question or run catches up"
    return f"generation {index.generation}, {index.passages:,} passages, {state}"


def _print_outlets(console: Console, status: Status) -> None:
    outlets = status.coverage.outlets
    if not outlets:
        return
    table = Table("outlet", box=box.SIMPLE)
    table.add_column("articles", justify="right")
    for item in outlets[:_MAX_OUTLETS]:
        table.add_row(Text(item.outlet or _NOT_KNOWN), f"{item.articles:,}")
    if len(outlets) > _MAX_OUTLETS:
        rest = outlets[_MAX_OUTLETS:]
        table.add_row(f"{len(rest):,} more", f"{sum(item.articles for item in rest):,}")
    console.print(table)


def _print_source(console: Console, record: SourceRecord) -> None:
    """Print a source on a line of its own, which may be long, and how it went below it."""
    console.print(Text(record.source, style="bold"), soft_wrap=True)
    newest = f"newest of {wording.day(record.newest)}, " if record.newest else ""
    tried, succeeded = map(_moment, (record.tried, record.succeeded))
    console.print(
        f"  {wording.articles(record.articles)}, {newest}last tried {tried}, "
        f"last success {succeeded}",
        soft_wrap=True,
        highlight=False,
    )
    if record.problem:
        console.print(Text(f"  {record.problem}", style="yellow"), soft_wrap=True)


def _moment(iso: str | None) -> str:
    return wording.utc(datetime.fromisoformat(iso)) if iso else _NEVER
