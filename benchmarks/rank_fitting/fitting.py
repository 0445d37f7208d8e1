"""Fits weights to choices (listwise softmax) and scores to chances (Platt's curve).

Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", 2007; Platt,
"Probabilistic Outputs for Support Vector Machines", 1999.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

Floats = NDArray[np.float64]

PENALTY = 1e-4
_MASKED = -1e9


@dataclass(frozen=True, slots=True)
class Choice:
    """A question's options: their evidence, shape (options, features), and which are right.

    `weight` is how much the question counts.
    """

    evidence: Floats
    right: NDArray[np.bool_]
    weight: float


def fit_choices(choices: Sequence[Choice]) -> Floats:
    """Return the weights, shape (features,), that make the right options likeliest.

    An option's chance is the softmax of its weighted evidence among its question's options;
    questions without a right option teach nothing.
    """
    taught = [choice for choice in choices if choice.right.any()]
    features = taught[0].evidence.shape[1]
    shape = (len(taught), max(len(choice.right) for choice in taught))
    evidence = np.zeros((*shape, features))
    present = np.full(shape, _MASKED)
    right = np.full(shape, _MASKED)
    for row, choice in enumerate(taught):
        options = len(choice.right)
        evidence[row, :options] = choice.evidence
        present[row, :options] = 0
        right[row, :options][choice.right] = 0
    shares = np.array([choice.weight for choice in taught])
    shares /= shares.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = evidence @ weights
        every = logsumexp(scores + present, axis=1)
        good = logsumexp(scores + right, axis=1)
        pull = np.exp(scores + present - every[:, None]) - np.exp(scores + right - good[:, None])
        slope = np.einsum("q,qo,qof->f", shares, pull, evidence)
        return shares @ (every - good) + PENALTY * weights @ weights, slope + 2 * PENALTY * weights

    found: Floats = minimize(loss, np.zeros(features), jac=True, method="L-BFGS-B").x
    return found


def fit_curve(scores: Floats, right: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Return slope and intercept of the logistic curve from scores to chances."""
    shares = weights / weights.sum()

    def loss(line: Floats) -> tuple[float, Floats]:
        logits = line[0] * scores + line[1]
        error = shares * (expit(logits) - right)
        missed = shares @ (np.logaddexp(0, logits) - right * logits)
        return missed, np.array([error @ scores, error.sum()])

    slope, intercept = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B").x
    return float(slope), float(intercept)


def auroc(positive: Floats, negative: Floats) -> float:
    """Return the chance that a positive score is above a negative one, ties counting half."""
    if not len(positive) or not len(negative):
        return float("nan")
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    not_above = np.searchsorted(ordered, positive, side="right")
    return float((below + not_above).sum() / 2 / len(positive) / len(negative))
