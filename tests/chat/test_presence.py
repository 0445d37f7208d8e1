"""What stands under the bot's name."""

from pathlib import Path
from typing import Any

import discord
import pytest
from running_bot import StartBot
from world import COVERAGE, FRESHNESS, World

from bot.answering.answerer import Answerer
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.chat.language_choice import LanguageChoice
from bot.chat.presence import CHECK_SECONDS, words_for
from bot.languages import Language
from embeddings.archive import Archive
from embeddings.errors import ArchiveError
from embeddings.indexing import index
from embeddings.syncing.coverage import Coverage

pytestmark = pytest.mark.simcord(settle_timeout=30)

LATER = """---
id: later
title: The crane arrives
published: 2022-05-09
---
The crane arrives.
"""


@pytest.fixture
def simcord_bot(start_bot: StartBot, answerer: Answerer) -> PullquoteClient:
    """Return a bot of two shards."""
    return start_bot(answerer, shards=2)


@pytest.fixture
def add_article(answerer: Answerer, encoder: Any, quiet_progress: Any) -> Any:
    """Return a function that indexes one more article, as another process would."""

    def add() -> None:
        data = answerer.retriever.archive.path.parent
        articles = data.parent / "articles"
        (articles / "later.md").write_text(LATER, encoding="utf-8")
        with Archive.open(data) as archive:
            index(archive, encoder, [Path(articles)], quiet_progress)

    return add


async def _restarted(world: World, bot: PullquoteClient) -> list[Any]:
    """Start the bot anew with a server on each shard, and return those servers."""
    guilds = [world.env.create_guild(f"Shard {number}", shard_id=number) for number in (0, 1)]
    await world.env.restart_bot(bot)
    return guilds


def _shown(guilds: list[Any]) -> list[str]:
    """Return what members of each server see under the bot's name."""
    return [activity.name for guild in guilds for activity in guild.me.activities]


async def test_every_shard_shows_how_fresh_the_coverage_is(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """In the words that stand under every answer, as a status of the bot's own."""
    guilds = await _restarted(world, start_bot(answerer, shards=2))
    assert _shown(guilds) == [FRESHNESS, FRESHNESS]
    assert guilds[1].me.activities[0].type is discord.ActivityType.custom
    assert not world.env.bot.intents.presences


async def test_a_new_article_is_shown_within_a_minute(
    world: World, start_bot: StartBot, answerer: Answerer, add_article: Any
) -> None:
    """Nobody has to ask first."""
    guilds = await _restarted(world, start_bot(answerer, shards=2))
    add_article()
    assert _shown(guilds) == [FRESHNESS] * 2
    await world.env.advance_time(CHECK_SECONDS)
    assert _shown(guilds) == ["coverage to 9 May 2022, 4 articles"] * 2


async def test_a_shard_that_was_cut_off_is_told_when_it_is_back(
    world: World, start_bot: StartBot, answerer: Answerer, add_article: Any
) -> None:
    """The others are told at once; logging in anew it would show the newest words by itself."""
    guilds = await _restarted(world, start_bot(answerer, shards=2))
    shard = world.env.bot.get_shard(1)
    await shard.disconnect()
    add_article()
    await world.env.advance_time(CHECK_SECONDS)
    assert _shown(guilds) == ["coverage to 9 May 2022, 4 articles", FRESHNESS]
    assert world.env.bot.activity.name == "coverage to 9 May 2022, 4 articles"
    await shard.reconnect()
    await world.env.advance_time(CHECK_SECONDS)
    assert _shown(guilds) == ["coverage to 9 May 2022, 4 articles"] * 2


async def test_what_did_not_change_is_not_sent_again(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """A shard may send 120 things a minute in all (Discord API documentation, gateway)."""
    sent: list[int | None] = []

    class Counting(PullquoteClient):
        async def change_presence(self, **options: Any) -> None:
            sent.append(options["shard_id"])
            await super().change_presence(**options)

    desk = start_bot(answerer).desk
    bot = Counting(desk, shards=2)
    await world.env.restart_bot(bot)
    await world.env.advance_time(5 * CHECK_SECONDS)
    await bot.close()
    assert sent == [0, 1]


async def test_trouble_is_logged_once_and_ends_by_itself(
    world: World, answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """Not once a minute."""
    desk = _Failing(answerer)
    desk.failures = 3
    bot = PullquoteClient(desk, shards=2)
    guilds = await _restarted(world, bot)
    await world.env.advance_time(2 * CHECK_SECONDS)
    assert (desk.failures, _shown(guilds)) == (0, [])
    await world.env.advance_time(CHECK_SECONDS)
    assert _shown(guilds) == [FRESHNESS] * 2
    assert len([line for line in caplog.messages if "presence" in line]) == 1
    await bot.close()
    desk.close()


class _Failing(Desk):
    """A desk that cannot read the coverage so many times."""

    failures = 0

    async def coverage(self) -> Any:
        if self.failures:
            self.failures -= 1
            raise ArchiveError("the disk is away")
        return await super().coverage()


def test_the_language_is_the_owners() -> None:
    """A presence is one for all servers."""
    coverage = Coverage(14, "2021-01-01", "2022-03-12", 0, ())
    assert words_for(coverage, Language.ENGLISH) == "coverage to 12 March 2022, 14 articles"
    assert words_for(coverage, Language.GERMAN) == "Berichte bis 12. März 2022, 14 Artikel"


async def test_the_bot_shows_it_in_the_language_that_is_set(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """BOT_LANGUAGE, as `pullquote run` hands it in."""
    languages = LanguageChoice(Language.FRENCH)
    guilds = await _restarted(world, start_bot(answerer, shards=2, languages=languages))
    said = words_for(Coverage(len(COVERAGE), None, "2022-04-01", 0, ()), Language.FRENCH)
    assert said != FRESHNESS
    assert _shown(guilds) == [said, said]


def test_nothing_is_shown_of_an_empty_coverage() -> None:
    """There is nothing to be fresh."""
    assert words_for(Coverage(0, None, None, 0, ()), Language.ENGLISH) == ""


@pytest.mark.parametrize("language", Language)
def test_a_status_is_never_too_long(language: Language) -> None:
    """A custom status has 128 characters at most (Discord's client)."""
    coverage = Coverage(10**12, None, "2022-09-28", 0, ())
    assert 0 < len(words_for(coverage, language)) <= 128
