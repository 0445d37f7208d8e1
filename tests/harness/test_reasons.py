"""Why a question failed, in words."""

import pytest
from reports_made import one_of_each, outcome

from bot.harness.reports.reasons import why
from bot.harness.schema import Failure, Outcome

SENTENCES = {
    Failure.NOT_A_SLICE: "Excerpt 1 is not what hatch holds from 100 to 177.",
    Failure.WRONG_SOURCE: "Excerpt 1 does not carry the headline, outlet, date, authors or link "
    "of hatch.",
    Failure.OVER_LIMIT: "More of an article was shown than the quoting limits allow.",
    Failure.NOT_AS_SENT: "The message is not what the archive holds: a letter of the first quote",
    Failure.ANSWERED: "No article answers this, but it was answered with a score of 0.81. It was "
    "written against hatch, which is shown.",
    Failure.NOT_RETRIEVED: "Shown first is hatch. No expected article is among the 2 best.",
    Failure.REFUSED: "Refused with a score of 0.21: nothing relevant. The expected article stands "
    "at place 1 of 2.",
    Failure.RANKED_LOW: "Shown first is hatch. The expected article stands at place 7 of 7.",
    Failure.WRONG_ARTICLE: "Shown first is hatch. The expected article stands at place 2 of 2.",
    Failure.WINDOW_MISSED: "The expected article is shown first, but its excerpt lacks the "
    "expected words.",
}


@pytest.mark.parametrize("failed", list(one_of_each())[1:], ids=lambda one: one.failure.value)
def test_each_failure_says_what_to_look_at(failed: Outcome) -> None:
    """The sentence names the excerpt, the article, the place or the score that matters."""
    assert failed.failure is not None
    assert why(failed) == SENTENCES[failed.failure]


def test_a_question_that_went_well_needs_no_reason() -> None:
    """Without a failure nothing is said."""
    assert why(outcome("What colour was the hatch painted?")) == ""


def test_a_span_that_only_a_later_excerpt_holds_is_told_so() -> None:
    """Where the first excerpt lacks the span, a later one that has it is worth knowing."""
    missed = outcome(
        "What colour?",
        words=(),
        spans=(("hatch", 300, 320),),
        words_in_first=False,
        failure=Failure.WINDOW_MISSED,
    )
    assert why(missed) == (
        "The expected article is shown first, but its excerpt lacks the expected span; a later "
        "excerpt holds that."
    )
