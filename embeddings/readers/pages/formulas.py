"""MathML in a line: a fraction as 1/2, a power in raised signs, no two figures glued."""

import re
from collections.abc import Callable, Sequence

from embeddings.readers.pages.inline import at_height
from embeddings.readers.pages.tokens import words
from embeddings.readers.pages.trees import Node

_UNSEEN = str.maketrans("", "", "\u2061\u2062\u2063\u2064\u200b")
_ROWS = words("math mrow mstyle mpadded mn mi mo mtext ms")
_SIMPLE = re.compile(r"[\w.,]*")
_SPACE = re.compile(r"\s+")


def written(math: Node) -> str:
    """Return a formula in one line; one that cannot be is left as the page describes it."""
    try:
        return _of(math)
    except ValueError:
        described = math.get("alttext") or "".join(_annotations(math)[:1])
        return _folded(described or " ".join(math.itertext()))


def _annotations(math: Node) -> list[str]:
    return ["".join(one.itertext()) for one in math.iter("annotation") if one.text]


def _of(node: Node) -> str:
    """Return an element in one line.

    Raises:
        ValueError: it is laid out in a way that a line cannot show.
    """
    if node.tag in _ROWS:
        return _joined([(node.text or ""), *(_of(one) for one in node)])
    if node.tag == "semantics" and len(node):
        return _of(node[0])
    if node.tag == "mspace":
        return " "
    if node.tag == "msqrt":
        return f"√({_joined([_of(one) for one in node])})"
    counts, write = _LAYOUTS.get(node.tag, (0, _unknown))
    if len(node) != counts or not counts:
        raise ValueError(node.tag)
    return write([_of(one) for one in node])


def _unknown(parts: Sequence[str]) -> str:
    raise ValueError(parts)


def _fraction(parts: Sequence[str]) -> str:
    return "/".join(one if _SIMPLE.fullmatch(one) else f"({one})" for one in parts)


def _power(parts: Sequence[str]) -> str:
    return parts[0] + at_height(parts[1], "sup")


def _index(parts: Sequence[str]) -> str:
    return parts[0] + at_height(parts[1], "sub")


def _both(parts: Sequence[str]) -> str:
    return parts[0] + at_height(parts[1], "sub") + at_height(parts[2], "sup")


_LAYOUTS: dict[str, tuple[int, Callable[[Sequence[str]], str]]] = {
    "mfrac": (2, _fraction),
    "msup": (2, _power),
    "msub": (2, _index),
    "msubsup": (3, _both),
}


def _joined(parts: Sequence[str]) -> str:
    """Return the parts in a row, a space between two figures: 1 1/2 is not 11/2."""
    line = ""
    for part in (_folded(one) if one.strip() else one[:1] for one in parts):
        line += " " if line[-1:].isdigit() and part[:1].isdigit() else ""
        line += part
    return line if not line.strip() else _folded(line)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_UNSEEN)).strip()
