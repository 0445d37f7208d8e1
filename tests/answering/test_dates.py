"""Which times questions ask for, worked out by hand at one fixed moment, and which for none."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.understanding.dates import Understood, understand
from bot.answering.understanding.options import Options
from bot.answering.understanding.periods import Calendar, DateWindow, read_date

NOW = datetime(2022, 3, 16, 9, 30, tzinfo=UTC)  # a Wednesday
CALENDAR = Calendar(named={"the great flood": date(2022, 2, 24)}, clock=lambda: NOW)

NO_WINDOW = [
    "Who may march second?",
    "What happened to the Falcon 9?",
    "Was May asked?",
    "Who was the last Russian to launch from here?",
    "Who flew before Anna Kikina?",
    "What did the town do after the sanctions?",
    "Which rocket comes after the Atlas V?",
    "How long did the crew wait in capsules?",
    "Since when does the ferry run?",
    "since when ...",
    "In 2000 cities, who protested?",
    "How many people live in 1900 villages of the county?",
    "Is it sold in 2014 dollars?",
    "Did the crowd of 2019 people sing?",
    "What is in 2,014 boxes?",
    "How much is 2022 in roman numerals?",
    "What did Theresa say before May resigned?",
    "Who lost confidence in May?",
    "How did May's plan fail?",
    "Who took part in march and song?",
    "What did April Jones sing?",
    "What did they find in June Carter's songs?",
    "Who reads USA Today?",
    "Who hosts This Week?",
    "Who wrote Yesterday?",
    "How many people live in Lindmoor today?",
    "Is the bridge safe today?",
    "What was decided in the last week of the war?",
    "What did he do in his last year in office?",
    "Who won the last month of the season?",
    "Were there more launches than last year?",
    "What did this year's budget hold?",
    "Who paid for the last 3 months of the works?",
    "How old is a crater of more than 3 weeks ago?",
    "Was it built 65 million years ago?",
    "Who came second on Sat?",
    "Which train leaves at 20:14?",
    "What does section 2014 say?",
    "When will the Sun set?",
    "What happened at the March 2022 launch?",
    "Who scored between the posts and the bar?",
    "Did it go from bad to worse?",
    "What was said since the great flood of Norsund?",
    "What lies between May and Johnson?",
    "What is the flight from 2014 to Norsund?",
    "Who was in Room 2019?",
    "Was it 31 February 2022?",
    "Who opposed the 2003 invasion?",
    "Did the decade end?",
    "Where is after-sales service?",
    "What broke on March 3 and 4, 2022?",
    "What broke on March 3, 4 and 5?",
    "Since: a word of two meanings?",
]


@pytest.mark.parametrize("question", NO_WINDOW)
def test_an_ordinary_question_has_no_window(question: str) -> None:
    """Months that are names or verbs, and numbers that count things, are no dates."""
    understood = understand(question, CALENDAR)
    assert understood.window is None
    assert understood.search_text == question
    assert understood.unreadable is None


LOOSE = [
    ("What did Quist say in March 2022?", "2022-03-01", "2022-04-01", "in March 2022"),
    ("What opened in 2014?", "2014-01-01", "2015-01-01", "in 2014"),
    ("In the year 2014, what opened?", "2014-01-01", "2015-01-01", "In the year 2014"),
    ("What opened in March?", "2022-03-01", "2022-04-01", "in March"),
    ("What opened in April?", "2021-04-01", "2021-05-01", "in April"),
    ("what opened in may", "2021-05-01", "2021-06-01", "in may"),
    ("In May, who left?", "2021-05-01", "2021-06-01", "In May"),
    ("What opened in early Sept. 2021?", "2021-09-01", "2021-10-01", "in early Sept. 2021"),
    ("What sank on 12 March 2022?", "2022-03-12", "2022-03-13", "on 12 March 2022"),
    ("What sank on March 9, 2022?", "2022-03-09", "2022-03-10", "on March 9, 2022"),
    ("What sank on the 9th of March?", "2022-03-09", "2022-03-10", "on the 9th of March"),
    ("What sank on March 20?", "2021-03-20", "2021-03-21", "on March 20"),
    ("What sank on 2022-03-09?", "2022-03-09", "2022-03-10", "on 2022-03-09"),
    ("Who led the town during 2021?", "2021-01-01", "2022-01-01", "during 2021"),
    ("Who ran since 2014?", "2014-01-01", None, "since 2014"),
    ("Since March 2021 who ran?", "2021-03-01", None, "Since March 2021"),
    ("Who ran before 2014?", None, "2014-01-01", "before 2014"),
    ("Who ran after 2014?", "2015-01-01", None, "after 2014"),
    ("Who ran after 9 March 2021?", "2021-03-10", None, "after 9 March 2021"),
    ("Who ran until March 2021?", None, "2021-04-01", "until March 2021"),
    ("Who ran till 2019?", None, "2020-01-01", "till 2019"),
    ("Who ran before May?", None, "2021-05-01", "before May"),
    (
        "What was paid between 2006 and 2020?",
        "2006-01-01",
        "2021-01-01",
        "between 2006 and 2020",
    ),
    (
        "What was paid from March to May 2021?",
        "2021-03-01",
        "2021-06-01",
        "from March to May 2021",
    ),
    (
        "What was paid from December to March 2022?",
        "2021-12-01",
        "2022-04-01",
        "from December to March 2022",
    ),
    (
        "What was paid between November and February?",
        "2021-11-01",
        "2022-03-01",
        "between November and February",
    ),
    ("What was paid in 2014-2018?", "2014-01-01", "2019-01-01", "in 2014-2018"),
    ("What broke in May and June Carter's house?", "2021-05-01", "2021-06-01", "in May"),
    ("What broke in 2014 and 2018?", "2014-01-01", "2019-01-01", "in 2014 and 2018"),
    ("What broke in 2018 or 2014?", "2014-01-01", "2019-01-01", "in 2018 or 2014"),
    (
        "What broke in March and April 2021?",
        "2021-03-01",
        "2021-05-01",
        "in March and April 2021",
    ),
    (
        "What broke in March, May, and July 2021?",
        "2021-03-01",
        "2021-08-01",
        "in March, May, and July 2021",
    ),
    (
        "What broke in December and January 2022?",
        "2021-12-01",
        "2022-02-01",
        "in December and January 2022",
    ),
    (
        "What broke on March 9 and March 12, 2021?",
        "2021-03-09",
        "2021-03-13",
        "on March 9 and March 12, 2021",
    ),
    ("What broke since the great flood?", "2022-02-24", None, "since the great flood"),
    ("What broke after the Great Flood?", "2022-02-25", None, "after the Great Flood"),
    ("What broke 3 years ago?", "2019-01-01", "2020-01-01", "3 years ago"),
    (
        "What broke since 2019 and before 2021?",
        "2019-01-01",
        "2021-01-01",
        "since 2019 and before 2021",
    ),
]
STRICT = [
    ("What broke yesterday?", "2022-03-15", "2022-03-16", "yesterday"),
    ("What happened today?", "2022-03-16", "2022-03-17", "today"),
    ("What broke last week?", "2022-03-07", "2022-03-14", "last week"),
    ("What broke this week?", "2022-03-14", "2022-03-21", "this week"),
    ("Last month, what broke?", "2022-02-01", "2022-03-01", "Last month"),
    ("What broke this month?", "2022-03-01", "2022-04-01", "this month"),
    ("What broke last year?", "2021-01-01", "2022-01-01", "last year"),
    ("What broke this year?", "2022-01-01", "2023-01-01", "this year"),
    ("What broke last Monday?", "2022-03-14", "2022-03-15", "last Monday"),
    ("What broke last Wednesday?", "2022-03-09", "2022-03-10", "last Wednesday"),
    ("What broke since Monday?", "2022-03-14", None, "since Monday"),
    ("What broke since last week?", "2022-03-07", None, "since last week"),
    ("What broke in the past week?", "2022-03-09", "2022-03-17", "in the past week"),
    ("What broke over the last month?", "2022-02-16", "2022-03-17", "over the last month"),
    ("What broke in the last 3 days?", "2022-03-13", "2022-03-17", "in the last 3 days"),
    ("News of the past two weeks?", "2022-03-02", "2022-03-17", "the past two weeks"),
    (
        "What broke from last Monday until yesterday?",
        "2022-03-14",
        "2022-03-16",
        "from last Monday until yesterday",
    ),
    (
        "What broke between this month and last month?",
        "2022-02-01",
        "2022-04-01",
        "between this month and last month",
    ),
    ("What broke 3 days ago?", "2022-03-13", "2022-03-14", "3 days ago"),
    ("What broke a week ago?", "2022-03-07", "2022-03-14", "a week ago"),
    ("What broke two months ago?", "2022-01-01", "2022-02-01", "two months ago"),
    ("cranes after:2022-03-01", "2022-03-02", None, "after:2022-03-01"),
    ("cranes since:2022-03-01?", "2022-03-01", None, "since:2022-03-01"),
    ("cranes before:2022-03-01", None, "2022-03-01", "before:2022-03-01"),
    ("cranes until:2022-03", None, "2022-04-01", "until:2022-03"),
    ('cranes Since:"9 March 2021" broke', "2021-03-09", None, 'Since:"9 March 2021"'),
    ("cranes since:yesterday", "2022-03-15", None, "since:yesterday"),
    ("cranes since:“last week”", "2022-03-07", None, "since:“last week”"),
    ("cranes since:last week", "2022-03-07", None, "since:last week"),
    ("cranes since:March 2021", "2021-03-01", None, "since:March 2021"),
    ("cranes since: 2021-03-09", "2021-03-09", None, "since: 2021-03-09"),
    ("cranes until:9 March 2021!", None, "2021-03-10", "until:9 March 2021"),
    ("cranes (since:2022-03-01)", "2022-03-01", None, "since:2022-03-01"),
    ('cranes since:"9 March 2021', "2021-03-09", None, 'since:"9 March 2021'),
    (
        "since:2021 cranes until:2021-06-30",
        "2021-01-01",
        "2021-07-01",
        "since:2021 cranes until:2021-06-30",
    ),
]


def _midnight(day: str | None) -> datetime | None:
    return datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None


@pytest.mark.parametrize(("question", "since", "until", "words"), LOOSE)
def test_a_named_date_is_a_loose_window(
    question: str, since: str | None, until: str | None, words: str
) -> None:
    """Its words stay in what is searched, since the date may be what an article is about."""
    understood = understand(question, CALENDAR)
    assert understood.window == DateWindow(_midnight(since), _midnight(until), words, strict=False)
    assert understood.search_text == question


@pytest.mark.parametrize(("question", "since", "until", "words"), STRICT)
def test_a_relative_date_or_an_operator_is_a_strict_window(
    question: str, since: str | None, until: str | None, words: str
) -> None:
    """Its words are taken out of what is searched."""
    understood = understand(question, CALENDAR)
    assert understood.window == DateWindow(_midnight(since), _midnight(until), words, strict=True)
    for part in words.split(" cranes "):
        assert part not in understood.search_text


def test_the_last_hours_end_now() -> None:
    """Hours are counted from the minute, not from midnight."""
    window = understand("What broke in the past 24 hours?", CALENDAR).window
    assert window is not None
    assert (window.since, window.until) == (NOW.replace(day=15), NOW)


def test_hours_are_counted_as_they_pass() -> None:
    """Where clocks were put forward meanwhile, they show an hour more than has passed."""
    zone = ZoneInfo("Europe/Berlin")
    spring = Calendar(zone=zone, clock=lambda: datetime(2022, 3, 27, 1, 30, tzinfo=UTC))
    window = understand("What broke in the past 2 hours?", spring).window
    assert window is not None
    assert window.since is not None
    assert window.since.astimezone(UTC) == datetime(2022, 3, 26, 23, 30, tzinfo=UTC)


def test_days_are_those_of_the_calendars_zone() -> None:
    """Where it is past midnight already, yesterday is another day."""
    late = Calendar(
        zone=ZoneInfo("Pacific/Auckland"), clock=lambda: datetime(2022, 3, 16, 12, tzinfo=UTC)
    )
    window = understand("What broke yesterday?", late).window
    assert window is not None
    assert window.since == datetime(2022, 3, 16, tzinfo=ZoneInfo("Pacific/Auckland"))


def test_options_and_operators_narrow_each_other() -> None:
    """What all of them allow is searched; a question has no words for an option."""
    options = Options(since="2022-03-01", outlet="Gazette")
    understood = understand("cranes until:2022-03-09 author:Quist", CALENDAR, options)
    since, until = _midnight("2022-03-01"), _midnight("2022-03-10")
    assert understood.strict == DateWindow(since, until, "until:2022-03-09", strict=True)
    assert (understood.filters.outlet, understood.filters.author) == ("Gazette", "Quist")
    assert understood.search_text == "cranes"
    assert understand("cranes", CALENDAR, options).strict == DateWindow(
        since, None, "", strict=True
    )


def test_an_option_comes_before_the_operator_of_its_name() -> None:
    """Both at once would rarely leave anything."""
    understood = understand('cranes outlet:"The Herald"', CALENDAR, Options(outlet="Gazette"))
    assert understood.filters.outlet == "Gazette"
    assert understand('cranes outlet:"The Herald"', CALENDAR).filters.outlet == "The Herald"


def test_a_strict_window_decides_where_a_named_date_is_the_topic() -> None:
    """What happened in 2014 may be told last week."""
    understood = understand("What did Quist say last week about the storm in 2014?", CALENDAR)
    assert understood.loose is None
    assert understood.strict is not None
    assert understood.strict.words == "last week"
    assert understood.search_text == "What did Quist say about the storm in 2014?"


def test_two_dates_that_share_nothing_are_topics() -> None:
    """Nobody could say which of them the articles are from."""
    question = "Did the storm in March 2021 break more than the one in May 2020?"
    assert understand(question, CALENDAR).window is None


@pytest.mark.parametrize(
    "question",
    ["Did Quist say yesterday what she said last week?", "Was it colder last week or this week?"],
)
def test_two_relative_dates_that_share_nothing_are_topics(question: str) -> None:
    """Nobody has put them the wrong way round; both stay in what is searched."""
    understood = understand(question, CALENDAR)
    assert understood.reversed_window is None
    assert understood.window is None
    assert understood.search_text == question


@pytest.mark.parametrize(
    "question",
    ["between 2022 and 2014", "since:2022-03-01 before:2022-03-01", "from 2020 to 2019"],
)
def test_dates_the_wrong_way_round_are_kept_to_be_refused(question: str) -> None:
    """They are no window to search, and not silently turned round."""
    assert understand(f"cranes {question}", CALENDAR).reversed_window is not None


@pytest.mark.parametrize(
    ("question", "options", "words"),
    [
        ("cranes since:blah", Options(), "since:blah"),
        ("cranes after:2022-02-31!", Options(), "after:2022-02-31"),
        ("cranes before:03/04/2022", Options(), "before:03/04/2022"),
        ("cranes since:5", Options(), "since:5"),
        ("cranes", Options(until="the day after"), "the day after"),
    ],
)
def test_an_operator_without_a_date_is_named(question: str, options: Options, words: str) -> None:
    """A date that could be two days, or none, is not guessed."""
    assert understand(question, CALENDAR, options).unreadable == words


def test_every_day_of_a_year_is_read_as_itself() -> None:
    """In each form that is understood, however small its numbers."""
    for number in range(365):
        day = date.fromordinal(date(2021, 1, 1).toordinal() + number)
        for form in ("{0.day} {0:%B} {0.year}", "{0:%b} {0.day}, {0.year}", "{0:%Y-%m-%d}"):
            period = read_date(form.format(day), CALENDAR)
            assert period is not None
            assert (period.first, period.unit) == (day, "day")
        latest = day if day > NOW.date().replace(year=2021) else day.replace(year=2022)
        assert getattr(read_date(f"{day.day} {day:%B}", CALENDAR), "first", None) == latest


VOCABULARY = (
    "in on since before after until between and from to the last this past ago May march 9 2022 "
    "2014 31 February 30 week months Monday today yesterday 3 days since:2022-03-01 "
    "before:2021-03 after:x outlet:Gazette ? , 2022-13"
)
WORDS = st.sampled_from(VOCABULARY.split())


@settings(deadline=None, max_examples=150)
@given(st.one_of(st.lists(WORDS, max_size=12).map(" ".join), st.text(max_size=60)))
def test_whatever_is_asked_has_a_proper_window_or_none(question: str) -> None:
    """It never fails; a window begins before it ends, and its words are the question's own."""
    understood: Understood = understand(question, CALENDAR)
    window = understood.window
    assert len(understood.topic) == len(question)
    if window is not None:
        assert window.words in question
        if window.since is not None and window.until is not None:
            assert window.since < window.until or understood.reversed_window
