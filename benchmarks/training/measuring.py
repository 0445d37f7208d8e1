"""Readings to figures: ranks, separation and marked sentences, fused, reranked and combined."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from exporting import Reading, Scorer
from mining import Searched
from numpy.typing import NDArray
from rank_fitting.fitting import Choice, auroc, fit_choices, fit_curve
from rank_fitting.qa_sets import Kind
from reading import Pair

from embeddings.lexical import terms
from embeddings.schema import Article
from embeddings.segmentation import sentences

RESAMPLES = 1000
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """A case with the model's reading of each of its candidates."""

    case: Searched
    readings: Sequence[Reading]


@dataclass(frozen=True, slots=True)
class Combination:
    """A score is `rerank * logit + fused * fused score`; a chance is its logistic curve."""

    rerank: float
    fused: float
    slope: float = 1.0
    intercept: float = 0.0

    def scores(self, scored: Scored) -> Floats:
        """Return the score of each candidate."""
        logits = np.array([reading.logit for reading in scored.readings], dtype=np.float64)
        return self.rerank * logits + self.fused * np.array(scored.case.fused)


FUSED, RERANKED = Combination(0.0, 1.0), Combination(1.0, 0.0)


def score_all(scorer: Scorer, cases: Sequence[Searched]) -> list[Scored]:
    """Return the cases with their readings."""
    pairs = [Pair(case.question, text) for case in cases for text in case.texts]
    readings = iter(scorer.score(pairs))
    return [Scored(case, [next(readings) for _ in case.texts]) for case in cases]


def fit(cases: Sequence[Scored]) -> Combination:
    """Return the combination that ranks `cases` best, with its curve.

    The curve is fitted on the best candidate of each question as it is, and of each answerable one
    with the passages that answer taken away. The former are weighted so that both count the same.
    """
    choices = [
        Choice(np.array([[r.logit for r in item.readings], item.case.fused]).T, right, 1.0)
        for item in cases
        for right in [np.array(item.case.right)]
        if right.any()
    ]
    rerank, fused = fit_choices(choices)
    bare = Combination(float(rerank), float(fused))
    tops = [*_tops(cases, bare, left_out=False), *_tops(cases, bare, left_out=True)]
    best, right, away = (np.array(column) for column in zip(*tops, strict=True))
    weights = np.where(away, 0.5 / away.sum(), 0.5 / (~away).sum())
    slope, intercept = fit_curve(best, right, weights)
    return Combination(bare.rerank, bare.fused, slope, intercept)


def _tops(
    cases: Sequence[Scored], how: Combination, *, left_out: bool
) -> Iterator[tuple[float, bool, bool]]:
    """Yield each best candidate's score, whether it answers, and `left_out`.

    Where that is set the passages that answer are taken away, else questions without one are.
    """
    for item in cases:
        right = np.array(item.case.right)
        kept = ~right if left_out else np.full(len(right), right.any())
        if kept.any():
            scores = np.where(kept, how.scores(item), -np.inf)
            yield float(scores.max()), bool(right[scores.argmax()]), left_out


def ranking(cases: Sequence[Scored], how: Combination) -> dict[str, float]:
    """Return hit@1, hit@3 and MRR in percent over the answerable cases, and their number."""
    ranks = ranks_of(cases, how)
    return {
        "n": len(ranks),
        "hit@1": 100 * float(np.mean(ranks == 1)),
        "hit@3": 100 * float(np.mean((ranks >= 1) & (ranks <= 3))),  # noqa: PLR2004 - its name
        "MRR": 100 * float(np.mean(_reciprocal(ranks))),
    }


def ranks_of(cases: Sequence[Scored], how: Combination) -> NDArray[np.int64]:
    """Return the rank of the first passage that answers each answerable case, 0 for none."""
    return np.array([_rank(item, how) for item in cases if item.case.kind is Kind.ANSWERABLE])


def separation(cases: Sequence[Scored], how: Combination, *kinds: Kind) -> dict[str, float]:
    """Return the AUROC in percent of answerable cases against those of `kinds`, and both n."""
    best = [(item.case.kind, float(how.scores(item).max())) for item in cases if item.readings]
    answerable = np.array([score for kind, score in best if kind is Kind.ANSWERABLE])
    others = np.array([score for kind, score in best if kind in kinds])
    value = 100 * auroc(answerable, others)
    return {"n answerable": len(answerable), "n unanswerable": len(others), "AUROC": value}


