"""What a message names as its sources, read back out of it by rules of its own.

Nothing that wrote the message helps to read it: an error there would be made here once more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from operator import eq
from urllib.parse import unquote

from bot import wording
from bot.languages import say, spoken, written_date
from embeddings.schema import Article

LEAST_OF_A_CUT = 80
"""How much of a name or headline must stand before an ellipsis that ends it early."""

_SUBTEXT = "-# "
_ELLIPSIS = "…"
_FRAGMENT = ":~:text="
_MARKS = re.compile(
    r"\\(?P<sign>[^0-9A-Za-z\s])|(?P<bold>\*\*)"
    r"|\[(?P<label>(?:\\.|[^\]\\])*)\]\((?P<address>[^)]*)\)",
    re.DOTALL,
)
_ENCODED = {"%28": "(", "%29": ")", "%3C": "<", "%3E": ">", "%5C": "\\"}
"""Signs that would end a Markdown link early, as they stand in one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What Markdown shows a reader, and the addresses that its words lead to."""

    text: str
    addresses: tuple[str, ...]


def shown(markdown: str) -> Shown:
    """Return what a reader sees; a timestamp stays as it is written."""
    text, at = "", 0
    addresses: list[str] = []
    for match in _MARKS.finditer(markdown):
        text += markdown[at : match.start()] + (match["sign"] or "")
        at = match.end()
        if match["address"] is not None:
            text += shown(match["label"]).text
            addresses.append(match["address"])
    return Shown(text + markdown[at:], tuple(addresses))


def misnamed(markdown: str, article: Article, quote: str) -> str | None:
    """Return which fact of `article` a source line does not name as it is; None if each is."""
    seen = shown(markdown)
    rest = seen.text.removeprefix(_SUBTEXT)
    separator = ""
    for name, fact in _facts(article):
        left = left_after(rest, separator + fact)
        if left is None:
            return name
        rest, separator = left, wording.SOURCE_LINE_SEPARATOR
    if rest:
        return "end"
    wanted = [article.url] if article.url else []
    is_led = len(seen.addresses) == len(wanted) and all(
        leads_to(_decoded(address), _decoded(url), quote)
        for address, url in zip(seen.addresses, wanted, strict=True)
    )
    return None if is_led else "link"


def leads_to(address: str, url: str, quote: str) -> bool:
    """Say whether an address is `url`, with or without a fragment that names the quote's words."""
    directive = address.partition(_FRAGMENT)[2]
    first, _, last = directive.partition(",")
    words = " ".join(quote.split())
    return (
        _page(address) == _page(url)
        and words.startswith(unquote(first))
        and words.endswith(unquote(last or first if directive else ""))
    )


def stray_links(texts: Sequence[str], urls: Sequence[str]) -> bool:
    """Say whether any text leads to a page that is none of `urls`."""
    pages = {_page(_decoded(url)) for url in urls}
    return any(
        _page(_decoded(address)) not in pages
        for text in texts
        for address in shown(text).addresses
    )


def _facts(article: Article) -> Iterator[tuple[str, str]]:
    """Yield what must stand in a source line, by name, in order."""
    facts = {
        "outlet": article.outlet,
        "headline": article.title,
        "authors": ", ".join(article.authors),
        "genre": wording.genre(article.genre),
        "section": wording.section_beside(article.genre, article.section),
        "date": _day(article.published) if article.published else say(wording.UNDATED),
        "last change": article.updated and say(wording.UPDATED_ON, moment=_day(article.updated)),
    }
    return ((name, fact) for name, fact in facts.items() if fact)


def _day(iso: str) -> str:
    """Return an instant as Discord's timestamp, and a day that is none as it is written."""
    parsed = datetime.fromisoformat(iso)
    if parsed.utcoffset() is None:
        return written_date(parsed, spoken())
    return f"<t:{int(parsed.timestamp())}:D>"


def left_after(text: str, fact: str) -> str | None:
    """Return what follows `fact`, or enough of it and an ellipsis; None where it is not there."""
    if text.startswith(fact):
        return text.removeprefix(fact)
    same = sum(takewhile(bool, map(eq, text, fact)))
    is_cut = same >= LEAST_OF_A_CUT and text[same : same + 1] == _ELLIPSIS
    return text[same + 1 :] if is_cut else None


def _decoded(address: str) -> str:
    for code, sign in _ENCODED.items():
        address = address.replace(code, sign)
    return address


def _page(address: str) -> str:
    """Return an address without the words that it leads to."""
    return address.partition(":~:")[0].removesuffix("#")
