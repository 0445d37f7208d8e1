"""Every button, menu and form of the bot in every place: after a restart, slowly, and twice."""

import pytest
from every_button import COMMANDS
from every_place import Place
from pressing_all import Stage, every_press, slow_parts, unlimited_bot, whole_stage  # noqa: F401
from what_came import Came, messages, unprinted

pytestmark = pytest.mark.simcord(settle_timeout=30)

TOO_LATE_SECONDS = 3.5
"""Discord waits three seconds for the first answer to an interaction."""


@pytest.mark.parametrize("place", Place)
async def test_every_button_works_in_every_place_after_a_restart(
    stage: Stage, place: Place
) -> None:
    """The message is of the right kind, in its place, and its quotes are as printed."""
    visit = stage.visit(place)
    async for pressed in every_press(stage, visit, lambda: stage.restart(visit)):
        pressed.check()


@pytest.mark.parametrize("place", Place)
async def test_every_press_is_acknowledged_before_anything_slow(
    stage: Stage, place: Place
) -> None:
    """The archive and what is kept each take longer than Discord waits."""
    visit = stage.visit(place)
    stage.take(TOO_LATE_SECONDS)
    async for pressed in every_press(stage, visit):
        pressed.check()


@pytest.mark.parametrize("place", Place)
async def test_every_command_is_answered_in_every_place_however_slowly(
    stage: Stage, place: Place
) -> None:
    """To the one who gave it, where it was given; it is acknowledged before anything slow."""
    visit = stage.visit(place)
    stage.take(TOO_LATE_SECONDS)
    for name, options in COMMANDS.items():
        before = messages(visit.env)
        given = await visit.command(name, **options)
        (shown,) = Came.since(before, visit.env).new.values()
        assert given.acknowledged, name
        assert (shown.is_private, shown.channel_id) == (True, visit.channel.id), name
        assert unprinted(shown.texts, stage.printed()) == [], name
    assert stage.troubles() == []


@pytest.mark.parametrize("place", Place)
async def test_a_press_that_comes_twice_is_answered_and_counted_once(
    stage: Stage, place: Place
) -> None:
    """Discord delivers an interaction again where it believes that nobody heard it."""
    visit = stage.visit(place)
    visit.times, counted = 2, 0
    async for pressed in every_press(stage, visit):
        pressed.check()
        with pressed.named():
            before, counted = counted, stage.parts.counted
            assert max(0, counted - before) == pressed.control.counts


async def test_a_suggestion_asked_for_twice_is_given_once(stage: Stage) -> None:
    """Nothing is logged of the second time, though discord.py would."""
    visit = stage.visit(Place.CHANNEL)
    visit.times = 2
    offered = await visit.person.autocomplete(visit.channel, "source", "query", "har")
    assert [one["value"] for one in offered] == ["harbour"]
    assert stage.troubles() == []
