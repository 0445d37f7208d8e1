"""`pullquote compare`: what became better and worse between two reports."""

from collections.abc import Mapping

from rich.console import Console

from bot.commands import options
from bot.commands.ending import EXIT_BELOW, fail
from bot.commands.shared import print_json
from bot.harness.comparing.comparison import compare as compared
from bot.harness.comparing.drops import exceeded, parse_drops
from bot.harness.comparing.schema import Comparison
from bot.harness.reports import comparison as comparison_report
from bot.harness.reports.json_file import read_report


def compare(
    before: options.ReportBefore,
    after: options.ReportAfter,
    max_drop: options.MaxDrop = None,
    as_json: options.AsJson = False,
) -> None:
    """Print what became better and worse between two reports of `evaluate --json`.

    Status 1 where a figure became worse by more than --max-drop allows.

    Example: `pullquote compare before.json after.json --max-drop mrr=0.02`
    """
    drops = parse_drops(max_drop or ())
    found = compared(read_report(before), read_report(after))
    if as_json:
        print_json(comparison_report.as_json(found))
    else:
        Console().print(comparison_report.report(found))
    fail_where_worse(found, drops)


def fail_where_worse(comparison: Comparison, drops: Mapping[str, float]) -> None:
    """End with status 1 where a figure became worse by more than `drops` allows."""
    sentences = exceeded(comparison, drops)
    if sentences:
        fail("; ".join(sentences) + ".", EXIT_BELOW)
