"""The door to trec_eval, by ir_measures: what rankings are worth, question by question.

The measures are those of trec_eval itself, through pytrec_eval. Van Gysel and de Rijke,
"Pytrec_eval: An Extremely Fast Python Interface to trec_eval", 2018; MacAvaney, Macdonald and
Ounis, "Streamlining Evaluation with ir-measures", 2022.
"""

from collections.abc import Sequence
from typing import NamedTuple

DEPTH = 10
"""How many of the best places count; a right one below counts as not found."""


class Ranking(NamedTuple):
    """Which places hold what is right, and how many right ones there are to find.

    Bit `n` of `rights` is 1 where the place of index `n` is right; `relevant` counts the right
    ones, whether a place holds them or not. Two such numbers are all that the measures need.
    """

    rights: int
    relevant: int


class Worth(NamedTuple):
    """What a ranking is worth, 0..1 each; a ranking without anything right is worth nothing."""

    hit_at_1: float
    hit_at_3: float
    hit_at_5: float
    hit_at_10: float
    recall_at_10: float
    reciprocal_rank: float
    ndcg_at_10: float


def ranking(rights: Sequence[bool], relevant: int) -> Ranking:
    """Return the ranking whose places, best first, are `rights`."""
    bits = sum(1 << place for place, right in enumerate(rights[:DEPTH]) if right)
    return Ranking(bits, relevant)


def worth_of(rankings: Sequence[Ranking]) -> list[Worth]:
    """Return what each ranking is worth: Success@1, 3, 5, 10, R@10, RR and nDCG@10.

    Reciprocal ranks are of the best ten places too, which are all that a ranking has.
    """
    from ir_measures import RR, R, Success, nDCG, pytrec_eval

    measures = [Success @ 1, Success @ 3, Success @ 5, Success @ 10, R @ 10, RR, nDCG @ 10]
    columns = {measure: column for column, measure in enumerate(measures)}
    found = [[0.0] * len(measures) for _ in rankings]
    qrels = {str(query): _qrels(one) for query, one in enumerate(rankings)}
    runs = {str(query): _run() for query in range(len(rankings))}
    for metric in pytrec_eval.iter_calc(measures, qrels, runs) if rankings else ():
        found[int(metric.query_id)][columns[metric.measure]] = float(metric.value)
    return [Worth(*values) for values in found]


def _qrels(one: Ranking) -> dict[str, int]:
    """Return 1 for each right place and for each right one that no place holds, else 0."""
    placed = {str(place): one.rights >> place & 1 for place in range(DEPTH)}
    return placed | {f"missed {n}": 1 for n in range(one.relevant - one.rights.bit_count())}


def _run() -> dict[str, float]:
    """Return ten places, best first; one that was not filled is as good as a wrong one."""
    return {str(place): float(DEPTH - place) for place in range(DEPTH)}
