"""What becomes of an answer when its question is changed or deleted, after a restart too."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes import MakeAnswerer
from world import COVERAGE, RIBBON_SHOWN, WHO_CUT, World, by_the_bot, texts, thread_in

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.asking.memory import Turns
from bot.chat.asking.options import AskingOptions
from bot.kept.database import Database, KeptError
from bot.kept.keeping import Kept
from bot.servers.schema import Choices, Delivery, Listening

pytestmark = pytest.mark.simcord(settle_timeout=30)

PRICE = "What do tickets cost?"
TICKETS = "> Tickets cost 12 crowns."


@pytest.fixture
def kept() -> Kept:
    """Return what is kept, for a bot and the one after its restart."""
    return Kept.in_memory()


@pytest.fixture
def simcord_bot(start_bot: Any, answerer: Answerer, kept: Kept) -> Any:
    """Return a bot that remembers in `kept` which answer belongs to which question."""
    return start_bot(answerer, kept=kept)


@pytest.fixture(autouse=True)
def today(simcord_env: Any) -> None:
    """Set the simulated Discord's clock right: by ours its answers would have expired."""
    simcord_env.backend.advance_clock((datetime.now(UTC) - simcord_env.now()).total_seconds())


@pytest.fixture(params=["running", "restarted"])
def meanwhile(
    request: pytest.FixtureRequest, world: World, answerer: Answerer, start_bot: Any, kept: Kept
) -> Callable[[], Any]:
    """Return what happens between a question and its change: nothing, or a restart."""

    async def go_on() -> None:
        if request.param == "restarted":
            await world.env.restart_bot(start_bot(answerer, kept=kept))

    return go_on


async def test_a_changed_question_is_answered_anew_in_place(
    world: World, meanwhile: Callable[[], Any]
) -> None:
    """The same message shows the other answer; nothing is said twice."""
    asked = await world.ask(WHO_CUT)
    (before,) = by_the_bot(world, world.channel)
    await meanwhile()
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    (after,) = by_the_bot(world, world.channel)
    assert after.id == before.id
    assert texts(after)[0] == TICKETS
    (edit,) = world.requests("PATCH", f"/messages/{before.id}")
    assert edit.json["allowed_mentions"]["parse"] == []


async def test_a_deleted_question_takes_its_answer_with_it(
    world: World, meanwhile: Callable[[], Any], kept: Kept
) -> None:
    """And nothing of the two is remembered."""
    asked = await world.ask(WHO_CUT)
    assert kept.choices.answer_of(asked.id) is not None
    await meanwhile()
    await world.alice.delete(asked)
    assert world.channel.history() == []
    assert kept.choices.answer_of(asked.id) is None


async def test_questions_deleted_together_take_their_answers_with_them(world: World) -> None:
    """As moderators do; other messages stay."""
    asked = [await world.ask(question) for question in (WHO_CUT, PRICE)]
    said = await world.bob.send(world.channel, "Hello.")
    world.env.backend.bulk_delete_messages(world.channel.id, [one.id for one in asked])
    await world.env.settle()
    assert [message.id for message in world.channel.history()] == [said.id]


@pytest.mark.parametrize(("minutes", "shown"), [(4, TICKETS), (6, RIBBON_SHOWN)])
async def test_a_question_is_followed_for_five_minutes(
    world: World, minutes: int, shown: str
) -> None:
    """Later the answer stays what was quoted."""
    asked = await world.ask(WHO_CUT)
    await world.env.advance_time(minutes * 60)
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    assert texts(by_the_bot(world, world.channel)[0])[0] == shown


async def test_a_message_that_was_only_pinned_is_not_answered_anew(world: World) -> None:
    """Discord tells of it as of a change."""
    asked = await world.ask(WHO_CUT)
    await world.bob.send(world.channel, "Pin it!")
    world.env.backend.set_pinned(world.channel.id, asked.id, True)
    await world.env.settle()
    (answer,) = [one for one in by_the_bot(world, world.channel) if one.components]
    assert world.requests("PATCH", f"/messages/{answer.id}") == []


async def test_a_change_delivered_twice_is_followed_once(world: World) -> None:
    """Discord repeats events after a connection was lost."""
    asked = await world.ask(WHO_CUT)
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    (answer,) = by_the_bot(world, world.channel)
    update = [p for _, event, p in world.env.backend.transcript if event == "MESSAGE_UPDATE"]
    world.env.backend.emit("MESSAGE_UPDATE", update[0])
    await world.env.settle()
    assert len(world.requests("PATCH", f"/messages/{answer.id}")) == 1


