"""A simulated Discord with the real bot in it, and what its messages hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.chat.wire import text_displays

HARBOUR = """---
id: harbour
title: "Harbour opens [late]"
outlet: Coast Desk
author: Ada Lind
published: 2022-03-15T13:00:00Z
url: https://news.example/harbour
---
The new harbour opened at noon. Mayor Brandt cut the ribbon and called it \\*her\\* day. Seals
came.

The old quay goes in May.
"""
FERRY = """---
id: ferry
title: Ferry to Oster sails again
published: 2022-04-01
---
The ferry to Oster sails again from Monday. Tickets cost 12 crowns.
"""
STEP = "Step after step the keeper climbs to the lamp and counts the gulls on the way up. "
LIGHTHOUSE = f"""---
id: lighthouse
title: Three keepers of the lighthouse
outlet: Coast Desk
published: 2021-01-01
url: https://news.example/lighthouse
---
Anna was the first keeper. {STEP * 4}

Boris was the second keeper. {STEP * 4}

Clara was the third keeper. {STEP * 4}
"""
COVERAGE = {"harbour.md": HARBOUR, "ferry.md": FERRY, "lighthouse.md": LIGHTHOUSE}

RIBBON = "Mayor Brandt cut the ribbon and called it *her* day."
RIBBON_SHOWN = r"> Mayor Brandt cut the ribbon and called it \*her\* day."
RIBBON_SOURCE = (
    r"-# **Coast Desk** · [Harbour opens \[late\]](https://news.example/harbour#:~:text="
    "Mayor%20Brandt%20cut%20the%20ribbon%20and%20called%20it%20%2Aher%2A%20day.) · Ada Lind · "
    "<t:1647349200:D>"
)
WHO_CUT = "Who cut the ribbon?"
FRESHNESS = "coverage to 1 April 2022, 3 articles"
"""What stands under every reply from the small coverage."""


@dataclass(frozen=True)
class World:
    """A server with one channel and two people, `alice` and `bob`; the bot is a member."""

    env: Any  # simcord ships types for its users, not for tests that are not checked
    guild: Any
    channel: Any
    alice: Any
    bob: Any

    @property
    def mention(self) -> str:
        """The bot, as it is written in a message."""
        return f"<@{self.env.bot.user.id}>"

    async def ask(self, question: str, **options: Any) -> Any:
        """Let Alice mention the bot with `question`, and return her message."""
        return await self.alice.send(self.channel, f"{self.mention} {question}", **options)

    def answers(self) -> list[list[str]]:
        """Return the texts of every message of the bot in the channel, oldest first."""
        mine = [m for m in self.channel.history() if m.author == self.env.bot.user]
        return [texts(message) for message in mine]

    def requests(self, method: str, ending: str) -> list[Any]:
        """Return the requests the bot has made to a kind of address, oldest first."""
        return [
            request
            for request in self.env.http_requests
            if request.method == method and request.path.endswith(ending)
        ]

    def payloads(self) -> list[Mapping[str, Any]]:
        """Return every message the bot has sent or filled in, as JSON."""
        sent = self.requests("POST", "/messages") + self.requests("PATCH", "/messages/@original")
        return [request.json for request in sent]


def components(message: Any) -> list[dict[str, Any]]:
    """Return a message's components as JSON."""
    return [part if isinstance(part, dict) else part.to_dict() for part in message.components]


def texts(message: Any) -> list[str]:
    """Return the content of every text display of a message, the scores as N.

    What a question scores is the business of other tests.
    """
    contents = text_displays(components(message))
    return [re.sub(r"match \d+ %", "match N %", content) for content in contents]


def buttons(parts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the buttons among components, in order."""
    found = []
    for part in parts:
        found += [part] if part["type"] == 2 else buttons(part.get("components", ()))
    return found


def thread_in(world: World, parent: Any, name: str = "A thread") -> Any:
    """Return a thread, or a forum's post, that Alice made in a channel."""
    backend = world.env.backend
    made = backend.create_thread(parent.id, name, world.alice.id, broadcast=False)
    backend.announce_thread_create(made)
    return parent.threads[-1]


def by_the_bot(world: World, channel: Any) -> list[Any]:
    """Return the bot's messages in a channel, oldest first."""
    return [message for message in channel.history() if message.author == world.env.bot.user]
