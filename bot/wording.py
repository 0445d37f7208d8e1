"""Every fixed word the bot says, in the terminal and on Discord; quotes are never among them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot.answering.quotes.lookup import MAX_CHARS, MIN_CHARS, MIN_WORDS
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    NearQuote,
    Unusable,
)
from bot.answering.schema import Answer, RefusalReason, Reply
from bot.answering.understanding.periods import DateWindow
from embeddings.schema import Genre
from embeddings.syncing.alarms import Alarm, AlarmKind
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
NEAREST = "Nearest headlines"
READ_THERE = "Read it there"
WITHHELD = "The outlet allows no quote of this length. Read it there"
NOT_MORE = "The outlet allows no more of this article to be shown at a time. Read it there."
QUOTED_WORD_FOR_WORD = "Quoted word for word"
MATCH = "match {percent} %"
SEARCHED = "Searched: {span}"
FROM_OUTSIDE = "not known to be published then: the article names the date"
FROM_TO = "{since} to {until}"
FROM = "{since} and later"
UP_TO = "{until} and earlier"
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
COVERAGE_TO = "coverage to {day}, {articles}"
COVERAGE_UNDATED = "coverage of {articles}"
ARTICLES = ("{count:,} article", "{count:,} articles")
ALARMS = {
    AlarmKind.FAILING: "Alarm: {name} has not been read with success since {moment}.",
    AlarmKind.SILENT: "Alarm: {name} has brought no new article since {moment}.",
}
ALARM_NEVER = "Alarm: {name} has never been read with success."
ALARM_OVER = "Over: {name} is no alarm any more."
MORE_ALARMS = "… and {count} more. 'pullquote status' prints all."
SOURCE_LINE_SEPARATOR = " · "
SAID_BY = "said by {name}"
ALSO_CARRIED_BY = "also carried by {names}"
AND_MORE = "and {count} more"
MAX_CARRIERS_NAMED = 3

READ = "Read it in the article"
OPEN = "Open the article"
MORE_CONTEXT = "More context"
PREVIOUS = "Previous passage"
NEXT = "Next passage"
PASSAGE_OF = "Passage {number} of {count}"
CONTEXT = "In context"
NO_PASSAGES = "This article holds no passage that can be quoted."

NOT_PROVEN = "A quote could not be shown here exactly as printed. Read it at the source"
ARTICLE_GONE = "This article is not in the archive any more."
TAKEN_DOWN = "This article was taken down on {moment}. It is not shown any more."
NO_VERSION = "No article has or had that version: 'pullquote ask --json' prints versions."
NO_SOURCE = "No article matches that. Try a word of its headline."
MATCHES = "Several articles match"
CANNOT_READ = "I cannot read that message. Mention me in it, or use /ask."
TROUBLE = "Something went wrong on my side, and it has been logged. Please try again later."

ASK = "Ask the coverage; the answer is quoted word for word"
ASK_QUESTION = "Your question"
ASK_VISIBILITY = "Who sees the answer"
ONLY_ME = "only me"
EVERYONE = "everyone here"
ASK_SINCE = "Published on this day or later: 2022-03-01, March 2022, last week"
ASK_UNTIL = "Published on this day or earlier: 2022-03-31, March 2022, yesterday"
ASK_OUTLET = "Only articles of this outlet"
SOURCE = "Look an article up and read its passages"
SOURCE_QUERY = "A headline, author, outlet, address, date or words"

COVERAGE = "See what the coverage holds: how many articles, from when, of which outlets"
COVERAGE_TITLE = "What the coverage holds"
COVERAGE_FROM_TO = "{articles}, published {first} to {last}"
COVERAGE_UNDATED_TOO = "{count:,} of them undated"
OUTLETS = "Outlets"
NO_OUTLET = "no outlet named"
HAS_ARTICLES = "{name}: {articles}"
SOURCES = "Where they come from"
SOURCE_WITHOUT_NAME = "a folder"
NEWEST_OF = "newest {day}"
LAST_READ = "last read {moment}"
NEVER_READ = "never read yet"
MORE_LISTED = "and {count:,} more"

QUOTE = "Find where the coverage has these words, or how they differ from what was printed"
QUOTE_WORDS = "The words somebody quotes"
FIND_QUOTE = "Find this quote"
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

WROTE_SETTING = "Wrote {line} into .env."
PUT_SETTING = "Put this line into .env, or add --write: {line}"
OVERRIDDEN = "The environment gives {name} too, which comes before .env: unset it there."

WHY = "Why this answer"
WHY_ANSWERED = "Answered: the best score {score} reaches the threshold {threshold}."
WHY_REFUSED = "Refused ({reason}): the best score {score} is below the threshold {threshold}."
WHY_NOT_SHOWN = "Refused ({reason}): nothing that was found may be shown."
WHY_NOT_SCORED = "Refused ({reason}): no score decided that."
WHY_SEARCHED = "Searched for"
WHY_TERMS = "Terms with their weights"
WHY_WITHIN = "Within"
WHY_RERANKER = "Reranker"
WHY_NO_RERANKER = "none"
WHY_FIGURES = (
    "score {score:.2f} · reranker {logit} · fused {fused:.2f} ({by_fused}) · cosine {cosine:.2f} "
    "({by_cosine}) · bm25 {bm25:.2f} ({by_bm25}) · coverage {coverage:.2f} · article {article:.2f}"
)
WHY_PLACES = "In brackets the place among all candidates by that figure alone."
WHY_SHARES = "Terms: the share of their weight that the passage holds, and its article."
WHY_PASSAGES = "Passages, best first"
WHY_WINDOWS = "What could be shown, best first"
WHY_NOTHING = "nothing"
WHY_SHOWN = "shown"
WHY_WITHHELD = "not to be quoted"
WHY_MORE = "… and {count} more"
WHY_CHANGED = (
    "The message shows something else: the coverage or the settings have changed since. This is "
    "how the question is answered now."
)
WHY_NOT_ALLOWED = "Only those who manage this server can see why an answer was given."
WHY_NOT_AN_ANSWER = "That is no answer of mine. Choose one of my answers to a question."
WHY_NO_QUESTION = (
    "I cannot find the question that this message answers: it is too long to be shown whole, or "
    "it was deleted, or I may not read it."
)


def refusal(
    reason: RefusalReason,
    *,
    max_question_chars: int,
    words: str = "",
    window: DateWindow | None = None,
) -> str:
    """Return the sentence for a refusal; `words` and `window` are what it is about."""
    shown = span(window) if window else ""
    return REFUSALS[reason].format(max_question_chars=max_question_chars, words=words, span=shown)


def nearest(reason: RefusalReason) -> str:
    """Return what is said above the headlines that a refusal points to."""
    return READ_THERE if reason is RefusalReason.QUOTE_NOT_ALLOWED else NEAREST


def clock_time(moment: datetime) -> str:
    """Return a day, with the time where it is not midnight."""
    day = f"{moment.day} {moment:%B %Y}"
    return day if _is_midnight(moment) else f"{day}, {moment:%H:%M}"


def span(window: DateWindow, instant: Callable[[datetime], str] = clock_time) -> str:
    """Return a window as people say it, its last day included; `instant` writes a time of day.

    Days are written out: as an instant, a reader in another zone would see the day before.
    """
    since, until = window.since, window.until
    first = _written(since, instant) if since else None
    last = _written(_last_day(until), instant) if until else None
    if first and last:
        return first if first == last else FROM_TO.format(since=first, until=last)
    return FROM.format(since=first) if first else UP_TO.format(until=last)


def searched(reply: Reply, instant: Callable[[datetime], str] = clock_time) -> list[str]:
    """Return what is said of the window that a reply comes from; nothing where there is none."""
    if reply.window is None or reply.window.is_reversed:
        return []
    outside = isinstance(reply, Answer) and reply.outside_window
    line = SEARCHED.format(span=span(reply.window, instant))
    return [line, FROM_OUTSIDE] if outside else [line]


def freshness(coverage: Coverage | None, day: Callable[[str], str]) -> list[str]:
    """Return what is said of the coverage under a reply; `day` writes a date published."""
    if coverage is None or not coverage.articles:
        return []
    count = articles(coverage.articles)
    if coverage.newest is None:
        return [COVERAGE_UNDATED.format(articles=count)]
    return [COVERAGE_TO.format(day=day(coverage.newest), articles=count)]


def genre(found: Genre | None) -> str:
    """Return what readers are told of a genre; nothing of plain news."""
    return GENRES.get(found, "") if found else ""


def section_beside(found: Genre | None, section: str | None) -> str:
    """Return an article's section, unless it only says the marked genre again."""
    same = section is not None and section.casefold() == genre(found).casefold()
    return "" if same or section is None else section


