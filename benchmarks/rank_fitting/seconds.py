"""How long each stage takes for one question, with nothing remembered from an earlier one."""

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bot.answering.pipeline import Pipeline
from bot.answering.ranking.reading import Reranker
from embeddings.archive import Archive
from embeddings.derived.opening import open_derived
from embeddings.encoder import Encoder
from embeddings.lexical.terms import terms
from embeddings.retrieval import CANDIDATES_PER_SIDE, Retriever

PERCENTILES = (50, 95)
MAX_EXCERPT_CHARS = 1000


def measure_seconds(
    archive: Archive, encoder: Encoder, reranker: Reranker | None, questions: Sequence[str]
) -> Mapping[str, tuple[float, ...]]:
    """Return the seconds at each of `PERCENTILES`, by stage; a first question warms up."""
    derived = open_derived(archive)
    retriever = Retriever(archive, encoder, derived)
    plain = Pipeline(retriever, max_excerpt_chars=MAX_EXCERPT_CHARS)
    reranked = Pipeline(retriever, reranker, max_excerpt_chars=MAX_EXCERPT_CHARS)
    k = CANDIDATES_PER_SIDE
    stages: dict[str, Callable[[str], object]] = {
        "BM25": lambda text: derived.lexical.search(terms(text), k),
        "dense": lambda text: derived.vectors.search(encoder.encode([text])[0], k),
        "fused": lambda text: plain.find(retriever.query(text)),
        "reranked": lambda text: reranked.find(retriever.query(text)),
    }
    return {name: _percentiles(stage, questions) for name, stage in stages.items()}


def _percentiles(stage: Callable[[str], object], questions: Sequence[str]) -> tuple[float, ...]:
    stage(questions[0])
    seconds = []
    for question in questions:
        started = time.perf_counter()
        stage(question)
        seconds.append(time.perf_counter() - started)
    return tuple(float(value) for value in np.percentile(seconds, PERCENTILES))
