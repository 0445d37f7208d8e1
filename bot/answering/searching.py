"""A question taken apart to what may answer it, or why nothing may: windows, filters and names.

A strict window is all that is searched. With a loose one an excerpt must be published inside it,
or its article must name the date: a newsroom tells in December what happened in April.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.pipeline import Findings, Pipeline
from bot.answering.schema import RefusalReason
from bot.answering.showing.excerpts import Window
from bot.answering.understanding.dates import Understood
from bot.answering.understanding.missing_names import missing_name
from bot.answering.understanding.periods import DateWindow
from embeddings.filters import NO_FILTERS, Filters
from embeddings.retrieval import Query
from embeddings.schema import Candidate

INSIDE_ODDS = 2.0
"""How much likelier an excerpt is to be meant for having been published in a loose window.

A prior, not fitted: the public question sets say nothing of when a question's answer was printed.
"""
_NOTHING = Findings((), (), ())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be shown, best first, or the reason why nothing may; `near` is what came nearest.

    `window` is what was asked for; `outside` says that the windows of text are not from it.
    """

    windows: Sequence[Window] = ()
    score: float | None = None
    reason: RefusalReason | None = None
    near: Sequence[Candidate] = ()
    window: DateWindow | None = None
    outside: bool = False
    words: str = ""


class Searcher:
    """Searches where a question asks to; `threshold` is the score from which something answers."""

    def __init__(self, pipeline: Pipeline, threshold: float) -> None:
        self._pipeline = pipeline
        self._retriever = pipeline.retriever
        self._threshold = threshold

    def search(self, asked: Understood) -> Outcome:
        """Return what may answer, or why nothing does."""
        query = self._retriever.query(asked.search_text)
        if not query.term_weights:
            return Outcome(reason=RefusalReason.QUESTION_NOT_UNDERSTOOD)
        bounds = _given(asked.bounds)
        if bounds and not self._retriever.matches(bounds):
            return Outcome(reason=RefusalReason.INDEX_EMPTY)
        name = missing_name(asked.topic, self._retriever.mentions)
        if name:
            near = self._retriever.search(query, filters=bounds)
            return Outcome(reason=RefusalReason.NAME_NOT_IN_COVERAGE, near=near, words=name)
        hard = _given(asked.within(asked.strict))
        if hard and not self._retriever.matches(hard):
            return self._nothing_there(asked, query)
        return self._loosely(asked, query) if asked.loose else self._strictly(asked, query)

    def _nothing_there(self, asked: Understood, query: Query) -> Outcome:
        """Refuse where no article at all is within the filters and the strict window."""
        others = self._retriever.matches(asked.filters)
        near = self._retriever.search(
            query, filters=_given(asked.filters if others else asked.bounds)
        )
        in_window = others and asked.strict is not None
        reason = RefusalReason.NOTHING_IN_WINDOW if in_window else RefusalReason.NOTHING_MATCHES
        return Outcome(reason=reason, near=near, window=asked.strict)

    def _strictly(self, asked: Understood, query: Query) -> Outcome:
        found = self._pipeline.find(query, _given(asked.within(asked.strict)))
        if self._answers(found.windows):
            return Outcome(found.windows, found.score, near=found.candidates, window=asked.strict)
        near = list(found.candidates)
        if asked.strict:
            near += self._retriever.search(query, filters=_given(asked.filters))
        return Outcome((), found.score, RefusalReason.NOTHING_RELEVANT, near, asked.strict)

    def _loosely(self, asked: Understood, query: Query) -> Outcome:
        narrow = asked.within(asked.loose)
        inside = self._inside(asked, query, narrow)
        everywhere = self._pipeline.find(query, _given(asked.within(asked.strict)))
        outside = [
            window
            for window in everywhere.windows
            if asked.is_named_by(window.article)
            and not self._retriever.admits(window.article.version, narrow)
        ]
        if self._answers(inside.windows) and not _is_likelier(outside, inside.windows):
            return Outcome(
                inside.windows, inside.score, near=inside.candidates, window=asked.loose
            )
        if self._answers(outside):
            near = everywhere.candidates
            return Outcome(outside, outside[0].score, near=near, window=asked.loose, outside=True)
        return self._not_from_then(asked, inside, everywhere, outside)

    def _inside(self, asked: Understood, query: Query, narrow: Filters) -> Findings:
        """Return what was published in the loose window; it need not name the date once more."""
        if not self._retriever.matches(narrow):
            return _NOTHING
        undated = self._retriever.query(asked.undated_text)
        return self._pipeline.find(undated if undated.term_weights else query, narrow)

    def _not_from_then(
        self, asked: Understood, inside: Findings, everywhere: Findings, outside: Sequence[Window]
    ) -> Outcome:
        score = max(inside.score, outside[0].score if outside else 0.0)
        if inside.candidates and not self._answers(everywhere.windows):
            near = [*inside.candidates, *everywhere.candidates]
            return Outcome((), score, RefusalReason.NOTHING_RELEVANT, near, asked.loose)
        narrow = asked.within(asked.loose)
        near = [
            candidate
            for candidate in everywhere.candidates
            if not self._retriever.admits(candidate.passage.version, narrow)
        ]
        return Outcome((), score, RefusalReason.OUTSIDE_WINDOW, near, asked.loose)

    def _answers(self, windows: Sequence[Window]) -> bool:
        return bool(windows) and windows[0].score >= self._threshold


def _given(filters: Filters) -> Filters | None:
    """Return None where nothing is filtered: that search costs nothing more."""
    return None if filters == NO_FILTERS else filters


def _is_likelier(outside: Sequence[Window], inside: Sequence[Window]) -> bool:
    """Say whether the best from outside is likelier to be meant than the best from inside."""
    if not outside:
        return False
    return _odds(outside[0].score) > INSIDE_ODDS * _odds(inside[0].score)


def _odds(score: float) -> float:
    return score / (1.0 - score) if score < 1.0 else float("inf")
