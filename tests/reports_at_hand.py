"""Reports made by hand, without an answerer: what a comparison reads of a run."""

from collections.abc import Sequence
from dataclasses import replace

from bot.harness.figures.tally import Tally
from bot.harness.schema import About, Failure, Fixture, Outcome, Report, Shown

ABOUT = About("questions", "d1", 3, "model-a", "reranker-a", 0.5, "s1", "1.0")
SHOWN = Shown("right", "v", "Title", None, None, None, 0, 5, "words", 0.9)


def asked(
    question: str,
    rank: int | None = 1,
    *,
    words: str | None = None,
    refused: bool = False,
    seconds: float = 1.0,
    score: float = 0.9,
    failure: Failure | None = None,
    slices: Sequence[bool] = (True,),
    key: str | None = None,
) -> Outcome:
    """Return the outcome of a question whose article stands at `rank`.

    `words` is where its words stood: "marked", "first", "later" or "nowhere".
    """
    places = [(f"wrong-{place}",) for place in range(1, 11)]
    if rank:
        places[rank - 1] = ("right",)
    held = ("marked", "first", "later", "nowhere").index(words) if words else None
    return Outcome(
        fixture=Fixture(question, ("right",), ("words",) if words else (), id=key),
        ranked=tuple(places),
        passages=(),
        right_passages=None,
        answered=not refused,
        reason="nothing_relevant" if refused else None,
        score=score,
        shown=() if refused else tuple(replace(SHOWN, is_slice=one) for one in slices),
        words_shown=0 if refused else 1,
        words_in_first=None if held is None else held < 2 and not refused,
        words_in_any=None if held is None else held < 3 and not refused,
        words_in_marked=None if held is None else held < 1 and not refused,
        unproven=None,
        within_limits=True,
        seconds=seconds,
        failure=failure,
    )


def unanswerable(question: str, *, refused: bool = True, score: float = 0.1) -> Outcome:
    """Return the outcome of a question that no article answers."""
    found = asked(question, None, refused=refused, score=score)
    failure = None if refused else Failure.ANSWERED
    return replace(found, fixture=Fixture(question), failure=failure)


def report(*outcomes: Outcome, about: About = ABOUT) -> Report:
    """Return the report of `outcomes`."""
    tally = Tally(outcomes)
    return Report(about, tally.figures(), tally.by_tag(), tally.curves(), outcomes)
