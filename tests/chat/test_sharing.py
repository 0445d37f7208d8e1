"""Sharing a private answer: made anew from the archive, shown to everyone once."""

from contextlib import closing
from typing import Any

import discord
import pytest
import pytest_asyncio
from answer_presses import MAYORS, WHICH_MAYOR, labels, pressed, restarted
from fakes import MakeAnswerer
from test_answer_buttons import deliver_twice
from test_bot import StartBot, forgotten
from test_changed_articles import THE_DAY_AFTER
from world import RIBBON_SHOWN, RIBBON_SOURCE, WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.chat.delivery import deliver_copy, deliver_shared
from bot.chat.desk import Desk
from bot.chat.views import MAX_TEXT_CHARS, QuoteView
from bot.chat.wire import text_displays
from bot.servers.schema import Choices, Listening
from embeddings.archive import Archive
from embeddings.syncing.takedown import take_down

pytestmark = pytest.mark.simcord(settle_timeout=30)


@pytest_asyncio.fixture
async def private(world: World) -> Any:
    """Return an answer that Alice alone sees."""
    return (await world.alice.slash(world.channel, "ask", question=WHO_CUT)).response


def public(world: World) -> list[Any]:
    """Return what everyone sees of the bot."""
    return [one for one in world.channel.history() if one.author == world.env.bot.user]


async def test_an_answer_is_shared_after_a_restart(
    world: World, private: Any, answerer: Answerer, start_bot: StartBot
) -> None:
    """Everyone sees who shares it, and nobody is pinged; its first reader sees where it is now."""
    await restarted(world, start_bot, answerer)
    await pressed(world, wording.SHARE, private)
    (shared,) = public(world)
    assert texts(shared) == [
        f"-# Asked: {WHO_CUT}\n-# Shared by <@{world.alice.id}>",
        RIBBON_SHOWN,
        RIBBON_SOURCE,
        f"-# {wording.QUOTED_WORD_FOR_WORD}",
    ]
    assert shared.jump_url.split("/")[-3] == str(world.guild.id)
    assert texts(private) == [f"Shared with everyone here: {shared.jump_url}"]
    (sent,) = [one.json for one in world.env.http_requests if _posts(one)]
    assert sent["allowed_mentions"] == {"parse": []}


def _posts(request: Any) -> bool:
    is_webhook = request.method == "POST" and request.path.startswith("/webhooks/")
    return is_webhook and not request.json.get("flags", 0) & 64


async def test_a_shared_answer_has_the_buttons_of_a_public_one(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """They work, over another restart: more sources by the question that stands above."""
    answerer = make_answerer(MAYORS, max_excerpts=2)
    await restarted(world, start_bot, answerer)
    found = await world.alice.slash(world.channel, "ask", question=WHICH_MAYOR)
    await pressed(world, wording.SHARE, found.response)
    (shared,) = public(world)
    assert labels(shared)[-5:] == [
        wording.MORE_SOURCES,
        wording.COPY,
        wording.HELPFUL,
        wording.NOT_HELPFUL,
        wording.REPORT,
    ]
    await restarted(world, start_bot, answerer)
    page = await pressed(world, wording.MORE_SOURCES, shared, by=world.bob)
    assert texts(page.response)[0] == f"-# Asked: {WHICH_MAYOR}"
    copied = await pressed(world, wording.COPY, shared, by=world.bob)
    assert len(texts(copied.response)) == 5


async def test_the_last_page_leads_no_further_when_it_is_shared(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """Its button that leads back is none to more sources."""
    await restarted(world, start_bot, make_answerer(MAYORS, max_excerpts=2))
    page = (await world.alice.slash(world.channel, "ask", question=WHICH_MAYOR)).response
    for _ in range(2):
        await pressed(world, wording.MORE_SOURCES, page)
    assert wording.PREVIOUS_SOURCES in labels(page)
    await pressed(world, wording.SHARE, page)
    assert wording.MORE_SOURCES not in labels(public(world)[-1])


async def test_how_dates_were_understood_is_shared_too(world: World) -> None:
    """As the answer says it, without which the quotes may mislead."""
    asked = "Who cut the ribbon in 2022?"
    found = (await world.alice.slash(world.channel, "ask", question=asked)).response
    heading = texts(found)[0]
    assert heading.startswith(f"-# Asked: {asked}\n-# Searched: ")
    await pressed(world, wording.SHARE, found)
    assert texts(public(world)[-1])[0] == f"{heading}\n-# Shared by <@{world.alice.id}>"


async def test_a_press_delivered_twice_shares_once(world: World, private: Any) -> None:
    """Discord takes one answer to an interaction; the second try posts nothing."""
    deliver_twice(world)
    await pressed(world, wording.SHARE, private)
    assert len(public(world)) == 1
    assert texts(private)[0].startswith("Shared with everyone")


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_an_answer_that_cannot_be_posted_stays_and_can_be_shared_again(
    world: World, private: Any, status: int
) -> None:
    """Whatever Discord says: one sentence below the answer."""
    before = texts(private)
    world.env.inject_error("POST", "/webhooks/*", status=status, times=4 if status == 400 else 1)
    told = await pressed(world, wording.SHARE, private)
    assert texts(private) == before
    assert [texts(one) for one in told.followups] == [[wording.NOT_SHARED]]
    await pressed(world, wording.SHARE, private)
    assert len(public(world)) == 1


async def test_an_answer_is_shared_though_its_message_cannot_be_changed(
    world: World, private: Any
) -> None:
    """It is not shared again by the next press."""
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500)
    await pressed(world, wording.SHARE, private)
    await pressed(world, wording.SHARE, private)
    assert len(public(world)) == 1


async def test_what_was_taken_down_since_is_not_shared(
    world: World, private: Any, answerer: Answerer
) -> None:
    """Said to the one who pressed; the words do not come from the message."""
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        take_down(archive, "harbour", THE_DAY_AFTER)
    told = await pressed(world, wording.SHARE, private)
    assert texts(told.followups[0])[0].startswith("This article was taken down on ")
    assert public(world) == []


async def test_what_is_gone_without_a_trace_is_not_shared(
    world: World, private: Any, answerer: Answerer
) -> None:
    """Said as calmly."""
    forgotten(answerer, "harbour")
    told = await pressed(world, wording.SHARE, private)
    assert texts(told.followups[0]) == [wording.ARTICLE_GONE]
    assert public(world) == []


@pytest.mark.parametrize("commands", [False, True])
async def test_where_the_bot_is_not_used_any_more_nothing_is_shared(
    world: World, private: Any, commands: bool
) -> None:
    """Those who manage the server have switched it off since; not so where commands still work."""
    choices = Choices(commands=commands, listening=Listening.NOTHING)
    world.env.bot.kept.choices.choose(world.guild.id, choices)
    told = await pressed(world, wording.SHARE, private)
    if commands:
        assert len(public(world)) == 1
    else:
        assert texts(told.response) == [wording.NOT_USED_HERE]
        assert public(world) == []


async def test_who_may_not_write_shares_nothing(world: World) -> None:
    """The bot is no way around a channel's rules."""
    silent = discord.PermissionOverwrite(send_messages=False)
    readers = world.guild.create_text_channel("readers", overwrites={world.alice: silent})
    found = await world.alice.slash(readers, "ask", question=WHO_CUT)
    told = await pressed(world, wording.SHARE, found.response)
    assert texts(told.response) == [wording.MAY_NOT_SHARE]
    assert [one for one in readers.history() if one.author == world.env.bot.user] == []


async def test_the_bot_needs_no_permission_to_share(world: World) -> None:
    """It answers an interaction."""
    silent = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.env.bot.user: silent})
    found = await world.alice.slash(closed, "ask", question=WHO_CUT)
    await pressed(world, wording.SHARE, found.response)
    assert texts(closed.history()[0])[1] == RIBBON_SHOWN


