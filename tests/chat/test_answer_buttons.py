"""The buttons below an answer: which there are, copying the exact text, and what goes wrong."""

from typing import Any

import discord
import pytest
from answer_presses import MAYORS, WHICH_MAYOR, labels, pressed, restarted
from fakes import MakeAnswerer
from test_bot import StartBot, forgotten
from test_changed_articles import SEEN, THE_DAY_AFTER
from world import COVERAGE, RIBBON, RIBBON_SOURCE, WHO_CUT, World, texts, thread_in

from bot import wording
from bot.answering.answerer import Answerer
from bot.chat.answer_view import answer_view
from bot.chat.plain import PlainMessage
from bot.chat.source_line import excerpt_lines
from bot.chat.views import QuoteView
from bot.chat.wire import Quoted, WireMismatchError, code_block, quotes_in, unquote
from embeddings.archive import Archive
from embeddings.syncing.takedown import take_down

pytestmark = pytest.mark.simcord(settle_timeout=30)

BELOW = [wording.COPY, wording.HELPFUL, wording.NOT_HELPFUL, wording.REPORT]


async def test_a_public_answer_has_its_buttons_in_one_row(world: World) -> None:
    """What can be done with the whole answer stands below its excerpts; nobody needs to share."""
    await world.ask(WHO_CUT)
    assert labels(world.channel.last_message) == [
        wording.READ,
        wording.MORE_CONTEXT,
        *BELOW,
    ]


async def test_a_private_answer_can_be_shared(world: World) -> None:
    """Only what one person sees."""
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert result.ephemeral
    assert labels(result.response)[2:] == [wording.SHARE, *BELOW]


