"""Every kind of reply in every language: proven, within Discord's limits, and without English."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from fakes import MakeAnswerer
from test_catalogues import forms, pairs, texts_of, words
from world import buttons

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.quotes.differences import Change, Difference
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    Part,
    Place,
    Unusable,
    UnusableQuote,
)
from bot.answering.quotes.since import Fate
from bot.answering.schema import Answer, Attribution, Excerpt, Headline, Refusal, RefusalReason
from bot.answering.showing.contexts import Context, Extract
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.answering.sources import Listing
from bot.answering.understanding.periods import DateWindow
from bot.chat.alarm_bell import listed_alarms
from bot.chat.answer_view import answer_view, not_shared_view
from bot.chat.articles import Card
from bot.chat.asking.heading import Heading
from bot.chat.card_view import card_view, listings_view
from bot.chat.context_view import context_view
from bot.chat.copy_view import copy_view
from bot.chat.coverage_view import coverage_view
from bot.chat.delivery import deliver_absence
from bot.chat.desk import Desk
from bot.chat.explanation_view import explanation_view
from bot.chat.quote_views import no_quote_view, parts_view, quote_view
from bot.chat.recalled import Recalled
from bot.chat.source_line import excerpt_lines, source_line
from bot.chat.views import (
    QuoteView,
    refusal_view,
    sentence_view,
    unproven_view,
)
from bot.chat.wire import Quoted, text_displays
from bot.languages import Language, Plural, say, say_count, speaking
from embeddings.schema import Article, Genre, Passage
from embeddings.storage.ledger import SourceRecord
from embeddings.syncing.alarms import Alarm, AlarmKind
from embeddings.syncing.coverage import Coverage, OutletCount
from embeddings.syncing.timeline import Bar, Timeline, Unit

MAX_LABEL_CHARS = 80
"""A button's label (Discord API documentation, button structure)."""
SAID_HERE = ["answers", "coverage", "dates", "explanations", "labels", "quotes", "sources"]
"""The modules of `bot.wording` whose every text is said by a reply below."""
TRANSLATED = [language for language in Language if language is not Language.ENGLISH]

# What is quoted, and every name, is Latin: what is English then is the bot's own.
URL = "https://acta.example/portus"
TEXT = "Portus novus heri apertus est. “Nemo laesus est,” ait Quista. Naves salvae sunt omnes."
ARTICLE = Article(
    id="portus",
    text=TEXT,
    title="Portus novus",
    outlet="Acta Diurna",
    authors=("Aula Linda",),
    published="2022-03-15",
    updated="2022-03-16",
    url=URL,
    genre=Genre.OPINION,
    section="Litora",
)
UNDATED = replace(ARTICLE, id="b", published=None, updated=None, url=None, genre=Genre.LIVE)
CORRECTED = replace(ARTICLE, id="c", genre=Genre.CORRECTION, updated="2022-03-16T09:00:00Z")
NEAREST = [Headline("portus", "Portus novus", URL), Headline("b", "Aquila", None)]
START, END = TEXT.index("“"), TEXT.index(" Naves")
NAME = TEXT.index("Quista")
SPEAKER = Attribution((START, END - 12), (NAME, NAME + len("Quista")))
DAY, NOON = datetime(2022, 3, 1, tzinfo=UTC), datetime(2022, 3, 9, 12, tzinfo=UTC)
WINDOWS = [
    DateWindow(DAY, NOON, "", strict=True),
    DateWindow(DAY, None, "", strict=True),
    DateWindow(None, DAY, "", strict=True),
]
COVERAGE = Coverage(
    1234, "2021-01-01", "2022-04-01", 12, (OutletCount("Acta", 1), OutletCount(None, 1233))
)
MOMENT = "2022-04-02T08:00:00+00:00"

Rendered = tuple[str, QuoteView]


