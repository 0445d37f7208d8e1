"""Looking a quote up on Discord: by command and from a message's menu, proven, without pings."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest
from fakes import MakeAnswerer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from world import COVERAGE, RIBBON, World, buttons, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.quotes.lookup import find_quote
from bot.answering.quotes.results import AbsentQuote, ExactQuote, NearQuote, QuoteReply
from bot.chat.client import PullquoteClient
from bot.chat.delivery import deliver_quote
from bot.chat.desk import Desk
from bot.chat.quote_views import parts_view, quote_view
from bot.chat.quoted_words import content_of, quoted_words
from bot.chat.source_line import source_line
from bot.chat.views import MAX_TEXT_CHARS, QuoteView
from bot.chat.wire import Quoted, WireMismatchError, text_displays

pytestmark = pytest.mark.simcord(settle_timeout=30)

StartBot = Callable[[Answerer], PullquoteClient]
WORDS = "cut the ribbon and called it her day"
SHOWN = r"> Mayor Brandt **cut the ribbon and called it \*her\* day**."
BOLD = "> **Mayor Brandt cut the ribbon and called it \\*her\\* day**."
SOURCE = (
    r"-# **Coast Desk** · [Harbour opens \[late\]](https://news.example/harbour#:~:text="
    "Mayor%20Brandt%20cut%20the%20ribbon%20and%20called%20it%20%2Aher%2A%20day.) · Ada Lind · "
    "<t:1647349200:D>"
)
LEGEND = "-# ~~printed there, but not in the quote~~ · **in the quote, but not printed there**"


async def quote(world: World, words: str) -> Any:
    """Let Alice look words up, and return what she gets."""
    result = await world.alice.slash(world.channel, "quote", words=words)
    assert result.ephemeral
    return result.response


async def test_words_that_stand_are_shown_in_their_sentence_over_the_source(world: World) -> None:
    """Bold within the article's own sentence; the button leads to the very words."""
    response = await quote(world, f"“{WORDS.upper()}”")
    assert texts(response) == [
        f"-# Looked up: “{WORDS.upper()}”",
        "**These words are in the coverage.**",
        SHOWN,
        SOURCE,
    ]
    read, more = buttons(components(response))
    assert read["url"] == (
        "https://news.example/harbour#:~:text=cut%20the%20ribbon%20and%20called%20it%20%2Aher%2A"
        "%20day"
    )
    assert more["label"] == wording.MORE_CONTEXT
    assert world.requests("POST", "/callback")[-1].json == {"type": 5, "data": {"flags": 64}}


async def test_the_context_of_looked_up_words_has_them_in_bold(world: World) -> None:
    """The same button as under an answer."""
    response = await quote(world, WORDS)
    result = await world.alice.click(response, label=wording.MORE_CONTEXT)
    assert (
        r"Mayor Brandt **cut the ribbon and called it \*her\* day**. Seals"
        in (texts(result.response)[1])
    )


async def test_words_that_differ_are_compared_word_by_word(world: World) -> None:
    """What was printed is proven above; the comparison is labelled, and says which is which."""
    response = await quote(world, "Mayor Lund cut a ribbon and called it her day")
    _, said, shown, source, compared = texts(response)
    assert said == (
        "**These words are not in the coverage, but words like them are. 8 of 10 words are "
        "the same, in the same order.**"
    )
    assert shown == r"> **Mayor Brandt cut the ribbon and called it \*her\* day**."
    assert source == SOURCE
    assert compared == (
        "Compared with what was printed:\nMayor ~~Brandt~~ **Lund** cut ~~the~~ **a** ribbon and "
        f"called it \\*her\\* day\n{LEGEND}"
    )


async def test_words_that_are_nowhere_get_headlines(world: World) -> None:
    """A fixed sentence, and where to look."""
    response = await quote(world, "the ferry sank off Oster in a winter storm")
    assert texts(response) == [
        "-# Looked up: the ferry sank off Oster in a winter storm",
        "**These words are not in the coverage, and none like them were found.**",
        "Nearest headlines:\n- Ferry to Oster sails again",
    ]


async def test_a_headline_is_said_to_be_one(world: World) -> None:
    """Its words are printed, though in no article's text."""
    assert texts(await quote(world, "Three keepers of the lighthouse!")) == [
        "-# Looked up: Three keepers of the lighthouse!",
        "**These words are in a headline, not in the text of an article.**",
        "Headlines with these words:\n- [Three keepers of the lighthouse](https://news.example/lighthouse)",
    ]


