"""Why an answer was given: for those who manage a server, about the bot's own answers."""

import re
from collections.abc import Callable
from typing import Any

import discord
import pytest
from answer_presses import MAYORS, WHICH_MAYOR, pressed
from fakes import MakeAnswerer
from world import COVERAGE, HARBOUR, WHO_CUT, World, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.ranking.reranking import load_reranker
from bot.answering.understanding.options import Options
from bot.chat.client import PullquoteClient
from bot.chat.explanation_view import explanation_view
from bot.chat.questions import with_operators
from bot.chat.views import MAX_TEXT_CHARS, MAX_WHOLE_QUESTION

pytestmark = pytest.mark.simcord(settle_timeout=30)

StartBot = Callable[[Answerer], PullquoteClient]


@pytest.fixture
def editor(world: World) -> Any:
    """Return a person who manages the server."""
    role = world.guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
    return world.guild.add_member(world.env.create_user("edda"), roles=[role])


async def why(world: World, actor: Any, message: Any) -> list[str]:
    """Let somebody ask why a message says what it says, and return what only they see."""
    result = await actor.context_menu(world.channel, wording.WHY, message)
    assert result.ephemeral
    return texts(result.response)


async def test_an_answer_to_a_mention_is_explained(
    world: World, editor: Any, answerer: Answerer
) -> None:
    """The decision with its figures, the question, its terms, the passages and the windows."""
    await world.ask(WHO_CUT)
    head, search = await why(world, editor, world.channel.last_message)
    reply = answerer.answer(WHO_CUT)

    assert head == (
        "### Why this answer\n"
        f"**Answered: the best score {round(reply.score or 0, 3)} reaches the threshold 0.0.**\n"
        "-# Asked: Who cut the ribbon?\n-# Reranker: none"
    )
    assert search.startswith("Searched for: Who cut the ribbon?\nTerms with their weights: ")
    assert "ribbon" in search.split("\n")[1]
    assert r"**1** Harbour opens \[late\]: The new harbour opened at noon. Mayor Brandt" in search
    assert "reranker none · fused " in search
    assert f"**{reply.score:.3f}** · shown · 32–84 · Harbour opens" in search


async def test_an_answer_to_a_command_is_explained(world: World, editor: Any) -> None:
    """By the question that it repeats, un-escaped; whatever signs stand in it."""
    asked = "Who [cut] the #1 ribbon <3 @here?"
    result = await world.alice.slash(world.channel, "ask", question=asked, visibility="all")
    head, search = await why(world, editor, result.response)

    assert r"-# Asked: Who \[cut\] the \#1 ribbon \<3 ?" in head
    assert r"Searched for: Who \[cut\] the \#1 ribbon \<3 ?" in search
    assert wording.WHY_CHANGED not in head


async def test_the_options_of_a_command_are_explained_too(world: World, editor: Any) -> None:
    """The line that repeats the question holds them as operators."""
    result = await world.alice.slash(
        world.channel,
        "ask",
        question=WHO_CUT,
        visibility="all",
        since="2022-03-01",
        outlet="Coast Desk",
    )
    head, search = await why(world, editor, result.response)

    assert 'Who cut the ribbon? since:2022-03-01 outlet:"Coast Desk"' in head
    assert "Within: outlet: Coast Desk · since: 2022-03-01" in search
    assert wording.WHY_CHANGED not in head


