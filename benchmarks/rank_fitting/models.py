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

from bot.answering.pipeline import SHORTLIST
from bot.answering.ranking.calibration import Curve
from bot.answering.ranking.reading import Reranker
from bot.answering.ranking.reranking import Ranked, rerank
from bot.answering.ranking.sentences import find_sentences, score_sentences
from bot.answering.ranking.weights import AnswerWeights, SentenceWeights
from bot.answering.showing.excerpts import SHAPE, Shape, Window, cut, select
from bot.settings import Settings
from embeddings.retrieval import Weights
from embeddings.schema import Candidate

MAX_FITTED = 2400
"""How many questions sentences and curve are fitted on."""
PASSAGE_FEATURES = ("cosine", "bm25", "coverage", "article")
SENTENCE_FEATURES = ("cosine", "share", "evidence")
MAX_EXCERPTS = int(Settings.model_fields["max_excerpts"].default)
MAX_EXCERPT_CHARS = int(Settings.model_fields["max_excerpt_chars"].default)
UNFITTED = AnswerWeights(1.0, 0.0, SentenceWeights(0.0, 0.0), Curve(1.0, 0.0))


@dataclass(frozen=True, slots=True)
class System:
    """A way of ranking: which evidence of passages and of sentences it may use."""

    name: str
    passages: tuple[str, ...]
    sentences: tuple[str, ...]
    reranked: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted system; `reranker` is there where it reads the best candidates."""

    passages: Weights
    answers: AnswerWeights
    encoder: CachedEncoder
    reranker: Reranker | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case went; `rank` is that of the first passage with the answer, 0 where none has it.

    `found_at` is how many characters are shown up to the end of the answer, 0 if it is not;
    `chance` is the calibrated score.
    """

    case: Case
    rank: int
    article_first: bool
    in_first: bool
    in_marked: bool
    found_at: int
    first_words: int
    all_words: int
    score: float
    chance: float


def answer(case: Case, model: Model, *, shape: Shape = SHAPE) -> Outcome:
    """Answer a case as the bot does, without its threshold and with copies shown each."""
    fused, ranked = _ranked(case, model)
    found = find_sentences(case.query, ranked[:SHORTLIST])
    scored = score_sentences(case.query, model.encoder, found, weights=model.answers.sentences)
    curve = model.answers.curve
    windows = list(cut(scored, max_chars=MAX_EXCERPT_CHARS, shape=shape))
    score = windows[0].score if windows else -np.inf
    shown = select([_calibrated(window, curve) for window in windows], MAX_EXCERPTS)
    order = [item.candidate for item in ranked] + fused[len(ranked) :]
    ranks = (rank for rank, item in enumerate(order, 1) if case.answered_by(item.passage))
    return Outcome(
        case=case,
        rank=next(ranks, 0),
        article_first=bool(order) and order[0].passage.article_id in case.spans,
        in_first=bool(shown) and _held(case, shown[0]),
        in_marked=bool(shown) and _marked(case, shown[0]),
        found_at=_found_at(case, shown),
        first_words=sum(map(_words, shown[:1])),
        all_words=sum(map(_words, shown)),
        score=score,
        chance=curve.probability(score),
    )


def ranked_articles(case: Case, model: Model) -> list[str]:
    """Return the articles of all candidates, as they are ranked; one may recur."""
    fused, ranked = _ranked(case, model)
    order = [item.candidate for item in ranked] + fused[len(ranked) :]
    return [item.passage.article_id for item in order]


def _ranked(case: Case, model: Model) -> tuple[list[Candidate], list[Ranked]]:
    """Return all candidates by their fused score, and the best of them as they are ranked."""
    scored = [
        replace(candidate, score=model.passages.score(candidate.evidence))
        for candidate in case.candidates
    ]
    fused = sorted(scored, key=lambda candidate: (-candidate.score, candidate.passage.id))
    question = case.query.text
    return fused, rerank(case.archive, model.reranker, question, fused, weights=model.answers)


def _calibrated(window: Window, curve: Curve) -> Window:
    return replace(window, score=curve.probability(window.score))


def _words(window: Window) -> int:
    return len(window.article.text[window.start : window.end].split())


