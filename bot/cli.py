"""The command line: `pullquote index`, `ask`, `source`, `evaluate`, `run` and `demo`.

Exit statuses: 0 done (a refusal is an answer too), 1 figures below the thresholds or nothing
found, 2 a mistake in the command line, 3 an input or a setting that cannot be used, 4 an index
that is missing, damaged, locked or of another model, 5 a model that cannot be loaded, 6 Discord
refused, 130 interrupted.
"""

import json
import logging
import sys
import time
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.logging import RichHandler

from bot import terminal, wording
from bot.answering.schema import Reply
from bot.answering.sources import Catalogue
from bot.composition import index_sources, open_answerer, remove
from bot.serialisation import article_as_json, reply_as_json
from bot.settings import Settings, load_settings
from embeddings.archive import Archive
from embeddings.database import translated_errors
from embeddings.errors import (
    ArchiveError,
    ArchiveMismatchError,
    InputError,
    ModelError,
    PullquoteError,
)

EXIT_BELOW, EXIT_INPUT, EXIT_ARCHIVE, EXIT_MODEL, EXIT_DISCORD = 1, 3, 4, 5, 6
EXIT_INTERRUPTED = 130
DEFAULT_COVERAGE = Path("articles")

app = typer.Typer(
    name="pullquote",
    help="Answers questions about a newsroom's coverage in the coverage's own words.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    add_completion=False,
)

