"""A sentence's score to the chance that its excerpt answers: Platt's logistic curve.

Platt, "Probabilistic Outputs for Support Vector Machines", 1999. The curve keeps the order of the
sentences. `benchmarks/ranking.py` fits it together with the weights of the scores, on as many
questions with an answer as without; right is what has the answer in the first excerpt. New weights
need a new curve.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Curve:
    """A chance is the logistic function of `slope * score + intercept`."""

    slope: float
    intercept: float

    def probability(self, score: float) -> float:
        """Return the calibrated score, 0..1, of an excerpt whose best sentence scores `score`."""
        logit = self.slope * score + self.intercept
        return 1.0 / (1.0 + math.exp(-logit)) if logit > -_FLAT else 0.0


_FLAT = 700.0
"""Beyond this the exponential is no number any more."""
