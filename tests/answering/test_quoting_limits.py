"""How much of an article one message may show: who says so, and what counts."""

from dataclasses import replace

import pytest
from fakes import MakeAnswerer
from leaks import FILES, FREE_SENTENCE, QUESTION, SHORTEST, TEXT

from bot.answering.answerer import Answerer
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import AbsentQuote, ExactQuote, NearQuote
from bot.answering.schema import Answer, Refusal, RefusalReason
from bot.answering.showing.copies import without_copies
from bot.answering.showing.excerpts import Window
from bot.answering.showing.last_gate import quote_within, reply_within, sheet_within
from bot.answering.showing.pages import pages, sheet_of
from bot.answering.showing.quoting_limits import (
    NO_LIMIT,
    NO_LIMITS,
    Allowance,
    QuotingLimits,
    Slice,
    over_limit,
    warn_of_unknown,
)
from bot.answering.showing.surroundings import around
from embeddings.schema import Article, Sentence
from embeddings.segmentation import sentences
from embeddings.text.quotations import quotations, splits_quotation


def article(outlet: str | None, said: int | None = None, *, text: str = "x" * 100) -> Article:
    """Return an article of that outlet whose source allows `said` characters."""
    return Article("a", text, "T", outlet=outlet, max_quote_chars=said)


@pytest.mark.parametrize(
    ("named", "outlet", "said", "allowed"),
    [
        ({}, "The Wire", None, NO_LIMIT),
        ({}, "The Wire", 200, 200),
        ({}, None, 0, 0),
        ({"The Wire": 300}, "The Wire", None, 300),
        ({"the  WIRE": 300}, "The Wire", None, 300),
        ({"STRASSE": 300}, "Straße", None, 300),
        ({"Caf\u00e9": 300}, "Cafe\u0301", None, 300),
        ({"Wire": 300}, "The Wire", None, NO_LIMIT),
        ({"The Wire": 300}, "The Wire", 200, 200),
        ({"The Wire": 300}, "The Wire", 400, 300),
        ({"The Wire": 0}, "The Wire", 400, 0),
        ({"The Wire": 300}, "Gazette", None, NO_LIMIT),
        ({"The Wire": 300, "*": 800}, "Gazette", None, 800),
        ({"The Wire": 900, "*": 800}, "The Wire", None, 900),
        ({"*": 800}, None, None, 800),
        ({"The Wire": 300, "the wire": 200}, "The Wire", None, 200),
    ],
)
def test_the_least_of_all_limits_counts(
    named: dict[str, int], outlet: str | None, said: int | None, allowed: int
) -> None:
    """An outlet goes by its whole name, whatever its case; "*" is for all that are not named."""
    assert QuotingLimits.for_outlets(named).of(article(outlet, said)) == allowed


def test_a_limit_set_later_counts_for_an_older_version() -> None:
    """What was quoted before it was set is not shown again at length."""
    old, new = article("The Wire"), article("The Wire", 50)
    assert NO_LIMITS.of(old, new) == 50
    assert NO_LIMITS.of(new, old) == 50


@pytest.mark.parametrize(
    ("spans", "allowed", "too_much"),
    [
        ([("v", 0, 10)], 10, False),
        ([("v", 0, 11)], 10, True),
        ([("v", 0, 6), ("v", 20, 24)], 10, False),
        ([("v", 0, 6), ("v", 20, 25)], 10, True),
        ([("v", 0, 8), ("v", 2, 10), ("v", 3, 4)], 10, False),
        ([("v", 5, 10), ("v", 0, 6)], 10, False),
        ([("v", 0, 6), ("w", 0, 4)], 10, False),
        ([("v", 0, 6), ("w", 0, 5)], 10, True),
        ([("v", 0, 1)], 0, True),
        ([], 0, False),
    ],
)
def test_what_is_shown_twice_counts_once(
    spans: list[tuple[str, int, int]], allowed: int, too_much: bool
) -> None:
    """Over all versions of an article, since what one prints the other may print too."""
    assert over_limit(Slice("a", *span, allowed) for span in spans) == ["a"] * too_much


def test_articles_are_counted_each_for_itself() -> None:
    """And of several limits for one of them the least holds."""
    shown = [Slice("a", "v", 0, 9, 10), Slice("b", "w", 0, 9, 10), Slice("b", "w", 9, 11, 99)]
    assert over_limit(shown) == ["b"]


def test_an_allowance_takes_what_still_fits() -> None:
    """What does not fit is not taken, and does not stand in the way of what comes after."""
    allowance, wire = Allowance(QuotingLimits.for_outlets({"Wire": 10})), article("wire")
    taken = [allowance.takes(wire, *span) for span in ((0, 6), (6, 11), (2, 8), (50, 52), (9, 10))]
    assert taken == [True, False, True, True, False]
    assert allowance.takes(replace(wire, id="b"), 0, 10)


