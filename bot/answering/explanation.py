"""Why a question got its reply: every search that was made for it, stage by stage.

It is recorded while the reply is made, so that it cannot tell another story than the reply.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bot.answering.pipeline import Findings, Pipeline
from bot.answering.ranking.reranking import Ranked
from bot.answering.schema import Answer, Excerpt, Reply
from bot.answering.showing.excerpts import Window
from bot.answering.showing.quoting_limits import NO_LIMITS, Allowance, QuotingLimits
from embeddings.filters import Filters
from embeddings.retrieval import Query
from embeddings.schema import Article, Candidate, Passage


@dataclass(frozen=True, slots=True)
class Weighed:
    """A ranked passage with its place, from 1, at each stage; equals share a place.

    `by_cosine`, `by_bm25` and `fused` are places among all candidates, `place` is the one after
    reranking.
    """

    ranked: Ranked
    place: int
    fused: int
    by_cosine: int
    by_bm25: int

    @property
    def passage(self) -> Passage:
        """The span that was ranked."""
        return self.ranked.candidate.passage

    @property
    def logit(self) -> float | None:
        """What the reranker made of it; None without one."""
        return self.ranked.reading.logit if self.ranked.reading else None


@dataclass(frozen=True, slots=True)
class Search:
    """One search: what for, within which filters, and what was found."""

    query: Query
    filters: Filters | None
    found: Findings

    @property
    def terms(self) -> list[tuple[str, float]]:
        """The terms searched with their weights, heaviest first."""
        return sorted(self.query.term_weights.items(), key=lambda item: (-item[1], item[0]))

    @property
    def given(self) -> dict[str, str]:
        """The filters that are given, by name."""
        values = asdict(self.filters) if self.filters else {}
        outlets = values.pop("outlets", ())
        given = {name: str(value) for name, value in values.items() if value is not None}
        return {**given, "outlets": ", ".join(outlets)} if outlets else given

    def weighed(self) -> list[Weighed]:
        """Return the passages that were ranked anew, best first, with their places."""
        every = self.found.candidates
        return [
            Weighed(
                ranked=ranked,
                place=place,
                fused=_place(ranked.candidate, every, lambda item: item.score),
                by_cosine=_place(ranked.candidate, every, lambda item: item.evidence.cosine),
                by_bm25=_place(ranked.candidate, every, lambda item: item.evidence.bm25),
            )
            for place, ranked in enumerate(self.found.ranked, start=1)
        ]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reply with the searches made for it, in order: none where it was refused before.

    A loose date makes two: inside its window, and everywhere.
    """

    reply: Reply
    searches: Sequence[Search]
    threshold: float
    reranker: str | None
    quoting: QuotingLimits = NO_LIMITS

    @property
    def excerpts(self) -> Sequence[Excerpt]:
        """What the reply shows."""
        return self.reply.excerpts if isinstance(self.reply, Answer) else ()

    def shows(self, window: Window) -> bool:
        """Say whether the reply shows this window."""
        spans = {(item.article.version, item.start, item.end) for item in self.excerpts}
        return (window.article.version, window.start, window.end) in spans


class Recorder(Pipeline):
    """A pipeline that keeps what was searched and found."""

    def __init__(self, pipeline: Pipeline) -> None:
        super().__init__(
            pipeline.retriever,
            pipeline.reranker,
            max_excerpt_chars=pipeline.max_excerpt_chars,
            quoting=pipeline.quoting,
        )
        self._pipeline = pipeline
        self.searches: list[Search] = []

    def find(self, query: Query, filters: Filters | None = None) -> Findings:
        """Return what a pipeline finds, and keep it."""
        found = self._pipeline.find(query, filters)
        self.searches.append(Search(query, filters, found))
        return found


def snippet(
    allowance: Allowance, article: Article, start: int, end: int, *, max_chars: int
) -> str:
    """Return the beginning of a span on one line; nothing where that would show too much."""
    cut = min(end, start + max_chars)
    if not allowance.takes(article, start, cut):
        return ""
    line = " ".join(article.text[start:cut].split())
    return line if cut == end else f"{line[: max_chars - 1]}…"


def _place(
    candidate: Candidate, every: Sequence[Candidate], figure: Callable[[Candidate], float]
) -> int:
    return 1 + sum(figure(other) > figure(candidate) for other in every)
