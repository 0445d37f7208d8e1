"""How much each kind of evidence counts in an answer, with a reranker and without one.

All figures are fitted by `benchmarks/ranking.py` and pasted from its last lines.
"""

from dataclasses import dataclass

from bot.answering.ranking.calibration import Curve


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much a sentence's own evidence counts beside its passage's score."""

    cosine: float
    share: float
    evidence: float = 0.0


@dataclass(frozen=True, slots=True)
class AnswerWeights:
    """A passage's score is `fused` times the fused score and `logit` times the reranker's."""

    fused: float
    logit: float
    sentences: SentenceWeights
    curve: Curve


FUSED = AnswerWeights(
    fused=0.514,
    logit=0.0,
    sentences=SentenceWeights(cosine=5.81, share=4.69),
    curve=Curve(slope=0.451, intercept=-4.609),
)
"""Without a reranker."""
RERANKED = AnswerWeights(
    fused=0.291,
    logit=0.750,
    sentences=SentenceWeights(cosine=2.76, share=1.11, evidence=0.643),
    curve=Curve(slope=0.535, intercept=-2.242),
)
"""With a reranker; fitted with the bundled one."""
