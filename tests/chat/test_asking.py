"""Who is answered and where: mentions, menus, channels of every kind, and every question."""

import asyncio
from contextlib import closing
from typing import Any

import discord
import pytest
from fakes import MakeAnswerer
from world import COVERAGE, RIBBON_SHOWN, WHO_CUT, World, by_the_bot, texts, thread_in

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import RefusalReason
from bot.chat.asking.options import AskingOptions
from bot.chat.client import intents
from bot.chat.desk import Desk
from bot.chat.questions import is_question
from bot.chat.service import refusal_of
from bot.languages import Language, say, speaking
from bot.servers.schema import Choices, Listening
from embeddings.clock import now_in_utc

pytestmark = pytest.mark.simcord(settle_timeout=30)

TICKETS = "> Tickets cost 12 crowns."
MENU = "Ask the coverage"


def choose(world: World, choices: Choices, channel: Any = None) -> None:
    """Choose for a channel, or for the server, as an administrator would."""
    store = world.env.bot.kept.choices
    store.choose(world.guild.id, choices, channel.id if channel else None)


@pytest.fixture(params=["thread", "forum post", "voice chat"])
def elsewhere(request: pytest.FixtureRequest, world: World) -> Any:
    """Return a place that is no ordinary channel."""
    if request.param == "voice chat":
        return world.guild.create_voice_channel("studio")
    if request.param == "forum post":
        return thread_in(world, world.guild.create_forum_channel("forum"), "A post")
    return thread_in(world, world.channel)


async def test_a_mention_is_answered_wherever_one_can_write(world: World, elsewhere: Any) -> None:
    """By a reply, in the place itself."""
    asked = await world.alice.send(elsewhere, f"{world.mention} {WHO_CUT}")
    (answer,) = by_the_bot(world, elsewhere)
    assert texts(answer)[0] == RIBBON_SHOWN
    assert answer.reference.message_id == asked.id


@pytest.mark.parametrize("at", ["server", "parent", "itself"])
async def test_where_mentions_are_off_messages_stay_without_an_answer(
    world: World, elsewhere: Any, at: str
) -> None:
    """Chosen for the server, the channel or the parent of a thread; commands and menus go on."""
    parent = world.env.backend.get_channel(elsewhere.id).parent_id
    key = {"server": None, "itself": elsewhere.id, "parent": parent or elsewhere.id}[at]
    store = world.env.bot.kept.choices
    store.choose(world.guild.id, Choices(listening=Listening.NOTHING), key)
    asked = await world.alice.send(elsewhere, f"{world.mention} {WHO_CUT}")
    assert by_the_bot(world, elsewhere) == []
    command = await world.alice.slash(elsewhere, "ask", question=WHO_CUT)
    assert RIBBON_SHOWN in texts(command.response)
    menu = await world.alice.context_menu(elsewhere, MENU, asked)
    assert RIBBON_SHOWN in texts(menu.response)


async def test_the_menu_of_a_message_asks_what_it_says(world: World) -> None:
    """To the one who opened it alone, though the message was not meant for the bot."""
    said = await world.bob.send(world.channel, f"**{WHO_CUT}**")
    result = await world.alice.context_menu(world.channel, MENU, said)
    assert result.ephemeral
    heading, quote, *_ = texts(result.response)
    assert (heading, quote) == (f"-# Asked about a message: {WHO_CUT}", RIBBON_SHOWN)
    assert world.requests("POST", "/callback")[-1].json == {"type": 5, "data": {"flags": 64}}


async def test_the_menu_of_a_message_without_words_says_so(world: World) -> None:
    """A picture cannot be searched."""
    said = await world.bob.send(world.channel, attachments=[("cat.png", b"png")])
    result = await world.alice.context_menu(world.channel, MENU, said)
    assert result.ephemeral
    assert texts(result.response) == [wording.NO_QUESTION_IN_MESSAGE]


