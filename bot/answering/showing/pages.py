"""An article's passages as pages that may be shown, one at a time or from the beginning on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.answering.showing.quoting_limits import NO_LIMIT, Allowance, QuotingLimits
from embeddings.schema import Article, Passage, Sentence
from embeddings.segmentation import sentences
from embeddings.text.quotations import quotations, splits_quotation


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article with its pages, and which of them may be shown at once, from the first on.

    `limited` says that not all of its text may be; `allowed` is how much, None where nothing
    limits it.
    """

    article: Article
    pages: Sequence[Passage]
    shown: Sequence[Passage]
    limited: bool
    allowed: int | None


def pages(article: Article, passages: Sequence[Passage], *, max_chars: int) -> list[Passage]:
    """Return `passages`, those longer than `max_chars` cut into pages of whole sentences.

    No page begins or ends inside a quotation. A sentence that finds room on none is left out.
    """
    if all(passage.end - passage.start <= max_chars for passage in passages):
        return list(passages)
    every = sentences(article)
    return [
        replace(passage, start=start, end=end)
        for passage in passages
        for start, end in _cut(article, passage, every, max_chars)
    ]


def sheet_of(article: Article, passages: Sequence[Passage], limits: QuotingLimits) -> Sheet:
    """Return an article's pages with as many as may be shown at once."""
    allowed, allowance = limits.of(article), Allowance(limits)
    every = pages(article, passages, max_chars=allowed)
    shown = list(takewhile(lambda page: allowance.takes(article, page.start, page.end), every))
    limited = len(article.text) > allowed
    return Sheet(article, every, shown, limited, None if allowed == NO_LIMIT else allowed)


def _cut(
    article: Article, passage: Passage, every: Sequence[Sentence], max_chars: int
) -> Iterator[tuple[int, int]]:
    if passage.end - passage.start <= max_chars:
        yield passage.start, passage.end
        return
    inside = [one for one in every if passage.start <= one.start and one.end <= passage.end]
    spoken = quotations(article.text)
    while inside:
        fitting = [
            number
            for number, last in enumerate(inside, start=1)
            if last.end - inside[0].start <= max_chars and not splits_quotation(spoken, last.end)
        ]
        count = fitting[-1] if fitting and not splits_quotation(spoken, inside[0].start) else 0
        if count:
            yield inside[0].start, inside[count - 1].end
        inside = inside[max(1, count) :]