def answers() -> Iterator[Rendered]:
    """Yield answers with everything that may stand around their quotes."""
    carriers = tuple(Headline(name, "Fama", None, name) for name in "ABCDE")
    for article, copies, window, outside in product(
        (ARTICLE, UNDATED, CORRECTED), (carriers, carriers[:4]), WINDOWS, (False, True)
    ):
        excerpt = Excerpt(article, START, END, 0.9, None, (SPEAKER,), copies)
        undated = replace(COVERAGE, oldest=None, newest=None, articles=1)
        covered = undated if outside else COVERAGE
        answer = Answer("q", 0.87, [excerpt], 0.1, window, outside, NEAREST, covered)
        quoted = [Quoted(excerpt.text, excerpt_lines(excerpt))]
        yield "answer", answer_view(answer, quoted, Heading("Quis laesus est?").markdown)
    yield from long_answers()


def long_answers() -> Iterator[Rendered]:
    """Yield an answer about a message, whose last excerpt finds no room."""
    text = "*" * 1700  # escaped, twice as long
    excerpts = [Excerpt(replace(ARTICLE, id=name, text=text), 0, 1700, 0.9) for name in "ab"]
    quoted = [Quoted(text, excerpt_lines(excerpt)) for excerpt in excerpts]
    heading = Heading("Quis laesus est?", of_message=True).markdown
    answer = Answer("q", 0.87, excerpts, 0.1)
    yield "long answer", answer_view(answer, quoted, heading)


def refusals() -> Iterator[Rendered]:
    """Yield a refusal for every reason."""
    for reason, window in product(RefusalReason, WINDOWS):
        refusal = Refusal("q", 0.1, reason, NEAREST, 0.1, window, "heri", COVERAGE)
        yield (
            reason,
            refusal_view(refusal, max_question_chars=500, heading=Heading("Quis?").markdown),
        )


def place(*, withheld: bool = False) -> Place:
    """Return where the words stand."""
    return Place(ARTICLE, START, END, START, START if withheld else END)


def quoted_place() -> list[Quoted]:
    """Return what a message that shows the place must show."""
    return [Quoted(TEXT[START:END], source_line(ARTICLE, TEXT[START:END]))]


DIFFERENCES = [
    Difference(Change.KEPT, 0, 6, "Nemo laesus", "Nemo laesus", spaced=False),
    *[Difference(Change.CHANGED, 0, 6, "est " * 30, "erat " * 30, spaced=True)] * 9,
]


def quotes() -> Iterator[Rendered]:
    """Yield what is said of words that are there, nearly there, in parts, and nowhere."""
    others = [CORRECTED, UNDATED]
    for times, at_least in product((1, 3), (False, True)):
        exact = ExactQuote("Nemo", place(), times, others, 7, at_least)
        yield "exact", quote_view(exact, quoted_place())
    for until in (MOMENT, "2022-04-02", None):
        earlier = EarlierQuote("Nemo", place(), until)
        yield "earlier", quote_view(earlier, quoted_place())
    for kept in (2, 4):
        near = NearQuote("Nemo", place(), kept, 4, DIFFERENCES, loses_words=False)
        yield "near", quote_view(near, quoted_place())
    yield "withheld", quote_view(ExactQuote("", place(withheld=True), 1, [], 0), [])
    parts = [Part("Nemo", place()), Part("Aquila volat", None)]
    yield "in parts", parts_view(AbsentQuote("Nemo. Aquila volat.", [], parts), quoted_place())
    many = AbsentQuote("Nemo", [], [Part("Nemo", place())] * 5)
    yield "many parts", parts_view(many, quoted_place() * 5)
    yield "absent", no_quote_view(AbsentQuote("Aquila", NEAREST))
    yield "headline", no_quote_view(HeadlineQuote("Portus", NEAREST))
    for reason in Unusable:
        yield reason, no_quote_view(UnusableQuote("Nemo", reason))


