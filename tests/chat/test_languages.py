"""Which language the bot's own words are in, to whom and where; quotes stay as printed."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import discord
import pytest
from fakes import MakeAnswerer
from world import COVERAGE, RIBBON_SHOWN, RIBBON_SOURCE, WHO_CUT, World, buttons, components, texts

from bot import wording
from bot.answering.answerer import Answerer
from bot.answering.schema import Answer
from bot.chat.alarm_bell import AlarmSettings
from bot.chat.client import PullquoteClient
from bot.chat.desk import Desk
from bot.chat.language_choice import LanguageChoice
from bot.languages import (
    Language,
    language_of,
    say,
    speaking,
    spoken,
    written_date,
    written_number,
)
from bot.settings import load_settings
from embeddings.storage.ledger import Ledger

pytestmark = pytest.mark.simcord(settle_timeout=30)

StartBot = Callable[..., PullquoteClient]
GERMAN_ANSWER = [
    "-# Gefragt: Who cut the ribbon?",
    RIBBON_SHOWN,
    RIBBON_SOURCE,
    "-# Wörtlich zitiert · Übereinstimmung N\u00a0% · Berichte bis 1. April 2022, 3 Artikel",
]
FRENCH_FACTS = (
    "-# Cité mot pour mot · pertinence N\u202f% · archives jusqu’au 1er avril 2022, 3 articles"
)


def shown(message: Any) -> list[str]:
    """Return the texts of a message, the score as N."""
    return [re.sub(r"\d+(?=[\u00a0\u202f ]%)", "N", text) for text in texts(message)]


def labels(message: Any) -> list[str]:
    """Return what a message's buttons say."""
    return [button["label"] for button in buttons(components(message))]


def let_users_speak(client: PullquoteClient, locale: str) -> None:
    """Let every interaction come from a user of `locale`: simcord's are all American."""
    parsers = client._connection.parsers  # noqa: SLF001 - where Discord's payloads arrive
    parse = parsers["INTERACTION_CREATE"]
    parsers["INTERACTION_CREATE"] = lambda payload: parse({**payload, "locale": locale})


@pytest.fixture
def german_users(simcord_bot: PullquoteClient) -> None:
    """Let everybody use Discord in German."""
    let_users_speak(simcord_bot, "de")


def in_a_server(world: World, locale: str) -> World:
    """Return the world with another server of `locale` in the place of the first."""
    guild = world.env.create_guild("Rédaction", preferred_locale=locale)
    channel = guild.create_text_channel("questions")
    alice, bob = (guild.add_member(world.env.create_user(name)) for name in ("anne", "bruno"))
    return World(world.env, guild, channel, alice, bob)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en-US", Language.ENGLISH),
        ("en-GB", Language.ENGLISH),
        ("de", Language.GERMAN),
        ("es-ES", Language.SPANISH),
        ("es-419", Language.SPANISH),
        ("fr", Language.FRENCH),
        ("pt-BR", None),
        ("dex", None),
        ("", None),
        (None, None),
    ],
)
def test_a_locale_means_its_language(locale: str | None, language: Language | None) -> None:
    """Whatever the country; None where the bot does not speak it."""
    assert language_of(locale) is language


def test_every_locale_of_discord_can_be_read() -> None:
    """Six of them are languages that the bot speaks."""
    assert sum(language_of(locale.value) is not None for locale in discord.Locale) == 6


