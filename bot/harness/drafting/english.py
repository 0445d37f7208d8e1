"""English sentences to questions: "Who ...?", "How many ...?", "When was it that ...?".

The verb keeps its form, so nothing can be bent wrongly: what is asked for stands at the sentence's
beginning ("Who wrote to the council?"), or stays where it was, as in a quiz ("The ferry cost how
much?"). What depends on the sentences around it ("he", "the next day") gives no question.
"""

import re
from collections.abc import Collection, Iterator

from bot.answering.showing.speech.names import CALENDAR, is_known_elsewhere
from bot.answering.showing.speech.tokens import word_set
from bot.harness.drafting.schema import Gap, Kind
from bot.harness.drafting.sentences import holds, is_fit, is_question

_OPENERS = word_set(
    "a about according after all also although an and another any as at because before both "
    "but by despite during each earlier either even every few first for four from had half he "
    "her here his how however if in instead it its just last later like many meanwhile more "
    "most much near no none nor not now of on once one only or other others our over she "
    "since so some still such than that the their then there these they this those though "
    "three through to today two under unlike until up we what when where whether which while "
    "who whose with within without yet you"
)
_SUBORDINATE = word_set(
    "that since when which who whom whose because after before as while whether if although "
    "though where until unless saying adding"
)
_LEADING = word_set("in on at for by with")
_LEANING = word_set("also too")
_OUTSIDE = word_set(
    "i we me us my our you your him them they it this these those there here today yesterday "
    "tomorrow tonight latter former others another such again both ago now soon recently "
    "earlier later meanwhile same either neither"
)
_PERSONAL = word_set("he she")
_ANOTHERS = word_set("her their its she") | _LEANING
_POSSESSIVE = word_set("his her its their")
_RELATIVE = re.compile(
    r"\b(?:last|next|past|following|previous|coming) "
    r"(?:week|month|year|night|day|spring|summer|autumn|fall|winter|weekend|time)\b"
    r"|\bso far\b|\bas well\b|\bin return\b"
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_CLAUSE_END = re.compile(rf",(?! (?:\d|{_MONTH}\b))(?=\s)")

_WORD = r"(?:[^\W\d_a-zß-ÿ][\w’'-]*\w|[A-Z]\.)"
_PARTICLES = r"(?:(?:van|von|de|der|den|del|della|da|dos|la|le|bin|al) )*"
_SUBJECT = re.compile(
    rf"(?P<name>{_WORD}(?: {_PARTICLES}{_WORD}){{0,4}})"
    r"(?:, (?:the|a|an) [^,]{3,60},)? "
    r"(?P<adverb>(?:also|once|often|later|already|first|then|[a-z]+ly) )?(?P<verb>[a-z]+)\b"
)
_PAST = word_set(
    "was had became began bought broke brought built came caught chose cut did drew drove "
    "fell felt flew fought found gave got grew heard held hit kept knew laid led left lost "
    "made met paid put ran rose said sang sat saw sent set shot shut sold spent spoke stood "
    "struck swam taught thought threw told took went won wrote were"
)
_PRESENT = word_set(
    "is has will would can could may might must should says plans wants makes expects hopes "
    "owns runs plays leads holds remains"
)
_NO_VERB = word_set("based called named known aged dubbed titled born indeed hundred united were")
_NOT_PAST = word_set("is are has have will due plans expects wants can may must")

_COUNT = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?: (?:hundred|thousand|million|billion|trillion))?"
)
_ABOUT = (
    r"(?:(?:about|roughly|some|nearly|almost|around|over|only|just|more than|at least|at most|"
    r"fewer than|less than|up to|an estimated) )?"
)
_NUMBER = re.compile(
    rf"(?<![\w$€£.,-])(?P<all>{_ABOUT}(?P<count>{_COUNT})) "
    r"(?:(?!of |in |to |and |or |at |on |for |from |percent|per )[\w’'-]+ ){0,2}?"
    r"(?P<noun>[a-z]+(?<!s)s|people|men|women|children)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?<!\w)(?P<all>{_ABOUT}(?P<count>[$€£]\d[\d,.]*\d(?: (?:thousand|million|billion))?))"
    r"(?=$|[ .,])(?!-)(?! \w+-)(?! [a-z]+s\b)"
)
_NO_COUNT_BEFORE = word_set(
    "the a an his her its their these those all last first next past other every another any "
    "each no and or to than between by of from until till aged age since"
)
_NO_PLURAL = word_set("was is has as its his this less across plus thus always perhaps does")
_DATES = (
    (
        re.compile(
            rf"(?P<preposition>[Oo]n) (?P<date>(?:{_WEEKDAY}, )?{_MONTH} \d\d?(?:, \d{{4}})?)\b"
        ),
        "on what date",
    ),
    (
        re.compile(
            rf"(?P<preposition>[Ii]n) (?P<date>(?:early |late |mid-)?{_MONTH}(?: \d{{4}})?)\b"
        ),
        "in which month",
    ),
    (re.compile(r"(?P<preposition>[Ii]n) (?P<date>(?:1[5-9]|20)\d\d)\b"), "in which year"),
)
_AFTER_DATE = re.compile(r"$|,\s(?!\d)| and (?!\d)")


def gaps(sentence: str, text: str, people: Collection[str]) -> list[Gap]:
    """Return the questions that a sentence of an article's `text` can be turned into.

    `people` are full names of persons in it.
    """
    body = sentence[:-1]
    if not is_fit(sentence) or holds(_OUTSIDE, body) or _RELATIVE.search(body):
        return []
    found = [*_subjects(body, text, people), *_numbers(body), *_dates(body, text)]
    return [gap for gap in found if is_question(gap.question)]


