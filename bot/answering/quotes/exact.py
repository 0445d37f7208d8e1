"""The places where the coverage has words exactly as somebody quotes them.

Candidates come from the word index, by a phrase; whether they are the words is decided in the
articles' own texts.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from bot.answering.quotes.folding import Folded, fold, places
from bot.answering.quotes.results import ExactQuote, Place
from bot.answering.showing.quoting_limits import Allowance
from embeddings.archive import Archive
from embeddings.lexical.index import LexicalIndex
from embeddings.lexical.terms import plain_words
from embeddings.schema import Article
from embeddings.segmentation import sentences
from embeddings.text.phrases import PHRASE_WORDS
from embeddings.text.quotations import quotations, splits_quotation

MAX_OTHERS = 5
"""How many further articles with the same words are named."""
PHRASE_HITS = 10_000
ARTICLES_READ = 200
"""How many of the articles that may have the words are read, the earliest published first."""

PlaceOf = Callable[[Article, int, int], Place]
"""Returns how much is shown around a span of an article; see `place_of`."""


def find_exact(
    archive: Archive, index: LexicalIndex, pasted: str, quote: Folded, shown: PlaceOf
) -> ExactQuote | None:
    """Return where the coverage has the words of `quote`, which is `pasted` folded.

    `shown` makes the place of them. Words that may not be shown are not repeated either.
    """
    versions = by_date(archive, _candidates(archive, index, searched(quote)))
    found = [
        (article, spans)
        for article in read(archive, versions[:ARTICLES_READ])
        if (spans := list(places(fold(article.text), quote)))
    ]
    if not found:
        return None
    article, spans = found[0]
    others = [other for other, _ in found[1:]]
    place = shown(article, *spans[0])
    return ExactQuote(
        words="" if place.withheld else pasted,
        place=place,
        times=len(spans),
        others=others[:MAX_OTHERS],
        other_count=len(others),
        at_least=len(versions) > ARTICLES_READ,
    )


def searched(quote: Folded) -> list[str]:
    """Return the quote's words as the index has them."""
    start, end = quote.spans[0][0], quote.spans[-1][1]
    return plain_words(quote.text[start:end])


def _candidates(archive: Archive, index: LexicalIndex, words: Sequence[str]) -> set[str]:
    """Return the articles that have a stretch of the words: one that few have, if there is one.

    Words that open every newsletter may begin a quote that a single article has.
    """
    last = max(0, len(words) - PHRASE_WORDS)
    fewest: set[str] | None = None
    for start in [*range(0, last, PHRASE_WORDS), last]:
        ids = index.holding(words[start : start + PHRASE_WORDS], PHRASE_HITS)
        found = {passage.version for passage in archive.passages(ids)}
        if fewest is None or len(found) < len(fewest):
            fewest = found
        if len(found) <= ARTICLES_READ:
            break
    return fewest or set()


def by_date(archive: Archive, versions: Iterable[str]) -> list[str]:
    """Return `versions` by when they were published, undated ones last."""
    dates = archive.publication_dates(versions)
    return sorted(dates, key=lambda version: (moment(dates[version]), version))


def moment(published: str | None) -> float:
    """Return when that was, in seconds; an undated article comes after all others."""
    if not published:
        return float("inf")
    parsed = datetime.fromisoformat(published)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def read(archive: Archive, versions: Iterable[str]) -> Iterator[Article]:
    """Yield the articles of those versions."""
    return (article for article in map(archive.version, versions) if article)


def place_of(
    article: Article, start: int, end: int, *, max_shown_chars: int, allowance: Allowance
) -> Place:
    """Return the place with the whole sentences around it, or alone, or withheld.

    That is as much as can be shown and as `allowance` still allows, which it is taken from.
    """
    inside = [item for item in sentences(article) if item.start < end and item.end > start]
    first = min([start, *(item.start for item in inside)])
    last = max([end, *(item.end for item in inside)])
    spans = quotations(article.text)
    cuts = splits_quotation(spans, first) or splits_quotation(spans, last)
    fits = not cuts and last - first <= max_shown_chars
    if fits and allowance.takes(article, first, last):
        return Place(article, start, end, first, last)
    if allowance.takes(article, start, end):
        return Place(article, start, end, start, end)
    return Place(article, start, end, start, start)