DataDir = Annotated[
    Path | None,
    typer.Option(help="Where the index lies; otherwise DATA_DIR.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; errors are one sentence on standard error, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # quotes hold what no other encoding can
    try:
        app(arguments)
    except PullquoteError as error:
        _fail(str(error), _status_of(error))
    except SystemExit as ended:
        if ended.code == EXIT_INTERRUPTED:  # typer has caught the interrupt
            _fail("stopped; what was finished is kept.", EXIT_INTERRUPTED)
        raise


def _status_of(error: PullquoteError) -> int:
    if isinstance(error, ArchiveError):
        return EXIT_ARCHIVE
    return EXIT_MODEL if isinstance(error, ModelError) else EXIT_INPUT


def _fail(sentence: str, status: int) -> None:
    sys.stdout.flush()
    print(f"Error: {sentence}", file=sys.stderr)  # noqa: T201 - the one place errors are printed
    sys.exit(status)


def _settings(data_dir: Path | None) -> Settings:
    settings = load_settings()
    return settings.model_copy(update={"data_dir": data_dir}) if data_dir else settings


def _print_json(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@app.command("index")
def index_command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders or files: .txt, .md, .jsonl.", show_default="articles/"),
    ] = None,
    data_dir: DataDir = None,
    encoding: Annotated[
        str | None, typer.Option(help="Read files that are not Unicode in this encoding.")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Encode every article again, with today's model.")
    ] = False,
) -> None:
    """Bring the index in step with folders or files of articles.

    Example: `pullquote index articles/ exports/march.jsonl`
    """
    console = Console()
    started = time.perf_counter()
    with terminal.IndexingBars(console) as bars:
        summary = index_sources(
            _settings(data_dir),
            paths or [DEFAULT_COVERAGE],
            bars,
            encoding=encoding,
            rebuild=rebuild,
        )
    terminal.print_problems(console, summary.problems)
    terminal.print_summary(console, summary, time.perf_counter() - started)


@app.command("remove")
def remove_command(
    paths: Annotated[list[Path], typer.Argument(help="Folders or files that were indexed.")],
    data_dir: DataDir = None,
) -> None:
    """Take the articles of folders or files out of the index; the files are left alone.

    Quotes already posted stay readable.

    Example: `pullquote remove articles/`
    """
    removed = remove(_settings(data_dir), paths)
    Console().print(f"Removed {removed} articles from the index.")


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="Your question.")] = None,
    questions: Annotated[
        str | None, typer.Option(help="A file with one question a line, or - for standard input.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print the passages that answer, word for word, with their sources.

    Examples: `pullquote ask "How many RD-180 engines has Russia delivered?"`,
    `pullquote ask --json --questions questions.txt`
    """
    asked = _questions(question, questions)
    settings = _settings(data_dir)
    console = Console()
    with open_answerer(settings) as answerer:
        for one in asked:
            _print_reply(console, answerer.answer(one), settings, as_json=as_json)


def _questions(question: str | None, file: str | None) -> list[str]:
    if (question is None) == (file is None):
        raise typer.BadParameter("give one question in quotation marks, or --questions FILE")
    if question is not None:
        return [question]
    return [line for line in _lines_of(str(file)) if line.strip()]


def _lines_of(file: str) -> Iterable[str]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8: save it as UTF-8.") from error
    return text.splitlines()


def _print_reply(console: Console, reply: Reply, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        _print_json(reply_as_json(reply, max_question_chars=settings.max_question_chars))
    else:
        terminal.print_reply(console, reply, max_question_chars=settings.max_question_chars)


@app.command()
def source(
    words: Annotated[
        str | None, typer.Argument(help="A headline, author, outlet, address, date or words.")
    ] = None,
    article_id: Annotated[str | None, typer.Option(help="The id of one article.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Look articles up, and show the card and the passages.

    Examples: `pullquote source "broomsticks"`,
    `pullquote source --json --article-id 2022-03-15-farewell-video`
    """
    if (words is None) == (article_id is None):
        raise typer.BadParameter("give some words in quotation marks, or --article-id ID")
    data_dir = _settings(data_dir).data_dir
    with Archive.open(data_dir) as archive, translated_errors(archive.path):
        ids = [article_id] if article_id else _matching(archive, str(words))
        if not _print_sources(archive, ids, as_json=as_json):
            _fail(wording.NO_SOURCE, EXIT_BELOW)


def _matching(archive: Archive, words: str) -> list[str]:
    """Return the ids of the articles that `words` name or, if none, of those that hold them."""
    from embeddings.derived import open_derived
    from embeddings.retrieval import articles_with

    catalogue = Catalogue(archive.articles())
    named = [item.article_id for item in catalogue.find(words)]
    return named or articles_with(archive, open_derived(archive).lexical, words)


def _print_sources(archive: Archive, ids: Sequence[str], *, as_json: bool) -> int:
    """Print the articles' cards, or a list where there are several; return how many there were."""
    found = [article for article in map(archive.article, ids) if article]
    console = Console()
    if as_json:
        for article in found:
            _print_json(article_as_json(article, archive.passages_of(article.version)))
    elif len(found) == 1:
        terminal.print_card(console, found[0], archive.passages_of(found[0].version))
    elif found:
        terminal.print_listings(console, found)
    return len(found)


@app.command("evaluate")
def evaluate_command(
    fixtures: Annotated[Path, typer.Argument(help="A YAML file of fixture questions.")],
    minimum: Annotated[
        list[str] | None,
        typer.Option("--min", help="A figure's least value, like hit@1=0.9; repeatable."),
    ] = None,
    maximum: Annotated[
        list[str] | None,
        typer.Option("--max", help="A figure's highest value; repeatable."),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Ask fixture questions, and print how well they are answered.

    Status 1 where a figure misses its threshold, or an excerpt is no slice of its article.

    Example: `pullquote evaluate tests/fixtures/questions.yaml --min hit@1=0.8`
    """
    from bot.harness.evaluation import evaluate
    from bot.harness.fixtures import load_fixtures
    from bot.harness.metrics import parse_bounds, unmet
    from bot.harness.report import as_json as evaluation_as_json
    from bot.harness.report import report

    lowest, highest = parse_bounds(minimum or ()), parse_bounds(maximum or ())
    questions = load_fixtures(fixtures)
    with (
        open_answerer(_settings(data_dir)) as answerer,
        terminal.QuestionBar(len(questions)) as bar,
    ):
        evaluation = evaluate(questions, answerer, bar.answered)
    if as_json:
        _print_json(evaluation_as_json(evaluation))
    else:
        Console().print(report(evaluation))
    shortfalls = unmet(evaluation.figures, lowest, highest)
    if shortfalls:
        _fail("; ".join(shortfalls) + ".", EXIT_BELOW)


@app.command()
def run(data_dir: DataDir = None) -> None:
    """Run the bot on Discord; it needs DISCORD_TOKEN in `.env` or in the environment."""
    from bot.chat.service import DiscordRefusedError, run_bot

    settings = _settings(data_dir)
    _log_to_terminal(settings)
    try:
        run_bot(settings)
    except DiscordRefusedError as error:
        _fail(str(error), EXIT_DISCORD)


@app.command()
def demo(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders or files of articles.", show_default="articles/"),
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option(help="A question to print the answer to; repeatable.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The page's port; 0 takes a free one.")
    ] = 0,
    data_dir: DataDir = None,
) -> None:
    """Index articles, answer some questions, then serve the bot in a simulated Discord.

    The page needs no token and no account, and only this machine can open it. Where standard input
    is no terminal it is left out.

    Example: `pullquote demo articles/`
    """
    from bot.chat.demo import demo_folder, sample_questions, serve

    sources = paths or [DEFAULT_COVERAGE]
    settings = _settings(data_dir)
    settings = settings.model_copy(update={"data_dir": demo_folder(settings.data_dir, sources)})
    console = Console()
    try:
        index_command(sources, settings.data_dir)
    except ArchiveMismatchError:  # of an earlier release or another model; a demo may start anew
        index_command(sources, settings.data_dir, rebuild=True)
    with open_answerer(settings) as answerer:
        for one in question or sample_questions(answerer.retriever.archive):
            _print_reply(console, answerer.answer(one), settings, as_json=False)
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
