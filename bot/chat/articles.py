"""Articles looked up: by what names them, whole, around a quote, and paragraph by paragraph."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bot.answering.answerer import Answerer
from bot.answering.schema import Headline
from bot.answering.showing.contexts import Context, context_of
from bot.answering.showing.copies import others_of
from bot.answering.showing.pages import pages
from bot.answering.showing.stretches import Stretch, Way, stretch_from
from bot.answering.sources import Catalogue, Listing
from embeddings.filters import is_among
from embeddings.schema import Article, Passage


@dataclass(frozen=True, slots=True)
class Card:
    """An article with its passages, for looking it up.

    `limited` says that they are cut, or sentences left out, for what the outlet allows. `also` are
    the other articles that print the same story, the originator first.
    """

    article: Article
    passages: Sequence[Passage]
    limited: bool = False
    also: Sequence[Headline] = ()


class Articles:
    """Reads the archive's articles, within what their outlets allow to be shown.

    Where outlets are named, what is of others is not found; none named means all.
    """

    def __init__(self, answerer: Answerer) -> None:
        self._retriever = answerer.retriever
        self._archive = answerer.retriever.archive
        self._quoting = answerer.limits.quoting

    def allowed(self, article: Article) -> int:
        """Return how many characters of an article one message may show, as it is now too."""
        current = self._archive.article(article.id)
        return self._quoting.of(article, current or article)

    def named(
        self, query: str, known: Catalogue, outlets: Collection[str] = ()
    ) -> Card | list[Listing]:
        """Return the one article that `query` names, or those that match it, of those known."""
        known = known.within(outlets)
        found = [item for item in [known.get(query)] if item]
        found = found or known.find(query) or self._holding(query, known)
        if len(found) != 1:
            return found
        return self._card(self._archive.article(found[0].article_id), outlets) or []

    def of_version(self, version: str, outlets: Collection[str] = ()) -> Card | None:
        """Return the article that `version` belongs to, as it is now."""
        article = self._archive.version(version)
        return self._card(self._archive.article(article.id), outlets) if article else None

    def are_within(self, versions: Iterable[str], outlets: Collection[str]) -> bool:
        """Say whether articles are of these outlets, at a version and now."""
        quoted = [article for article in map(self._archive.version, versions) if article]
        current = [self._archive.article(article.id) for article in quoted]
        return all(is_among(one.outlet, outlets) for one in [*quoted, *current] if one)

    def headlines(self, article_ids: Iterable[str]) -> list[Headline]:
        """Return where articles can be read, as the archive has them now; none that is gone."""
        found = [article for article in map(self._archive.article, article_ids) if article]
        return [Headline(article.id, article.title, article.url) for article in found]

    def context(self, version: str, start: int, end: int) -> Context | None:
        """Return a quote with the paragraphs around it; None if it is not in the archive."""
        article = self._archive.version(version)
        if article is None or not 0 <= start < end <= len(article.text):
            return None
        current, allowed = self._archive.article(article.id), self.allowed(article)
        seen = self.changed_at(article, current) if current else None
        return context_of(article, (start, end), current, max_chars=allowed, seen=seen)

    def stretch(self, version: str, offset: int, way: Way) -> Stretch | None:
        """Return the paragraph of a version after `offset`, or before it; None if it is gone."""
        article = self._archive.version(version)
        if article is None:
            return None
        current, allowed = self._archive.article(article.id), self.allowed(article)
        found = stretch_from(article, offset, way, current, max_chars=allowed)
        return found or Stretch(article, 0, 0, limited=True)

    def changed_at(self, quoted: Article, current: Article) -> str | None:
        """Return when an article was first met as it is now; None where it was so before too."""
        before, since = (self._archive.seen_at(one.version) for one in (quoted, current))
        return since if since and (before is None or before < since) else None

    def _holding(self, words: str, known: Catalogue) -> list[Listing]:
        """Return the articles whose text holds `words`."""
        ids = self._retriever.articles_with(words)
        return [item for item in map(known.get, ids) if item]

    def _card(self, article: Article | None, outlets: Collection[str]) -> Card | None:
        if article is None or not is_among(article.outlet, outlets):
            return None  # what lists the articles may be behind the archive while it is synced
        passages = self._archive.passages_of(article.version)
        found = pages(article, passages, max_chars=self.allowed(article))
        others = others_of(self._archive, article)
        also = [one for one in others if is_among(one.outlet, outlets)]
        return Card(article, found, limited=found != passages, also=also)
