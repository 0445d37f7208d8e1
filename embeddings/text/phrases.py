"""Where a phrase may stand: passages widened so that no run of words falls between two of them.

A passage's zone reaches from its start (the first one's from the start of the article) to the
next passage, and `PHRASE_WORDS` words into it. Whatever `PHRASE_WORDS` words follow each other in
an article with passages then stand in one zone, also where a heading or a paragraph's end lies
between them.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

PHRASE_WORDS = 12
"""The longest phrase that is sure to be found in one zone."""

_NEXT_WORDS = re.compile(rf"(?:[\W_]*[^\W_]+){{0,{PHRASE_WORDS}}}")


def zones(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the zone of each passage of `text`; `spans` are in the order of the text."""
    edges = [0, *(start for start, _ in spans[1:]), len(text)] if spans else []
    return [(first, _reach(text, last)) for first, last in pairwise(edges)]


def _reach(text: str, offset: int) -> int:
    """Return where the words after `offset` end that belong to the zone before it too."""
    words = _NEXT_WORDS.match(text, offset)
    return words.end() if words else offset
