"""A question in, an Answer or a Refusal out."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.calibration import probability
from bot.answering.excerpts import ScoredSentence, Window, around, best_window
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from embeddings.lexical import terms
from embeddings.retrieval import Query, Retriever
from embeddings.schema import Article, Candidate, Sentence

NEAREST = 3
"""How many headlines a refusal points to."""
PER_ARTICLE = 2
"""How many excerpts one article may give while others are relevant too."""
SHORTLIST = 8
"""From how many of the best candidates excerpts are cut."""

_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Limits:
    """What an owner sets: when to answer, and how much to show."""

    threshold: float
    max_excerpts: int
    max_excerpt_chars: int
    max_question_chars: int


class Answerer:
    """Answers from one retriever within an owner's limits."""

    def __init__(self, retriever: Retriever, limits: Limits) -> None:
        self.retriever = retriever
        self.limits = limits

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self.retriever.query("warm up")

    def answer(self, question: str) -> Reply:
        """Return the best excerpts for `question`, or why there are none."""
        started = time.perf_counter()
        question = question.strip()
        reason = self._unusable(question)
        if reason:
            return self._refusal(question, reason, started)
        query = self.retriever.query(question)
        if not query.term_weights:
            return self._refusal(question, RefusalReason.QUESTION_NOT_UNDERSTOOD, started)
        candidates = self.retriever.search(query)
        excerpts = self._excerpts(query, candidates)
        score = probability(candidates[0].score) if candidates else 0.0
        if not excerpts:
            return self._refusal(
                question, RefusalReason.NOTHING_RELEVANT, started, score=score, near=candidates
            )
        return Answer(question, score, excerpts, _since(started))

    def _unusable(self, question: str) -> RefusalReason | None:
        if not question:
            return RefusalReason.QUESTION_EMPTY
        if len(question) > self.limits.max_question_chars:
            return RefusalReason.QUESTION_TOO_LONG
        if not _WORD.search(question):
            return RefusalReason.QUESTION_NOT_UNDERSTOOD
        if not len(self.retriever):
            return RefusalReason.INDEX_EMPTY
        return None

    def _refusal(
        self,
        question: str,
        reason: RefusalReason,
        started: float,
        *,
        score: float | None = None,
        near: Sequence[Candidate] = (),
    ) -> Refusal:
        headlines: dict[str, Headline] = {}
        for candidate in near:
            article = self._article(candidate)
            headlines.setdefault(article.id, Headline(article.id, article.title, article.url))
            if len(headlines) == NEAREST:
                break
        return Refusal(question, score, reason, list(headlines.values()), _since(started))

    def _article(self, candidate: Candidate) -> Article:
        article = self.retriever.archive.version(candidate.passage.version)
        if article is None:
            raise LookupError(f"version {candidate.passage.version} is not in the archive")
        return article

    def _excerpts(self, query: Query, candidates: Sequence[Candidate]) -> list[Excerpt]:
        """Return up to `max_excerpts` excerpts above the threshold, best first."""
        relevant = [
            candidate
            for candidate in candidates[:SHORTLIST]
            if probability(candidate.score) >= self.limits.threshold
        ]
        found = list(self._cut(query, relevant))
        chosen = _spread(found, self.limits.max_excerpts)
        return sorted(chosen, key=found.index)

    def _cut(self, query: Query, relevant: Sequence[Candidate]) -> Iterator[Excerpt]:
        """Yield one excerpt a candidate, best first, none overlapping an earlier one."""
        places = [
            (candidate, article, around(article, candidate.passage))
            for candidate in relevant
            for article in [self._article(candidate)]
        ]
        scored = self._score(query, [(article, nearby) for _, article, nearby in places])
        taken: list[Excerpt] = []
        for (candidate, article, _), row in zip(places, scored, strict=True):
            free = [item for item in row if not _overlaps(taken, article, item.sentence)]
            window = best_window(
                article,
                candidate.passage,
                free,
                query.term_weights,
                max_chars=self.limits.max_excerpt_chars,
            )
            if window:
                taken.append(_excerpt(article, window, probability(candidate.score)))
                yield taken[-1]

    def _score(
        self, query: Query, places: Sequence[tuple[Article, Sequence[Sentence]]]
    ) -> list[list[ScoredSentence]]:
        """Return each place's sentences with cosine and term share added up."""
        texts = {
            (article.version, sentence): article.text[sentence.start : sentence.end]
            for article, nearby in places
            for sentence in nearby
        }
        vectors = self.retriever.encoder.encode(list(texts.values()))
        cosines = dict(zip(texts, (vectors @ query.vector).tolist(), strict=True))
        held = {key: frozenset(terms(text)) for key, text in texts.items()}
        return [
            [
                ScoredSentence(
                    sentence,
                    cosines[article.version, sentence]
                    + query.share(set(held[article.version, sentence])),
                    held[article.version, sentence],
                )
                for sentence in nearby
            ]
            for article, nearby in places
        ]


def _overlaps(taken: Sequence[Excerpt], article: Article, sentence: Sentence) -> bool:
    return any(
        excerpt.article.version == article.version
        and excerpt.start < sentence.end
        and sentence.start < excerpt.end
        for excerpt in taken
    )


def _excerpt(article: Article, window: Window, score: float) -> Excerpt:
    best = (window.best.start, window.best.end)
    return Excerpt(article, window.start, window.end, score, highlight=best)


def _spread(found: Sequence[Excerpt], limit: int) -> list[Excerpt]:
    """Return up to `limit` excerpts, at most `PER_ARTICLE` of one article while others are there."""
    first: list[Excerpt] = []
    rest: list[Excerpt] = []
    for excerpt in found:
        same = sum(other.article.id == excerpt.article.id for other in first)
        (first if same < PER_ARTICLE else rest).append(excerpt)
    return [*first, *rest][:limit]


def _since(started: float) -> float:
    return time.perf_counter() - started
