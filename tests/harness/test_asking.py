"""One question through real answerers: what was found, what was shown, what was checked."""

from dataclasses import replace
from datetime import date

import pytest
from fakes import MakeAnswerer
from small_newsroom import (
    FILES,
    FIXTURES,
    UNANSWERED,
    Says,
    article_of,
    evaluated,
    says,
    sentence_of,
)

from bot.answering.answerer import Answerer
from bot.answering.pipeline import Findings, Pipeline
from bot.answering.schema import Answer, Refusal, RefusalReason, Reply
from bot.answering.showing.quoting_limits import Allowance, QuotingLimits
from bot.harness.asking import ask
from bot.harness.ranking import RANKED
from bot.harness.schema import Failure, Fixture, Found, Outcome
from embeddings.filters import Filters
from embeddings.retrieval import Query

RIBBON = FIXTURES[0]
CUT = "Mayor Lindqvist cut the ribbon."
OPENED = "The harbour tunnel opened to bicycles on Thursday morning."
PUMPS = "The pumps cost nine million crowns."


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return a sound answerer over the three articles, which shows one excerpt."""
    return make_answerer(FILES, max_excerpts=1)


def test_a_right_answer_has_nothing_to_be_told(answerer: Answerer) -> None:
    """The article first, the words in the first excerpt, and that is what the archive holds."""
    found = ask(RIBBON, answerer)
    [shown] = found.shown

    assert (found.failure, found.rank, found.answered) == (None, 1, True)
    assert (found.words_in_first, found.words_in_any) == (True, True)
    assert shown.article_id == "harbour"
    assert shown.text == article_of(answerer, "harbour").text[shown.start : shown.end]
    assert (shown.outlet, shown.published) == ("The Gull", "2024-05-02")
    assert shown.url == "https://gull.example/harbour"
    assert (shown.is_slice, shown.is_attributed, found.within_limits) == (True, True, True)
    assert found.words_shown == len((shown.text or "").split())
    assert found.seconds > 0


def test_the_ranking_has_each_article_once(make_answerer: MakeAnswerer) -> None:
    """Two passages of one article do not push another article down."""
    long = "\n\n".join(
        f"The ferry number {n} left the quay on time." + " On." * 99 for n in range(9)
    )
    answerer = make_answerer({"ferry.txt": long, "bus.txt": "The bus left on time."})

    found = ask(Fixture("Which ferry left the quay on time?", ("ferry",)), answerer)

    assert sum(passage.article_id == "ferry" for passage in found.passages) > 1
    assert found.ranked == (("ferry",), ("bus",))


def test_the_ranking_ends_after_the_first_ten(make_answerer: MakeAnswerer) -> None:
    """A right article below them counts as not retrieved."""
    files = {f"note-{n:02}.txt": f"The ferry number {n} left on time." for n in range(RANKED + 2)}
    answerer = make_answerer(files)
    whole = ask(Fixture("Which ferry left?", ("note-00",)), answerer)
    [left_out, _] = sorted(
        {name.removesuffix(".txt") for name in files} - {note for (note,) in whole.ranked}
    )

    found = ask(Fixture("Which ferry left?", (left_out,)), answerer)

    assert len(found.ranked) == len(found.passages) == RANKED
    assert found.failure is Failure.NOT_RETRIEVED


REFUSED = Refusal("?", 0.1, RefusalReason.NOTHING_RELEVANT, [], 0.0)


def test_the_ranking_does_not_depend_on_what_is_refused(answerer: Answerer) -> None:
    """A threshold too high leaves it as it was, and so does a bot that never searches."""
    strict = Answerer(answerer.retriever, replace(answerer.limits, threshold=1.0))

    for fixture in FIXTURES[:4]:
        sound, refused = ask(fixture, answerer), ask(fixture, strict)
        idle = ask(fixture, Says(answerer, REFUSED))
        assert (refused.refused, idle.refused) == (True, True)
        assert refused.ranked == idle.ranked == sound.ranked
        assert refused.passages == idle.passages == sound.passages


class Counting(Pipeline):
    """Counts its searches."""

    count = 0

    def find(self, query: Query, filters: Filters | None = None) -> Findings:
        """Return what a pipeline finds."""
        self.count += 1
        return super().find(query, filters)


class CountsSearches(Answerer):
    """Counts the searches that are made in it, whoever makes them."""

    def __init__(self, sound: Answerer) -> None:
        super().__init__(sound.retriever, sound.limits)
        self.pipeline = Counting(sound.retriever, max_excerpt_chars=600)


def test_a_question_is_searched_once(answerer: Answerer) -> None:
    """The ranking is that of the search that answered."""
    counting = CountsSearches(answerer)

    ask(RIBBON, counting)

    assert counting.pipeline.count == 1


def test_a_question_that_no_article_answers_is_not_searched_for_its_ranking(
    answerer: Answerer,
) -> None:
    """It has no right place: what was refused before a search has none at all."""
    counting = CountsSearches(answerer)

    found = ask(Fixture("?!"), counting)

    assert (found.ranked, found.passages, counting.pipeline.count) == ((), (), 0)
    assert found.reason == "question_not_understood"


def test_the_window_of_a_fixture_is_asked_for(answerer: Answerer) -> None:
    """As `--since` and `--until` do: what was published outside is neither found nor shown."""
    april = replace(RIBBON, since=date(2024, 4, 1), until=date(2024, 4, 30))
    may = replace(RIBBON, since=date(2024, 5, 1))

    outside, inside = ask(april, answerer), ask(may, answerer)

    assert outside.ranked == (("orchard",),)
    assert outside.failure is Failure.NOT_RETRIEVED
    assert inside.ranked == (("harbour",),)
    assert inside.failure is None
    nothing = ask(replace(RIBBON, until=date(1999, 1, 1)), answerer)
    assert (nothing.ranked, nothing.reason) == ((), "nothing_in_window")
    reversed_ = ask(replace(RIBBON, since=date(2024, 5, 1), until=date(2024, 4, 1)), answerer)
    assert (reversed_.ranked, reversed_.reason) == ((), "dates_reversed")


def test_the_words_are_looked_for_in_the_first_in_any_and_in_the_marked_sentence(
    answerer: Answerer,
) -> None:
    """Any of the alternatives will do; the marked sentence is the first excerpt's."""
    harbour = article_of(answerer, "harbour")
    both = f"{OPENED} {CUT}"
    mayor = replace(RIBBON, words=("a red ribbon", "Mayor Lindqvist"))

    def held(*excerpts: tuple[str, str | None]) -> tuple[bool | None, bool | None, bool | None]:
        shown = [sentence_of(harbour, text, marked=marked) for text, marked in excerpts]
        found = ask(mayor, says(answerer, *shown))
        return found.words_in_first, found.words_in_any, found.words_in_marked

    assert held((both, CUT)) == (True, True, True)
    assert held((both, OPENED)) == (True, True, False)
    assert held((both, None)) == (True, True, False)
    assert held((PUMPS, PUMPS), (both, CUT)) == (False, True, False)
    assert held((PUMPS, PUMPS)) == (False, False, False)
    assert held() == (False, False, False)


