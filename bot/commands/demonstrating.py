"""`pullquote demo`: articles indexed, questions answered, the bot on a page of this machine."""

import sys

from bot.commands import options
from bot.commands.asking import print_reply
from bot.commands.indexing import print_indexing
from bot.commands.shared import settings_for
from bot.composition import open_answerer
from bot.syncing import Indexing
from embeddings.errors import ArchiveMismatchError


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
