"""A reply as the message that Discord would get, un-rendered and compared with the archive.

Its source lines and links are read by other rules than those that wrote them.
What differs is told without the words themselves: where it goes, they may not be allowed to.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from operator import eq
from typing import Any

from bot import links
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Refusal, Reply
from bot.chat.answer_view import answer_view
from bot.chat.expected import Expected
from bot.chat.named_people import misattributed, miscarried
from bot.chat.named_sources import leads_to, misnamed, stray_links
from bot.chat.views import QuoteView, refusal_view
from bot.chat.wire import Quoted, QuotesDifferError, WireMismatchError, quotes_in, text_displays
from embeddings.archive import Archive
from embeddings.schema import Article

Payload = Sequence[Mapping[str, Any]]  # Discord's components: JSON values of many kinds
View = Callable[[Answer, Sequence[Quoted]], QuoteView]


def renderer(
    answerer: Answerer, *, view: View = answer_view, expected: Expected | None = None
) -> Callable[[Reply], str | None]:
    """Return what says how a reply's message differs from the archive; None where it does not.

    Every quote, every line under one, and every link is compared. `view` makes the message of an
    answer, `expected` what that message proves its quotes by.
    """
    proven_by = expected or Expected(answerer)
    archive = answerer.retriever.archive

    def differs(reply: Reply) -> str | None:
        quoted = proven_by.excerpts(reply) if isinstance(reply, Answer) else []
        try:
            payload = _sent(_made(reply, quoted, answerer, view))
            found = quotes_in(payload)
        except QuotesDifferError as error:
            return _difference(error.found, error.expected)
        except WireMismatchError as error:
            return str(error)
        except ValueError as error:  # discord.py's: a button that could not be read again
            return f"no message can be made of it ({error})"
        shown = quoted[: max(1, len(found))]  # what finds no room is left out, but for the first
        return _difference(found, shown) or _misled(payload, reply, found, archive)

    return differs


def _made(reply: Reply, quoted: Sequence[Quoted], answerer: Answerer, view: View) -> QuoteView:
    if isinstance(reply, Refusal):
        return refusal_view(reply, max_question_chars=answerer.limits.max_question_chars)
    return view(reply, quoted)


def _sent(view: QuoteView) -> Payload:
    """Return the payload as it goes over the wire and comes back."""
    payload: Payload = json.loads(json.dumps(view.to_components()))
    return payload


def _misled(
    payload: Payload, reply: Reply, found: Sequence[Quoted], archive: Archive
) -> str | None:
    """Return what names or leads to another source than the archive has."""
    excerpts = reply.excerpts if isinstance(reply, Answer) else ()
    sources: list[tuple[Article, str]] = []
    for number, (excerpt, quote) in enumerate(zip(excerpts, found, strict=False), start=1):
        article = archive.version(excerpt.article.version)
        if article is None:
            return f"the article of quote {number} is not in the archive"
        wrong = _wrong_below(quote, excerpt, article, archive)
        if wrong:
            return f"the {wrong[0]} under quote {number} {wrong[1]}"
        sources.append((article, quote.text))
    urls = [article.url for article, _ in sources] + _listed(reply, archive)
    if stray_links(list(text_displays(payload)), [url for url in urls if url]):
        return "a link leads elsewhere than to an article that is named"
    return _differing_link(list(_linked(payload)), sources)


def _wrong_below(
    quote: Quoted, excerpt: Excerpt, article: Article, archive: Archive
) -> tuple[str, str] | None:
    """Return what of the lines under a quote is wrong, and what is wrong with it."""
    above, line, below = _lines(excerpt, quote.source_line)
    misprint = misnamed(line, article, quote.text)
    if misprint:
        return f"{misprint} of the source line", "is not its article's"
    if above and misattributed(above, quote.text):
        return "line of who says it", "names somebody whom the quote does not"
    others = [archive.article(item.article_id) for item in excerpt.also_carried_by]
    if below and miscarried(below, article, quote.text, [one for one in others if one]):
        return "line of who else prints it", "names others than do"
    return None


def _lines(excerpt: Excerpt, lines: str) -> tuple[str, str, str]:
    """Return the lines under a quote: who says it, above its source, and who else prints it."""
    every = lines.split("\n")
    first, last = int(bool(excerpt.speakers)), len(every) - bool(excerpt.also_carried_by)
    above, line, below = every[:first], every[first:last], every[last:]
    return "\n".join(above), "\n".join(line), "\n".join(below)


def _listed(reply: Reply, archive: Archive) -> list[str | None]:
    """Return where the articles that are named without a quote can be read."""
    listed = reply.nearest if isinstance(reply, Refusal) else reply.withheld
    articles = [archive.article(item.article_id) for item in listed]
    return [article.url for article in articles if article]


def _linked(components: Payload) -> Iterator[str]:
    """Yield the address of every button that has one, in order."""
    for component in components:
        if "url" in component:
            yield str(component["url"])
        yield from _linked(component.get("components", ()))


def _difference(found: Sequence[Quoted], expected: Sequence[Quoted]) -> str | None:
    for number, (one, other) in enumerate(zip(found, expected, strict=False), start=1):
        if one.text != other.text:
            return f"quote {number} differs from character {_same(one.text, other.text) + 1} on"
        if one.source_line != other.source_line:
            return f"the lines under quote {number} are not its article's"
    if len(found) != len(expected):
        return f"the message shows {len(found)} quotes, the archive has {len(expected)} of them"
    return None


def _differing_link(found: Sequence[str], sources: Sequence[tuple[Article, str]]) -> str | None:
    """Compare the buttons' addresses with those of the articles that a button can lead to."""
    wanted = [
        (article.url, quote)
        for article, quote in sources
        if article.url and len(article.url) <= links.MAX_CHARS
    ]
    if len(found) == len(wanted) and all(
        leads_to(address, *place) for address, place in zip(found, wanted, strict=True)
    ):
        return None
    return "a button leads elsewhere than to its article"


def _same(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(takewhile(bool, map(eq, one, other)))
