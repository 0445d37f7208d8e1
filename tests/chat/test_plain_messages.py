"""Where Discord does not take a message with components, a plain one goes, proven as they are."""

from collections.abc import Awaitable, Callable
from itertools import takewhile
from typing import Any

import pytest
from answer_presses import WHICH_MAYOR
from every_button import Control, Shows, controls_in
from every_place import Place, Visit
from pressing_all import Stage, slow_parts, unlimited_bot, whole_stage  # noqa: F401 - fixtures
from what_came import Came, Standing, messages, unprinted
from world import WHO_CUT, texts

from bot import wording
from bot.servers.schema import Choices, Delivery

pytestmark = pytest.mark.simcord(settle_timeout=30)

AUTO_MOD = {"status": 400, "code": 200000}
"""Discord's refusal of what a rule of AutoMod holds back."""
POSTED, CHANGED = ("POST", "/channels/*/messages"), ("PATCH", "/channels/*/messages/*")
FILLED_IN, FOLLOWED_UP = ("PATCH", "/webhooks/*/messages/@original"), ("POST", "/webhooks/*")
FERRY = "What do tickets cost?"
RIBBON = "> Mayor Brandt cut the ribbon and called it \\*her\\* day."
SAID_ANEW = {"erase", "erase not", "erase now", "page of settings", "report channel"}
SAID_ANEW |= {"choice in settings", "time zone sent"}
"""What shows no quotes to those who manage a server: the next press says it anew."""

Ask = Callable[[Visit], Awaitable[Any]]
Step = Callable[[Visit, Any], Awaitable[Any]]


async def nothing(_visit: Visit) -> None:
    """Begin with nothing."""


async def in_threads(visit: Visit) -> None:
    """Begin where answers open threads."""
    visit.kept.choices.choose(visit.world.guild.id, Choices(delivery=Delivery.THREAD))


async def answered(visit: Visit) -> Any:
    """Begin with an answer."""
    return await visit.ask(FERRY)


async def asked(visit: Visit) -> Any:
    """Begin with a question that was answered."""
    await visit.ask(FERRY)
    return [one for one in visit.channel.history() if one.author.id == visit.person.id][-1]


async def asked_in_thread(visit: Visit) -> Any:
    """Begin with a question that was answered in a thread of its own."""
    await in_threads(visit)
    return await asked(visit)


async def change(visit: Visit, question: Any) -> None:
    """Change a question."""
    words = WHO_CUT if visit.place is Place.DIRECT else f"{visit.world.mention} {WHO_CUT}"
    await visit.person.edit(question, words)


async def reply(visit: Visit, answer: Any) -> None:
    """Reply to an answer."""
    await visit.person.send(visit.channel, WHO_CUT, reply_to=answer)


WAYS: dict[str, tuple[Place, Ask, Step, tuple[str, str]]] = {
    "mention": (Place.CHANNEL, nothing, lambda visit, _: visit.ask(WHO_CUT), POSTED),
    "reply": (Place.CHANNEL, answered, reply, POSTED),
    "direct message": (Place.DIRECT, nothing, lambda visit, _: visit.ask(WHO_CUT), POSTED),
    "thread": (Place.THREAD, nothing, lambda visit, _: visit.ask(WHO_CUT), POSTED),
    "opened thread": (Place.CHANNEL, in_threads, lambda visit, _: visit.ask(WHO_CUT), POSTED),
    "changed question": (Place.CHANNEL, asked, change, CHANGED),
    "changed direct message": (Place.DIRECT, asked, change, CHANGED),
    "changed question of a thread": (Place.CHANNEL, asked_in_thread, change, CHANGED),
    "command": (
        Place.CHANNEL,
        nothing,
        lambda visit, _: visit.command("ask", question=WHO_CUT),
        FILLED_IN,
    ),
    "command for all": (
        Place.FAR,
        nothing,
        lambda visit, _: visit.command("ask", question=WHO_CUT, visibility="all"),
        FILLED_IN,
    ),
}


def refuse_once(visit: Visit, route: tuple[str, str]) -> None:
    """Let Discord refuse the next message that goes over a route."""
    visit.env.inject_error(*route, **AUTO_MOD)


def blocks(shown: Standing) -> list[str]:
    """Return the quotes that a plain message shows: each begins an embed, its source below."""
    return [block for block in map(_block, shown.texts) if block]