async def test_what_a_place_allows_bounds_its_answers(world: World) -> None:
    """Its outlets, in messages, commands and menus alike; other places are not bound."""
    choose(world, Choices(outlets=("Coast Desk",)), world.channel)
    ferry = "What do tickets cost?"
    asked = await world.ask(ferry)
    command = await world.alice.slash(world.channel, "ask", question=ferry)
    menu = await world.alice.context_menu(world.channel, MENU, asked)
    for message in (by_the_bot(world, world.channel)[0], command.response, menu.response):
        assert TICKETS not in texts(message)
    free = world.guild.create_text_channel("free")
    await world.alice.send(free, f"{world.mention} {ferry}")
    assert texts(by_the_bot(world, free)[0])[0] == TICKETS


async def test_a_thread_is_answered_in_the_language_of_its_parent(world: World) -> None:
    """What is chosen for a channel holds for what is said below it."""
    choose(world, Choices(language=Language.GERMAN), world.channel)
    thread = thread_in(world, world.channel)
    await world.alice.send(thread, world.mention)
    with speaking(Language.GERMAN):
        german = say(wording.REFUSALS[RefusalReason.QUESTION_EMPTY])
    assert texts(by_the_bot(world, thread)[0]) == [f"**{german}**"]


class TestEveryQuestion:
    """A channel may have every question answered, where the owner takes the intent for it."""

    @pytest.fixture
    def simcord_bot(self, start_bot: Any, make_answerer: MakeAnswerer) -> Any:
        """Return a bot that reads all messages and answers what it is sure of."""
        answerer = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60, threshold=0.45)
        return start_bot(answerer, asking=AskingOptions(every_question=True))

    @pytest.fixture
    def open_channel(self, world: World) -> Any:
        """Return a channel in which every question is answered."""
        choose(world, Choices(listening=Listening.QUESTIONS), world.channel)
        return world.channel

    async def test_a_question_to_nobody_is_answered(self, world: World, open_channel: Any) -> None:
        """With a reply; but only in that channel."""
        await world.alice.send(open_channel, WHO_CUT)
        assert [texts(one)[0] for one in by_the_bot(world, open_channel)] == [RIBBON_SHOWN]
        other = world.guild.create_text_channel("other")
        await world.alice.send(other, WHO_CUT)
        assert by_the_bot(world, other) == []

    async def test_what_is_no_question_or_has_no_answer_stays_silent(
        self, world: World, open_channel: Any
    ) -> None:
        """No refusal, no sign of writing: nobody asked the bot."""
        for said in ("The mayor cut the ribbon.", "Why volcano lava erupts?", "Who? Me?"):
            await world.alice.send(open_channel, said)
        assert by_the_bot(world, open_channel) == []
        assert world.requests("POST", "/typing") == []

    async def test_a_question_to_somebody_else_is_theirs(
        self, world: World, open_channel: Any
    ) -> None:
        """A reply to a person, and a message that mentions one."""
        said = await world.bob.send(open_channel, "I was there.")
        await world.alice.send(open_channel, WHO_CUT, reply_to=said)
        await world.alice.send(open_channel, f"<@{world.bob.id}> {WHO_CUT}")
        assert by_the_bot(world, open_channel) == []

    async def test_a_mention_is_refused_there_as_everywhere(
        self, world: World, open_channel: Any
    ) -> None:
        """Who asks the bot itself waits for an answer."""
        await world.alice.send(open_channel, f"{world.mention} Why volcano lava erupts?")
        assert len(by_the_bot(world, open_channel)) == 1

    async def test_an_error_stays_in_the_log(
        self, world: World, open_channel: Any, error_log: Any
    ) -> None:
        """Nobody waits for a sentence about it."""
        world.env.inject_error("POST", "/channels/*/messages", status=500)
        await world.alice.send(open_channel, WHO_CUT)
        assert by_the_bot(world, open_channel) == []
        assert len(error_log.take()) == 1


