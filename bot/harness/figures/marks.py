"""What is kept of an outcome to take figures from: a row of numbers, no text."""

import math
from typing import NamedTuple

from bot.answering.schema import RefusalReason
from bot.harness.figures.trec import DEPTH, Ranking, ranking
from bot.harness.judging import is_right
from bot.harness.schema import Outcome

_NO_CASE = math.nan


class Marks(NamedTuple):
    """An outcome in numbers: a fact is 1.0 or 0.0, and what is no case is NaN.

    `score` is 0 where nothing was scored; `answer_score` is the score that a threshold is held
    against, NaN where no threshold would answer. `right` says whether what is shown first, or
    would be, is right.
    """

    answerable: float
    refused: float
    score: float
    answer_score: float
    right: float
    article_rights: float
    article_relevant: float
    passage_rights: float
    passage_relevant: float
    words_in_first: float
    words_in_any: float
    words_in_marked: float
    words_shown: float
    shown: float
    slices: float
    attributed: float
    as_sent: float
    within_limits: float
    seconds: float


def marks_of(outcome: Outcome) -> Marks:
    """Return the numbers that figures are taken from."""
    answerable, refused = outcome.fixture.answerable, outcome.refused
    articles, passages = _articles(outcome), _passages(outcome)
    return Marks(
        answerable=float(answerable),
        refused=float(refused),
        score=outcome.score or 0.0,
        answer_score=_answer_score(outcome),
        right=float(_would_be_right(outcome)),
        article_rights=float(articles.rights) if articles else _NO_CASE,
        article_relevant=float(articles.relevant) if articles else _NO_CASE,
        passage_rights=float(passages.rights) if passages else _NO_CASE,
        passage_relevant=float(passages.relevant) if passages else _NO_CASE,
        words_in_first=_fact(outcome.words_in_first, answerable),
        words_in_any=_fact(outcome.words_in_any, answerable),
        words_in_marked=_fact(outcome.words_in_marked, answerable),
        words_shown=_NO_CASE if refused else float(outcome.words_shown),
        shown=float(len(outcome.shown)),
        slices=float(sum(item.is_slice for item in outcome.shown)),
        attributed=float(sum(item.is_attributed for item in outcome.shown)),
        as_sent=float(outcome.unproven is None),
        within_limits=_fact(outcome.within_limits, not refused),
        seconds=outcome.seconds,
    )


def _fact(fact: bool | None, is_case: bool) -> float:
    return float(fact) if is_case and fact is not None else _NO_CASE


def _articles(outcome: Outcome) -> Ranking | None:
    """Return the ranking of the places; expected articles that share one are one to find."""
    wanted = set(outcome.fixture.articles)
    if not wanted:
        return None
    rights = [not wanted.isdisjoint(place) for place in outcome.ranked[:DEPTH]]
    elsewhere = wanted.difference(*outcome.ranked[:DEPTH])
    return ranking(rights, sum(rights) + len(elsewhere))


def _passages(outcome: Outcome) -> Ranking | None:
    if outcome.right_passages is None or not outcome.fixture.answerable:
        return None
    return ranking([passage.is_right for passage in outcome.passages], outcome.right_passages)


def _answer_score(outcome: Outcome) -> float:
    """Return the score that decides; a refusal for another reason stays one at any threshold."""
    if outcome.shown:
        return outcome.shown[0].score
    if outcome.score is None or outcome.reason != RefusalReason.NOTHING_RELEVANT:
        return _NO_CASE
    return outcome.score


def _would_be_right(outcome: Outcome) -> bool:
    """Say whether what is shown first is right.

    What a refused question would show
    first is taken to be of the first place, and to hold what its best passage holds.
    """
    if outcome.shown:
        return is_right(outcome)
    held = outcome.right_passages is None or any(one.is_right for one in outcome.passages[:1])
    return outcome.rank == 1 and held
