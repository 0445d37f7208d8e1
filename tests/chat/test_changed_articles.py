"""Buttons of old answers after their article changed, left or was taken down."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes import MakeAnswerer, QuietProgress
from leaks import FILES, QUESTION, TEXT, shown_chars
from running_bot import ErrorLog
from test_bot import StartBot, reindexed
from world import COVERAGE, HARBOUR, RIBBON, WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.showing.contexts import context_of
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.chat.context_view import context_view
from bot.chat.delivery import deliver_reply
from bot.chat.desk import Desk
from bot.chat.plain import PlainMessage
from bot.chat.source_line import source_line
from bot.chat.views import QuoteView
from bot.chat.wire import Quoted, WireMismatchError, text_displays, unquote
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.schema import Article
from embeddings.syncing.takedown import lift, take_down

pytestmark = pytest.mark.simcord(settle_timeout=30)

THE_DAY_AFTER = datetime(2040, 3, 16, 13, tzinfo=UTC)
SEEN = f"<t:{int(THE_DAY_AFTER.timestamp())}:D>"
LUND = HARBOUR.replace("Mayor Brandt", "Mayor Lund")


def changed(answerer: Answerer, content: str) -> None:
    """Index the harbour with other content, years later, as another process would."""
    data_dir = answerer.retriever.archive.path.parent
    articles = data_dir.parent / "articles"
    (articles / "harbour.md").write_text(content, encoding="utf-8")
    encoder, later = answerer.retriever.encoder, lambda: THE_DAY_AFTER
    with Archive.open(data_dir) as archive:
        index(archive, encoder, [articles], QuietProgress(), clock=later)


async def pressed(world: World) -> list[str]:
    """Press "More context" of the last answer, and return what comes."""
    result = await world.alice.click(world.channel.last_message, label="More context")
    assert result.ephemeral
    return texts(result.response)


async def test_a_changed_quote_is_shown_as_it_was_and_as_it_reads_now(
    world: World, answerer: Answerer
) -> None:
    """Each under its own source, with what differs word by word below."""
    await world.ask(WHO_CUT)
    changed(answerer, LUND.replace("published:", "updated: 2022-03-16\npublished:"))
    head, then, quote, source, now, quote_now, source_now, compared = await pressed(world)
    assert head == (
        f"**In context**\nUpdated since quoted: the article changed, seen on {SEEN}; it says that "
        "it was updated on 16 March 2022."
    )
    assert (then, now) == ("**As it was quoted**", "**As it reads now**")
    assert quote == (
        "> The new harbour opened at noon. **Mayor Brandt cut the ribbon and called it "
        "\\*her\\* day.** Seals\n> came.\n> \n> The old quay goes in May."
    )
    assert quote_now == quote.replace("Brandt", "Lund")
    assert source.endswith("Ada Lind · <t:1647349200:D>")
    assert source_now.endswith("Ada Lind · <t:1647349200:D> · updated 16 March 2022")
    assert compared == (
        "What changed:\n"
        "Mayor ~~Brandt~~ **Lund** cut the ribbon and called it \\*her\\* day.\n"
        "-# ~~as it was quoted~~ · **as it reads now**"
    )


async def test_what_is_taken_down_before_it_is_sent_is_not_logged_either(
    answerer: Answerer, caplog: pytest.LogCaptureFixture, error_log: ErrorLog
) -> None:
    """The message is held back, and the log says how many quotes were, in no word of theirs."""
    sent: list[str] = []

    async def send(view: QuoteView | PlainMessage) -> None:
        sent.extend(text_displays(view.to_components()))

    with closing(Desk(answerer)) as desk:
        reply = await desk.answer(WHO_CUT)
        with Archive.open(answerer.retriever.archive.path.parent) as archive:
            take_down(archive, "harbour", THE_DAY_AFTER)
        await deliver_reply(send, desk, reply)
    assert sent == [wording.ARTICLE_GONE]
    assert "the message shows 1 quotes, the archive has 0 for it" in caplog.text
    assert "number 1 is the first that differs" in caplog.text
    for words in ("ribbon", "Harbour opens", "Ada Lind"):
        assert words not in caplog.text
    assert len(error_log.take()) == 1


async def test_an_unchanged_quote_is_shown_once_as_its_article_is_now(
    world: World, answerer: Answerer
) -> None:
    """Its words moved, and nobody has to compare them."""
    await world.ask(WHO_CUT)
    changed(answerer, HARBOUR.replace("The new harbour", "At last the new harbour"))
    head, quote, _ = await pressed(world)
    assert head.split("\n")[1:] == [
        f"Updated since quoted: the article changed, seen on {SEEN}.",
        wording.UNCHANGED_SINCE,
    ]
    assert quote.startswith("> At last the new harbour opened at noon. **Mayor Brandt cut the")


async def test_a_dropped_quote_is_shown_as_it_was(world: World, answerer: Answerer) -> None:
    """With the words that it is there no more."""
    await world.ask(WHO_CUT)
    changed(answerer, HARBOUR.replace(RIBBON.replace("*her*", r"\*her\*"), ""))
    head, quote, _ = await pressed(world)
    assert head.split("\n")[2] == wording.DROPPED_SINCE
    assert "**Mayor Brandt cut the ribbon" in quote


async def test_a_quote_of_an_article_that_left_is_shown_as_it_was(
    world: World, answerer: Answerer
) -> None:
    """The version that was quoted stays readable; nothing is said to have been updated."""
    await world.ask(WHO_CUT)
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    with Archive.open(answerer.retriever.archive.path.parent) as archive, archive.transaction():
        archive.remove("harbour")
        archive.remove("lighthouse")
    head, quote, _ = await pressed(world)
    assert head == f"**In context**\n{wording.REMOVED_SINCE}"
    assert "**Mayor Brandt cut the ribbon" in quote
    await world.alice.click(card, label="Next passage")
    assert texts(card) == [wording.ARTICLE_GONE]


async def test_an_article_that_changed_back_says_nothing_of_a_change(
    world: World, answerer: Answerer
) -> None:
    """It says again what was quoted; what it said meanwhile was no answer here."""
    await world.ask(WHO_CUT)
    before = await pressed(world)
    changed(answerer, LUND)
    changed(answerer, HARBOUR)
    assert await pressed(world) == before


async def test_a_quote_of_what_stood_only_meanwhile_has_no_date_of_change(
    world: World, answerer: Answerer
) -> None:
    """The old text came back, and was first met before what was quoted."""
    changed(answerer, LUND)
    await world.ask(WHO_CUT)
    reindexed(answerer, {"harbour.md": HARBOUR})
    head, _, quote, *_ = await pressed(world)
    assert head.split("\n")[1:] == ["Updated since quoted: the article changed."]
    assert "**Mayor Lund cut the ribbon" in quote


async def test_words_of_an_earlier_version_are_looked_up_and_lead_to_what_it_says_now(
    world: World, answerer: Answerer
) -> None:
    """The newsroom did print them; the button shows both."""
    changed(answerer, LUND)
    words = RIBBON.replace("*", "")
    result = await world.alice.slash(world.channel, "quote", words=words)
    _, said, quote, _ = texts(result.response)
    assert said == (
        f"**These words stood in an earlier version of this article, until {SEEN}. It does not "
        "have them any more.**"
    )
    assert quote == r"> **Mayor Brandt cut the ribbon and called it \*her\* day**."
    result = await world.alice.click(result.response, label="More context")
    assert texts(result.response)[4] == "**As it reads now**"


def taken_down(answerer: Answerer, *names: str) -> None:
    """Take articles down, as another process would."""
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        for name in names:
            take_down(archive, name, THE_DAY_AFTER)


async def test_buttons_say_calmly_that_an_article_was_taken_down(
    world: World, answerer: Answerer
) -> None:
    """Of every version that was quoted; a card that was open loses its text."""
    said = [f"This article was taken down on {SEEN}. It is not shown any more."]
    await world.ask(WHO_CUT)
    changed(answerer, LUND)
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    taken_down(answerer, "harbour", "https://news.example/lighthouse")
    assert await pressed(world) == said
    await world.alice.click(card, label="Next passage")
    assert texts(card) == said


async def test_an_article_that_came_back_after_a_takedown_is_shown_again(
    world: World, answerer: Answerer
) -> None:
    """Between the two it is gone, and no longer said to be taken down."""
    await world.ask(WHO_CUT)
    taken_down(answerer, "harbour")
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        lift(archive, "harbour")
    assert await pressed(world) == [wording.ARTICLE_GONE]
    changed(answerer, HARBOUR)
    assert "**Mayor Brandt cut the ribbon" in (await pressed(world))[1]


@pytest.mark.parametrize(
    ("limit", "blocks"), [(1500, 2), (700, 2), (350, 2), (300, 1), (170, 1), (100, 0), (0, 0)]
)
async def test_both_versions_together_keep_to_the_quoting_limit(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot, limit: int, blocks: int
) -> None:
    """Counted in the message itself, where a word of every sentence changed."""
    made = make_answerer(FILES, max_excerpts=1, max_excerpt_chars=200)
    await world.env.restart_bot(start_bot(made))
    await world.ask(QUESTION)
    answer = world.channel.last_message
    wire = FILES["wire.md"].replace(TEXT, TEXT.replace(" lantern ", " beacon "))
    reindexed(made, {"wire.md": wire})
    quoting = QuotingLimits.for_outlets({"The Wire": limit})
    limited = Answerer(made.retriever, replace(made.limits, quoting=quoting))
    await world.env.restart_bot(start_bot(limited))
    result = await world.alice.click(answer, label="More context")
    shown = "\n".join(texts(result.response))
    other = TEXT.replace(" lantern ", " beacon ")
    chars = shown_chars(shown, TEXT), shown_chars(shown, other)
    assert max(chars) <= limit
    assert wording.NOT_MORE in shown or limit > 1000
    found = [unquote(text) for text in texts(result.response) if text.startswith("> ")]
    assert len(found) == blocks
    assert sum(map(len, found)) <= limit


# Discord's limits


def quoted(article: Article, text: str) -> Quoted:
    """Return what a message that shows `text` of an article must show."""
    return Quoted(text, source_line(article, text))


def view_of(old: str, new: str) -> tuple[Any, list[str]]:
    """Return the message about a sentence that was changed, and its texts."""
    article = Article("a", old, "T")
    context = context_of(article, (0, len(old)), Article("a", new, "T"), max_chars=10_000)
    view = context_view(context, [quoted(one.article, one.text) for one in context.shown])
    return view, list(text_displays(view.to_components()))


@pytest.mark.parametrize(
    ("words", "blocks", "compared"),
    [(20, 2, True), (200, 2, True), (260, 2, False), (300, 1, False)],
)
def test_what_finds_no_room_is_left_out_the_comparison_first(
    words: int, blocks: int, compared: bool
) -> None:
    """4000 characters; then the words as they were quoted, which stand in the answer above."""
    same = " ".join(["word*"] * words)
    view, shown = view_of(f"Brandt {same}.", f"Lund {same}.")
    found = [text for text in shown if text.startswith("> ")]
    assert len(found) == blocks
    assert "Lund" in found[-1]
    assert any(text.startswith(wording.WHAT_CHANGED) for text in shown) is compared
    assert (f"-# {wording.NO_ROOM_FOR_BOTH}" in shown) is (blocks == 1)
    assert view.text_length() <= 4000


def test_both_versions_are_proven() -> None:
    """A letter changed in either is never sent."""
    article, now = Article("a", "Brandt cut the red ribbon.", "T"), Article("a", "", "T")
    now = replace(now, text="Lund cut the red ribbon.")
    context = context_of(article, (0, 26), now, max_chars=1000)
    right = [quoted(article, article.text), quoted(now, now.text)]
    context_view(context, right).to_components()
    for number in range(2):
        wrong = [*right]
        wrong[number] = replace(right[number], text=right[number].text.replace("red", "rod"))
        with pytest.raises(WireMismatchError):
            context_view(context, wrong).to_components()


def test_words_that_differ_in_capitals_alone_are_not_compared() -> None:
    """The comparison does not see them; both readings are there to look at."""
    _, shown = view_of("Mayor Brandt cut the ribbon.", "mayor Brandt cut the ribbon.")
    assert [text for text in shown if text.startswith("> ")] == [
        "> **Mayor Brandt cut the ribbon.**",
        "> **mayor Brandt cut the ribbon.**",
    ]
    assert not any(text.startswith(wording.WHAT_CHANGED) for text in shown)


def test_the_coverage_is_the_one_these_tests_change() -> None:
    """What is replaced above stands there."""
    assert COVERAGE["harbour.md"] == HARBOUR != LUND
