"""Why a question failed, in a sentence or two for whoever has to mend it."""

from collections.abc import Callable, Mapping

from bot.harness.schema import Failure, Outcome


def why(outcome: Outcome) -> str:
    """Return what went wrong with a question; nothing where it did not fail."""
    if outcome.failure is None:
        return ""
    return _SENTENCES.get(outcome.failure, _ranked)(outcome)


def _not_as_sent(outcome: Outcome) -> str:
    return f"The message is not what the archive holds: {outcome.unproven}"


def _over_limit(_: Outcome) -> str:
    return "More of an article was shown than the quoting limits allow."


def _not_slices(outcome: Outcome) -> str:
    wrong = [
        f"excerpt {number} is not what {shown.article_id} holds from {shown.start} to {shown.end}"
        for number, shown in enumerate(outcome.shown, start=1)
        if not shown.is_slice
    ]
    return _sentence("; ".join(wrong))


def _wrong_sources(outcome: Outcome) -> str:
    wrong = [
        f"excerpt {number} does not carry the headline, outlet, date, authors or link of "
        f"{shown.article_id}"
        for number, shown in enumerate(outcome.shown, start=1)
        if not shown.is_attributed
    ]
    return _sentence("; ".join(wrong))


def _answered(outcome: Outcome) -> str:
    said = f"No article answers this, but it was answered{_score(outcome)}."
    near = {shown.article_id for shown in outcome.shown} & set(outcome.fixture.near)
    if near:
        return f"{said} It was written against {', '.join(sorted(near))}, which is shown."
    return said


def _refused(outcome: Outcome) -> str:
    reason = f": {outcome.reason.replace('_', ' ')}" if outcome.reason else ""
    return f"Refused{_score(outcome)}{reason}. {_place(outcome)}"


def _ranked(outcome: Outcome) -> str:
    first = f"Shown first is {outcome.shown[0].article_id}. " if outcome.shown else ""
    return first + _place(outcome)


def _place(outcome: Outcome) -> str:
    if outcome.rank is None:
        return f"No expected article is among the {len(outcome.ranked)} best."
    return f"The expected article stands at place {outcome.rank} of {len(outcome.ranked)}."


def _missing(outcome: Outcome) -> str:
    what = "the expected words" if outcome.fixture.words else "the expected span"
    said = f"The expected article is shown first, but its excerpt lacks {what}"
    return f"{said}; a later excerpt holds that." if outcome.words_in_any else f"{said}."


def _score(outcome: Outcome) -> str:
    return "" if outcome.score is None else f" with a score of {outcome.score:.2f}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


_SENTENCES: Mapping[Failure, Callable[[Outcome], str]] = {
    Failure.NOT_A_SLICE: _not_slices,
    Failure.NOT_AS_SENT: _not_as_sent,
    Failure.WRONG_SOURCE: _wrong_sources,
    Failure.OVER_LIMIT: _over_limit,
    Failure.ANSWERED: _answered,
    Failure.REFUSED: _refused,
    Failure.WINDOW_MISSED: _missing,
}
