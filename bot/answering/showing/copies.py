"""Words that several articles print: shown once, from the originator, the others named."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.quotes.folding import fold, places, trimmed
from bot.answering.schema import Headline
from bot.answering.showing.excerpts import Window
from embeddings.archive import Archive
from embeddings.schema import Article, Candidate
from embeddings.storage.ledger import Ledger
from embeddings.stories.duplicates import Text, containment, contradicts, copies, shingles
from embeddings.stories.origins import in_order, originator

EDITED = 0.3
"""Of a sentence that was edited so much is left; one that was left out shares next to nothing."""

ReadVersion = Callable[[str], Article | None]
"""Returns an article as it was at a version, as `Archive.version` does."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A window to show, and the articles beside its own whose windows say the same."""

    window: Window
    others: tuple[Article, ...] = ()


def without_copies(windows: Sequence[Window]) -> list[Carried]:
    """Return `windows`, best first, with those of different articles that say the same as one.

    The one of the article that the others have it from is shown, where the best placed one stood
    and with its score: if it has the sentence to mark, be it in other words. One that is withheld
    is shown only where they all are.
    """
    return [_as_one(group) for group in saying_the_same(windows)]


def saying_the_same(windows: Sequence[Window]) -> list[list[Window]]:
    """Group `windows` of different articles that say the same, in the order of their best.

    Where one article has a marked sentence with another figure, or without its "not", they do not.
    """
    texts = [
        Text(window.article.id, window.article.text[window.start : window.end])
        for window in windows
    ]
    groups = [part for group in copies(texts) for part in _agreeing(group, windows)]
    return [[windows[number] for number in group] for group in sorted(groups)]


def _agreeing(group: Sequence[int], windows: Sequence[Window]) -> list[list[int]]:
    """Split a group of windows, by number, where one contradicts what the first of it marks."""
    parts: list[list[int]] = []
    for number in group:
        for part in parts:
            if _agree(windows[part[0]], windows[number]):
                part.append(number)
                break
        else:
            parts.append([number])
    return parts


def _agree(one: Window, other: Window) -> bool:
    pairs = ((one, other), (other, one))
    return not any(contradicts(second.article.text, _marked(first)) for first, second in pairs)


def _marked(window: Window) -> str:
    return window.article.text[window.best.start : window.best.end]


def _as_one(group: Sequence[Window]) -> Carried:
    if len(group) == 1:
        return Carried(group[0])
    showable = [window for window in group if not window.withheld] or group
    showable = [window for window in showable if _says(window, group[0])] or showable
    origin = originator([window.article for window in showable])
    first = next(window for window in showable if window.article is origin)
    others = tuple(window.article for window in group if window is not first)
    return Carried(replace(first, score=group[0].score), others)


def _says(window: Window, best: Window) -> bool:
    """Say whether a window has the sentence that the best one marks, edited or not."""
    marked = shingles(_marked(best))
    shown = shingles(window.article.text[window.start : window.end])
    return containment(marked, shown) >= EDITED


def carriers(
    carried: Carried,
    candidates: Iterable[Candidate],
    read: ReadVersion,
    *,
    story: Iterable[str] = (),
) -> tuple[Headline, ...]:
    """Return the other articles that print what is shown, the originator first, each once.

    `story` are the versions that print the same story as the window's article, as `StoryIndex`
    knows them: not every copy is among the candidates.

    Where a window and a passage end differs from copy to copy; so an article that may carry the
    words is only named if its text holds them.
    """
    window = carried.window
    shown = window.article.text[window.start : window.end]
    versions = dict.fromkeys([*_versions_beside(window, candidates), *story])
    possible = [*carried.others, *(article for article in map(read, versions) if article)]
    found = {
        article.id: article
        for article in possible
        if article.id != window.article.id and carries(article, shown)
    }
    return headlines(in_order(found.values()))


def headlines(articles: Iterable[Article]) -> tuple[Headline, ...]:
    """Return what articles are named by."""
    return tuple(
        Headline(article.id, article.title, article.url, article.outlet) for article in articles
    )


def same_story(article: Article, members: Iterable[Article]) -> tuple[Headline, ...]:
    """Return the others that print the same story as an article, the originator first.

    An article's older versions are not others.
    """
    return headlines(one for one in in_order(members) if one.id != article.id)


def others_of(archive: Archive, article: Article) -> tuple[Headline, ...]:
    """Return the current articles that print the same story as one, the originator first."""
    members = map(archive.version, Ledger(archive).same_story(article.version))
    return same_story(article, [member for member in members if member])


def carries(article: Article, words: str) -> bool:
    """Say whether an article prints `words`, word for word."""
    return any(places(fold(article.text), trimmed(fold(words))))


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