async def test_five_private_excerpts_keep_to_discords_components(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """Forty, and five buttons in a row; simcord refuses more."""
    files = {f"{n}.txt": f"Story {n}\n\nMayor number {n} cut ribbon {n}." for n in range(9)}
    await world.env.restart_bot(start_bot(make_answerer(files, max_excerpts=5)))
    question = "Which mayor cut the ribbon?"
    result = await world.alice.slash(world.channel, "ask", question=question)
    assert labels(result.response).count(wording.MORE_CONTEXT) == 5
    assert labels(result.response)[-6:] == [wording.MORE_SOURCES, wording.SHARE, *BELOW]


async def test_the_exact_text_is_shown_to_copy_after_a_restart(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """In a code block, where no sign needs an escape, with its source line."""
    await world.ask(WHO_CUT)
    await restarted(world, start_bot, answerer)
    result = await pressed(world, wording.COPY)
    assert result.ephemeral
    assert texts(result.response) == [
        f"**{wording.EXACT_TEXT}**",
        f"```\n{RIBBON}\n```",
        RIBBON_SOURCE,
    ]


async def test_copying_works_on_an_older_generation_of_the_index(
    world: World, answerer: Answerer
) -> None:
    """The version that was quoted stays in the archive when its article leaves."""
    await world.ask(WHO_CUT)
    with Archive.open(answerer.retriever.archive.path.parent) as archive, archive.transaction():
        archive.remove("harbour")
    result = await pressed(world, wording.COPY)
    assert texts(result.response)[1] == f"```\n{RIBBON}\n```"


async def test_copying_says_calmly_that_an_article_was_taken_down(
    world: World, answerer: Answerer
) -> None:
    """Its words are gone, and are not copied from the message."""
    await world.ask(WHO_CUT)
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        take_down(archive, "harbour", THE_DAY_AFTER)
    (said,) = texts((await pressed(world, wording.COPY)).response)
    assert said == f"This article was taken down on {SEEN}. It is not shown any more."


async def test_copying_an_article_that_is_gone_says_so(world: World, answerer: Answerer) -> None:
    """Without a trace of it, nobody knows why."""
    await world.ask(WHO_CUT)
    forgotten(answerer, "harbour")
    assert texts((await pressed(world, wording.COPY)).response) == [wording.ARTICLE_GONE]


@pytest.mark.parametrize(
    "text",
    ["a `b` c", "``x``", "> no quote", "@everyone <@1> **b** [a](b)", "ends with `", "1986. x"],
)
def test_a_code_block_holds_its_text_as_it_is(text: str) -> None:
    """Nothing is escaped, and what is read back is the text."""
    assert code_block(text) == f"```\n{text}\n```"
    assert unquote(code_block(text)) == text


@pytest.mark.parametrize("text", ["a ``` b", "````", "\nfirst", "last\n"])
def test_what_would_break_out_of_a_code_block_is_a_block_quote(text: str) -> None:
    """A fence in the text would end the block; Discord takes line ends off its edges."""
    assert code_block(text).startswith("> ")
    assert unquote(code_block(text)) == text


@pytest.mark.parametrize(
    "content", ["```\na\n``` b\n```", "```js\na\n```", "```\na", "```\n\na\n```", "x ```y```"]
)
def test_a_code_block_that_is_not_whole_does_not_prove(content: str) -> None:
    """What stands after a fence inside, or beside it, would be read as Markdown."""
    with pytest.raises(WireMismatchError):
        quotes_in([{"type": 10, "content": content}, {"type": 10, "content": "-# x"}])


# What Discord does not take


@pytest.mark.parametrize("status", [403, 404, 429, 500])
@pytest.mark.parametrize("label", [wording.COPY, wording.HELPFUL, wording.MORE_CONTEXT])
async def test_a_press_that_discord_fails_ends_calmly(
    world: World, error_log: Any, status: int, label: str
) -> None:
    """One line in the log with its cause, and one sentence for the reader."""
    await world.ask(WHO_CUT)
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=status)
    result = await pressed(world, label)
    assert texts(result.response) == [wording.TROUBLE]
    assert len(error_log.take()) == 1


async def test_an_answer_that_discord_does_not_take_is_sent_as_a_plain_message(
    world: World,
) -> None:
    """AutoMod may refuse an edit: the same quote once more, proven, its buttons below it."""
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=400, code=200000)
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    plain = world.payloads()[-1]
    told = [embed["description"] for embed in plain["embeds"]]
    assert told[1] == f"> {RIBBON.replace('*', chr(92) + '*')}\n{RIBBON_SOURCE}"
    copied = await world.alice.click(result.response, label=wording.COPY)
    assert texts(copied.response)[1] == f"```\n{RIBBON}\n```"


async def test_where_no_form_of_the_quotes_is_taken_headlines_go(world: World) -> None:
    """The reader is led to the source."""
    route = "/webhooks/*/messages/@original"
    world.env.inject_error("PATCH", route, status=400, code=200000, times=2)
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    (said,) = texts(result.response)
    assert said.startswith(f"{wording.NOT_TAKEN}:\n- [Harbour opens")


@pytest.mark.parametrize("form", ["a command", "a mention"])
async def test_headlines_go_in_a_plain_message_where_no_other_is_taken(
    world: World, form: str
) -> None:
    """Neither the quotes in either form, nor headlines with Components V2."""
    if form == "a command":
        route = ("PATCH", "/webhooks/*/messages/@original")
        world.env.inject_error(*route, status=400, code=200000, times=3)
        await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    else:
        world.env.inject_error("POST", "/channels/*/messages", status=400, times=3)
        await world.ask(WHO_CUT)
    (told,) = (embed["description"] for embed in world.payloads()[-1]["embeds"])
    assert told.startswith(f"{wording.NOT_TAKEN}:\n- [Harbour opens")


async def test_that_something_went_wrong_is_said_in_a_plain_message_where_no_other_is_taken(
    world: World, error_log: Any
) -> None:
    """Whoever waits is told, where Discord takes any message at all."""
    await world.ask(WHO_CUT)
    route = ("PATCH", "/webhooks/*/messages/@original")
    world.env.inject_error(*route, status=500)
    world.env.inject_error(*route, status=400)
    await pressed(world, wording.COPY)
    (told,) = (embed["description"] for embed in world.payloads()[-1]["embeds"])
    assert told == wording.TROUBLE
    assert len(error_log.take()) == 1