def test_a_limit_for_an_outlet_that_nothing_is_of_is_named_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A misspelt name would limit nothing, and nobody would know."""
    limits = QuotingLimits.for_outlets({"The Wire": 3, "Gazete": 3, "*": 3})
    warn_of_unknown(limits, ["THE WIRE", None, "Gazette"])
    (record,) = caplog.records
    assert "'gazete'" in record.getMessage()
    assert "write the name as the articles have it" in record.getMessage()


def limited(made: Answerer, limit: int, **others: int) -> Answerer:
    """Return an answerer that may show so many characters of an article of The Wire."""
    quoting = QuotingLimits.for_outlets({"The Wire": limit} | others)
    return Answerer(made.retriever, replace(made.limits, quoting=quoting))


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over an article of The Wire and one of the Gazette, without limits."""
    return make_answerer(FILES, max_excerpts=5, max_excerpt_chars=1000)


def test_excerpts_of_one_article_share_its_limit(answerer: Answerer) -> None:
    """Whole sentences, best first, as many as fit together."""
    free, reply = answerer.answer(QUESTION), limited(answerer, 700).answer(QUESTION)
    assert isinstance(free, Answer)
    assert isinstance(reply, Answer)
    lengths = [len(item.text) for item in reply.excerpts if item.article.id == "wire"]
    assert sum(len(item.text) for item in free.excerpts if item.article.id == "wire") > 700
    assert len(lengths) >= 2
    assert sum(lengths) <= 700
    edges = sentences(reply.excerpts[0].article)
    assert all(
        any(item.start == one.start for one in edges) and any(item.end == one.end for one in edges)
        for item in reply.excerpts
        if item.article.id == "wire"
    )
    assert not reply.withheld


@pytest.mark.parametrize("limit", [SHORTEST, 0])
def test_where_no_sentence_fits_the_source_is_named_beside_what_may_be_shown(
    answerer: Answerer, limit: int
) -> None:
    """With headline and address, and without a word of its text."""
    reply = limited(answerer, limit).answer(QUESTION)
    assert isinstance(reply, Answer)
    assert [item.text for item in reply.excerpts] == [FREE_SENTENCE]
    assert reply.score == reply.excerpts[0].score
    (source,) = reply.withheld
    assert (source.title, source.url) == ("Lights at sea", "https://wire.example/lights")


def test_where_nothing_may_be_shown_the_refusal_says_why(answerer: Answerer) -> None:
    """The coverage answers, so it is not said to be silent."""
    reply = limited(answerer, 0, Gazette=0).answer(QUESTION)
    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.QUOTE_NOT_ALLOWED
    assert {source.article_id for source in reply.nearest} == {"wire", "gazette"}
    assert reply.score == answerer.answer(QUESTION).score


def test_what_is_below_the_threshold_is_not_named_as_an_answer(answerer: Answerer) -> None:
    """A source that may not be quoted must answer like any other."""
    strict = limited(answerer, 0)
    strict = Answerer(strict.retriever, replace(strict.limits, threshold=1.0))
    reply = strict.answer(QUESTION)
    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NOTHING_RELEVANT


def test_an_articles_own_limit_holds_without_a_setting(make_answerer: MakeAnswerer) -> None:
    """The source says it in `max_quote_chars`."""
    wire = FILES["wire.md"].replace("id: wire", "id: wire\nmax_quote_chars: 20")
    reply = make_answerer({**FILES, "wire.md": wire}).answer(QUESTION)
    assert isinstance(reply, Answer)
    assert [source.article_id for source in reply.withheld] == ["wire"]


def test_a_copy_that_may_be_shown_stands_for_one_that_may_not() -> None:
    """And the other, which was first to publish, is named as carrying it."""
    text = "The keeper of Lindmoor painted every lantern of the long harbour wall red in May."
    first, second = (
        Article(name, text, name, outlet=name, published=f"2024-03-0{day}")
        for day, name in enumerate(["Wire", "Gazette"], start=1)
    )
    whole = Sentence(0, len(text), 0)
    found = [Window(one, 0, len(text), whole, 0.9, one is first) for one in (first, second)]
    (carried,) = without_copies(found)
    assert (carried.window.article.id, carried.window.withheld) == ("Gazette", False)
    assert [one.id for one in carried.others] == ["Wire"]


def look_up(made: Answerer, words: str, limit: int) -> object:
    """Look words up where The Wire allows so many characters."""
    retriever = made.retriever
    quoting = QuotingLimits.for_outlets({"The Wire": limit})
    return find_quote(
        retriever.archive, retriever.lexical, words, max_shown_chars=1000, quoting=quoting
    )


SENTENCE = TEXT[: TEXT.index(".") + 1]
WORDS = " ".join(SENTENCE.split()[3:7])


def test_words_that_stand_are_shown_with_as_much_as_is_allowed(answerer: Answerer) -> None:
    """Their sentence, else the words alone, else nothing, not even as they were typed."""
    whole, alone, none = (
        look_up(answerer, WORDS, limit) for limit in (len(SENTENCE), len(SENTENCE) - 1, 10)
    )
    assert isinstance(whole, ExactQuote)
    assert isinstance(alone, ExactQuote)
    assert isinstance(none, ExactQuote)
    assert (whole.place.shown, whole.place.found, whole.words) == (SENTENCE, WORDS, WORDS)
    assert (alone.place.shown, alone.place.found, alone.words) == (WORDS, WORDS, WORDS)
    assert (none.place.shown, none.place.found, none.words) == ("", "", "")
    assert none.place.article.id == "wire"
    assert none.place.highlight is None


