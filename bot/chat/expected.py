"""What a message must show: read from the archive once more, not from what it is made of."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Headline
from bot.answering.showing.copies import carries
from bot.answering.showing.quoting_limits import Slice
from bot.answering.showing.speakers import attributions
from bot.chat.articles import Articles
from bot.chat.recalled import Recalled, excerpt_at, recalled
from bot.chat.source_line import excerpt_lines, source_line
from bot.chat.wire import Quoted
from embeddings.filters import Filters
from embeddings.schema import Article

Span = tuple[str, int, int]
"""An article version and a span of its text."""


class Expected:
    """Reads what quotes must be; from the thread that the archive is used from."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self._articles = Articles(answerer)
        self._archive = answerer.retriever.archive

    def quotes(self, spans: Sequence[Span]) -> list[Quoted]:
        """Return what a message must show for slices; a version that is missing gives nothing."""
        return [item for span in spans for item in self._quote(*span)]

    def excerpts(self, answer: Answer) -> list[Quoted]:
        """Return what a message must show for an answer.

        Who says it is read anew from the archive's article, and who is said to print the same
        words must do so there. What was not published when the answer says gives nothing.
        """
        windowed = partial(self._is_of_its_window, answer)
        return self.said(one for one in answer.excerpts if windowed(one.article.version))

    def said(self, excerpts: Iterable[Excerpt]) -> list[Quoted]:
        """Return what a message must show for excerpts, whenever they were published."""
        return [item for excerpt in excerpts for item in self._excerpt(excerpt)]

    def shared(self, excerpts: Iterable[Excerpt]) -> list[Quoted]:
        """Return what an answer that is shared must show: of earlier versions, nothing."""
        return self.said(one for one in excerpts if self._archive.is_current(one.article.version))

    def copied(self, spans: Sequence[Span]) -> list[Quoted]:
        """Return what a message must show for slices to be copied, with what became of them."""
        found = ((one.excerpt, one.lines) for one in self.recalled(spans))
        return [
            Quoted(item.text, lines, self._slice_of(item.article, item.start, item.end))
            for item, lines in found
        ]

    def recalled(self, spans: Sequence[Span]) -> list[Recalled]:
        """Return the quotes of an older message; those that are not in the archive are missing."""
        return [item for span in spans for item in self._recalled(*span)]

    def _quote(self, version: str, start: int, end: int) -> Iterator[Quoted]:
        article = self._archive.version(version)
        if article is not None:
            text = article.text[start:end]
            yield Quoted(text, source_line(article, text), self._slice_of(article, start, end))

    def _excerpt(self, excerpt: Excerpt) -> Iterator[Quoted]:
        article = self._archive.version(excerpt.article.version)
        if article is None:
            return
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
        yield Quoted(text, excerpt_lines(read), place)

    def _recalled(self, version: str, start: int, end: int) -> Iterator[Recalled]:
        article = self._archive.version(version)
        if article is not None and 0 <= start < end <= len(article.text):
            current = self._archive.article(article.id)
            seen = self._articles.changed_at(article, current) if current else None
            yield recalled(excerpt_at(article, start, end), current, seen)

    def _slice_of(self, article: Article, start: int, end: int) -> Slice:
        return Slice(article.id, article.version, start, end, self._articles.allowed(article))

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
