"""Question to ranked passages: dense and lexical candidates, one fused score."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, nullcontext
from copy import copy
from dataclasses import dataclass
from typing import Self

from embeddings.archive import Archive
from embeddings.derived.newest import Indexes
from embeddings.derived.opening import Derived, open_derived
from embeddings.encoder import Encoder, Vectors
from embeddings.filters import Filters, Ids, PassageFacts
from embeddings.lexical.index import K1, LexicalIndex
from embeddings.lexical.terms import plain_words, terms
from embeddings.manifests import check_manifest
from embeddings.schema import Article, Candidate, Evidence, Passage
from embeddings.stories.duplicates import collapse

CANDIDATES_PER_SIDE = 50
"""How many passages the dense and the lexical index propose each."""
MOST_PROPOSED = 100 * CANDIDATES_PER_SIDE
"""How many they propose at most where copies, or what is gone, take the places of others."""
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


WEIGHTS = Weights(cosine=9.95, bm25=1.53, coverage=3.78, article=3.12)
"""Fitted by `benchmarks/ranking.py`: listwise, over all candidates of a question."""


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

    def share(self, found: AbstractSet[str]) -> float:
        """Return the share of the terms' weight that stands in `found`, 0..1."""
        total = self.total_weight
        if not total:
            return 0.0
        held = sum(weight for term, weight in self.term_weights.items() if term in found)
        return held / total


