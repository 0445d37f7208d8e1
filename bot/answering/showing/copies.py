"""Words that several articles print: shown once, from the first to publish, the others named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.schema import Headline
from bot.answering.showing.excerpts import Window
from embeddings.duplicates import SAME_COPY, Text, containment, copies, publication, shingles
from embeddings.schema import Article, Candidate

ReadVersion = Callable[[str], Article | None]
"""Returns an article as it was at a version, as `Archive.version` does."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A window to show, and the articles beside its own whose windows say the same."""

    window: Window
    others: tuple[Article, ...] = ()


def without_copies(windows: Sequence[Window]) -> list[Carried]:
    """Return `windows`, best first, with those of different articles that say the same as one.

    The one of the article that was published first is shown, where the best placed one stood and
    with its score.
    """
    return [_as_one(group) for group in saying_the_same(windows)]


def saying_the_same(windows: Sequence[Window]) -> list[list[Window]]:
    """Group `windows` of different articles that say the same, in the order of their best."""
    texts = [
        Text(window.article.id, window.article.text[window.start : window.end])
        for window in windows
    ]
    return [[windows[number] for number in group] for group in copies(texts)]


def _as_one(group: Sequence[Window]) -> Carried:
    first = min(group, key=lambda window: publication(window.article))
    others = tuple(window.article for window in group if window is not first)
    return Carried(replace(first, score=group[0].score), others)


def carriers(
    carried: Carried, candidates: Iterable[Candidate], read: ReadVersion
) -> tuple[Headline, ...]:
    """Return the other articles that print what is shown, the earliest published first, each once.

    Where a window and a passage end differs from copy to copy; so an article that may carry the
    words is only named if its text holds them.
    """
    window = carried.window
    shown = window.article.text[window.start : window.end]
    versions = dict.fromkeys(_versions_beside(window, candidates))
    possible = [*carried.others, *(article for article in map(read, versions) if article)]
    found = {
        article.id: article
        for article in possible
        if article.id != window.article.id and carries(article, shown)
    }
    return tuple(
        Headline(article.id, article.title, article.url, article.outlet)
        for article in sorted(found.values(), key=publication)
    )


def carries(article: Article, words: str) -> bool:
    """Say whether an article prints `words`, but for little."""
    return containment(shingles(words), shingles(article.text)) >= SAME_COPY


def _versions_beside(window: Window, candidates: Iterable[Candidate]) -> Iterator[str]:
    """Yield the versions whose passages are the same copy as one that the window lies in."""
    for candidate in candidates:
        group = (candidate.passage, *candidate.also)
        if candidate.also and any(
            passage.version == window.article.version
            and passage.start < window.end
            and window.start < passage.end
            for passage in group
        ):
            yield from (passage.version for passage in group)
