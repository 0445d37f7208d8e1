"""Many people who ask the bot at once over a small Discord, and what each question got."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from threading import Event

from loopback_discord import Discord, Said

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.kept.keeping import Kept

FIRST_PERSON = 100_000
TOLD_SECONDS = 60.0
SLACK_SECONDS = 15.0
"""How long a sentence to wait may take from the bot's mind to this Discord, on a busy machine."""
_BUSY = [
    re.compile(re.escape(sentence).replace(re.escape("{seconds}"), r"\d+"))
    for sentence in (
        wording.BUSY_ASKED_ALREADY,
        wording.BUSY_PERSON,
        wording.BUSY_SERVER,
        wording.BUSY_QUEUE_FULL,
    )
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody asked, and when in seconds of the event loop."""

    message_id: int
    person: int
    at: float


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many questions got what; `silent` ones came within a minute of a sentence to wait."""

    answered: int = 0
    refused: int = 0
    busy: int = 0
    silent: int = 0
    apologised: int = 0
    double: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """People who ask the same questions by turns; every twentieth message comes twice."""

    discord: Discord
    people: int
    questions: Sequence[str]

    async def ask(self, number: int) -> Asked:
        """Let the next person ask; return what was asked."""
        person = FIRST_PERSON + number % self.people
        question = self.questions[number % len(self.questions)]
        at = asyncio.get_running_loop().time()
        times = 2 if number % 20 == 0 else 1
        return Asked(await self.discord.ask(person, question, times=times), person, at)

    async def patiently(self, questions: Sequence[int]) -> list[Asked]:
        """Let everyone ask at once, and again when all have their answers."""
        found: list[Asked] = []
        for first in range(0, len(questions), self.people):
            asked = []
            for number in questions[first:][: self.people]:
                asked.append(await self.ask(number))
                await asyncio.sleep(0)  # messages come one after another
            await asyncio.gather(*(self.discord.reply_to(one.message_id) for one in asked))
            await asyncio.gather(*handlers())  # the bot notes an answer after it was sent
            found += asked
        return found

    async def impatiently(self, questions: Sequence[int], pause_seconds: float) -> list[Asked]:
        """Let everyone ask whether they have an answer or not."""
        found = []
        for number in questions:
            found.append(await self.ask(number))
            await asyncio.sleep(pause_seconds)
        return found

    async def until_quiet(self) -> None:
        """Wait for somebody new, in whose turn all that came before has been taken in.

        Then for what is still at work.
        """
        last = await self.discord.ask(FIRST_PERSON + self.people, self.questions[0])
        await self.discord.reply_to(last)
        await asyncio.gather(*handlers(), return_exceptions=True)


def handlers() -> list[asyncio.Task[object]]:
    """Return the bot's work on messages that goes on."""
    return [one for one in asyncio.all_tasks() if one.get_name() == "discord.py: on_message"]


def beats(discord: Discord, number: int, *, within_seconds: float = 30) -> bool:
    """Say, in another thread than the event loop's, whether so many heartbeats still come."""
    come = Event()
    loop, wanted = discord.loop, len(discord.beats) + number

    def look() -> None:
        if len(discord.beats) >= wanted:
            come.set()
        else:
            loop.call_later(discord.heartbeat_seconds / 4, look)

    loop.call_soon_threadsafe(look)
    return come.wait(within_seconds)


@asynccontextmanager
async def connected(
    discord: Discord, answerer: Answerer, asking: AskingOptions, kept: Kept
) -> AsyncIterator[PullquoteClient]:
    """Yield the real bot, connected to a small Discord."""
    with closing(Desk(answerer)) as desk, discord.in_place_of_the_real_one():
        async with PullquoteClient(desk, kept=kept, asking=asking) as client:
            running = asyncio.create_task(client.start("a token"))
            ready = asyncio.create_task(client.wait_until_ready())
            await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
            ready.cancel()
            if running.done():
                running.result()
            yield client
        with suppress(asyncio.CancelledError):
            await running


def outcomes(asked: Sequence[Asked], replies: Callable[[int], Sequence[Said]]) -> Outcomes:
    """Count what became of the questions."""
    told: dict[int, list[float]] = {}
    for one in asked:
        for said in replies(one.message_id):
            if _is_busy(said.text):
                told.setdefault(one.person, []).append(said.at)
    counts = Counter(
        _outcome(one, replies(one.message_id), told.get(one.person, ())) for one in asked
    )
    return Outcomes(**counts)


def _outcome(asked: Asked, replies: Sequence[Said], told: Sequence[float]) -> str:
    if not replies:
        earliest = asked.at - TOLD_SECONDS - SLACK_SECONDS
        was_told = any(earliest <= at <= asked.at + SLACK_SECONDS for at in told)
        return "silent" if was_told else "lost"
    if len(replies) > 1:
        return "double"
    text = replies[0].text
    if _is_busy(text):
        return "busy"
    if text == wording.TROUBLE:
        return "apologised"
    return "answered" if re.search("^> ", text, re.MULTILINE) else "refused"


def _is_busy(text: str) -> bool:
    return any(one.fullmatch(text) for one in _BUSY)
