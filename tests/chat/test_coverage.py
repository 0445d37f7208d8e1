"""How fresh the coverage is: under every reply, in `/coverage`, and as alarms in a channel."""

import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import discord
import pytest
import pytest_asyncio
from fakes import MakeAnswerer, QuietProgress
from rich.console import Console
from world import FRESHNESS, WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Headline, Refusal, RefusalReason
from bot.chat.alarm_bell import CHECK_SECONDS, AlarmSettings
from bot.chat.client import PullquoteClient
from bot.chat.coverage_view import coverage_view, name_of
from bot.chat.desk import Desk
from bot.chat.source_line import moment
from bot.chat.views import refusal_view
from bot.chat.wire import text_displays
from bot.serialisation import reply_as_json
from bot.terminal.replies import print_reply
from embeddings.archive import Archive
from embeddings.indexing import index
from embeddings.storage.ledger import Ledger, SourceRecord
from embeddings.syncing.coverage import Coverage, OutletCount

pytestmark = pytest.mark.simcord(settle_timeout=30)

START = datetime(2022, 4, 2, 8, tzinfo=UTC)
FEED = "https://user@feeds.news.example:8080/secret/path.xml?key=1"
StartBot = Callable[[Answerer], PullquoteClient]


def covering(articles: int, newest: str | None = None, undated: int = 0) -> Coverage:
    """Return a coverage of one outlet."""
    outlets = (OutletCount("Coast", articles),)
    return Coverage(articles, newest, newest, undated, outlets)


# Under every reply


@pytest.mark.parametrize(
    ("coverage", "line"),
    [
        (covering(14, "2022-03-12"), ["coverage to 12 March 2022, 14 articles"]),
        (covering(1, "2022-03-12T09:00:00"), ["coverage to 12 March 2022, 1 article"]),
        (
            covering(100_000, "2022-03-12T09:00:00+00:00"),
            ["coverage to <t:1647075600:D>, 100,000 articles"],
        ),
        (covering(2), ["coverage of 2 articles"]),
        (covering(0), []),
        (None, []),
    ],
)
def test_the_line_names_the_newest_day_and_the_number(
    coverage: Coverage | None, line: list[str]
) -> None:
    """No date where nothing is dated; an instant is the reader's own day."""
    assert wording.freshness(coverage, moment) == line


def test_the_terminal_writes_the_day_out(answerer: Answerer) -> None:
    """As the source means it."""
    console = Console(file=StringIO(), width=200)
    print_reply(console, answerer.answer(WHO_CUT), max_question_chars=500)
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    assert shown.rstrip().endswith(f"· {FRESHNESS}")
    assert wording.day("2022-03-12T23:30:00-05:00") == "12 March 2022"


def test_json_has_the_facts(answerer: Answerer) -> None:
    """None where nothing was searched."""
    found = [
        reply_as_json(answerer.answer(question), max_question_chars=500)["coverage"]
        for question in (WHO_CUT, "", "Who is Zorn?")
    ]
    facts = {"newest": "2022-04-01", "articles": 3}
    assert found == [facts, None, facts]


def reindexed(answerer: Answerer, name: str, content: str) -> None:
    """Index one more article into the archive of `answerer`, as another process would."""
    data_dir = answerer.retriever.archive.path.parent
    articles = data_dir.parent / "articles"
    (articles / name).write_text(content, encoding="utf-8")
    with Archive.open(data_dir) as archive:
        index(archive, answerer.retriever.encoder, [articles], QuietProgress())


def test_the_coverage_is_counted_once_for_each_state(answerer: Answerer) -> None:
    """Over many articles that takes a while, and a question must not."""
    first = answerer.answer(WHO_CUT).coverage
    assert first is not None
    assert answerer.answer("What do tickets cost?").coverage is first
    assert answerer.explain(WHO_CUT).reply.coverage is first
    reindexed(answerer, "gull.md", "---\npublished: 2022-05-01\n---\nThe gull came.")
    second = answerer.answer(WHO_CUT).coverage
    assert second is not None
    assert (second.articles, second.newest) == (4, "2022-05-01")