async def test_sentences_of_several_articles_are_shown_each_at_its_place(world: World) -> None:
    """Proven like every quote; the one that is nowhere is named, without a power to ping."""
    tickets = "Tickets cost 12 crowns."
    pasted = f"“{RIBBON}” … {tickets} @everyone hears the bells of *Oster* today"
    _, said, *shown, missing = texts(await quote(world, pasted))
    assert said == (
        "**These words are not together in the coverage. Looked up one by one, 2 of 3 sentences "
        "are:**"
    )
    assert shown == [
        BOLD,
        SOURCE,
        "> **Tickets cost 12 crowns**.",
        "-# Ferry to Oster sails again · 1 April 2022",
    ]
    assert missing == (
        "Not found, or too short to look up:\n- \\@everyone hears the bells of \\*Oster\\* today"
    )


def test_many_long_parts_still_fit_a_message(make_answerer: MakeAnswerer) -> None:
    """As many as find room, and a word on the rest."""
    sentence = "On day {} " + "the *keeper* wrote a line, " * 35 + "and slept."
    lines = [
        json.dumps({"id": str(day), "title": f"*{day}*" * 60, "text": sentence.format(day)})
        for day in range(9)
    ]
    retriever = make_answerer({"log.jsonl": "\n".join(lines)}).retriever
    words = " ".join(sentence.format(day)[:250] + "." for day in range(9))
    reply = find_quote(retriever.archive, retriever.lexical, words, max_shown_chars=1000)
    assert isinstance(reply, AbsentQuote)
    assert len(reply.found) == 9
    places = reply.found
    quoted = [Quoted(place.shown, source_line(place.article, place.shown)) for place in places]
    view = parts_view(reply, quoted)
    assert 0 < len(view.quoted) < 4
    contents = list(text_displays(view.to_components()))
    assert wording.MORE_DIFFERENCES in contents


@pytest.mark.parametrize("words", ["art", "…", "y" * 3001])
async def test_what_cannot_be_looked_up_is_said_why(world: World, words: str) -> None:
    """A fixed sentence, and nothing else."""
    (said,) = texts(await quote(world, words))
    assert said.removeprefix("**").removesuffix("**") in wording.UNUSABLE.values()


