"""What an answer is: Excerpt, Answer, Refusal, and the reasons for refusing."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from embeddings.schema import Article


class RefusalReason(StrEnum):
    """Why a question is not answered; the values are part of the JSON contract."""

    QUESTION_EMPTY = "question_empty"
    QUESTION_TOO_LONG = "question_too_long"
    QUESTION_NOT_UNDERSTOOD = "question_not_understood"
    INDEX_EMPTY = "index_empty"
    NOTHING_RELEVANT = "nothing_relevant"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of one article version that is shown; `highlight` is its best sentence's span.

    Offsets are code points into `article.text`; `score` is calibrated, 0..1.
    """

    article: Article
    start: int
    end: int
    score: float
    highlight: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The quote: the article's characters, untouched."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Headline:
    """An article pointed to without quoting it."""

    article_id: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The excerpts that answer, best first; `score` is the best candidate's, 0..1."""

    question: str
    score: float
    excerpts: Sequence[Excerpt]
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """No answer, why, and the nearest headlines; `score` is None where nothing was searched."""

    question: str
    score: float | None
    reason: RefusalReason
    nearest: Sequence[Headline]
    seconds: float


Reply = Answer | Refusal
"""What a question gets."""