async def test_the_next_answer_says_what_has_come_meanwhile(
    world: World, answerer: Answerer
) -> None:
    """Without a restart."""
    await world.ask(WHO_CUT)
    reindexed(answerer, "gull.md", "---\npublished: 2022-05-01\n---\nThe gull came.")
    await world.ask(WHO_CUT)
    before, after = (answer[-1].split(" · ")[-1] for answer in world.answers())
    assert (before, after) == (FRESHNESS, "coverage to 1 May 2022, 4 articles")


def test_under_a_long_refusal_the_headlines_make_room() -> None:
    """Discord would refuse the whole message."""
    counts = set()
    for length in range(500, 800, 5):
        near = [Headline(str(n), "*" * 200, "https://a.ex/".ljust(length)) for n in range(3)]
        refusal = Refusal("q", 0.1, RefusalReason.NOTHING_RELEVANT, near, 0.1)
        refusal = replace(refusal, coverage=covering(9, "2022-03-12"))
        view = refusal_view(refusal, max_question_chars=500, heading="-# Asked: " + "q" * 600)
        *_, headlines, last = text_displays(view.to_components())
        assert last == "-# match 10 % · coverage to 12 March 2022, 9 articles"
        counts.add(headlines.count("\n- "))
    assert counts == {2, 3}


# /coverage


async def test_coverage_shows_what_there_is_to_the_one_who_asks(
    world: World, answerer: Answerer
) -> None:
    """How many articles, from when to when, of which outlets; each source with its last read."""
    data_dir = answerer.retriever.archive.path.parent
    with Archive.open(data_dir) as archive, archive.bookkeeping():
        ledger = Ledger(archive)
        for record in ledger.sources():
            ledger.record_source(record.source, START.isoformat())
        ledger.record_source(FEED, START.isoformat(), "timeout at /secret/path.xml")
    result = await world.bob.slash(world.channel, "coverage")
    assert result.ephemeral
    at = f"<t:{int(START.timestamp())}:f>"
    head, over_time, outlets, sources = texts(result.response)
    assert head == (
        "### What the coverage holds\n3 articles, published 1 January 2021 to 1 April 2022"
    )
    assert over_time == (
        "-# Articles per month, January 2021 to April 2022. The most: 1 article, January 2021."
    )
    assert outlets == "**Outlets**\n- Coast Desk: 2 articles\n- no outlet named: 1 article"
    assert sources.split("\n- ") == [
        "**Where they come from**",
        f"articles: 3 articles · newest 1 April 2022 · last read {at}",
        "feeds.news.example: 0 articles · never read yet",
    ]
    shown = json.dumps(world.payloads())
    assert str(data_dir.parent) not in shown
    assert "secret" not in shown


async def test_coverage_of_nothing_says_so(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """The same sentence as for a question."""
    await world.env.restart_bot(start_bot(make_answerer({})))
    result = await world.alice.slash(world.channel, "coverage")
    assert texts(result.response) == [wording.INDEX_EMPTY]


def test_the_longest_coverage_fits_a_message() -> None:
    """Ten outlets and ten sources, names cut and escaped; the rest is counted."""
    outlets = tuple(OutletCount("*" * 300, 100_000) for _ in range(12))
    newest = "2022-03-12T09:00:00+00:00"
    coverage = Coverage(1_200_000, newest, newest, 100_000, outlets)
    one = SourceRecord(f"/srv/{'*' * 200}", newest, newest, None, 100_000, newest)
    view = coverage_view(coverage, [one] * 11)
    head, first, second = text_displays(view.to_components())
    assert head.endswith(" · 100,000 of them undated")
    assert first.endswith("\n- and 2 more")
    assert second.endswith("\n- and 1 more")
    assert view.text_length() <= 4000


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/srv/news/coast_desk", r"coast\_desk"),
        ("/srv/exports/march.jsonl", "march.jsonl"),
        (FEED, "feeds.news.example"),
        ("/", "a folder"),
    ],
)
def test_members_see_no_path_and_no_whole_address(source: str, name: str) -> None:
    """A path says how a machine is set up; an address may hold a key."""
    assert name_of(source) == name


# Alarms


