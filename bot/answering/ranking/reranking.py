"""Candidates to ranked passages: the best of them are read by a reranker and ordered anew."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering.ranking.cross_encoders import (
    MODEL_NAME,
    TOKENIZER_NAME,
    BundledReranker,
    CrossEncoderReranker,
)
from bot.answering.ranking.reading import Reading, Reranker, Titled
from bot.answering.ranking.weights import AnswerWeights
from embeddings.archive import Archive
from embeddings.encoder import folder_of
from embeddings.schema import Article, Candidate
from embeddings.sums import READ_ANEW, Sums

logger = logging.getLogger(__name__)

BUNDLED, NONE = "bundled", "none"
FOLDER = Path(__file__).parent / "reranker"
SUMS_NAME = "SHA256"
POOL = 16
"""How many of the best candidates are read: what two cores read in a third of a second."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with what the reranker made of it, if there is one, and the score of both."""

    candidate: Candidate
    article: Article
    reading: Reading | None
    score: float


def rerank(
    archive: Archive,
    reranker: Reranker | None,
    question: str,
    candidates: Sequence[Candidate],
    *,
    weights: AnswerWeights,
) -> list[Ranked]:
    """Return the `POOL` best candidates, best first: by fused score and logit.

    Raises:
        LookupError: a candidate's article is not in the archive.
    """
    pool = list(candidates[:POOL])
    articles = [_article(archive, candidate) for candidate in pool]
    if reranker is None:
        return [
            Ranked(candidate, article, None, weights.fused * candidate.score)
            for candidate, article in zip(pool, articles, strict=True)
        ]
    texts = [
        Titled(article.title, article.text[item.passage.start : item.passage.end])
        for item, article in zip(pool, articles, strict=True)
    ]
    readings = reranker.read(question, texts)
    ranked = [
        Ranked(item, article, reading, _score(item, reading, weights))
        for item, article, reading in zip(pool, articles, readings, strict=True)
    ]
    return sorted(ranked, key=lambda item: (-item.score, item.candidate.passage.id))


def _score(candidate: Candidate, reading: Reading, weights: AnswerWeights) -> float:
    return weights.fused * candidate.score + weights.logit * reading.logit


def _article(archive: Archive, candidate: Candidate) -> Article:
    article = archive.version(candidate.passage.version)
    if article is None:
        raise LookupError(f"version {candidate.passage.version} is not in the archive")
    return article


def load_reranker(
    setting: str = BUNDLED,
    *,
    allow_download: bool = False,
    bundled: Path = FOLDER,
    sums: Sums = READ_ANEW,
) -> Reranker | None:
    """Return the reranker of the setting RERANKER; None for `none`.

    Where the model in the folder `bundled` is missing or, by `sums`, not the published one the log
    says so, and there is none.

    Raises:
        ModelError: another model is not here.
    """
    if setting == NONE:
        return None
    if setting != BUNDLED:
        folder = folder_of(setting, allow_download=allow_download)
        return CrossEncoderReranker(setting, folder)
    fault = fault_of(bundled, sums)
    if fault:
        logger.warning(
            "The bundled reranker is left out (%s), so answers are ranked without it: install "
            "pullquote again, or set RERANKER=none.",
            fault,
        )
        return None
    return BundledReranker(bundled)


def fault_of(folder: Path, sums: Sums = READ_ANEW) -> str | None:
    """Return what is wrong with a bundled model's files; None if they have their checksums."""
    try:
        lines = (folder / SUMS_NAME).read_text(encoding="utf-8").splitlines()
        listed = {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}
        for name in (MODEL_NAME, TOKENIZER_NAME):
            found = sums.of([folder / name])
            if found != listed.get(name):
                found = READ_ANEW.of([folder / name])  # what was noted may be wrong
            if found != listed.get(name):
                return f"{name} has another checksum than {SUMS_NAME} says"
    except OSError as error:
        return f"{Path(str(error.filename)).name} cannot be read"
    except ValueError:
        return f"{SUMS_NAME} cannot be read"
    return None
