"""Quotes on the wire: escaped so that Discord shows them as printed, un-rendered and compared.

A quote is a text display of its own whose every line starts with `> `, or a code block where it is
to be copied; the text display after it is its source line, with who says it and who else prints
it. Nothing else the bot sends starts so. In a plain message each quote has an embed with its
source line below.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import Any

from bot.answering.showing.quoting_limits import Slice, over_limit

TEXT_DISPLAY = 10
"""The component type of a text display (Discord API documentation, Components V2)."""

_QUOTE_MARK = "> "
_FENCE = "```"
_CODE_START, _CODE_END = f"{_FENCE}\n", f"\n{_FENCE}"
_BOLD = "**"
# Signs that Discord's Markdown, mentions, timestamps, emoji and links begin or end with, anywhere;
# a colon where it begins the rest of an address or a name such as :tada:.
_ANYWHERE = re.compile(r"[\\*_~`|<>\[\]#@]|:(?=//|[\w+-]+:)")
# Signs that only count where a line begins: lists, subtext, numbered lists.
_AT_LINE_START = re.compile(r"^([^\S\n]*)([-+]|\d+(?=[.)]))", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_TOKENS = re.compile(r"\\[^0-9A-Za-z\s]|\*\*|.", re.DOTALL)


class WireMismatchError(Exception):
    """An outgoing message does not show its quotes exactly, or not under their sources."""


class QuotesDifferError(WireMismatchError):
    """The quotes and source lines that a message shows are not those it must show.

    What it says goes into the log, so it repeats no words: they may have been taken down.
    """

    def __init__(self, found: Sequence["Quoted"], expected: Sequence["Quoted"]) -> None:
        same = sum(
            1
            for _ in takewhile(lambda pair: pair[0] == pair[1], zip(found, expected, strict=False))
        )
        super().__init__(
            f"the message shows {len(found)} quotes, the archive has {len(expected)} for it; "
            f"number {same + 1} is the first that differs"
        )
        self.found = found
        self.expected = expected


class OverLimitError(WireMismatchError):
    """An outgoing message shows more of an article than is allowed."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a message must show: a slice of an article, and the source line under it.

    An excerpt's has a line more each for who says it and who else prints it, where that is known.
    `slice` is where the text stands, and how much of its article may be shown.
    """

    text: str
    source_line: str
    slice: Slice | None = field(default=None, compare=False)


def escape(text: str) -> str:
    """Return Markdown that Discord shows as `text`, sign for sign."""
    escaped = _ANYWHERE.sub(r"\\\g<0>", text)
    return _AT_LINE_START.sub(_escape_line_start, escaped)


def _escape_line_start(match: re.Match[str]) -> str:
    space, sign = match.groups()
    return f"{space}\\{sign}" if sign in "-+" else f"{space}{sign}\\"


def unescape(markdown: str) -> str:
    """Return what Discord shows for `markdown` that `escape` made."""
    return _ESCAPED.sub(r"\1", markdown)


def block_quote(text: str, highlight: tuple[int, int] | None = None) -> str:
    """Return `text` as a Markdown block quote; `highlight`, a span of it, in bold."""
    start, end = highlight or (0, 0)
    lines = []
    offset = 0
    for line in text.split("\n"):
        first, last = max(start - offset, 0), min(end - offset, len(line))
        lines.append(_QUOTE_MARK + _bold_part(line, first, last))
        offset += len(line) + 1
    return "\n".join(lines)


def code_block(text: str) -> str:
    """Return `text` as a code block, whose signs need no escape: the text itself is copied.

    What would end the block early stands in a block quote instead.
    """
    breaks_out = _FENCE in text or text != text.strip("\n")
    return block_quote(text) if breaks_out or not text else f"{_CODE_START}{text}{_CODE_END}"


def _bold_part(line: str, first: int, last: int) -> str:
    part = line[first:last] if first < last else ""
    core = part.strip()
    if not core:
        return escape(line)
    first += part.index(core)
    whole = escape(line)
    before = _prefix_length(whole, first)
    after = _prefix_length(whole, first + len(core))
    return f"{whole[:before]}{_BOLD}{whole[before:after]}{_BOLD}{whole[after:]}"


def _prefix_length(markdown: str, shown_chars: int) -> int:
    """Return how long the beginning of `markdown` is that shows `shown_chars` characters."""
    end = 0
    for _ in range(shown_chars):
        end += 2 if _ESCAPED.match(markdown, end) else 1
    return end


def unquote(content: str) -> str:
    """Return the text that a block quote or a code block shows.

    Raises:
        WireMismatchError: a line is outside the block, a bold mark is not closed in its line, or a
            sign that Discord reads is not escaped as `escape` does it.
    """
    if content.startswith(_FENCE):
        return _uncoded(content)
    lines = content.split("\n")
    if not all(line.startswith(_QUOTE_MARK) for line in lines):
        raise WireMismatchError("a line of a quote stands outside its block")
    return "\n".join(_shown(line.removeprefix(_QUOTE_MARK)) for line in lines)


def _uncoded(content: str) -> str:
    text = content.removeprefix(_CODE_START).removesuffix(_CODE_END)
    if code_block(text) != content:
        raise WireMismatchError("a code block does not hold all of its quote")
    return text


def _shown(line: str) -> str:
    tokens = _TOKENS.findall(line)
    if tokens.count(_BOLD) not in (0, 2):
        raise WireMismatchError("a bold mark is not closed")
    markdown = "".join(token for token in tokens if token != _BOLD)
    text = unescape(markdown)
    if escape(text) != markdown:
        raise WireMismatchError("a sign is not escaped")
    return text


def text_displays(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the content of every text display of a message's payload, in order."""
    for component in components:
        if component.get("type") == TEXT_DISPLAY:
            yield str(component["content"])
        yield from text_displays(component.get("components", ()))


