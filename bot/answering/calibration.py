"""Fused score to the probability that the best candidate answers: Platt's logistic curve.

Platt, "Probabilistic Outputs for Support Vector Machines", 1999. The curve keeps the order of the
candidates; `benchmarks/ranking` fits it together with the weights of `embeddings.retrieval`.
"""

import math

SLOPE = 0.363
INTERCEPT = -4.07


def probability(score: float) -> float:
    """Return the calibrated score, 0..1, of a candidate whose fused score is `score`."""
    return 1.0 / (1.0 + math.exp(-(SLOPE * score + INTERCEPT)))