async def test_without_the_intent_no_question_is_answered_unasked(world: World) -> None:
    """Discord hides what is not meant for the bot; the choice alone does nothing."""
    choose(world, Choices(listening=Listening.QUESTIONS), world.channel)
    await world.alice.send(world.channel, WHO_CUT)
    assert by_the_bot(world, world.channel) == []


def test_the_privileged_intent_is_taken_only_for_every_question() -> None:
    """And where Discord refuses it the owner reads both remedies."""
    assert not intents().message_content
    assert intents(every_question=True).message_content
    refused = str(refusal_of(discord.PrivilegedIntentsRequired(None)))
    assert "Message Content Intent" in refused
    assert "ANSWER_EVERY_QUESTION=false" in refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry sails when?", True),
        ("who cut the ribbon", True),
        ("Wann fährt die Fähre", True),
        ("¿Cuándo sale el ferry?", True),
        ("cuándo sale el ferry", True),
        ("Où passe le bac", True),
        ("Est-ce que le bac passe", True),
        ("Did they sail?!", True),
        ("Did they sail? 👍", False),
        ("Why though?", False),
        ("Como ayer, salió el ferry", False),
        ("The ferry sails on Monday", False),
        ("Look at https://news.example/?a=b", False),
        ("", False),
    ],
)
def test_a_question_begins_or_ends_like_one(text: str, expected: bool) -> None:
    """In each language of the bot, and has at least three words."""
    assert is_question(text) is expected


async def test_a_message_delivered_twice_is_answered_once(world: World) -> None:
    """Discord repeats events after a connection was lost."""
    asked = await world.ask(WHO_CUT)
    await world.env.bot.on_message(asked)
    await world.env.settle()
    assert len(world.answers()) == 1


@pytest.mark.parametrize("by", ["command", "menu"])
async def test_an_interaction_delivered_twice_is_answered_once(world: World, by: str) -> None:
    """The second one is not even acknowledged."""
    said = await world.bob.send(world.channel, WHO_CUT)
    if by == "command":
        await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    else:
        await world.alice.context_menu(world.channel, MENU, said)
    name = "INTERACTION_CREATE"
    (given,) = [data for _, event, data in world.env.backend.transcript if event == name]
    world.env.backend.emit(name, given)
    await world.env.settle()
    assert len(world.requests("POST", "/callback")) == 1
    assert len(world.requests("PATCH", "/messages/@original")) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
@pytest.mark.parametrize("route", ["typing", "messages"])
async def test_every_http_error_while_answering_has_an_end(
    world: World, error_log: Any, caplog: pytest.LogCaptureFixture, route: str, status: int
) -> None:
    """Nothing comes out of the event; what kept the answer back is said once in the log."""
    world.env.inject_error("POST", f"/channels/*/{route}", status=status, times=None)
    await world.ask(WHO_CUT)
    assert list(world.env.errors) == []
    assert len(world.answers()) == (1 if route == "typing" else 0)
    errors = error_log.take()
    assert len(errors) == (1 if route == "messages" and status in (400, 429, 500) else 0)
    if route == "messages" and status == 403:
        assert "lacks a permission" in caplog.text
    world.env.backend.faults.clear()
    await world.ask(WHO_CUT)
    assert world.answers()[-1][0] == RIBBON_SHOWN


class Deleting(Answerer):
    """Answers when the question was just deleted."""

    world: World

    def answer(self, *asked: Any) -> Any:
        world = self.world
        messages = world.env.backend.messages[world.channel.id]
        world.env.backend.delete_message(world.channel.id, max(messages))
        return super().answer(*asked)


