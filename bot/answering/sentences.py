"""Candidates to scored sentences: which sentence of the shortlist holds the answer, how likely.

A sentence's score is its passage's fused score and what the sentence itself has to say for it.
The shares of all scores are the chances by which `excerpts` chooses how much to show.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from embeddings.archive import Archive
from embeddings.encoder import Encoder
from embeddings.lexical import terms
from embeddings.retrieval import Query
from embeddings.schema import Article, Candidate, Passage, Sentence
from embeddings.segmentation import sentences

ENCODED = 8
"""How many of the shortlist's sentences are encoded: those that the words speak for most.

Encoding is most of an answer's time. On the sets of `benchmarks/ranking.py` the marked sentence
holds the answer as often with 8 as with all of them, within 0.2 points.
"""


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """How much a sentence's own evidence counts beside its passage's fused score."""

    cosine: float
    share: float


SENTENCE_WEIGHTS = SentenceWeights(cosine=6.4, share=5.3)
"""Fitted by `benchmarks/ranking.py`: listwise, over all sentences of the shortlist."""


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence in or beside a candidate; higher is better.

    `fused` is the score of the best candidate it stands at, `share` the share of the question's
    term weight that the sentence holds, 0..1.
    """

    article: Article
    sentence: Sentence
    fused: float
    share: float

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
    archive: Archive, query: Query, shortlist: Sequence[Candidate]
) -> list[FoundSentence]:
    """Return the sentences in and beside the shortlist's passages, each one once.

    Raises:
        LookupError: a candidate's article is not in the archive.
    """
    articles: dict[str, Article] = {}
    segmented: dict[str, list[Sentence]] = {}
    found: dict[tuple[str, int], FoundSentence] = {}
    for candidate in shortlist:
        version = candidate.passage.version
        if version not in articles:
            articles[version] = _article(archive, version)
            segmented[version] = sentences(articles[version])
        for sentence in around(segmented[version], candidate.passage):
            key = (version, sentence.start)
            if key not in found or found[key].fused < candidate.score:
                found[key] = _found(articles[version], sentence, candidate.score, query)
    return list(found.values())


def around(every: Sequence[Sentence], passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage, and the one before and after it, out of an article's."""
    inside = [
        number
        for number, sentence in enumerate(every)
        if sentence.start < passage.end and sentence.end > passage.start
    ]
    return list(every[max(0, inside[0] - 1) : inside[-1] + 2]) if inside else []


def score_sentences(
    query: Query,
    encoder: Encoder,
    found: Sequence[FoundSentence],
    *,
    weights: SentenceWeights = SENTENCE_WEIGHTS,
) -> list[ScoredSentence]:
    """Return the sentences scored, best first.

    Only the `ENCODED` best by words are encoded; the others take the lowest cosine among those.
    """
    by_words = sorted(found, key=lambda item: item.fused + weights.share * item.share)[::-1]
    vectors = encoder.encode([item.text for item in by_words[:ENCODED]])
    cosines: list[float] = (vectors @ query.vector).tolist()
    cosines += [min(cosines, default=0.0)] * (len(by_words) - len(cosines))
    scores = [
        item.fused + weights.cosine * cosine + weights.share * item.share
        for item, cosine in zip(by_words, cosines, strict=True)
    ]
    ranked = sorted(
        zip(scores, chances(scores), by_words, strict=True), key=lambda row: row[0], reverse=True
    )
    return [
        ScoredSentence(item.article, item.sentence, score, chance)
        for score, chance, item in ranked
    ]


def chances(scores: Sequence[float]) -> list[float]:
    """Return the softmax of `scores`: each one's chance, adding up to 1."""
    highest = max(scores, default=0.0)
    powers = [math.exp(score - highest) for score in scores]
    return [power / sum(powers) for power in powers]


def _article(archive: Archive, version: str) -> Article:
    article = archive.version(version)
    if article is None:
        raise LookupError(f"version {version} is not in the archive")
    return article


def _found(article: Article, sentence: Sentence, fused: float, query: Query) -> FoundSentence:
    held = set(terms(article.text[sentence.start : sentence.end]))
    return FoundSentence(article, sentence, fused, query.share(held))
