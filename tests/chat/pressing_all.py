"""The whole bot, slow where it may be, and all that can be pressed pressed after each other."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from answer_presses import MAYORS
from every_button import Control, controls_in
from every_place import Place, Visit, visit_to
from fakes import MakeAnswerer
from running_bot import StartBot
from slow_parts import SlowArchive, SlowDatabase
from what_came import Came, check, messages, unprinted
from world import COVERAGE, LIGHTHOUSE, STEP, World

from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.client import PullquoteClient
from bot.chat.fair_use import FairUseLimits
from bot.kept.keeping import Kept

UNLIMITED = AskingOptions(FairUseLimits(0, 0, 0, 0))
TALL = LIGHTHOUSE.replace(STEP, STEP * 2)
"""Too long to be shown as one context."""
_COUNTED = (
    "SELECT ifnull(sum(helpful + not_helpful), 0) FROM judgements",
    "SELECT ifnull(sum(times), 0) FROM reports",
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What outlives every restart of the bot, as files on disk do."""

    archive: SlowArchive
    database: SlowDatabase
    answerer: Answerer
    kept: Kept

    def take(self, env: Any, seconds: float) -> None:
        """Let each of the files take so long, by the clock of a simulated Discord."""
        for part in (self.archive, self.database):
            part.env, part.seconds = env, seconds

    @property
    def counted(self) -> int:
        """How often something was said of an answer."""
        return sum(int(self.database.rows(one)[0][0]) for one in _COUNTED)


@dataclass(frozen=True, slots=True)
class Stage:
    """A simulated Discord with the bot in it, its parts and its log."""

    world: World
    parts: Parts
    start_bot: StartBot
    caplog: pytest.LogCaptureFixture

    def visit(self, place: Place) -> Visit:
        """Return somebody in a place."""
        return visit_to(place, self.world, self.parts.kept)

    async def restart(self, visit: Visit) -> None:
        """Let another process go on with what Discord shows."""
        parts = self.parts
        bot = self.start_bot(parts.answerer, kept=parts.kept, asking=UNLIMITED)
        await self.world.env.restart_bot(bot)
        visit.settle_in()

    def take(self, seconds: float) -> None:
        """Let whatever is on disk take so long from now on."""
        self.parts.take(self.world.env, seconds)

    def troubles(self) -> list[str]:
        """Return what was logged that somebody should look at."""
        names = ("bot.", "discord.", "asyncio")
        found = [one for one in self.caplog.records if one.levelno >= logging.WARNING]
        return [one.getMessage() for one in found if one.name.startswith(names)]

    def printed(self) -> list[str]:
        """Return the text of each article."""
        held = self.parts.archive.archive
        found = (held.article(facts.id) for facts in held.facts())
        return [article.text for article in found if article]


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was pressed in a place, on what, and what came of it."""

    stage: Stage
    visit: Visit
    name: str
    control: Control
    begun: Any
    result: Any
    came: Came

    @contextmanager
    def named(self) -> Iterator[None]:
        """Say in an error what was pressed."""
        try:
            yield
        except AssertionError as error:
            error.add_note(f"pressed: {self.name}, in a {self.visit.place}")
            raise

    def check(self) -> None:
        """Hold it to what should come, quotes as printed, and nothing in the log."""
        with self.named():
            check(self.visit, self.control, self.begun, self.result, self.came)
            assert unprinted(self.came.texts, self.stage.printed()) == []
            assert self.stage.troubles() == []

    async def again(self) -> None:
        """Press it once more, and hold what comes to what should."""
        before = messages(self.visit.env)
        result = await self.control.press(self.visit, self.begun)
        came = Came.since(before, self.visit.env)
        check(self.visit, self.control, self.begun, result, came)


async def every_press(
    stage: Stage, visit: Visit, meanwhile: Callable[[], Awaitable[None]] | None = None
) -> AsyncIterator[Pressed]:
    """Press everything that there is in a place, each after what happens `meanwhile`."""
    for name, control in controls_in(visit.place).items():
        begun = await control.begin(visit)
        if meanwhile:
            await meanwhile()
        before = messages(visit.env)
        result = await control.press(visit, begun)
        came = Came.since(before, visit.env)
        yield Pressed(stage, visit, name, control, begun, result, came)
        visit.as_before()


@pytest.fixture(name="parts")
def slow_parts(make_answerer: MakeAnswerer) -> Parts:
    """Return an archive of long articles and of many that say the same, and what is kept."""
    made = make_answerer(
        COVERAGE | MAYORS | {"lighthouse.md": TALL}, max_excerpts=1, max_excerpt_chars=60
    )
    archive = SlowArchive(made.retriever.archive, made.retriever.encoder)
    database = SlowDatabase(None)
    return Parts(archive, database, Answerer(archive, made.limits), Kept(database))


@pytest.fixture(name="simcord_bot")
def unlimited_bot(start_bot: StartBot, parts: Parts) -> PullquoteClient:
    """Return a bot that takes any number of questions."""
    return start_bot(parts.answerer, kept=parts.kept, asking=UNLIMITED)


@pytest.fixture(name="stage")
def whole_stage(
    world: World, parts: Parts, start_bot: StartBot, caplog: pytest.LogCaptureFixture
) -> Stage:
    """Return everything that is pressed on."""
    return Stage(world, parts, start_bot, caplog)
