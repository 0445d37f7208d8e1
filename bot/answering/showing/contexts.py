"""A quote within what is printed around it: as it was quoted, and as it reads now if that differs.

All of it is one message's share of its article: what is shown of both versions counts together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.answering.quotes.differences import Difference
from bot.answering.quotes.since import Fate, since
from bot.answering.showing.surroundings import around
from embeddings.schema import Article

MAX_CONTEXT_CHARS = 1500

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extract:
    """A span of an article's version that is shown; `marked`, within it, stands out."""

    article: Article
    start: int
    end: int
    marked: Span

    @property
    def text(self) -> str:
        """The article's characters, untouched."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Context:
    """What is shown of a quote and of what became of it.

    `article` is the version that was quoted. `then` shows the quote there, `now` what the current
    version says; either is None where there is no need, or where the outlet allows no more:
    `limited` says so. `seen` is when the change was first met, ISO 8601, where that is known;
    `updated` when the article says that it was, where it says so anew.
    """

    article: Article
    fate: Fate
    then: Extract | None
    limited: bool = False
    now: Extract | None = None
    differences: Sequence[Difference] = ()
    seen: str | None = None
    updated: str | None = None

    @property
    def shown(self) -> list[Extract]:
        """What is shown, as it was quoted first."""
        return [extract for extract in (self.then, self.now) if extract]


def context_of(
    article: Article,
    quote: Span,
    current: Article | None,
    *,
    max_chars: int,
    seen: str | None = None,
) -> Context:
    """Return a quote of `article` in its context; `current` is what the article is today, if any.

    At most `max_chars` are shown of both versions together; `seen` is when the change was met.
    """
    found = since(article, *quote, current)
    then = _alone(Extract(article, *quote, quote), max_chars)
    if current is None or found.fate in (Fate.CURRENT, Fate.REMOVED):
        return Context(article, found.fate, *then)
    updated = current.updated if current.updated != article.updated else None
    after = partial(Context, article, found.fate, seen=seen, updated=updated)
    if found.now is None:
        return after(*then)
    now = Extract(current, *found.now, found.now)
    if found.fate is Fate.UNCHANGED:
        shown, limited = _alone(now, max_chars)
        return after(None, limited, shown)
    both = _both(Extract(article, *found.passage, quote), now, max_chars)
    if both:
        return after(*both, differences=found.differences)
    shown, _ = _alone(now, max_chars)
    return after(None, True, shown) if shown else after(then[0], True)


def _alone(least: Extract, max_chars: int) -> tuple[Extract | None, bool]:
    """Return an extract with what stands around it, and whether that is less for `max_chars`."""
    if least.end - least.start > max_chars:
        return None, True
    shown = _wider(least, min(MAX_CONTEXT_CHARS, max_chars))
    return shown, shown != _wider(least, MAX_CONTEXT_CHARS)


def _both(then: Extract, now: Extract, max_chars: int) -> tuple[Extract, bool, Extract] | None:
    """Return both with what stands around them; None where not even they may be shown together."""
    chars = [one.end - one.start for one in (then, now)]
    rest = max_chars - sum(chars)
    if rest < 0:
        return None
    widest = [_wider(one, MAX_CONTEXT_CHARS // 2) for one in (then, now)]
    shown = [
        _wider(one, min(MAX_CONTEXT_CHARS // 2, own + rest // 2))
        for one, own in zip((then, now), chars, strict=True)
    ]
    return shown[0], shown != widest, shown[1]


def _wider(least: Extract, max_chars: int) -> Extract:
    start, end = around(least.article, least.start, least.end, max_chars=max_chars)
    return replace(least, start=start, end=end)
