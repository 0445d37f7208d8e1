"""The sign that the bot is writing: one a channel, for as long as anybody waits there."""

import asyncio
import time
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from typing import Any

import pytest
from crowd import Crowd, beats, connected
from fakes import MakeAnswerer
from loopback_discord import Discord
from world import COVERAGE, WHO_CUT, World

from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.asking.typing_signs import LANDING_SECONDS, PAUSE_SECONDS, TypingSigns
from bot.chat.desk import Desk
from bot.chat.fair_use import FairUseLimits
from bot.kept.keeping import Kept

NO_LIMITS = FairUseLimits(0, 0, 0, 0)
ANSWERED_AFTER_SECONDS = 21


class SlowDesk(Desk):
    """Takes its time over every question."""

    async def answer(self, *asked: Any, **allowed: Any) -> Any:
        """Return the answer, later."""
        await asyncio.sleep(ANSWERED_AFTER_SECONDS)
        return await super().answer(*asked, **allowed)


@dataclass
class Channel:
    """A channel that takes signs, each as soon as it `may_land`."""

    id: int
    happened: list[str] = field(default_factory=list)
    may_land: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: asyncio.Event = field(default_factory=asyncio.Event)

    async def typing(self) -> None:
        """Take a sign."""
        self.under_way.set()
        await self.may_land.wait()
        self.happened.append("sign")


class Held(Answerer):
    """Holds the answering thread at the first question until the heart has beaten thrice."""

    discord: Discord
    count = 0

    def answer(self, *asked: Any) -> Any:
        """Answer, when it is time."""
        self.count += 1
        if self.count == 1:
            assert beats(self.discord, 3)
        return super().answer(*asked)


async def test_ten_who_wait_in_a_channel_see_as_many_signs_as_one(
    make_answerer: MakeAnswerer,
) -> None:
    """Discord shows all of them the same sign; and each gets an answer."""
    made = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60)
    held = Held(made.retriever, made.limits)
    async with asyncio.timeout(60), Discord(heartbeat_seconds=0.2) as discord:
        held.discord = discord
        with Kept.in_memory() as kept:
            async with connected(discord, held, AskingOptions(NO_LIMITS), kept):
                crowd, started = Crowd(discord, 10, [WHO_CUT]), time.monotonic()
                asked = await crowd.patiently(range(10))
                waited = time.monotonic() - started
    assert [len(discord.replies[one.message_id]) for one in asked] == [1] * 10
    assert 1 <= len(discord.signs) <= 1 + waited // PAUSE_SECONDS  # as one would see


@pytest.mark.simcord(settle_timeout=3)  # a wait that is shorter would be a real one; signs pause 5
async def test_the_sign_goes_on_until_the_last_is_answered(
    world: World, make_answerer: MakeAnswerer, start_bot: Any
) -> None:
    """Who asked twelve seconds later sees it to the end, and nobody longer."""
    made = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60)
    bot = start_bot(made)
    with closing(SlowDesk(made)) as bot.desk:
        await world.env.restart_bot(bot)
        await world.ask(WHO_CUT)
        await world.env.advance_time(12)
        await world.bob.send(world.channel, f"{world.mention} {WHO_CUT}")
        await world.env.advance_time(60)
    assert len(world.answers()) == 2
    assert len(world.requests("POST", "/typing")) == 7  # at 0, 5 ... 30 seconds


async def test_an_answer_goes_out_after_the_sign_that_was_on_its_way() -> None:
    """Discord takes a sign away with the bot's next message; one that came after would stand."""
    signs, channel = TypingSigns(), Channel(1)
    asyncio.get_running_loop().call_later(0.01, channel.may_land.set)
    async with signs.shown(channel):
        await channel.under_way.wait()
    channel.happened.append("answer")
    assert channel.happened == ["sign", "answer"]


async def test_a_sign_that_never_arrives_holds_an_answer_up_for_a_second_at_most() -> None:
    """Discord may make the bot wait; the answer does not."""
    assert LANDING_SECONDS <= 1
    signs, channel = TypingSigns(), Channel(1)
    async with asyncio.timeout(30):  # a busy machine is late; one that waits for it never ends
        async with signs.shown(channel):
            await channel.under_way.wait()
    assert channel.happened == []


async def test_the_first_sign_does_not_hold_up_the_work() -> None:
    """What is asked is looked for while the sign is on its way."""
    signs, channel = TypingSigns(), Channel(1)
    async with signs.shown(channel):
        channel.happened.append("work")
        channel.may_land.set()
        await channel.under_way.wait()
    assert channel.happened == ["work", "sign"]


async def test_signs_are_shown_in_so_many_channels_at_once_and_no_more() -> None:
    """A thousand channels' signs would take every request that Discord allows the bot."""
    signs, channels = TypingSigns(limit=2), [Channel(number) for number in range(5)]
    for channel in channels:
        channel.may_land.set()
    async with AsyncExitStack() as waiting:
        for channel in channels:
            await waiting.enter_async_context(signs.shown(channel))
        assert len(signs) == 2
        await asyncio.gather(*(channel.under_way.wait() for channel in channels[:2]))
        await asyncio.sleep(0)
    assert [len(channel.happened) for channel in channels] == [1, 1, 0, 0, 0]
    assert len(signs) == 0
