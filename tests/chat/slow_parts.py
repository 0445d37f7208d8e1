"""An archive and a `bot.db` that take their time, by the simulated Discord's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.kept.database import Database
from embeddings.retrieval import Retriever


class SlowArchive(Retriever):
    """Takes `seconds` whenever it is looked into, as on a disk that sleeps."""

    env: Any = None
    seconds: float = 0.0

    def refresh(self) -> str | None:
        """Keep up with the archive, later."""
        if self.env:
            self.env.backend.advance_clock(self.seconds)
        return super().refresh()


class SlowDatabase(Database):
    """Takes `seconds` to write anything down."""

    env: Any = None
    seconds: float = 0.0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write, later."""
        if self.env:
            self.env.backend.advance_clock(self.seconds)
        with super().writing():
            yield
