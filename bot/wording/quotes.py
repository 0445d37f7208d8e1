"""What is said of words that somebody looked up."""

from collections.abc import Callable

from bot.answering.quotes.lookup import MAX_CHARS, MIN_CHARS, MIN_WORDS
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    NearQuote,
    Unusable,
)
from bot.languages import say
from bot.wording.answers import INDEX_EMPTY
from bot.wording.dates import day

NO_WORDS_IN_MESSAGE = "That message has no words to look up."
LOOKED_UP = "Looked up"
EXACT = "These words are in the coverage."
TIMES = "They are in this article {times} times; the first is shown."
ALSO_IN = "Other articles have them too ({count})"
ALSO_IN_AT_LEAST = "Other articles have them too (at least {count})"
EARLIER = (
    "These words stood in an earlier version of this article{until}. It does not have them any "
    "more."
)
UNTIL = ", until {day}"
NEAR = "These words are not in the coverage, but words like them are."
NEAR_WORDS = "{kept} of {count} words are the same, in the same order."
SAME_WORDS = "The words are the same; marks, accents or a part of a word differ."
COMPARED = "Compared with what was printed"
PRINTED_ONLY = "printed there, but not in the quote"
PASTED_ONLY = "in the quote, but not printed there"
MORE_DIFFERENCES = "… and more that finds no room here."
ABSENT = "These words are not in the coverage, and none like them were found."
IN_HEADLINE = "These words are in a headline, not in the text of an article."
HEADLINES = "Headlines with these words"
IN_PARTS = (
    "These words are not together in the coverage. Looked up one by one, {found} of {count} "
    "sentences are:"
)
NOT_FOUND = "Not found, or too short to look up"
UNUSABLE = {
    Unusable.WORDS_EMPTY: "There are no words to look up. Paste the words somebody quotes.",
    Unusable.WORDS_TOO_SHORT: (
        f"That is too short to look up. Paste at least {MIN_WORDS} words of at least {MIN_CHARS} "
        "characters together."
    ),
    Unusable.WORDS_TOO_LONG: (
        f"That is too long to look up. Paste at most {MAX_CHARS} characters."
    ),
    Unusable.INDEX_EMPTY: INDEX_EMPTY,
}


def verdict(
    reply: ExactQuote | EarlierQuote | NearQuote, written: Callable[[str], str] | None = None
) -> str:
    """Return what is said above the place of words that were found, or of words near them.

    `written` writes a date.
    """
    if isinstance(reply, EarlierQuote):
        until = say(UNTIL, day=(written or day)(reply.until)) if reply.until else ""
        return say(EARLIER, until=until)
    if isinstance(reply, ExactQuote):
        exact = say(EXACT)
        return exact if reply.times == 1 else f"{exact} {say(TIMES, times=reply.times)}"
    if reply.kept == reply.count and not reply.loses_words:
        return f"{say(NEAR)} {say(SAME_WORDS)}"
    return f"{say(NEAR)} {say(NEAR_WORDS, kept=reply.kept, count=reply.count)}"


def absence(reply: AbsentQuote) -> str:
    """Return what is said of words that are nowhere as a whole."""
    if not reply.parts:
        return say(ABSENT)
    return say(IN_PARTS, found=len(reply.found), count=len(reply.parts))


def also_in(reply: ExactQuote) -> str:
    """Return what is said above the other articles that have the words."""
    label = ALSO_IN_AT_LEAST if reply.at_least else ALSO_IN
    return say(label, count=reply.other_count)
