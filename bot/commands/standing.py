"""`pullquote status`: how current the index is, and how its sources fare."""

from datetime import timedelta

from rich.console import Console

from bot.commands import options
from bot.commands.shared import print_json, settings_for
from bot.status import status_of
from bot.terminal import status_report
from embeddings.clock import now_in_utc


def status(data_dir: options.DataDir = None, as_json: options.AsJson = False) -> None:
    """Print what the index holds, how its sources fare and which of them are an alarm.

    Example: `pullquote status --json`
    """
    settings = settings_for(data_dir)
    stale = timedelta(hours=settings.stale_hours)
    found = status_of(settings.data_dir, now_in_utc(), stale)
    if as_json:
        print_json(status_report.as_json(found))
    else:
        status_report.print_status(Console(), found)
