"""Two readings of the same words on one line of Markdown, marked where they differ.

No quote: it is made of the words of both sides, and is labelled as a comparison.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import wording
from bot.answering.quotes.differences import Change, Difference
from bot.chat.wire import escape
from bot.languages import say

MAX_COMPARED_CHARS = 1000
_KEPT_WORDS, _OTHER_WORDS = 4, 20
"""How many words are shown at both ends of a longer stretch."""
_MORE = " ⋯ "


@dataclass(frozen=True, slots=True)
class Sides:
    """What the two sides are called, in English; one is struck out, the other in bold."""

    label: str
    struck: str
    bold: str
    words_of: Callable[[Difference], tuple[str, str]]


QUOTED = Sides(
    wording.COMPARED,
    wording.PRINTED_ONLY,
    wording.PASTED_ONLY,
    lambda item: (item.printed, item.pasted),
)
"""What was printed, and what somebody quotes."""
SINCE = Sides(
    wording.WHAT_CHANGED,
    wording.THEN_ONLY,
    wording.NOW_ONLY,
    lambda item: (item.pasted, item.printed),
)
"""What was quoted, and what is printed there now."""


def comparison(differences: Sequence[Difference], room: int, sides: Sides) -> str:
    """Return the words of both sides, as far as there is room for them."""
    legend = f"-# ~~{say(sides.struck)}~~ · **{say(sides.bold)}**"
    label, more = wording.label_above(say(sides.label)), say(wording.MORE_DIFFERENCES)
    around = len(label) + len(more) + len(legend) + 3
    max_chars = min(MAX_COMPARED_CHARS, room - around)
    line = ""
    for number, difference in enumerate(differences):
        piece = (" " if number and difference.spaced else "") + _piece(difference, sides)
        if len(line) + len(piece) > max_chars:
            line += f"\n{more}"
            break
        line += piece
    return f"{label}\n{line}\n{legend}"


def _piece(difference: Difference, sides: Sides) -> str:
    if difference.change is Change.KEPT:
        return _shown(difference.printed, _KEPT_WORDS)
    struck, bold = (_shown(text, _OTHER_WORDS) for text in sides.words_of(difference))
    parts = [f"~~{struck}~~" if struck else "", f"**{bold}**" if bold else ""]
    return " ".join(part for part in parts if part)


def _shown(text: str, edge_words: int) -> str:
    """Return `text` on one line, escaped, the middle of a long one left out."""
    words = text.split()
    if len(words) > 2 * edge_words + 1:
        text = _MORE.join([" ".join(words[:edge_words]), " ".join(words[-edge_words:])])
    return escape(" ".join(text.split()))
