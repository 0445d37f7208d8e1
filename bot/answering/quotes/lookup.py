"""Words attributed to the newsroom in, where its coverage has them, or words like them, out."""

import re
from functools import partial

from bot.answering.quotes.earlier import find_earlier
from bot.answering.quotes.exact import PlaceOf, find_exact, place_of
from bot.answering.quotes.folding import Folded, fold, places, trimmed
from bot.answering.quotes.near import find_near
from bot.answering.quotes.parts import parts_of
from bot.answering.quotes.results import (
    AbsentQuote,
    HeadlineQuote,
    Part,
    QuoteReply,
    Unusable,
    UnusableQuote,
)
from bot.answering.schema import Headline
from bot.answering.showing.quoting_limits import NO_LIMITS, Allowance, QuotingLimits
from embeddings.archive import Archive
from embeddings.lexical.index import LexicalIndex
from embeddings.retrieval import articles_with
from embeddings.text.normalisation import normalise

MIN_WORDS = 3
MIN_CHARS = 12
"""Fewer stand in any coverage by chance."""
MAX_CHARS = 3000
NEAREST = 3
HEADLINES_READ = 20
"""How many of the articles that share most with the words have their headlines compared."""

_LINE_MARKS = re.compile(r"^[^\S\n]*(?:>{1,3}|-#)[^\S\n]?", re.MULTILINE)
_SURROGATES = re.compile("[\ud800-\udfff]")


def find_quote(
    archive: Archive,
    index: LexicalIndex,
    words: str,
    *,
    max_shown_chars: int,
    quoting: QuotingLimits = NO_LIMITS,
) -> QuoteReply:
    """Return where the coverage has `words`, or words like them, or that it has not.

    At most `max_shown_chars` are shown around them; longer words are shown alone. What is longer
    than `quoting` allows of its article is said to be found, and not shown.
    """
    pasted = cleaned(words)
    quote = trimmed(fold(pasted[:MAX_CHARS]))
    reason = _unusable(pasted, quote, index)
    if reason:
        return UnusableQuote(pasted, reason)
    allowance = Allowance(quoting)
    shown = partial(place_of, max_shown_chars=max_shown_chars, allowance=allowance)
    return (
        find_exact(archive, index, pasted, quote, shown)
        or _in_headlines(archive, index, pasted, quote)
        or find_earlier(archive, pasted, quote, shown, quoting)
        or find_near(archive, index, pasted, quote, shown, quoting=quoting)
        or _absent(archive, index, pasted, shown)
    )


def cleaned(words: str) -> str:
    """Return pasted words without what is never part of them: line marks, unseen controls."""
    visible = normalise(_SURROGATES.sub("\ufffd", words)).text
    return _LINE_MARKS.sub("", visible).strip()


def is_long_enough(quote: Folded) -> bool:
    """Say whether there are enough words to look for."""
    words = quote.words()
    return len(words) >= MIN_WORDS and len(" ".join(words)) >= MIN_CHARS


def _unusable(pasted: str, quote: Folded, index: LexicalIndex) -> Unusable | None:
    if not quote.words():
        return Unusable.WORDS_EMPTY
    if len(pasted) > MAX_CHARS:
        return Unusable.WORDS_TOO_LONG
    if not is_long_enough(quote):
        return Unusable.WORDS_TOO_SHORT
    return None if len(index) else Unusable.INDEX_EMPTY


def _in_headlines(
    archive: Archive, index: LexicalIndex, pasted: str, quote: Folded
) -> HeadlineQuote | None:
    near = _headlines(archive, index, pasted, HEADLINES_READ)
    found = [item for item in near if any(places(fold(item.title), quote))]
    return HeadlineQuote(pasted, found) if found else None


def _absent(archive: Archive, index: LexicalIndex, pasted: str, shown: PlaceOf) -> AbsentQuote:
    """Return the nearest headlines, and which of several sentences stand by themselves."""
    parts = []
    for words in parts_of(pasted):
        quote = trimmed(fold(words))
        sought = is_long_enough(quote)
        found = find_exact(archive, index, words, quote, shown) if sought else None
        parts.append(Part(found.words, found.place) if found else Part(words, None))
    some = parts if any(part.place for part in parts) else []
    withheld = any(part.place and part.place.withheld for part in some)
    nearest = _headlines(archive, index, pasted, NEAREST)
    return AbsentQuote("" if withheld else pasted, nearest, some)


def _headlines(archive: Archive, index: LexicalIndex, words: str, limit: int) -> list[Headline]:
    ids = articles_with(archive, index, words, limit)
    found = [article for article in map(archive.article, ids) if article]
    return [Headline(article.id, article.title, article.url) for article in found]