def _block(text: str) -> str:
    if text.startswith("```\n"):
        return text[: text.index("\n```") + 4]
    return "\n".join(takewhile(lambda line: line.startswith(">"), text.split("\n")))


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_of_asking_gets_a_plain_answer_where_discord_takes_no_other(
    stage: Stage, way: str
) -> None:
    """One message, of which the quote is as printed, its source in the same embed."""
    place, begin, act, route = WAYS[way]
    visit = stage.visit(place)
    begun = await begin(visit)
    before = messages(visit.env)
    refuse_once(visit, route)
    await act(visit, begun)
    await visit.env.settle()
    came = Came.since(before, visit.env)
    (shown,) = [one for one in came.new.values() if one.is_plain]
    assert blocks(shown) == [RIBBON]
    assert unprinted(blocks(shown), stage.printed()) == []
    assert any("**Coast Desk** · [Harbour" in text for text in shown.texts)
    assert sum("goes as a plain one" in one.getMessage() for one in stage.caplog.records) == 1


@pytest.mark.parametrize("begin", [asked, asked_in_thread])
async def test_a_plain_answer_to_a_changed_question_stands_in_place_of_the_old_one(
    stage: Stage, begin: Ask
) -> None:
    """Where that stood, which goes; it is then changed in place, and goes with its question."""
    visit = stage.visit(Place.CHANNEL)
    question, before = await begin(visit), messages(visit.env)
    refuse_once(visit, CHANGED)
    await change(visit, question)
    (old,) = [key for key in before if key not in messages(visit.env)]
    (answer,) = set(messages(visit.env)) - set(before)
    assert messages(visit.env)[answer].channel_id == before[old].channel_id
    assert visit.kept.choices.answer_of(question.id).answer_id == answer
    visit.env.backend.advance_clock(1)  # else it would be the same change
    await visit.person.edit(question, f"{visit.world.mention} {FERRY}")
    assert blocks(messages(visit.env)[answer]) == ["> Tickets cost 12 crowns."]
    await visit.person.delete(question)
    assert answer not in messages(visit.env)


def quoting(place: Place) -> dict[str, Control]:
    """Return the controls whose answer is a message for a reader."""
    found = controls_in(place).items()
    return {
        name: one for name, one in found if one.shows is not Shows.A_FORM and name not in SAID_ANEW
    }


@pytest.mark.parametrize("place", [Place.CHANNEL, Place.DIRECT, Place.GROUP])
async def test_every_button_has_a_plain_answer_where_discord_takes_no_other(
    stage: Stage, place: Place
) -> None:
    """A message that changes in place stays as it is, and the plain one stands below it."""
    visit = stage.visit(place)
    for name, control in quoting(place).items():
        begun = await control.begin(visit)
        is_public, before = control.shows is Shows.TO_EVERYONE, messages(visit.env)
        refuse_once(visit, FOLLOWED_UP if is_public else FILLED_IN)
        await control.press(visit, begun)
        came = Came.since(before, visit.env)
        (shown,) = [one for one in came.new.values() if one.channel_id != visit.desk.id]
        assert (shown.is_plain, shown.is_private) == (True, not is_public), name
        assert len(came.changed) == is_public, name
        assert any(control.says in text for text in shown.texts), (name, shown.texts)
        assert unprinted(blocks(shown), stage.printed()) == [], name
        visit.as_before()


async def test_the_buttons_of_a_plain_answer_know_its_question(stage: Stage) -> None:
    """Though it stands in an embed: more sources, and why; sharing repeats it."""
    visit = stage.visit(Place.CHANNEL)
    refuse_once(visit, FILLED_IN)
    plain = (await visit.command("ask", question=WHICH_MAYOR)).response
    assert plain.embeds
    why = await visit.menu(wording.WHY, plain)
    assert texts(why.response)[0].startswith(f"### {wording.WHY}")
    await visit.press(wording.MORE_SOURCES, plain)
    assert (texts(plain)[0], plain.embeds) == (f"-# Asked: {WHICH_MAYOR}", [])


async def test_a_plain_answer_can_be_shared(stage: Stage) -> None:
    """Its message then says where it stands, without its embeds."""
    visit = stage.visit(Place.CHANNEL)
    refuse_once(visit, FILLED_IN)
    plain = (await visit.command("ask", question=WHO_CUT)).response
    await visit.press(wording.SHARE, plain)
    shared = visit.channel.last_message
    assert texts(shared)[0].startswith(f"-# Asked: {WHO_CUT}\n-# Shared by")
    assert texts(plain) == [f"Shared with everyone here: {shared.jump_url}"]
    assert plain.embeds == []
