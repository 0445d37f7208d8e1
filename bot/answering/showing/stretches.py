"""An article read on from a quote: one paragraph at a time, forwards and backwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.quotes.since import Fate
from bot.answering.showing.contexts import MAX_CONTEXT_CHARS
from bot.answering.showing.pages import pages
from embeddings.schema import Article, Passage
from embeddings.text.paragraphs import paragraphs


class Way(StrEnum):
    """Which way somebody reads on."""

    ON = "on"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of an article's version that is shown by itself.

    `fate` is current, removed or changed: what became of the article. `limited` says that its
    outlet allows no whole paragraphs.
    """

    article: Article
    start: int
    end: int
    fate: Fate = Fate.CURRENT
    limited: bool = False

    @property
    def text(self) -> str:
        """The article's characters, untouched."""
        return self.article.text[self.start : self.end]


def stretch_from(
    article: Article, offset: int, way: Way, current: Article | None, *, max_chars: int
) -> Stretch | None:
    """Return the paragraph after `offset`, or before it; at either end the last one there is.

    One that is too long is read in parts, of whole sentences. None where not one sentence may be
    shown; `current` is what the article is today, if anything.
    """
    room = min(max_chars, MAX_CONTEXT_CHARS)
    steps = _steps(article, room)
    if not steps:
        return None
    start, end = _next(steps, offset) if way is Way.ON else _previous(steps, offset)
    limited = max_chars < MAX_CONTEXT_CHARS and steps != _steps(article, MAX_CONTEXT_CHARS)
    return Stretch(article, start, end, _fate(article, current), limited)


def reads_on(article: Article, offset: int, way: Way) -> bool:
    """Say whether there is something to read beyond `offset`."""
    spans = paragraphs(article.text)
    if not spans:
        return False
    return spans[-1][1] > offset if way is Way.ON else spans[0][0] < offset


def _steps(article: Article, max_chars: int) -> list[tuple[int, int]]:
    spans = paragraphs(article.text)
    whole = [Passage(n, article.id, article.version, *span) for n, span in enumerate(spans)]
    return [(page.start, page.end) for page in pages(article, whole, max_chars=max_chars)]


def _next(steps: Sequence[tuple[int, int]], offset: int) -> tuple[int, int]:
    return next((step for step in steps if step[1] > offset), steps[-1])


def _previous(steps: Sequence[tuple[int, int]], offset: int) -> tuple[int, int]:
    return next((step for step in reversed(steps) if step[0] < offset), steps[0])


def _fate(article: Article, current: Article | None) -> Fate:
    if current is None:
        return Fate.REMOVED
    return Fate.CURRENT if current.text == article.text else Fate.CHANGED
