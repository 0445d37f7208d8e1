"""A reply as the message that Discord would get, un-rendered and compared with the archive.

What differs is told without the words themselves: where it goes, they may not be allowed to.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from operator import eq
from typing import Any

from bot import links
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Refusal, Reply
from bot.chat.answer_view import answer_view
from bot.chat.expected import Expected
from bot.chat.views import QuoteView, refusal_view
from bot.chat.wire import Quoted, QuotesDifferError, WireMismatchError, quotes_in

Payload = Sequence[Mapping[str, Any]]  # Discord's components: JSON values of many kinds


def renderer(answerer: Answerer) -> Callable[[Reply], str | None]:
    """Return what says how a reply's message differs from the archive; None where it does not.

    Every quote, every line under one, and every button's address is compared.
    """
    expected = Expected(answerer)

    def differs(reply: Reply) -> str | None:
        quoted = expected.excerpts(reply) if isinstance(reply, Answer) else []
        try:
            payload = _sent(_view(reply, quoted, answerer))
            found = quotes_in(payload)
        except QuotesDifferError as error:
            return _difference(error.found, error.expected)
        except WireMismatchError as error:
            return str(error)
        except ValueError as error:  # discord.py's: a button that could not be read again
            return f"no message can be made of it ({error})"
        shown = quoted[: max(1, len(found))]  # what finds no room is left out, but for the first
        addresses = _addresses(reply, answerer)[: len(shown)]
        return _difference(found, shown) or _differing_link(list(_linked(payload)), addresses)

    return differs


def _view(reply: Reply, quoted: Sequence[Quoted], answerer: Answerer) -> QuoteView:
    if isinstance(reply, Refusal):
        return refusal_view(reply, max_question_chars=answerer.limits.max_question_chars)
    return answer_view(reply, quoted)


def _sent(view: QuoteView) -> Payload:
    """Return the payload as it goes over the wire and comes back."""
    payload: Payload = json.loads(json.dumps(view.to_components()))
    return payload


def _addresses(reply: Reply, answerer: Answerer) -> list[str | None]:
    """Return, excerpt for excerpt, where the archive says that it can be read; None if nowhere."""
    archive = answerer.retriever.archive
    found: list[str | None] = []
    for excerpt in reply.excerpts if isinstance(reply, Answer) else ():
        article = archive.version(excerpt.article.version)
        url = article.url if article else None
        short = article is not None and url is not None and len(url) <= links.MAX_CHARS
        words = article.text[excerpt.start : excerpt.end] if article else ""
        found.append(links.best(url, words) if url and short else None)
    return found


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


def _differing_link(found: Sequence[str], addresses: Sequence[str | None]) -> str | None:
    if list(found) == [address for address in addresses if address]:
        return None
    return "a button leads elsewhere than to its article"


def _same(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(takewhile(bool, map(eq, one, other)))
