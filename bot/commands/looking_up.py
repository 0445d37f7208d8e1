"""`pullquote source` and `quote`: articles by what they are, and words by where they stand."""

import sys
from collections.abc import Sequence

import typer
from rich.console import Console

from bot import wording
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import (
    EarlierQuote,
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    QuoteReply,
    Unusable,
    UnusableQuote,
)
from bot.answering.showing.copies import others_of
from bot.answering.showing.last_gate import quote_within, sheet_within
from bot.answering.showing.pages import Sheet, sheet_of
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.answering.sources import Catalogue
from bot.commands import options
from bot.commands.ending import EXIT_BELOW, EXIT_INPUT, fail
from bot.commands.shared import print_json, read_text, settings_for
from bot.composition import quoting_of
from bot.serialisation import article_as_json, quote_as_json
from bot.terminal import replies
from embeddings.archive import Archive
from embeddings.chunking import passages
from embeddings.derived.opening import open_derived
from embeddings.retrieval import articles_with
from embeddings.schema import Article, Passage
from embeddings.storage.database import translated_errors
from embeddings.storage.ledger import Ledger


def source(
    words: options.SourceWords = None,
    article_id: options.ArticleId = None,
    version: options.ArticleVersion = None,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Look articles up, and show the card and the passages.

    Examples: `pullquote source "broomsticks"`,
    `pullquote source --json --article-id 2022-03-15-farewell-video`,
    `pullquote source --version 3f0c29a1b7d85e64`
    """
    if [words, article_id, version].count(None) != 2:  # noqa: PLR2004 - one of the three
        raise typer.BadParameter(
            "give some words in quotation marks, or --article-id ID, or --version VERSION"
        )
    settings = settings_for(data_dir)
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        if version:
            _print_version(archive, version, quoting_of(settings), as_json=as_json)
            return
        ids = [article_id] if article_id else _matching(archive, str(words))
        if not _print_sources(archive, ids, quoting_of(settings), as_json=as_json):
            fail(wording.NO_SOURCE, EXIT_BELOW)


def _matching(archive: Archive, words: str) -> list[str]:
    """Return the ids of the articles that `words` name or, if none, of those that hold them."""
    catalogue = Catalogue(archive.facts())
    named = [item.article_id for item in catalogue.find(words)]
    return named or articles_with(archive, open_derived(archive).lexical, words)


def _print_sources(
    archive: Archive, ids: Sequence[str], quoting: QuotingLimits, *, as_json: bool
) -> int:
    """Print the articles' cards, or a list where there are several; return how many there were."""
    found = [article for article in map(archive.article, ids) if article]
    console = Console()
    if as_json:
        for article in found:
            others = others_of(archive, article)
            print_json(article_as_json(_sheet(archive, article, quoting), others))
    elif len(found) == 1:
        others = others_of(archive, found[0])
        replies.print_card(console, _sheet(archive, found[0], quoting), others)
    elif found:
        replies.print_listings(console, found)
    return len(found)


def _sheet(archive: Archive, article: Article, quoting: QuotingLimits) -> Sheet:
    return sheet_within(sheet_of(article, archive.passages_of(article.version), quoting), quoting)


def _print_version(
    archive: Archive, version: str, quoting: QuotingLimits, *, as_json: bool
) -> None:
    """Print an article as it was at a version, and whether it has changed since."""
    article = archive.version(version)
    if article is None:
        at = Ledger(archive).taken_down_at(version)
        gone = wording.TAKEN_DOWN.format(moment=wording.day(at)) if at else wording.NO_VERSION
        fail(gone, EXIT_BELOW)
    current = archive.article(article.id)
    sheet = _version_sheet(archive, article, quoting.with_those_of(article, current or article))
    if as_json:
        print_json(article_as_json(sheet, others_of(archive, article)))
        return
    replies.print_card(Console(), sheet, others_of(archive, article))
    if current is None or current.version != version:
        at = archive.replaced_at(version)
        changed = wording.updated_since(wording.day(at) if at else "", "")
        said = changed if current else wording.REMOVED_SINCE
        Console().print(said, style="dim", soft_wrap=True, highlight=False)


def _version_sheet(archive: Archive, article: Article, quoting: QuotingLimits) -> Sheet:
    """Return an article's passages; only current versions have them in the archive."""
    kept = archive.passages_of(article.version) or [
        Passage(0, article.id, article.version, *span) for span in passages(article)
    ]
    return sheet_within(sheet_of(article, kept, quoting), quoting)


def quote(
    words: options.QuotedWords,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Find where the coverage has words that somebody quotes, or how they differ from it.

    Status 1 where neither the words nor words like them are found, not even in a headline.

    Examples: `pullquote quote "let them fly on something else"`,
    `pullquote quote --json - < quote.txt`
    """
    settings = settings_for(data_dir)
    pasted = read_text("-") if words == "-" else words
    with Archive.open(settings.data_dir) as archive, translated_errors(archive.path):
        lexical = open_derived(archive).lexical
        shown = settings.max_excerpt_chars
        quoting = quoting_of(settings)
        found = find_quote(archive, lexical, pasted, max_shown_chars=shown, quoting=quoting)
        reply = quote_within(found, quoting)
    if as_json:
        print_json(quote_as_json(reply))
    else:
        replies.print_quote(Console(), reply)
    sys.exit(_quote_status(reply))


def _quote_status(reply: QuoteReply) -> int:
    if isinstance(reply, UnusableQuote) and reply.reason is not Unusable.INDEX_EMPTY:
        return EXIT_INPUT
    found = isinstance(reply, ExactQuote | EarlierQuote | NearQuote | HeadlineQuote)
    return 0 if found else EXIT_BELOW
