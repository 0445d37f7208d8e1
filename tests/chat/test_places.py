"""Where the answer to a message goes: a reply, a thread of its own, or behind a button."""

from dataclasses import replace
from typing import Any

import discord
import pytest
from fakes import MakeAnswerer
from world import COVERAGE, RIBBON_SHOWN, WHO_CUT, World, buttons, by_the_bot, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits
from bot.kept.keeping import Kept
from bot.servers.schema import Choices, Delivery, Listening

pytestmark = pytest.mark.simcord(settle_timeout=30)

ASKED = f"-# Asked: {WHO_CUT}"
SHOW = "Show the answer"


@pytest.fixture
def kept() -> Kept:
    """Return what is kept, for a bot and the one after its restart."""
    return Kept.in_memory()


@pytest.fixture
def simcord_bot(start_bot: Any, answerer: Answerer, kept: Kept) -> Any:
    """Return a bot that keeps its servers' choices in `kept`."""
    return start_bot(answerer, kept=kept)


def deliver(world: World, delivery: Delivery) -> None:
    """Choose for the whole server how messages are answered."""
    world.env.bot.kept.choices.choose(world.guild.id, Choices(delivery=delivery))


async def test_an_answer_in_a_thread_opens_one_named_after_its_question(world: World) -> None:
    """On the question itself; the channel keeps the question alone."""
    deliver(world, Delivery.THREAD)
    asked = await world.ask(WHO_CUT)
    (thread,) = world.channel.threads
    assert (thread.id, thread.name) == (asked.id, WHO_CUT)
    (answer,) = by_the_bot(world, thread)
    assert texts(answer)[:2] == [ASKED, RIBBON_SHOWN]
    assert [one for one in by_the_bot(world, world.channel) if one.components] == []


async def test_a_long_question_is_shortened_to_a_threads_name(world: World) -> None:
    """Discord takes a hundred characters."""
    deliver(world, Delivery.THREAD)
    await world.ask(f"{WHO_CUT} {'very ' * 30}")
    (thread,) = world.channel.threads
    assert len(thread.name) == 100
    assert thread.name.endswith("…")


async def test_within_a_thread_the_answer_is_a_reply(world: World) -> None:
    """A thread has no threads; who asks on in it is answered there."""
    deliver(world, Delivery.THREAD)
    await world.ask(WHO_CUT)
    (thread,) = world.channel.threads
    asked = await world.alice.send(thread, f"{world.mention} What do tickets cost?")
    answer = by_the_bot(world, thread)[-1]
    assert answer.reference.message_id == asked.id
    assert len(world.channel.threads) == 1


