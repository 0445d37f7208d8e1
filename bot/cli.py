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
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup

from bot.commands.ending import (
    EXIT_ARCHIVE,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_MODEL,
    fail,
)
from embeddings.errors import ArchiveError, ModelError, PullquoteError

COMMANDS = {
    "index": (
        "indexing",
        "Bring the index in step with folders, files or addresses of articles.",
    ),
    "watch": (
        "watching",
        "Bring the index in step with folders, files and addresses, again and again.",
    ),
    "status": (
        "standing",
        "Print what the index holds, how its sources fare and which of them are an alarm.",
    ),
    "remove": (
        "indexing",
        (
            "Take the articles of folders, files or addresses out of the index; the files are "
            "left alone."
        ),
    ),
    "takedown": (
        "indexing",
        "Erase an article with all its versions, and keep it from coming back.",
    ),
    "doctor": (
        "doctoring",
        "Check the index, the search files, the sources and the models; mend what can be mended.",
    ),
    "ask": ("asking", "Print the passages that answer, word for word, with their sources."),
    "source": ("looking_up", "Look articles up, and show the card and the passages."),
    "quote": (
        "looking_up",
        "Find where the coverage has words that somebody quotes, or how they differ from it.",
    ),
    "evaluate": ("measuring", "Ask fixture questions, and print how well they are answered."),
    "calibrate": (
        "measuring",
        "Choose ANSWER_THRESHOLD: the most answers of which few enough are wrong.",
    ),
    "compare": (
        "comparing",
        "Print what became better and worse between two reports of `evaluate --json`.",
    ),
    "run": (
        "serving",
        "Run the bot on Discord; it needs DISCORD_TOKEN in `.env` or in the environment.",
    ),
    "invite": (
        "serving",
        "Print the links that add the bot to a server, and its commands to a user's account.",
    ),
    "demo": (
        "demonstrating",
        "Index articles, answer some questions, then serve the bot in a simulated Discord.",
    ),
    "fixtures": (
        "fixtures",
        "Fixture questions: propose some, accept them, print their form.",
    ),
}
"""Where each command stands in `bot.commands`, under its own name, and what its help begins with.

`--help` lists them in this order, and needs nothing else of them.
"""


class LazyGroup(TyperGroup):
    """Lists the commands by their sentences; only the one that is run is imported."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # Any: typer hides its click
        """Return the command that `args` name, with its name and what is left of them."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, listed and command(str(name)), rest


app = typer.Typer(
    cls=LazyGroup,
    name="pullquote",
    help="Answers questions about a newsroom's coverage in the coverage's own words.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
)
for one, (_, sentence) in COMMANDS.items():
    app.command(one, help=sentence)(lambda: None)


def command(name: str) -> Any:  # Any: typer hides its click
    """Return a command as typer runs it; what it needs is imported."""
    found = getattr(import_module(f"bot.commands.{COMMANDS[name][0]}"), name)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(rich_markup_mode="markdown", add_completion=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


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
