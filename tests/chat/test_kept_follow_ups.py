"""What is kept of a question that leans on another: nothing that was not meant for the bot."""

from datetime import datetime
from typing import Any

import pytest
import pytest_asyncio
from answer_presses import MAYORS, WHICH_MAYOR, pressed
from fakes import MakeAnswerer
from test_bot import StartBot
from world import COVERAGE, WHO_CUT, World, by_the_bot, texts, thread_in

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.client import PullquoteClient
from bot.kept.keeping import Kept
from bot.servers.schema import Choices, Delivery, Listening
from embeddings.clock import now_in_utc

pytestmark = pytest.mark.simcord(settle_timeout=30)

AND_WHEN = "And when was that?"
BOTH = f"{WHO_CUT} {AND_WHEN}"
MENU = "Ask the coverage"


@pytest.fixture
def refusing(make_answerer: Any) -> Answerer:
    """Return an answerer that finds nothing good enough."""
    answerer: Answerer = make_answerer(COVERAGE, threshold=1.0)
    return answerer


@pytest.fixture
def simcord_bot(start_bot: StartBot, refusing: Answerer) -> PullquoteClient:
    """Return a bot that refuses everything."""
    return start_bot(refusing)


@pytest.fixture
def kept(world: World, simcord_bot: PullquoteClient) -> Kept:
    """Return what the bot keeps; the server collects questions."""
    simcord_bot.kept.feedback.set_collects(world.guild.id, True)
    return simcord_bot.kept


def questions(world: World, kept: Kept, now: datetime | None = None) -> set[str]:
    """Return the questions that are kept `now`, which is Discord's time for what is pressed."""
    found = kept.feedback.collected(world.guild.id, now or now_in_utc())
    return {one.question for one in found}


async def follow_up(world: World, message: Any, channel: Any = None) -> None:
    """Let Alice reply to a message, and mention the bot with a question that leans on it."""
    said = f"{world.mention} {AND_WHEN}"
    await world.alice.send(channel or world.channel, said, reply_to=message)


async def test_a_question_that_leans_on_one_to_the_bot_is_kept_with_it(
    world: World, kept: Kept
) -> None:
    """Whoever asked the first; without it nobody could read the second."""
    await follow_up(world, await world.bob.send(world.channel, f"{world.mention} {WHO_CUT}"))
    assert questions(world, kept) == {WHO_CUT, BOTH}


async def test_a_question_that_leans_on_a_message_to_others_is_not_kept(
    world: World, kept: Kept
) -> None:
    """Its writer never spoke to the bot; nor when it is leaned on once more."""
    await follow_up(world, await world.bob.send(world.channel, WHO_CUT))
    assert world.answers() != []
    await follow_up(world, world.channel.last_message)
    assert questions(world, kept) == set()


async def test_in_a_thread_it_is_remembered_that_it_was_not_asked(
    world: World, kept: Kept
) -> None:
    """A third question leans on the same message without replying to it."""
    thread = thread_in(world, world.channel)
    await follow_up(world, await world.bob.send(thread, WHO_CUT), thread)
    await world.alice.send(thread, f"{world.mention} And where was that?")
    assert len(by_the_bot(world, thread)) == 2
    assert questions(world, kept) == set()
    await world.alice.send(thread, f"{world.mention} {WHO_CUT}")
    await world.alice.send(thread, f"{world.mention} {AND_WHEN}")
    assert questions(world, kept) == {WHO_CUT, BOTH}


async def test_a_question_that_leans_on_a_shared_answer_to_a_message_is_not_kept(
    world: World, kept: Kept, start_bot: StartBot, answerer: Answerer, refusing: Answerer
) -> None:
    """The menu asked about what somebody said; sharing the answer makes it no question of theirs.

    One that leans on a shared answer to a command is kept.
    """
    await world.env.restart_bot(start_bot(answerer, kept=kept))
    written = await world.bob.send(world.channel, WHO_CUT)
    about = await world.alice.context_menu(world.channel, MENU, written)
    await pressed(world, wording.SHARE, about.response)
    of_message = world.channel.last_message
    by_command = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    await pressed(world, wording.SHARE, by_command.response)
    of_command = world.channel.last_message
    await world.env.restart_bot(start_bot(refusing, kept=kept))
    await follow_up(world, of_message)
    assert questions(world, kept) == set()
    await follow_up(world, of_command)
    assert questions(world, kept) == {BOTH}


