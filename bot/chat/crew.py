"""Threads for slow work, off the event loop: each works with a member of its own."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Crew(Generic[T]):
    """As many threads as `members`, each of which serves one thread at a time."""

    def __init__(self, members: Sequence[T], name: str) -> None:
        self._free: SimpleQueue[T] = SimpleQueue()
        for member in members:
            self._free.put(member)
        self._threads = ThreadPoolExecutor(len(members), thread_name_prefix=name)

    async def do(self, work: Callable[[T], R]) -> R:
        """Return what `work` makes of a member that is free; who comes first is served first.

        The caller's language goes along: source lines are made in the thread too, to compare.

        Raises:
            CancelledError: the threads are stopped before its turn came.
        """
        in_context = copy_context().run
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, in_context, self._with_one, work)

    def close(self) -> None:
        """Finish the work in hand and stop the threads; whoever waits for them is cancelled."""
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _with_one(self, work: Callable[[T], R]) -> R:
        member = self._free.get()
        try:
            return work(member)
        finally:
            self._free.put(member)
