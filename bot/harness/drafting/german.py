"""German sentences to questions: "Wer ...?", "Wie viele ...?", "Wann ...?".

A German sentence has its verb in the second place, so that whatever stands before it, be it the
subject or the time, can be asked for without another word having to move or to change.
"""

import re
from collections.abc import Iterator

from bot.answering.showing.speech.tokens import word_set
from bot.harness.drafting.schema import Gap, Kind
from bot.harness.drafting.sentences import holds, is_fit, is_question

_OUTSIDE = word_set(
    "ich wir uns mich mein meine unser unsere du ihr euch er sie es ihn ihm ihnen dies diese "
    "dieser dieses diesem diesen dort hier da dabei dafür dagegen damit daran darauf daraus "
    "darüber dazu davon heute gestern morgen jetzt nun bald zuletzt kürzlich vorher nachher "
    "später früher anschließend daraufhin dann auch ebenfalls jener jene jenes derselbe "
    "dieselbe dasselbe beide beiden solche solcher vergangenen vergangene kommenden kommende "
    "nächsten letzten"
)
_OPENERS = word_set(
    "der die das ein eine einer eines einem einen dem den des am im in an auf bei mit nach "
    "von vor zu zum zur für durch gegen ohne um aus seit bis während wegen trotz als wenn "
    "weil dass ob wie was wer wo und oder aber doch denn sondern alle viele einige mehrere "
    "kein keine nur noch schon so sogar nicht etwa rund ende anfang mitte zwei drei vier fünf"
)
_SINGULAR = word_set(
    "ist war hat hatte wird wurde will wollte soll sollte kann konnte muss musste darf durfte "
    "mag bleibt blieb gab kam ging stand lag nahm fand sprach schrieb sah hielt lief fiel zog "
    "trat traf verlor gewann begann trug schloss wies ließ rief bot"
)
_NO_VERB = word_set(
    "mit seit nicht statt samt selbst erst fast meist zuletzt insgesamt dort jetzt oft sonst "
    "dicht laut weit heute gut bereits"
)
_MONTH = (
    "(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)
_WORD = r"(?:[A-ZÄÖÜ][\w’'-]*\w|[A-Z]\.)"
_VERB = r"(?P<verb>[a-zäöüß]+)\b"
_SUBJECT = re.compile(
    rf"(?P<answer>{_WORD}(?: (?:(?:van|von|de|der|zu|vom) )*{_WORD}){{1,4}})"
    rf"(?:, [^,]{{3,60}},)? {_VERB}"
)
_NUMBER = re.compile(
    r"(?:(?:Rund|Etwa|Fast|Knapp|Gut|Über|Mindestens|Mehr als|Ungefähr) )?"
    r"(?P<answer>(?:\d{1,3}(?:[.\u00a0\u202f]\d{3})+|\d+(?:,\d+)?|Zwei|Drei|Vier|Fünf|Sechs|Sieben|"
    r"Acht|Neun|Zehn|Elf|Zwölf|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf)"
    r"(?: Millionen| Milliarden)?) "
    r"(?P<rest>(?:[a-zäöüß]+en? )?[A-ZÄÖÜ]\w+(?:en|er|e|s|n) (?P<verb>[a-zäöüß]+)\b)"
)
_DATE = re.compile(
    rf"(?:Am (?:\w+tag, (?:dem|den) )?(?P<day>\d\d?\. {_MONTH}(?: \d{{4}})?)"
    rf"|Im (?P<month>{_MONTH}(?: \d{{4}})?)|Im Jahre? (?P<year>\d{{4}})) {_VERB}"
)
_CLAUSE_END = re.compile(r",\s")


def gaps(sentence: str) -> list[Gap]:
    """Return the questions that a sentence can be turned into."""
    body = sentence[:-1]
    if not is_fit(sentence) or holds(_OUTSIDE, body):
        return []
    found = [*_subject(body), *_number(body), *_date(body)]
    return [gap for gap in found if is_question(gap.question)]


def _subject(body: str) -> Iterator[Gap]:
    match = _SUBJECT.match(body)
    if match and _is_singular(match["verb"]) and _is_name(match["answer"]):
        end = _clause_end(body, match.end())
        said = body[match.start("verb") : end]
        if not any(word in said for word in match["answer"].split()):
            yield Gap(f"Wer {said}?", Kind.NAMES, match.span("answer"), end)


def _is_singular(word: str) -> bool:
    """Say whether a word is a verb that goes with "wer"; plurals end otherwise."""
    return word in _SINGULAR or (word.endswith(("te", "t")) and word not in _NO_VERB)


def _is_name(name: str) -> bool:
    words = {word.lower() for word in name.split()}
    return words.isdisjoint(_OPENERS) and not re.search(rf"{_MONTH}|\w+tag\b", name)


def _number(body: str) -> Iterator[Gap]:
    match = _NUMBER.match(body)
    if match:
        end = _clause_end(body, match.end())
        question = f"Wie viele {body[match.start('rest') : end]}?"
        yield Gap(question, Kind.NUMBERS, match.span("answer"), end)


def _date(body: str) -> Iterator[Gap]:
    match = _DATE.match(body)
    if match:
        end = _clause_end(body, match.end())
        group = next(name for name in ("day", "month", "year") if match[name])
        said = body[match.start("verb") : end]
        yield Gap(f"Wann {said}?", Kind.DATES, match.span(group), end)


def _clause_end(body: str, at: int) -> int:
    found = _CLAUSE_END.search(body, at)
    return found.start() if found else len(body)
