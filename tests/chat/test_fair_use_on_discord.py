"""Fair use as people meet it: who has to wait is told so, once and in fixed words."""

import asyncio
from typing import Any

import pytest
from world import RIBBON_SHOWN, WHO_CUT, World, by_the_bot, texts

from bot.answering.answerer import Answerer
from bot.chat.asking.memory import Seen, Told
from bot.chat.asking.options import AskingOptions
from bot.chat.busy import busy_sentence
from bot.chat.fair_use import Busy, BusyError, FairUseLimits
from bot.chat.service import asking_of
from bot.servers.schema import Choices, Listening
from bot.settings import Settings

pytestmark = pytest.mark.simcord(settle_timeout=30)

PERSON = "You have asked a lot within a minute. Try again in 60 s."
SERVER = "This server has asked a lot within a minute. Try again in 60 s."


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the bot."""
    return Clock()


@pytest.fixture
def simcord_bot(start_bot: Any, answerer: Answerer, clock: Clock) -> Any:
    """Return a bot that takes two questions a minute of a person, three of a server."""
    limits = FairUseLimits(person_a_minute=2, server_a_minute=3)
    return start_bot(answerer, asking=AskingOptions(limits, clock=clock))


async def test_who_asks_too_often_is_told_once_to_wait(world: World, clock: Clock) -> None:
    """By one short reply a minute; the questions after it get none, until the minute is over."""
    for _ in range(5):
        await world.ask(WHO_CUT)
    said = [one[0] for one in world.answers()]
    assert said == [RIBBON_SHOWN, RIBBON_SHOWN, PERSON]
    clock.now += 61
    await world.ask(WHO_CUT)
    assert world.answers()[-1][0] == RIBBON_SHOWN


async def test_a_sentence_to_wait_goes_with_its_question(world: World, clock: Clock) -> None:
    """Deleted with it; and once one may ask again, a change puts the answer in its place."""
    asked = [await world.ask(WHO_CUT) for _ in range(3)]
    assert world.answers()[-1] == [PERSON]
    clock.now += 61
    await world.alice.edit(asked[-1], f"{world.mention} What do tickets cost?")
    assert [one[0] for one in world.answers()] == [RIBBON_SHOWN] * 2 + [
        "> Tickets cost 12 crowns."
    ]
    await world.alice.delete(asked[-1])
    assert len(world.answers()) == 2


async def test_a_server_that_asks_too_often_waits_as_a_whole(world: World) -> None:
    """Another person on it too; who writes privately does not."""
    for member in (world.alice, world.alice, world.bob, world.bob):
        await member.send(world.channel, f"{world.mention} {WHO_CUT}")
    assert world.answers()[-1] == [SERVER]
    carol = world.env.create_user("carol")
    await carol.send_dm(WHO_CUT)
    assert texts(carol.dm_channel.last_message)[0] == RIBBON_SHOWN


async def test_a_command_over_the_limit_is_told_privately(world: World) -> None:
    """Though its answer was to be for everyone; messages, commands and menus count together."""
    asked = await world.ask(WHO_CUT)
    await world.alice.context_menu(world.channel, "Ask the coverage", asked)
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT, visibility="all")
    assert result.ephemeral
    assert texts(result.response) == [PERSON]


async def test_a_change_counts_as_a_question(world: World) -> None:
    """The answer then stays as it is, and the one who asked is told."""
    asked = await world.ask(WHO_CUT)
    for question in ("What do tickets cost?", "Who was the first keeper?"):
        await world.env.advance_time(1)
        await world.alice.edit(asked, f"{world.mention} {question}")
    answer, told = by_the_bot(world, world.channel)
    assert texts(answer)[0] == "> Tickets cost 12 crowns."
    assert texts(told) == [PERSON]


async def test_one_question_of_a_person_is_answered_at_a_time(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """Another one meanwhile is told to wait; the first is answered."""
    loop = asyncio.get_running_loop()

    class Busily(Answerer):
        asked = False

        def answer(self, *asked: Any) -> Any:
            if not self.asked:
                self.asked = True
                backend = world.env.backend
                content = f"{world.mention} {WHO_CUT}"
                loop.call_soon_threadsafe(
                    backend.create_message, world.channel.id, world.alice.id, content
                )
            return super().answer(*asked)

    await world.env.restart_bot(start_bot(Busily(answerer.retriever, answerer.limits)))
    await world.ask(WHO_CUT)
    await world.env.settle()
    said = sorted(one[0] for one in world.answers())
    assert said == [RIBBON_SHOWN, "I am still looking up your last question. Try again in 1 s."]


async def test_a_question_to_nobody_over_the_limit_stays_silent(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """Nobody asked the bot, so nobody waits."""
    options = AskingOptions(
        FairUseLimits(person_a_minute=1), every_question=True, clock=lambda: 1.0
    )
    bot = start_bot(answerer, asking=options)
    await world.env.restart_bot(bot)
    bot.kept.choices.choose(world.guild.id, Choices(listening=Listening.QUESTIONS))
    for _ in range(3):
        await world.alice.send(world.channel, WHO_CUT)
    assert [one[0] for one in world.answers()] == [RIBBON_SHOWN]


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_where_nobody_can_be_told_the_bot_goes_on(
    world: World, error_log: Any, status: int
) -> None:
    """Whatever Discord says to the sentence; only what an owner can mend is an error."""
    for _ in range(2):
        await world.ask(WHO_CUT)
    world.env.inject_error("POST", "/channels/*/messages", status=status, times=None)
    await world.ask(WHO_CUT)
    assert len(world.answers()) == 2
    assert list(world.env.errors) == []
    assert len(error_log.take()) == (1 if status in (400, 429, 500) else 0)


@pytest.mark.parametrize("why", Busy)
def test_every_reason_to_wait_has_its_sentence(why: Busy) -> None:
    """With whole seconds, at least one."""
    assert busy_sentence(BusyError(why, 0.2)).endswith("Try again in 1 s.")


def test_the_owners_settings_are_the_limits() -> None:
    """Each is its own."""
    settings = Settings(
        _env_file=None,
        questions_a_minute=1,
        server_questions_a_minute=2,
        max_waiting=3,
        look_ups_a_minute=4,
        answer_every_question=True,
    )
    asking = asking_of(settings)
    assert asking.fair_use == FairUseLimits(1, 2, 3, 4)
    assert asking.every_question


def test_what_was_seen_and_who_was_told_is_remembered_in_bounds() -> None:
    """The oldest goes first; after a minute one may be told again."""
    seen = Seen(limit=2)
    assert [seen.is_new(key) for key in (1, 1, 2, 3, 1)] == [True, False, True, True, True]
    clock = Clock()
    told = Told(60.0, clock, limit=2)
    assert [told.may_tell(person) for person in (1, 1, 2, 3, 1)] == [
        True,
        False,
        True,
        True,
        True,
    ]
    clock.now += 60
    assert told.may_tell(3)
