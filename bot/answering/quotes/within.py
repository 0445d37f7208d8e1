"""The archive as a place sees it that is bound to some outlets: others have nothing there."""

import json
from collections.abc import Collection, Iterable

from embeddings.archive import Archive
from embeddings.filters import folded_words
from embeddings.schema import Article


class OutletArchive(Archive):
    """Reads another archive's articles of some outlets; that one stays open and owns the file."""

    def __init__(self, archive: Archive, outlets: Collection[str]) -> None:
        super().__init__(archive.connection, archive.path)
        self._outlets = set(map(folded_words, outlets))

    def article(self, article_id: str) -> Article | None:
        """Return the current version of an article of these outlets."""
        return self._within(super().article(article_id))

    def version(self, version: str) -> Article | None:
        """Return an article of these outlets as it was at `version`."""
        return self._within(super().version(version))

    def publication_dates(self, versions: Iterable[str]) -> dict[str, str | None]:
        """Return when those of `versions` that are of these outlets were published."""
        rows = self.connection.execute(
            "SELECT version, json_extract(facts, '$.published'), json_extract(facts, '$.outlet') "
            "FROM versions WHERE version IN (SELECT value FROM json_each(?))",
            (json.dumps(list(versions)),),
        )
        return {version: date for version, date, outlet in rows if self._has(outlet)}

    def _within(self, article: Article | None) -> Article | None:
        return article if article and self._has(article.outlet) else None

    def _has(self, outlet: str | None) -> bool:
        return folded_words(outlet or "") in self._outlets