def updated_since(seen: str, updated: str) -> str:
    """Return what is said of an article that changed; both dates, as shown, may be unknown."""
    parts = [
        UPDATED_SINCE,
        CHANGE_SEEN.format(moment=seen) if seen else "",
        SAYS_UPDATED.format(moment=updated) if updated else "",
    ]
    return "".join([*parts, "."])


def articles(count: int) -> str:
    """Return a number of articles in words."""
    return ARTICLES[count != 1].format(count=count)


def alarm(alarm: Alarm, name: str, instant: Callable[[datetime], str] | None = None) -> str:
    """Return what is said when an alarm begins; `name` is what its source is called there."""
    if alarm.since is None:
        return ALARM_NEVER.format(name=name)
    moment = datetime.fromisoformat(alarm.since)
    return ALARMS[alarm.kind].format(name=name, moment=(instant or utc)(moment))


def alarm_over(name: str) -> str:
    """Return what is said when an alarm has ended."""
    return ALARM_OVER.format(name=name)


def utc(moment: datetime) -> str:
    """Return a moment for a log."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def day(published: str) -> str:
    """Return the day of a date published, as its source means it."""
    moment = datetime.fromisoformat(published)
    return f"{moment.day} {moment:%B %Y}"


def _written(moment: datetime, instant: Callable[[datetime], str]) -> str:
    return clock_time(moment) if _is_midnight(moment) else instant(moment)


def _last_day(until: datetime) -> datetime:
    return until - timedelta(days=1) if _is_midnight(until) else until


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second, moment.microsecond) == (0, 0, 0, 0)


def match(score: float) -> str:
    """Return the score, 0..1, as readers see it."""
    return MATCH.format(percent=round(score * 100))


def terms(weighed: Sequence[tuple[str, float]]) -> str:
    """Return the terms of a search with their weights, on one line."""
    return SOURCE_LINE_SEPARATOR.join(f"{term} {weight:.2f}" for term, weight in weighed)


def filters(given: Mapping[str, str]) -> str:
    """Return the filters of a search on one line."""
    return SOURCE_LINE_SEPARATOR.join(f"{name}: {value}" for name, value in given.items())


def decision(reply: Reply, threshold: float) -> str:
    """Return why a question was answered or refused, with the figures that decided."""
    reason = "" if isinstance(reply, Answer) else reply.reason.value.replace("_", " ")
    if reply.score is None:
        return WHY_NOT_SCORED.format(reason=reason)
    if not isinstance(reply, Answer) and reply.score >= threshold:
        return WHY_NOT_SHOWN.format(reason=reason)
    said = WHY_ANSWERED if isinstance(reply, Answer) else WHY_REFUSED
    digits = 3 if f"{reply.score:.3f}" != f"{threshold:.3f}" else 9  # where three say "equal"
    score = round(reply.score, digits)
    return said.format(reason=reason, score=score, threshold=threshold)


def said_by(names: Sequence[str]) -> str:
    """Return who says what is quoted in an excerpt, one after the other."""
    return SOURCE_LINE_SEPARATOR.join(SAID_BY.format(name=name) for name in names)


def also_carried_by(names: Sequence[str]) -> str:
    """Return who prints the same words, the first few by name."""
    named = ", ".join(names[:MAX_CARRIERS_NAMED])
    line = ALSO_CARRIED_BY.format(names=named)
    more = len(names) - MAX_CARRIERS_NAMED
    return f"{line} {AND_MORE.format(count=more)}" if more > 0 else line


def verdict(
    reply: ExactQuote | EarlierQuote | NearQuote, written: Callable[[str], str] | None = None
) -> str:
    """Return what is said above the place of words that were found, or of words near them.

    `written` writes a date.
    """
    if isinstance(reply, EarlierQuote):
        until = UNTIL.format(day=(written or day)(reply.until)) if reply.until else ""
        return EARLIER.format(until=until)
    if isinstance(reply, ExactQuote):
        return EXACT if reply.times == 1 else f"{EXACT} {TIMES.format(times=reply.times)}"
    if reply.kept == reply.count and not reply.loses_words:
        return f"{NEAR} {SAME_WORDS}"
    return f"{NEAR} {NEAR_WORDS.format(kept=reply.kept, count=reply.count)}"


def absence(reply: AbsentQuote) -> str:
    """Return what is said of words that are nowhere as a whole."""
    if not reply.parts:
        return ABSENT
    return IN_PARTS.format(found=len(reply.found), count=len(reply.parts))


def also_in(reply: ExactQuote) -> str:
    """Return what is said above the other articles that have the words."""
    label = ALSO_IN_AT_LEAST if reply.at_least else ALSO_IN
    return label.format(count=reply.other_count)
