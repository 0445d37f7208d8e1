"""What stands inside a line: quotation signs, raised and lowered characters, what is withdrawn."""

import re

from embeddings.readers.pages.tokens import words
from embeddings.readers.pages.trees import Node

_NOTE = re.compile(r"\[?(?:\d{1,3}|[a-z*†‡])\]?")
_WITHDRAWN = frozenset(("del", "s", "strike"))
_WITHDRAWN_CLASSES = words("strike strikethrough line-through")
_INLINE = words("a b em font i ins small span strong u")
_QUOTES = {"de": "„“‚‘", "fr": "«»“”", "es": "«»“”", "it": "«»“”", "": "“”‘’"}
"""The outer and inner signs that browsers put around <q>, by language; "" is all others."""
_HEIGHT = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-−–=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_SMALL = re.compile(r"(?=.*\d)[\d+\-−–=()ni]+|[+\-−–=()]+|[ni]", re.ASCII)
_BESIDE = re.compile(r"\[\d+\]|[.,]\d+")
"""Marks of notes, and the pence of a price: no powers."""


def is_withdrawn(node: Node) -> bool:
    """Say whether a node is no word of the article: struck out, or the mark of a footnote."""
    if node.tag == "a" and node.get("href", "").startswith("#"):
        return bool(_NOTE.fullmatch("".join(node.itertext()).strip()))
    if "line-through" in node.get("style", "") or node.tag in _WITHDRAWN:
        return True
    if node.tag in _INLINE and not _WITHDRAWN_CLASSES.isdisjoint(node.get("class", "").split()):
        return True
    return node.tag == "sup" and any(a.get("href", "").startswith("#") for a in node.iter("a"))


def quotation_signs(language: str | None, depth: int) -> str:
    """Return the two signs around a <q> that is `depth` of them deep (the outermost is 1)."""
    signs = _QUOTES.get((language or "").lower()[:2], _QUOTES[""])
    return signs[:2] if depth % 2 else signs[2:]


def height_of(node: Node) -> str | None:
    """Return "sup" or "sub" for what stands above or below its line, None for all else."""
    if node.tag in ("sup", "sub"):
        return str(node.tag)
    found = _HEIGHT.search(node.get("style", "")) if node.tag == "span" else None
    return found[1].lower()[:3] if found else None


def raised_or_lowered(node: Node) -> str:
    """Return the text of <sup> or <sub>: figures keep their height, letters (5th) are letters.

    10 to the sixth must not become 106, nor 10 to the power of 6.5 become 106.5.
    """
    text = "".join(node.itertext()).strip(" \n")
    height = height_of(node) or "sup"
    if _SMALL.fullmatch(text):
        return at_height(text, height)
    is_figure = any(sign.isdigit() for sign in text) and not _BESIDE.fullmatch(text)
    return at_height(text, height) if is_figure and _is_behind_word(node) else text


def at_height(text: str, height: str) -> str:
    """Return `text` in raised or lowered signs, or marked as such where there are none."""
    table = _RAISED if height == "sup" else _LOWERED
    if text and all(ord(sign) in table for sign in text):
        return text.translate(table)
    return f"{'^' if height == 'sup' else '_'}({text})"


def _is_behind_word(node: Node) -> bool:
    before, parent = node.getprevious(), node.getparent()
    said = (before.tail or "".join(before.itertext())) if before is not None else parent.text
    last = (said or "")[-1:]
    return last.isalnum() or last == ")"
