"""Candidates to scored sentences: which sentence of the shortlist holds the answer, how likely.

A sentence's score is its passage's score and what the sentence itself has to say for it.
The shares of all scores are the chances by which `excerpts` chooses how much to show.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.ranking.reranking import Ranked
from bot.answering.ranking.weights import SentenceWeights
from bot.answering.showing.leads import points_back
from embeddings.encoder import Encoder
from embeddings.lexical.terms import terms
from embeddings.retrieval import Query
from embeddings.schema import Article, Passage, Sentence
from embeddings.segmentation import Segmented

ENCODED = 8
"""How many of the shortlist's sentences are encoded: those that the words speak for most.

Each takes some ten milliseconds. On the sets of `benchmarks/ranking.py` the marked sentence
holds the answer as often with 8 as with all of them, within 0.2 points.
"""
NO_EVIDENCE = 1e-3
"""The least share of a reranker's evidence that tells sentences apart."""


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence in or beside a ranked passage; higher is better.

    `passage` is the score of the best one it stands at, `share` the share of the question's term
    weight that the sentence holds, 0..1, and `evidence` the logarithm of the share of the
    reranker's evidence that does, 0 where there is no reranker.
    """

    article: Article
    sentence: Sentence
    passage: float
    share: float
    evidence: float

    @property
    def text(self) -> str:
        """The article's characters."""
        return self.article.text[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its score and its chance among the shortlist's, 0..1."""

    article: Article
    sentence: Sentence
    score: float
    chance: float


def find_sentences(
    query: Query,
    shortlist: Sequence[Ranked],
    segmented: Callable[[Article], Segmented] = Segmented,
) -> list[FoundSentence]:
    """Return the sentences in and beside the shortlist's passages, each one once.

    `segmented` knows an article's sentences.
    """
    known: dict[str, Segmented] = {}
    found: dict[tuple[str, int], FoundSentence] = {}
    for ranked in shortlist:
        article = ranked.article
        if article.version not in known:
            known[article.version] = segmented(article)
        for sentence in around(known[article.version], ranked.candidate.passage):
            key = (article.version, sentence.start)
            item = _found(ranked, sentence, query)
            if key not in found or found[key].passage + found[key].evidence < (
                item.passage + item.evidence
            ):
                found[key] = item
    return list(found.values())


def around(segmented: Segmented, passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage, and the one before and after it, out of an article's.

    Where the first of them only points back, those that lead it in come along.
    """
    inside = segmented.between(passage.start, passage.end)
    if not inside:
        return []
    text, leading = segmented.article.text, [segmented.before(inside[0])]
    while leading[-1] and points_back(text[leading[-1].start : leading[-1].end]):
        leading.append(segmented.before(leading[-1]))
    found = [*reversed(leading), *inside, segmented.after(inside[-1])]
    return [sentence for sentence in found if sentence]


def score_sentences(
    query: Query,
    encoder: Encoder,
    found: Sequence[FoundSentence],
    *,
    weights: SentenceWeights,
) -> list[ScoredSentence]:
    """Return the sentences scored, best first.

    Only the `ENCODED` best by the rest are encoded, if cosines count; the others take the lowest
    cosine among those.
    """
    without = sorted(((_without_cosine(item, weights), item) for item in found), key=_first)[::-1]
    cosines = _cosines(query, encoder, [item for _, item in without]) if weights.cosine else None
    scores = [score for score, _ in without]
    if cosines:
        scores = [a + weights.cosine * b for a, b in zip(scores, cosines, strict=True)]
    ranked = sorted(zip(scores, chances(scores), without, strict=True), key=_first, reverse=True)
    return [
        ScoredSentence(item.article, item.sentence, score, chance)
        for score, chance, (_, item) in ranked
    ]


def _first(row: tuple[float, *tuple[object, ...]]) -> float:
    return row[0]


def _without_cosine(item: FoundSentence, weights: SentenceWeights) -> float:
    return item.passage + weights.share * item.share + weights.evidence * item.evidence


def _cosines(query: Query, encoder: Encoder, items: Sequence[FoundSentence]) -> list[float]:
    vectors = encoder.encode([item.text for item in items[:ENCODED]])
    cosines: list[float] = (vectors @ query.vector).tolist()
    return cosines + [min(cosines, default=0.0)] * (len(items) - len(cosines))


def chances(scores: Sequence[float]) -> list[float]:
    """Return the softmax of `scores`: each one's chance, adding up to 1."""
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    return [power / sum(powers) for power in powers]


def _found(ranked: Ranked, sentence: Sentence, query: Query) -> FoundSentence:
    article, start = ranked.article, ranked.candidate.passage.start
    held = set(terms(article.text[sentence.start : sentence.end]))
    share = None
    if ranked.reading:
        share = ranked.reading.share(sentence.start - start, sentence.end - start)
    evidence = 0.0 if share is None else math.log(max(share, NO_EVIDENCE))
    return FoundSentence(article, sentence, ranked.score, query.share(held), evidence)
