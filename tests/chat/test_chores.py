"""What the bot does by itself: old entries go, digests leave, and servers that it left go too."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from running_bot import ErrorLog, StartBot
from world import World, texts

from bot.answering.answerer import Answerer
from bot.answering.schema import RefusalReason
from bot.chat.alarm_bell import AlarmSettings
from bot.chat.chores import next_digest, next_expiry
from bot.chat.client import PullquoteClient
from bot.chat.digest import MAX_LISTED, digest_view
from bot.chat.wire import text_displays
from bot.feedback.schema import Asked, ReportKind
from bot.kept.keeping import Kept
from bot.languages import Language, speaking
from bot.servers.schema import Answered, Choices, Server

pytestmark = pytest.mark.simcord(settle_timeout=30)

MONDAY = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
"""A minute before the digests are sent."""
REFUSED = RefusalReason.NOTHING_RELEVANT


class Clock:
    """Tells a time that goes on with the simulated Discord's."""

    def __init__(self) -> None:
        self.began: datetime | None = None
        self.env: Any = None

    def __call__(self) -> datetime:
        """Return the time of day."""
        return MONDAY + (self.env.now() - self.began) if self.env else MONDAY

    def go_with(self, env: Any) -> None:
        """Go on with the time of a simulated Discord."""
        self.env, self.began = env, env.now()


@pytest.fixture
def clock() -> Clock:
    """Return the bot's clock."""
    return Clock()


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer, clock: Clock) -> PullquoteClient:
    """Return a bot whose chores go by the clock."""
    return start_bot(answerer, alarms=AlarmSettings(timedelta(days=9999), clock=clock))


@pytest.fixture
def kept(simcord_bot: PullquoteClient) -> Kept:
    """Return what the bot keeps."""
    return simcord_bot.kept


@pytest.fixture
def desk_channel(world: World, clock: Clock) -> Any:
    """Return another channel, once the clock goes."""
    clock.go_with(world.env)
    return world.guild.create_text_channel("desk")


def wants_digest(kept: Kept, guild: Any, channel: Any, *questions: str) -> None:
    """Let a server collect and want the digest; these were not answered yesterday."""
    kept.feedback.set_collects(guild.id, True)
    kept.choices.set_server(guild.id, Server(channel.id if channel else None, digest=True))
    for question in questions:
        kept.feedback.unanswered(question, guild.id, REFUSED, MONDAY - timedelta(days=1))


def told(channel: Any) -> list[list[str]]:
    """Return the texts of every message in a channel."""
    return [texts(message) for message in channel.history()]


# The digest


async def test_the_digest_goes_once_a_week_to_the_channel_of_reports(
    world: World, kept: Kept, desk_channel: Any
) -> None:
    """On Monday at nine; the questions as plain text, the most asked first."""
    wants_digest(
        kept, world.guild, desk_channel, "Who sank it?", "Where is *it*?", "Where is *it*?"
    )
    await world.env.advance_time(30)
    assert told(desk_channel) == []
    await world.env.advance_time(60)
    said = (
        "### Questions without an answer in the last 7 days\n"
        "- Where is \\*it\\*? (asked 2 times)\n"
        "- Who sank it? (asked once)\n"
        "-# Sent once a week because it is switched on in /settings."
    )
    assert told(desk_channel) == [[said]]
    await world.env.advance_time(3 * 3600)
    assert told(desk_channel) == [[said]]


@pytest.mark.parametrize("lacking", ["digest", "collects", "questions", "channel"])
async def test_no_digest_without_what_it_takes(
    world: World, kept: Kept, desk_channel: Any, lacking: str
) -> None:
    """Switched on, with collected questions of the week and a channel to tell."""
    wants_digest(kept, world.guild, desk_channel, *([] if lacking == "questions" else ["Who?"]))
    if lacking == "digest":
        kept.choices.set_server(world.guild.id, Server(desk_channel.id))
    if lacking == "collects":
        kept.feedback.set_collects(world.guild.id, False)
    if lacking == "channel":
        kept.choices.set_server(world.guild.id, Server(None, digest=True))
    await world.env.advance_time(120)
    assert told(desk_channel) == []


async def test_questions_of_a_server_stay_in_it(
    world: World, kept: Kept, desk_channel: Any, simcord_bot: PullquoteClient
) -> None:
    """The owner's channel is told only of its own server's; without a channel nobody is."""
    chores = simcord_bot.upkeep.chores
    chores._admin_channel = desk_channel.id  # noqa: SLF001 - a setting, known before the server is
    other = world.env.create_guild("Other")
    wants_digest(kept, other, None, "Whose secret is it?")
    wants_digest(kept, world.guild, None, "Who?")
    await world.env.advance_time(120)
    (message,) = told(desk_channel)
    assert "- Who? (asked once)" in message[0]
    assert "secret" not in message[0]