async def test_an_answer_of_no_help_keeps_nothing_that_was_not_meant_for_the_bot(
    world: World, kept: Kept, start_bot: StartBot, answerer: Answerer
) -> None:
    """Whose the question before was does not stand in the message; so it is not kept."""
    await world.env.restart_bot(start_bot(answerer, kept=kept))
    await follow_up(world, await world.bob.send(world.channel, WHO_CUT))
    await pressed(world, wording.NOT_HELPFUL)
    assert questions(world, kept, world.env.now()) == set()
    await world.ask(WHO_CUT)
    await pressed(world, wording.NOT_HELPFUL)
    assert questions(world, kept, world.env.now()) == {WHO_CUT}


async def test_behind_a_button_nothing_is_kept_that_was_not_meant_for_the_bot(
    world: World, kept: Kept
) -> None:
    """The message that holds the button repeats the question before, not whose it was."""
    kept.choices.choose(world.guild.id, Choices(delivery=Delivery.BUTTON))
    await follow_up(world, await world.bob.send(world.channel, WHO_CUT))
    await pressed(world, wording.SHOW_ANSWER)
    assert questions(world, kept) == set()
    await world.ask(WHO_CUT)
    await pressed(world, wording.SHOW_ANSWER)
    assert questions(world, kept) == {WHO_CUT}


@pytest_asyncio.fixture
async def hears_all(world: World, kept: Kept, start_bot: StartBot, answerer: Answerer) -> None:
    """Let the server want every question answered, by a bot that finds answers."""
    kept.choices.choose(world.guild.id, Choices(listening=Listening.QUESTIONS))
    hearing = AskingOptions(every_question=True)
    await world.env.restart_bot(start_bot(answerer, kept=kept, asking=hearing))


@pytest.mark.usefixtures("hears_all")
async def test_a_question_to_nobody_in_particular_is_not_kept(world: World, kept: Kept) -> None:
    """Though its answer was of no help; one that was put to the bot is."""
    await world.bob.send(world.channel, WHO_CUT)
    await pressed(world, wording.NOT_HELPFUL)
    assert questions(world, kept, world.env.now()) == set()
    await world.ask(WHO_CUT)
    await pressed(world, wording.NOT_HELPFUL)
    assert questions(world, kept, world.env.now()) == {WHO_CUT}


@pytest.mark.usefixtures("hears_all")
async def test_further_sources_of_a_question_to_nobody_keep_nothing(
    world: World, kept: Kept, start_bot: StartBot, make_answerer: MakeAnswerer
) -> None:
    """The page that one person sees says that the question was not asked of the bot."""
    hearing = AskingOptions(every_question=True)
    many = make_answerer(MAYORS, max_excerpts=2)
    await world.env.restart_bot(start_bot(many, kept=kept, asking=hearing))
    await world.bob.send(world.channel, WHICH_MAYOR)
    page = (await pressed(world, wording.MORE_SOURCES)).response
    assert texts(page)[0].startswith(f"-# {wording.ASKED_ABOUT}: ")
    await pressed(world, wording.NOT_HELPFUL, page)
    assert questions(world, kept, world.env.now()) == set()


@pytest.mark.usefixtures("hears_all")
async def test_in_a_thread_of_its_own_a_question_to_nobody_is_not_kept(
    world: World, kept: Kept, start_bot: StartBot, refusing: Answerer
) -> None:
    """What leans on its answer there is a question to the bot, but not both of them."""
    choices = Choices(listening=Listening.QUESTIONS, delivery=Delivery.THREAD)
    kept.choices.choose(world.guild.id, choices)
    await world.bob.send(world.channel, WHO_CUT)
    (thread,) = world.channel.threads
    (answer,) = by_the_bot(world, thread)
    assert texts(answer)[0] == f"-# {wording.ASKED_ABOUT}: {WHO_CUT}"
    hearing = AskingOptions(every_question=True)
    await world.env.restart_bot(start_bot(refusing, kept=kept, asking=hearing))
    await follow_up(world, answer, thread)
    assert questions(world, kept) == set()


@pytest.mark.usefixtures("hears_all")
async def test_behind_a_button_a_question_to_nobody_is_not_kept(
    world: World, kept: Kept, start_bot: StartBot, refusing: Answerer
) -> None:
    """Whoever opens its answer did not ask it."""
    choices = Choices(listening=Listening.QUESTIONS, delivery=Delivery.BUTTON)
    kept.choices.choose(world.guild.id, choices)
    await world.bob.send(world.channel, WHO_CUT)
    held = world.channel.last_message
    hearing = AskingOptions(every_question=True)
    await world.env.restart_bot(start_bot(refusing, kept=kept, asking=hearing))
    shown = await pressed(world, wording.SHOW_ANSWER, held)
    assert texts(shown.response)[0] == f"-# {wording.ASKED_ABOUT}: {WHO_CUT}"
    assert questions(world, kept) == set()
