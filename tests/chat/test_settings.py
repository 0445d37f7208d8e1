"""`/settings`: who may change what holds, what is kept of a press, and what then holds."""

from typing import Any

import discord
import pytest
from fakes import MakeAnswerer
from running_bot import StartBot
from world import COVERAGE, WHO_CUT, World, buttons, components, texts

from bot.answering.answerer import Answerer
from bot.answering.sources import Catalogue
from bot.chat.asking.options import AskingOptions
from bot.chat.client import PullquoteClient
from bot.chat.settings.changes import offered_outlets, outlet_key
from bot.chat.settings.spot import SETTINGS_ID, Act, Page, Spot, custom_id
from bot.chat.settings.standing import Standing, Surroundings, standing
from bot.chat.settings.view import settings_view
from bot.chat.settings.zones import near_zones, zone_named
from bot.kept.keeping import Kept
from bot.languages import Language, speaking
from bot.servers.schema import MAX_OUTLETS, Choices, Delivery, Listening, Server

pytestmark = pytest.mark.simcord(settle_timeout=30)

NOT_ALLOWED = ["Only those who may manage this server can change its settings."]
COMMANDS_OFF = ["Commands may not be used in this channel."]
COAST = "Coast Desk"


@pytest.fixture
def admin(world: World) -> Any:
    """Return somebody who may manage the server."""
    permissions = discord.Permissions(manage_guild=True)
    role = world.guild.create_role("editors", permissions=permissions)
    return world.guild.add_member(world.env.create_user("ada"), roles=[role])


@pytest.fixture
def kept(simcord_bot: PullquoteClient) -> Kept:
    """Return what the bot keeps."""
    return simcord_bot.kept


def menus(message: Any) -> list[dict[str, Any]]:
    """Return the select menus of a message, in order."""
    found, parts = [], list(components(message))
    while parts:
        part = parts.pop(0)
        found += [part] if part["type"] in {3, 8} else []
        parts = [*part.get("components", ()), *parts]
    return found


def at(page: Page, act: str, channel: Any = None, value: str = "") -> str:
    """Return the `custom_id` of what is pressed on a page of the settings."""
    return custom_id(Spot(page, channel.id if channel else None), act, value)


async def opened(world: World, who: Any, channel: Any = None) -> Any:
    """Return the settings as somebody opens them."""
    return (await who.slash(channel or world.channel, "settings")).response


async def choose(who: Any, message: Any, custom: str, *values: Any) -> Any:
    """Let somebody choose from a menu, and return the message as it then is."""
    return (await who.select(message, list(values), custom_id=custom)).response


async def press(who: Any, message: Any, custom: str) -> Any:
    """Let somebody press a button, and return the message as it then is."""
    return (await who.click(message, custom_id=custom)).response


# Who may


async def test_only_who_manages_the_server_sees_the_settings(world: World, admin: Any) -> None:
    """Discord hides the command; a server may have shown it to others, so the bot asks too."""
    published = world.requests("PUT", "/commands")[-1].json
    (command,) = [one for one in published if one["name"] == "settings"]
    assert (
        int(command["default_member_permissions"]) == discord.Permissions(manage_guild=True).value
    )
    assert command["contexts"] == [0]
    shown = await admin.slash(world.channel, "settings")
    assert shown.ephemeral
    assert texts(shown.response)[0].startswith("### Settings\nFor the whole server")


async def test_every_press_asks_for_the_permission_again(
    world: World, admin: Any, kept: Kept
) -> None:
    """Whoever lost the role since the message came cannot use its buttons."""
    message = await opened(world, admin)
    world.guild.remove_member(admin)
    anew = world.guild.add_member(admin.user)
    result = await anew.select(message, ["off"], custom_id=at(Page.ANSWERS, "commands"))
    assert texts(result.response) == NOT_ALLOWED
    assert kept.choices.choices(world.guild.id) == Choices()


# What is chosen


