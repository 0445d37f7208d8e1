"""What is said of the coverage, where it comes from, and what is wrong there."""

from collections.abc import Callable
from datetime import date, datetime

from bot.languages import Plural, say, say_count, spoken, written_date, written_period
from bot.wording.dates import utc
from embeddings.syncing.alarms import Alarm, AlarmKind
from embeddings.syncing.timeline import Bar, Timeline, Unit

ARTICLES = Plural("{count} article", "{count} articles")
ALARMS = {
    AlarmKind.FAILING: "Alarm: {name} has not been read with success since {moment}.",
    AlarmKind.SILENT: "Alarm: {name} has brought no new article since {moment}.",
}
ALARM_NEVER = "Alarm: {name} has never been read with success."
ALARM_OVER = "Over: {name} is no alarm any more."
MORE_ALARMS = Plural(
    "… and {count} more. 'pullquote status' prints all.",
    "… and {count} more. 'pullquote status' prints all.",
)
COVERAGE_TITLE = "What the coverage holds"
COVERAGE_FROM_TO = "{articles}, published {first} to {last}"
COVERAGE_UNDATED_TOO = Plural("{count} of them undated", "{count} of them undated")
OUTLETS = "Outlets"
NO_OUTLET = "no outlet named"
HAS_ARTICLES = "{name}: {articles}"
SOURCES = "Where they come from"
SOURCE_WITHOUT_NAME = "a folder"
NEWEST_OF = "newest {day}"
LAST_READ = "last read {moment}"
NEVER_READ = "never read yet"
MORE_LISTED = Plural("and {count} more", "and {count} more")
PER_UNIT = {
    Unit.DAY: "Articles per day",
    Unit.WEEK: "Articles per week",
    Unit.MONTH: "Articles per month",
    Unit.QUARTER: "Articles per quarter",
    Unit.YEAR: "Articles per year",
    Unit.DECADE: "Articles per decade",
}
OVER_TIME = "{per}, {first} to {last}. The most: {articles}, {peak}."
WEEK_OF = "the week of {day}"


def articles(count: int) -> str:
    """Return a number of articles in words."""
    return say_count(ARTICLES, count)


def alarm(alarm: Alarm, name: str, instant: Callable[[datetime], str] | None = None) -> str:
    """Return what is said when an alarm begins; `name` is what its source is called there."""
    if alarm.since is None:
        return say(ALARM_NEVER, name=name)
    moment = datetime.fromisoformat(alarm.since)
    return say(ALARMS[alarm.kind], name=name, moment=(instant or utc)(moment))


def alarm_over(name: str) -> str:
    """Return what is said when an alarm has ended."""
    return say(ALARM_OVER, name=name)


def over_time(timeline: Timeline) -> str:
    """Return what a picture of a timeline shows, for those who do not see it too."""
    first, last, highest = (
        _period(timeline.unit, bar)
        for bar in (timeline.bars[0], timeline.bars[-1], timeline.highest)
    )
    return say(
        OVER_TIME,
        per=say(PER_UNIT[timeline.unit]),
        first=first,
        last=last,
        articles=articles(timeline.highest.articles),
        peak=highest,
    )


def _period(unit: Unit, bar: Bar) -> str:
    day: date = bar.first_day
    if unit is Unit.DAY:
        return written_date(day, spoken())
    if unit is Unit.WEEK:
        return say(WEEK_OF, day=written_date(day, spoken()))
    if unit is Unit.DECADE:
        decade = day.year // 10 * 10
        return f"{decade}–{decade + 9}"
    return written_period(day, unit.value, spoken())
