"""How a question came out, and which questions came out better or worse than before."""

import heapq
from collections.abc import Sequence

from bot.harness.comparing.schema import Change, Changes, Standing, WordsFound
from bot.harness.schema import Failure, Outcome

LISTED = 50
"""How many questions are listed each way."""

_UNPROVEN = {
    Failure.NOT_A_SLICE,
    Failure.NOT_AS_SENT,
    Failure.WRONG_SOURCE,
    Failure.OVER_LIMIT,
}
_WORTH = {
    None: 0.0,
    WordsFound.MARKED: 1.0,
    WordsFound.FIRST: 0.75,
    WordsFound.LATER: 0.5,
    WordsFound.NOWHERE: 0.0,
}


def standing(outcome: Outcome) -> Standing:
    """Return how a question came out."""
    words = _words(outcome) if outcome.fixture.answerable else None
    return Standing(
        rank=outcome.rank,
        refused=outcome.refused,
        words=words,
        failure=outcome.failure,
        worth=_worth(outcome, words),
        answerable=outcome.fixture.answerable,
    )


def better(changes: Sequence[Change]) -> Changes:
    """Return the questions that came out better, the greatest gain first."""
    return _most([change for change in changes if change.gain > 0])


def worse(changes: Sequence[Change]) -> Changes:
    """Return the questions that came out worse, the greatest loss first."""
    return _most([change for change in changes if change.gain < 0])


def _most(changes: Sequence[Change]) -> Changes:
    """Return the most changed; among equals those that come first in the fixtures."""
    most = heapq.nlargest(LISTED, changes, key=_size)
    return Changes(len(changes), tuple(most))


def _size(change: Change) -> float:
    return abs(change.gain)


def _words(outcome: Outcome) -> WordsFound | None:
    if outcome.words_in_any is None:
        return None
    found = {
        WordsFound.MARKED: outcome.words_in_marked,
        WordsFound.FIRST: outcome.words_in_first,
        WordsFound.LATER: outcome.words_in_any,
    }
    return next((where for where, held in found.items() if held), WordsFound.NOWHERE)


def _worth(outcome: Outcome, words: WordsFound | None) -> float:
    proven = float(outcome.failure not in _UNPROVEN)
    if not outcome.fixture.answerable:
        return proven + outcome.refused
    found = 1 / outcome.rank if outcome.rank else 0.0
    return proven + found + (not outcome.refused) + _WORTH[words]