def _held(case: Case, window: Window) -> bool:
    return case.holds(window.article.id, window.start, window.end)


def _marked(case: Case, window: Window) -> bool:
    return case.starts_in(window.article.id, window.best.start, window.best.end)


def _found_at(case: Case, shown: Sequence[Window]) -> int:
    before = 0
    for window in shown:
        if _held(case, window):
            spans = case.spans[window.article.id]
            inside = [b for a, b in spans if window.start <= a and b <= window.end]
            return before + min(inside) - window.start
        before += window.end - window.start
    return 0


def fit(
    system: System,
    cases: Sequence[Case],
    encoder: CachedEncoder,
    reranker: Reranker | None,
    seed: int,
) -> Model:
    """Fit passages, then what reranks them, then sentences, then the curve.

    Each size of each set counts the same.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    sample = chance.sample(cases, min(MAX_FITTED, len(cases)))
    passages = _fit_passages(system, [case for case in cases if case.kind is Kind.ANSWERABLE])
    answerable = [case for case in sample if case.kind is Kind.ANSWERABLE]
    model = Model(passages, UNFITTED, encoder, reranker if system.reranked else None)
    model = _fit_logits(model, answerable) if system.reranked else model
    model = _fit_sentences(system, model, answerable)
    return _fit_chances(model, sample)


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
    found = dict(zip(system.passages, map(float, fit_choices(choices)), strict=True))
    return Weights(**{name: found.get(name, 0.0) for name in PASSAGE_FEATURES})


def _fit_logits(model: Model, cases: Sequence[Case]) -> Model:
    """Fit how much the fused score and the reranker's logit count."""
    choices = []
    for case, weight in zip(cases, balance(cases), strict=True):
        _, ranked = _ranked(case, model)
        columns = [
            [item.candidate.score for item in ranked],
            [item.reading.logit if item.reading else 0.0 for item in ranked],
        ]
        right = np.array([case.answered_by(item.candidate.passage) for item in ranked])
        choices.append(Choice(np.array(columns).T, right, weight))
    fused, logit = map(float, fit_choices(choices))
    return replace(model, answers=replace(model.answers, fused=fused, logit=logit))


def _fit_sentences(system: System, model: Model, cases: Sequence[Case]) -> Model:
    """Fit the sentences' weights, and scale the passages' so that the two add up."""
    choices = [
        _sentence_choice(system, model, case, weight)
        for case, weight in zip(cases, balance(cases), strict=True)
    ]
    scale, *own = map(float, fit_choices(choices))
    weights = dict.fromkeys(SENTENCE_FEATURES, 0.0)
    weights.update(zip(system.sentences, own, strict=True))
    answers = replace(
        model.answers,
        fused=scale * model.answers.fused,
        logit=scale * model.answers.logit,
        sentences=SentenceWeights(**weights),
    )
    return replace(model, answers=answers)


def _sentence_choice(system: System, model: Model, case: Case, weight: float) -> Choice:
    _, ranked = _ranked(case, model)
    found = find_sentences(case.query, ranked[:SHORTLIST])
    columns: dict[str, ArrayLike] = {
        "passage": [item.passage for item in found],
        "cosine": model.encoder.encode([item.text for item in found]) @ case.query.vector,
        "share": [item.share for item in found],
        "evidence": [item.evidence for item in found],
    }
    right = [
        case.starts_in(item.article.id, item.sentence.start, item.sentence.end) for item in found
    ]
    names = ("passage", *system.sentences)
    evidence = np.array([columns[name] for name in names], dtype=np.float64).T
    return Choice(evidence, np.array(right), weight)


def _fit_chances(model: Model, cases: Sequence[Case]) -> Model:
    outcomes = [answer(case, model) for case in cases]
    slope, intercept = fit_curve(
        np.array([outcome.score for outcome in outcomes]),
        np.array([outcome.in_first for outcome in outcomes]),
        np.array(balance(cases)),
    )
    return replace(model, answers=replace(model.answers, curve=Curve(slope, intercept)))


def balance(cases: Sequence[Case]) -> list[float]:
    """Return each case's weight: every size of every set counts the same."""
    counts = Counter((case.source, case.size) for case in cases)
    return [1 / counts[case.source, case.size] for case in cases]
