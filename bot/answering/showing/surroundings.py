"""What is printed around a quote: whole paragraphs, else sentences, as far as there is room."""

from itertools import zip_longest

from embeddings.schema import Article
from embeddings.segmentation import sentences
from embeddings.text.paragraphs import paragraphs
from embeddings.text.quotations import quotations, splits_quotation

Span = tuple[int, int]


def around(article: Article, start: int, end: int, *, max_chars: int) -> Span:
    """Return a quote's paragraphs with the one before and after, as far as there is room.

    Where not even its own find room, it comes with as many sentences on both sides as do.
    """
    spans = paragraphs(article.text)
    inside = [n for n, (first, last) in enumerate(spans) if first < end and last > start]
    if not inside:
        return start, end
    widest = [
        (max(0, inside[0] - 1), inside[-1] + 1),
        (inside[0], inside[-1] + 1),
        (max(0, inside[0] - 1), inside[-1]),
        (inside[0], inside[-1]),
    ]
    for first, last in widest:
        span = spans[first][0], spans[min(last, len(spans) - 1)][1]
        if span[1] - span[0] <= max_chars:
            return span
    return _sentences_around(article.text, start, end, max_chars)


def _sentences_around(text: str, start: int, end: int, max_chars: int) -> Span:
    """Return the quote with as many sentences on both sides as there is room for."""
    edges = sentences(Article(id="", text=text, title=""))  # with the headline, for it is around
    before = [sentence.start for sentence in edges if sentence.start < start][::-1]
    after = [sentence.end for sentence in edges if sentence.end > end]
    spoken = quotations(text)
    widest = wider = start, end
    for first, last in zip_longest(before, after):
        wider = (wider[0] if first is None else first, wider[1] if last is None else last)
        if wider[1] - wider[0] > max_chars:
            break
        if not any(splits_quotation(spoken, edge) for edge in wider):
            widest = wider
    return widest
