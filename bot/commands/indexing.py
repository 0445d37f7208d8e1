"""`pullquote index` and `remove`: what is in the index."""

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot import composition, terminal
from bot.commands import options
from bot.commands.shared import settings_for
from bot.settings import Settings


def index(
    paths: options.IndexedPaths = None,
    data_dir: options.DataDir = None,
    encoding: options.Encoding = None,
    rebuild: options.Rebuild = False,
) -> None:
    """Bring the index in step with folders or files of articles.

    Example: `pullquote index articles/ exports/march.jsonl`
    """
    sources = paths or [options.DEFAULT_COVERAGE]
    print_indexing(settings_for(data_dir), sources, encoding=encoding, rebuild=rebuild)


def print_indexing(
    settings: Settings,
    sources: Sequence[Path],
    *,
    encoding: str | None = None,
    rebuild: bool = False,
) -> None:
    """Bring the index in step with `sources`, and print what comes of it.

    Raises:
        PullquoteError: see `composition.index_sources`.
    """
    console = Console()
    started = time.perf_counter()
    with terminal.IndexingBars(console) as bars:
        summary = composition.index_sources(
            settings, sources, bars, encoding=encoding, rebuild=rebuild
        )
    terminal.print_problems(console, summary.problems)
    terminal.print_summary(console, summary, time.perf_counter() - started)


def remove(paths: options.RemovedPaths, data_dir: options.DataDir = None) -> None:
    """Take the articles of folders or files out of the index; the files are left alone.

    Quotes already posted stay readable.

    Example: `pullquote remove articles/`
    """
    removed = composition.remove(settings_for(data_dir), paths)
    Console().print(f"Removed {removed} articles from the index.")
