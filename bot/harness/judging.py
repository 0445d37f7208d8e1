"""Whether an outcome is right, and what went wrong where it is not: from the outcome alone."""

from bot.harness.schema import Failure, Outcome, Shown


def is_right(outcome: Outcome) -> bool:
    """Say whether the first excerpt is of a right article and holds what answers.

    An answer to what is unanswerable never is, and neither is a refusal.
    """
    return _is_right_first(outcome) and outcome.words_in_first is not False


def failure_of(outcome: Outcome) -> Failure | None:
    """Return what went wrong, the first of what did; None where nothing has."""
    asked = outcome.fixture
    is_shown = any(_is_of_right_article(item, outcome) for item in outcome.shown)
    checks = {
        Failure.NOT_A_SLICE: not all(item.is_slice for item in outcome.shown),
        Failure.WRONG_SOURCE: not all(item.is_attributed for item in outcome.shown),
        Failure.OVER_LIMIT: not outcome.within_limits,
        Failure.NOT_AS_SENT: outcome.unproven is not None,
        Failure.ANSWERED: not asked.answerable and not outcome.refused,
        Failure.NOT_RETRIEVED: asked.answerable and outcome.rank is None and not is_shown,
        Failure.REFUSED: asked.answerable and outcome.refused,
        Failure.RANKED_LOW: asked.answerable and not is_shown,
        Failure.WRONG_ARTICLE: asked.answerable and not _is_right_first(outcome),
        Failure.WINDOW_MISSED: outcome.words_in_any is False,
    }
    return next((kind for kind, failed in checks.items() if failed), None)


def _is_right_first(outcome: Outcome) -> bool:
    return any(_is_of_right_article(first, outcome) for first in outcome.shown[:1])


def _is_of_right_article(item: Shown, outcome: Outcome) -> bool:
    """Say whether an excerpt is of an expected article, or of one that it prints the same."""
    return not {item.article_id, *item.also_carried_by}.isdisjoint(outcome.fixture.articles)