@pytest.mark.parametrize(
    ("page", "field", "value", "choices"),
    [
        (Page.ANSWERS, "commands", "off", Choices(commands=False)),
        (Page.ANSWERS, "listening", "nothing", Choices(listening=Listening.NOTHING)),
        (Page.ANSWERS, "delivery", "thread", Choices(delivery=Delivery.THREAD)),
        (Page.ANSWERS, "max_excerpts", "5", Choices(max_excerpts=5)),
        (Page.SEARCH, "language", "fr", Choices(language=Language.FRENCH)),
    ],
)
async def test_a_choice_is_kept_and_taken_back(  # noqa: PLR0917 - fixtures and a table
    world: World, admin: Any, kept: Kept, page: Page, field: str, value: str, choices: Choices
) -> None:
    """For the server; to leave it open again is a choice like the others."""
    message = await opened(world, admin)
    if page is not Page.ANSWERS:
        message = await press(admin, message, at(page, Act.SHOW))
    message = await choose(admin, message, at(page, field), value)
    assert kept.choices.choices(world.guild.id) == choices
    await choose(admin, message, at(page, field), "open")
    assert kept.choices.choices(world.guild.id) == Choices()


async def test_what_holds_is_said_with_where_it_comes_from(
    world: World, admin: Any, kept: Kept
) -> None:
    """The default, the server or the channel; a thread's channel too."""
    kept.choices.choose(world.guild.id, Choices(delivery=Delivery.THREAD, max_excerpts=2))
    kept.choices.choose(world.guild.id, Choices(max_excerpts=1), world.channel.id)
    message = await opened(world, admin)
    assert f"Set up by themselves: <#{world.channel.id}>" in texts(message)[0]
    message = await choose(admin, message, at(Page.ANSWERS, Act.CHANNEL), world.channel)
    assert f"For <#{world.channel.id}> alone" in texts(message)[0]
    held = [text for text in texts(message) if text.startswith("**")]
    assert held == [
        "**Commands**: may be used · the default",
        "**Messages that are answered**: those that mention the bot or reply to it · the default",
        "**How messages are answered**: in a thread · set for the server",
        "**Excerpts in an answer**: at most 1 · set for this channel",
    ]


def test_a_thread_says_what_comes_from_its_channel() -> None:
    """Before the server's choice; its own comes first."""
    kept = Kept.in_memory()
    kept.choices.choose(1, Choices(max_excerpts=2, commands=False, zone="UTC"))
    kept.choices.choose(1, Choices(max_excerpts=3, zone="Asia/Tokyo"), 2)
    kept.choices.choose(1, Choices(zone="Europe/Berlin"), 3)
    found = standing(kept.choices, 1, Spot(channel_id=3), 2)
    names = ("zone", "max_excerpts", "commands", "delivery")
    assert [found.origin(name) for name in names] == [
        "set for this channel",
        "set for its channel",
        "set for the server",
        "the default",
    ]
    assert (found.place.zone, found.place.max_excerpts) == ("Europe/Berlin", 3)
    kept.close()


async def test_a_channel_is_set_up_by_itself_and_given_back(
    world: World, admin: Any, kept: Kept
) -> None:
    """The button takes away what the channel chose, and nothing else."""
    kept.choices.choose(world.guild.id, Choices(max_excerpts=2))
    message = await opened(world, admin)
    message = await choose(admin, message, at(Page.ANSWERS, Act.CHANNEL), world.channel)
    spot = world.channel
    message = await choose(admin, message, at(Page.ANSWERS, "max_excerpts", spot), "4")
    assert kept.choices.choices(world.guild.id, spot.id) == Choices(max_excerpts=4)
    await press(admin, message, at(Page.ANSWERS, Act.RESET, spot))
    assert kept.choices.channels(world.guild.id) == []
    assert kept.choices.choices(world.guild.id) == Choices(max_excerpts=2)


async def test_a_press_works_after_a_restart(
    world: World, admin: Any, start_bot: StartBot, answerer: Answerer
) -> None:
    """Where it stands is in the message; what was chosen is in the file."""
    message = await opened(world, admin)
    message = await choose(admin, message, at(Page.ANSWERS, Act.CHANNEL), world.channel)
    anew = start_bot(answerer)
    await world.env.restart_bot(anew)
    message = await choose(admin, message, at(Page.ANSWERS, "delivery", world.channel), "button")
    expected = Choices(delivery=Delivery.BUTTON)
    assert anew.kept.choices.choices(world.guild.id, world.channel.id) == expected
    await press(admin, message, at(Page.SERVER, Act.SHOW))


