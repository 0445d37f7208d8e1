"""`pullquote run`, `invite` and `demo`: the bot on Discord, and on a page of this machine."""

import sys

from bot import wording
from bot.commands import options
from bot.commands.asking import print_reply
from bot.commands.indexing import print_indexing
from bot.commands.shared import EXIT_DISCORD, fail, log_to_terminal, settings_for
from bot.composition import Indexing, open_answerer
from embeddings.errors import ArchiveMismatchError


def run(data_dir: options.DataDir = None, sync: options.SyncCommands = False) -> None:
    """Run the bot on Discord; it needs DISCORD_TOKEN in `.env` or in the environment."""
    from bot.chat.service import DiscordRefusedError, run_bot

    settings = settings_for(data_dir)
    log_to_terminal(settings)
    try:
        run_bot(settings, publish_anew=sync)
    except DiscordRefusedError as error:
        fail(str(error), EXIT_DISCORD)


def invite() -> None:
    """Print the links that add the bot to a server, and its commands to a user's account.

    The application's id stands in DISCORD_TOKEN; nothing is asked of Discord.
    """
    from bot.chat.installing import application_id_of, server_link, user_link
    from bot.chat.service import token_of

    application_id = application_id_of(token_of(settings_for(None)))
    print(wording.INVITE_TO_SERVER, server_link(application_id), sep="\n")  # noqa: T201 - its output
    print(wording.INVITE_TO_USER, user_link(application_id), sep="\n")  # noqa: T201 - its output


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
        print_indexing(settings, sources, Indexing())
    except ArchiveMismatchError:  # of an earlier release or another model; a demo may start anew
        print_indexing(settings, sources, Indexing(rebuild=True))
    with open_answerer(settings) as answerer:
        archive, quoting = answerer.retriever.archive, answerer.limits.quoting
        for one in question or sample_questions(archive, quoting):
            print_reply(answerer.answer(one), settings, as_json=False)
        if sys.stdin is not None and sys.stdin.isatty():
            serve(answerer, port=port)