async def test_an_empty_index_is_said_to_be_empty(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """The bot starts without any article."""
    await world.env.restart_bot(start_bot(make_answerer({})))
    assert texts(await quote(world, WORDS)) == [
        "**There is no coverage here yet, so there is nothing to quote.**"
    ]


async def test_pasted_words_can_neither_ping_nor_format(world: World) -> None:
    """They are shown as they were pasted, sign for sign."""
    pasted = "@everyone <@1> # Mayor Brandt cut the [x](https://a.example) ribbon and called it"
    response = await quote(world, pasted)
    shown = "\n".join(texts(response))
    assert r"\@everyone \<\@1\> \#" in shown
    assert r"\[x\](https\://a.example)" in shown
    assert all(
        payload.get("allowed_mentions", {"parse": []})["parse"] == []
        for payload in world.payloads()
    )


async def test_other_articles_with_the_words_are_listed(
    world: World, make_answerer: MakeAnswerer, start_bot: StartBot
) -> None:
    """The first published is shown, the others are named with their dates and counted."""
    line = {"text": "The sea was calm that day.", "url": "https://news.example/"}
    lines = [
        json.dumps(line | {"id": str(day), "title": f"Day {day}", "published": f"2022-01-0{day}"})
        for day in range(1, 9)
    ]
    await world.env.restart_bot(start_bot(make_answerer({"sea.jsonl": "\n".join(lines)})))
    *_, source, others = texts(await quote(world, "the sea was calm that day"))
    assert "[Day 1]" in source
    label, *entries = others.split("\n")
    assert label == "Other articles have them too (7):"
    assert entries[0] == "- [Day 2](https://news.example/) · 2 January 2022"
    assert len(entries) == 5


async def menu(world: World, content: str) -> Any:
    """Let Bob write a message and Alice look its quote up, and return what she gets."""
    message = await world.bob.send(world.channel, content)
    result = await world.alice.context_menu(world.channel, wording.FIND_QUOTE, message)
    assert result.ephemeral
    return result.response


async def test_a_messages_quote_is_looked_up_from_its_menu(world: World) -> None:
    """Without the privileged intent: Discord hands the message over with the command."""
    assert not world.env.bot.intents.message_content
    response = await menu(world, f"Did they really write “{WORDS}”? <@{world.alice.id}>")
    assert texts(response)[2:] == [SHOWN, SOURCE]


async def test_a_quote_in_an_answer_of_the_bot_is_looked_up_too(world: World) -> None:
    """Its words are no message content, but text of its components."""
    await world.ask("Who cut the ribbon?")
    target = world.channel.last_message
    result = await world.alice.context_menu(world.channel, wording.FIND_QUOTE, target)
    assert texts(result.response)[1:] == ["**These words are in the coverage.**", BOLD, SOURCE]


async def test_a_message_without_words_is_said_to_have_none(world: World) -> None:
    """A mention alone, say."""
    assert texts(await menu(world, f"<@{world.alice.id}>")) == [wording.NO_WORDS_IN_MESSAGE]


def test_a_forwarded_message_and_an_embed_have_words(world: World) -> None:
    """Discord hands both over with the command; a message's own text comes first."""

    def message(**values: Any) -> discord.Message:
        empty: dict[str, Any] = {"content": "", "embeds": [], "attachments": [], "components": []}
        facts = {"id": 1, "channel_id": world.channel.id, "type": 0, "tts": False, "pinned": False}
        facts |= {"mention_everyone": False, "mentions": [], "mention_roles": []}
        facts |= {"author": {"id": 1, "username": "x", "discriminator": "0", "avatar": None}}
        facts |= {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None}
        state = world.env.bot._connection  # noqa: SLF001 - as discord.py itself makes a message
        channel = world.env.bot.get_channel(world.channel.id)
        return discord.Message(state=state, channel=channel, data=empty | facts | values)

    forwarded = {"content": "forwarded words", "embeds": [], "attachments": [], "type": 0}
    forwarded |= {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None}
    snapshots = [{"message": forwarded}]
    embeds = [{"type": "rich", "description": "embedded words"}]
    assert content_of(message(message_snapshots=snapshots, embeds=embeds)) == "forwarded words"
    assert content_of(message(embeds=embeds)) == "embedded words"
    assert content_of(message(content="own words", embeds=embeds)) == "own words"
    assert content_of(message()) == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("Mayor Brandt cut the ribbon", "Mayor Brandt cut the ribbon"),
        ("<@1> they said **the ferry** sails <:sail:2>", "they said the ferry sails"),
        ('The "new" harbour opened', 'The "new" harbour opened'),
        ("~~so~~ it rose by ~5 crowns", "so it rose by ~5 crowns"),
        ('He: "no". She: "the ferry sails again"', '"the ferry sails again"'),
        ("Look:\n> the ferry\n> sails\nTrue?", "the ferry sails"),
        ("Look:\n>>> the ferry\nsails", "the ferry sails"),
        ("> <@1>\nthe ferry sails", "the ferry sails"),
        ("5 > 3 and “…” he said", "5 > 3 and “…” he said"),
        ("<@1>", ""),
    ],
)
def test_the_words_of_a_message_are_those_it_quotes(content: str, words: str) -> None:
    """Its block quote, else its longest quotation, else all of it, without Discord's signs."""
    assert quoted_words(content) == words


@pytest.mark.parametrize("fails", [False, True])
async def test_what_people_paste_and_ask_is_not_logged(
    world: World, caplog: pytest.LogCaptureFixture, error_log: Any, fails: bool
) -> None:
    """Not even where the answer could not be sent: the cause is logged, the words are not."""
    caplog.set_level("INFO")
    if fails:
        path = "/webhooks/*/messages/@original"
        world.env.inject_error("PATCH", path, status=400, code=50035, times=None)
    await world.alice.slash(world.channel, "quote", words="Zanzibar cut the ribbon and called it")
    await world.alice.slash(world.channel, "ask", question="Who is Zanzibar of the ribbon?")
    assert bool(error_log.take()) is bool(world.env.errors) is fails
    records = caplog.get_records("call")
    logged = [record.getMessage() + str(record.exc_info) for record in records]
    assert not [line for line in logged if "Zanzibar" in line and "simcord" not in line]


def test_the_menus_name_keeps_to_discords_limit() -> None:
    """32 characters (Discord API documentation, application command structure)."""
    assert len(wording.FIND_QUOTE) <= 32
    assert len(wording.QUOTE) <= 100
    assert len(wording.QUOTE_WORDS) <= 100


# The proof


def look_up(answerer: Answerer, words: str) -> ExactQuote | NearQuote:
    """Look words up that stand in the coverage, or words near them do."""
    retriever = answerer.retriever
    reply = find_quote(retriever.archive, retriever.lexical, words, max_shown_chars=1000)
    assert isinstance(reply, ExactQuote | NearQuote)
    return reply


def proven(reply: ExactQuote | NearQuote) -> QuoteView:
    """Return the message for a reply, to be proven by what the archive has."""
    place = reply.place
    return quote_view(reply, [Quoted(place.shown, source_line(place.article, place.shown))])