async def test_every_question_is_not_offered_without_the_intent(
    world: World, admin: Any, kept: Kept
) -> None:
    """The message says what it takes; an older message that offers it is refused."""
    message = await opened(world, admin)
    (listening,) = [one for one in menus(message) if one["custom_id"].endswith(":listening")]
    assert [one["value"] for one in listening["options"]] == ["open", "nothing", "mentions"]
    assert any("Message Content Intent" in text for text in texts(message))
    kept.choices.choose(world.guild.id, Choices(listening=Listening.QUESTIONS))
    message = await opened(world, admin)
    kept.choices.choose(world.guild.id, Choices())
    message = await choose(admin, message, at(Page.ANSWERS, "listening"), "questions")
    assert "**To answer every question" in texts(message)[0]
    assert kept.choices.choices(world.guild.id) == Choices()


class TestWithTheIntent:
    """A bot that its owner lets read every message."""

    @pytest.fixture
    def simcord_bot(self, start_bot: StartBot, answerer: Answerer) -> PullquoteClient:
        """Return a bot with the intent."""
        return start_bot(answerer, asking=AskingOptions(every_question=True))

    async def test_every_question_can_be_chosen(
        self, world: World, admin: Any, kept: Kept
    ) -> None:
        """And nothing is said of what it takes."""
        message = await opened(world, admin)
        assert not any("Intent" in text for text in texts(message))
        await choose(admin, message, at(Page.ANSWERS, "listening"), "questions")
        assert kept.choices.choices(world.guild.id).listening is Listening.QUESTIONS


# Outlets


async def test_outlets_are_chosen_and_opened_again(world: World, admin: Any, kept: Kept) -> None:
    """In a channel none means all, whatever the server chose; in a server it means no choice."""
    message = await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    message = await choose(admin, message, at(Page.SEARCH, Act.OUTLETS), outlet_key(COAST))
    assert kept.choices.choices(world.guild.id) == Choices(outlets=(COAST,))
    assert any(f"**Outlets**: {COAST} · set for the server" in text for text in texts(message))
    message = await choose(admin, message, at(Page.SEARCH, Act.CHANNEL), world.channel)
    spot = world.channel
    message = await choose(admin, message, at(Page.SEARCH, Act.OUTLETS, spot))
    assert kept.choices.place(world.guild.id, spot.id).outlets == ()
    message = await press(admin, message, at(Page.SEARCH, Act.ANY_OUTLET, spot))
    assert kept.choices.place(world.guild.id, spot.id).outlets == (COAST,)
    message = await press(admin, message, at(Page.SEARCH, Act.SERVER, None))
    await choose(admin, message, at(Page.SEARCH, Act.OUTLETS))
    assert kept.choices.choices(world.guild.id) == Choices()


def test_those_chosen_are_offered_beside_the_largest() -> None:
    """A menu holds 25; what is chosen must stay in it, or a press would drop it."""
    outlets = [f"Outlet {number}" for number in range(40)]
    offered = offered_outlets(outlets, ["Outlet 39", "Gone"])
    assert len(offered) == MAX_OUTLETS
    assert list(offered.values())[:4] == ["Outlet 39", "Gone", "Outlet 0", "Outlet 1"]
    assert all(outlet_key(name) == key for key, name in offered.items())


# Time zones


async def test_a_time_zone_is_typed_and_kept_by_its_name(
    world: World, admin: Any, kept: Kept
) -> None:
    """Whatever its case; the form holds what holds now."""
    message = await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    form = await admin.click(message, custom_id=at(Page.SEARCH, Act.ZONE))
    filled = await admin.submit_modal(form, {Act.ZONE.value: "europe/berlin"})
    assert kept.choices.choices(world.guild.id).zone == "Europe/Berlin"
    said = texts(filled.response)
    assert "**Time zone**: Europe/Berlin · set for the server" in said
    await press(admin, filled.response, at(Page.SEARCH, Act.NO_ZONE))
    assert kept.choices.choices(world.guild.id) == Choices()


async def test_a_wrong_time_zone_changes_nothing_and_names_those_near_it(
    world: World, admin: Any, kept: Kept
) -> None:
    """What was typed is repeated without its signs being read."""
    message = await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    form = await admin.click(message, custom_id=at(Page.SEARCH, Act.ZONE))
    filled = await admin.submit_modal(form, {Act.ZONE.value: "Europe/*Berlyn"})
    (heading, *_) = texts(filled.response)
    assert r"There is no time zone “Europe/\*Berlyn”. Near it: Europe/Berlin" in heading
    assert kept.choices.choices(world.guild.id) == Choices()


