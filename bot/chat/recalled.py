"""Quotes of older messages, and what became of their words since."""

from dataclasses import dataclass

from bot.answering.quotes.since import Fate, since
from bot.answering.schema import Excerpt
from bot.answering.showing.speakers import attributions
from bot.chat.source_line import since_quoted, source_line
from embeddings.schema import Article


@dataclass(frozen=True, slots=True)
class Recalled:
    """A quote of an older message, found in the archive once more.

    `excerpt` is of the article as it is now where the quoted sentences still stand there, and of
    `version`, which was quoted, where they do not. `seen` is when the change was first met, ISO
    8601, where that is known; `updated` when the article says that it was, where it says so anew.
    """

    version: str
    excerpt: Excerpt
    fate: Fate
    seen: str | None = None
    updated: str | None = None

    @property
    def stands(self) -> bool:
        """Whether its article has the words today."""
        return self.fate in (Fate.CURRENT, Fate.UNCHANGED)

    @property
    def became(self) -> list[str]:
        """What is said of what became of the words; nothing where they stand."""
        return [] if self.stands else since_quoted(self.fate, self.seen, self.updated)

    @property
    def lines(self) -> str:
        """The Markdown under the words: their source, and what became of them."""
        source = source_line(self.excerpt.article, self.excerpt.text)
        return "\n-# ".join([source, *self.became])


def excerpt_at(article: Article, start: int, end: int) -> Excerpt:
    """Return an excerpt of an older message.

    Nobody knows any more how well it matched, and what stood out.
    """
    return Excerpt(article, start, end, 0, speakers=attributions(article, start, end))


def recalled(excerpt: Excerpt, current: Article | None, seen: str | None) -> Recalled:
    """Return what became of an excerpt; `current` is what its article is today, if it is.

    `seen` is when it was first met so.
    """
    quoted = excerpt.article
    found = since(quoted, excerpt.start, excerpt.end, current)
    if current is None:
        return Recalled(quoted.version, excerpt, found.fate)
    if found.fate is Fate.UNCHANGED and found.now:
        return Recalled(quoted.version, excerpt_at(current, *found.now), found.fate)
    updated = current.updated if current.updated != quoted.updated else None
    return Recalled(quoted.version, excerpt, found.fate, seen, updated)
