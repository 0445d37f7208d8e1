"""How Discord reads the Markdown of a message, told anew from its rules and not from our escaper.

Where Discord's own rules are not written down, the stricter reading is taken: what may be a
mention, a link or a sign of format counts as one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_INLINE = {
    "literal": r"\\(?P<sign>[^0-9A-Za-z\s])",
    "code": r"(?P<ticks>`+)(?:.|\n)*?[^`](?P=ticks)(?!`)",
    "ping": r"@(?:everyone|here)|<(?:@[!&]?|#)\d+>|<id:\w+>|</[^:\n]+:\d+>",
    "time": r"<t:-?\d+(?::\w)?>",
    "emoji": r"<a?:\w+:\d+>|:[\w+-]+:",
    "masked": r"\[(?P<words>(?:\\.|[^\]\\])+)\]\((?P<address>[^)\s]+)\)",
    "link": r"[A-Za-z][\w+.-]*://[^\s<>]+",
    "bold": r"\*\*",
    "format": r"[*_]|~~|\|\||`",
}
_RULES = re.compile("|".join(f"(?P<{name}>{rule})" for name, rule in _INLINE.items()))
_LINE_START = re.compile(r"\s*(?:#{1,3}\s|-#\s|[-*+]\s|\d+[.)]\s|>)")
_CODE = re.compile(r"```(?P<language>[\w+.#-]*)\n(?P<text>(?:(?!```)[\s\S])+?)\n```")


@dataclass(frozen=True)
class Read:
    """What a reader sees of Markdown, and what else it does there."""

    shown: str
    effects: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    """Addresses that words lead to, and these words."""


def read(markdown: str) -> Read:
    """Return what a text shows; `effects` names each sign or word that is more than itself."""
    effects = ["line" for line in markdown.split("\n") if _LINE_START.match(line)]
    links: list[tuple[str, str]] = []
    shown, at = "", 0
    for match in _RULES.finditer(markdown):
        shown += markdown[at : match.start()] + (match["sign"] or "")
        at = match.end()
        if match["sign"] is None:
            kind = next(name for name in _INLINE if match[name] is not None)
            effects.append(kind)
            shown += "" if kind == "bold" else match[0]
        if match["masked"]:
            links.append((match["address"], match["words"]))
    return Read(shown + markdown[at:], tuple(effects), tuple(links))


def quote_of(content: str) -> Read | None:
    """Return what a block quote or a code block shows; None where a text begins neither."""
    code = _CODE.fullmatch(content)
    if code:
        return Read(code["text"], ("language",) if code["language"] else ())
    if not content.startswith(">"):
        return None
    lines = content.split("\n")
    outside = [line for line in lines if not line.startswith("> ")]
    inside = read("\n".join(line.removeprefix("> ") for line in lines))
    return Read(inside.shown, inside.effects + ("outside",) * len(outside))


def displays(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the text of each text display."""
    for component in components:
        if component["type"] == 10:
            yield component["content"]
        yield from displays(component.get("components", ()))
