"""Question to ranked passages: dense and lexical candidates, one fused score."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from embeddings.archive import Archive
from embeddings.derived import Derived, open_derived
from embeddings.encoder import Encoder, Vectors
from embeddings.indexing import check_manifest
from embeddings.lexical import K1, LexicalIndex, terms
from embeddings.schema import Candidate, Evidence, Passage

CANDIDATES_PER_SIDE = 50
"""How many passages the dense and the lexical index propose each."""
MAX_ARTICLES = 10
"""How many articles a look-up by words names."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts in the fused score."""

    cosine: float
    bm25: float
    coverage: float
    article: float

    def score(self, evidence: Evidence) -> float:
        """Return the weighted sum of the evidence."""
        return (
            self.cosine * evidence.cosine
            + self.bm25 * evidence.bm25
            + self.coverage * evidence.coverage
            + self.article * evidence.article
        )


WEIGHTS = Weights(cosine=5.8, bm25=1.25, coverage=3.2, article=1.1)
"""Fitted by `benchmarks/ranking.py`: listwise, over all candidates of a question.

Their scale is such that evidence of a single sentence, fitted next, can be added to them.
"""


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready to search: its terms with their weights, and its vector."""

    text: str
    term_weights: Mapping[str, float]
    vector: Vectors

    @property
    def total_weight(self) -> float:
        """The weight of all terms together."""
        return sum(self.term_weights.values())

    def share(self, found: set[str]) -> float:
        """Return the share of the terms' weight that stands in `found`, 0..1."""
        if not self.total_weight:
            return 0.0
        held = sum(weight for term, weight in self.term_weights.items() if term in found)
        return held / self.total_weight


class Retriever:
    """Searches the archive's passages as they are now.

    When another process has changed the archive, the indexes are opened again before the next
    question, which is never searched in what is not there any more.
    """

    def __init__(self, archive: Archive, encoder: Encoder, derived: Derived | None = None) -> None:
        self.archive = archive
        self.encoder = encoder
        self._derived = derived or open_derived(archive)

    def __len__(self) -> int:
        """Return how many passages can be found."""
        return len(self._derived.vectors)

    def refresh(self) -> str | None:
        """Open the indexes again if the archive has changed; return the name of its state.

        Raises:
            ArchiveMismatchError: it was encoded anew, with another model.
        """
        state = self.archive.state
        if state != self._derived.state:
            check_manifest(self.archive, self.encoder)
            self._derived = open_derived(self.archive)
        return self._derived.state

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Keep archive and indexes at one state for what is done inside, whoever writes meanwhile.

        Raises:
            ArchiveMismatchError: the archive was encoded anew, with another model.
        """
        while True:
            self.refresh()
            with self.archive.snapshot():
                if self.archive.state == self._derived.state:
                    yield
                    return

    def articles_with(self, words: str) -> list[str]:
        """Return the ids of the articles whose passages hold `words`, best first."""
        return articles_with(self.archive, self._derived.lexical, words)

    def query(self, question: str) -> Query:
        """Return `question` made ready to search; without terms where it names no subject."""
        unique = list(dict.fromkeys(terms(question)))
        vector = self.encoder.encode([question])[0]
        return Query(question, self._derived.lexical.weights(unique), vector)

    def search(
        self, query: Query, *, k: int = CANDIDATES_PER_SIDE, weights: Weights = WEIGHTS
    ) -> list[Candidate]:
        """Return the passages that may answer, best first; `k` are proposed by each index."""
        words = list(query.term_weights)
        ids = self._derived.vectors.search(query.vector, k)
        ids += self._derived.lexical.search(words, k)
        found = self.archive.passages(list(dict.fromkeys(ids)))
        evidence = self._evidence(query, words, found)
        candidates = [
            Candidate(passage, facts, weights.score(facts))
            for passage, facts in zip(found, evidence, strict=True)
        ]
        return sorted(candidates, key=lambda candidate: (-candidate.score, candidate.passage.id))

    def _evidence(
        self, query: Query, words: Sequence[str], found: Sequence[Passage]
    ) -> list[Evidence]:
        ids = [passage.id for passage in found]
        cosines = self._derived.vectors.cosines(query.vector, ids)
        bm25 = self._derived.lexical.scores(words, ids)
        highest = query.total_weight * (K1 + 1) or 1.0
        held = self._terms_held(found)
        by_article: dict[str, set[str]] = defaultdict(set)
        for passage, here in zip(found, held, strict=True):
            by_article[passage.article_id] |= here
        return [
            Evidence(
                cosine=float(cosine),
                bm25=bm25.get(passage.id, 0.0) / highest,
                coverage=query.share(here),
                article=query.share(by_article[passage.article_id]),
            )
            for passage, cosine, here in zip(found, cosines, held, strict=True)
        ]

    def _terms_held(self, found: Sequence[Passage]) -> list[set[str]]:
        """Return the terms of each passage and its headline."""
        articles = {
            version: self.archive.version(version)
            for version in {passage.version for passage in found}
        }
        held = []
        for passage in found:
            article = articles[passage.version]
            text = article.text[passage.start : passage.end] if article else ""
            held.append(set(terms(text)) | set(terms(article.title if article else "")))
        return held


def articles_with(
    archive: Archive, index: LexicalIndex, words: str, limit: int = MAX_ARTICLES
) -> list[str]:
    """Return the ids of the articles whose passages hold `words`, best first; needs no model."""
    found = index.search(list(dict.fromkeys(terms(words))), CANDIDATES_PER_SIDE)
    ids = dict.fromkeys(passage.article_id for passage in archive.passages(found))
    return list(ids)[:limit]