def test_a_plain_message_proves_its_quotes(make_answerer: MakeAnswerer) -> None:
    """It is another way out, and as narrow."""
    reply: Any = make_answerer(COVERAGE).answer(WHO_CUT)
    desk_says = quotes_in(answer_view_of(reply).to_components())
    plain = PlainMessage(answer_view(reply, desk_says))
    plain.to_components()
    plain.embeds[0] = discord.Embed(description=plain.embeds[0].description + "!")
    with pytest.raises(WireMismatchError):
        plain.to_components()
    plain.embeds[0] = discord.Embed(description="")
    with pytest.raises(WireMismatchError):
        plain.to_components()


def answer_view_of(reply: Any) -> QuoteView:
    """Return the message for a reply, proven by what it was made of."""
    return answer_view(reply, [Quoted(item.text, excerpt_lines(item)) for item in reply.excerpts])


# Twice, and elsewhere


async def test_a_press_delivered_twice_is_answered_once(world: World) -> None:
    """Discord takes one answer to an interaction; the second try changes nothing."""
    await world.ask(WHO_CUT)
    deliver_twice(world)
    result = await pressed(world, wording.COPY)
    assert texts(result.response)[1] == f"```\n{RIBBON}\n```"


def deliver_twice(world: World) -> None:
    """Let Discord deliver every interaction twice."""
    parsers = world.env.bot._connection.parsers  # noqa: SLF001 - where Discord's payloads arrive
    parse = parsers["INTERACTION_CREATE"]

    def twice(payload: Any) -> None:
        parse(payload)
        parse(payload)

    parsers["INTERACTION_CREATE"] = twice


async def test_the_buttons_work_in_a_direct_message(world: World) -> None:
    """Where there is no server."""
    carol = world.env.create_user("carol")
    await carol.send_dm(WHO_CUT)
    copied = await carol.click(carol.dm_channel.last_message, label=wording.COPY)
    assert texts(copied.response)[1] == f"```\n{RIBBON}\n```"
    said = await carol.click(carol.dm_channel.last_message, label=wording.HELPFUL)
    assert texts(said.response) == [wording.THANKS]


async def test_the_buttons_work_in_threads_posts_and_voice_chats(world: World) -> None:
    """Every place with messages."""
    thread = thread_in(world, world.channel)
    post = thread_in(world, world.guild.create_forum_channel("forum"))
    for place in (thread, post, world.guild.create_voice_channel("voice")):
        await world.alice.send(place, f"{world.mention} {WHO_CUT}")
        copied = await world.alice.click(place.last_message, label=wording.COPY)
        assert texts(copied.response)[1] == f"```\n{RIBBON}\n```"


async def test_copying_says_which_of_an_answers_articles_are_missing(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """Taken down or gone without a trace; the quotes of the others are copied."""
    answerer = make_answerer(MAYORS, max_excerpts=5)
    await restarted(world, start_bot, answerer)
    await world.ask(WHICH_MAYOR)
    answer = world.channel.last_message
    with Archive.open(answerer.retriever.archive.path.parent) as archive:
        take_down(archive, "1", THE_DAY_AFTER)
    shown = texts((await pressed(world, wording.COPY, answer)).response)
    assert shown[-1] == ("-# 1 quote of this answer is missing here: its article was taken down.")
    assert [text for text in shown if "number 1" in text] == []
    assert len([text for text in shown if text.startswith("```")]) == 4
    for name in ("2", "3"):
        forgotten(answerer, name)
    shown = texts((await pressed(world, wording.COPY, answer)).response)
    assert shown[-1].endswith(
        "2 quotes of this answer are missing here: their articles are not in the archive any more."
    )
    assert len([text for text in shown if text.startswith("```")]) == 2