def contexts() -> Iterator[Rendered]:
    """Yield a quote in its context whatever became of it, shown or not."""
    then = Extract(ARTICLE, START, END, (START, END))
    quoted = Quoted(then.text, source_line(ARTICLE, then.text))
    for fate, seen, both, long in product(Fate, (MOMENT, None), (True, False), (True, False)):
        one = then if not long else replace_text(then, 1950)
        shown = Quoted(one.text, source_line(one.article, one.text)) if long else quoted
        now = replace(one) if both else None
        context = Context(one.article, fate, one, True, now, DIFFERENCES[:2], seen, seen)
        yield fate, context_view(context, [shown] * len(context.shown))
    for fate, seen in product(Fate, (MOMENT, None)):
        recalled = Recalled("v", Excerpt(ARTICLE, START, END, 0), fate, seen, seen)
        proof = Quoted(then.text, recalled.lines)
        yield fate, copy_view([recalled], [proof])
        yield fate, not_shared_view([recalled])
    yield "nothing to show", context_view(Context(ARTICLE, Fate.CURRENT, None, limited=True), [])


def replace_text(extract: Extract, chars: int) -> Extract:
    """Return an extract of a long article."""
    return Extract(replace(extract.article, text="x" * chars), 0, chars, (0, 1))


def cards() -> Iterator[Rendered]:
    """Yield the card of an article and lists of articles."""
    passages = [Passage(1, "portus", "v", START, END)] * 3
    for page, limited in product(range(3), (True, False)):
        card = Card(ARTICLE, passages, limited=limited, also=NEAREST)
        yield "card", card_view(card, page, quoted_place())
        yield "empty card", card_view(Card(ARTICLE, [], limited=limited), 0, [])
    yield "no article", listings_view([])
    yield (
        "several",
        listings_view([Listing("a", "Portus", None, None), Listing("b", "Aquila", None, None)]),
    )
    for near in ([], NEAREST):
        yield "unproven", unproven_view(near)
    yield "another outlet", sentence_view(say(wording.OTHER_OUTLET))


def coverages() -> Iterator[Rendered]:
    """Yield what the coverage holds, and alarms."""
    newest = "2022-03-12"
    sources = [
        SourceRecord(name, MOMENT, read, None, 1, day)
        for name, read, day in (("/acta", MOMENT, newest), ("/", None, None))
    ]
    yield "coverage", coverage_view(COVERAGE, sources)
    for unit in Unit:
        bars = tuple(Bar(date(year, 3, 12), 2) for year in (2021, 2022))
        over_time = Timeline(unit, bars)
        yield unit, coverage_view(COVERAGE, sources, over_time, picture="attachment://acta.png")
    twelve = tuple(OutletCount(f"Acta {n}", n) for n in range(12))
    yield "long coverage", coverage_view(replace(COVERAGE, outlets=twelve), sources * 6)
    yield "no coverage", coverage_view(Coverage(0, None, None, 0, ()), [])
    alarms = [Alarm("/acta", kind, since) for kind in AlarmKind for since in (MOMENT, None)]
    yield "alarms", sentence_view(listed_alarms(alarms * 3, alarms))
    yield "alarms", sentence_view(listed_alarms(alarms, alarms))


QUESTIONS = ("Quis laesus est?", "", "Portus since:2030-01-01", "Portus since:2021-01-01")


def explanations(answerer: Answerer) -> Iterator[Rendered]:
    """Yield why a question is answered and why one is not."""
    strict = replace(answerer.limits, threshold=1.0)
    silent = replace(answerer.limits, quoting=QuotingLimits.for_outlets({"*": 0}))
    for limits, question in product((answerer.limits, strict, silent), QUESTIONS):
        why = Answerer(answerer.retriever, limits).explain(question)
        yield "why", explanation_view(why, changed=True)
    for reason, score in product(RefusalReason, (None, 0.1, 0.9)):
        refusal = Refusal("q", score, reason, [], 0.1)
        yield "decision", sentence_view(wording.decision(refusal, 0.5))


SENTENCES = [
    wording.TROUBLE,
    wording.CANNOT_READ,
    wording.NO_WORDS_IN_MESSAGE,
    wording.WHY_NOT_ALLOWED,
    wording.WHY_NOT_AN_ANSWER,
    wording.WHY_NO_QUESTION,
]