@pytest.mark.parametrize(
    ("language", "first", "fifth", "number"),
    [
        (Language.ENGLISH, "1 March 2022", "5 March 2022", "12,345"),
        (Language.GERMAN, "1. März 2022", "5. März 2022", "12.345"),
        (Language.SPANISH, "1 de marzo de 2022", "5 de marzo de 2022", "12.345"),
        (Language.FRENCH, "1er mars 2022", "5 mars 2022", "12\u202f345"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_does(
    language: Language, first: str, fifth: str, number: str
) -> None:
    """Days in words; French has an ordinal for the first of a month."""
    with speaking(language):
        assert wording.day("2022-03-01") == first
        assert wording.day("2022-03-05T23:30:00-05:00") == fifth
    assert written_number(12345, language) == number


def test_the_eleventh_is_no_first_in_french() -> None:
    """Nor are the twenty-first and the thirty-first."""
    for day in (11, 21, 31):
        assert written_date(date(2021, 12, day), Language.FRENCH) == f"{day} décembre 2021"


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [
        (Language.ENGLISH, "0 articles", "1 article", "2 articles"),
        (Language.SPANISH, "0 artículos", "1 artículo", "2 artículos"),
        (Language.FRENCH, "0 article", "1 article", "2 articles"),
    ],
)
def test_a_number_takes_the_form_of_its_language(
    language: Language, none: str, one: str, two: str
) -> None:
    """No articles are singular in French."""
    with speaking(language):
        assert [wording.articles(count) for count in (0, 1, 2)] == [none, one, two]


def test_a_language_is_in_force_for_a_while() -> None:
    """English before and after, also where something goes wrong."""
    with suppress(LookupError), speaking(Language.GERMAN):
        assert say(wording.READ) == "Im Artikel lesen"
        raise LookupError
    assert spoken() is Language.ENGLISH
    assert say("no such text") == "no such text"


# Commands as Discord gets them


async def test_commands_reach_discord_in_every_language(world: World) -> None:
    """Names, options, descriptions, choices and menus; Spanish on both sides of the ocean."""
    (sync,) = world.requests("PUT", "/commands")
    commands = {command["name"]: command for command in sync.json}
    assert commands["ask"]["name_localizations"] == {
        "de": "fragen",
        "es-ES": "preguntar",
        "es-419": "preguntar",
        "fr": "demander",
    }
    assert commands["ask"]["description_localizations"]["de"] == (
        "Die Berichterstattung fragen; die Antwort wird wörtlich zitiert"
    )
    options = {option["name"]: option for option in commands["ask"]["options"]}
    assert options["since"]["name_localizations"]["fr"] == "depuis"
    outlet = options["outlet"]["description_localizations"]
    assert outlet["es-419"] == outlet["es-ES"] == "Solo artículos de este medio"
    me, _ = options["visibility"]["choices"]
    assert me["name_localizations"]["de"] == "nur ich"
    assert commands["Find this quote"]["name_localizations"]["fr"] == "Trouver cette citation"
    for command in sync.json:
        for part in (command, *command.get("options", ())):
            assert part["name_localizations"].keys() == {"de", "es-ES", "es-419", "fr"}


# Who is answered in which language


@pytest.mark.usefixtures("german_users")
async def test_one_person_is_answered_in_their_own_language(world: World) -> None:
    """The words around the quote are German; the quote and its source are as printed."""
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert result.ephemeral
    assert shown(result.response) == GERMAN_ANSWER
    assert labels(result.response)[:3] == ["Im Artikel lesen", "Mehr Kontext", "Teilen"]


@pytest.mark.usefixtures("german_users")
async def test_everyone_is_answered_in_the_language_of_the_server(world: World) -> None:
    """What the one who asks speaks does not matter then."""
    french = in_a_server(world, "fr")
    result = await french.alice.slash(french.channel, "ask", question=WHO_CUT, visibility="all")
    assert shown(result.response)[0] == "-# Question posée\u202f: Who cut the ribbon?"
    assert shown(result.response)[-1] == FRENCH_FACTS
    await french.ask(WHO_CUT)
    answer = french.channel.last_message
    assert shown(answer) == [RIBBON_SHOWN, RIBBON_SOURCE, FRENCH_FACTS]
    assert labels(answer)[:2] == ["Lire dans l’article", "Plus de contexte"]


@pytest.mark.usefixtures("german_users")
async def test_a_button_answers_the_one_who_pressed_it(world: World) -> None:
    """Under a French answer too, and after a restart."""
    french = in_a_server(world, "fr")
    await french.ask(WHO_CUT)
    result = await french.bob.click(french.channel.last_message, label="Plus de contexte")
    assert texts(result.response)[0] == "**Im Zusammenhang**"
    card = (await french.bob.slash(french.channel, "source", query="keepers")).response
    assert labels(card) == ["Vorige Passage", "Nächste Passage", "Artikel öffnen"]
    turned = await french.bob.click(card, label="Nächste Passage")
    assert texts(turned.response or card)[-1].startswith("-# Passage 2 von")


async def test_an_answer_is_known_again_in_another_language(
    world: World, simcord_bot: PullquoteClient
) -> None:
    """An editor who speaks French asks why a German answer was given."""
    let_users_speak(simcord_bot, "fr")
    german = in_a_server(world, "de")
    asked = await german.alice.slash(german.channel, "ask", question=WHO_CUT, visibility="all")
    assert shown(asked.response) == GERMAN_ANSWER
    role = german.guild.create_role("Editors", permissions=discord.Permissions(manage_guild=True))
    editor = german.guild.add_member(world.env.create_user("edda"), roles=[role])
    result = await editor.context_menu(german.channel, wording.WHY, asked.response)
    head = texts(result.response)[0].split("\n")
    assert head[0] == "### Pourquoi cette réponse"
    assert head[2] == "-# Question posée\u202f: Who cut the ribbon?"


def restarted(
    start_bot: StartBot, answerer: Answerer, languages: LanguageChoice, locale: str = "de"
) -> PullquoteClient:
    """Return the bot with another choice of languages, and users of `locale`."""
    client = start_bot(answerer, languages=languages)
    let_users_speak(client, locale)
    return client


async def test_what_is_set_for_a_channel_comes_before_all_else(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """For one person and for everyone; another channel goes its own way."""
    asked: list[tuple[int | None, int | None]] = []

    def set_for(
        guild_id: int | None, channel_id: int | None, _parent_id: int | None
    ) -> str | None:
        asked.append((guild_id, channel_id))
        return "es" if channel_id == world.channel.id else None

    await world.env.restart_bot(restarted(start_bot, answerer, LanguageChoice(set_for=set_for)))
    await world.ask(WHO_CUT)
    assert labels(world.channel.last_message)[:2] == ["Leer en el artículo", "Más contexto"]
    private = await world.alice.slash(world.channel, "quote", words="cut the ribbon and called")
    assert texts(private.response)[0] == "-# Consulta: cut the ribbon and called"
    assert set(asked) == {(world.guild.id, world.channel.id)}
    elsewhere = world.guild.create_text_channel("elsewhere")
    german = await world.alice.slash(elsewhere, "quote", words="cut the ribbon and called")
    assert texts(german.response)[0] == "-# Nachgeschlagen: cut the ribbon and called"


@pytest.mark.parametrize("locale", ["en-US", "pl"])
async def test_where_nobody_chose_it_is_the_owner_s_language(
    world: World, start_bot: StartBot, answerer: Answerer, locale: str
) -> None:
    """A server that is no Community says American English, whoever is in it; Polish is unknown."""
    choice = LanguageChoice(Language.GERMAN)
    await world.env.restart_bot(restarted(start_bot, answerer, choice, locale="pl"))
    server = in_a_server(world, locale)
    await server.ask(WHO_CUT)
    assert shown(server.channel.last_message)[-1] == GERMAN_ANSWER[-1]
    private = await server.alice.slash(server.channel, "ask", question=WHO_CUT)
    assert shown(private.response) == GERMAN_ANSWER
    zoe = world.env.create_user("zoe")
    await zoe.send_dm(WHO_CUT)
    assert shown(zoe.dm_channel.history()[-1])[-1] == GERMAN_ANSWER[-1]


async def test_a_community_means_the_american_english_it_says(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """It could have chosen another."""
    client = restarted(start_bot, answerer, LanguageChoice(Language.GERMAN))
    await world.env.restart_bot(client)
    guild = client.get_guild(world.guild.id)
    assert guild
    assert client.languages.of_place(guild, world.channel.id) is Language.GERMAN
    guild.features.append("COMMUNITY")
    assert client.languages.of_place(guild, world.channel.id) is Language.ENGLISH


@pytest.mark.usefixtures("german_users")
async def test_trouble_is_told_in_the_language_of_the_one_in_it(
    world: World, error_log: Any
) -> None:
    """By a command and by a button; the log stays English."""
    trouble = "Bei mir ist etwas schiefgegangen; es steht im Protokoll. Bitte später noch einmal"
    await world.ask(WHO_CUT)
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500, times=1)
    result = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    assert texts(result.response)[0].startswith(trouble)
    world.env.inject_error("PATCH", "/webhooks/*/messages/@original", status=500, times=1)
    result = await world.alice.click(world.channel.last_message, label=wording.MORE_CONTEXT)
    assert texts(result.response)[0].startswith(trouble)
    assert error_log.take() == ["An interaction failed (HTTPException)"] * 2
    assert len(world.env.errors) == 1


# The wire


async def test_what_a_message_must_show_is_read_in_its_language(
    make_answerer: MakeAnswerer,
) -> None:
    """Source lines are made in the desk's thread: there the language is that of the task."""
    desk = Desk(make_answerer(COVERAGE))
    reply = await desk.answer("Who sails to Oster?")
    assert isinstance(reply, Answer)
    with speaking(Language.SPANISH):
        first, *_ = await desk.quoted_excerpts(reply)
    desk.close()
    assert first.source_line.endswith(" · 1 de abril de 2022")


async def test_an_alarm_is_told_in_the_language_of_its_channel(
    world: World, start_bot: StartBot, answerer: Answerer
) -> None:
    """Nobody asked: it is the server's; the log stays English."""
    archive = answerer.retriever.archive
    with archive.bookkeeping():
        Ledger(archive).record_source("/srv/acta", "2022-04-02T08:00:00+00:00", "gone")
    french = in_a_server(world, "fr")
    alarms = AlarmSettings(timedelta(hours=24), french.channel.id)
    await world.env.restart_bot(start_bot(answerer, alarms=alarms))
    assert french.answers() == [["Alerte\u202f: acta n’a jamais pu être lu."]]


def test_the_systems_own_variable_chooses_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """LANGUAGE is gettext's: many systems set it, to values that are no setting of the bot's."""
    monkeypatch.setenv("LANGUAGE", "en_US:en")
    assert load_settings().bot_language is Language.ENGLISH
    monkeypatch.setenv("BOT_LANGUAGE", "fr")
    assert load_settings().bot_language is Language.FRENCH
