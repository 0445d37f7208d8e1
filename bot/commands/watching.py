"""`pullquote watch`: keeping the index current."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import NoReturn

from bot.commands import options
from bot.commands.shared import log_to_terminal, settings_for
from bot.syncing import source_of, tools_of
from bot.watching import Watch, repeat

logger = logging.getLogger(__name__)

_SECONDS_A_MINUTE = 60


class _TerminatedError(KeyboardInterrupt):
    """A request to terminate: it ends what is going on as Ctrl-C does."""


def watch(
    sources: options.WatchedSources = None,
    every: options.Minutes = None,
    once: options.Once = False,
    data_dir: options.DataDir = None,
) -> None:
    """Bring the index in step with folders, files and addresses, again and again.

    The running bot sees what is new. A source that fails does not stop the others, and its
    articles stay. Ctrl-C or SIGTERM ends it at any moment; what was finished is kept.

    Examples: `pullquote watch`, `pullquote watch https://example.org/feed.xml --every 5`
    """
    settings = settings_for(data_dir)
    log_to_terminal(settings)
    minutes = settings.watch_minutes if every is None else every
    with tools_of(settings) as tools:
        watch = Watch(settings, tools, [source_of(name) for name in sources or []])
        watch.check()
        with _ended_by_sigterm():
            if once:
                watch.round()
            else:
                _watch_on(watch, minutes)


def _watch_on(watch: Watch, minutes: float) -> None:
    """Watch until somebody ends it; being terminated is how a service ends well."""
    try:
        repeat(watch.round, minutes * _SECONDS_A_MINUTE, Event().wait)
    except _TerminatedError:
        logger.info("Terminated; what was written is whole.")


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM interrupt what is done inside, once: cleaning up is not interrupted again."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)
        raise _TerminatedError

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
