"""Quoting limits on Discord: every message of every command, as it goes over the wire."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from fakes import MakeAnswerer
from leaks import FILES, LIMITS, PARAGRAPHS, QUESTION, SHORTEST, TEXT, shown_chars, strings
from world import World, buttons, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.chat.client import PullquoteClient

pytestmark = pytest.mark.simcord(settle_timeout=30)

StartBot = Callable[[Answerer], PullquoteClient]
SENTENCE = TEXT[: TEXT.index(".") + 1]


def limited(made: Answerer, limit: int | None) -> Answerer:
    """Return an answerer that may show so many characters of an article of The Wire."""
    quoting = QuotingLimits.for_outlets({} if limit is None else {"the wire": limit})
    return Answerer(made.retriever, replace(made.limits, quoting=quoting))


@pytest.fixture(params=LIMITS)
def limit(request: pytest.FixtureRequest) -> Any:
    """Return a limit, or None for none."""
    return request.param


@pytest.fixture
def unlimited(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over the limited article and another."""
    return make_answerer(FILES, max_excerpts=3, max_excerpt_chars=1000)


@pytest.fixture
def answerer(unlimited: Answerer, limit: int | None) -> Answerer:
    """Return the answerer that the bot starts with."""
    return limited(unlimited, limit)


async def press_all(world: World, message: Any) -> None:
    """Press every button of a message that asks the bot for more."""
    for button in buttons(components(message)):
        if button.get("label") == wording.MORE_CONTEXT:
            await world.alice.click(message, custom_id=button["custom_id"])


async def more_context(world: World, message: Any) -> Any:
    """Press a message's first button for more context."""
    found = [b for b in buttons(components(message)) if b.get("label") == wording.MORE_CONTEXT]
    return await world.alice.click(message, custom_id=found[0]["custom_id"])


async def use_everything(world: World) -> None:
    """Use every way to get at the article's words: by question, by article, by quote."""
    await world.ask(QUESTION)
    answer = world.channel.last_message
    await world.alice.send(world.channel, QUESTION, reply_to=answer)
    await world.env.create_user("carol").send_dm(QUESTION)
    asked = await world.alice.slash(world.channel, "ask", question=QUESTION, visibility="all")
    for message in (answer, asked.response):
        await press_all(world, message)
    for words in (
        SENTENCE,
        PARAGRAPHS[0],
        PARAGRAPHS[0].replace("lantern", "lamp"),
        PARAGRAPHS[3],
    ):
        found = await world.alice.slash(world.channel, "quote", words=words)
        await press_all(world, found.response)
    pasted = await world.alice.send(world.channel, f"> {SENTENCE}")
    await world.bob.context_menu(world.channel, wording.FIND_QUOTE, pasted)
    card = (await world.alice.slash(world.channel, "source", query="Lights at sea")).response
    for _ in range(12):
        turn = [b for b in buttons(components(card)) if b.get("label") == wording.NEXT]
        if not turn or turn[0].get("disabled"):
            break
        card = (await world.alice.click(card, label=wording.NEXT)).response or card
    editors = world.guild.create_role("E", permissions=discord.Permissions(manage_guild=True))
    edda = world.guild.add_member(world.env.create_user("edda"), roles=[editors])
    await edda.context_menu(world.channel, wording.WHY, answer)


def sent(world: World) -> list[str]:
    """Return what each request of the bot said."""
    requests = [one.json for one in world.env.http_requests if one.json]
    return ["\n".join(strings(json.loads(json.dumps(values)))) for values in requests]


async def test_no_message_shows_more_than_is_allowed(world: World, limit: int | None) -> None:
    """By mention, reply, direct message, command, button and menu."""
    await use_everything(world)
    most = max(shown_chars(message, TEXT) for message in sent(world))
    if limit is None:
        assert most > 300
    else:
        assert most <= limit
        assert most > 0 or limit <= SHORTEST


@pytest.mark.parametrize("limit", [0], indirect=True)
async def test_a_source_without_a_quote_is_named_with_its_link(world: World) -> None:
    """Under an answer, for looked-up words, on a card: fixed words, headline and address."""
    await world.ask(QUESTION)
    (answer,) = world.answers()
    named = "[Lights at sea](https://wire.example/lights)"
    assert f"{wording.WITHHELD}:\n- {named}" in answer
    found = (await world.alice.slash(world.channel, "quote", words=SENTENCE)).response
    assert texts(found) == [
        f"**{wording.EXACT}**",
        f"{wording.WITHHELD}.",
        f"-# **The Wire** · {named} · 1 March 2022",
    ]
    assert [b.get("url") for b in buttons(components(found))] == ["https://wire.example/lights"]
    card = (await world.alice.slash(world.channel, "source", query="Lights at sea")).response
    assert texts(card)[-1] == f"{wording.WITHHELD}."


@pytest.mark.parametrize("limit", [300], indirect=True)
async def test_context_says_where_it_ends_for_the_limit(world: World) -> None:
    """It shows as much around the quote as is allowed, and says that there is more to read."""
    await world.ask(QUESTION)
    answer = world.channel.last_message
    context = await more_context(world, answer)
    assert f"-# {wording.NOT_MORE}" in texts(context.response)
    assert any(text.startswith("> ") for text in texts(context.response))


@pytest.mark.parametrize("limit", [None], indirect=True)
async def test_a_limit_set_later_holds_for_the_buttons_of_older_messages(
    world: World, unlimited: Answerer, start_bot: StartBot
) -> None:
    """The message stays; what it leads to is shown no more."""
    await world.ask(QUESTION)
    answer = world.channel.last_message
    await world.env.restart_bot(start_bot(limited(unlimited, 20)))
    before = len(sent(world))
    context = await more_context(world, answer)
    assert texts(context.response)[-1] == f"-# {wording.NOT_MORE}"
    assert all(shown_chars(message, TEXT) == 0 for message in sent(world)[before:])


class Careless(Answerer):
    """Answers as if nothing were limited, whatever its limits say."""

    def __init__(self, unlimited: Answerer, limit: int) -> None:
        super().__init__(unlimited.retriever, limited(unlimited, limit).limits)
        self.pipeline.quoting = QuotingLimits()
        self._unlimited = unlimited

    def answer(self, question: str, *options: Any) -> Any:
        return self._unlimited.answer(question, *options)


@pytest.mark.parametrize("limit", [None], indirect=True)
async def test_a_message_over_the_limit_is_held_back_on_the_wire(
    world: World, unlimited: Answerer, start_bot: StartBot, error_log: Any
) -> None:
    """Though everything before it failed; headline and link go instead, and the log tells."""
    await world.env.restart_bot(start_bot(Careless(unlimited, 100)))
    await world.ask(QUESTION)
    ((said,),) = world.answers()
    assert said.startswith(f"{wording.WITHHELD}:\n- [Lights at sea]")
    assert max(shown_chars(message, TEXT) for message in sent(world)) == 0
    (logged,) = error_log.take()
    assert logged.endswith("(OverLimitError)")
