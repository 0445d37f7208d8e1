"""Questions that lean on the one before: found, searched together with it, and said to be."""

from typing import Any

import pytest
from world import RIBBON_SHOWN, WHO_CUT, World, by_the_bot, texts, thread_in

from bot.answering.answerer import Answerer
from bot.chat.asking.conversations import (
    KEPT_SECONDS,
    MAX_CONVERSATIONS,
    Before,
    Conversations,
)
from bot.chat.asking.follow_ups import Query
from bot.chat.asking.heading import Heading, heading_of
from bot.chat.asking.options import AskingOptions
from bot.languages import Language, speaking
from bot.servers.schema import Choices, Delivery

pytestmark = pytest.mark.simcord(settle_timeout=30)

AND_WHEN = "And when was that?"
TOGETHER = f"-# Searched together with the question before: {WHO_CUT}"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


class Asked(Answerer):
    """Notes what is searched."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__(answerer.retriever, answerer.limits)
        self.questions: list[str] = []

    def answer(self, question: str, *rest: Any) -> Any:
        self.questions.append(question)
        return super().answer(question, *rest)


@pytest.fixture
def clock() -> Clock:
    """Return the clock of the bot."""
    return Clock()


@pytest.fixture
def listening(answerer: Answerer) -> Asked:
    """Return an answerer that notes what is searched."""
    return Asked(answerer)


@pytest.fixture
def simcord_bot(start_bot: Any, listening: Asked, clock: Clock) -> Any:
    """Return a bot whose questions and clock a test knows."""
    return start_bot(listening, asking=AskingOptions(clock=clock))


async def test_a_reply_that_leans_is_searched_with_the_question_before(
    world: World, listening: Asked
) -> None:
    """And the answer says so above its quote."""
    await world.ask(WHO_CUT)
    await world.alice.send(world.channel, AND_WHEN, reply_to=world.channel.last_message)
    assert listening.questions == [WHO_CUT, f"{WHO_CUT} {AND_WHEN}"]
    assert world.answers()[1][:2] == [TOGETHER, RIBBON_SHOWN]


async def test_a_reply_that_stands_on_its_own_is_searched_alone(
    world: World, listening: Asked
) -> None:
    """Though there is a question before."""
    await world.ask(WHO_CUT)
    await world.alice.send(
        world.channel, "What do tickets cost?", reply_to=world.channel.last_message
    )
    assert listening.questions[1] == "What do tickets cost?"
    assert "Searched together" not in world.answers()[1][0]


async def test_a_chain_of_follow_ups_leads_to_the_question_that_stood_on_its_own(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """From reply to reply, after a restart too: nothing of it is kept but the messages."""
    await world.ask(WHO_CUT)
    await world.alice.send(world.channel, AND_WHEN, reply_to=world.channel.last_message)
    again = Asked(answerer)
    await world.env.restart_bot(start_bot(again))
    await world.bob.send(world.channel, "And why?", reply_to=world.channel.last_message)
    assert again.questions == [f"{WHO_CUT} And why?"]


async def test_an_answer_tells_the_question_before_that_only_it_knows(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """In a thread it came from memory, which a restart ends; the answer still says it."""
    thread = thread_in(world, world.channel)
    for question in (WHO_CUT, AND_WHEN):
        await world.alice.send(thread, f"{world.mention} {question}")
    again = Asked(answerer)
    await world.env.restart_bot(start_bot(again))
    await world.bob.send(thread, "And why?", reply_to=by_the_bot(world, thread)[-1])
    assert again.questions == [f"{WHO_CUT} And why?"]


async def test_a_reply_to_the_question_itself_leans_on_it(world: World, listening: Asked) -> None:
    """Who mentions the bot below somebody's question means that question."""
    asked = await world.ask(WHO_CUT)
    await world.bob.send(world.channel, f"{world.mention} {AND_WHEN}", reply_to=asked)
    assert listening.questions[1] == f"{WHO_CUT} {AND_WHEN}"


