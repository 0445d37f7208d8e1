"""Reports made by hand, for what draws and writes them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from bot.harness.schema import (
    About,
    Curves,
    Failure,
    Figure,
    FigureName,
    Figures,
    Fixture,
    Found,
    LatencyBin,
    Outcome,
    ReliabilityBin,
    Report,
    RiskPoint,
    Shown,
)

ABOUT = About(
    fixtures="questions.yaml",
    digest="ab" * 32,
    articles=412,
    model="all-MiniLM-L6-v2",
    reranker="bundled",
    threshold=0.42,
    state="state-7",
    version="0.1.0",
)
FIGURES = Figures(
    questions=4,
    answerable=3,
    unanswerable=1,
    measured={name: Figure(0.75, 4, 0.5, 0.9) for name in FigureName}
    | {name: Figure(0.12, 4) for name in FigureName if name.value.endswith("seconds")}
    | dict.fromkeys(
        (
            FigureName.SLICES,
            FigureName.AS_SENT,
            FigureName.ATTRIBUTED,
            FigureName.WITHIN_LIMITS,
        ),
        Figure(1.0, 5),
    )
    | {FigureName.WORDS_SHOWN: Figure(48.5, 3, 41.0, 57.0)},
)
CURVES = Curves(
    risk_coverage=tuple(
        RiskPoint(number / 40, 1 - number / 45, 0.16 * (1 - number / 40) ** 2)
        for number in range(40)
    ),
    reliability=tuple(
        ReliabilityBin(number / 10 + 0.05, min(1.0, (number / 10) ** 0.8), 4 + 3 * number)
        for number in range(10)
    ),
    latency=tuple(LatencyBin(at / 50, (at + 1) / 50, max(0, 40 - 4 * at)) for at in range(12)),
)
HATCH = Shown(
    article_id="hatch",
    version="v1",
    title="The hatch of the lighthouse",
    outlet="Coast Desk",
    published="15 March 2022",
    url="https://news.example/hatch",
    start=100,
    end=177,
    text="The old keeper left. The hatch of the lighthouse was painted green in spring.",
    score=0.81,
    marked=(121, 177),
    also_carried_by=("hatch-copy",),
)


def outcome(question: str, **changes: object) -> Outcome:
    """Return what came of a question that went well; `changes` may be any field of an Outcome.

    Those that are a Fixture's fields change the question.
    """
    asked = {name: changes.pop(name) for name in Fixture.__slots__ if name in changes}
    fixture = Fixture(question, **{"articles": ("hatch",), "words": ("green",)} | asked)  # type: ignore[arg-type]
    good = Outcome(
        fixture=fixture,
        ranked=(("hatch", "hatch-copy"), ("ferry",)),
        passages=(Found("hatch", 100, 177, is_right=True), Found("ferry", 0, 40, is_right=False)),
        right_passages=1,
        answered=True,
        reason=None,
        score=0.81,
        shown=(HATCH,),
        words_shown=14,
        words_in_first=True,
        words_in_any=True,
        words_in_marked=True,
        unproven=None,
        within_limits=True,
        seconds=0.105,
        failure=None,
    )
    return replace(good, **changes)  # type: ignore[arg-type]


def report(outcomes: Iterable[Outcome], **changes: object) -> Report:
    """Return a report of these outcomes; `changes` may be any other field of a Report."""
    kept = outcomes if isinstance(outcomes, Collection) else tuple(outcomes)
    made = Report(ABOUT, FIGURES, {"colour": FIGURES}, CURVES, kept)
    return replace(made, **changes)  # type: ignore[arg-type]


def one_of_each() -> Iterator[Outcome]:
    """Yield a question that went well, and one for every way to fail, each on its line."""
    yield outcome("What colour was the hatch painted?", tags=("colour", "names"), line=1)
    for line, failure in enumerate(Failure, start=2):
        changes = _CHANGES[failure] | {"failure": failure, "line": line, "tags": ("names",)}
        yield outcome(f"Who did what, number {line}?", **changes)


_CHANGES: dict[Failure, dict[str, object]] = {
    Failure.NOT_A_SLICE: {"shown": (replace(HATCH, is_slice=False),)},
    Failure.WRONG_SOURCE: {"shown": (replace(HATCH, is_attributed=False),)},
    Failure.OVER_LIMIT: {"shown": (replace(HATCH, text=None),), "within_limits": False},
    Failure.NOT_AS_SENT: {"unproven": "a letter of the first quote"},
    Failure.ANSWERED: {"articles": (), "words": (), "near": ("hatch",), "right_passages": None},
    Failure.NOT_RETRIEVED: {"articles": ("storm",), "note": "Only the oldest article says so"},
    Failure.REFUSED: {"shown": (), "answered": False, "reason": "nothing_relevant", "score": 0.21},
    Failure.RANKED_LOW: {"ranked": (*((f"other-{n}",) for n in range(6)), ("hatch",))},
    Failure.WRONG_ARTICLE: {"articles": ("ferry",)},
    Failure.WINDOW_MISSED: {"words": ("blue",), "words_in_first": False, "words_in_any": False},
}