async def test_a_form_left_open_over_a_restart_is_taken_in(
    world: World, admin: Any, start_bot: StartBot, answerer: Answerer
) -> None:
    """discord.py forgets it; its id says what it is of."""
    message = await press(admin, await opened(world, admin), at(Page.SEARCH, Act.SHOW))
    form = await admin.click(message, custom_id=at(Page.SEARCH, Act.ZONE))
    anew = start_bot(answerer)
    await world.env.restart_bot(anew)
    await admin.submit_modal(form, {Act.ZONE.value: "Asia/Tokyo"})
    assert anew.kept.choices.choices(world.guild.id).zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("typed", "name", "near"),
    [
        ("UTC", "UTC", None),
        (" europe/berlin ", "Europe/Berlin", None),
        ("america/new york", "America/New_York", None),
        ("Berlin", None, "Europe/Berlin"),
        ("new york", None, "America/New_York"),
        ("Europe/Berlni", None, "Europe/Berlin"),
        ("xyzzy", None, None),
        ("../etc/passwd", None, None),
        ("", None, None),
    ],
)
def test_a_zone_is_known_by_its_name_or_near_it(
    typed: str, name: str | None, near: str | None
) -> None:
    """IANA names alone; a city or a slip of the fingers is told what it may mean."""
    assert zone_named(typed) == name
    if name is None:
        assert near_zones(typed)[:1] == ([near] if near else [])


# Reports and questions


async def test_reports_questions_and_the_digest_are_switched(
    world: World, admin: Any, kept: Kept
) -> None:
    """Each press says what it switches to, so that the same press twice is one."""
    guild_id = world.guild.id
    message = await press(admin, await opened(world, admin), at(Page.SERVER, Act.SHOW))
    message = await choose(admin, message, at(Page.SERVER, Act.REPORTS), world.channel)
    older = await press(admin, message, at(Page.SERVER, Act.DIGEST, value="on"))
    assert kept.choices.server(guild_id) == Server(world.channel.id, digest=True)
    message = await press(admin, older, at(Page.SERVER, Act.COLLECT, value="on"))
    assert kept.feedback.collects(guild_id)
    assert any(text.startswith("**Collecting questions**: on") for text in texts(message))
    message = await press(admin, message, at(Page.SERVER, Act.COLLECT, value="off"))
    assert not kept.feedback.collects(guild_id)
    await choose(admin, message, at(Page.SERVER, Act.REPORTS))
    assert kept.choices.server(guild_id) == Server(None, digest=True)


# What the bot lacks


async def test_the_settings_say_what_the_bot_lacks_in_a_channel(world: World, admin: Any) -> None:
    """With what is then lost; of a channel elsewhere too, and of the one that reports go to."""
    mute = discord.PermissionOverwrite(send_messages=False)
    other = world.guild.create_text_channel("mute", overwrites={world.env.bot.user: mute})
    message = await opened(world, admin)
    assert not any("lacks" in text for text in texts(message))
    message = await choose(admin, message, at(Page.ANSWERS, Act.CHANNEL), other)
    assert "The bot lacks **Send Messages** here" in texts(message)[-1]
    message = await press(admin, message, at(Page.SERVER, Act.SHOW))
    message = await choose(admin, message, at(Page.SERVER, Act.REPORTS), other)
    assert texts(message)[-1].endswith("nothing can be told here.")


# Commands respect it


async def test_where_commands_are_off_they_say_so_in_private(
    world: World, admin: Any, kept: Kept
) -> None:
    """One sentence; autocompletion gives nothing; /settings and /privacy work on."""
    kept.choices.choose(world.guild.id, Choices(commands=False), world.channel.id)
    for name, options in (
        ("ask", {"question": WHO_CUT, "visibility": "all"}),
        ("source", {"query": "harbour"}),
        ("coverage", {}),
        ("help", {}),
    ):
        result = await world.alice.slash(world.channel, name, **options)
        assert result.ephemeral
        assert texts(result.response) == COMMANDS_OFF
    assert await world.alice.autocomplete(world.channel, "source", "query", "har") == []
    assert texts(await opened(world, admin))[0].startswith("### Settings")
    assert texts((await world.alice.slash(world.channel, "privacy")).response) != COMMANDS_OFF
    other = world.guild.create_text_channel("other")
    assert await world.alice.autocomplete(other, "source", "query", "har") != []


