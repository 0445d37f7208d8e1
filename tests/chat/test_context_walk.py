"""Reading on from a quote, paragraph by paragraph: both ways, in place, within the limits."""

from dataclasses import replace
from typing import Any

import pytest
from answer_presses import button, pressed, restarted
from fakes import MakeAnswerer
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bot import StartBot, forgotten, reindexed
from test_changed_articles import THE_DAY_AFTER
from world import LIGHTHOUSE, STEP, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.quotes.since import Fate
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.answering.showing.stretches import Way, reads_on, stretch_from
from embeddings.archive import Archive
from embeddings.schema import Article
from embeddings.syncing.takedown import take_down
from embeddings.text.paragraphs import paragraphs

pytestmark = pytest.mark.simcord(settle_timeout=30)

TALL = LIGHTHOUSE.replace(STEP, STEP * 2)
"""Too long to be shown as one context."""
BORIS = "Who was the second keeper, Boris?"


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer that finds the paragraph in the middle."""
    return make_answerer({"lighthouse.md": TALL}, max_excerpts=1, max_excerpt_chars=60)


def quote(message: Any) -> str:
    """Return the beginning of what a message quotes."""
    return next(text[2:13] for text in texts(message) if text.startswith("> "))


async def opened(world: World) -> Any:
    """Ask, open the context of the answer and return its message."""
    await world.ask(BORIS)
    return (await pressed(world, wording.MORE_CONTEXT)).response


async def test_an_article_is_read_to_both_its_ends(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """A paragraph a press, in place, over restarts; at an end the button is off."""
    context = await opened(world)
    seen = [quote(context)]
    for label in (wording.PREVIOUS_PARAGRAPH, wording.NEXT_PARAGRAPH, wording.NEXT_PARAGRAPH):
        await restarted(world, start_bot, answerer)
        await pressed(world, label, context)
        seen.append(quote(context))
        assert button(context, wording.PREVIOUS_PARAGRAPH).get("disabled") is (len(seen) == 2)
        assert button(context, wording.NEXT_PARAGRAPH).get("disabled") is (len(seen) == 4)
    assert seen == ["**Boris was", "Anna was th", "Boris was t", "Clara was t"]


async def test_what_was_quoted_before_a_change_is_read_on_as_it_was(
    world: World, answerer: Answerer
) -> None:
    """The message says so: an older generation of the index keeps what was quoted."""
    context = await opened(world)
    reindexed(answerer, {"lighthouse.md": TALL.replace("Anna", "Alma")})
    await pressed(world, wording.PREVIOUS_PARAGRAPH, context)
    assert quote(context) == "Anna was th"
    assert texts(context)[0] == f"**{wording.CONTEXT}**\n{wording.CHANGED_SINCE}"


async def test_an_article_that_left_is_read_on_as_it_was(world: World, answerer: Answerer) -> None:
    """Its versions stay."""
    context = await opened(world)
    with Archive.open(answerer.retriever.archive.path.parent) as archive, archive.transaction():
        archive.remove("lighthouse")
    await pressed(world, wording.PREVIOUS_PARAGRAPH, context)
    assert texts(context)[0] == f"**{wording.CONTEXT}**\n{wording.REMOVED_SINCE}"


async def test_an_article_that_was_taken_down_is_not_read_on(
    world: World, answerer: Answerer
) -> None:
    """Said calmly, in the place of what stood there."""
    context = await opened(world)
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        take_down(archive, "lighthouse", THE_DAY_AFTER)
    await pressed(world, wording.PREVIOUS_PARAGRAPH, context)
    assert texts(context)[0].startswith("This article was taken down on ")


async def test_an_article_that_is_gone_is_said_to_be(world: World, answerer: Answerer) -> None:
    """Without a trace of it, nobody knows why."""
    context = await opened(world)
    forgotten(answerer, "lighthouse")
    await pressed(world, wording.PREVIOUS_PARAGRAPH, context)
    assert texts(context) == [wording.ARTICLE_GONE]


@pytest.mark.parametrize("limit", [0, 100, 200])
async def test_no_step_shows_more_than_its_outlet_allows(
    world: World, answerer: Answerer, start_bot: StartBot, limit: int
) -> None:
    """A paragraph that is too long is read in parts; where not one sentence may be, none is."""
    context = await opened(world)
    quoting = QuotingLimits.for_outlets({"Coast Desk": limit})
    limits = replace(answerer.limits, quoting=quoting)
    await restarted(world, start_bot, Answerer(answerer.retriever, limits))
    await pressed(world, wording.PREVIOUS_PARAGRAPH, context)
    shown = [text[2:] for text in texts(context) if text.startswith("> ")]
    assert [len(text) <= limit for text in shown] == ([True] if limit else [])
    assert texts(context)[-1].removeprefix("-# ") == wording.NOT_MORE


@pytest.mark.parametrize("status", [403, 404, 429, 500])
async def test_a_step_that_discord_fails_leaves_what_stood_there(
    world: World, error_log: Any, status: int
) -> None:
    """The reader is told below it."""
    context = await opened(world)
    before = texts(context)
    route = "/webhooks/*/messages/@original"
    world.env.inject_error("PATCH", route, status=status, times=3)
    told = await pressed(world, wording.PREVIOUS_PARAGRAPH, context)
    assert texts(context) == before
    assert [texts(one) for one in told.followups] == [[wording.TROUBLE]]
    assert len(error_log.take()) == 1


TEXTS = st.lists(st.text("ab .\n“”", min_size=1, max_size=40), min_size=1, max_size=8)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(parts=TEXTS, max_chars=st.integers(1, 60), start=st.integers(0, 100))
def test_reading_on_ends_at_the_ends(parts: list[str], max_chars: int, start: int) -> None:
    """Each step goes on from the last one, and never in a circle; none is too long."""
    article = Article(id="a", text="\n\n".join(parts), title="t")
    for way in Way:
        offset = start
        for _ in range(200):
            step = stretch_from(article, offset, way, article, max_chars=max_chars)
            if step is None:
                break
            assert 0 < step.end - step.start <= max_chars
            edge = step.end if way is Way.ON else step.start
            if edge == offset or (edge < offset) is (way is Way.ON):
                break
            offset = edge
        else:
            pytest.fail("it never ends")


def test_every_paragraph_is_reached_both_ways() -> None:
    """Without a limit, each once and whole."""
    article = Article(id="a", text=LIGHTHOUSE, title="t")
    spans = paragraphs(article.text)
    there, back = [], []
    offset = 0
    while reads_on(article, offset, Way.ON):
        step = stretch_from(article, offset, Way.ON, article, max_chars=10_000)
        assert step
        assert step.fate is Fate.CURRENT
        there.append((step.start, step.end))
        offset = step.end
    while reads_on(article, offset, Way.BACK):
        step = stretch_from(article, offset, Way.BACK, None, max_chars=10_000)
        assert step
        assert step.fate is Fate.REMOVED
        back.append((step.start, step.end))
        offset = step.start
    assert there == spans
    assert back == spans[::-1]
