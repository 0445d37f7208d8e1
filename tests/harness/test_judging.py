"""What went wrong with an outcome, from outcomes made by hand."""

from dataclasses import replace

import pytest

from bot.harness.judging import failure_of, is_right
from bot.harness.schema import Failure, Fixture, Outcome, Place, Shown

RIBBON = Fixture("Who cut the ribbon?", ("harbour",), ("The mayor",))
NOBODY = Fixture("Who paid?")


def shown(article_id: str, *carried_by: str, **facts: bool) -> Shown:
    """Return an excerpt of an article."""
    return Shown(
        article_id=article_id,
        version="0" * 16,
        title="Harbour",
        outlet=None,
        published=None,
        url=None,
        start=0,
        end=11,
        text="Boats left.",
        score=0.8,
        also_carried_by=carried_by,
        **facts,
    )


def outcome(
    fixture: Fixture,
    *excerpts: Shown,
    ranked: tuple[Place, ...] = (("harbour",),),
    words: bool | None = None,
) -> Outcome:
    """Return an outcome with nothing else to say; `words` is whether they were found."""
    return Outcome(
        fixture=fixture,
        ranked=ranked,
        passages=(),
        right_passages=None,
        answered=bool(excerpts),
        reason=None if excerpts else "nothing_relevant",
        score=0.8,
        shown=excerpts,
        words_shown=2 * len(excerpts),
        words_in_first=words,
        words_in_any=words,
        words_in_marked=words,
        unproven=None,
        within_limits=True,
        seconds=0.1,
        failure=None,
    )


HARBOUR, OTHER = shown("harbour"), shown("b")
FOUND: tuple[Place, ...] = (("b",), ("harbour",))
NOT_FOUND: tuple[Place, ...] = (("b",), ("c",))


@pytest.mark.parametrize(
    ("found", "failure"),
    [
        (outcome(RIBBON, HARBOUR, words=True), None),
        (outcome(RIBBON, HARBOUR, words=True, ranked=FOUND), None),
        (outcome(RIBBON, shown("b", "c", "harbour"), words=True), None),
        (outcome(RIBBON, HARBOUR, words=False), Failure.WINDOW_MISSED),
        (outcome(RIBBON, HARBOUR), None),
        (outcome(RIBBON, OTHER, HARBOUR, words=False), Failure.WRONG_ARTICLE),
        (outcome(RIBBON, OTHER, HARBOUR, words=True), Failure.WRONG_ARTICLE),
        (outcome(RIBBON, OTHER, words=True, ranked=FOUND), Failure.RANKED_LOW),
        (outcome(RIBBON, OTHER, words=True, ranked=NOT_FOUND), Failure.NOT_RETRIEVED),
        (outcome(RIBBON, OTHER, ranked=()), Failure.NOT_RETRIEVED),
        (outcome(RIBBON, words=False), Failure.REFUSED),
        (outcome(RIBBON, words=False, ranked=FOUND), Failure.REFUSED),
        (outcome(RIBBON, words=False, ranked=NOT_FOUND), Failure.NOT_RETRIEVED),
        (outcome(NOBODY, OTHER), Failure.ANSWERED),
        (outcome(NOBODY), None),
        (outcome(NOBODY, ranked=()), None),
    ],
)
def test_a_failure_is_named_after_the_first_thing_that_went_wrong(
    found: Outcome, failure: Failure | None
) -> None:
    """What is lost in retrieval cannot be blamed on the threshold or on the window."""
    assert failure_of(found) is failure


def test_a_broken_promise_comes_before_everything_else() -> None:
    """A wrong source, or too much of one, is what keeps a message from being as it should be."""
    spoilt = outcome(NOBODY, OTHER, ranked=NOT_FOUND)

    unsent = replace(spoilt, unproven="quote 1 differs")
    assert failure_of(unsent) is Failure.NOT_AS_SENT
    over = replace(unsent, within_limits=False)
    assert failure_of(over) is Failure.OVER_LIMIT
    wrong = replace(over, shown=(OTHER, shown("b", is_attributed=False)))
    assert failure_of(wrong) is Failure.WRONG_SOURCE
    changed = replace(over, shown=(OTHER, shown("b", is_attributed=False, is_slice=False)))
    assert failure_of(changed) is Failure.NOT_A_SLICE


@pytest.mark.parametrize(
    ("found", "right"),
    [
        (outcome(RIBBON, HARBOUR, words=True), True),
        (outcome(RIBBON, shown("b", "harbour"), words=True), True),
        (outcome(RIBBON, HARBOUR), True),
        (outcome(RIBBON, HARBOUR, words=False), False),
        (outcome(RIBBON, OTHER, HARBOUR, words=True), False),
        (outcome(RIBBON, words=False), False),
        (outcome(NOBODY, OTHER), False),
        (outcome(NOBODY), False),
    ],
)
def test_an_outcome_is_right_if_its_first_excerpt_is(found: Outcome, *, right: bool) -> None:
    """Of the right article, or of one that carries the same words, with what was asked for."""
    assert is_right(found) is right