async def test_where_apps_may_only_speak_in_private_it_is_said(world: World, private: Any) -> None:
    """An app that a user installed, on a server without Use External Apps."""
    as_user_installed(world)
    told = await pressed(world, wording.SHARE, private)
    assert texts(told.response) == [wording.ONLY_PRIVATE]
    assert public(world) == []


def as_user_installed(world: World) -> None:
    """Let every interaction come from an app that only its user has installed."""
    parsers = world.env.bot._connection.parsers  # noqa: SLF001 - where Discord's payloads arrive
    parse = parsers["INTERACTION_CREATE"]

    def installed(payload: Any) -> None:
        owners = {"1": str(world.alice.id)}
        may = int(payload["member"]["permissions"]) & ~discord.Permissions.use_external_apps.flag
        member = {**payload["member"], "permissions": str(may)}
        parse({**payload, "authorizing_integration_owners": owners, "member": member})

    parsers["INTERACTION_CREATE"] = installed


@pytest.mark.parametrize("deliver", [deliver_shared, deliver_copy])
async def test_excerpts_that_find_no_room_leave_their_headlines(
    make_answerer: MakeAnswerer, deliver: Any
) -> None:
    """None is dropped without a word, and what is quoted is proven as in every message."""
    files = {
        f"{n}.txt": f"Story {n}\n\nMayor number {n} cut the ribbon{' of the quay' * 100}."
        for n in range(4)
    }
    answerer = make_answerer(files, max_excerpts=4, max_excerpt_chars=1500)
    with closing(Desk(answerer)) as desk:
        reply = await desk.answer(WHICH_MAYOR)
        assert isinstance(reply, Answer)
        assert len(reply.excerpts) == 4
        sent: list[QuoteView] = []

        async def send(view: Any) -> None:
            sent.append(view)

        if deliver is deliver_shared:
            await deliver(send, desk, reply.excerpts, "-# Asked: Which?", None)
        else:
            spans = [(one.article.version, one.start, one.end) for one in reply.excerpts]
            await deliver(send, desk, await desk.recalled(spans))
    (view,) = sent
    shown = list(text_displays(view.to_components()))
    quoted = [text for text in shown if text.startswith(("> ", "```"))]
    assert len(quoted) == len(view.quoted) < 4
    (listed,) = [text for text in shown if wording.NO_ROOM in text]
    left_out = reply.excerpts[len(quoted) :]
    assert listed.count("\n- ") == len(left_out)
    assert all(one.article.title in listed for one in left_out)
    assert view.text_length() <= MAX_TEXT_CHARS