async def test_a_refusal_opens_no_thread(
    world: World, make_answerer: MakeAnswerer, start_bot: Any, kept: Kept
) -> None:
    """There is nothing to go on about."""
    await world.env.restart_bot(start_bot(make_answerer(COVERAGE, threshold=1), kept=kept))
    deliver(world, Delivery.THREAD)
    await world.ask("Why is the sky blue?")
    assert world.channel.threads == []
    assert len(world.answers()) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_where_no_thread_can_be_made_the_answer_is_a_reply(
    world: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """Whatever Discord says; the log has one line on it."""
    deliver(world, Delivery.THREAD)
    world.env.inject_error("POST", "/channels/*/threads", status=status)
    await world.ask(WHO_CUT)
    assert RIBBON_SHOWN in world.answers()[0]
    assert [r.levelname for r in caplog.records if "No thread" in r.getMessage()] == ["WARNING"]


@pytest.mark.parametrize("lacking", ["create_public_threads", "send_messages_in_threads"])
async def test_without_the_permission_no_thread_is_tried(world: World, lacking: str) -> None:
    """A request that Discord must refuse is not made."""
    deliver(world, Delivery.THREAD)
    denied = {world.env.bot.user: discord.PermissionOverwrite(**{lacking: False})}
    closed = world.guild.create_text_channel("closed", overwrites=denied)
    await world.alice.send(closed, f"{world.mention} {WHO_CUT}")
    assert RIBBON_SHOWN in texts(by_the_bot(world, closed)[0])
    assert world.requests("POST", "/threads") == []


class Forging(Answerer):
    """Answers with the words of an article that nobody has."""

    def answer(self, *asked: Any) -> Any:
        answer: Any = super().answer(*asked)
        forged = [
            replace(item, article=replace(item.article, outlet="Rival Desk"))
            for item in answer.excerpts
        ]
        return replace(answer, excerpts=forged)


async def test_the_headlines_that_go_instead_of_a_quote_stand_in_the_one_thread(
    world: World, error_log: Any, answerer: Answerer, start_bot: Any, kept: Kept
) -> None:
    """What does not prove was not sent there, and no second thread is tried."""
    forging = Forging(answerer.retriever, answerer.limits)
    await world.env.restart_bot(start_bot(forging, kept=kept))
    deliver(world, Delivery.THREAD)
    await world.ask(WHO_CUT)
    (thread,) = world.channel.threads
    (told,) = by_the_bot(world, thread)
    assert texts(told)[0].startswith(f"{wording.NOT_PROVEN}:")
    assert len(world.requests("POST", "/threads")) == 1
    assert len(error_log.take()) == 1


async def test_behind_a_button_the_answer_is_for_the_one_who_presses(
    world: World, answerer: Answerer, start_bot: Any, kept: Kept
) -> None:
    """Anyone may; each sees it alone; it works after a restart."""
    deliver(world, Delivery.BUTTON)
    await world.ask(WHO_CUT)
    (reply,) = by_the_bot(world, world.channel)
    assert texts(reply) == [wording.ANSWER_READY]
    assert [one["label"] for one in buttons(components(reply))] == [SHOW]
    await world.env.restart_bot(start_bot(answerer, kept=kept))
    for reader in (world.alice, world.bob):
        pressed = await reader.click(reply, label=SHOW)
        assert pressed.ephemeral
        assert texts(pressed.response)[:2] == [ASKED, RIBBON_SHOWN]
    assert len(by_the_bot(world, world.channel)) == 1


async def test_a_button_whose_question_is_gone_says_so(world: World) -> None:
    """What it would answer stands in the question alone."""
    deliver(world, Delivery.BUTTON)
    asked = await world.ask(WHO_CUT)
    reply = by_the_bot(world, world.channel)[0]
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=500)
    await world.alice.delete(asked)
    pressed = await world.bob.click(reply, label=SHOW)
    assert texts(pressed.response) == [wording.QUESTION_GONE]


async def test_presses_keep_to_fair_use(
    world: World, answerer: Answerer, start_bot: Any, kept: Kept
) -> None:
    """Each of them is a question."""
    once = AskingOptions(FairUseLimits(person_a_minute=1), clock=lambda: 1.0)
    await world.env.restart_bot(start_bot(answerer, kept=kept, asking=once))
    deliver(world, Delivery.BUTTON)
    await world.ask(WHO_CUT)
    reply = by_the_bot(world, world.channel)[0]
    await world.bob.click(reply, label=SHOW)
    pressed = await world.bob.click(reply, label=SHOW)
    assert pressed.ephemeral
    assert texts(pressed.response) == ["You have asked a lot within a minute. Try again in 60 s."]


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_a_press_that_discord_fails_has_an_end(
    world: World, error_log: Any, status: int
) -> None:
    """One calm sentence where that is possible; the log has the cause."""
    deliver(world, Delivery.BUTTON)
    await world.ask(WHO_CUT)
    reply = by_the_bot(world, world.channel)[0]
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=status, times=4)
    await world.alice.click(reply, label=SHOW)
    assert len(error_log.take()) == 1
    world.env.backend.faults.clear()
    pressed = await world.alice.click(reply, label=SHOW)
    assert RIBBON_SHOWN in texts(pressed.response)


async def test_every_question_is_answered_behind_a_button_if_there_is_an_answer(
    world: World, make_answerer: MakeAnswerer, start_bot: Any, kept: Kept
) -> None:
    """A button that opens a refusal would be noise."""
    answerer = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60, threshold=0.45)
    options = AskingOptions(every_question=True)
    await world.env.restart_bot(start_bot(answerer, kept=kept, asking=options))
    chosen = Choices(delivery=Delivery.BUTTON, listening=Listening.QUESTIONS)
    kept.choices.choose(world.guild.id, chosen)
    await world.alice.send(world.channel, "Why volcano lava erupts?")
    await world.alice.send(world.channel, WHO_CUT)
    (reply,) = by_the_bot(world, world.channel)
    pressed = await world.bob.click(reply, label=SHOW)
    assert RIBBON_SHOWN in texts(pressed.response)
