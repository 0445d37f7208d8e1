"""What looking a quote up gives: the words, words near them, a headline, none, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.quotes.differences import Difference
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

    Offsets are code points into `article.text`. Where the article's quoting limit allows neither
    the sentences around the words nor the words alone, the place is withheld and shows nothing.
    """

    article: Article
    start: int
    end: int
    first: int
    last: int

    @property
    def withheld(self) -> bool:
        """Whether nothing of it may be shown."""
        return self.first == self.last

    @property
    def found(self) -> str:
        """The article's characters at the words' place, untouched; none where it is withheld."""
        return "" if self.withheld else self.article.text[self.start : self.end]

    @property
    def shown(self) -> str:
        """The whole sentences around them, untouched, or the words alone where these are long."""
        return self.article.text[self.first : self.last]

    @property
    def highlight(self) -> tuple[int, int] | None:
        """The words' span within what is shown; None where that is all of it, or nothing."""
        if self.withheld:
            return None
        span = (self.start - self.first, self.end - self.first)
        return None if span == (0, self.last - self.first) else span


@dataclass(frozen=True, slots=True)
class ExactQuote:
    """The words stand in the coverage: where they were published first, and where else.

    `words` is empty where their place is withheld: repeating them would show them all the same.
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
class EarlierQuote:
    """No article has the words, but one had them in a version that it has changed since.

    `until` is when the version after it was met (ISO 8601), None where that is not known. `words`
    is empty where their place is withheld.
    """

    words: str
    place: Place
    until: str | None


@dataclass(frozen=True, slots=True)
class NearQuote:
    """The coverage has words like these: where, how many of them, and what differs.

    `loses_words` says whether the quote leaves printed words out. There are neither `words` nor
    `differences` where the place is withheld, or where they may show more than is allowed.
    """

    words: str
    place: Place
    kept: int
    count: int
    differences: Sequence[Difference]
    loses_words: bool


@dataclass(frozen=True, slots=True)
class HeadlineQuote:
    """The words are no article's, but they are the headline of some, or a part of it."""

    words: str
    headlines: Sequence[Headline]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a quote and where the coverage has it; None if nowhere, or too short.

    `words` is empty where the place is withheld.
    """

    words: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class AbsentQuote:
    """The coverage has neither the words nor words near them; the nearest headlines.

    `parts` are the sentences of a quote of several, if the coverage has one of them at least:
    it was put together then, or one was made up. `words` is empty where one of them is withheld.
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


QuoteReply = ExactQuote | EarlierQuote | NearQuote | HeadlineQuote | AbsentQuote | UnusableQuote
"""What looking a quote up gives."""
