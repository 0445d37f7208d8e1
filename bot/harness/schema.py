"""The harness's nouns: a fixture question, what came of it, the figures, and a report of them.

An Outcome is small and plain, so that ten thousand can lie in a file: it holds no article, only
what was shown and what was found out about it while the archive was open.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Place = tuple[str, ...]
"""The ids of the articles that were found together, the one that would be quoted first."""
Span = tuple[str, int, int]
"""An article's id, and a start and an end in code points of its text."""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A question with the articles that answer it; without articles it is unanswerable.

    An excerpt is right if it holds any of `words` or, where `spans` are given, one of them whole;
    without either no excerpt is checked. `since` and `until` are asked for with the question, as
    `--since` and `--until` do. `near` are articles that an unanswerable question was written
    against. `line` is where the question stands in its file, from 1; `id` is its own name, where
    it has one.
    """

    question: str
    articles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    note: str | None = None
    line: int = 1
    id: str | None = None
    since: date | None = None
    until: date | None = None
    spans: tuple[Span, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether some article answers."""
        return bool(self.articles)

    @property
    def key(self) -> str:
        """What tells the question apart from the others, in this run and in another."""
        return self.id if self.id is not None else " ".join(self.question.split())


class Failure(StrEnum):
    """What went wrong with a question; where several things did, the first of these.

    `RANKED_LOW` is a right article that was found but is not among what is shown, `WRONG_ARTICLE`
    one that is shown below another, and `WINDOW_MISSED` one that is shown first without what
    answers.
    """

    NOT_A_SLICE = "not a slice"
    WRONG_SOURCE = "wrong source"
    OVER_LIMIT = "over the limit"
    NOT_AS_SENT = "not as sent"
    ANSWERED = "answered"
    NOT_RETRIEVED = "not retrieved"
    REFUSED = "refused"
    RANKED_LOW = "ranked low"
    WRONG_ARTICLE = "wrong article first"
    WINDOW_MISSED = "window missed"


@dataclass(frozen=True, slots=True)
class Shown:
    """An excerpt as it was shown, with what was found out about it.

    `text` is None where a report may not repeat it (quoting limits). `marked` is the best
    sentence's span in the article. `is_slice` says that the archive holds just that text there;
    `is_attributed` that headline, outlet, date, authors and link belong to that article.
    """

    article_id: str
    version: str
    title: str
    outlet: str | None
    published: str | None
    url: str | None
    start: int
    end: int
    text: str | None
    score: float
    marked: tuple[int, int] | None = None
    also_carried_by: tuple[str, ...] = ()
    is_slice: bool = True
    is_attributed: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A passage among the best, and whether it holds what answers."""

    article_id: str
    start: int
    end: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question.

    `ranked` are the best places with the ids of their articles, and `passages` the best passages,
    both whatever the threshold. `right_passages` is how many of the index hold what answers; None
    where the fixture names neither words nor spans. `words_in_*` are None where none are asked
    for. `unproven` says what of the message, un-rendered, differs from the archive; None where
    it is as it should be or nothing was sent. `words_shown` counts the words of all excerpts.
    """

    fixture: Fixture
    ranked: tuple[Place, ...]
    passages: tuple[Found, ...]
    right_passages: int | None
    answered: bool
    reason: str | None
    score: float | None
    shown: tuple[Shown, ...]
    words_shown: int
    words_in_first: bool | None
    words_in_any: bool | None
    words_in_marked: bool | None
    unproven: str | None
    within_limits: bool
    seconds: float
    failure: Failure | None

    @property
    def refused(self) -> bool:
        """Whether nothing was shown."""
        return not self.shown

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first expected article."""
        wanted = frozenset(self.fixture.articles)
        numbered = enumerate(self.ranked, start=1)
        return next((rank for rank, place in numbered if not wanted.isdisjoint(place)), None)


class FigureName(StrEnum):
    """The figures by the names that `--min`, `--max` and `--max-drop` take."""

    HIT_AT_1 = "hit@1"
    HIT_AT_3 = "hit@3"
    HIT_AT_5 = "hit@5"
    HIT_AT_10 = "hit@10"
    RECALL_AT_10 = "recall@10"
    MRR = "mrr"
    NDCG_AT_10 = "ndcg@10"
    PASSAGE_HIT_AT_1 = "passage_hit@1"
    PASSAGE_HIT_AT_3 = "passage_hit@3"
    PASSAGE_HIT_AT_10 = "passage_hit@10"
    PASSAGE_RECALL_AT_10 = "passage_recall@10"
    PASSAGE_MRR = "passage_mrr"
    PASSAGE_NDCG_AT_10 = "passage_ndcg@10"
    WORDS_IN_FIRST = "words_in_first"
    WORDS_IN_ANY = "words_in_any"
    WORDS_IN_MARKED = "words_in_marked"
    WORDS_SHOWN = "words_shown"
    REFUSED_RIGHTLY = "refused_rightly"
    REFUSED_WRONGLY = "refused_wrongly"
    REFUSAL_PRECISION = "refusal_precision"
    AUROC = "auroc"
    REFUSED_AT_90 = "refused_at_90"
    RISK = "risk"
    SLICES = "slices"
    AS_SENT = "as_sent"
    ATTRIBUTED = "attributed"
    WITHIN_LIMITS = "within_limits"
    MEDIAN_SECONDS = "median_seconds"
    P95_SECONDS = "p95_seconds"
    P99_SECONDS = "p99_seconds"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over `n` cases; None where there are none to take it from.

    `low` and `high` bound it with a confidence of 95 % (bootstrap over the questions); None where
    nothing was resampled.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure, with how many questions of each kind there were."""

    questions: int
    answerable: int
    unanswerable: int
    measured: Mapping[FigureName, Figure]

    def value(self, name: FigureName) -> float | None:
        """Return one figure; None where there was nothing to take it from."""
        return self.measured[name].value


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What a threshold would do: which share is answered, and which share of that is wrong."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The answers whose scores lie together: their mean score, and the share that is right."""

    mean_score: float
    share_right: float
    n: int


@dataclass(frozen=True, slots=True)
class LatencyBin:
    """How many questions took from `start` to less than `end` seconds."""

    start: float
    end: float
    n: int


@dataclass(frozen=True, slots=True)
class Curves:
    """What a report draws; each may be empty. At most two hundred risk points."""

    risk_coverage: Sequence[RiskPoint] = ()
    reliability: Sequence[ReliabilityBin] = ()
    latency: Sequence[LatencyBin] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What was measured: with which questions, over which index, with which settings.

    `fixtures` is the file's or pack's name without its folder, `digest` the SHA-256 of the
    questions; `state` tells the index's states apart.
    """

    fixtures: str
    digest: str
    articles: int
    model: str
    reranker: str
    threshold: float
    state: str
    version: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says; `outcomes` follow the fixtures' order.

    They may lie in a file: every iteration reads them anew, and none are kept.
    """

    about: About
    figures: Figures
    by_tag: Mapping[str, Figures]
    curves: Curves
    outcomes: Collection[Outcome]
