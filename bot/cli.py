"""The command line: `pullquote index`, `ask`, `source`, `quote` and what an owner runs beside.

Exit statuses: 0 done (a refusal is an answer too), 1 figures below the thresholds or nothing
found (for `quote` neither the words nor words near them), 2 a mistake in the command line, 3 an
input or a setting that cannot be used, 4 an index that is missing, damaged, locked or of another
model, 5 a model that cannot be loaded, 6 Discord refused, 130 interrupted. `doctor` ends with 0
where all is well or only worth knowing, 1 where something should be looked at, 4 where damage is
left.
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper

import typer

from bot.commands import (
    asking,
    comparing,
    doctoring,
    fixtures,
    indexing,
    looking_up,
    measuring,
    serving,
    watching,
)
from bot.commands.shared import (
    EXIT_ARCHIVE,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_MODEL,
    fail,
)
from embeddings.errors import ArchiveError, ModelError, PullquoteError

COMMANDS = (
    indexing.index,
    watching.watch,
    watching.status,
    indexing.remove,
    indexing.takedown,
    doctoring.doctor,
    asking.ask,
    looking_up.source,
    looking_up.quote,
    measuring.evaluate,
    measuring.calibrate,
    comparing.compare,
    serving.run,
    serving.invite,
    serving.demo,
)
"""The commands by their functions' names, in the order in which `--help` lists them."""

app = typer.Typer(
    name="pullquote",
    help="Answers questions about a newsroom's coverage in the coverage's own words.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(fixtures.fixtures, name="fixtures")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors are one sentence on standard error, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # quotes hold what no other encoding can
    try:
        app(arguments)
    except PullquoteError as error:
        fail(str(error), _status_of(error))
    except SystemExit as ended:
        if ended.code == EXIT_INTERRUPTED:  # typer has caught the interrupt
            fail("stopped; what was written is whole.", EXIT_INTERRUPTED)
        raise


def _status_of(error: PullquoteError) -> int:
    if isinstance(error, ArchiveError):
        return EXIT_ARCHIVE
    return EXIT_MODEL if isinstance(error, ModelError) else EXIT_INPUT
