"""Pressing the buttons of answers, as the tests of each of them do."""

from collections.abc import Callable
from typing import Any

from world import World, buttons, components

from bot.answering.answerer import Answerer
from bot.chat.client import PullquoteClient

MAYORS = {
    f"{n}.txt": f"Story {n}\n\nMayor number {n} cut the ribbon of quay {n}." for n in range(5)
}
WHICH_MAYOR = "Which mayor cut the ribbon of the quay?"


def labels(message: Any) -> list[str]:
    """Return what a message's buttons say."""
    return [button["label"] for button in buttons(components(message))]


def button(message: Any, label: str) -> Any:
    """Return a message's first button with a label."""
    return next(one for one in buttons(components(message)) if one["label"] == label)


async def pressed(world: World, label: str, message: Any = None, *, by: Any = None) -> Any:
    """Let Alice, or another, press a button of a message, or of the channel's last one."""
    message = message or world.channel.last_message
    found = button(message, label)
    return await (by or world.alice).click(message, custom_id=found["custom_id"])


async def restarted(
    world: World, start_bot: Callable[..., PullquoteClient], answerer: Answerer, **options: Any
) -> PullquoteClient:
    """Let another process go on with what Discord shows."""
    client = start_bot(answerer, **options)
    await world.env.restart_bot(client)
    return client
