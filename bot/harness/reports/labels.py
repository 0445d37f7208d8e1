"""What figures and failures are called in a report."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.harness.schema import Failure, Figure, FigureName

NOTHING = "–"
"""What stands where there was nothing to take a figure from."""

FIGURES: Mapping[FigureName, str] = {
    FigureName.HIT_AT_1: "Right article first",
    FigureName.HIT_AT_3: "Right article among the first 3",
    FigureName.HIT_AT_5: "Right article among the first 5",
    FigureName.HIT_AT_10: "Right article among the first 10",
    FigureName.RECALL_AT_10: "Right articles found among the first 10",
    FigureName.MRR: "Mean reciprocal rank of the right article",
    FigureName.NDCG_AT_10: "Order of the first 10 articles (nDCG)",
    FigureName.PASSAGE_HIT_AT_1: "Right passage first",
    FigureName.PASSAGE_HIT_AT_3: "Right passage among the first 3",
    FigureName.PASSAGE_HIT_AT_10: "Right passage among the first 10",
    FigureName.PASSAGE_RECALL_AT_10: "Right passages found among the first 10",
    FigureName.PASSAGE_MRR: "Mean reciprocal rank of the right passage",
    FigureName.PASSAGE_NDCG_AT_10: "Order of the first 10 passages (nDCG)",
    FigureName.WORDS_IN_FIRST: "First excerpt holds the words",
    FigureName.WORDS_IN_ANY: "Some excerpt holds the words",
    FigureName.WORDS_IN_MARKED: "Marked sentence holds the words",
    FigureName.WORDS_SHOWN: "Words shown with an answer",
    FigureName.REFUSED_RIGHTLY: "Unanswerable questions refused",
    FigureName.REFUSED_WRONGLY: "Answerable questions refused",
    FigureName.REFUSAL_PRECISION: "Refusals that were right",
    FigureName.AUROC: "Score tells answerable from unanswerable (AUROC)",
    FigureName.REFUSED_AT_90: "Unanswerable refused with 90 % of the answerable kept",
    FigureName.RISK: "Share wrong, over all thresholds",
    FigureName.SLICES: "Excerpts that are slices of the archive",
    FigureName.AS_SENT: "Messages that hold just what the archive holds",
    FigureName.ATTRIBUTED: "Excerpts with the right source",
    FigureName.WITHIN_LIMITS: "Answers within the quoting limits",
    FigureName.MEDIAN_SECONDS: "Median",
    FigureName.P95_SECONDS: "95th percentile",
    FigureName.P99_SECONDS: "99th percentile",
}
SECONDS = frozenset({FigureName.MEDIAN_SECONDS, FigureName.P95_SECONDS, FigureName.P99_SECONDS})
FAILURES: Mapping[Failure, str] = {
    **{failure: failure.value for failure in Failure},
    Failure.ANSWERED: "answered though unanswerable",
}
MEANINGS: Mapping[Failure, str] = {
    Failure.NOT_A_SLICE: "An excerpt is not what the archive holds at its place.",
    Failure.WRONG_SOURCE: "An excerpt's headline, outlet, date or link is not its article's.",
    Failure.OVER_LIMIT: "More was shown than the quoting limits allow.",
    Failure.NOT_AS_SENT: "The message, read back, is not what the archive holds.",
    Failure.ANSWERED: "No article answers, and something was shown all the same.",
    Failure.NOT_RETRIEVED: "The search found no expected article.",
    Failure.REFUSED: "An expected article was found, and nothing was shown.",
    Failure.RANKED_LOW: "An expected article was found, but is not among what was shown.",
    Failure.WRONG_ARTICLE: "An expected article is shown, but below another.",
    Failure.WINDOW_MISSED: "An expected article is shown first, without what answers.",
}


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that stand together under one heading."""

    heading: str
    names: tuple[FigureName, ...]


PROMISES = FigureGroup(
    "What is promised of every answer",
    (
        FigureName.SLICES,
        FigureName.AS_SENT,
        FigureName.ATTRIBUTED,
        FigureName.WITHIN_LIMITS,
    ),
)
GROUPS = (
    PROMISES,
    FigureGroup(
        "Finding the article",
        (
            FigureName.HIT_AT_1,
            FigureName.HIT_AT_3,
            FigureName.HIT_AT_5,
            FigureName.HIT_AT_10,
            FigureName.RECALL_AT_10,
            FigureName.MRR,
            FigureName.NDCG_AT_10,
        ),
    ),
    FigureGroup(
        "Finding the passage",
        (
            FigureName.PASSAGE_HIT_AT_1,
            FigureName.PASSAGE_HIT_AT_3,
            FigureName.PASSAGE_HIT_AT_10,
            FigureName.PASSAGE_RECALL_AT_10,
            FigureName.PASSAGE_MRR,
            FigureName.PASSAGE_NDCG_AT_10,
        ),
    ),
    FigureGroup(
        "Showing the words",
        (
            FigureName.WORDS_IN_FIRST,
            FigureName.WORDS_IN_ANY,
            FigureName.WORDS_IN_MARKED,
            FigureName.WORDS_SHOWN,
        ),
    ),
    FigureGroup(
        "Refusing",
        (
            FigureName.REFUSED_RIGHTLY,
            FigureName.REFUSED_WRONGLY,
            FigureName.REFUSAL_PRECISION,
            FigureName.AUROC,
            FigureName.REFUSED_AT_90,
            FigureName.RISK,
        ),
    ),
    FigureGroup(
        "Seconds a question takes",
        (FigureName.MEDIAN_SECONDS, FigureName.P95_SECONDS, FigureName.P99_SECONDS),
    ),
)


def is_share(name: FigureName) -> bool:
    """Say whether a figure lies between 0 and 1."""
    return name not in SECONDS and name is not FigureName.WORDS_SHOWN


def value_of(figure: Figure) -> str:
    """Return a figure in three decimals, or a dash."""
    return written(figure.value)


def interval_of(figure: Figure) -> str:
    """Return a figure's 95 % interval, or nothing where none was taken."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{written(figure.low)} to {written(figure.high)}"


def written(value: float | None) -> str:
    """Return a number in three decimals, in one where it is large; what is below 1 is never 1."""
    if value is None:
        return NOTHING
    if value >= 100:  # noqa: PLR2004 - three decimals say nothing there
        return f"{value:.1f}"
    return f"{min(value, 0.999) if value < 1 else value:.3f}"