def test_a_span_counts_where_it_is_shown_whole(answerer: Answerer) -> None:
    """In the first excerpt, in any and in the marked sentence; the same words elsewhere do not."""
    harbour = article_of(answerer, "harbour")
    start = harbour.text.index("cut the ribbon")
    span = ("harbour", start, start + len("cut the ribbon"))
    asked = replace(RIBBON, words=(), spans=(span,))

    whole = ask(asked, says(answerer, sentence_of(harbour, f"{OPENED} {CUT}", marked=CUT)))
    assert (whole.words_in_first, whole.words_in_any, whole.words_in_marked) == (True, True, True)
    assert whole.failure is None
    beside = ask(asked, says(answerer, sentence_of(harbour, OPENED, marked=OPENED)))
    assert (beside.words_in_first, beside.words_in_marked) == (False, False)
    assert beside.failure is Failure.WINDOW_MISSED
    wider = replace(asked, spans=(("harbour", start - 100, start + 5),))
    partly = ask(wider, says(answerer, sentence_of(harbour, CUT)))
    assert partly.words_in_any is False


def test_a_question_without_words_and_spans_is_not_measured_by_them(answerer: Answerer) -> None:
    """The right article is enough, and no passage counts as right or wrong."""
    found = ask(replace(RIBBON, words=()), answerer)

    assert (found.words_in_first, found.words_in_any, found.words_in_marked) == (None,) * 3
    assert found.right_passages is None
    assert found.failure is None


LONG = "\n\n".join(
    [
        "The council met on Monday and talked about the ferry. " + "They spoke for long. " * 40,
        "The ferry will cost nine million crowns. " + "Some were against it. " * 40,
        "Nobody knows who pays for the ferry. " + "It was late by then. " * 40,
    ]
)
COST = Fixture("What will the ferry cost?", ("council",), ("nine million crowns",))


def test_a_passage_is_right_if_it_holds_the_words_in_an_expected_article(
    make_answerer: MakeAnswerer,
) -> None:
    """Or a part of one of the spans; the right ones of the whole index are counted."""
    echo = "The opera house, too, cost nine million crowns."
    answerer = make_answerer({"council.txt": LONG, "echo.txt": echo})
    council, place = article_of(answerer, "council"), LONG.index("nine million")
    every = answerer.retriever.archive.passages_of(council.version)
    right = [one for one in every if one.start <= place < one.end]
    assert len(right) < len(every) > 2

    by_words = ask(COST, answerer)
    by_span = ask(replace(COST, words=(), spans=(("council", place, place + 4),)), answerer)
    expected = {Found("council", one.start, one.end, is_right=True) for one in right}

    for found in (by_words, by_span):
        assert {one for one in found.passages if one.is_right} == expected
        assert found.right_passages == len(right)
        assert "echo" in {one.article_id for one in found.passages}


