"""What answers a fixture question, where its words and spans stand in the archive."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from bot.answering.schema import Excerpt
from bot.harness.schema import Fixture, Span
from embeddings.archive import Archive
from embeddings.schema import Passage
from embeddings.stories.duplicates import Text, copies


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words and spans of a fixture; `said` are the texts of the spans, for copies of them."""

    articles: tuple[str, ...]
    words: tuple[str, ...]
    spans: tuple[Span, ...]
    said: tuple[str, ...]
    archive: Archive

    @classmethod
    def of(cls, fixture: Fixture, archive: Archive) -> Self:
        """Return what answers a fixture; its spans are of its articles as they are now."""
        said = _texts(fixture.spans, archive)
        return cls(fixture.articles, fixture.words, fixture.spans, tuple(said), archive)

    @property
    def is_named(self) -> bool:
        """Whether the fixture says anything about what answers, besides the article."""
        return bool(self.words or self.spans)

    def in_any(self, excerpts: Iterable[Excerpt]) -> bool | None:
        """Say whether some excerpt answers; None where nothing is named."""
        if not self.is_named:
            return None
        return any(
            self._holds(item.text, item) or self._has_span(item, item.start, item.end)
            for item in excerpts
        )

    def in_marked(self, excerpts: Iterable[Excerpt]) -> bool | None:
        """Say whether the first excerpt's marked sentence answers; None where nothing is named."""
        if not self.is_named:
            return None
        return any(
            self._holds(item.article.text[slice(*item.highlight)], item)
            or self._has_span(item, *item.highlight)
            for item in [*excerpts][:1]
            if item.highlight
        )

    def in_passage(self, passages: Iterable[Passage], printed_by: Collection[str]) -> bool:
        """Say whether passages that are one copy hold what answers.

        One of an expected article must, or what such an article prints too (`printed_by`).
        """
        if not self.is_named or set(self.articles).isdisjoint(printed_by):
            return False
        return any(self._answers(passage, copied=True) for passage in passages)

    def count(self) -> int | None:
        """Return how many passages of the expected articles answer; None if nothing is named.

        Those that are the same copy count as one, as they are found as one.
        """
        if not self.is_named:
            return None
        return len(copies(list(self._answering())))

    def _answering(self) -> Iterator[Text]:
        for article_id in self.articles:
            article = self.archive.article(article_id)
            for passage in self.archive.passages_of(article.version) if article else ():
                if article and self._answers(passage, copied=False):
                    yield Text(article_id, article.text[passage.start : passage.end])

    def _answers(self, passage: Passage, *, copied: bool) -> bool:
        """Say whether a passage holds the words or a part of a span; a copy must hold it whole."""
        if any(
            passage.article_id == article_id and passage.start < end and start < passage.end
            for article_id, start, end in self.spans
        ):
            return True
        article = self.archive.version(passage.version)
        text = article.text[passage.start : passage.end] if article else ""
        wanted = [*self.words, *(self.said if copied else ())]
        return any(words in text for words in wanted)

    def _holds(self, text: str, excerpt: Excerpt) -> bool:
        """Say whether a text holds the words; a span's too where its article prints the same."""
        carried_by = {item.article_id for item in excerpt.also_carried_by}
        said = (
            words
            for words, (article_id, _, _) in zip(self.said, self.spans, strict=True)
            if article_id in carried_by
        )
        return any(words in text for words in (*self.words, *said) if words)

    def _has_span(self, excerpt: Excerpt, first: int, last: int) -> bool:
        return any(
            article_id == excerpt.article.id and first <= start and end <= last
            for article_id, start, end in self.spans
        )


def _texts(spans: Iterable[Span], archive: Archive) -> Iterator[str]:
    for article_id, start, end in spans:
        article = archive.article(article_id)
        yield article.text[start:end] if article else ""
