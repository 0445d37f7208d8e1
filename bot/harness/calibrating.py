"""Outcomes to a threshold: the most answers of which at most a target share are wrong.

An answerer that may refuse trades coverage, the share of the questions that it answers, for
selective risk, the share of its answers that are wrong. El-Yaniv and Wiener, "On the Foundations
of Noise-free Selective Classification", 2010.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.harness.judging import is_right
from bot.harness.schema import Fixture, Outcome
from embeddings.errors import InputError

FEW_QUESTIONS = 20
"""With fewer, a single question moves every figure by more than five in a hundred."""
CONFIDENCE = 0.95
THRESHOLD_DIGITS = 3

_MOST_DIGITS = 17  # as many as a number has
_HALVINGS = 60  # as fine as a number is


@dataclass(frozen=True, slots=True)
class Judged:
    """A question asked at threshold 0, with the score and the rightness of its first excerpt.

    `score` is None where nothing can be shown, so that no threshold answers.
    """

    answerable: bool
    score: float | None
    right: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of a threshold, in questions; `wrong` are among the answered."""

    threshold: float
    answerable: int
    unanswerable: int
    answerable_answered: int
    unanswerable_answered: int
    wrong: int

    @property
    def questions(self) -> int:
        """How many were asked."""
        return self.answerable + self.unanswerable

    @property
    def answered(self) -> int:
        """How many are answered."""
        return self.answerable_answered + self.unanswerable_answered

    @property
    def coverage(self) -> float:
        """The share of the questions that are answered, 0..1."""
        return self.answered / self.questions

    @property
    def risk(self) -> float | None:
        """The share of the answers that are wrong, 0..1; None without answers."""
        return self.wrong / self.answered if self.answered else None

    @property
    def refused_rightly(self) -> float | None:
        """The share of the unanswerable questions that are refused; None if there are none."""
        return 1 - self.unanswerable_answered / self.unanswerable if self.unanswerable else None

    @property
    def refused_wrongly(self) -> float:
        """The share of the answerable questions that are refused, 0..1."""
        return 1 - self.answerable_answered / self.answerable

    def keeps(self, target: float) -> bool:
        """Say whether at most `target` of the answers are wrong; no answer keeps nothing."""
        return self.risk is not None and self.risk <= target


@dataclass(frozen=True, slots=True)
class Calibration:
    """Every threshold that answers other questions, lowest first, and the one that is chosen.

    `current` is what comes of the threshold in use. `wordless` counts the answerable questions
    that name neither words nor spans, whose excerpts count as right wherever their article is.
    """

    target: float
    points: tuple[Point, ...]
    chosen: Point | None
    current: Point
    wordless: int

    @property
    def bound(self) -> float | None:
        """The highest risk that the chosen threshold may have; see `upper_bound`."""
        return upper_bound(self.chosen.wrong, self.chosen.answered) if self.chosen else None

    @property
    def is_promised(self) -> bool:
        """Whether even the highest risk that the chosen threshold may have keeps to the target."""
        return self.bound is not None and self.bound <= self.target

    @property
    def best(self) -> Point | None:
        """The point of the least risk, and of those the one with the most answers."""
        return min(self.points, key=lambda point: point.risk or 0.0, default=None)


def check(fixtures: Sequence[Fixture], target: float) -> None:
    """Refuse what no threshold can be chosen with, before anything is asked.

    Raises:
        InputError: the target is no share, or no question has an answer.
    """
    if not 0 < target < 1:
        raise InputError(
            f"The target {target:g} is not between 0 and 1: write 0.05 for at most five wrong "
            "answers in a hundred."
        )
    if not any(fixture.answerable for fixture in fixtures):
        raise InputError(
            "No question here has an answer: add some with the article that answers them."
        )