def _subjects(body: str, text: str, people: Collection[str]) -> Iterator[Gap]:
    match = _SUBJECT.match(body)
    if not match or not _is_verb(match["verb"]) or not _is_name(match["name"], text, people):
        return
    end = _clause_end(body, match.end())
    said = body[match.start("verb") : end]
    adverb = "" if match["adverb"] == "also " else match["adverb"] or ""
    person = any(f" {one} ".endswith(f" {match['name']} ") for one in people) or any(
        match["name"].endswith(one) for one in people
    )
    unbound = holds(_ANOTHERS, said) or (holds(_PERSONAL | {"his"}, said) and not person)
    if unbound or _repeats(match["name"], said):
        return
    asked = "Who" if person else "Who or what"
    yield Gap(f"{asked} {adverb}{said}?", Kind.NAMES, match.span("name"), end)


def _is_verb(word: str) -> bool:
    regular = word.endswith("ed") and len(word) > len("need")
    return (regular or word in _PAST | _PRESENT) and word not in _NO_VERB


def _is_name(name: str, text: str, people: Collection[str]) -> bool:
    words = name.split()
    lowered = [word.lower() for word in words]
    if lowered[0] in _OPENERS or not CALENDAR.isdisjoint(lowered) or "may" in lowered[1:]:
        return False
    if any(word.endswith(("’s", "'s")) for word in words):
        return False
    known = any(one.endswith(f" {name}") for one in people)
    return len(words) > 1 or known or is_known_elsewhere(text, name)


def _repeats(name: str, said: str) -> bool:
    return any(
        re.search(rf"\b{re.escape(word)}", said) for word in name.split() if word[-1] != "."
    )


def _numbers(body: str) -> Iterator[Gap]:
    if holds(_PERSONAL | _LEANING, body) or body.split(maxsplit=1)[0].lower() in _SUBORDINATE:
        return
    for pattern, asked in ((_NUMBER, "how many"), (_MONEY, "how much")):
        for match in pattern.finditer(body):
            before, end = body[: match.start("all")], _clause_end(body, match.end())
            rest = body[match.end("count") : end]
            if pattern is _NUMBER and not _is_counted(before, match):
                continue
            question = f"{before}{asked}{rest}?"
            if _is_bound(question):
                capital = question[0].upper() + question[1:]
                yield Gap(capital, Kind.NUMBERS, match.span("count"), end)


def _is_counted(before: str, match: re.Match[str]) -> bool:
    """Say whether a number counts what follows, and is no year and no part of a name."""
    words = before.split()
    count = match["count"]
    is_year = len(count) == len("2022") and count.isdigit() and count[:2] in ("18", "19", "20")
    if is_year or match["noun"].lower() in _NO_PLURAL:
        return False
    if not words:
        return True
    last = words[-1]
    return last.islower() and last not in _NO_COUNT_BEFORE and not last.endswith(("’s", "'s", "’"))


def _dates(body: str, text: str) -> Iterator[Gap]:
    if holds(_PERSONAL | _LEANING, body):
        return
    for pattern, asked in _DATES:
        for match in pattern.finditer(body):
            question, end = _dated(body, match, asked, text)
            if question and _is_bound(question):
                yield Gap(question, Kind.DATES, match.span("date"), end)


def _dated(body: str, match: re.Match[str], asked: str, text: str) -> tuple[str, int]:
    """Return the question for a date, empty where the sentence has none, and where it ends."""
    if match.start() == 0:
        comma = re.match(", ", body[match.end() :])
        end = _clause_end(body, match.end() + 2)
        said = body[match.end() + 2 : end]
        asked = _within(said, text) if comma and _is_past(said) else ""
        return (f"When was it that {asked}?" if asked else ""), end
    before = body[: match.start()].rstrip()
    if not _AFTER_DATE.match(body, match.end()) or before.endswith(","):
        return "", 0
    if before.split(maxsplit=1)[0].lower() in _SUBORDINATE | {
        "in",
        "on",
        "at",
        "for",
        "by",
        "with",
    }:
        return "", 0
    if _is_past(before) and not holds(_SUBORDINATE, before):
        before = _within(before, text)
        return (f"When was it that {before}?" if before else ""), match.end()
    return f"{before} {asked}?", match.end()


def _is_past(said: str) -> bool:
    words = re.findall(r"[a-z]+", said)
    past = any(word in _PAST or (word.endswith("ed") and word not in _NO_VERB) for word in words)
    return past and _NOT_PAST.isdisjoint(words)


def _within(said: str, text: str) -> str:
    """Return what a sentence began with as it stands within one: small, unless it is a name.

    It is empty where nobody can tell: "Diplomats" has its capital only here, as "Paris" might.
    """
    first, _, rest = said.partition(" ")
    if first.lower() in _OPENERS or re.search(rf"\b{re.escape(first.lower())}\b", text):
        return said[0].lower() + said[1:]
    sure = rest[:1].isupper() or re.search(rf"[a-z,] {re.escape(first)}\b", text)
    return said if sure or not first.endswith("s") else ""


def _is_bound(question: str) -> bool:
    """Say whether "his" and "its" stand for somebody: a name that the question begins with."""
    words = question.removeprefix("When was it that ").split()
    named = words[0][0].isupper() and words[0].lower() not in _OPENERS
    return named or not holds(_POSSESSIVE, question)


def _clause_end(body: str, at: int) -> int:
    found = _CLAUSE_END.search(body, at)
    return found.start() if found else len(body)
