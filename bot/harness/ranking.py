"""A question's articles by place: those that are found by the same copy share one.

The coverage is quoted from the first to print a text, and a fixture may expect another that prints
it too. What stands behind a text that many print is no lower for that.
"""

from collections.abc import Iterator, Sequence

from bot.answering.answerer import Answerer
from bot.answering.showing.copies import saying_the_same
from bot.answering.showing.excerpts import Window
from bot.harness.metrics import places
from embeddings.schema import Candidate, Passage

RANKED = 10
"""How many of a question's best places are kept; a right article below counts as not found."""

Place = tuple[str, ...]
"""The ids of the articles that were found together, the one that would be quoted first."""


def ranked_articles(question: str, answerer: Answerer) -> tuple[Place, ...]:
    """Return the best `RANKED` places, whatever the threshold.

    An article stands where the best passage that it prints was found, or a passage with a window
    of text that it prints: where passages begin and end differs from copy to copy.
    """
    found = answerer.pipeline.find(answerer.retriever.query(question))
    same = saying_the_same(found.windows)
    groups = (_printed_by(candidate, same) for candidate in found.best)
    return tuple(places(groups)[:RANKED])


def _printed_by(candidate: Candidate, same: Sequence[Sequence[Window]]) -> Iterator[str]:
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
