"""A promise that Discord took, though its word of that was lost and the bot promised once more."""

from typing import Any

import pytest
from answer_presses import MAYORS, WHICH_MAYOR, pressed, restarted
from fakes import MakeAnswerer
from test_bot import StartBot
from world import RIBBON_SHOWN, WHO_CUT, World, texts

from bot import wording

pytestmark = pytest.mark.simcord(settle_timeout=30)

ITS_OWN = {"type": 5, "data": {"flags": 64}}
IN_PLACE = {"type": 6}


def taken_already(world: World, promise: dict[str, Any]) -> None:
    """Let Discord take a promise for every interaction before the bot hears that it did."""
    from simcord.http import router  # it loads discord.py

    env = world.env
    parsers = env.bot._connection.parsers  # noqa: SLF001 - where Discord's payloads arrive
    parse = parsers["INTERACTION_CREATE"]

    def late(payload: Any) -> None:
        path = f"/interactions/{payload['id']}/{payload['token']}/callback"
        router.dispatch(env.backend, "POST", path, json=promise)
        parse(payload)

    parsers["INTERACTION_CREATE"] = late


async def test_a_command_is_answered_all_the_same(world: World) -> None:
    """Else its answer would be thought about for ever."""
    taken_already(world, ITS_OWN)
    asked = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert RIBBON_SHOWN in texts(asked.response)
    looked_up = await world.alice.slash(world.channel, "source", query="ferry")
    assert "Ferry to Oster sails again" in texts(looked_up.response)[0]


async def test_a_press_is_answered_all_the_same(world: World) -> None:
    """With an answer of its own."""
    await world.ask(WHO_CUT)
    taken_already(world, ITS_OWN)
    assert texts((await pressed(world, wording.HELPFUL)).response) == [wording.THANKS]


async def test_a_message_changes_in_place_all_the_same(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """It is the message whose button was pressed."""
    await restarted(world, start_bot, make_answerer(MAYORS, max_excerpts=2))
    first = (await world.alice.slash(world.channel, "ask", question=WHICH_MAYOR)).response
    before = texts(first)
    taken_already(world, IN_PLACE)
    second = (await pressed(world, wording.MORE_SOURCES, first)).response
    assert second.id == first.id
    assert texts(second) != before


async def test_a_trouble_after_it_is_told_all_the_same(world: World, error_log: Any) -> None:
    """In the answer that was promised."""
    await world.ask(WHO_CUT)
    taken_already(world, ITS_OWN)
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500)
    assert texts((await pressed(world, wording.COPY)).response) == [wording.TROUBLE]
    assert len(error_log.take()) == 1
