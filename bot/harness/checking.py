"""What every answer promises, checked against the archive: its words, its source, its limits."""

from collections.abc import Sequence

from bot.answering.schema import Excerpt
from bot.answering.showing.quoting_limits import QuotingLimits, over_limit
from embeddings.archive import Archive
from embeddings.schema import Article
from embeddings.segmentation import sentences

_SOURCE = ("id", "title", "outlet", "url", "published", "updated", "authors")


def is_slice(excerpt: Excerpt, archive: Archive) -> bool:
    """Say whether an excerpt is, character for character, what the archive holds at its place.

    The text is read again: whole sentences, the marked sentence inside. Where the version that it
    claims is unknown, the text must stand in the article as it is now.
    """
    named = excerpt.article
    stored = archive.version(named.version) or archive.article(named.id)
    return (
        stored is not None
        and 0 <= excerpt.start < excerpt.end <= len(stored.text)
        and excerpt.text == stored.text[excerpt.start : excerpt.end]
        and _at_sentence_edges(excerpt, stored)
        and _marks_inside(excerpt)
    )


def is_attributed(excerpt: Excerpt, archive: Archive) -> bool:
    """Say whether what an excerpt names as its source is the archive's of just that version.

    Headline, outlet, address, dates and authors; a version that the archive does not have is no
    source.
    """
    stored = archive.version(excerpt.article.version)
    return stored is not None and all(
        getattr(excerpt.article, fact) == getattr(stored, fact) for fact in _SOURCE
    )


def keeps_to(limits: QuotingLimits, excerpts: Sequence[Excerpt], archive: Archive) -> bool:
    """Say whether excerpts together show no more of an article than is allowed, read again."""
    return not over_limit(
        limits.slice_of(stored_or_own(excerpt, archive), excerpt.start, excerpt.end)
        for excerpt in excerpts
    )


def stored_or_own(excerpt: Excerpt, archive: Archive) -> Article:
    """Return an excerpt's article as the archive has it; the excerpt's own where it has none."""
    return archive.version(excerpt.article.version) or excerpt.article


def _at_sentence_edges(excerpt: Excerpt, stored: Article) -> bool:
    spans = sentences(stored)
    return any(excerpt.start == span.start for span in spans) and any(
        excerpt.end == span.end for span in spans
    )


def _marks_inside(excerpt: Excerpt) -> bool:
    start, end = excerpt.highlight or (excerpt.start, excerpt.end)
    return excerpt.start <= start < end <= excerpt.end
