"""Sharing and copying an answer whose article changed or left since: never as if it had not."""

from contextlib import closing
from typing import Any

import pytest
import pytest_asyncio
from answer_presses import MAYORS, WHICH_MAYOR, button, pressed, restarted
from fakes import MakeAnswerer
from test_bot import StartBot, reindexed
from test_changed_articles import LUND, SEEN, changed
from world import HARBOUR, RIBBON, RIBBON_SHOWN, WHO_CUT, World, by_the_bot, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.quotes.since import Fate
from bot.answering.schema import Answer, Excerpt
from bot.chat.copy_view import copy_view
from bot.chat.delivery import deliver_shared
from bot.chat.desk import Desk
from bot.chat.recalled import Recalled
from bot.chat.source_line import source_line
from bot.chat.views import QuoteView
from bot.chat.wire import Quoted, WireMismatchError, text_displays
from embeddings.archive import Archive
from embeddings.schema import Article

pytestmark = pytest.mark.simcord(settle_timeout=30)

UPDATED = f"Updated since quoted: the article changed, seen on {SEEN}."
SOURCE = r"[Harbour opens \[late\]](https://news.example/harbour)"
NO_RIBBON = HARBOUR.replace(RIBBON.replace("*her*", r"\*her\*"), "")
MOVED = HARBOUR.replace("The new harbour", "At last the new harbour").replace("opens", "open")


@pytest_asyncio.fixture
async def private(world: World) -> Any:
    """Return an answer that Alice alone sees."""
    return (await world.alice.slash(world.channel, "ask", question=WHO_CUT)).response


def left(answerer: Answerer) -> None:
    """Take the article out of the index; its versions stay readable."""
    with Archive.open(answerer.retriever.archive.path.parent) as archive, archive.transaction():
        archive.remove("harbour")


@pytest.mark.parametrize("content", [LUND, NO_RIBBON])
async def test_words_that_the_newsroom_changed_are_not_shared(
    world: World, private: Any, answerer: Answerer, content: str
) -> None:
    """Said to the one who pressed, with the day and the article; the answer stays."""
    before = texts(private)
    changed(answerer, content)
    told = await pressed(world, wording.SHARE, private)
    assert [texts(one) for one in told.followups] == [
        [f"{wording.CHANGED_NOT_SHARED}:\n- {SOURCE} · {UPDATED}"]
    ]
    assert by_the_bot(world, world.channel) == []
    assert texts(private) == before


async def test_words_of_an_article_that_left_are_not_shared(
    world: World, private: Any, answerer: Answerer
) -> None:
    """The version that was quoted stays readable, and is no coverage any more."""
    left(answerer)
    told = await pressed(world, wording.SHARE, private)
    assert texts(told.followups[0]) == [f"{wording.CHANGED_NOT_SHARED}:\n- {SOURCE}"]
    assert by_the_bot(world, world.channel) == []


async def test_words_that_stand_are_shared_from_the_article_as_it_is_now(
    world: World, private: Any, answerer: Answerer
) -> None:
    """Under today's headline; the buttons lead to today's version too."""
    archive = answerer.retriever.archive
    version = str(archive.current_version("harbour"))
    assert version in button(private, wording.MORE_CONTEXT)["custom_id"]
    changed(answerer, MOVED)
    await pressed(world, wording.SHARE, private)
    (shared,) = by_the_bot(world, world.channel)
    assert texts(shared)[1] == RIBBON_SHOWN
    assert r"[Harbour open \[late\]]" in texts(shared)[2]
    now = str(archive.current_version("harbour"))
    assert now != version
    assert now in button(shared, wording.MORE_CONTEXT)["custom_id"]


async def test_words_that_came_back_are_shared(
    world: World, private: Any, answerer: Answerer
) -> None:
    """What they were meanwhile does not count, and a press that shared nothing is none."""
    changed(answerer, LUND)
    await pressed(world, wording.SHARE, private)
    changed(answerer, HARBOUR)
    await pressed(world, wording.SHARE, private)
    assert texts(by_the_bot(world, world.channel)[-1])[1] == RIBBON_SHOWN


