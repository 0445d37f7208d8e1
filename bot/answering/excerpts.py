"""Passage to excerpt: the best window of whole sentences, and the sentence to mark in it.

A window starts and ends at sentence edges, never inside a quotation, holds nothing that was set
aside as furniture, and fits the limit. A sentence that only points back ("He added ...") takes the
one before it along where that fits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.quotations import quotations, splits_quotation
from embeddings.schema import Article, Passage, Sentence
from embeddings.segmentation import follows, sentences

MAX_SENTENCES = 3
COVERAGE_GAIN = 1.0
"""What covering all of the question's remaining terms is worth, in units of sentence score."""
LENGTH_COST = 0.05
"""What another 100 characters cost."""
POINTS_BACK_COST = 0.15
"""What it costs to start with a sentence that only points back."""

_POINTS_BACK = re.compile(
    r"^[\"“„«]?(?:he|she|it|they|his|her|its|their|this|that|these|those|such|both|"
    r"the (?:former|latter|move|decision|statement|comments?|remarks?|two|pair|same)|"
    r"but|and|so|then|however|instead|rather|also|still|yet|nevertheless|moreover|further|"
    r"meanwhile|in (?:response|addition|turn|return)|as a result|similarly|likewise)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with how well it fits the question and which of its terms it holds."""

    sentence: Sentence
    score: float
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences that may be shown; `best` is the one to mark."""

    start: int
    end: int
    best: Sentence
    score: float


def points_back(text: str) -> bool:
    """Say whether a sentence leans on the one before it."""
    return bool(_POINTS_BACK.match(text))


def around(article: Article, passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage and the one before and after it."""
    every = sentences(article)
    inside = [
        number
        for number, sentence in enumerate(every)
        if sentence.start < passage.end and sentence.end > passage.start
    ]
    if not inside:
        return []
    return every[max(0, inside[0] - 1) : inside[-1] + 2]


def best_window(
    article: Article,
    passage: Passage,
    scored: Sequence[ScoredSentence],
    term_weights: Mapping[str, float],
    *,
    max_chars: int,
) -> Window | None:
    """Return the window that answers best with the least text, or None if none may be shown.

    `scored` are consecutive sentences around the passage; the marked one lies inside it.
    """
    spans = quotations(article.text)
    windows = [
        _window(article, run, term_weights)
        for run in _runs(article, scored)
        if _may_be_shown(run, spans, max_chars) and _touches(run, passage)
    ]
    return max(windows, key=lambda window: (window.score, -window.start), default=None)


def _runs(article: Article, scored: Sequence[ScoredSentence]) -> list[Sequence[ScoredSentence]]:
    """Return every run of one to `MAX_SENTENCES` sentences with nothing but space between."""
    runs = []
    for first in range(len(scored)):
        for last in range(first, min(first + MAX_SENTENCES, len(scored))):
            if last > first and not follows(
                article, scored[last - 1].sentence, scored[last].sentence
            ):
                break
            runs.append(scored[first : last + 1])
    return runs


def _may_be_shown(
    run: Sequence[ScoredSentence], spans: list[tuple[int, int]], max_chars: int
) -> bool:
    start, end = run[0].sentence.start, run[-1].sentence.end
    whole = not (splits_quotation(spans, start) or splits_quotation(spans, end))
    return whole and end - start <= max_chars


def _touches(run: Sequence[ScoredSentence], passage: Passage) -> bool:
    best = _best(run)
    return best.start >= passage.start and best.end <= passage.end


def _best(run: Sequence[ScoredSentence]) -> Sentence:
    return max(run, key=lambda item: (item.score, -item.sentence.start)).sentence


def _window(
    article: Article, run: Sequence[ScoredSentence], term_weights: Mapping[str, float]
) -> Window:
    best = max(run, key=lambda item: (item.score, -item.sentence.start))
    start, end = run[0].sentence.start, run[-1].sentence.end
    total = sum(term_weights.values()) or 1.0
    gained = frozenset[str]().union(*(item.terms for item in run)) - best.terms
    gain = sum(term_weights.get(term, 0.0) for term in gained) / total
    opening = article.text[start : run[0].sentence.end]
    score = (
        best.score
        + COVERAGE_GAIN * gain
        - LENGTH_COST * (end - start) / 100
        - (POINTS_BACK_COST if points_back(opening) else 0.0)
    )
    return Window(start, end, best.sentence, score)