async def test_a_refusal_is_explained(
    world: World, editor: Any, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """What was nearest, and by how much it failed."""
    await world.env.restart_bot(start_bot(make_answerer(COVERAGE, threshold=1)))
    await world.ask("Why is the sky blue?")
    head, search = await why(world, editor, world.channel.last_message)

    assert "**Refused (nothing relevant): the best score 0." in head
    assert "is below the threshold 1.**" in head
    assert wording.WHY_PASSAGES in search
    assert f" · {wording.WHY_SHOWN} · " not in search


async def test_others_get_no_explanation(world: World) -> None:
    """Discord hides the command from them, and the bot asks again."""
    await world.ask(WHO_CUT)
    answer = world.channel.last_message
    commands = await world.env.bot.tree.fetch_commands()
    command = next(item for item in commands if item.name == wording.WHY)
    assert command.default_member_permissions == discord.Permissions(manage_guild=True)
    assert command.dm_permission is False
    world.guild.set_command_permissions(command, {world.alice: True})

    assert await why(world, world.alice, answer) == [wording.WHY_NOT_ALLOWED]


async def test_what_is_no_answer_is_not_explained(world: World, editor: Any) -> None:
    """Other people's messages, and other messages of the bot."""
    said = await world.bob.send(world.channel, WHO_CUT)
    card = (await editor.slash(world.channel, "source", query="lighthouse")).response

    assert await why(world, editor, said) == [wording.WHY_NOT_AN_ANSWER]
    assert await why(world, editor, card) == [wording.WHY_NOT_AN_ANSWER]


async def test_a_question_that_is_gone_or_cut_is_said_to_be(world: World, editor: Any) -> None:
    """Another question's explanation would be a lie."""
    asked = await world.ask(WHO_CUT)
    answer = world.channel.last_message
    world.env.bot.kept.choices.forget_answer(asked.id)  # else the answer goes with it
    await world.alice.delete(asked)
    long = "ribbon " * 200
    result = await world.alice.slash(world.channel, "ask", question=long, visibility="all")

    assert len(long) > MAX_WHOLE_QUESTION
    assert await why(world, editor, answer) == [wording.WHY_NO_QUESTION]
    assert await why(world, editor, result.response) == [wording.WHY_NO_QUESTION]


async def test_a_message_that_shows_something_else_is_said_to(
    world: World, editor: Any, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """The explanation is of today's answer: coverage or threshold may have changed since."""
    await world.ask(WHO_CUT)
    answer = world.channel.last_message
    head, _ = await why(world, editor, answer)
    assert wording.WHY_CHANGED not in head
    await world.env.restart_bot(start_bot(make_answerer(COVERAGE, threshold=1)))
    head, _ = await why(world, editor, answer)

    assert wording.WHY_CHANGED in head


async def test_every_page_of_sources_is_explained_as_what_it_is(
    world: World, editor: Any, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """The last leads to no other, and is not taken for the first, which shows something else."""
    await world.env.restart_bot(start_bot(make_answerer(MAYORS, max_excerpts=2)))
    page = (await editor.slash(world.channel, "ask", question=WHICH_MAYOR)).response
    for turns_left in (2, 1, 0):
        head, _ = await why(world, editor, page)
        assert wording.WHY_CHANGED not in head
        if turns_left:
            page = (await pressed(world, wording.MORE_SOURCES, page, by=editor)).response
    assert len(MAYORS) == 5


LOUD = "**@everyone** <@1> <@&2> `x` > [a](https://b.example) "


async def test_an_explanation_fits_and_pings_nobody(
    world: World, editor: Any, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """Long headlines of many passages, all of it signs: cut, counted and escaped."""
    files = {
        f"{n}.txt": f"{LOUD * 5}{n}\n\nMayor {n} cut the ribbon. {LOUD * 4}" for n in range(30)
    }
    await world.env.restart_bot(start_bot(make_answerer(files)))
    await world.ask("Which mayor cut the ribbon? " + LOUD * 4)
    shown = await why(world, editor, world.channel.last_message)
    payload = world.payloads()[-1]

    assert sum(map(len, shown)) <= MAX_TEXT_CHARS
    assert "… and " in shown[-1]
    assert r"\*\*\@everyone\*\* \<\@1\>" in shown[-1]
    assert not any(re.search(r"(?<!\\)(?:<|@|\])", text) for text in shown)
    assert payload["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize("question", ["Who cut the ribbon in March 2022?", WHO_CUT])
def test_every_explanation_fits(make_answerer: MakeAnswerer, question: str) -> None:
    """Two searches share the room; with a reranker its logits are shown."""
    plain = make_answerer(
        {f"{n}.md": HARBOUR.replace("id: harbour", f"id: h{n}") for n in range(20)}
    )
    answerer = Answerer(plain.retriever, plain.limits, reranker=load_reranker())
    why = answerer.explain(question)
    view = explanation_view(why, changed=True)

    assert len(why.searches) == (2 if "March" in question else 1)
    assert view.text_length() <= MAX_TEXT_CHARS
    view.to_components()


def test_options_are_written_as_operators() -> None:
    """As they would be typed; nothing where nothing is asked."""
    options = Options(since="2022", outlet="Coast Desk")

    assert with_operators("Who?", options) == 'Who? since:2022 outlet:"Coast Desk"'
    assert with_operators("Who?", Options()) == "Who?"
    assert with_operators("", options) == ""