async def test_a_source_outside_a_places_outlets_is_not_found(world: World, kept: Kept) -> None:
    """By its id, its headline, its words or a suggestion; elsewhere it is."""
    kept.choices.choose(world.guild.id, Choices(outlets=(COAST,)), world.channel.id)
    other = world.guild.create_text_channel("other")
    for query in ("ferry", "Ferry to Oster sails again", "tickets crowns"):
        inside = (await world.alice.slash(world.channel, "source", query=query)).response
        assert texts(inside) == ["No article matches that. Try a word of its headline."]
        outside = (await world.alice.slash(other, "source", query=query)).response
        assert texts(outside)[0].startswith("### Ferry to Oster")
    named = await world.alice.autocomplete(world.channel, "source", "query", "")
    assert {one["value"] for one in named} == {"harbour", "lighthouse"}


async def test_a_quote_outside_a_places_outlets_is_not_found(world: World, kept: Kept) -> None:
    """The coverage of the place does not have the words, nor their headline."""
    kept.choices.choose(world.guild.id, Choices(outlets=(COAST,)), world.channel.id)
    words = "The ferry to Oster sails again from Monday"
    inside = (await world.alice.slash(world.channel, "quote", words=words)).response
    assert not any("> " in text or "Oster sails" in text for text in texts(inside)[1:])
    other = world.guild.create_text_channel("other")
    outside = (await world.alice.slash(other, "quote", words=words)).response
    assert "> **The ferry to Oster sails again from Monday**." in texts(outside)
    known = "Mayor Brandt cut the ribbon"
    inside = (await world.alice.slash(world.channel, "quote", words=known)).response
    assert any(text.startswith("> **Mayor Brandt") for text in texts(inside))


async def test_the_coverage_of_a_place_is_its_outlets(world: World, kept: Kept) -> None:
    """Two of three articles, and no outlet without a name."""
    kept.choices.choose(world.guild.id, Choices(outlets=(COAST,)), world.channel.id)
    shown = texts((await world.alice.slash(world.channel, "coverage")).response)
    assert "2 articles, published" in shown[0]
    assert shown[-1] == f"**Outlets**\n- {COAST}: 2 articles"


# What stands in a custom_id


def test_every_custom_id_is_short_and_read_again() -> None:
    """At most 100 characters, with the longest id a channel can have."""
    spot = Spot(Page.ANSWERS, 2**64 - 1)
    for act in (*Act, "max_excerpts", "commands"):
        made = custom_id(spot, act, "off")
        assert len(made) <= 100
        match = SETTINGS_ID.fullmatch(made)
        assert match
        assert int(match["channel"]) == 2**64 - 1


def test_the_settings_keep_to_discords_limits_with_everything_chosen() -> None:
    """Forty components and four thousand characters: 25 outlets of the longest names."""
    outlets = tuple(f"{number:02}{'*' * 200}" for number in range(MAX_OUTLETS))
    choices = Choices(outlets=outlets, zone="America/Argentina/ComodRivadavia")
    kept = Kept.in_memory()
    kept.choices.choose(1, choices, 2)
    place = kept.choices.place(1, 2)
    found = Standing(place, choices, Choices(), Choices(), is_channel=True)
    around = Surroundings(
        Server(2**63, digest=True),
        collects=True,
        channels=[2**63 + n for n in range(500)],
        outlets=[*outlets, "One that the menu does not hold"],
        excerpts=3,
        zone="UTC",
        hears_questions=False,
        lacks=["x" * 200] * 5,
        note="y" * 300,
    )
    for language in Language:
        for page in Page:
            for spot in (Spot(page), Spot(page, 2**63)):
                with speaking(language):
                    payload = settings_view(spot, found, around).to_components()
                assert _count(payload) <= 40
                assert all(len(one["label"]) <= 80 for one in buttons(payload))
    kept.close()


def _count(parts: Any) -> int:
    return sum(1 + _count(part.get("components", ())) for part in parts)


def test_a_part_of_the_catalogue_finds_as_one_of_its_own(make_answerer: MakeAnswerer) -> None:
    """The same articles in the same order as if no others had ever been there."""
    archive = make_answerer(COVERAGE).retriever.archive
    facts = archive.facts()
    whole, part = Catalogue(facts), Catalogue([one for one in facts if one.outlet == COAST])
    bound = whole.within(["coast desk"])
    for words in ("", "harbour", "the", "lighthouse 2021", "Ada", "ferry", "e"):
        assert bound.find(words) == part.find(words)
    assert bound.outlets("", 5) == [COAST]
    assert bound.get("ferry") is None
    assert whole.within([]) is whole
    assert whole.within(["nobody"]).find("harbour") == []
