"""Many questions at once: each is answered once, none is lost, and the bot's heart goes on.

`benchmarks/discord_load.py` asks ten thousand of a thousand people.
"""

import asyncio
import gc
from typing import Any

from crowd import Crowd, Outcomes, beats, connected, handlers, outcomes
from fakes import MakeAnswerer
from loopback_discord import Discord
from world import COVERAGE, WHO_CUT

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits
from bot.kept.keeping import Kept

NO_LIMITS = FairUseLimits(0, 0, 0, 0)
QUESTIONS = (WHO_CUT, "What do tickets cost?", "Why volcano lava erupts?")
PEOPLE = 60
ASKED = 300


class Slow(Answerer):
    """Holds the answering thread at every hundredth question until the heart has beaten twice."""

    discord: Discord
    count = 0
    missed = 0

    def answer(self, *asked: Any) -> Any:
        """Answer, when it is time."""
        self.count += 1
        if self.count % 100 == 50 and not self.missed:
            self.missed += not beats(self.discord, 2)
        return super().answer(*asked)


async def run(
    made: Answerer, limits: FairUseLimits, *, patiently: bool
) -> tuple[Outcomes, Discord, Slow]:
    """Let a crowd ask the bot, and return what each question got."""
    slow = Slow(made.retriever, made.limits)
    async with Discord(servers=3, heartbeat_seconds=0.1) as discord:
        slow.discord = discord
        with Kept.in_memory() as kept:
            async with connected(discord, slow, AskingOptions(limits), kept):
                crowd, numbers = Crowd(discord, PEOPLE, QUESTIONS), range(ASKED)
                if patiently:
                    asked = await crowd.patiently(numbers)
                else:
                    asked = await crowd.impatiently(numbers, 0)
                await crowd.until_quiet()
                assert handlers() == []
        return outcomes(asked, lambda one: discord.replies.get(one, [])), discord, slow


def living_answers() -> list[Answer]:
    """Return every answer that anything still holds."""
    gc.collect()
    return [one for one in gc.get_objects() if type(one) is Answer]


async def test_of_a_crowd_everyone_is_answered_once(make_answerer: MakeAnswerer) -> None:
    """Though answers are slow and messages come twice; the heart beats while they are made."""
    made = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60, threshold=0.45)
    before = {id(one): one for one in living_answers()}  # of other tests; held, so that ids stay
    async with asyncio.timeout(120):
        found, discord, slow = await run(made, NO_LIMITS, patiently=True)
    assert found == Outcomes(answered=200, refused=100)
    assert slow.count == ASKED + 1
    assert slow.missed == 0
    assert len(discord.replies) == ASKED + 1
    assert [one for one in living_answers() if id(one) not in before] == []


async def test_of_a_crowd_that_does_not_wait_nobody_is_forgotten(
    make_answerer: MakeAnswerer,
) -> None:
    """Each question gets an answer, a refusal or a sentence to wait, once a minute each."""
    made = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60, threshold=0.45)
    async with asyncio.timeout(120):
        found, _, slow = await run(made, FairUseLimits(max_waiting=10), patiently=False)
    assert found.double == found.lost == found.apologised == 0
    assert found.answered + found.refused + found.busy + found.silent == ASKED
    assert found.busy <= PEOPLE
    assert min(found.answered, found.refused, found.busy, found.silent) > 0
    assert slow.missed == 0