def test_what_differs_is_only_said_of_words_that_may_be_shown(answerer: Answerer) -> None:
    """The comparison prints the article's words too; that some were left out is said anyway."""
    words = SENTENCE.replace(SENTENCE.split()[6] + " ", "")
    shown, kept_back = look_up(answerer, words, 300), look_up(answerer, words, 50)
    assert isinstance(shown, NearQuote)
    assert isinstance(kept_back, NearQuote)
    assert shown.differences
    assert shown.loses_words
    assert not kept_back.differences
    assert not kept_back.words
    assert kept_back.loses_words
    assert kept_back.kept == shown.kept


def test_sentences_of_one_article_share_its_limit_when_looked_up_one_by_one(
    answerer: Answerer,
) -> None:
    """The second finds no room any more."""
    ends = TEXT.rindex(". ") + 2
    words = f"{SENTENCE} {FREE_SENTENCE} {TEXT[ends:]}"
    reply = look_up(answerer, words, len(SENTENCE))
    assert isinstance(reply, AbsentQuote)
    assert [place.withheld for place in reply.found] == [False, False, True]
    assert reply.parts[-1].words == ""
    assert reply.words == ""


@pytest.mark.parametrize("limit", [0, SHORTEST, 110, 200, 300, 500, 5000])
def test_pages_are_whole_sentences_that_fit(answerer: Answerer, limit: int) -> None:
    """None is longer than the limit or cuts a quotation; all that fits stands on one of them."""
    archive = answerer.retriever.archive
    wire = archive.article("wire")
    assert wire
    passages = archive.passages_of(wire.version)
    found = pages(wire, passages, max_chars=limit)
    spoken, every = quotations(wire.text), sentences(wire)
    for page in found:
        assert 0 < page.end - page.start <= limit
        assert any(page.start == one.start for one in every)
        assert any(page.end == one.end for one in every)
        assert not splits_quotation(spoken, page.start)
        assert not splits_quotation(spoken, page.end)
    fitting = [one for one in every if one.end - one.start <= limit]
    assert all(
        any(page.start <= one.start and one.end <= page.end for page in found) for one in fitting
    )
    assert (found == passages) == (limit >= max(one.end - one.start for one in passages))


@pytest.mark.parametrize("limit", [80, 150, 300, 600, 1500])
def test_what_stands_around_a_quote_keeps_to_the_limit(answerer: Answerer, limit: int) -> None:
    """Whole paragraphs or sentences on both sides, or the quote alone."""
    wire = answerer.retriever.archive.article("wire")
    assert wire
    every = sentences(wire)
    middle = every[4]
    start, end = around(wire, middle.start, middle.end, max_chars=limit)
    assert start <= middle.start < middle.end <= end
    alone = (start, end) == (middle.start, middle.end)
    assert alone or end - start <= limit
    assert not any(splits_quotation(quotations(wire.text), edge) for edge in (start, end))
    assert any(start == one.start for one in every)
    assert any(end == one.end for one in every)


def test_the_last_gate_holds_back_what_was_cut_wrongly(
    answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """A reply, a look-up, an article: its sources are named, its text stays, the log tells."""
    limits = QuotingLimits.for_outlets({"The Wire": 50})
    archive = answerer.retriever.archive
    wire = archive.article("wire")
    assert wire
    reply = reply_within(answerer.answer(QUESTION), limits)
    assert isinstance(reply, Refusal)
    assert "wire" in [source.article_id for source in reply.nearest]
    near = SENTENCE.replace(SENTENCE.split()[6] + " ", "")
    mixed = f"{SENTENCE} {FREE_SENTENCE}"
    for words in (WORDS, near, mixed):
        found = quote_within(look_up(answerer, words, NO_LIMIT), limits)  # type: ignore[arg-type]
        assert isinstance(found, ExactQuote | NearQuote | AbsentQuote)
        places = found.found if isinstance(found, AbsentQuote) else [found.place]
        assert all(place.withheld for place in places)
        assert not found.words
    sheet = sheet_of(wire, archive.passages_of(wire.version), NO_LIMITS)
    assert not sheet_within(sheet, limits).shown
    assert sheet_within(sheet, limits).limited
    assert len(caplog.records) == 6


def test_the_last_gate_lets_pass_what_keeps_to_the_limits(answerer: Answerer) -> None:
    """Unchanged."""
    limits = QuotingLimits.for_outlets({"The Wire": 300})
    reply = limited(answerer, 300).answer(QUESTION)
    assert reply_within(reply, limits) is reply
    found = look_up(answerer, WORDS, 300)
    assert quote_within(found, limits) is found  # type: ignore[arg-type]
