"""Which commands Discord was last given, so that a start publishes only what has changed."""

from bot.kept.database import Database


class PublishedCommands:
    """What `bot.db` holds of it; every method raises `KeptError` where it cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def digest(self, application_id: int) -> str | None:
        """Return the hash of the commands that Discord has of an application, if it is known."""
        query = "SELECT digest FROM published WHERE application_id = ?"
        with self._database.reading():
            rows = self._database.rows(query, application_id)
        return str(rows[0][0]) if rows else None

    def note(self, application_id: int, digest: str) -> None:
        """Keep the hash of the commands that Discord has now."""
        query = "INSERT OR REPLACE INTO published VALUES (?, ?)"
        with self._database.writing():
            self._database.rows(query, application_id, digest)
