"""Between Discord and the answers: does the slow work in one thread, off the event loop.

The archive and the model are used from that thread alone.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.answering.answerer import Answerer
from bot.answering.explanation import Explanation
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import QuoteReply
from bot.answering.schema import Answer, Excerpt, Headline, Reply
from bot.answering.showing.contexts import Context, context_of
from bot.answering.showing.copies import carries
from bot.answering.showing.pages import pages
from bot.answering.showing.quoting_limits import Slice
from bot.answering.showing.speakers import attributions
from bot.answering.sources import Catalogue, Listing
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.chat.source_line import excerpt_lines, source_line
from bot.chat.wire import Quoted
from embeddings.filters import Filters
from embeddings.schema import Article, Passage
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.syncing.alarms import Alarm, alarms_of
from embeddings.syncing.coverage import Coverage

T = TypeVar("T")
Span = tuple[str, int, int]
"""An article version and a span of its text."""


@dataclass(frozen=True, slots=True)
class Card:
    """An article with its passages, for looking it up.

    `limited` says that they are cut, or sentences left out, for what the outlet allows.
    """

    article: Article
    passages: Sequence[Passage]
    limited: bool = False


class Desk:
    """Answers questions and looks articles up without holding the event loop."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._archive = answerer.retriever.archive
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")
        self._catalogue = Catalogue(self._archive.facts())
        self._state = self._archive.state
        self.max_question_chars = answerer.limits.max_question_chars

    def close(self) -> None:
        """Finish the work in hand and stop the thread."""
        self._thread.shutdown(wait=True)

    async def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:
        """Return the answer to `question` within `options`, or the refusal."""
        return await self._do(lambda: self._answerer.answer(question, options))

    def outlets(self, words: str, limit: int) -> list[str]:
        """Return outlets for autocompletion, at once, from memory."""
        return self._catalogue.outlets(words, limit)

    async def coverage(self) -> tuple[Coverage, list[SourceRecord]]:
        """Return what there is to answer from, and how it went with each source."""
        return await self._do(lambda: (self._answerer.coverage(), self._sources()))

    async def alarms(self, now: datetime, stale_after: timedelta) -> list[Alarm]:
        """Return which sources need somebody's attention at `now`."""
        return await self._do(lambda: alarms_of(self._sources(), now, stale_after))

    async def explain(self, question: str) -> Explanation:
        """Return the reply to `question` with why it is given."""
        return await self._do(lambda: self._answerer.explain(question))

    def suggest(self, words: str, limit: int) -> list[Listing]:
        """Return articles for autocompletion, at once, from memory."""
        return self._catalogue.find(words, limit)

    async def card(self, query: str) -> Card | list[Listing]:
        """Return the one article that `query` names, or those that match it."""
        return await self._do(lambda: self._card(query))

    async def find_quote(self, words: str) -> QuoteReply:
        """Return where the coverage has `words`, or words near them."""
        return await self._do(lambda: self._find_quote(words))

    async def card_of_version(self, version: str) -> Card | None:
        """Return the article that `version` belongs to, as it is now."""
        return await self._do(lambda: self._card_of_version(version))

    async def context(self, version: str, start: int, end: int) -> Context | None:
        """Return a quote with the paragraphs around it; None if it is not in the archive.

        Where its article has changed since, what stands there now comes with it.
        """
        return await self._do(lambda: self._context(version, start, end))

    async def taken_down(self, version: str) -> str | None:
        """Return when the article that `version` was of was taken down; None if it was not."""
        return await self._do(lambda: Ledger(self._archive).taken_down_at(version))

    async def quoted(self, spans: Sequence[Span]) -> list[Quoted]:
        """Return what messages must show for these slices, read from the archive again.

        A version that is missing gives nothing: the message then cannot be proven.
        """
        return await self._do(lambda: [item for span in spans for item in self._quoted(*span)])

    async def quoted_excerpts(self, answer: Answer) -> list[Quoted]:
        """Return what a message must show for an answer, found in the archive once more.

        Who says it is read anew from the archive's article, and who is said to print the same
        words must do so there. What was not published when the answer says gives nothing.
        """
        return await self._do(
            lambda: [
                item
                for excerpt in answer.excerpts
                if self._is_of_its_window(answer, excerpt.article.version)
                for item in self._quoted_excerpt(excerpt)
            ]
        )

    async def headlines(self, article_ids: Iterable[str]) -> list[Headline]:
        """Return where these articles can be read, as the archive has them now, each once."""
        return await self._do(lambda: self._headlines(dict.fromkeys(article_ids)))

    async def _do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._up_to_date, work
        )

    def _up_to_date(self, work: Callable[[], T]) -> T:
        """Do the work over the coverage as it is now, which another process may have changed."""
        state = self._answerer.retriever.refresh()
        if state != self._state:
            self._catalogue, self._state = Catalogue(self._archive.facts()), state
        return work()

    def _sources(self) -> list[SourceRecord]:
        return Ledger(self._archive).sources()

    def _find_quote(self, words: str) -> QuoteReply:
        retriever, limits = self._answerer.retriever, self._answerer.limits
        with retriever.steady():
            return find_quote(
                retriever.archive,
                retriever.lexical,
                words,
                max_shown_chars=limits.max_excerpt_chars,
                quoting=limits.quoting,
            )

    def _quoted(self, version: str, start: int, end: int) -> list[Quoted]:
        article = self._archive.version(version)
        if article is None:
            return []
        text = article.text[start:end]
        return [Quoted(text, source_line(article, text), self._slice_of(article, start, end))]

    def _quoted_excerpt(self, excerpt: Excerpt) -> list[Quoted]:
        article = self._archive.version(excerpt.article.version)
        if article is None:
            return []
        text = article.text[excerpt.start : excerpt.end]
        read = Excerpt(
            article,
            excerpt.start,
            excerpt.end,
            excerpt.score,
            speakers=attributions(article, excerpt.start, excerpt.end),
            also_carried_by=self._carriers(excerpt.also_carried_by, text),
        )
        place = self._slice_of(article, excerpt.start, excerpt.end)
        return [Quoted(text, excerpt_lines(read), place)]

    def _slice_of(self, article: Article, start: int, end: int) -> Slice:
        return Slice(article.id, article.version, start, end, self._allowed(article))

    def _allowed(self, article: Article) -> int:
        """Return how much of an article a message may show, by its current version too."""
        current = self._archive.article(article.id)
        return self._answerer.limits.quoting.of(article, current or article)

    def _is_of_its_window(self, answer: Answer, version: str) -> bool:
        """Say whether an article was published when the answer says it was."""
        if answer.window is None:
            return True
        published = Filters(since=answer.window.since, until=answer.window.until)
        return self._answerer.retriever.admits(version, published) != answer.outside_window

    def _carriers(self, headlines: Sequence[Headline], text: str) -> tuple[Headline, ...]:
        articles = [self._archive.article(item.article_id) for item in headlines]
        return tuple(
            Headline(article.id, article.title, article.url, article.outlet)
            for article in articles
            if article and carries(article, text)
        )

    def _headlines(self, article_ids: Iterable[str]) -> list[Headline]:
        found = [article for article in map(self._archive.article, article_ids) if article]
        return [Headline(article.id, article.title, article.url) for article in found]

    def _card(self, query: str) -> Card | list[Listing]:
        card = self._card_of(self._archive.article(query))
        if card:
            return card
        found = self._catalogue.find(query) or self._holding(query)
        if len(found) != 1:
            return found
        return self._card_of(self._archive.article(found[0].article_id)) or []

    def _holding(self, words: str) -> list[Listing]:
        """Return the articles whose text holds `words`."""
        ids = self._answerer.retriever.articles_with(words)
        return [item for item in map(self._catalogue.get, ids) if item]

    def _card_of_version(self, version: str) -> Card | None:
        article = self._archive.version(version)
        return self._card_of(self._archive.article(article.id)) if article else None

    def _card_of(self, article: Article | None) -> Card | None:
        if article is None:
            return None
        passages = self._archive.passages_of(article.version)
        found = pages(article, passages, max_chars=self._allowed(article))
        return Card(article, found, limited=found != passages)

    def _context(self, version: str, start: int, end: int) -> Context | None:
        article = self._archive.version(version)
        if article is None or not 0 <= start < end <= len(article.text):
            return None
        current, allowed = self._archive.article(article.id), self._allowed(article)
        seen = self._changed_at(article, current) if current else None
        return context_of(article, (start, end), current, max_chars=allowed, seen=seen)

    def _changed_at(self, quoted: Article, current: Article) -> str | None:
        """Return when an article was first met as it is now; None where it was so before too."""
        before, since = (self._archive.seen_at(one.version) for one in (quoted, current))
        return since if since and (before is None or before < since) else None