async def test_one_changed_quote_holds_all_of_an_answer_back(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """Part of an answer is another answer; the changed ones alone are named."""
    answerer = make_answerer(MAYORS, max_excerpts=5)
    await restarted(world, start_bot, answerer)
    asked = await world.alice.slash(world.channel, "ask", question=WHICH_MAYOR)
    reindexed(answerer, {"1.txt": MAYORS["1.txt"].replace("cut", "did not cut")})
    told = await pressed(world, wording.SHARE, asked.response)
    (said,) = texts(told.followups[0])
    assert said.startswith(f"{wording.CHANGED_NOT_SHARED}:\n- Story 1 · {wording.UPDATED_SINCE}")
    assert "Story 2" not in said
    assert by_the_bot(world, world.channel) == []


async def test_what_changes_while_it_is_shared_is_held_back(
    answerer: Answerer, error_log: Any
) -> None:
    """The message is proven against what the coverage has today, as it is sent."""
    sent: list[str] = []

    async def send(view: Any) -> None:
        sent.extend(text_displays(view.to_components()))

    with closing(Desk(answerer)) as desk:
        reply = await desk.answer(WHO_CUT)
        assert isinstance(reply, Answer)
        changed(answerer, LUND)
        await deliver_shared(send, desk, reply.excerpts, "-# Shared", None)
    assert sent == [f"{wording.NOT_PROVEN}:\n- {SOURCE}"]
    assert len(error_log.take()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(LUND, [UPDATED]), (NO_RIBBON, [UPDATED, wording.DROPPED_SINCE]), (HARBOUR, [])],
)
async def test_copied_words_say_that_their_article_changed_since(
    world: World, answerer: Answerer, content: str, said: list[str]
) -> None:
    """Below their source, where they do not stand there any more as they did."""
    await world.ask(WHO_CUT)
    changed(answerer, content)
    _, block, lines = texts((await pressed(world, wording.COPY)).response)
    assert block == f"```\n{RIBBON}\n```"
    assert lines.split("\n")[1:] == [f"-# {line}" for line in said]


async def test_copied_words_say_that_their_article_left(world: World, answerer: Answerer) -> None:
    """They are not passed off as coverage."""
    await world.ask(WHO_CUT)
    left(answerer)
    _, block, lines = texts((await pressed(world, wording.COPY)).response)
    assert block == f"```\n{RIBBON}\n```"
    assert lines.split("\n")[1:] == [f"-# {wording.REMOVED_SINCE}"]


async def test_words_that_stand_are_copied_with_todays_source(
    world: World, answerer: Answerer
) -> None:
    """Nothing has to be said of them."""
    await world.ask(WHO_CUT)
    changed(answerer, MOVED)
    _, block, lines = texts((await pressed(world, wording.COPY)).response)
    assert block == f"```\n{RIBBON}\n```"
    assert r"[Harbour open \[late\]]" in lines
    assert "\n" not in lines


def test_that_words_changed_is_proven_as_they_are() -> None:
    """A copy without the line, or with it where nothing changed, is never sent."""
    article = Article("a", "Brandt cut the ribbon.", "T")
    excerpt = Excerpt(article, 0, 22, 0)
    stale = Recalled(article.version, excerpt, Fate.CHANGED)
    fresh = Recalled(article.version, excerpt, Fate.CURRENT)
    bare = Quoted(article.text, source_line(article, article.text))
    marked = Quoted(
        article.text, f"{bare.source_line}\n-# Updated since quoted: the article changed."
    )
    assert isinstance(copy_view([stale], [marked]), QuoteView)
    for one, wrong, right in ((stale, bare, marked), (fresh, marked, bare)):
        copy_view([one], [right]).to_components()
        with pytest.raises(WireMismatchError):
            copy_view([one], [wrong]).to_components()