async def test_one_server_that_cannot_be_told_leaves_the_others(
    world: World, kept: Kept, desk_channel: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Its channel is gone, or closed to the bot: the log says so."""
    other = world.env.create_guild("Other")
    mute = discord.PermissionOverwrite(send_messages=False)
    closed = other.create_text_channel("closed", overwrites={world.env.bot.user: mute})
    for guild, channel in ((other, closed), (world.guild, desk_channel)):
        wants_digest(kept, guild, channel, "Who?")
    await world.env.advance_time(120)
    assert len(told(desk_channel)) == 1
    assert any(f"The digest of the server {other.id} was not sent" in x for x in caplog.messages)


async def test_a_database_that_fails_does_not_end_the_chores(
    world: World, kept: Kept, desk_channel: Any, error_log: ErrorLog
) -> None:
    """It is logged, and the next time comes."""
    wants_digest(kept, world.guild, desk_channel, "Who?")
    kept.close()
    await world.env.advance_time(120)
    assert error_log.take() == ["The digests could not be sent; next week again (KeptError)"]
    await world.env.advance_time(19 * 3600)
    (line,) = error_log.take()
    assert line.startswith("What was kept too long could not be deleted")
    assert told(desk_channel) == []


@pytest.mark.parametrize("language", Language)
def test_a_digest_is_bounded_and_pings_nobody(language: Language) -> None:
    """The longest questions, full of signs that Discord reads; no more than fit."""
    asked = [Asked("<@1>*_" * 500, 10**6, MONDAY.date())] * (MAX_LISTED + 1)
    with speaking(language):
        (said,) = text_displays(digest_view(asked).to_components())
    assert len(said.splitlines()) == MAX_LISTED + 3
    assert not re.search(r"(?<!\\)<@|(?<!\\)\*", said)


# What goes


async def test_what_was_kept_too_long_goes_once_a_day(
    world: World, kept: Kept, desk_channel: Any
) -> None:
    """At three in the night, though nobody asks anything; the newer stays."""
    guild_id = world.guild.id
    kept.feedback.set_collects(guild_id, True)
    for days, question in ((29, "old?"), (28, "newer?")):
        kept.feedback.unanswered(question, guild_id, REFUSED, MONDAY - timedelta(days=days))
    at = MONDAY - timedelta(days=29, hours=20)
    old = discord.utils.time_snowflake(at)
    new = discord.utils.time_snowflake(MONDAY - timedelta(days=1))
    for question_id in (old, new):
        kept.choices.note_answer(guild_id, Answered(desk_channel.id, question_id, 1))
    await world.env.advance_time(17 * 3600)
    assert kept.choices.answer_of(old)
    await world.env.advance_time(2 * 3600)
    assert kept.choices.answer_of(old) is None
    assert kept.choices.answer_of(new)
    rows = kept._database.rows("SELECT question FROM questions")  # noqa: SLF001 - as it is
    assert rows == [("newer?",)]


async def test_a_server_that_the_bot_leaves_is_forgotten(
    world: World, kept: Kept, desk_channel: Any
) -> None:
    """Its choices, its feedback and that it collects; another server's stay."""
    other = world.env.create_guild("Other")
    for guild in (world.guild, other):
        wants_digest(kept, guild, desk_channel, "Who?")
        kept.feedback.report("a", guild.id, ReportKind.OUTDATED, MONDAY, text="old")
        kept.feedback.helpful("a", guild.id, True, MONDAY)
        kept.choices.choose(guild.id, Choices(commands=False))
    await world.env.bot.get_guild(world.guild.id).leave()
    await world.env.settle()
    for guild, is_there in ((world.guild, False), (other, True)):
        assert kept.choices.choices(guild.id) == Choices(commands=False if is_there else None)
        assert kept.choices.server(guild.id).digest is is_there
        assert kept.feedback.collects(guild.id) is is_there
        left = kept.feedback.kept(guild.id, MONDAY)
        assert bool(left.questions) is bool(left.counts.helpful) is bool(left.reports) is is_there


async def test_a_deleted_channel_is_forgotten(
    world: World, kept: Kept, desk_channel: Any, simcord_bot: PullquoteClient
) -> None:
    """What was chosen for it, and that reports go there."""
    kept.choices.choose(world.guild.id, Choices(commands=False), desk_channel.id)
    kept.choices.set_server(world.guild.id, Server(desk_channel.id, digest=True))
    await simcord_bot.get_channel(desk_channel.id).delete()
    await world.env.settle()
    assert kept.choices.channels(world.guild.id) == []
    assert kept.choices.server(world.guild.id) == Server(None, digest=True)


@pytest.mark.parametrize(
    ("now", "expiry", "digest"),
    [
        ("2026-03-02T08:59", "2026-03-03T03:00", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "2026-03-03T03:00", "2026-03-09T09:00"),
        ("2026-03-08T23:59", "2026-03-09T03:00", "2026-03-09T09:00"),
        ("2026-03-03T03:00", "2026-03-04T03:00", "2026-03-09T09:00"),
        ("2026-12-31T12:00", "2027-01-01T03:00", "2027-01-04T09:00"),
    ],
)
def test_the_next_time_is_always_later(now: str, expiry: str, digest: str) -> None:
    """Every night at three, every Monday at nine, in UTC."""
    moment, *due = (datetime.fromisoformat(f"{one}+00:00") for one in (now, expiry, digest))
    assert [next_expiry(moment), next_digest(moment)] == due
