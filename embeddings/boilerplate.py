"""Tells the furniture of a page (credits, share lines, notices) from what an article says.

Only whole paragraphs or sentences are set aside, and only by what they say themselves: nothing is
removed from the text, so offsets stay as they are.
"""

import re

_CREDIT = re.compile(
    r"^\W*(?:(?:photo|image|picture|video|illustration|graphic)s?\s*(?:credit|courtesy|by|:|/)"
    r"|credits?\s*:|©|\(c\)\s|copyright\b(?! (?-i:[a-z]))|all rights reserved\b)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^[^\w\"“„«]*(?:share this\b|share on\b|follow us\b|subscribe\b|sign up\b"
    r"|advertisement\b(?! (?-i:[a-z]))"
    r"|read more\b|read also\b|related\s*:|see also\b|more on\b[^.?!]*:|click here\b"
    r"|support our journalism\b)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\ball rights reserved\b"
    r"|\bviews\b.{0,80}\bexpressed in this (?:publication|article|commentary|piece)\b"
    r"|\bdoes not take (?:specific )?policy positions\b"
    r"|\bis a (?:[\w-]+ )*(?:journalist|reporter|writer|columnist|correspondent|contributor)"
    r" (?:based|living|working) in\b",
    re.IGNORECASE | re.DOTALL,
)
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
MAX_HEADING_CHARS = 100
MAX_FURNITURE_CHARS = 200


def is_notice(sentence: str) -> bool:
    """Say whether a sentence opens a notice: rights, disclaimers, who the author is."""
    return bool(_NOTICE.search(sentence))


def is_boilerplate(sentence: str) -> bool:
    """Say whether a sentence is a credit, a share line or a notice."""
    if _CREDIT.search(sentence) or is_notice(sentence):
        return True
    return len(sentence) <= MAX_FURNITURE_CHARS and bool(_FURNITURE.search(sentence))


def is_heading(paragraph: str) -> bool:
    """Say whether a paragraph is a heading: one short line that does not end like a sentence."""
    line = paragraph.strip()
    if "\n" in line or len(line) > MAX_HEADING_CHARS:
        return False
    return not _TERMINAL.search(line)