async def test_a_reply_to_a_commands_answer_leans_on_what_it_repeats(
    world: World, listening: Asked
) -> None:
    """The answer has its question above it, with the options that were chosen."""
    result = await world.alice.slash(
        world.channel, "ask", question=WHO_CUT, outlet="Coast Desk", visibility="all"
    )
    said = f"{world.mention} {AND_WHEN}"
    await world.alice.send(world.channel, said, reply_to=result.response)
    assert listening.questions[1] == f'{WHO_CUT} outlet:"Coast Desk" {AND_WHEN}'


async def test_without_a_reply_a_channel_has_no_question_before(
    world: World, listening: Asked
) -> None:
    """Many talk there at once; what leans is searched as it is."""
    await world.ask(WHO_CUT)
    await world.ask(AND_WHEN)
    assert listening.questions[1] == AND_WHEN


@pytest.mark.parametrize("minutes", [9, 11])
async def test_a_thread_has_one_for_ten_minutes(
    world: World, listening: Asked, clock: Clock, minutes: int
) -> None:
    """In it the question before is the last that stood on its own."""
    thread = thread_in(world, world.channel)
    await world.alice.send(thread, f"{world.mention} {WHO_CUT}")
    clock.now += minutes * 60
    await world.bob.send(thread, f"{world.mention} {AND_WHEN}")
    together = f"{WHO_CUT} {AND_WHEN}" if minutes < KEPT_SECONDS / 60 else AND_WHEN
    assert listening.questions[1] == together


async def test_a_direct_conversation_goes_on(world: World, listening: Asked) -> None:
    """Each question there follows the one before; another person's is another conversation."""
    carol, dave = (world.env.create_user(name) for name in ("carol", "dave"))
    await carol.send_dm(WHO_CUT)
    await carol.send_dm(AND_WHEN)
    await carol.send_dm("And why?")
    await dave.send_dm(AND_WHEN)
    assert listening.questions == [
        WHO_CUT,
        f"{WHO_CUT} {AND_WHEN}",
        f"{WHO_CUT} And why?",
        AND_WHEN,
    ]
    assert texts(carol.dm_channel.last_message)[0] == TOGETHER


async def test_a_thread_made_for_an_answer_goes_on_with_its_question(
    world: World, listening: Asked
) -> None:
    """One asks on in it with a mention alone."""
    world.env.bot.kept.choices.choose(world.guild.id, Choices(delivery=Delivery.THREAD))
    await world.ask(WHO_CUT)
    (thread,) = world.channel.threads
    await world.alice.send(thread, f"{world.mention} {AND_WHEN}")
    assert listening.questions[1] == f"{WHO_CUT} {AND_WHEN}"


async def test_a_deleted_question_is_leaned_on_no_more(world: World, listening: Asked) -> None:
    """Nor is it kept: in the thread it was asked in, and in the one made for it."""
    world.env.bot.kept.choices.choose(world.guild.id, Choices(delivery=Delivery.THREAD))
    asked = await world.ask(WHO_CUT)
    (made,) = world.channel.threads
    other = thread_in(world, world.channel)
    told = await world.alice.send(other, f"{world.mention} {WHO_CUT}")
    for question in (asked, told):
        await world.alice.delete(question)
    for thread in (made, other):
        await world.alice.send(thread, f"{world.mention} {AND_WHEN}")
    assert listening.questions[2:] == [AND_WHEN, AND_WHEN]


async def test_behind_a_button_the_question_before_is_kept_in_the_message(
    world: World, answerer: Answerer, start_bot: Any
) -> None:
    """It is searched when somebody presses, after a restart too."""
    kept = world.env.bot.kept
    kept.choices.choose(world.guild.id, Choices(delivery=Delivery.BUTTON))
    thread = thread_in(world, world.channel)
    for question in (WHO_CUT, AND_WHEN):
        await world.alice.send(thread, f"{world.mention} {question}")
    reply = by_the_bot(world, thread)[-1]
    again = Asked(answerer)
    await world.env.restart_bot(start_bot(again, kept=kept))
    pressed = await world.bob.click(reply, label="Show the answer")
    assert again.questions == [f"{WHO_CUT} {AND_WHEN}"]
    assert texts(pressed.response)[0] == f"-# Asked: {AND_WHEN}\n{TOGETHER}"


