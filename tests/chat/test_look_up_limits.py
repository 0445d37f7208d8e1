"""Fair use of look-ups: by command and by button, told privately when to try again."""

from typing import Any

import pytest
from answer_presses import pressed, restarted
from test_bot import StartBot
from world import RIBBON_SHOWN, WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits

pytestmark = pytest.mark.simcord(settle_timeout=30)

WAIT = ["You have asked a lot within a minute. Try again in 60 s."]
TWO_A_MINUTE = AskingOptions(FairUseLimits(look_ups_a_minute=2), clock=lambda: 1.0)
COMMANDS: dict[str, dict[str, str]] = {
    "quote": {"words": "the ribbon"},
    "source": {"query": "harbour"},
    "coverage": {},
}


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer) -> Any:
    """Return a bot that lets a person look up two things within a minute that never ends."""
    return start_bot(answerer, asking=TWO_A_MINUTE)


async def used_up(world: World) -> None:
    """Let Alice take both of her look-ups."""
    for command in ("coverage", "source"):
        result = await world.alice.slash(world.channel, command, **COMMANDS[command])
        assert texts(result.response) != WAIT


@pytest.mark.parametrize("command", COMMANDS)
async def test_who_looks_up_too_often_is_told_privately_to_wait(
    world: World, command: str
) -> None:
    """All commands are counted together; questions on their own, and so is everybody else."""
    await used_up(world)
    result = await world.alice.slash(world.channel, command, **COMMANDS[command])
    assert result.ephemeral
    assert texts(result.response) == WAIT
    other = await world.bob.slash(world.channel, command, **COMMANDS[command])
    assert texts(other.response) != WAIT
    await world.ask(WHO_CUT)
    assert world.answers()[-1][0] == RIBBON_SHOWN


@pytest.mark.parametrize("label", [wording.COPY, wording.MORE_CONTEXT])
async def test_buttons_are_look_ups_too(world: World, label: str) -> None:
    """The answer stays as it is."""
    await world.ask(WHO_CUT)
    answer = world.channel.last_message
    await used_up(world)
    result = await pressed(world, label, answer)
    assert result.ephemeral
    assert texts(result.response) == WAIT
    assert texts(world.channel.last_message)[0] == RIBBON_SHOWN


async def test_buttons_that_change_their_message_leave_it_as_it_is(world: World) -> None:
    """Turning, walking and sharing tell in a message of their own."""
    asked = await world.alice.slash(world.channel, "ask", question="Who was the first keeper?")
    card = await world.alice.slash(world.channel, "source", query="lighthouse")
    context = await pressed(world, wording.MORE_CONTEXT, asked.response)
    for message, label in (
        (asked.response, wording.SHARE),
        (context.response, wording.NEXT_PARAGRAPH),
        (card.response, wording.NEXT),
    ):
        before = texts(message)
        result = await pressed(world, label, message)
        assert texts(result.response) == WAIT
        assert texts(message) == before
    assert world.answers() == []


async def test_a_desk_with_too_many_jobs_tells_so_calmly(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """Also where the answer was promised already; nothing is logged as an error."""
    bot = await restarted(world, start_bot, answerer)
    bot.desk._max_jobs = 0  # noqa: SLF001 - as if all were taken
    looked_up = await world.alice.slash(world.channel, "coverage")
    asked = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    for result in (looked_up, asked):
        assert texts(result.response) == [wording.BUSY_QUEUE_FULL.format(seconds=1)]