def sentences(answerer: Answerer) -> Iterator[Rendered]:
    """Yield what is said in one sentence."""
    sent: list[QuoteView] = []

    async def send(view: QuoteView) -> None:
        sent.append(view)

    with closing(Desk(answerer)) as desk:
        asyncio.run(deliver_absence(send, desk, "0" * 16))
    sent += [sentence_view(say(text)) for text in SENTENCES]
    sent.append(sentence_view(wording.absence(AbsentQuote("Aquila", []))))
    sent.append(sentence_view(say(wording.TAKEN_DOWN, moment=wording.day(MOMENT))))
    for view in sent:
        yield "sentence", view


FILES = {
    "portus.md": f"---\ntitle: Portus novus\noutlet: Acta\npublished: 2022-03-15\n---\n{TEXT}\n",
    "aquila.md": "---\ntitle: Aquila\n---\nAquila supra portum volat et naves videt.\n",
}


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over two articles in Latin."""
    return make_answerer(FILES)


def everything(answerer: Answerer) -> list[Rendered]:
    """Return every kind of reply."""
    made = [answers(), refusals(), quotes(), contexts(), cards(), coverages()]
    made += [explanations(answerer), sentences(answerer)]
    return [one for kind in made for one in kind]


def shown(view: QuoteView) -> list[str]:
    """Return every word of a message that is no quote, proven as it is when it is sent."""
    components = view.to_components()
    labels = [str(button["label"]) for button in buttons(components)]
    assert all(1 <= len(label) <= MAX_LABEL_CHARS for label in labels)
    return [*text_displays(components), *labels, *placeholders(components)]


def placeholders(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what the menus among components say before anything is chosen."""
    for part in parts:
        yield from [str(part["placeholder"])] if part.get("placeholder") else []
        yield from placeholders(part.get("components", ()))


def fragments(text: str) -> Iterator[str]:
    """Yield the words of a text between its placeholders."""
    for part in re.split(r"\{.*?\}", text):
        bare = re.sub(r"^\W+|\W+$", "", part)
        if len(bare) > 1:
            yield bare


def english_words(language: Language) -> dict[str, re.Pattern[str]]:
    """Return the English words that no text of a language has too, and how to find them."""
    translated = "\n".join(text for _, text in pairs(language)).casefold()
    found = {part for text in words() for one in forms(text) for part in fragments(one)}
    return {
        part: re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")
        for part in found
        if part.casefold() not in translated
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_reply_has_an_english_word(answerer: Answerer, language: Language) -> None:
    """Whatever it says; each is proven on its way, and its labels fit their buttons."""
    english = english_words(language)
    assert len(english) > 100
    with speaking(language):
        for kind, view in everything(answerer):
            for text in shown(view):
                found = [part for part, pattern in english.items() if pattern.search(text)]
                assert not found, f"{kind}: {text}"


def test_a_french_colon_has_its_space(answerer: Answerer) -> None:
    """Wherever a label stands before something; what was typed stays as it is."""
    typed = re.compile(r"since: ?\S+|<t:\d+:\w>|https?:\S+")
    with speaking(Language.FRENCH):
        for kind, view in everything(answerer):
            for text in shown(view):
                assert not re.search(r"[^\u202f]:(\s|$)", typed.sub("", text)), f"{kind}: {text}"


def test_the_replies_say_every_text(answerer: Answerer) -> None:
    """In English each is found among them: a text that is not could be English everywhere."""
    said = "\n".join(text for _, view in everything(answerer) for text in shown(view))
    texts = [text for name in SAID_HERE for text in texts_of(import_module(f"bot.wording.{name}"))]
    parts = {part for text in texts for one in forms(text) for part in fragments(one)}
    unsaid = sorted(part for part in parts if part not in said)
    assert not unsaid, f"no reply of this file says {unsaid}: add one that does"


@pytest.mark.parametrize("language", TRANSLATED)
def test_counts_are_said_in_words_of_the_language(language: Language) -> None:
    """Both forms are reached, and no placeholder is left."""
    with speaking(language):
        for text in words():
            if isinstance(text, Plural):
                said = [say_count(text, count, question="Q", kind="K") for count in (1, 2, 12_345)]
                assert not any("{" in one for one in said)
                assert "12,345" not in said[2]
