"""What is said of an article: under a quote, on its card, and where it changed."""

from collections.abc import Sequence

from bot.languages import Plural, say, say_count
from embeddings.schema import Genre

UNDATED = "undated"
UPDATED_ON = "updated {moment}"
UPDATED_SINCE = "Updated since quoted: the article changed"
CHANGE_SEEN = ", seen on {moment}"
SAYS_UPDATED = "; it says that it was updated on {moment}"
UNCHANGED_SINCE = "The quoted words are unchanged. This is where they stand now."
DROPPED_SINCE = "The quoted words are not in the article any more. This is how it read."
REMOVED_SINCE = "The article is not in the coverage any more. This is how it read."
AS_QUOTED = "As it was quoted"
AS_NOW = "As it reads now"
WHAT_CHANGED = "What changed"
THEN_ONLY = "as it was quoted"
NOW_ONLY = "as it reads now"
NO_ROOM_FOR_BOTH = "The other version finds no room here."
GENRES = {Genre.OPINION: "Opinion", Genre.LIVE: "Live", Genre.CORRECTION: "Correction"}
"""How readers are told what is no plain news."""
SOURCE_LINE_SEPARATOR = " · "
SAID_BY = "said by {name}"
ALSO_CARRIED_BY = "also carried by {names}"
AND_MORE = Plural("and {count} more", "and {count} more")
MAX_CARRIERS_NAMED = 3
READ = "Read it in the article"
OPEN = "Open the article"
MORE_CONTEXT = "More context"
PREVIOUS = "Previous passage"
NEXT = "Next passage"
PASSAGE_OF = "Passage {number} of {count}"
CONTEXT = "In context"
NO_PASSAGES = "This article holds no passage that can be quoted."
ARTICLE_GONE = "This article is not in the archive any more."
TAKEN_DOWN = "This article was taken down on {moment}. It is not shown any more."
OTHER_OUTLET = (
    "This is from an outlet that is not searched in this channel, so it is not shown here."
)
NO_SOURCE = "No article matches that. Try a word of its headline."
MATCHES = "Several articles match"
CHOOSE_SOURCE = "Choose an article to open"


def genre(found: Genre | None) -> str:
    """Return what readers are told of a genre; nothing of plain news."""
    return say(GENRES.get(found, "")) if found else ""


def section_beside(found: Genre | None, section: str | None) -> str:
    """Return an article's section, unless it only says the marked genre again."""
    same = section is not None and section.casefold() == genre(found).casefold()
    return "" if same or section is None else section


def updated_since(seen: str, updated: str) -> str:
    """Return what is said of an article that changed; both dates, as shown, may be unknown."""
    parts = [
        say(UPDATED_SINCE),
        say(CHANGE_SEEN, moment=seen) if seen else "",
        say(SAYS_UPDATED, moment=updated) if updated else "",
    ]
    return "".join([*parts, "."])


def said_by(names: Sequence[str]) -> str:
    """Return who says what is quoted in an excerpt, one after the other."""
    return SOURCE_LINE_SEPARATOR.join(say(SAID_BY, name=name) for name in names)


def also_carried_by(names: Sequence[str]) -> str:
    """Return who prints the same words, the first few by name."""
    named = ", ".join(names[:MAX_CARRIERS_NAMED])
    line = say(ALSO_CARRIED_BY, names=named)
    more = len(names) - MAX_CARRIERS_NAMED
    return f"{line} {say_count(AND_MORE, more)}" if more > 0 else line
