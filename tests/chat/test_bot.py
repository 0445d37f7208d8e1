"""The bot in a simulated Discord: who is answered, with what, and where nothing must be sent."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from fakes import MakeAnswerer, QuietProgress
from world import (
    COVERAGE,
    FERRY,
    FRESHNESS,
    RIBBON,
    RIBBON_SHOWN,
    RIBBON_SOURCE,
    WHO_CUT,
    World,
    buttons,
    components,
    texts,
)

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Reply
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.answering.understanding.scope import EVERYWHERE, Scope
from bot.chat.client import PullquoteClient, intents
from embeddings.archive import Archive
from embeddings.indexing import index

pytestmark = pytest.mark.simcord(settle_timeout=30)

StartBot = Callable[[Answerer], PullquoteClient]
RIBBON_FOOTER = f"-# Quoted word for word · match N % · {FRESHNESS}"
RIBBON_ANSWER = [RIBBON_SHOWN, RIBBON_SOURCE, RIBBON_FOOTER]
TICKETS = ["> Tickets cost 12 crowns.", "-# Ferry to Oster sails again · 1 April 2022"]
HELD_BACK = "A message was held back: it does not show what the archive has (QuotesDifferError)"
HARBOUR_LINK = r"- [Harbour opens \[late\]](https://news.example/harbour)"


async def test_a_mention_is_answered_with_the_quote_over_its_source(world: World) -> None:
    """The words as printed, escaped; who printed them and when; a link to the very words."""
    asked = await world.ask(WHO_CUT)
    assert world.answers() == [RIBBON_ANSWER]
    (payload,) = world.payloads()
    assert payload["message_reference"]["message_id"] == asked.id
    read, more, *_ = buttons(payload["components"])
    assert (read["label"], read["style"]) == ("Read it in the article", 5)
    assert read["url"] in RIBBON_SOURCE
    assert read["url"].startswith("https://news.example/harbour#:~:text=Mayor%20Brandt%20cut")
    assert more["label"] == "More context"


async def test_a_source_without_an_address_has_no_link(world: World) -> None:
    """What is not known is not made up."""
    await world.ask("What do tickets cost?")
    assert world.answers()[0][:2] == TICKETS
    assert buttons(world.payloads()[0]["components"])[0]["label"] == "More context"


class Changed(Answerer):
    """Answers as another does, after `change`: what a mistake on the way could do to an answer."""

    def __init__(self, answerer: Answerer, change: Callable[[Answer], Reply]) -> None:
        super().__init__(answerer.retriever, answerer.limits)
        self.change = change

    def answer(
        self, question: str, options: Options = NO_OPTIONS, scope: Scope = EVERYWHERE
    ) -> Reply:
        reply = super().answer(question, options, scope)
        assert isinstance(reply, Answer)
        return self.change(reply)


def with_excerpt(change: Callable[[Excerpt], Excerpt]) -> Callable[[Answer], Answer]:
    """Return what makes `change` to every excerpt of an answer."""
    return lambda answer: replace(answer, excerpts=[change(item) for item in answer.excerpts])


async def test_the_best_sentence_of_a_longer_excerpt_is_bold(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """The eye finds the answer; a sentence that stands alone needs no mark."""
    longer = with_excerpt(lambda item: replace(item, start=0, highlight=(item.start, item.end)))
    await world.env.restart_bot(start_bot(Changed(answerer, longer)))
    await world.ask(WHO_CUT)
    assert world.answers()[0][0] == (
        r"> The new harbour opened at noon. **Mayor Brandt cut the ribbon and called it \*her\* "
        "day.**"
    )


async def test_a_reply_to_the_bot_is_a_question(world: World) -> None:
    """One can go on asking without a mention."""
    await world.ask(WHO_CUT)
    await world.bob.send(
        world.channel, "What do tickets cost?", reply_to=world.channel.last_message
    )
    assert world.answers()[1][:2] == TICKETS


async def test_a_direct_message_is_a_question(world: World) -> None:
    """Nobody has to mention the bot when talking to it alone."""
    carol = world.env.create_user("carol")
    await carol.send_dm("What do tickets cost?")
    assert texts(carol.dm_channel.last_message)[:2] == TICKETS


async def test_what_is_not_meant_for_the_bot_gets_no_answer(world: World) -> None:
    """Other people's talk, replies among them, and a call to everyone."""
    said = await world.bob.send(world.channel, WHO_CUT)
    await world.alice.send(world.channel, "Who knows?", reply_to=said)
    await world.alice.send(world.channel, f"@everyone <@{world.bob.id}> {WHO_CUT}")
    assert world.answers() == []


