"""Words that an article has no more, exactly as one of its earlier versions had them.

No index holds earlier versions: their texts are searched in the archive, those that have some of
the words are read.
"""

from dataclasses import replace

from bot.answering.quotes.exact import PlaceOf
from bot.answering.quotes.folding import Folded, fold, places
from bot.answering.quotes.results import EarlierQuote, Place
from bot.answering.showing.quoting_limits import QuotingLimits
from embeddings.archive import Archive

EARLIER_READ = 200
"""How many versions that may have the words are read, the latest first."""
MAX_SOUGHT = 4


def find_earlier(
    archive: Archive, pasted: str, quote: Folded, shown: PlaceOf, quoting: QuotingLimits
) -> EarlierQuote | None:
    """Return which article of the coverage had the words of `quote`, which is `pasted` folded.

    `shown` makes the place of them, as far as the current version's limit allows it too.
    """
    for version in archive.earlier_versions(_telling(quote), EARLIER_READ):
        article = archive.version(version)
        current = archive.article(article.id) if article else None
        if article is None or current is None:  # it was another outlet's then, or is now
            continue
        span = next(places(fold(article.text), quote), None)
        if span:
            place = _within(shown(article, *span), quoting.of(article, current))
            words = "" if place.withheld else pasted
            return EarlierQuote(words, place, archive.replaced_at(version))
    return None


def _telling(quote: Folded) -> list[str]:
    """Return the longest words that look the same in any text that has the quote, case aside."""
    plain = {word for word in quote.words() if word.isascii() and word.isalnum()}
    return sorted(plain, key=lambda word: (-len(word), word))[:MAX_SOUGHT]


def _within(place: Place, max_chars: int) -> Place:
    """Return a place, the words alone, or nothing of it, as far as so much may be shown."""
    if place.last - place.first <= max_chars:
        return place
    if place.end - place.start <= max_chars:
        return replace(place, first=place.start, last=place.end)
    return replace(place, first=place.start, last=place.start)
