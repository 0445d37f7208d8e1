"""A way of ranking, fitted: from cases to weights and curve, and from a case to its outcome."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from rank_fitting.fitting import Choice, fit_choices, fit_curve
from rank_fitting.newsrooms import CachedEncoder, Case
from rank_fitting.qa_sets import Kind

from bot.answering.excerpts import SHAPE, Shape, Window, cut, select
from bot.answering.pipeline import SHORTLIST
from bot.answering.sentences import (
    FoundSentence,
    SentenceWeights,
    find_sentences,
    score_sentences,
)
from bot.settings import Settings
from embeddings.retrieval import Weights
from embeddings.schema import Candidate

MAX_FITTED = 2400
"""How many questions sentences and curve are fitted on."""
PASSAGE_FEATURES = ("cosine", "bm25", "coverage", "article")
MAX_EXCERPTS = int(Settings.model_fields["max_excerpts"].default)
MAX_EXCERPT_CHARS = int(Settings.model_fields["max_excerpt_chars"].default)


@dataclass(frozen=True, slots=True)
class System:
    """A way of ranking: which evidence of passages and of sentences it may use."""

    name: str
    passages: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted system."""

    passages: Weights
    sentences: SentenceWeights
    slope: float = 1.0
    intercept: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went; `rank` is that of the first passage with the answer, 0 where none has it.

    `found_at` is how many characters are shown up to the end of the answer, 0 if it is not.
    """

    case: Case
    rank: int
    article_first: bool
    in_first: bool
    in_marked: bool
    found_at: int
    first_chars: int
    score: float


def answer(case: Case, model: Model, encoder: CachedEncoder, *, shape: Shape = SHAPE) -> Outcome:
    """Answer a case as the bot does, without its threshold."""
    ranked = _ranked(case, model.passages)
    found = find_sentences(case.archive, case.query, ranked[:SHORTLIST])
    scored = score_sentences(case.query, encoder, found, weights=model.sentences)
    shown = select(list(cut(scored, max_chars=MAX_EXCERPT_CHARS, shape=shape)), MAX_EXCERPTS)
    ranks = (rank for rank, item in enumerate(ranked, 1) if case.answered_by(item.passage))
    return Outcome(
        case=case,
        rank=next(ranks, 0),
        article_first=bool(ranked) and ranked[0].passage.article_id == case.asked.piece,
        in_first=bool(shown) and _held(case, shown[0]),
        in_marked=bool(shown) and _marked(case, shown[0]),
        found_at=_found_at(case, shown),
        first_chars=shown[0].end - shown[0].start if shown else 0,
        score=scored[0].score if scored else 0.0,
    )


def _ranked(case: Case, weights: Weights) -> list[Candidate]:
    scored = [
        replace(candidate, score=weights.score(candidate.evidence))
        for candidate in case.candidates
    ]
    return sorted(scored, key=lambda candidate: (-candidate.score, candidate.passage.id))


def _held(case: Case, window: Window) -> bool:
    return case.holds(window.article.id, window.start, window.end)


def _marked(case: Case, window: Window) -> bool:
    return _starts_in(case, window.article.id, window.best.start, window.best.end)


def _starts_in(case: Case, article_id: str, start: int, end: int) -> bool:
    """Say whether an answer starts in the span; some run over a sentence's end."""
    ours = case.kind is Kind.ANSWERABLE and article_id == case.asked.piece
    return ours and any(start <= first < end for first, _ in case.asked.spans)


def _found_at(case: Case, shown: Sequence[Window]) -> int:
    before = 0
    for window in shown:
        if _held(case, window):
            inside = [b for a, b in case.asked.spans if window.start <= a and b <= window.end]
            return before + min(inside) - window.start
        before += window.end - window.start
    return 0


def fit(system: System, cases: Sequence[Case], encoder: CachedEncoder, seed: int) -> Model:
    """Fit passages, then sentences, then the curve, each size of each set counting the same."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    sample = chance.sample(cases, min(MAX_FITTED, len(cases)))
    passages = _fit_passages(system, [case for case in cases if case.kind is Kind.ANSWERABLE])
    model = _fit_sentences(
        system, passages, [case for case in sample if case.kind is Kind.ANSWERABLE], encoder
    )
    outcomes = [answer(case, model, encoder) for case in sample]
    slope, intercept = fit_curve(
        np.array([outcome.score for outcome in outcomes]),
        np.array([outcome.in_first for outcome in outcomes]),
        np.array(balance(sample)),
    )
    return replace(model, slope=slope, intercept=intercept)


def _fit_passages(system: System, cases: Sequence[Case]) -> Weights:
    choices = [
        Choice(
            np.array([[getattr(c.evidence, name) for name in system.passages] for c in found]),
            np.array([case.answered_by(c.passage) for c in found]),
            weight,
        )
        for case, weight in zip(cases, balance(cases), strict=True)
        for found in [case.candidates]
    ]
    return _weights(dict(zip(system.passages, fit_choices(choices), strict=True)))


def _fit_sentences(
    system: System, passages: Weights, cases: Sequence[Case], encoder: CachedEncoder
) -> Model:
    """Fit the sentences' weights, and scale the passages' so that the two add up."""
    choices = [
        _sentence_choice(system, passages, case, weight, encoder)
        for case, weight in zip(cases, balance(cases), strict=True)
    ]
    scale, *own = fit_choices(choices)
    scaled = {name: scale * getattr(passages, name) for name in PASSAGE_FEATURES}
    weights = dict.fromkeys(("cosine", "share"), 0.0)
    weights.update(zip(system.sentences, map(float, own), strict=True))
    return Model(_weights(scaled), SentenceWeights(**weights))


def _sentence_choice(
    system: System, passages: Weights, case: Case, weight: float, encoder: CachedEncoder
) -> Choice:
    found = find_sentences(case.archive, case.query, _ranked(case, passages)[:SHORTLIST])
    columns: dict[str, ArrayLike] = {
        "fused": [item.fused for item in found],
        "cosine": encoder.encode([item.text for item in found]) @ case.query.vector,
        "share": [item.share for item in found],
    }
    right = [_holds_start(case, item) for item in found]
    names = ("fused", *system.sentences)
    evidence = np.array([columns[name] for name in names], dtype=np.float64).T
    return Choice(evidence, np.array(right), weight)


def _holds_start(case: Case, item: FoundSentence) -> bool:
    return _starts_in(case, item.article.id, item.sentence.start, item.sentence.end)


def _weights(values: dict[str, float]) -> Weights:
    return Weights(**{name: float(values.get(name, 0.0)) for name in PASSAGE_FEATURES})


def balance(cases: Sequence[Case]) -> list[float]:
    """Return each case's weight: every size of every set counts the same."""
    counts = Counter((case.source, case.size) for case in cases)
    return [1 / counts[case.source, case.size] for case in cases]