def calibrate(outcomes: Collection[Outcome], target: float, *, current: float) -> Calibration:
    """Return the risk of every threshold and the lowest one that keeps to `target`.

    The outcomes are of threshold 0; `current` is the threshold in use. The first excerpt is the
    same at every threshold that answers at all, so one asking tells of all thresholds; but for a
    question with a loose date, where an excerpt from outside it may step in.
    """
    judged = [judge(outcome) for outcome in outcomes]
    points = curve(judged)
    asked = (outcome.fixture for outcome in outcomes)
    wordless = sum(one.answerable and not (one.words or one.spans) for one in asked)
    return Calibration(
        target=target,
        points=tuple(points),
        chosen=next((point for point in points if point.keeps(target)), None),
        current=point_at(judged, current),
        wordless=wordless,
    )


def judge(outcome: Outcome) -> Judged:
    """Return whether the first excerpt of an outcome is of the right article, with the words.

    An article that carries the same words is right too.
    """
    score = outcome.shown[0].score if outcome.shown else None
    return Judged(outcome.fixture.answerable, score, is_right(outcome))


def curve(judged: Sequence[Judged]) -> list[Point]:
    """Return a point for every set of questions that a threshold can answer, most answers first.

    A point's threshold lies in the middle between the lowest score it answers and the next one
    below, in as few digits as tell the two apart, three or more.
    """
    scores = sorted({item.score for item in judged if item.score is not None})
    below = [0.0, *scores]
    return [
        point_at(judged, _between(low, high)) for low, high in zip(below, scores, strict=False)
    ]


def point_at(judged: Iterable[Judged], threshold: float) -> Point:
    """Return what comes of `threshold`."""
    asked = list(judged)
    answered = [item for item in asked if item.score is not None and item.score >= threshold]
    answerable = sum(item.answerable for item in asked)
    answerable_answered = sum(item.answerable for item in answered)
    return Point(
        threshold=threshold,
        answerable=answerable,
        unanswerable=len(asked) - answerable,
        answerable_answered=answerable_answered,
        unanswerable_answered=len(answered) - answerable_answered,
        wrong=sum(not item.right for item in answered),
    )


def upper_bound(wrong: int, answered: int) -> float:
    """Return the share that, with a confidence of 95 %, is not exceeded by the true risk.

    The one-sided exact bound of a binomial share: the share at which so few wrong answers would
    come in 5 of 100 samples. Clopper and Pearson, "The Use of Confidence or Fiducial Limits
    Illustrated in the Case of the Binomial", 1934. It holds for a threshold that was fixed
    beforehand; one chosen from the same questions looks a little better than it is.
    """
    if wrong >= answered:
        return 1.0
    low, high = wrong / answered, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        rare = _chance_of_at_most(wrong, answered, middle) <= 1 - CONFIDENCE
        low, high = (low, middle) if rare else (middle, high)
    return high


def answers_needed(target: float) -> int:
    """Return how many answers, none of them wrong, promise `target` with a confidence of 95 %."""
    return math.ceil(math.log(1 - CONFIDENCE) / math.log1p(-target))


def excerpted(points: Sequence[Point], rows: int) -> list[Point]:
    """Return up to `rows` of `points`, spread evenly over the coverage from most to least."""
    if len(points) <= rows:
        return list(points)
    highest, lowest = points[0].coverage, points[-1].coverage
    wanted = [highest + (lowest - highest) * row / (rows - 1) for row in range(rows)]
    nearest = [min(points, key=lambda point: abs(point.coverage - share)) for share in wanted]
    return [point for point, _ in groupby(nearest)]


def _between(low: float, high: float) -> float:
    """Return a number above `low` and not above `high`, near their middle, in few digits."""
    for digits in range(THRESHOLD_DIGITS, _MOST_DIGITS):
        for number in (round((low + high) / 2, digits), round(high, digits)):
            if low < number <= high:
                return number
    return high


def _chance_of_at_most(wrong: int, answered: int, risk: float) -> float:
    """Return the binomial distribution function; `risk` is above 0 and below 1."""
    return math.fsum(
        math.exp(
            math.lgamma(answered + 1)
            - math.lgamma(count + 1)
            - math.lgamma(answered - count + 1)
            + count * math.log(risk)
            + (answered - count) * math.log1p(-risk)
        )
        for count in range(wrong + 1)
    )
