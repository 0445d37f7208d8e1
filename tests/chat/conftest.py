"""The real bot in a simulated Discord, over a small coverage or any other."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from fakes import MakeAnswerer

from bot.answering.answerer import Answerer
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk

sys.path.insert(0, str(Path(__file__).parent))  # so that tests can say `from world import ...`

from running_bot import ErrorLog, StartBot
from world import COVERAGE, World

LIMITS = {"max_excerpts": 1, "max_excerpt_chars": 60}
"""One excerpt of one sentence: any ranking worth its name gives the same one."""


@pytest.fixture(autouse=True)
def error_log(caplog: pytest.LogCaptureFixture) -> Any:
    """Fail where an error was logged that the test does not expect."""
    log = ErrorLog(caplog)
    yield log
    assert log.take() == []


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over the small coverage."""
    return make_answerer(COVERAGE, **LIMITS)


@pytest_asyncio.fixture
async def start_bot() -> AsyncIterator[StartBot]:
    """Yield a function that makes the bot over an answerer; every bot is closed at the end."""
    started: list[tuple[Desk, PullquoteClient]] = []

    def start(answerer: Answerer, **options: Any) -> PullquoteClient:
        desk, options = Desk(answerer), {"shards": 1} | options
        started.append((desk, PullquoteClient(desk, **options)))
        return started[-1][1]

    yield start
    for desk, client in started:
        await client.close()
        desk.close()


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer) -> PullquoteClient:
    """Return the bot that simcord's plugin takes into its Discord."""
    return start_bot(answerer)


@pytest.fixture
def world(simcord_env: Any) -> World:
    """Return a server with the bot over the small coverage in it."""
    guild = simcord_env.create_guild("Newsroom")
    channel = guild.create_text_channel("questions")
    alice, bob = (guild.add_member(simcord_env.create_user(name)) for name in ("alice", "bob"))
    return World(simcord_env, guild, channel, alice, bob)
