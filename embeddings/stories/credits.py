"""Whose copy an article says that it prints: datelines, bylines, credit lines, rights.

Only what signs an article counts. An agency that is quoted in its text ("told Reuters"), that
helped ("with files from") or whose picture it prints is not credited with the words.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from embeddings.schema import Article
from embeddings.stories.agencies import MAX_INITIALS, is_agency, plain

OUTER_LINES = 3
"""Credits stand in so many of the first and of the last lines of an article."""
MAX_LINE_CHARS = 100
MAX_LONG_LOWER_CASE = 1
"""A place and a date are capitalised words, figures, short words, and perhaps a month."""
_SHORT = 3

_BETWEEN = re.compile(r"\s*[,/|;•&]\s*|\s+(?:and|und|et|y|e|[-–—])\s+")
_BESIDE = re.compile(r"\s*[,/|;•&()]\s*|\s+(?:of|for|via|in|and|[-–—])\s+|^by\s+", re.IGNORECASE)
_POST = re.compile(
    r"\s+(?:staff|(?:staff )?(?:writers?|reporters?|correspondents?)|newsroom|desk|editors?"
    r"|(?:news )?agency|wire)$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"(?P<before>[^()/\n]{0,60}?)(?:\((?P<round>[^()\n]{2,60})\)|/(?P<slashed>[^()/\n]{2,30})/)"
    r"\s*(?P<after>.?)"
)
_BEFORE_DASH = re.compile(r"(?P<names>[^()\n]{2,60}?)\s+[-–—]{1,2}\s")
_AT_THE_END = re.compile(r"(?:\((?P<round>[^()\n]{2,60})\)|[-–—]{1,2}\s*(?P<dashed>[^\n]{2,40}))$")
_LED = re.compile(
    r"^\W*(?:source|credit|agency|by|von|par|por|di|quelle)\b\s*:?\s+", re.IGNORECASE
)
_OWNED = re.compile(r"^\W*(?:©|\(c\)\s|copyright\b)", re.IGNORECASE)
_UP_TO_STOP = r"(?:[^.\n]|\.(?=\w)){1,120}"
_REPUBLISHED = re.compile(
    r"\b(?:this|the) (?:article|story|report|piece|post|column|interview)\b[^.\n]{0,20}"
    rf"\b(?:originally|first) (?:published|appeared|ran)\b({_UP_TO_STOP})"
    rf"|^\W*(?:re(?:published|printed)|courtesy)\b({_UP_TO_STOP})",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\b(?:photo|image|picture|video|graphic|illustration)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credits:
    """How an article is signed, in plain names.

    `datelines` open its text, `bylines` are its authors, `alone` lines or brackets of names only;
    `owners` are the words that say whose it is.
    """

    datelines: frozenset[str]
    bylines: frozenset[str]
    alone: tuple[frozenset[str], ...]
    owners: tuple[str, ...]

    def name(self, names: AbstractSet[str]) -> bool:
        """Say whether an outlet of those plain names is credited."""
        return (
            not names.isdisjoint(self.datelines | self.bylines)
            or any(_are_names(line, names) for line in self.alone)
            or any(_mentions(words, name) for words in self.owners for name in names)
        )


def credits_of(article: Article) -> Credits:
    """Return how an article is signed."""
    lines = [line.strip() for line in article.text[article.body_start :].split("\n")]
    lines = [line for line in lines if line]
    first, last = lines[:OUTER_LINES], lines[-OUTER_LINES:]
    outer = list(dict.fromkeys([*first, *last]))
    bylines = [*article.authors, *filter(None, map(_credit_line, outer))]
    alone = [line for line in outer if len(line) <= MAX_LINE_CHARS]
    alone += filter(None, map(_signature, last))
    return Credits(
        datelines=frozenset(name for line in first for name in _dateline(line)),
        bylines=frozenset(name for author in bylines for name in _byline(author)),
        alone=tuple(frozenset(_parts(line)) for line in alone),
        owners=tuple(_owners(article, outer)),
    )


def _are_names(line: AbstractSet[str], names: AbstractSet[str]) -> bool:
    """Say whether a line is nothing but names of outlets, one of them of `names`."""
    known = all(part in names or is_agency(part) for part in line)
    return known and not line.isdisjoint(names)


def _mentions(words: str, name: str) -> bool:
    searched = words if len(name) <= MAX_INITIALS else words.casefold()
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", searched))


def _parts(words: str) -> Iterator[str]:
    """Yield the plain names that are listed in `words`."""
    for part in _BETWEEN.split(words.strip(" .:*_[]()–—-")):
        if part.strip():
            yield plain(part)


def _dateline(line: str) -> Iterator[str]:
    """Yield who signs at the start of a line: "LINDMOOR, March 3 (AP) -", "AFP - "."""
    found = _IN_BRACKETS.match(line)
    if found and not found["after"].islower() and _is_place(found["before"]):
        yield from _parts(found["round"] or found["slashed"])
    elif found := _BEFORE_DASH.match(line):
        yield from _parts(found["names"])


def _is_place(words: str) -> bool:
    """Say whether words are a place and a date, as far as their letters tell."""
    found: list[str] = re.findall(r"[^\W\d_]+", words)
    long = [word for word in found if len(word) > _SHORT]
    return len([word for word in long if word.islower()]) <= MAX_LONG_LOWER_CASE


def _signature(line: str) -> str | None:
    """Return what is signed with at the end of a line: "(PTI)", "-- IANS"."""
    found = _AT_THE_END.search(line)
    return (found["round"] or found["dashed"]) if found else None


def _credit_line(line: str) -> str | None:
    """Return who is named in a line that is a credit: "By Ada Quist, Associated Press"."""
    led = _LED.match(line)
    return line[led.end() :] if led and len(line) <= MAX_LINE_CHARS else None


def _byline(author: str) -> Iterator[str]:
    """Yield the names in what an author is called: "Reuters Staff", "Ada Quist of dpa"."""
    for part in _BESIDE.split(author.strip()):
        for name in {part, _POST.sub("", part)} - {""}:
            yield plain(name)
            if name == author.strip() and len(name) <= MAX_INITIALS:
                yield name.upper()


def _owners(article: Article, lines: Iterable[str]) -> Iterator[str]:
    """Yield the words that say whose the text is; those on pictures are left out."""
    if article.rights:
        clauses = re.split(r"[;|\n]|\.\s", article.rights)
        yield from (clause for clause in clauses if not _PICTURE.search(clause))
    for line in lines:
        if _OWNED.match(line) and not _PICTURE.search(line):
            yield line
        for found in _REPUBLISHED.finditer(line):
            yield found[1] or found[2]
