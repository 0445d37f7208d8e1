"""`pullquote index`, `remove` and `takedown`: what is in the index."""

import time
from collections.abc import Sequence

import typer
from rich.console import Console

from bot import syncing
from bot.commands import options
from bot.commands.ending import EXIT_INPUT
from bot.commands.shared import print_json, settings_for
from bot.settings import Settings
from bot.syncing import Indexing, source_of
from bot.terminal import sync_report
from bot.terminal.progress_bars import IndexingBars
from embeddings.indexing import Summary
from embeddings.storage.database import is_indexed
from embeddings.syncing.planning import Source


def index(  # noqa: PLR0917 - typer reads options off the arguments, and passes them by name
    sources: options.IndexedSources = None,
    data_dir: options.DataDir = None,
    encoding: options.Encoding = None,
    prune: options.Prune = False,
    dry_run: options.DryRun = False,
    rebuild: options.Rebuild = False,
) -> None:
    """Bring the index in step with folders, files or addresses of articles.

    Only what changed is encoded. A source that suddenly loses more than a fifth of its articles
    keeps them until you say --prune.

    Examples: `pullquote index articles/ exports/march.jsonl`,
    `pullquote index --dry-run articles/`
    """
    settings = settings_for(data_dir)
    alone = rebuild and is_indexed(settings.data_dir)  # what is there, and nothing else
    by_default = [] if alone else [str(options.DEFAULT_COVERAGE)]
    found = [source_of(one) for one in sources or by_default]
    how = Indexing(encoding=encoding, rebuild=rebuild, prune=prune)
    if dry_run:
        _print_plan(settings, found, how)
    else:
        summary = print_indexing(settings, found, how)
        if summary.failed:
            raise typer.Exit(EXIT_INPUT)


def print_indexing(settings: Settings, sources: Sequence[Source], how: Indexing) -> Summary:
    """Bring the index in step with `sources`, print what comes of it, and return it.

    Raises:
        PullquoteError: see `syncing.index_sources`.
    """
    console = Console()
    started = time.perf_counter()
    with IndexingBars(console) as bars:
        summary = syncing.index_sources(settings, sources, bars, how)
    sync_report.print_problems(console, summary.problems)
    sync_report.print_summary(console, summary, time.perf_counter() - started)
    return summary


def _print_plan(settings: Settings, sources: Sequence[Source], how: Indexing) -> None:
    console = Console()
    with IndexingBars(console) as bars:
        plan = syncing.plan_sources(settings, sources, bars, how)
    sync_report.print_problems(console, plan.problems)
    sync_report.print_plan(console, plan)


def remove(sources: options.RemovedSources, data_dir: options.DataDir = None) -> None:
    """Take the articles of folders, files or addresses out of the index; the files are left alone.

    Quotes already posted stay readable.

    Example: `pullquote remove articles/`
    """
    removed = syncing.remove(settings_for(data_dir), [source_of(one) for one in sources])
    Console().print(f"Removed {removed} articles from the index.")


def takedown(
    name: options.TakenDown,
    lift: options.Lift = False,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Erase an article with all its versions, and keep it from coming back.

    Quotes already posted cannot be opened any more.

    Example: `pullquote takedown https://example.org/2022/retracted`
    """
    settings = settings_for(data_dir)
    act = syncing.lift_takedown if lift else syncing.take_down_articles
    for done in act(settings, name):
        if as_json:
            print_json(
                {
                    "id": done.article_id,
                    "url": done.url,
                    "at": done.at,
                    "lifted": lift,
                    "versions": done.erased,
                    "copies": done.copies,
                }
            )
        else:
            sync_report.print_takedown(Console(), done, lifted=lift)
