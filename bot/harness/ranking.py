"""What was found for a question, whatever the threshold: articles by place, and the best passages.

Articles that are found by the same copy share a place: the coverage is quoted from the first to
print a text, and a fixture may expect another that prints it too. What stands behind a text that
many print is no lower for that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.answering.answerer import Answerer
from bot.answering.explanation import Search
from bot.answering.pipeline import Findings
from bot.answering.schema import Excerpt
from bot.answering.showing.copies import saying_the_same
from bot.answering.showing.excerpts import Window
from bot.answering.understanding.dates import understand
from bot.answering.understanding.options import Options
from bot.harness.figures.metrics import places
from bot.harness.schema import Found, Place
from bot.harness.wanted import Wanted
from embeddings.filters import NO_FILTERS
from embeddings.schema import Candidate, Passage

RANKED = 10
"""How many of a question's best places and passages are kept.

A right article below them counts as not found.
"""
NOTHING = Findings((), (), ())


@dataclass(frozen=True, slots=True)
class Printed:
    """A passage that was found, and the ids of the articles that print it, its own first."""

    candidate: Candidate
    article_ids: tuple[str, ...]


def deciding(searches: Sequence[Search], excerpts: Sequence[Excerpt]) -> Findings | None:
    """Return what was found by the search that the answer is of; None where nothing was searched.

    A loose date makes two searches. Where none of them found what is shown, or nothing is, it is
    the one with the higher score, and of equals the later, which looked everywhere.
    """
    shown = {(one.article.version, one.start, one.end) for one in excerpts}
    for search in searches:
        windows = search.found.windows
        if shown.intersection((one.article.version, one.start, one.end) for one in windows):
            return search.found
    return max((one.found for one in reversed(searches)), key=_score, default=None)


def searched(question: str, answerer: Answerer, options: Options) -> Findings:
    """Return what is found for a question that was answered, or refused, without a search."""
    asked = understand(question.strip(), answerer.calendar, options)
    filters = asked.within(asked.strict)
    retriever = answerer.retriever
    with retriever.steady():
        if not len(retriever):
            return NOTHING
        query = retriever.query(asked.search_text)
        if filters == NO_FILTERS:
            return answerer.pipeline.find(query)
        return answerer.pipeline.find(query, filters) if retriever.matches(filters) else NOTHING


def printed(found: Findings) -> list[Printed]:
    """Return all that was found, best first, with the articles that print it.

    An article stands where the best passage that it prints was found, or a passage with a window
    of text that it prints: where passages begin and end differs from copy to copy.
    """
    same = saying_the_same(found.windows)
    return [
        Printed(candidate, tuple(dict.fromkeys(_printing(candidate, same))))
        for candidate in found.best
    ]


def ranked_articles(found: Iterable[Printed]) -> tuple[Place, ...]:
    """Return the best `RANKED` places."""
    return tuple(places(item.article_ids for item in found)[:RANKED])


def best_passages(found: Iterable[Printed], wanted: Wanted) -> tuple[Found, ...]:
    """Return the best `RANKED` passages, each with whether it holds what answers."""
    return tuple(_found(item, wanted) for item in islice(found, RANKED))


def _found(item: Printed, wanted: Wanted) -> Found:
    passage, also = item.candidate.passage, item.candidate.also
    is_right = wanted.in_passage((passage, *also), item.article_ids)
    return Found(passage.article_id, passage.start, passage.end, is_right)


def _printing(candidate: Candidate, same: Sequence[Sequence[Window]]) -> Iterator[str]:
    """Yield the ids of the articles that print a candidate's passage or a window cut from it."""
    passages = (candidate.passage, *candidate.also)
    yield from (passage.article_id for passage in passages)
    for group in same:
        if any(_is_from(window, passage) for window in group for passage in passages):
            yield from (window.article.id for window in group)


def _is_from(window: Window, passage: Passage) -> bool:
    return (
        window.article.version == passage.version
        and passage.start <= window.best.start < passage.end
    )


def _score(found: Findings) -> float:
    return found.score
