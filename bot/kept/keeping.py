"""`bot.db` opened once: what servers chose, what was said of answers, and which commands are out.

Where the file cannot be used the bot answers all the same, and keeps nothing over a restart.
"""

import logging
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.feedback.store import FeedbackStore
from bot.kept.database import FILE_NAME, Database, KeptError
from bot.languages import Language
from bot.servers.published import PublishedCommands
from bot.servers.store import ServerStore

logger = logging.getLogger(__name__)


class Kept:
    """Everything that the bot keeps of servers, over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.choices = ServerStore(database)
        self.feedback = FeedbackStore(database)
        self.published = PublishedCommands(database)

    @classmethod
    def open(cls, data_dir: Path) -> Self:
        """Open the file of a data folder; in memory where it cannot be used."""
        try:
            database = Database(data_dir / FILE_NAME)
            try:
                return cls(database)
            except KeptError:
                database.close()
                raise
        except KeptError as error:
            logger.warning(
                "Servers' settings and feedback are neither read nor kept until it is mended and "
                "the bot started again: %s",
                error,
            )
            return cls.in_memory()

    @classmethod
    def in_memory(cls) -> Self:
        """Keep everything for as long as the process runs."""
        return cls(Database(None))

    def language(
        self, guild_id: int | None, channel_id: int | None, parent_id: int | None = None
    ) -> Language | None:
        """Return the language that is chosen for a channel; None also where nobody can tell."""
        try:
            return self.choices.place(guild_id, channel_id, parent_id).language
        except KeptError as error:
            logger.warning("The language of a channel is not known: %s", error)
            return None

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
