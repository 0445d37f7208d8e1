"""What stands inside a line: quotation signs, raised and lowered characters, what is not shown."""

import re

from embeddings.readers.tokens import has_any, words
from embeddings.readers.trees import Node

_NOT_SHOWN = words(
    "annotation annotation-xml area audio base button canvas datalist embed frame frameset head"
    " iframe input link map meta noembed noframes noscript object optgroup option output param"
    " progress rp rt rtc script select source style svg template textarea title track video"
)
_WITHDRAWN = frozenset(("del", "s", "strike"))
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN = (
    ("sr", "only"),
    ("visually", "hidden"),
    ("visuallyhidden",),
    ("screen", "reader"),
    ("screenreader",),
    ("print", "only"),
)
_QUOTES = {"de": "„“‚‘", "fr": "«»“”", "es": "«»“”", "it": "«»“”", "": "“”‘’"}
"""The outer and inner signs that browsers put around <q>, by language; "" is all others."""
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SMALL = re.compile(r"[\d+\-−=()]+|[ni]", re.ASCII)


def is_hidden(node: Node) -> bool:
    """Say whether a browser shows nothing of `node`."""
    if node.tag in _NOT_SHOWN or node.get("hidden") is not None:
        return True
    if node.tag == "dialog" and node.get("open") is None:
        return True
    return bool(_INVISIBLE.search(node.get("style", ""))) or has_any(node, _UNSEEN)


def is_withdrawn(node: Node) -> bool:
    """Say whether a node is no word of the article: struck out, or the mark of a footnote."""
    return node.tag in _WITHDRAWN or (
        node.tag == "sup" and any(a.get("href", "").startswith("#") for a in node.iter("a"))
    )


def quotation_signs(language: str | None, depth: int) -> str:
    """Return the two signs around a <q> that is `depth` of them deep (the outermost is 1)."""
    signs = _QUOTES.get((language or "").lower()[:2], _QUOTES[""])
    return signs[:2] if depth % 2 else signs[2:]


def raised_or_lowered(node: Node) -> str:
    """Return the text of <sup> or <sub>: figures keep their height, letters (5th) are letters.

    10 to the sixth must not become 106.
    """
    text = "".join(node.itertext()).strip(" \n")
    if not _SMALL.fullmatch(text):
        return text
    return text.translate(_RAISED if node.tag == "sup" else _LOWERED)
