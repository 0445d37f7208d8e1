"""Words that stand only in an earlier version of an article: where, until when, for whom."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from fakes import MakeAnswerer, QuietProgress
from rich.console import Console

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import (
    AbsentQuote,
    EarlierQuote,
    ExactQuote,
    NearQuote,
    QuoteReply,
)
from bot.answering.showing.last_gate import quote_within
from bot.answering.showing.quoting_limits import NO_LIMITS, QuotingLimits
from bot.serialisation import quote_as_json
from bot.terminal.replies import print_quote
from embeddings.indexing import index
from embeddings.syncing.takedown import take_down

FIRST = "Mayor Brandt cut the ribbon at noon."
SECOND = "Mayor Lund cut the ribbon at noon, and it rained."
THIRD = "Nobody came to the harbour that day."
LOOKED_UP = "brandt cut the ribbon at noon"
NOON = datetime(2022, 3, 12, 12, tzinfo=UTC)

Newsroom = Callable[[str], None]


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over an article in its first version, and another."""
    return make_answerer({"a.txt": f"The ribbon\n\n{FIRST}", "b.txt": "The sea was calm."})


@pytest.fixture
def says(answerer: Answerer) -> Newsroom:
    """Return a function that changes the article; each version is met a day after the last."""
    archive, days = answerer.retriever.archive, iter(range(13, 30))
    folder = archive.path.parent.parent / "articles"

    def change(text: str) -> None:
        (folder / "a.txt").write_text(f"The ribbon\n\n{text}", encoding="utf-8")
        at = NOON.replace(day=next(days))
        encoder = answerer.retriever.encoder
        index(archive, encoder, [folder], QuietProgress(), clock=lambda: at)
        answerer.retriever.refresh()

    return change


def looked_up(
    answerer: Answerer, words: str = LOOKED_UP, quoting: QuotingLimits = NO_LIMITS
) -> QuoteReply:
    """Look words up."""
    retriever = answerer.retriever
    return find_quote(
        retriever.archive, retriever.lexical, words, max_shown_chars=600, quoting=quoting
    )


def test_words_of_an_earlier_version_are_found_with_the_day_they_went(
    answerer: Answerer, says: Newsroom
) -> None:
    """The newsroom did print them, which comes before words that are near them now."""
    says(SECOND)
    says(THIRD)
    reply = looked_up(answerer)
    assert isinstance(reply, EarlierQuote)
    assert (reply.place.found, reply.place.shown) == (FIRST[6:-1], FIRST)
    assert reply.until == "2022-03-13T12:00:00+00:00"
    reply = looked_up(answerer, SECOND)
    assert isinstance(reply, EarlierQuote)
    assert reply.until == "2022-03-14T12:00:00+00:00"


def test_words_that_stand_there_now_are_no_earlier_words(
    answerer: Answerer, says: Newsroom
) -> None:
    """Neither before a change nor after the words came back."""
    assert isinstance(looked_up(answerer), ExactQuote)
    says(SECOND)
    says(FIRST)
    assert isinstance(looked_up(answerer), ExactQuote)
    found = looked_up(answerer, SECOND)
    assert isinstance(found, EarlierQuote)
    assert found.until is None


@pytest.mark.parametrize("words", ["brandt cuts the ribbon at noon", "randt cut the ribbon at"])
def test_earlier_words_are_found_exactly_or_not_at_all(
    answerer: Answerer, says: Newsroom, words: str
) -> None:
    """A word changed, a word cut: near is what the coverage has today."""
    says(SECOND)
    assert not isinstance(looked_up(answerer, words), EarlierQuote)


def test_words_without_a_plain_word_are_found_too(answerer: Answerer, says: Newsroom) -> None:
    """What SQLite cannot compare whatever the case is read."""
    says("Ärger über Öl für Übermüdete.")
    says(THIRD)
    assert isinstance(looked_up(answerer, "ÄRGER ÜBER ÖL FÜR ÜBERMÜDETE"), EarlierQuote)


def test_articles_that_left_or_were_taken_down_have_no_earlier_words(
    answerer: Answerer, says: Newsroom
) -> None:
    """Their words are not looked for any more."""
    says(SECOND)
    archive = answerer.retriever.archive
    assert isinstance(looked_up(answerer), EarlierQuote)
    with archive.transaction():
        archive.remove("a")
    answerer.retriever.refresh()
    assert isinstance(looked_up(answerer), AbsentQuote)
    says(THIRD)
    assert isinstance(looked_up(answerer), EarlierQuote)
    take_down(archive, "a", NOON)
    answerer.retriever.refresh()
    assert isinstance(looked_up(answerer), AbsentQuote)


@pytest.mark.parametrize(("limit", "shown"), [(36, FIRST), (35, FIRST[6:-1]), (28, None)])
def test_earlier_words_keep_to_the_limit_that_is_set_today(
    answerer: Answerer, says: Newsroom, limit: int, shown: str | None
) -> None:
    """A limit that the current version brings holds for what was printed before it."""
    folder = answerer.retriever.archive.path.parent.parent / "articles"
    says(SECOND)
    matter = f"---\nid: a\ntitle: The ribbon\nmax_quote_chars: {limit}\n---\n\n{THIRD}"
    (folder / "a.txt").unlink()
    (folder / "a.md").write_text(matter, encoding="utf-8")
    archive, encoder = answerer.retriever.archive, answerer.retriever.encoder
    index(archive, encoder, [folder], QuietProgress())
    answerer.retriever.refresh()
    reply = looked_up(answerer)
    assert isinstance(reply, EarlierQuote)
    assert reply.place.shown == (shown or "")
    assert reply.words == (LOOKED_UP if shown else "")
    values = quote_as_json(reply)
    assert (values["place"]["text"] is None) is (shown is None)


def test_what_shows_too_much_is_held_back_at_the_last_gate(
    answerer: Answerer, says: Newsroom
) -> None:
    """The same for earlier words as for others."""
    says(THIRD)
    reply = looked_up(answerer)
    held = quote_within(reply, QuotingLimits.for_outlets({"*": 10}))
    assert isinstance(held, EarlierQuote)
    assert (held.words, held.place.withheld) == ("", True)
    assert quote_within(reply, NO_LIMITS) == reply


def test_the_terminal_and_json_say_until_when(answerer: Answerer, says: Newsroom) -> None:
    """One sentence, the words as they stood, their source."""
    says(THIRD)
    reply = looked_up(answerer)
    console = Console(file=StringIO(), width=200)
    print_quote(console, reply)
    said = (
        "These words stood in an earlier version of this article, until 13 March 2022. It does "
        "not have them any more."
    )
    printed = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert printed.splitlines()[:2] == [said, f"> {FIRST}"]
    values = quote_as_json(reply)
    assert (values["verdict"], values["message"]) == ("earlier", said)
    assert (values["until"], values["place"]["text"]) == ("2022-03-13T12:00:00+00:00", FIRST[6:-1])
    assert isinstance(reply, EarlierQuote)
    assert wording.verdict(replace(reply, until=None)) == (
        "These words stood in an earlier version of this article. It does not have them any more."
    )


def test_near_words_still_come_where_no_version_had_them(
    answerer: Answerer, says: Newsroom
) -> None:
    """As before."""
    says(SECOND)
    assert isinstance(
        looked_up(answerer, "Mayor Lund cut a ribbon at noon, and it rained"), NearQuote
    )