async def test_a_question_deleted_while_it_is_answered_keeps_no_answer(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """What was sent before the bot heard of it goes too."""
    deleting = Deleting(answerer.retriever, answerer.limits)
    deleting.world = world
    await world.env.restart_bot(start_bot(deleting))
    await world.ask(WHO_CUT)
    assert len(world.requests("POST", "/messages")) == 1
    assert world.channel.history() == []


async def test_a_reply_to_a_message_that_is_gone_is_not_tried_again(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord calls it an invalid form; neither a plain message nor an apology would find it."""
    caplog.set_level("INFO", logger="bot")
    gone = "In message_reference: Unknown message"
    world.env.inject_error("POST", "/channels/*/messages", status=400, code=50035, message=gone)
    await world.ask(WHO_CUT)
    assert world.answers() == []
    assert len(world.requests("POST", "/messages")) == 1
    assert "was deleted before its answer" in caplog.text


async def test_an_answer_after_fifteen_minutes_is_logged_calmly(
    world: World, answerer: Answerer, start_bot: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord takes no answer to a command then, not even an apology."""

    class Late(Answerer):
        def answer(self, *asked: Any) -> Any:
            world.env.backend.advance_clock(16 * 60)
            return super().answer(*asked)

    await world.env.restart_bot(start_bot(Late(answerer.retriever, answerer.limits)))
    await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert "15 minutes are over" in caplog.text
    assert list(world.env.errors) == []


async def test_a_command_is_acknowledged_before_the_work_begins(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """Discord waits three seconds; the menu's and the button's answers go the same way."""
    acknowledged = []

    class Slow(Answerer):
        def answer(self, *asked: Any) -> Any:
            acknowledged.append(len(world.requests("POST", "/callback")))
            world.env.backend.advance_clock(3.5)
            return super().answer(*asked)

    await world.env.restart_bot(start_bot(Slow(answerer.retriever, answerer.limits)))
    said = await world.bob.send(world.channel, WHO_CUT)
    command = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    menu = await world.alice.context_menu(world.channel, MENU, said)
    assert acknowledged == [1, 2]
    for result in (command, menu):
        assert RIBBON_SHOWN in texts(result.response)


class SlowDesk(Desk):
    """Takes its time over every question."""

    async def answer(self, *asked: Any, **allowed: Any) -> Any:
        """Return the answer after 21 seconds."""
        await asyncio.sleep(21)
        return await super().answer(*asked, **allowed)


@pytest.mark.simcord(settle_timeout=3)  # a wait that is shorter would be a real one; signs pause 5
async def test_the_sign_of_writing_goes_on_as_long_as_the_answer_takes(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """Discord shows it for ten seconds; and it ends with the answer."""
    bot = start_bot(answerer)
    with closing(SlowDesk(answerer)) as bot.desk:
        await world.env.restart_bot(bot)
        await world.ask(WHO_CUT)
        await world.env.advance_time(22)
        assert world.answers()[0][0] == RIBBON_SHOWN
        written = len(world.requests("POST", "/typing"))
        assert written >= 3
        await world.env.advance_time(60)
        assert len(world.requests("POST", "/typing")) == written


async def test_a_refused_question_is_kept_where_its_server_wants_to_know(
    world: World, make_answerer: MakeAnswerer, start_bot: Any
) -> None:
    """Asked by message or by command; not what the menu asks about, which nobody asked."""
    bot = start_bot(make_answerer(COVERAGE, threshold=1.0))
    await world.env.restart_bot(bot)
    feedback = bot.kept.feedback
    await world.ask("Why is the sky blue?")
    assert feedback.collected(world.guild.id, now_in_utc()) == []
    feedback.set_collects(world.guild.id, True)
    await world.ask("Why is the sky blue?")
    await world.alice.slash(world.channel, "ask", question="Why is the sky blue?")
    written = await world.bob.send(world.channel, "My talk about the tannery went badly")
    await world.alice.context_menu(world.channel, MENU, written)
    (kept,) = feedback.collected(world.guild.id, now_in_utc())
    assert (kept.question, kept.times) == ("Why is the sky blue?", 2)
