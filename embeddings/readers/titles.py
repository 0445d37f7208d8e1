"""A title for text that comes without one: its first line if it reads like a headline."""

import re

from embeddings.schema import Article
from embeddings.segmentation import sentences
from embeddings.text.paragraphs import paragraphs
from embeddings.text.signs import BEHIND, BULLETS, END

MAX_TITLE_CHARS = 140
MAX_TITLE_WORDS = 20
_SENTENCE_END = re.compile(rf"[.:;,…。｡．：；，、۔।॥։።။។]{BEHIND}")
_ENDED = re.compile(END)
_CREDIT = re.compile(r"\b(photo|image|picture|credit|©)", re.IGNORECASE)
_LIST_SIGN = re.compile(rf"[{BULLETS}]")
_BLANK = "\u200b\u2060"
"""Signs without width that exports put where nothing stands."""
_LETTER = re.compile(r"[^\W\d_]")


def title_of(text: str, name: str) -> str:
    """Return the first line of `text` if it reads like a headline, else `name` made readable."""
    return first_line_title(text) or _readable(name)


def body_after_title(text: str) -> int:
    """Return the offset at which the body begins: after a headline in the text, else 0."""
    title = first_line_title(text)
    return text.index(title) + len(title) if title else 0


def first_line_title(text: str) -> str | None:
    """Return the first line if it reads like a headline: short, alone, and no sentence."""
    line = _opening(text)
    if not _LETTER.search(line):
        return None
    if len(line) > MAX_TITLE_CHARS or len(line.split()) > MAX_TITLE_WORDS:
        return None
    if _SENTENCE_END.search(line) or _CREDIT.search(line) or _LIST_SIGN.match(line):
        return None
    return None if _is_prose(line) else line


def _is_prose(line: str) -> bool:
    """Say whether several sentences stand in a line, whatever sign the last one ends with."""
    if not _ENDED.search(line):
        return False
    return len(sentences(Article(id="", text=line, title=""))) > 1


def _opening(text: str) -> str:
    """Return the first paragraph if it is one line and another follows it, else nothing."""
    spans = paragraphs(text)
    line = text[slice(*spans[0])] if len(spans) > 1 else ""
    return "" if "\n" in line else line.strip(_BLANK)


def _readable(name: str) -> str:
    return " ".join(re.sub(r"[-_]+", " ", name).split()) or name
