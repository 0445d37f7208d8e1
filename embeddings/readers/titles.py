"""A title for text that comes without one: its first line if it reads like a headline."""

import re

MAX_TITLE_CHARS = 140
MAX_TITLE_WORDS = 20
_SENTENCE_END = re.compile(r"[.:;,…][\"'”’»)]*$")
_CREDIT = re.compile(r"\b(photo|image|picture|credit|©)", re.IGNORECASE)
_LIST_SIGN = re.compile(r"[*•-]")
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
    lines = text.lstrip().split("\n", 1)
    line = lines[0].strip()
    followed = len(lines) > 1 and lines[1].strip()
    alone = len(lines) > 1 and (not lines[1].split("\n", 1)[0].strip())
    if not (followed and alone and _LETTER.search(line)):
        return None
    if len(line) > MAX_TITLE_CHARS or len(line.split()) > MAX_TITLE_WORDS:
        return None
    if _SENTENCE_END.search(line) or _CREDIT.search(line) or _LIST_SIGN.match(line):
        return None
    return line


def _readable(name: str) -> str:
    return " ".join(re.sub(r"[-_]+", " ", name).split()) or name