async def test_of_changes_while_the_bot_answers_the_last_one_counts(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """The first answer stands already, and what nobody reads any more is not looked up."""
    loop, backend, searched = asyncio.get_running_loop(), world.env.backend, []

    def change(content: str) -> None:
        asked = max(backend.messages[world.channel.id])
        backend.advance_clock(1)
        backend.edit_message(world.channel.id, asked, {"content": content})

    class Interrupted(Answerer):
        def answer(self, question: str, *rest: Any) -> Any:
            if not searched:
                for changed in ("Who was the first keeper?", PRICE):
                    loop.call_soon_threadsafe(change, f"{world.mention} {changed}")
            searched.append(question)
            return super().answer(question, *rest)

    await world.env.restart_bot(start_bot(Interrupted(answerer.retriever, answerer.limits)))
    await world.ask(WHO_CUT)
    await world.env.settle()
    assert [texts(one)[0] for one in by_the_bot(world, world.channel)] == [TICKETS]
    assert searched == [WHO_CUT, PRICE]


async def test_a_change_that_asks_the_bot_no_more_takes_the_answer_away(world: World) -> None:
    """Without the mention its words are hidden from the bot, and none stand above the answer."""
    asked = await world.ask(WHO_CUT)
    await world.alice.edit(asked, WHO_CUT)
    assert by_the_bot(world, world.channel) == []


async def test_a_change_to_nothing_is_refused_in_place(world: World) -> None:
    """It still asks the bot, which says what is missing."""
    asked = await world.ask(WHO_CUT)
    await world.alice.edit(asked, world.mention)
    (answer,) = by_the_bot(world, world.channel)
    assert texts(answer) == ["**There is no question yet. Ask one in a sentence.**"]


async def test_a_changed_reply_stays_a_question(
    world: World, meanwhile: Callable[[], Any]
) -> None:
    """Though it has no mention: it replies to the bot."""
    await world.ask(WHO_CUT)
    asked = await world.alice.send(
        world.channel, "Who was the first keeper?", reply_to=world.channel.last_message
    )
    await meanwhile()
    await world.alice.edit(asked, PRICE)
    assert texts(by_the_bot(world, world.channel)[1])[0] == TICKETS


async def test_an_answer_in_a_thread_follows_its_question(world: World) -> None:
    """Changed and deleted in the channel, answered in the thread."""
    world.env.bot.kept.choices.choose(world.guild.id, Choices(delivery=Delivery.THREAD))
    asked = await world.ask(WHO_CUT)
    (thread,) = world.channel.threads
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    assert [texts(one)[:2] for one in by_the_bot(world, thread)] == [
        [f"-# Asked: {PRICE}", TICKETS]
    ]
    await world.alice.delete(asked)
    assert by_the_bot(world, thread) == []


async def test_what_was_asked_in_a_thread_and_privately_is_followed(world: World) -> None:
    """Wherever a message was answered."""
    thread = thread_in(world, world.channel)
    asked = await world.alice.send(thread, f"{world.mention} {WHO_CUT}")
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    assert texts(by_the_bot(world, thread)[0])[0] == TICKETS
    carol = world.env.create_user("carol")
    told = await carol.send_dm(WHO_CUT)
    await carol.edit(told, PRICE)
    assert texts(carol.dm_channel.last_message)[0] == TICKETS
    await carol.delete(told)
    assert carol.dm_channel.history() == []


async def test_behind_a_button_the_changed_question_is_answered(world: World) -> None:
    """The button reads it when it is pressed."""
    world.env.bot.kept.choices.choose(world.guild.id, Choices(delivery=Delivery.BUTTON))
    asked = await world.ask(WHO_CUT)
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    (reply,) = by_the_bot(world, world.channel)
    assert texts(reply) == [wording.ANSWER_READY]
    pressed = await world.alice.click(reply, label="Show the answer")
    assert TICKETS in texts(pressed.response)


async def test_an_unasked_answer_goes_when_its_question_has_none_any_more(
    world: World, make_answerer: MakeAnswerer, start_bot: Any, kept: Kept
) -> None:
    """Nobody asked the bot, so it refuses nothing."""
    answerer = make_answerer(COVERAGE, max_excerpts=1, max_excerpt_chars=60, threshold=0.45)
    options = AskingOptions(every_question=True)
    await world.env.restart_bot(start_bot(answerer, kept=kept, asking=options))
    kept.choices.choose(world.guild.id, Choices(listening=Listening.QUESTIONS))
    asked = await world.alice.send(world.channel, WHO_CUT)
    assert len(by_the_bot(world, world.channel)) == 1
    await world.alice.edit(asked, "Why volcano lava erupts?")
    assert by_the_bot(world, world.channel) == []


async def test_an_answer_deleted_under_the_bot_is_not_put_back(world: World, kept: Kept) -> None:
    """A moderator has the last word; nothing is logged as an error."""
    asked = await world.ask(WHO_CUT)
    (answer,) = by_the_bot(world, world.channel)
    world.env.backend.delete_message(world.channel.id, answer.id)
    await world.env.settle()
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    assert by_the_bot(world, world.channel) == []
    assert kept.choices.answer_of(asked.id) is None
    await world.alice.delete(asked)
    assert world.channel.history() == []


@pytest.mark.parametrize("status", [403, 404, 429, 500])
async def test_every_http_error_while_an_answer_is_changed_has_an_end(
    world: World, error_log: Any, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """The answer stays as it was; the log has one line unless it is gone."""
    asked = await world.ask(WHO_CUT)
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=status, times=None)
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    assert [texts(one)[0] for one in by_the_bot(world, world.channel)] == [RIBBON_SHOWN]
    assert list(world.env.errors) == []
    assert len(error_log.take()) == (1 if status in (429, 500) else 0)
    assert ("lacks a permission" in caplog.text) is (status == 403)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
async def test_every_http_error_while_an_answer_is_deleted_has_an_end(
    world: World, caplog: pytest.LogCaptureFixture, kept: Kept, status: int
) -> None:
    """One line in the log unless it is gone already; it is not tried for ever."""
    asked = await world.ask(WHO_CUT)
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=status, times=None)
    await world.alice.delete(asked)
    assert list(world.env.errors) == []
    lines = [one for one in caplog.records if "its question is gone" in one.getMessage()]
    assert [one.levelname for one in lines] == (["WARNING"] if status != 404 else [])
    assert kept.choices.answer_of(asked.id) is None


