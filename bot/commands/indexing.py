"""`pullquote index`, `remove` and `takedown`: what is in the index."""

import time
from collections.abc import Sequence

from rich.console import Console

from bot import composition, sync_report
from bot.commands import options
from bot.commands.shared import print_json, settings_for
from bot.composition import Indexing, source_of
from bot.progress_bars import IndexingBars
from bot.settings import Settings
from embeddings.planning import Source


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
    found = [source_of(one) for one in sources or [str(options.DEFAULT_COVERAGE)]]
    how = Indexing(encoding=encoding, rebuild=rebuild, prune=prune)
    settings = settings_for(data_dir)
    if dry_run:
        _print_plan(settings, found, how)
    else:
        print_indexing(settings, found, how)


def print_indexing(settings: Settings, sources: Sequence[Source], how: Indexing) -> None:
    """Bring the index in step with `sources`, and print what comes of it.

    Raises:
        PullquoteError: see `composition.index_sources`.
    """
    console = Console()
    started = time.perf_counter()
    with IndexingBars(console) as bars:
        summary = composition.index_sources(settings, sources, bars, how)
    sync_report.print_problems(console, summary.problems)
    sync_report.print_summary(console, summary, time.perf_counter() - started)


def _print_plan(settings: Settings, sources: Sequence[Source], how: Indexing) -> None:
    console = Console()
    with IndexingBars(console) as bars:
        plan = composition.plan_sources(settings, sources, bars, how)
    sync_report.print_problems(console, plan.problems)
    sync_report.print_plan(console, plan)


def remove(sources: options.RemovedSources, data_dir: options.DataDir = None) -> None:
    """Take the articles of folders, files or addresses out of the index; the files are left alone.

    Quotes already posted stay readable.

    Example: `pullquote remove articles/`
    """
    removed = composition.remove(settings_for(data_dir), [source_of(one) for one in sources])
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
    act = composition.lift_takedown if lift else composition.take_down_articles
    for done in act(settings, name):
        if as_json:
            print_json({"id": done.article_id, "url": done.url, "at": done.at, "lifted": lift})
        else:
            sync_report.print_takedown(Console(), done, lifted=lift)
