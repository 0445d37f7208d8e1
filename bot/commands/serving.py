"""`pullquote run` and `demo`: the bot on Discord, and the bot on a page of this machine."""

import logging
import sys

from rich.console import Console
from rich.logging import RichHandler

from bot.commands import options
from bot.commands.asking import print_reply
from bot.commands.indexing import print_indexing
from bot.commands.shared import EXIT_DISCORD, fail, settings_for
from bot.composition import open_answerer
from bot.settings import Settings
from embeddings.errors import ArchiveMismatchError


def run(data_dir: options.DataDir = None) -> None:
    """Run the bot on Discord; it needs DISCORD_TOKEN in `.env` or in the environment."""
    from bot.chat.service import DiscordRefusedError, run_bot

    settings = settings_for(data_dir)
    _log_to_terminal(settings)
    try:
        run_bot(settings)
    except DiscordRefusedError as error:
        fail(str(error), EXIT_DISCORD)


def demo(
    paths: options.DemoPaths = None,
    question: options.DemoQuestions = None,
    port: options.Port = 0,
    data_dir: options.DataDir = None,
) -> None:
    """Index articles, answer some questions, then serve the bot in a simulated Discord.

    The page needs no token and no account, and only this machine can open it. Where standard input
    is no terminal it is left out.

    Example: `pullquote demo articles/`
    """
    from bot.chat.demo import demo_folder, sample_questions, serve

    sources = paths or [options.DEFAULT_COVERAGE]
    settings = settings_for(data_dir)
    settings = settings.model_copy(update={"data_dir": demo_folder(settings.data_dir, sources)})
    try:
        print_indexing(settings, sources)
    except ArchiveMismatchError:  # of an earlier release or another model; a demo may start anew
        print_indexing(settings, sources, rebuild=True)
    with open_answerer(settings) as answerer:
        for one in question or sample_questions(answerer.retriever.archive):
            print_reply(answerer.answer(one), settings, as_json=False)
        if sys.stdin is not None and sys.stdin.isatty():
            serve(answerer, port=port)


def _log_to_terminal(settings: Settings) -> None:
    for chatty in ("faiss.loader", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.basicConfig(
        level=settings.log_level,
        format="%(name)s: %(message)s",
        handlers=[RichHandler(console=Console(stderr=True), rich_tracebacks=False)],
    )