async def test_what_would_be_too_long_together_is_searched_alone(
    world: World, listening: Asked
) -> None:
    """And not said to be searched with anything."""
    long = f"{WHO_CUT} {'Which ribbon? ' * 34}".strip()
    thread = thread_in(world, world.channel)
    for question in (long, AND_WHEN):
        await world.alice.send(thread, f"{world.mention} {question}")
    assert listening.questions[1] == AND_WHEN
    assert "Searched together" not in texts(by_the_bot(world, thread)[1])[0]


async def test_a_question_before_that_is_gone_is_not_missed(
    world: World, listening: Asked
) -> None:
    """Where the answer stands and its question does not, what leans is searched as it is."""
    asked = await world.ask(WHO_CUT)
    answer = world.channel.last_message
    world.env.inject_error("DELETE", "/channels/*/messages/*", status=500)
    await world.alice.delete(asked)
    await world.bob.send(world.channel, AND_WHEN, reply_to=answer)
    assert listening.questions[1] == AND_WHEN


def test_conversations_are_remembered_in_bounds() -> None:
    """The oldest goes first, a deleted question at once, and none is older than ten minutes."""
    clock = Clock()
    conversations = Conversations(clock)
    for channel in range(MAX_CONVERSATIONS + 1):
        conversations.note(channel, 1, Before("Who?"))
    assert len(conversations) == MAX_CONVERSATIONS
    assert conversations.before(0, 2) is None
    assert conversations.before(5, 2) == Before("Who?")
    assert conversations.before(5, 1) is None
    conversations.forget(5, 1)
    assert conversations.before(5, 2) is None
    clock.now = KEPT_SECONDS
    assert conversations.before(6, 2) is None
    assert len(conversations) == 0


def test_what_leaned_on_a_deleted_question_is_leaned_on_no_more() -> None:
    """Its words would be posted once more; so too where only its thread knows whose they are."""
    conversations = Conversations(Clock())
    first = Before("Who sailed?", message_id=1)
    conversations.note(7, 2, first)
    conversations.forget(7, 3)
    assert conversations.before(7, 4) == first
    conversations.forget(7, 1)
    assert conversations.before(7, 4) is None
    conversations.note(1, 2, Before("Who sailed?"))
    conversations.forget(1, 1)
    assert conversations.before(1, 4) is None


@pytest.mark.parametrize("replies", [False, True])
async def test_the_words_of_a_deleted_question_are_not_posted_again(
    world: World, listening: Asked, replies: bool
) -> None:
    """A question that leaned on it stays, and hands on nothing of it."""
    thread = thread_in(world, world.channel)
    asked = await world.bob.send(thread, f"{world.mention} {WHO_CUT}")
    to = {"reply_to": asked} if replies else {}
    await world.alice.send(thread, f"{world.mention} {AND_WHEN}", **to)
    assert listening.questions[1] == f"{WHO_CUT} {AND_WHEN}"
    await world.bob.delete(asked)
    await world.alice.send(thread, f"{world.mention} And where?")
    assert listening.questions[2] == "And where?"


@pytest.mark.parametrize("language", Language)
def test_a_heading_can_be_read_back_in_every_language(language: Language) -> None:
    """Whatever signs its questions hold; what was cut is known to be."""
    for heading in (
        Heading("Who *cut* <it>?", "What #1 [harbour]?"),
        Heading(None, "# 1. What?"),
        Heading("Who?", None),
        Heading(),
    ):
        with speaking(language):
            shown = heading.markdown
        assert heading_of(Shown(shown)) == heading  # type: ignore[arg-type] - all it looks at
        assert heading.is_whole
    with speaking(language):
        cut = heading_of(Shown(Heading("why " * 400).markdown))  # type: ignore[arg-type]
    assert not cut.is_whole


class Shown:
    """A message that shows one text."""

    def __init__(self, text: str | None) -> None:
        self.components = [self] if text else []
        self.embeds: list[Any] = []
        self._text = text

    def to_dict(self) -> dict[str, Any]:
        """Return the component that holds the text."""
        return {"type": 10, "content": self._text}


def test_what_is_searched_is_both_questions() -> None:
    """The one before comes first."""
    assert Query("And when?", "Who sailed?").text == "Who sailed? And when?"
    assert Query("Who sailed?").text == "Who sailed?"
