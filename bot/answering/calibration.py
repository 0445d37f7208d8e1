"""A sentence's score to the chance that its excerpt answers: Platt's logistic curve.

Platt, "Probabilistic Outputs for Support Vector Machines", 1999. The curve keeps the order of the
sentences. `benchmarks/ranking.py` fits it together with the weights of `embeddings.retrieval` and
`bot.answering.sentences`, on as many questions with an answer as without; right is what has the
answer in the first excerpt. New weights need a new curve.
"""

import math

SLOPE = 0.399
INTERCEPT = -4.733


def probability(score: float) -> float:
    """Return the calibrated score, 0..1, of an excerpt whose best sentence scores `score`."""
    return 1.0 / (1.0 + math.exp(-(SLOPE * score + INTERCEPT)))
