"""Tells the furniture of a page (credits, share lines, notices) from what an article says.

Only whole paragraphs, lines or sentences are set aside, and only by what they say themselves and
where they stand: nothing is removed from the text, so offsets stay as they are.
"""

import re
from collections.abc import Iterable, Sequence

from embeddings.text.signs import BEHIND, BULLETS, STOPS
from embeddings.text.stamps import is_clock, is_stamp

_NAMES = (
    r"(?-i:(?:[^\W_a-zß-öø-ÿ][^\s,/&|()\[\]]*|of|the|and|for|via|by|de|la|van|von|dpa|epa)"
    r"(?:[\s,/&|()\[\]]+|$))+$"
)
"""Nothing but names, to the end: words with a capital or a figure, and what joins them."""
_PICTURE = r"(?:photo|image|picture|video|illustration|graphic)s?\s*"
_CREDIT = re.compile(
    rf"^\W*(?:{_PICTURE}(?:credits?\s*|courtesy\s*)?(?::|/\s*(?-i:[A-Z]))"
    rf"|{_PICTURE}(?:credits?|courtesy|by)\s+{_NAMES}"
    rf"|credits?\s*:|©|\(c\)\s|copyright\s+(?:©|\(c\)|{_NAMES})|all rights reserved\b)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"^[^\w\"“„«]*(?:share this\b|share on\b|follow us\b"
    r"|subscribe(?:\W*$| (?:to|now|today)\b)"
    r"|sign up(?:\W*$| (?:here|now|today|below)(?:\W*$|[.!,:]| (?:for|to|and)\b)"
    r"| (?:for|to) (?:our|my|free)\b"
    r"| (?:for|to) [^.?!]*\b(?:newsletter|briefing|alert|update|e-?mail|digest)s?\W*$)"
    r"|advertisement\b(?! (?-i:[a-z]))"
    r"|read more\b|read also\b|related\s*:|see also\b|more on\b[^.?!]*:|click here\b"
    r"|support our journalism\b|(?:story|article) continues (?:below|after)\b"
    r"|(?:get|receive)\b[^.?!]*\byour inbox\b|you (?:may|might) also like\b"
    r"|(?-i:READ|WATCH|LISTEN|ALSO READ)\s*:|click to share\b)",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\ball rights reserved\b"
    r"|\bviews\b.{0,80}\bexpressed in this (?:publication|article|commentary|piece)\b"
    r"|\bdoes not take (?:specific )?policy positions\b",
    re.IGNORECASE | re.DOTALL,
)
_NAME = r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*|de|la|van|von|der|bin|al)"
_PROFESSION = re.compile(
    rf"^\W*(?:About the author\W+)?(?P<name>{_NAME}(?: {_NAME})+) is (?:an?|the) "
    r"(?:[^.]|\b[A-Z]\.){0,80}?\b(?:journalist|reporter|writer|columnist|correspondent|contributor|author|editor|associate"
    r"|fellow|professor|lecturer|researcher|scholar|analyst)\b"
)
_OCCUPIED = r"(?:is (?:an?|the)|writes|covers|reports)\b"
_SAID = re.compile(r"\b(?:said|says|told)\b")
_TERMINAL = re.compile(rf"[{STOPS}:;：；]{BEHIND}")
_UNFINISHED = re.compile(r"[,–—-]$")
_ITEM = re.compile(rf"[\d{BULLETS}]")
_WORD = re.compile(r"\w")
_CAPITAL = re.compile(r"[\"“„«»‘「『¿¡]|[^\W\d_]")
MAX_HEADING_CHARS = 100
MAX_FIRST_LINE_CHARS = 70
MAX_FIRST_LINE_SHARE = 0.6
"""How long a heading may be beside the longest line of the paragraph that it stands in."""
MAX_FURNITURE_CHARS = 200
TAIL_PARAGRAPHS = 5
MIN_BODY_PARAGRAPHS = 4
"""An author is described in the last paragraphs of an article, after so many of its body."""


def is_notice(sentence: str) -> bool:
    """Say whether a sentence opens a notice: rights, disclaimers."""
    return bool(_NOTICE.search(sentence))


def is_boilerplate(sentence: str) -> bool:
    """Say whether a sentence is a credit, a share line, a stamp or a notice."""
    if _CREDIT.search(sentence) or is_notice(sentence):
        return True
    short = len(sentence) <= MAX_FURNITURE_CHARS
    return short and (bool(_FURNITURE.search(sentence)) or is_stamp(sentence))


def is_heading(paragraph: str) -> bool:
    """Say whether a paragraph is a heading: one short line that does not end like a sentence.

    A line that starts with a figure or with the sign of a list is none; a row of signs is, and a
    time of the day. A tab parts the columns of a table.
    """
    line = paragraph.strip()
    if "\n" in line or "\t" in line or len(line) > MAX_HEADING_CHARS:
        return False
    if not _WORD.search(line) or is_clock(line):
        return True
    return not (_ITEM.match(line) or _TERMINAL.search(line))


def heading_length(paragraph: str) -> int:
    """Return how many characters of `paragraph` are a heading line above the rest, 0 if none.

    It is clearly shorter than the longest line and the next one starts anew, so that hard-wrapped
    prose keeps its first line.
    """
    first, newline, rest = paragraph.partition("\n")
    line, below = first.strip(), rest.lstrip()
    if not newline or len(line) > MAX_FIRST_LINE_CHARS or _UNFINISHED.search(line):
        return 0
    starts_anew = _CAPITAL.match(below) and not below[0].islower()
    longest = max(map(len, paragraph.split("\n")))
    if not (is_heading(line) and starts_anew and len(line) < MAX_FIRST_LINE_SHARE * longest):
        return 0
    return len(first) + len(newline)


def author_notes(paragraphs: Sequence[str], authors: Iterable[str]) -> set[int]:
    """Return the numbers of the paragraphs that say who wrote the article.

    At its end everything from such a paragraph on belongs to it. Elsewhere only those do that
    describe one of `authors`: whoever else is described there is in the news.
    """
    known = _opening_with(authors)
    notes: set[int] = set()
    body: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        named = known.match(paragraph) if known else None
        at_the_end = number >= len(paragraphs) - TAIL_PARAGRAPHS
        if at_the_end and len(body) >= MIN_BODY_PARAGRAPHS:
            rest = _body(paragraphs[number:])
            if named or _describes_writer(paragraph, before=body, rest=rest):
                return notes | set(range(number, len(paragraphs)))
        if named and _PROFESSION.match(paragraph):
            notes.add(number)
        else:
            body += _body([paragraph])
    return notes


def _opening_with(authors: Iterable[str]) -> re.Pattern[str] | None:
    """Return what matches a paragraph that opens with what one of the authors does."""
    names = "|".join(re.escape(name) for name in authors)
    return re.compile(rf"^\W*(?:{names}) {_OCCUPIED}", re.IGNORECASE) if names else None


def _describes_writer(paragraph: str, *, before: Sequence[str], rest: Sequence[str]) -> bool:
    """Say whether a paragraph describes somebody who writes and is not in the news.

    Whoever is has been named in the body `before` or is asked something in the `rest` of it.
    """
    described = _PROFESSION.match(paragraph)
    if not described:
        return False
    surname = re.compile(rf"\b{re.escape(described['name'].split()[-1])}\b")
    return not (any(map(surname.search, before)) or any(map(_SAID.search, rest)))


def _body(paragraphs: Iterable[str]) -> list[str]:
    return [one for one in paragraphs if not (is_heading(one) or is_boilerplate(one))]