async def test_bots_and_webhooks_get_no_answer(world: World) -> None:
    """Two bots that answer each other never stop."""
    feed = world.guild.add_member(world.env.create_user("feed", bot=True))
    await feed.send(world.channel, f"{world.mention} {WHO_CUT}")
    webhook = world.guild.create_webhook(world.channel)
    await webhook.send(f"{world.mention} {WHO_CUT}")
    assert world.answers() == []


async def test_a_notice_that_an_answer_was_pinned_gets_no_answer(world: World) -> None:
    """Discord words it as a reply to the pinned message, and nobody wrote it."""
    await world.ask(WHO_CUT)
    pinned = discord.MessageType.pins_add
    answer = world.channel.last_message
    world.guild.create_system_message(
        world.channel, pinned.value, author=world.alice, referenced_message=answer
    )
    await world.env.settle()
    assert world.channel.last_message.type is pinned
    assert world.answers() == [RIBBON_ANSWER]


async def test_a_reply_that_the_bot_cannot_read_gets_a_hint(world: World) -> None:
    """Discord hides the content of a reply to a slash command's answer."""
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT, visibility="all")
    await world.alice.send(world.channel, "And the tickets?", reply_to=result.response)
    assert world.answers()[1] == [wording.CANNOT_READ]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("", "**There is no question yet. Ask one in a sentence.**"),
        ("?!", "**That question names nothing to look for."),
        ("why " * 126, "**That question is too long. Ask it in at most 500 characters.**"),
    ],
)
async def test_a_question_that_cannot_be_asked_gets_a_fixed_sentence(
    world: World, question: str, sentence: str
) -> None:
    """A mention alone, signs alone, and more than the limit."""
    await world.ask(question)
    ((text,),) = world.answers()
    assert text.startswith(sentence)


