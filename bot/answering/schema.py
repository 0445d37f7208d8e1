"""What an answer is: Excerpt, Answer, Refusal, and the reasons for refusing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.understanding.periods import DateWindow
from embeddings.schema import Article
from embeddings.syncing.coverage import Coverage


class RefusalReason(StrEnum):
    """Why a question is not answered; the values are part of the JSON contract."""

    QUESTION_EMPTY = "question_empty"
    QUESTION_TOO_LONG = "question_too_long"
    QUESTION_NOT_UNDERSTOOD = "question_not_understood"
    INDEX_EMPTY = "index_empty"
    NOTHING_RELEVANT = "nothing_relevant"
    NOTHING_MATCHES = "nothing_matches"
    NOTHING_IN_WINDOW = "nothing_in_window"
    OUTSIDE_WINDOW = "outside_window"
    DATES_REVERSED = "dates_reversed"
    DATE_NOT_UNDERSTOOD = "date_not_understood"
    NAME_NOT_IN_COVERAGE = "name_not_in_coverage"
    QUOTE_NOT_ALLOWED = "quote_not_allowed"


@dataclass(frozen=True, slots=True)
class Headline:
    """An article pointed to without quoting it."""

    article_id: str
    title: str
    url: str | None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quotation and the name of who said it: two spans of one article's text."""

    quotation: tuple[int, int]
    name: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of one article version that is shown; `highlight` is its best sentence's span.

    Offsets are code points into `article.text`; `score` is calibrated, 0..1. `speakers` are those
    that the excerpt itself names beside a quotation; `also_carried_by` are other articles that
    print the same words.
    """

    article: Article
    start: int
    end: int
    score: float
    highlight: tuple[int, int] | None = None
    speakers: tuple[Attribution, ...] = ()
    also_carried_by: tuple[Headline, ...] = ()

    @property
    def text(self) -> str:
        """The quote: the article's characters, untouched."""
        return self.article.text[self.start : self.end]

    @property
    def speaker_names(self) -> list[str]:
        """The speakers' names as the article prints them, on one line, each once, in order.

        "Quist" after "Ada Quist" is the same name.
        """
        names: list[str] = []
        for speaker in self.speakers:
            name = " ".join(self.article.text[slice(*speaker.name)].split())
            if not any(f" {known}".endswith(f" {name}") for known in names):
                names.append(name)
        return names

    @property
    def carrier_names(self) -> list[str]:
        """The outlets that print the same words, each once; the headline where none is known.

        Another article of the excerpt's own outlet goes by its headline too.
        """
        return list(by_carrier(self.article, self.also_carried_by))


def by_carrier(article: Article, others: Sequence[Headline]) -> dict[str, Headline]:
    """Return the first of the other articles of each outlet by what it is called beside `article`.

    That is the outlet; the headline where none is known, or where it is the article's own.
    """
    own = (None, "", article.outlet)
    named: dict[str, Headline] = {}
    for item in others:
        name = item.title if item.outlet in own else item.outlet
        if name:
            named.setdefault(name, item)
    return named


@dataclass(frozen=True, slots=True)
class Answer:
    """The excerpts that answer, best first; `score` is the best candidate's, 0..1.

    `window` is when they had to be published, if the question says; `outside_window` that they
    were not, but that their articles name the date. `withheld` are other articles that answer,
    whose outlets allow no quote of that length. `coverage` is what was searched. `page`, from 0,
    counts what was shown before; `has_more` says that more excerpts answer than were shown.
    """

    question: str
    score: float
    excerpts: Sequence[Excerpt]
    seconds: float
    window: DateWindow | None = None
    outside_window: bool = False
    withheld: Sequence[Headline] = ()
    coverage: Coverage | None = None
    page: int = 0
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, why, and the nearest headlines; `score` is None where no score decided.

    `window` is what was searched or, for dates that are reversed, what was understood. `words` are
    the question's own that the refusal is about: a name, or a date that cannot be read. `coverage`
    is what was searched, if anything was.
    """

    question: str
    score: float | None
    reason: RefusalReason
    nearest: Sequence[Headline]
    seconds: float
    window: DateWindow | None = None
    words: str = ""
    coverage: Coverage | None = None


Reply = Answer | Refusal
"""What a question gets."""
