"""What looking a quote up gives: the words, words near them, a headline, none, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.quotes.differences import Change, Difference
from bot.answering.schema import Headline
from embeddings.schema import Article


class Unusable(StrEnum):
    """Why words are not looked up; the values are part of the JSON contract."""

    WORDS_EMPTY = "words_empty"
    WORDS_TOO_SHORT = "words_too_short"
    WORDS_TOO_LONG = "words_too_long"
    INDEX_EMPTY = "index_empty"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article has the words: `start` to `end`, shown within `first` to `last`.

    Offsets are code points into `article.text`.
    """

    article: Article
    start: int
    end: int
    first: int
    last: int

    @property
    def found(self) -> str:
        """The article's characters at the words' place, untouched."""
        return self.article.text[self.start : self.end]

    @property
    def shown(self) -> str:
        """The whole sentences around them, untouched, or the words alone where these are long."""
        return self.article.text[self.first : self.last]

    @property
    def highlight(self) -> tuple[int, int] | None:
        """The words' span within what is shown; None where that is all of it."""
        span = (self.start - self.first, self.end - self.first)
        return None if span == (0, self.last - self.first) else span


@dataclass(frozen=True, slots=True)
class ExactQuote:
    """The words stand in the coverage: where they were published first, and where else.

    `times` counts them in that article. `others` are the next articles by date, `other_count` all
    of them; with `at_least` there are more that were not read.
    """

    words: str
    place: Place
    times: int
    others: Sequence[Article]
    other_count: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class NearQuote:
    """The coverage has words like these: where, how many of them, and what differs."""

    words: str
    place: Place
    kept: int
    count: int
    differences: Sequence[Difference]

    @property
    def loses_words(self) -> bool:
        """Whether the quote leaves printed words out."""
        return any(
            item.change in (Change.MISSING, Change.SHORTENED)
            and any(sign.isalnum() for sign in item.printed)
            for item in self.differences
        )


@dataclass(frozen=True, slots=True)
class HeadlineQuote:
    """The words are no article's, but they are the headline of some, or a part of it."""

    words: str
    headlines: Sequence[Headline]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a quote and where the coverage has it; None if nowhere, or too short."""

    words: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class AbsentQuote:
    """The coverage has neither the words nor words near them; the nearest headlines.

    `parts` are the sentences of a quote of several, if the coverage has one of them at least:
    it was put together then, or one was made up.
    """

    words: str
    nearest: Sequence[Headline]
    parts: Sequence[Part] = ()

    @property
    def found(self) -> list[Place]:
        """The places of the sentences that the coverage has."""
        return [part.place for part in self.parts if part.place]

    @property
    def missing(self) -> list[str]:
        """The sentences that were not found."""
        return [part.words for part in self.parts if part.place is None]


@dataclass(frozen=True, slots=True)
class UnusableQuote:
    """Words that cannot be looked up, and why."""

    words: str
    reason: Unusable


QuoteReply = ExactQuote | NearQuote | HeadlineQuote | AbsentQuote | UnusableQuote
"""What looking a quote up gives."""