async def test_a_refusal_points_to_the_nearest_headlines(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """No answer is an answer: the fixed sentence, where to look, and the score that decided."""
    strict = make_answerer(COVERAGE, threshold=1)
    await world.env.restart_bot(start_bot(strict))
    await world.ask("Why is the sky blue?")
    ((sentence, headlines, score),) = world.answers()
    assert sentence == "**The coverage does not answer this.**"
    label, *near = headlines.split("\n")
    assert label == "Nearest headlines:"
    assert sorted(near) == [
        "- Ferry to Oster sails again",
        HARBOUR_LINK,
        "- [Three keepers of the lighthouse](https://news.example/lighthouse)",
    ]
    assert score == f"-# match N % · {FRESHNESS}"


async def test_an_empty_index_is_said_to_be_empty(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """The bot starts without any article."""
    await world.env.restart_bot(start_bot(make_answerer({})))
    await world.ask(WHO_CUT)
    assert world.answers() == [
        ["**There is no coverage here yet, so there is nothing to quote.**"]
    ]


@pytest.mark.parametrize(
    ("options", "callback", "private"),
    [
        ({}, {"type": 5, "data": {"flags": 64}}, True),
        ({"visibility": "me"}, {"type": 5, "data": {"flags": 64}}, True),
        ({"visibility": "all"}, {"type": 5}, False),
    ],
)
async def test_ask_answers_the_one_who_asked_or_everyone(
    world: World, options: dict[str, str], callback: dict[str, Any], private: bool
) -> None:
    """Discord is told within its three seconds that an answer will come, and who will see it.

    Discord does not show what was asked by command, so the answer does.
    """
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT, **options)
    assert [request.json for request in world.requests("POST", "/callback")] == [callback]
    assert texts(result.response) == [f"-# Asked: {WHO_CUT}", *RIBBON_ANSWER]
    assert result.ephemeral is private
    assert len(world.channel.history(viewer=world.bob)) == (0 if private else 1)


async def test_source_suggests_headlines_while_one_types(world: World) -> None:
    """By a word of the headline, from memory; the newest first where nothing is typed yet."""
    suggest = world.alice.autocomplete
    assert await suggest(world.channel, "source", "query", "KEEP") == [
        {"name": "Three keepers of the lighthouse", "value": "lighthouse"}
    ]
    newest = await suggest(world.channel, "source", "query", "")
    assert [choice["value"] for choice in newest] == ["ferry", "harbour", "lighthouse"]


async def test_suggestions_keep_to_discords_limits(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """25 choices; names and values of 100 characters; a long id gives way to the headline."""
    lines = [
        json.dumps(
            {
                "id": f"{'i' * 101}{chr(97 + n)}",
                "title": f"{n:02} {'t' * 98}",
                "text": "Yes, it did.",
            }
        )
        for n in range(30)
    ]
    await world.env.restart_bot(start_bot(make_answerer({"many.jsonl": "\n".join(lines)})))
    choices = await world.alice.autocomplete(world.channel, "source", "query", "t")
    assert len(choices) == 25
    assert choices[0] == {"name": f"00 {'t' * 96}…", "value": f"00 {'t' * 97}"}
    result = await world.alice.slash(world.channel, "source", query=choices[0]["value"])
    assert texts(result.response)[1] == "> Yes, it did."


async def test_source_shows_an_article_passage_by_passage(world: World) -> None:
    """The card is for the one who asked; its buttons turn the page in place, to either end."""
    result = await world.alice.slash(world.channel, "source", query="lighthouse")
    assert world.requests("POST", "/callback")[-1].json == {"type": 5, "data": {"flags": 64}}
    card = result.response
    assert card_page(card) == ("> Anna was ", "-# Passage 1 of 3", [True, False])
    title, _, source, _ = texts(card)
    assert title == "### [Three keepers of the lighthouse](https://news.example/lighthouse)"
    assert source.startswith("-# **Coast Desk** · [Three keepers of the lighthouse](")
    for label, page in [
        ("Next passage", ("> Boris was", "-# Passage 2 of 3", [False, False])),
        ("Next passage", ("> Clara was", "-# Passage 3 of 3", [False, True])),
        ("Previous passage", ("> Boris was", "-# Passage 2 of 3", [False, False])),
    ]:
        turned = await world.alice.click(card, label=label)
        assert turned.response is None or turned.response.id == card.id
        assert card_page(card) == page


def card_page(card: Any) -> tuple[str, str, list[bool]]:
    """Return how a card's passage begins, which it is, and whether its buttons are disabled."""
    _, quote, _, place = texts(card)
    turning = [button["disabled"] for button in buttons(components(card))[:2]]
    return quote[:11], place, turning


async def test_source_lists_what_it_could_mean(world: World) -> None:
    """Several articles give a list; none gives a fixed sentence."""
    result = await world.alice.slash(world.channel, "source", query="coast desk")
    assert texts(result.response) == [
        "Several articles match:\n- Harbour opens \\[late\\]\n- Three keepers of the lighthouse"
    ]
    result = await world.alice.slash(world.channel, "source", query="seals came")
    assert texts(result.response)[0].startswith("### [Harbour opens")
    result = await world.alice.slash(world.channel, "source", query="volcano")
    assert texts(result.response) == ["No article matches that. Try a word of its headline."]


async def test_more_context_shows_the_quote_in_its_paragraphs(world: World) -> None:
    """To the one who pressed, with the quote in bold and the source below."""
    await world.ask(WHO_CUT)
    result = await world.bob.click(world.channel.last_message, label="More context")
    assert result.ephemeral
    label, quote, source = texts(result.response)
    assert label == "**In context**"
    assert quote == (
        "> The new harbour opened at noon. **Mayor Brandt cut the ribbon and called it "
        "\\*her\\* day.** Seals\n> came.\n> \n> The old quay goes in May."
    )
    assert source.startswith(r"-# **Coast Desk** · [Harbour opens \[late\]](https://news.example/")


async def test_buttons_work_after_a_restart(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """All they need stands in the message; nothing of the old process is left."""
    await world.ask(WHO_CUT)
    answer = world.channel.last_message
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    await world.env.restart_bot(start_bot(answerer))
    result = await world.alice.click(answer, label="More context")
    assert texts(result.response)[0] == "**In context**"
    await world.alice.click(card, label="Next passage")
    assert card_page(card)[1] == "-# Passage 2 of 3"


def reindexed(answerer: Answerer, files: dict[str, str]) -> None:
    """Index changed files into the archive of `answerer`, as another process would."""
    data_dir = answerer.retriever.archive.path.parent
    articles = data_dir.parent / "articles"
    for name, content in files.items():
        (articles / name).write_text(content, encoding="utf-8")
    with Archive.open(data_dir) as archive:
        index(archive, answerer.retriever.encoder, [articles], QuietProgress())


async def test_turning_a_page_shows_the_article_as_it_is_now(
    world: World, answerer: Answerer
) -> None:
    """After a change a card goes on with the new text, at the nearest page there is."""
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    shorter = COVERAGE["lighthouse.md"].partition("Boris")[0].replace("Anna was", "Alma was")
    reindexed(answerer, {"lighthouse.md": shorter})
    await world.alice.click(card, label="Next passage")
    assert card_page(card) == ("> Alma was ", "-# Passage 1 of 1", [True, True])


def forgotten(answerer: Answerer, article_id: str) -> None:
    """Take an article and its versions out of the archive's file."""
    connection = sqlite3.connect(answerer.retriever.archive.path)
    with connection:
        connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        connection.execute("DELETE FROM versions WHERE article_id = ?", (article_id,))
    connection.close()


async def test_an_article_that_is_gone_is_said_to_be_gone(
    world: World, answerer: Answerer
) -> None:
    """A button of an older message must not fail."""
    await world.ask(WHO_CUT)
    card = (await world.alice.slash(world.channel, "source", query="lighthouse")).response
    forgotten(answerer, "harbour")
    forgotten(answerer, "lighthouse")
    result = await world.alice.click(world.channel.last_message, label="More context")
    assert texts(result.response) == ["This article is not in the archive any more."]
    await world.alice.click(card, label="Next passage")
    assert texts(card) == ["This article is not in the archive any more."]


def forged(excerpt: Excerpt, **facts: Any) -> Excerpt:
    """Return `excerpt` of an article that differs in `facts` and claims to be the same version."""
    article = replace(excerpt.article, **facts)
    article.__dict__["version"] = excerpt.article.version
    return replace(excerpt, article=article)


def honest(excerpt: Excerpt, **facts: Any) -> Excerpt:
    """Return `excerpt` of an article that differs in `facts`, under the version these give it."""
    return replace(excerpt, article=replace(excerpt.article, **facts))


MISTAKES: dict[str, Callable[[Excerpt], Excerpt]] = {
    "a letter": lambda item: forged(item, text=item.article.text.replace("Brandt", "Brandy")),
    "a letter, and the version": lambda item: honest(
        item, text=item.article.text.replace("Brandt", "Brandy")
    ),
    "the outlet": lambda item: forged(item, outlet="Rival Desk"),
    "the outlet, and the version": lambda item: honest(item, outlet="Rival Desk"),
    "the date": lambda item: forged(item, published="2022-03-16T13:00:00+00:00"),
    "the headline and address": lambda item: forged(item, title="No", url="https://rival.example"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
async def test_a_quote_that_is_not_what_the_archive_has_is_never_sent(
    world: World, answerer: Answerer, start_bot: StartBot, error_log: Any, mistake: Any
) -> None:
    """The archive's headline and link go instead, and the log says why."""
    await world.env.restart_bot(start_bot(Changed(answerer, with_excerpt(mistake))))
    instead = [[f"{wording.NOT_PROVEN}:\n{HARBOUR_LINK}"]]
    await world.ask(WHO_CUT)
    assert world.answers() == instead
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert [texts(result.response)] == instead
    assert error_log.take() == [HELD_BACK, HELD_BACK]
    assert len(world.payloads()) == 2
    assert not any("Brand" in json.dumps(payload) for payload in world.payloads())


async def test_a_span_moved_by_one_character_is_still_quoted_as_the_archive_has_it(
    world: World, answerer: Answerer, start_bot: StartBot
) -> None:
    """The proof is of the words: a span that cuts a word is a mistake it cannot see."""
    shorter = with_excerpt(lambda item: replace(item, end=item.end - 1, highlight=None))
    await world.env.restart_bot(start_bot(Changed(answerer, shorter)))
    await world.ask(WHO_CUT)
    assert world.answers()[0][0] == RIBBON_SHOWN[:-1]


async def test_a_text_changed_within_the_archive_is_never_quoted(
    world: World, answerer: Answerer, error_log: Any
) -> None:
    """A version is named after its content: with another text under that name nothing is sent."""
    connection = sqlite3.connect(answerer.retriever.archive.path)
    with connection:
        connection.execute("UPDATE versions SET text = replace(text, 'Brandt', 'Brandy')")
    connection.close()
    await world.ask(WHO_CUT)
    assert world.answers() == [[wording.TROUBLE]]
    assert error_log.take() == [
        f"A message in channel {world.channel.id} was not answered (ArchiveCorruptError)"
    ]


async def test_two_unproven_quotes_of_one_article_point_to_it_once(
    world: World, answerer: Answerer, start_bot: StartBot, error_log: Any
) -> None:
    """A list names no article twice."""

    def doubled(answer: Answer) -> Answer:
        wrong = MISTAKES["the outlet"](answer.excerpts[0])
        return replace(answer, excerpts=[wrong, replace(wrong, start=0, end=31, highlight=None)])

    await world.env.restart_bot(start_bot(Changed(answerer, doubled)))
    await world.ask(WHO_CUT)
    assert world.answers() == [[f"{wording.NOT_PROVEN}:\n{HARBOUR_LINK}"]]
    assert error_log.take() == [HELD_BACK]


async def test_without_permission_to_send_the_log_names_what_is_missing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """No crash, no error: an owner reads which permissions to give."""
    denied = discord.PermissionOverwrite(send_messages=False)
    silent = world.guild.create_text_channel("silent", overwrites={world.env.bot.user: denied})
    await world.alice.send(silent, f"{world.mention} {WHO_CUT}")
    assert len(silent.history()) == 1
    (warning,) = [record.getMessage() for record in caplog.records if record.name == CLIENT]
    assert warning.startswith(f"No answer in channel {silent.id}: the bot lacks a permission")
    assert "View Channel, Send Messages, Send Messages in Threads" in warning


CLIENT = "bot.chat.asking.trouble"


async def test_an_answer_comes_though_the_typing_sign_fails(world: World) -> None:
    """The sign is a courtesy."""
    world.env.inject_error("POST", "/channels/*/typing", status=500)
    await world.ask(WHO_CUT)
    assert world.answers() == [RIBBON_ANSWER]


@pytest.mark.parametrize(("failures", "shown"), [(1, [[wording.TROUBLE]]), (2, [])])
async def test_where_an_answer_cannot_be_sent_one_calm_sentence_is_tried(
    world: World, error_log: Any, failures: int, shown: list[list[str]]
) -> None:
    """The error is logged with its cause; a second failure ends it, and the bot goes on."""
    world.env.inject_error("POST", "/channels/*/messages", status=500, times=failures)
    await world.ask(WHO_CUT)
    assert world.answers() == shown
    assert error_log.take() == [
        f"A message in channel {world.channel.id} was not answered (HTTPException)"
    ]
    await world.ask(WHO_CUT)
    assert world.answers()[-1] == RIBBON_ANSWER


INTERACTION_FAILED = "An interaction failed (HTTPException)"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/interactions/*/callback"), ("PATCH", "/webhooks/*/messages/@original")],
)
async def test_a_command_that_fails_once_ends_in_one_calm_sentence(
    world: World, error_log: Any, method: str, path: str
) -> None:
    """Whether Discord fails at the promise of an answer or at the answer."""
    world.env.inject_error(method, path, status=500)
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert texts(result.response) == [wording.TROUBLE]
    assert result.response.ephemeral
    assert error_log.take() == [INTERACTION_FAILED]
    assert [type(error) for error in world.env.errors] == [discord.app_commands.CommandInvokeError]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/interactions/*/callback"), ("PATCH", "/webhooks/*/messages/@original")],
)
@pytest.mark.parametrize("label", ["More context", "Next passage"])
async def test_a_button_that_fails_once_ends_in_one_calm_sentence(
    world: World, error_log: Any, label: str, method: str, path: str
) -> None:
    """The same for presses: nobody waits forever, and a card that stands there stays."""
    await world.ask(WHO_CUT)
    messages = {
        "More context": world.channel.last_message,
        "Next passage": (
            await world.alice.slash(world.channel, "source", query="lighthouse")
        ).response,
    }
    world.env.inject_error(method, path, status=500)
    result = await world.alice.click(messages[label], label=label)
    (told,) = result.followups or [result.response]
    assert texts(told) == [wording.TROUBLE]
    assert error_log.take() == [INTERACTION_FAILED]


async def test_a_command_that_cannot_be_answered_at_all_is_logged(
    world: World, error_log: Any
) -> None:
    """Where no way to the user remains, the log has the cause, and the bot goes on."""
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500, times=2)
    await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert error_log.take() == [INTERACTION_FAILED]
    assert len(world.env.errors) == 1
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert texts(result.response)[1:] == RIBBON_ANSWER


class Failing(Answerer):
    """Fails at every question."""

    def answer(
        self, question: str, options: Options = NO_OPTIONS, scope: Scope = EVERYWHERE
    ) -> Reply:
        raise RuntimeError(question, options, scope)


async def test_an_error_while_answering_is_logged_and_told_calmly(
    world: World, answerer: Answerer, start_bot: StartBot, error_log: Any
) -> None:
    """The user learns nothing of the cause; the log has it."""
    failing = Failing(answerer.retriever, answerer.limits)
    await world.env.restart_bot(start_bot(failing))
    await world.ask(WHO_CUT)
    assert world.answers() == [[wording.TROUBLE]]
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert texts(result.response) == [wording.TROUBLE]
    assert error_log.take() == [
        f"A message in channel {world.channel.id} was not answered (RuntimeError)",
        "An interaction failed (RuntimeError)",
    ]
    assert len(world.env.errors) == 1


LOUD = FERRY.replace("Tickets cost", "@everyone <@1> <@&2>, tickets cost")


async def test_no_message_can_ping_anyone(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot, error_log: Any
) -> None:
    """Answers, cards, contexts, refusals, the sentence after an error: all tell Discord so."""
    await world.env.restart_bot(start_bot(make_answerer({"loud.md": LOUD})))
    await world.ask("What do tickets cost?")
    assert any(r"\@everyone \<\@1\> \<\@&2\>, tickets cost" in text for text in world.answers()[0])
    await world.ask("")
    answer = world.channel.history()[1]
    await world.alice.click(answer, custom_id=buttons(components(answer))[0]["custom_id"])
    await world.alice.slash(world.channel, "ask", question="tickets", visibility="all")
    await world.alice.slash(world.channel, "source", query="ferry")
    world.env.inject_error("POST", "/channels/*/messages", status=500)
    await world.ask("tickets?")
    error_log.take()
    replies = world.requests("POST", "/messages")
    assert len(replies) == 4
    for request in replies:
        assert request.json["allowed_mentions"] == {"parse": [], "replied_user": False}
    edits = world.requests("PATCH", "/messages/@original")
    assert len(edits) == 3
    for request in edits:
        assert request.json["allowed_mentions"] == {"parse": []}


def test_no_privileged_intent_is_asked_for() -> None:
    """Servers, and messages there and in private: what Discord gives without a review."""
    asked = {name for name, value in intents() if value}
    assert asked == {"guilds", "guild_messages", "dm_messages"}
    assert not asked & {"message_content", "members", "presences"}


async def test_excerpts_that_find_no_room_are_left_out_whole(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """Five of a thousand signs, each escaped: Discord takes 4000, so the best one goes, uncut."""
    stars = "*" * 980
    lines = [
        json.dumps({"id": str(n), "title": f"Stars {n}", "text": f"Stars {stars} of {n}."})
        for n in range(5)
    ]
    many = make_answerer({"s.jsonl": "\n".join(lines)}, max_excerpts=5, max_excerpt_chars=1000)
    reply = many.answer("stars")
    assert isinstance(reply, Answer)
    assert [len(excerpt.text) for excerpt in reply.excerpts] == [992] * 5
    await world.env.restart_bot(start_bot(many))
    await world.ask("stars")
    ((quote, source, no_room, _),) = world.answers()
    assert no_room.startswith("There was no room to quote from these. Read it there:\n- Stars ")
    assert no_room.count("\n- ") == 4
    assert (
        quote == f"> Stars {stars.replace('*', chr(92) + '*')} of {reply.excerpts[0].article.id}."
    )
    assert source == f"-# Stars {reply.excerpts[0].article.id} · undated"


def test_the_ribbon_stands_in_the_coverage() -> None:
    """What the tests above expect is printed there, and nowhere else."""
    assert sum(RIBBON in text.replace("\\", "") for text in COVERAGE.values()) == 1