class Bell:
    """A bot that looks for alarms in a small newsroom, with a clock that stands still."""

    def __init__(self, world: World, desk: Desk, data_dir: Any, channel: int | None) -> None:
        self.now = START
        self.data_dir = data_dir
        settings = AlarmSettings(timedelta(hours=24), channel, lambda: self.now)
        self.bot = PullquoteClient(desk, alarms=settings, shards=1)
        self._world = world

    def note(self, problem: str | None = None) -> None:
        """Note that the feed was read now, or why it was not."""
        with Archive.open(self.data_dir) as archive, archive.bookkeeping():
            Ledger(archive).record_source(FEED, self.now.isoformat(), problem)

    async def later(self, hours: float = 0) -> None:
        """Let so much time pass for the sources, and let the bot look again."""
        self.now += timedelta(hours=hours)
        await self._world.env.advance_time(CHECK_SECONDS)

    def told(self) -> list[str]:
        """Return what the channel was told, oldest first."""
        return [line for answer in self._world.answers() for line in answer]


@pytest_asyncio.fixture
async def ring(world: World, answerer: Answerer) -> AsyncIterator[Any]:
    """Yield a function that starts the bot with alarms to a channel, after `note`."""
    desk, started = Desk(answerer), []

    async def start(channel: int | None, problem: str | None = None) -> Bell:
        bell = Bell(world, desk, answerer.retriever.archive.path.parent, channel)
        bell.note(problem)
        started.append(bell)
        await world.env.restart_bot(bell.bot)  # it looks for alarms at once
        return bell

    yield start
    for bell in started:
        await bell.bot.close()
    desk.close()


BEGUN = (
    "Alarm: feeds.news.example has not been read with success since "
    f"<t:{int(START.timestamp())}:f>."
)
OVER = "Over: feeds.news.example is no alarm any more."


async def test_an_alarm_is_told_once_when_it_begins_and_once_when_it_ends(
    world: World, ring: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """In the channel by the host alone, in the log by the whole address; nobody is pinged."""
    caplog.set_level(logging.INFO)
    bell = await ring(world.channel.id)
    assert bell.told() == []
    await bell.later(24.5)
    await bell.later(1)
    assert bell.told() == [BEGUN]
    assert world.payloads()[-1]["allowed_mentions"] == {"parse": []}
    bell.note()
    await bell.later()
    await bell.later()
    assert bell.told() == [BEGUN, OVER]
    logged = [one.getMessage() for one in caplog.records if one.name == "bot.chat.alarm_bell"]
    assert logged == [
        f"Alarm: {FEED} has not been read with success since 2022-04-02 08:00 UTC.",
        f"Over: {FEED} is no alarm any more.",
    ]


async def test_without_a_channel_the_log_alone_is_told(
    ring: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """As a warning."""
    bell = await ring(None, "timeout")
    assert bell.told() == []
    (line,) = [one for one in caplog.records if one.name == "bot.chat.alarm_bell"]
    assert line.levelname == "WARNING"
    assert line.getMessage() == f"Alarm: {FEED} has never been read with success."


@pytest.mark.parametrize("kind", ["unknown", "forbidden"])
async def test_a_channel_that_cannot_be_told_costs_one_line_and_nothing_else(
    world: World, ring: Any, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    """The bot goes on answering."""
    channel = 4711
    if kind == "forbidden":
        silent = discord.PermissionOverwrite(send_messages=False)
        closed = world.guild.create_text_channel("ro", overwrites={world.env.bot.user: silent})
        channel = closed.id
    bell = await ring(channel, "timeout")
    await bell.later(1)
    told = [one.getMessage() for one in caplog.records if "ADMIN_CHANNEL" in one.getMessage()]
    (line,) = told
    assert f"the channel {channel} of ADMIN_CHANNEL is unknown" in line
    await world.ask(WHO_CUT)
    assert world.answers()[0][-1].endswith(FRESHNESS)


async def test_an_alarm_that_discord_would_not_take_is_tried_again(
    world: World, ring: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It is still told once."""
    world.env.inject_error("POST", "/channels/*/messages", times=1)
    bell = await ring(world.channel.id, "timeout")
    assert bell.told() == []
    await bell.later()
    await bell.later()
    assert bell.told() == ["Alarm: feeds.news.example has never been read with success."]
    logged = [one.getMessage() for one in caplog.records if one.name == "bot.chat.alarm_bell"]
    assert len([line for line in logged if line.startswith("Alarm:")]) == 1
    assert len([line for line in logged if "tried again" in line]) == 1
