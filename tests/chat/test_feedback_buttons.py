"""Helpful or not: counted once a person, without a name; questions only where they are kept."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from answer_presses import pressed, restarted
from test_bot import StartBot
from world import WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import PRESSES_A_MINUTE, FairUseLimits
from bot.feedback.schema import Asked, Counts, answer_key
from bot.kept.database import Database
from bot.kept.keeping import Kept

pytestmark = pytest.mark.simcord(settle_timeout=30)


def counts(world: World, kept: Kept) -> Counts:
    """Return all that was counted in the server."""
    return kept.feedback.kept(world.guild.id, world.env.now()).counts


async def said(world: World, label: str, by: Any = None) -> list[str]:
    """Press a button of the last answer and return what only the one who pressed sees."""
    answer = [one for one in world.channel.history() if one.author == world.env.bot.user][-1]
    result = await pressed(world, label, answer, by=by)
    assert result.ephemeral
    return texts(result.response)


@pytest.fixture
def kept() -> Kept:
    """Return what the bot keeps, in memory."""
    return Kept.in_memory()


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer, kept: Kept) -> Any:
    """Return a bot that keeps things where the tests can look."""
    return start_bot(answerer, kept=kept)


async def test_everyone_is_counted_once(world: World, kept: Kept) -> None:
    """One press a person and answer, whichever button; others count as well."""
    await world.ask(WHO_CUT)
    assert await said(world, wording.HELPFUL) == [wording.THANKS]
    assert await said(world, wording.HELPFUL) == [wording.SAID_ALREADY]
    assert await said(world, wording.NOT_HELPFUL) == [wording.SAID_ALREADY]
    assert await said(world, wording.NOT_HELPFUL, world.bob) == [wording.THANKS]
    assert counts(world, kept) == Counts(helpful=1, not_helpful=1)


async def test_an_answer_is_counted_under_its_excerpts(
    world: World, kept: Kept, answerer: Answerer
) -> None:
    """The same excerpts are the same answer, whoever asked."""
    await world.ask(WHO_CUT)
    await said(world, wording.HELPFUL)
    reply: Any = answerer.answer(WHO_CUT)
    key = answer_key((one.article.version, one.start, one.end) for one in reply.excerpts)
    assert kept.feedback.counts(key, world.guild.id, world.env.now()) == Counts(helpful=1)


async def test_the_question_is_kept_only_where_the_server_collects(
    world: World, kept: Kept
) -> None:
    """And only of answers that were of no help."""
    await world.ask(WHO_CUT)
    await said(world, wording.NOT_HELPFUL)
    assert kept.feedback.collected(world.guild.id, world.env.now()) == []
    kept.feedback.set_collects(world.guild.id, on=True)
    await world.ask(WHO_CUT)
    await said(world, wording.HELPFUL)
    assert kept.feedback.collected(world.guild.id, world.env.now()) == []
    await said(world, wording.NOT_HELPFUL, world.bob)
    today: date = world.env.now().date()
    assert kept.feedback.collected(world.guild.id, world.env.now()) == [
        Asked(WHO_CUT, 1, today, not_helpful=True)
    ]


async def test_a_message_that_somebody_asked_about_is_never_kept(
    world: World, kept: Kept, answerer: Answerer, start_bot: StartBot
) -> None:
    """Whoever wrote it asked nothing; that holds after a restart, and where it was shared."""
    kept.feedback.set_collects(world.guild.id, on=True)
    written = await world.bob.send(world.channel, WHO_CUT)
    found = await world.alice.context_menu(world.channel, wording.ASK_COVERAGE, written)
    await restarted(world, start_bot, answerer, kept=kept)
    judged = await pressed(world, wording.NOT_HELPFUL, found.response)
    await pressed(world, wording.SHARE, found.response)
    shared = await said(world, wording.NOT_HELPFUL, world.bob)
    assert texts(judged.response) == shared == [wording.THANKS]
    assert kept.feedback.collected(world.guild.id, world.env.now()) == []


async def test_a_press_after_a_restart_counts(
    world: World, kept: Kept, answerer: Answerer, start_bot: StartBot
) -> None:
    """The buttons hold all they need."""
    await world.ask(WHO_CUT)
    await restarted(world, start_bot, answerer, kept=kept)
    assert await said(world, wording.HELPFUL) == [wording.THANKS]
    assert counts(world, kept) == Counts(helpful=1)


async def test_what_cannot_be_counted_can_be_said_again(
    world: World, tmp_path: Path, answerer: Answerer, start_bot: StartBot
) -> None:
    """A database that cannot be used breaks no answer."""
    database = Database(tmp_path / "bot.db", lock_timeout_seconds=0.05)
    await restarted(world, start_bot, answerer, kept=Kept(database))
    await world.ask(WHO_CUT)
    other = Database(tmp_path / "bot.db")
    with other.writing():
        assert await said(world, wording.HELPFUL) == [wording.NOT_NOTED]
        assert await said(world, wording.NOT_HELPFUL) == [wording.NOT_NOTED]
    assert await said(world, wording.HELPFUL) == [wording.THANKS]
    other.close()
    database.close()


async def test_a_direct_message_is_counted_for_no_server(world: World, kept: Kept) -> None:
    """Its words are never kept."""
    carol = world.env.create_user("carol")
    await carol.send_dm(WHO_CUT)
    result = await carol.click(carol.dm_channel.last_message, label=wording.NOT_HELPFUL)
    assert texts(result.response) == [wording.THANKS]
    assert counts(world, kept) == Counts()
    assert kept.feedback.collected(None, world.env.now()) == []


# Fair use


async def judged(world: World, label: str) -> Any:
    """Let Alice judge or report an answer that stands there anew."""
    await world.bob.send(world.channel, f"{world.mention} {WHO_CUT}")
    return await pressed(world, label)


async def test_nobody_who_reads_what_they_judge_is_ever_told_to_wait(
    world: World, start_bot: StartBot, answerer: Answerer, kept: Kept
) -> None:
    """Though hardly any question or look-up is admitted, and whoever else is at work."""
    limits = FairUseLimits(0, 0, max_waiting=1, look_ups_a_minute=1)
    patient = AskingOptions(limits, clock=lambda: 1.0)
    await world.env.restart_bot(start_bot(answerer, kept=kept, asking=patient))
    for number in range(12):
        label = wording.HELPFUL if number % 2 else wording.NOT_HELPFUL
        assert texts((await judged(world, label)).response) == [wording.THANKS]


@pytest.mark.parametrize("label", [wording.HELPFUL, wording.REPORT])
async def test_who_presses_without_end_is_told_to_wait(
    world: World, start_bot: StartBot, answerer: Answerer, kept: Kept, label: str
) -> None:
    """Judging and reporting together, each person alone; nothing more is written meanwhile."""
    now = [1.0]
    asking = AskingOptions(FairUseLimits(0, 0, 0), clock=lambda: now[0])
    bot = start_bot(answerer, kept=kept, asking=asking)
    await world.env.restart_bot(bot)
    for _ in range(PRESSES_A_MINUTE):
        with bot.asker.presses.admitted(world.alice.id, world.guild.id):
            pass
    told = await judged(world, label)
    assert told.ephemeral
    assert texts(told.response) == [
        "You have judged or reported a lot within a minute. Try again in 60 s."
    ]
    assert counts(world, kept) == Counts()
    other = await pressed(world, wording.HELPFUL, by=world.bob)
    assert texts(other.response) == [wording.THANKS]
    now[0] = 62.0
    again = await pressed(world, wording.NOT_HELPFUL)
    assert texts(again.response) == [wording.THANKS]