def gain(cases: Sequence[Scored], how: Combination, seed: int) -> dict[str, dict[str, float]]:
    """Return what `how` gains over the fused ranking in points: mean, and a 95 % interval.

    The interval is a bootstrap over questions.
    """
    before, after = ranks_of(cases, FUSED), ranks_of(cases, how)
    gains = {
        "hit@1": 100 * ((after == 1).astype(float) - (before == 1)),
        "MRR": 100 * (_reciprocal(after) - _reciprocal(before)),
    }
    chance = np.random.default_rng(seed)
    found = {}
    for name, values in gains.items():
        means = [float(chance.choice(values, len(values)).mean()) for _ in range(RESAMPLES)]
        low, high = np.percentile(means, [2.5, 97.5])
        found[name] = {"gain": float(values.mean()), "low": float(low), "high": float(high)}
    return found


def marking(cases: Sequence[Scored], seed: int) -> dict[str, float]:
    """Return how often the sentence chosen in a passage that answers is the one that does.

    In percent of passages with more than one sentence: by evidence, by shared terms, at random.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    hits: list[tuple[bool, bool, bool]] = []
    for item in cases:
        for text, reading in zip(item.case.texts, item.readings, strict=True):
            spans = [
                (s.start, s.end) for s in sentences(Article("passage", text.text, text.title))
            ]
            places = [any(a <= first < b for first, _ in text.answers) for a, b in spans]
            if len(spans) > 1 and any(places):
                wanted = set(terms(item.case.question))
                shared = [len(wanted & set(terms(text.text[a:b]))) for a, b in spans]
                masses = [sentence_share(reading, a, b) for a, b in spans]
                picks = (masses.index(max(masses)), shared.index(max(shared)))
                drawn = chance.randrange(len(spans))
                hits.append((places[picks[0]], places[picks[1]], places[drawn]))
    names = ("evidence", "shared terms", "random")
    shares = np.mean(np.array(hits, dtype=np.float64).reshape(-1, 3), axis=0) * 100
    return {"n": len(hits), **dict(zip(names, map(float, shares), strict=True))}


def sentence_share(reading: Reading, start: int, end: int) -> float:
    """Return the share of a passage's evidence that stands in a span of its text."""
    return float(reading.evidence[(reading.starts >= start) & (reading.starts < end)].sum())


def calibration(cases: Sequence[Scored], how: Combination) -> dict[str, float]:
    """Return the Brier score of the chance that the first candidate answers, and the means."""
    chances, right = [], []
    for item in cases:
        scores = how.scores(item)
        best = int(scores.argmax())
        chances.append(1 / (1 + math.exp(-(how.slope * scores[best] + how.intercept))))
        right.append(item.case.kind is Kind.ANSWERABLE and item.case.right[best])
    told, true = np.array(chances), np.array(right, dtype=np.float64)
    brier = float(np.mean((told - true) ** 2))
    return {
        "n": len(cases),
        "Brier": brier,
        "told": float(told.mean()),
        "true": float(true.mean()),
    }


def agreement(one: Sequence[Scored], other: Sequence[Scored]) -> dict[str, float]:
    """Return how alike two models rank: same first candidate in percent, and logits' distance."""
    first = [
        np.argmax([r.logit for r in a.readings]) == np.argmax([r.logit for r in b.readings])
        for a, b in zip(one, other, strict=True)
    ]
    apart = [
        abs(a.logit - b.logit)
        for x, y in zip(one, other, strict=True)
        for a, b in zip(x.readings, y.readings, strict=True)
    ]
    return {
        "n": len(one),
        "same first": 100 * float(np.mean(first)),
        "mean distance": float(np.mean(apart)),
    }


def _rank(item: Scored, how: Combination) -> int:
    right = np.array(item.case.right)
    if not right.any():
        return item.case.beyond
    order = np.argsort(-how.scores(item), kind="stable")
    return int(np.argmax(right[order])) + 1


def _reciprocal(ranks: NDArray[np.int64]) -> Floats:
    return np.where(ranks > 0, 1 / np.maximum(ranks, 1), 0.0)