class Broken(Database):
    """A database whose file cannot be used any more; it could be when it was opened."""

    is_broken = False

    def reading(self) -> Any:
        """Fail as a full or damaged disk does."""
        return self._or_fail(super().reading)

    def writing(self) -> Any:
        """Fail as a full or damaged disk does."""
        return self._or_fail(super().writing)

    def _or_fail(self, use: Any) -> Any:
        if self.is_broken:
            raise KeptError("bot.db cannot be used: free some space.")
        return use()


async def test_without_its_file_the_bot_answers_and_follows_nothing(
    world: World,
    answerer: Answerer,
    start_bot: Any,
    caplog: pytest.LogCaptureFixture,
    error_log: Any,
) -> None:
    """The log says what is wrong; nobody who asks learns of it."""
    database = Broken(None)
    broken = Kept(database)
    database.is_broken = True
    await world.env.restart_bot(start_bot(answerer, kept=broken))
    asked = await world.ask(WHO_CUT)
    await world.alice.edit(asked, f"{world.mention} {PRICE}")
    await world.alice.delete(asked)
    assert [texts(one)[0] for one in by_the_bot(world, world.channel)] == [RIBBON_SHOWN]
    assert "Answering goes on, but nothing can be kept" in caplog.text
    assert not [one for one in error_log.take() if "was not answered" in one]


async def test_turns_are_taken_one_after_another_and_forgotten() -> None:
    """A change waits for the answer it changes; what nobody waits for takes no room."""
    turns, done = Turns(), []

    async def take(number: int) -> None:
        async with turns.of(7):
            done.append((number, turns.is_last(7)))

    async with turns.of(7):
        waiting = [asyncio.create_task(take(number)) for number in range(3)]
        await asyncio.sleep(0)
        assert done == []
    await asyncio.gather(*waiting)
    assert done == [(0, False), (1, False), (2, True)]
    assert len(turns) == 0
