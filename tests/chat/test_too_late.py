"""What takes more than a quarter of an hour, after which Discord takes no answer to it."""

import pytest
from every_button import COMMANDS, CONTROLS
from every_place import TAKEN_ALONG, Place
from pressing_all import Stage, every_press, slow_parts, unlimited_bot, whole_stage  # noqa: F401
from world import RIBBON_SHOWN, WHO_CUT, texts

pytestmark = pytest.mark.simcord(settle_timeout=30)

TOO_LATE_SECONDS = 16 * 60.0
LOGGED = "An answer came later than Discord takes it: 15 minutes are over"
AT_ONCE = {"report", "erase", "page of settings", "time zone"}
"""What looks nothing up."""
ONCE = {"report sent", "time zone sent"} | {n for n, one in CONTROLS.items() if one.counts}
"""Forms, which can be sent once, and what counts nobody twice."""
MEMBERS = [one for one in Place if one not in TAKEN_ALONG]


@pytest.mark.parametrize("place", [Place.CHANNEL, Place.DIRECT, Place.FAR])
async def test_a_press_that_takes_too_long_ends_calmly(stage: Stage, place: Place) -> None:
    """One line in the log; what was said of an answer is kept, all else can be had once more."""
    visit, counted = stage.visit(place), 0

    async def slow_down() -> None:
        stage.caplog.clear()
        stage.take(TOO_LATE_SECONDS)

    async for pressed in every_press(stage, visit, slow_down):
        stage.take(0.0)
        with pressed.named():
            assert stage.troubles() == ([] if pressed.name in AT_ONCE else [LOGGED])
            before, counted = counted, stage.parts.counted
            assert max(0, counted - before) == pressed.control.counts
            told = {one.channel_id for one in pressed.came.new.values()} - {visit.channel.id}
            is_told = pressed.control.tells and visit.in_server
            assert told == ({visit.desk.id} if is_told else set())
            if pressed.name not in AT_ONCE | ONCE:
                await pressed.again()
    assert list(visit.env.errors) == []


@pytest.mark.parametrize("name", [one for one in COMMANDS if one != "help"])
async def test_a_command_that_takes_too_long_ends_calmly(stage: Stage, name: str) -> None:
    """One line in the log, nothing for the error handler; given once more, it is answered."""
    visit = stage.visit(Place.CHANNEL)
    stage.take(TOO_LATE_SECONDS)
    await visit.command(name, **COMMANDS[name])
    stage.take(0.0)
    assert stage.troubles() == [LOGGED]
    assert list(visit.env.errors) == []
    assert texts((await visit.command(name, **COMMANDS[name])).response)


@pytest.mark.parametrize("place", MEMBERS)
async def test_a_message_is_answered_however_long_it_takes(stage: Stage, place: Place) -> None:
    """Discord takes a message at any time."""
    visit = stage.visit(place)
    stage.take(TOO_LATE_SECONDS)
    assert RIBBON_SHOWN in texts(await visit.ask(WHO_CUT))
    assert stage.troubles() == []
