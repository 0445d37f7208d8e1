"""`pullquote source` and `quote`: articles by what they are, and words by where they stand."""

import sys
from collections.abc import Sequence

import typer
from rich.console import Console

from bot import terminal, wording
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import (
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    QuoteReply,
    Unusable,
    UnusableQuote,
)
from bot.answering.sources import Catalogue
from bot.commands import options
from bot.commands.shared import (
    EXIT_BELOW,
    EXIT_INPUT,
    fail,
    print_json,
    read_text,
    settings_for,
)
from bot.serialisation import article_as_json, quote_as_json
from embeddings.archive import Archive
from embeddings.database import translated_errors
from embeddings.derived import open_derived
from embeddings.retrieval import articles_with


def source(
    words: options.SourceWords = None,
    article_id: options.ArticleId = None,
    data_dir: options.DataDir = None,
    as_json: options.AsJson = False,
) -> None:
    """Look articles up, and show the card and the passages.

    Examples: `pullquote source "broomsticks"`,
    `pullquote source --json --article-id 2022-03-15-farewell-video`
    """
    if (words is None) == (article_id is None):
        raise typer.BadParameter("give some words in quotation marks, or --article-id ID")
    data_dir = settings_for(data_dir).data_dir
    with Archive.open(data_dir) as archive, translated_errors(archive.path):
        ids = [article_id] if article_id else _matching(archive, str(words))
        if not _print_sources(archive, ids, as_json=as_json):
            fail(wording.NO_SOURCE, EXIT_BELOW)


def _matching(archive: Archive, words: str) -> list[str]:
    """Return the ids of the articles that `words` name or, if none, of those that hold them."""
    catalogue = Catalogue(archive.facts())
    named = [item.article_id for item in catalogue.find(words)]
    return named or articles_with(archive, open_derived(archive).lexical, words)


def _print_sources(archive: Archive, ids: Sequence[str], *, as_json: bool) -> int:
    """Print the articles' cards, or a list where there are several; return how many there were."""
    found = [article for article in map(archive.article, ids) if article]
    console = Console()
    if as_json:
        for article in found:
            print_json(article_as_json(article, archive.passages_of(article.version)))
    elif len(found) == 1:
        terminal.print_card(console, found[0], archive.passages_of(found[0].version))
    elif found:
        terminal.print_listings(console, found)
    return len(found)


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
        reply = find_quote(archive, lexical, pasted, max_shown_chars=shown)
    if as_json:
        print_json(quote_as_json(reply))
    else:
        terminal.print_quote(Console(), reply)
    sys.exit(_quote_status(reply))


def _quote_status(reply: QuoteReply) -> int:
    if isinstance(reply, UnusableQuote) and reply.reason is not Unusable.INDEX_EMPTY:
        return EXIT_INPUT
    found = isinstance(reply, ExactQuote | NearQuote | HeadlineQuote)
    return 0 if found else EXIT_BELOW