def quotes_in(components: Sequence[Mapping[str, Any]]) -> list[Quoted]:
    """Return every quote that a message's payload shows, with the line under it."""
    shown = [*text_displays(components), ""]
    return [
        Quoted(unquote(content), below)
        for content, below in pairwise(shown)
        if _holds_block(content)
    ]


def _holds_block(content: str) -> bool:
    return _FENCE in content or any(line.lstrip().startswith(">") for line in content.split("\n"))


def embed_texts(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a payload's texts as those of embeds: a quote together with the line under it."""
    found: list[str] = []
    is_open = False
    for content in text_displays(components):
        if is_open:
            found[-1] += f"\n{content}"
        else:
            found.append(content)
        is_open = not is_open and _holds_block(content)
    return found


def quotes_in_texts(texts: Iterable[str]) -> list[Quoted]:
    """Return every quote that texts made by `embed_texts` show, with the line under it."""
    parts = [_parted(text) for text in texts]
    if any(_holds_block(below) for _, below in parts):
        raise WireMismatchError("a quote stands outside its block")
    return [Quoted(unquote(block), below) for block, below in parts if block]


def _parted(text: str) -> tuple[str, str]:
    """Return the block that a text begins with, if any, and what stands below it."""
    if text.startswith(_CODE_START):
        block, end, below = text.partition(f"{_CODE_END}\n")
        return block + end.rstrip("\n"), below
    lines = text.split("\n")
    count = sum(1 for _ in takewhile(lambda line: line.startswith(_QUOTE_MARK), lines))
    return "\n".join(lines[:count]), "\n".join(lines[count:])


def prove(components: Sequence[Mapping[str, Any]], expected: Sequence[Quoted]) -> None:
    """Compare a message's payload with what it must quote.

    Raises:
        QuotesDifferError: a quote or the source line under it differs, is missing or is too much.
        WireMismatchError: a quote is not written so that it can be read back.
        OverLimitError: together they show more of an article than is allowed.
    """
    _compare(quotes_in(components), expected)


def prove_texts(texts: Iterable[str], expected: Sequence[Quoted]) -> None:
    """Compare the texts of a plain message's embeds with what they must quote, as `prove` does."""
    _compare(quotes_in_texts(texts), expected)


def _compare(found: Sequence[Quoted], expected: Sequence[Quoted]) -> None:
    if list(found) != list(expected):
        raise QuotesDifferError(found, list(expected))
    too_much = over_limit(item.slice for item in expected if item.slice)
    if too_much:
        raise OverLimitError(f"the message shows more of {too_much} than is allowed")
