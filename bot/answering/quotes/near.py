"""Words that are near those somebody quotes: the best place that has most of them, in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.answering.quotes.differences import Alignment, Change, Difference, align
from bot.answering.quotes.exact import PlaceOf, moment, read, searched
from bot.answering.quotes.folding import Folded, cuts_word, fold, turned_marks
from bot.answering.quotes.results import NearQuote, Place
from bot.answering.showing.quoting_limits import QuotingLimits
from embeddings.archive import Archive
from embeddings.lexical.index import LexicalIndex
from embeddings.lexical.terms import plain_words
from embeddings.schema import Article, Passage

NEAR_HITS = 20

MIN_NEAR_WORDS = 4
MIN_SHARE = 0.7
MIN_WEIGHTED_SHARE = 0.5
MIN_DENSITY = 0.6
"""What makes words near: so many in order, or all of them in a row, such a share of the quote's
words, such a share of their weight (inverse document frequency, so that words that say nothing do
not suffice), and such a share of the printed words that they are spread over."""

FEW_CHARS = 20
"""Fewer characters than that are no quote by themselves."""

_MARGIN_TOKENS = 200
_MAX_WINDOW_TOKENS = 5000


@dataclass(frozen=True, slots=True)
class _Near:
    """A candidate with the alignment of the quote in it."""

    article: Article
    alignment: Alignment


def find_near(
    archive: Archive,
    index: LexicalIndex,
    pasted: str,
    quote: Folded,
    shown: PlaceOf,
    *,
    quoting: QuotingLimits,
) -> NearQuote | None:
    """Return where the coverage has words near those of `quote`, which is `pasted` folded.

    `shown` makes the place of them. Where they may not be shown, neither are the differences; nor
    where what was pasted besides, which may be the article's too, would show more than `quoting`.
    """
    weights = _weights(index, quote)
    found = [
        near
        for near in _alignments(archive, index, quote)
        if _is_near(near.alignment, quote, weights)
    ]
    if not found:
        return None
    best = max(found, key=lambda near: (near.alignment.score, -moment(near.article.published)))
    start, end = _whole_words(best.article.text, best.alignment.start, best.alignment.end)
    differences = _with_edges(best, start, end)
    turned = _turned(best.article.text, end, quote, differences)
    if turned:
        differences, end = [*differences, turned], turned.end
    place = shown(best.article, start, end)
    allowed = quoting.of(best.article)
    may_repeat = not place.withheld and _shown_chars(place, differences) <= allowed
    return NearQuote(
        words=pasted if may_repeat else "",
        place=place,
        kept=len(best.alignment.kept),
        count=len(quote.words()),
        differences=differences if may_repeat else (),
        loses_words=any(map(_loses_words, differences)),
    )


def _shown_chars(place: Place, differences: Sequence[Difference]) -> int:
    """Return how many characters of an article a comparison may show beside its place.

    Words that were pasted and do not stand there may stand elsewhere in the article; less than a
    few of them are nobody's.
    """
    pasted = sum(len(item.pasted) + 1 for item in differences if item.change is not Change.KEPT)
    return place.last - place.first + (pasted if pasted >= FEW_CHARS else 0)


def _weights(index: LexicalIndex, quote: Folded) -> list[float]:
    """Return what each of the quote's tokens says about a place; a mark says nothing."""
    parts = [
        plain_words(token) if word else []
        for token, word in zip(quote.tokens, quote.wordy, strict=True)
    ]
    weights = index.word_weights({part for words in parts for part in words})
    return [sum(weights[part] for part in words) for words in parts]


def _alignments(archive: Archive, index: LexicalIndex, quote: Folded) -> Iterator[_Near]:
    """Yield the quote's alignments around the passages that share most words with it."""
    by_version: dict[str, list[Passage]] = defaultdict(list)
    for passage in archive.passages(index.like(searched(quote), NEAR_HITS)):
        by_version[passage.version].append(passage)
    for article in read(archive, by_version):
        folded = fold(article.text)
        places = [folded.between(item.start, item.end) for item in by_version[article.version]]
        for first, last in _windows(places, margin=len(quote) + _MARGIN_TOKENS):
            alignment = align(quote, folded.part(first, last))
            if alignment:
                yield _Near(article, alignment)


def _windows(places: Iterable[tuple[int, int]], *, margin: int) -> list[tuple[int, int]]:
    """Return the places with as many tokens around each, joined where they overlap."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(places):
        start, end = max(0, first - margin), last + margin
        if found and start <= found[-1][1] and end - found[-1][0] <= _MAX_WINDOW_TOKENS:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _is_near(alignment: Alignment, quote: Folded, weights: Sequence[float]) -> bool:
    kept, count = len(alignment.kept), len(quote.words())
    in_a_row = kept == count and not any(map(_loses_words, alignment.differences))
    weight = sum(weights[number] for number in alignment.kept)
    return (
        (kept >= MIN_NEAR_WORDS or (in_a_row and not alignment.missing))
        and kept >= MIN_SHARE * count
        and weight >= MIN_WEIGHTED_SHARE * sum(weights)
        and kept >= MIN_DENSITY * (kept + alignment.missing)
    )


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the rest of a word like "non-profit" that it cuts."""
    while cuts_word(text, start):
        start = _edge(text, start, -1)
    while cuts_word(text, end):
        end = _edge(text, end, 1)
    return start, end


def _with_edges(near: _Near, start: int, end: int) -> list[Difference]:
    """Return the differences with those parts of cut words that `start` to `end` has more."""
    text, inner = near.article.text, near.alignment
    before, after = text[start : inner.start], text[inner.end : end]
    edges = [
        Difference(Change.MISSING, offset, offset + len(part), part, "", spaced=False)
        for offset, part in ((start, before), (inner.end, after))
    ]
    first, *rest = inner.differences
    joined = replace(first, spaced=False) if before else first
    return [item for item in (edges[0], joined, *rest, edges[1]) if item.printed or item.pasted]


def _turned(
    text: str, end: int, quote: Folded, differences: Sequence[Difference]
) -> Difference | None:
    """Return how the marks differ behind the last words, if these stand on both sides.

    No token tells it: the marks at a quote's ends are none of them.
    """
    opposed = differences[-1].change in (Change.KEPT, Change.CHANGED)
    marks = turned_marks(text, end, quote) if opposed else None
    if marks is None:
        return None
    (first, last), ours = marks
    spaced = text[first - 1].isspace()
    pasted = quote.text[slice(*ours)]
    return Difference(Change.CHANGED, first, last, text[first:last], pasted, spaced=spaced)


def _loses_words(item: Difference) -> bool:
    left_out = item.change in (Change.MISSING, Change.SHORTENED)
    return left_out and any(sign.isalnum() for sign in item.printed)


def _edge(text: str, offset: int, step: int) -> int:
    """Return where the next part of a compound ends, in the direction of `step`."""
    offset += step
    while 0 < offset < len(text) and text[offset - (step < 0)].isalnum():
        offset += step
    return offset