def test_a_passage_that_prints_the_same_is_right_too(make_answerer: MakeAnswerer) -> None:
    """A fixture may expect any of the copies; together they are one passage to find."""
    text = f"{OPENED} {CUT} " + "Engineers pumped water out of the shaft for three winters. " * 4
    facts = "---\ntitle: Tunnel\noutlet: {}\npublished: 2024-05-0{}\n---\n\n{}"
    files = {f"{name}.md": facts.format(name, n, text) for n, name in enumerate(("a", "b"), 1)}
    answerer = make_answerer(files)

    for articles in (("a",), ("b",), ("a", "b")):
        found = ask(replace(RIBBON, articles=articles), answerer)
        assert [one.is_right for one in found.passages] == [True]
        assert (found.passages[0].article_id, found.right_passages) == ("a", 1)
    start = article_of(answerer, "b").text.index("cut the ribbon")
    in_b = replace(RIBBON, articles=("b",), words=(), spans=(("b", start, start + 14),))
    assert ask(in_b, answerer).words_in_first is True
    assert ask(in_b, answerer).passages[0].is_right


def test_a_refusal_says_why_and_shows_nothing(answerer: Answerer) -> None:
    """And an answer that shows nothing is one: what a reader gets counts, not its name."""
    refused = ask(FIXTURES[0], Says(answerer, REFUSED))
    assert (refused.answered, refused.reason, refused.score) == (False, "nothing_relevant", 0.1)
    assert (refused.shown, refused.words_shown, refused.failure) == ((), 0, Failure.REFUSED)

    empty = ask(FIXTURES[0], Says(answerer, Answer("?", 0.9, [], 0.0)))
    assert (empty.answered, empty.failure) == (False, Failure.REFUSED)
    assert ask(Fixture(UNANSWERED[0]), Says(answerer, Answer("?", 0.9, [], 0.0))).failure is None


def test_what_differs_from_the_archive_when_sent_fails_the_question(answerer: Answerer) -> None:
    """The reply itself is looked at; without anybody to do so nothing is said."""
    replies: list[Reply] = []

    def render(reply: Reply) -> str:
        replies.append(reply)
        return "quote 1 differs"

    found = ask(RIBBON, answerer, render)

    assert (found.unproven, found.failure) == ("quote 1 differs", Failure.NOT_AS_SENT)
    assert isinstance(replies[0], Answer)
    assert ask(RIBBON, answerer).unproven is None


def test_an_answer_over_the_limit_always_fails(answerer: Answerer) -> None:
    """Read from the archive again: its own limit counts, whatever the answerer made of it."""
    quoting = QuotingLimits.for_outlets({"*": 5})
    shown = sentence_of(article_of(answerer, "harbour"), CUT)
    careless = says(answerer, shown)
    careless.limits = replace(careless.limits, quoting=quoting)

    found = ask(RIBBON, careless)

    assert (found.within_limits, found.failure) == (False, Failure.OVER_LIMIT)
    assert found.shown[0].text is None


def test_a_report_repeats_no_more_of_an_article_than_a_message_may(answerer: Answerer) -> None:
    """Over all its questions: what was shown before counts, what is shown twice counts once."""
    harbour = article_of(answerer, "harbour")
    quoting = QuotingLimits.for_outlets({"The Gull": len(CUT) + 5})
    cut = says(answerer, sentence_of(harbour, CUT))
    pumps = says(answerer, sentence_of(harbour, PUMPS))
    allowance = Allowance(quoting)

    def text(bot: Answerer) -> str | None:
        return ask(RIBBON, bot, allowance=allowance).shown[0].text

    assert [text(cut), text(pumps), text(cut)] == [CUT, None, CUT]


def test_the_seconds_are_measured_not_believed(answerer: Answerer) -> None:
    """A reply that claims to have taken no time does not make the bot faster."""
    assert ask(RIBBON, Says(answerer, REFUSED)).seconds > 0


def test_an_empty_index_refuses_and_retrieves_nothing(make_answerer: MakeAnswerer) -> None:
    """Asking before anything is indexed is measured like anything else."""
    outcomes = list(evaluated(make_answerer({})).outcomes)

    assert {outcome.ranked for outcome in outcomes} == {()}
    assert [outcome.failure for outcome in outcomes] == ([Failure.NOT_RETRIEVED] * 4 + [None] * 2)


def test_an_article_that_is_not_indexed_is_not_retrieved(answerer: Answerer) -> None:
    """A fixture may be older than the coverage; it has no right passage to find."""
    found: Outcome = ask(replace(RIBBON, articles=("gone",), spans=(("gone", 0, 5),)), answerer)

    assert (found.failure, found.right_passages) == (Failure.NOT_RETRIEVED, 0)
