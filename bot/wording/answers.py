"""What an answer and a refusal say around their quotes."""

from collections.abc import Callable
from datetime import datetime

from bot.answering.schema import Answer, RefusalReason, Reply
from bot.answering.understanding.periods import DateWindow
from bot.languages import say
from bot.wording.coverage import articles
from bot.wording.dates import clock_time, span
from embeddings.syncing.coverage import Coverage

REFUSALS = {
    RefusalReason.QUESTION_EMPTY: "There is no question yet. Ask one in a sentence.",
    RefusalReason.QUESTION_TOO_LONG: (
        "That question is too long. Ask it in at most {max_question_chars} characters."
    ),
    RefusalReason.QUESTION_NOT_UNDERSTOOD: (
        "That question names nothing to look for. Ask about a person, a place or an event."
    ),
    RefusalReason.INDEX_EMPTY: "There is no coverage here yet, so there is nothing to quote.",
    RefusalReason.NOTHING_RELEVANT: "The coverage does not answer this.",
    RefusalReason.NOTHING_MATCHES: (
        "No article here is of that outlet, author, section and language. Leave one of them out."
    ),
    RefusalReason.NOTHING_IN_WINDOW: "The coverage has nothing that was published then.",
    RefusalReason.OUTSIDE_WINDOW: "Nothing published then, or naming that date, answers this.",
    RefusalReason.DATES_REVERSED: (
        "I understood those dates as {span}, which ends before it begins. Put the earlier one "
        "first."
    ),
    RefusalReason.DATE_NOT_UNDERSTOOD: (
        "I cannot read the date in “{words}”. Write it like since:2022-03-01, or "
        'since:"March 2022".'
    ),
    RefusalReason.NAME_NOT_IN_COVERAGE: "The coverage never mentions {words}.",
    RefusalReason.QUOTE_NOT_ALLOWED: (
        "The coverage answers this, but the outlet allows no quote of this length."
    ),
}
INDEX_EMPTY = REFUSALS[RefusalReason.INDEX_EMPTY]
ASKED = "Asked"
ASKED_ABOUT = "Asked about a message"
NEAREST = "Nearest headlines"
READ_THERE = "Read it there"
WITHHELD = "The outlet allows no quote of this length. Read it there"
NO_ROOM = "There was no room to quote from these. Read it there"
NOT_MORE = "The outlet allows no more of this article to be shown at a time. Read it there."
QUOTED_WORD_FOR_WORD = "Quoted word for word"
MATCH = "match {percent} %"
SEARCHED = "Searched: {span}"
FROM_OUTSIDE = "not known to be published then: the article names the date"
COVERAGE_TO = "coverage to {day}, {articles}"
COVERAGE_UNDATED = "coverage of {articles}"
NOT_PROVEN = "A quote could not be shown here exactly as printed. Read it at the source"
CANNOT_READ = "I cannot read that message. Mention me in it, or use /ask."
TROUBLE = "Something went wrong on my side, and it has been logged. Please try again later."


def refusal(
    reason: RefusalReason,
    *,
    max_question_chars: int,
    words: str = "",
    window: DateWindow | None = None,
) -> str:
    """Return the sentence for a refusal; `words` and `window` are what it is about."""
    shown = span(window) if window else ""
    return say(REFUSALS[reason], max_question_chars=max_question_chars, words=words, span=shown)


def nearest(reason: RefusalReason) -> str:
    """Return what is said above the headlines that a refusal points to."""
    return say(READ_THERE if reason is RefusalReason.QUOTE_NOT_ALLOWED else NEAREST)


def searched(reply: Reply, instant: Callable[[datetime], str] = clock_time) -> list[str]:
    """Return what is said of the window that a reply comes from; nothing where there is none."""
    if reply.window is None or reply.window.is_reversed:
        return []
    outside = isinstance(reply, Answer) and reply.outside_window
    line = say(SEARCHED, span=span(reply.window, instant))
    return [line, say(FROM_OUTSIDE)] if outside else [line]


def freshness(coverage: Coverage | None, day: Callable[[str], str]) -> list[str]:
    """Return what is said of the coverage under a reply; `day` writes a date published."""
    if coverage is None or not coverage.articles:
        return []
    count = articles(coverage.articles)
    if coverage.newest is None:
        return [say(COVERAGE_UNDATED, articles=count)]
    return [say(COVERAGE_TO, day=day(coverage.newest), articles=count)]


def match(score: float) -> str:
    """Return the score, 0..1, as readers see it."""
    return say(MATCH, percent=round(score * 100))