@pytest.mark.parametrize("words", [WORDS, WORDS.replace("her", "his")])
async def test_a_place_that_is_not_what_the_archive_has_is_never_sent(
    answerer: Answerer, error_log: Any, words: str
) -> None:
    """Headline and link go instead, whether the words are exact or near."""
    reply = look_up(answerer, words)
    article = replace(reply.place.article, text=reply.place.article.text.replace("Brandt", "Bran"))
    article.__dict__["version"] = reply.place.article.version
    forged = replace(reply, place=replace(reply.place, article=article))
    sent: list[QuoteView] = []

    async def send(view: QuoteView) -> None:
        view.to_components()
        sent.append(view)

    desk = Desk(answerer)
    await deliver_quote(send, desk, forged)
    desk.close()
    (view,) = sent
    assert view.quoted == ()
    assert error_log.take()[0].startswith("A message was held back")


def test_the_longest_quotes_still_fit_a_message(make_answerer: MakeAnswerer) -> None:
    """Three thousand characters, whole, or compared in part."""
    sentence = "On day {} the keeper of the light wrote a word, and the word was good and true; "
    text = "".join(sentence.format(day) for day in range(36)).strip("; ") + "."
    answerer = make_answerer({"log.txt": text})
    pasted = text[:2900].rpartition(" ")[0]
    replies: list[QuoteReply] = [look_up(answerer, pasted)]
    replies.append(look_up(answerer, pasted.replace("good", "bad")))
    replies.append(look_up(answerer, f"{pasted[:600]} … {pasted[900:2000]}"))
    for reply, kind in zip(replies, (ExactQuote, NearQuote, NearQuote), strict=True):
        assert isinstance(reply, ExactQuote | NearQuote)
        assert isinstance(reply, kind)
        view = proven(reply)
        view.to_components()
        assert view.text_length() <= MAX_TEXT_CHARS


def test_the_proof_covers_the_place_alone(answerer: Answerer) -> None:
    """A comparison never passes as a quote of the article."""
    near = look_up(answerer, "> Mayor Lund cut the ribbon and called it her day")
    place = near.place
    expected = Quoted(place.shown, source_line(place.article, place.shown))
    assert proven(near).quoted == (expected,)
    proven(near).to_components()
    with pytest.raises(WireMismatchError):
        quote_view(near, [replace(expected, text="Mayor Lund")]).to_components()


AWKWARD = st.sampled_from(
    [
        *(
            "> ",
            "\n> ",
            ">>> ",
            "@everyone",
            "<@1>",
            "<t:1:R>",
            "**",
            "~~",
            "__",
            "`",
            "```",
            "||",
        ),
        *(
            "# ",
            "\n- ",
            "1. ",
            "\\",
            "[a](https://b.example)",
            ":tada:",
            "\u202e",
            "\u2028",
            "\x1f",
        ),
        *("“", "”", "…", "—", "\u200b", "👩\u200d🚀", "e\u0301", " not ", "\ud800", "東京"),
    ]
)


def test_whatever_is_pasted_the_message_proves(answerer: Answerer) -> None:
    """One block quote, the article's; no sign of what was pasted pings or hides."""
    kinds = set()

    @settings(
        max_examples=150,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(st.tuples(st.integers(0, 10), AWKWARD), max_size=6))
    def check(insertions: list[tuple[int, str]]) -> None:
        words = RIBBON.split()
        for place, sign in insertions:
            words.insert(place, sign)
        retriever = answerer.retriever
        reply = find_quote(
            retriever.archive, retriever.lexical, " ".join(words), max_shown_chars=1000
        )
        kinds.add(type(reply))
        if not isinstance(reply, ExactQuote | NearQuote):
            return
        payload = proven(reply).to_components()
        json.dumps(payload, ensure_ascii=False).encode()
        heading, _, block, _, *compared = text_displays(payload)
        assert block.startswith("> ")
        assert not any(re.search(r"(?<!\\)[@<>`|]", text) for text in (heading, *compared))

    check()
    assert kinds >= {ExactQuote, NearQuote}


def test_commands_are_published_with_the_menu(start_bot: StartBot, answerer: Answerer) -> None:
    """Two slash commands beside `/ask`, one of them `/quote`, and one for messages."""
    tree = start_bot(answerer).tree
    assert {command.name for command in tree.get_commands()} >= {"ask", "source", "quote"}
    menus = tree.get_commands(type=discord.AppCommandType.message)
    assert "Find this quote" in {command.name for command in menus}
    assert set(COVERAGE) == {"harbour.md", "ferry.md", "lighthouse.md"}
