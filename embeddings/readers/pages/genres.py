"""Loose words for kinds of writing (`op-ed`, `LiveBlogPosting`) to a Genre."""

import re

from embeddings.schema import Genre

_WORDS = {
    Genre.NEWS: (
        "news",
        "newsarticle",
        "reportagenewsarticle",
        "reportage",
        "newsreport",
        "breakingnews",
        "hardnews",
    ),
    Genre.OPINION: (
        "opinion",
        "opinions",
        "opinionnewsarticle",
        "oped",
        "opinioneditorial",
        "commentary",
        "comment",
        "editorial",
        "editorials",
        "column",
        "leader",
        "viewpoint",
        "perspective",
        "reviewnewsarticle",
    ),
    Genre.LIVE: ("live", "liveblog", "liveblogposting", "liveupdates", "livecoverage", "ticker"),
    Genre.CORRECTION: (
        "correction",
        "corrections",
        "correctionsandclarifications",
        "clarification",
        "clarifications",
        "erratum",
        "errata",
        "retraction",
    ),
}
_BY_WORD = {word: genre for genre, words in _WORDS.items() for word in words}
_TELLING_SECTIONS = frozenset((Genre.OPINION, Genre.CORRECTION))
"""A section named Live may be one of concerts; one named News says nothing of what is in it."""
_SIGNS = re.compile(r"[\W_]+")


def genre_of(word: str) -> Genre | None:
    """Return the Genre that `word` stands for, None where it stands for no kind known here."""
    bare = word.rpartition("schema.org/")[2]
    return _BY_WORD.get(_SIGNS.sub("", bare.replace("&", "and")).lower())


def genre_of_section(section: str) -> Genre | None:
    """Return the Genre of everything in a section of that name, None where it says nothing."""
    genre = genre_of(section)
    return genre if genre in _TELLING_SECTIONS else None
