"""What tests are given with a bot: how to start one, and what it logs as errors."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.chat.client import PullquoteClient

StartBot = Callable[..., PullquoteClient]


class ErrorLog:
    """What the bot and discord.py log as errors; a test has to take what it expects."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        self._taken = 0

    def take(self) -> list[str]:
        """Return the errors logged since the last time, each with the name of its cause."""
        found = self._records()[self._taken :]
        self._taken += len(found)
        causes = [record.exc_info[0] if record.exc_info else None for record in found]
        names = [f" ({cause.__name__})" if cause else "" for cause in causes]
        return [record.getMessage() + name for record, name in zip(found, names, strict=True)]

    def _records(self) -> list[Any]:
        names = ("bot.", "discord.", "asyncio")
        records = self._caplog.get_records("call")
        return [r for r in records if r.levelname == "ERROR" and r.name.startswith(names)]