class Retriever:
    """Searches the archive's passages, beside whoever changes them.

    When another process has changed the archive, the next question is searched in the newest
    indexes. While that process still writes they are behind the archive: what is gone from it is
    left out, what has come since is not found yet, and every quote is of a version in the archive.
    """

    def __init__(self, archive: Archive, encoder: Encoder, derived: Derived | None = None) -> None:
        self.archive = archive
        self.encoder = encoder
        self._indexes = Indexes(derived or open_derived(archive))
        self._opened = self._indexes.newest
        self._in_snapshot = False

    def beside(self, archive: Archive) -> Self:
        """Return another one for another thread: of the same indexes, with its own connection."""
        other = copy(self)
        other.archive = archive
        other._in_snapshot = False  # noqa: SLF001 - a Retriever too
        return other

    @property
    def _derived(self) -> Derived:
        return self._opened.derived

    def __len__(self) -> int:
        """Return how many passages can be found."""
        return len(self._derived.vectors)

    @property
    def lexical(self) -> LexicalIndex:
        """The index of words, as of the last time it was opened."""
        return self._derived.lexical

    @property
    def state(self) -> str | None:
        """The state of the archive that the indexes are of."""
        return self._derived.state

    @property
    def states(self) -> tuple[str | None, str | None]:
        """What an answer is made of: the archive's state now, and the indexes'."""
        return self.archive.state, self.state

    def refresh(self) -> str | None:
        """Open newer indexes if the archive has changed; return the state that they are of.

        That is an older state than the archive's while another process is writing.

        Raises:
            ArchiveMismatchError: it was encoded anew, with another model.
        """
        self.archive.keep_up()
        if self.archive.state != self._derived.state:
            check_manifest(self.archive, self.encoder)
            self._opened = self._indexes.refresh(self.archive)
            self.archive.forget()
        return self._derived.state

    @contextmanager
    def steady(self) -> Iterator[None]:
        """Keep archive and indexes as they are for what is done inside, whoever writes meanwhile.

        The indexes may be of an older state than the archive. A passage's id is never given to
        another, and a passage is of one version for good: what the indexes find and the archive
        still has is a slice of a version in the archive.

        Raises:
            ArchiveMismatchError: the archive was encoded anew, with another model.
        """
        self.refresh()
        with self._snapshot():
            yield

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        with self.archive.snapshot():
            self._in_snapshot = True
            try:
                yield
            finally:
                self._in_snapshot = False

    def articles_with(self, words: str) -> list[str]:
        """Return the ids of the articles whose passages hold `words`, best first."""
        return articles_with(self.archive, self._derived.lexical, words)

    def query(self, question: str) -> Query:
        """Return `question` made ready to search; without terms where it names no subject."""
        unique = list(dict.fromkeys(terms(question)))
        vector = self.encoder.encode([question])[0]
        return Query(question, self._derived.lexical.weights(unique), vector)

    def matches(self, filters: Filters) -> bool:
        """Say whether any passage may be found within `filters`."""
        return len(self._allowed(filters)) > 0

    def admits(self, version: str, filters: Filters) -> bool:
        """Say whether the current article of that version is within `filters`."""
        return self._passage_facts().admits(version, filters)

    def mentions(self, word: str) -> bool:
        """Say whether the coverage, or what it names as its sources, has `word` or its beginning.

        Headings and notices count, though they are never quoted. A word without a term of its
        own, such as a stop word, counts as mentioned.
        """
        found, lexical = terms(word), self._derived.lexical
        return (
            not found
            or any(map(lexical.mentions, found))
            or self._passage_facts().names(word)
            or any(map(lexical.has_beginning, plain_words(word)))
        )

    def search(
        self,
        query: Query,
        *,
        filters: Filters | None = None,
        k: int = CANDIDATES_PER_SIDE,
        weights: Weights = WEIGHTS,
    ) -> list[Candidate]:
        """Return the passages that may answer, best first; `k` are proposed by each index.

        With `filters` each index looks only at the passages within them. The same copy in several
        articles counts once; where that leaves fewer than `k`, more are proposed, within reason.
        """
        allowed = None if filters is None else self._allowed(filters)
        reachable = len(self) if allowed is None else len(allowed)
        proposed = k
        while True:
            found = self._candidates(query, proposed, weights, allowed)
            if len(found) >= k or proposed >= min(reachable, MOST_PROPOSED):
                return found
            proposed *= 2

    def _candidates(
        self, query: Query, k: int, weights: Weights, allowed: Ids | None
    ) -> list[Candidate]:
        words = list(query.term_weights)
        listed = None if allowed is None else allowed.tolist()
        ids = self._derived.vectors.search(query.vector, k, allowed=allowed)
        ids += self._derived.lexical.search(words, k, allowed=listed)
        found = self.archive.passages(list(dict.fromkeys(ids)))
        articles = self._articles(found)
        evidence = self._evidence(query, words, found, articles)
        candidates = [
            Candidate(passage, facts, weights.score(facts))
            for passage, facts in zip(found, evidence, strict=True)
        ]
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.passage.id))
        return collapse(candidates, articles)

    def _allowed(self, filters: Filters) -> Ids:
        return self._passage_facts().allowed(filters)

    def _passage_facts(self) -> PassageFacts:
        """Return the facts to filter by, read once for each state of the indexes.

        The archive may go on meanwhile: it has no passage that the indexes find and these lack.
        """
        return self._opened.facts(self._read_facts)

    def _read_facts(self) -> PassageFacts:
        with nullcontext() if self._in_snapshot else self._snapshot():
            return PassageFacts(self.archive.facts(), self.archive.passage_versions())

    def _articles(self, found: Sequence[Passage]) -> dict[str, Article]:
        """Return the articles of passages, by version."""
        versions = dict.fromkeys(passage.version for passage in found)
        articles = map(self.archive.version, versions)
        return {article.version: article for article in articles if article}

    def _evidence(
        self,
        query: Query,
        words: Sequence[str],
        found: Sequence[Passage],
        articles: Mapping[str, Article],
    ) -> list[Evidence]:
        ids = [passage.id for passage in found]
        cosines = self._derived.vectors.cosines(query.vector, ids)
        bm25 = self._derived.lexical.scores(words, ids)
        highest = query.total_weight * (K1 + 1) or 1.0
        asked = frozenset(words)  # no other term of a passage counts
        titles = {
            version: asked.intersection(terms(article.title))
            for version, article in articles.items()
        }
        held = [
            titles[passage.version] | asked.intersection(_terms(passage, articles))
            for passage in found
        ]
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


def _terms(passage: Passage, articles: Mapping[str, Article]) -> list[str]:
    """Return the terms of a passage, as they stand."""
    return terms(articles[passage.version].text[passage.start : passage.end])


def articles_with(
    archive: Archive, index: LexicalIndex, words: str, limit: int = MAX_ARTICLES
) -> list[str]:
    """Return the ids of the articles whose passages hold `words`, best first; needs no model."""
    found = index.search(list(dict.fromkeys(terms(words))), CANDIDATES_PER_SIDE)
    ids = dict.fromkeys(passage.article_id for passage in archive.passages(found))
    return list(ids)[:limit]
