"""Every refusal of Discord's on every route in every flow: it ends calmly, and the bot goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import product
from typing import Any

import discord
import pytest
from answer_presses import MAYORS, WHICH_MAYOR, pressed
from fakes import MakeAnswerer
from running_bot import StartBot
from world import COVERAGE, LIGHTHOUSE, STEP, WHO_CUT, World, texts

from bot import wording
from bot.chat.asking.options import AskingOptions
from bot.chat.fair_use import FairUseLimits
from bot.chat.settings.spot import Page, Spot, custom_id
from bot.servers.schema import Choices, Delivery, Server

pytestmark = pytest.mark.simcord(settle_timeout=30)

ROUTES = [
    ("POST", "/channels/*/typing"),
    ("POST", "/channels/*/messages"),
    ("PATCH", "/channels/*/messages/*"),
    ("DELETE", "/channels/*/messages/*"),
    ("POST", "/channels/*/messages/*/threads"),
    ("POST", "/interactions/*/callback"),
    ("PATCH", "/webhooks/*/messages/@original"),
    ("POST", "/webhooks/*"),
]
MOST_REQUESTS = 10
"""What a flow may try with what comes before it: nothing is tried without end."""
CALM = ([wording.TROUBLE], [wording.NOT_SHARED], [wording.NOT_NOTED])
"""What is said where something went wrong."""
MAY_BE_SILENT = {
    *("mention", "thread", "edited", "deleted", "report"),
    *("outlets suggested", "articles suggested"),
}
"""Where nobody can be told, since the bot may not write there, or since no message comes of it."""
UNLIMITED = FairUseLimits(0, 0, 0, 0)
FERRY = "What do tickets cost?"

Step = Callable[[World, Any], Awaitable[Any]]


@pytest.fixture
def simcord_bot(start_bot: StartBot, make_answerer: MakeAnswerer) -> Any:
    """Return a bot that takes as many questions as somebody likes."""
    tall = LIGHTHOUSE.replace(STEP, STEP * 2)  # too long to be shown as one context
    answerer = make_answerer(
        COVERAGE | MAYORS | {"lighthouse.md": tall}, max_excerpts=1, max_excerpt_chars=60
    )
    return start_bot(answerer, asking=AskingOptions(UNLIMITED))


@pytest.fixture
def world(world: World) -> World:
    """Return a server whose Alice manages it, and which wants reports in a channel."""
    permissions = discord.Permissions(manage_guild=True)
    role = world.guild.create_role("editors", permissions=permissions)
    editor = world.guild.add_member(world.env.create_user("ada"), roles=[role])
    desk = world.guild.create_text_channel("desk")
    world.env.bot.kept.choices.set_server(world.guild.id, Server(desk.id))
    return replace(world, alice=editor)


def deliver(world: World, how: Delivery | None) -> None:
    """Let the server have its answers so."""
    world.env.bot.kept.choices.choose(world.guild.id, Choices(delivery=how))


# What comes before the flow goes wrong


async def nothing(_world: World) -> None:
    """Begin with nothing."""


async def question(world: World) -> Any:
    """Begin with a question that is answered."""
    return await world.ask(WHO_CUT)


async def answer(world: World) -> Any:
    """Begin with an answer."""
    await world.ask(WHO_CUT)
    return world.channel.last_message


async def private(world: World) -> Any:
    """Begin with an answer that one person sees."""
    return (await world.alice.slash(world.channel, "ask", question=WHO_CUT)).response


async def in_threads(world: World) -> None:
    """Begin where answers go to threads."""
    deliver(world, Delivery.THREAD)


async def behind_button(world: World) -> Any:
    """Begin with a button that opens an answer."""
    deliver(world, Delivery.BUTTON)
    await world.ask(WHO_CUT)
    return world.channel.last_message


async def form(world: World) -> Any:
    """Begin with an open form to report an answer."""
    return await pressed(world, wording.REPORT, await answer(world))


async def card(world: World) -> Any:
    """Begin with the card of an article."""
    return (await world.alice.slash(world.channel, "source", query="lighthouse")).response


async def several(world: World) -> Any:
    """Begin with an answer that has more sources."""
    await world.ask(WHICH_MAYOR)
    return world.channel.last_message


async def page_of_sources(world: World) -> Any:
    """Begin with more sources."""
    return (await pressed(world, wording.MORE_SOURCES, await several(world))).response


async def context(world: World) -> Any:
    """Begin with a quote in its context, of a long article."""
    await world.ask("Who was the second keeper, Boris?")
    return (await pressed(world, wording.MORE_CONTEXT)).response


async def settings(world: World) -> Any:
    """Begin with the settings."""
    return (await world.alice.slash(world.channel, "settings")).response


async def privacy(world: World) -> Any:
    """Begin with what is kept."""
    return (await world.alice.slash(world.channel, "privacy")).response


# The flow


def press(label: str) -> Step:
    """Return the press of a button."""
    return lambda world, message: pressed(world, label, message)


def command(name: str, **options: str) -> Step:
    """Return the use of a command."""
    return lambda world, _begun: world.alice.slash(world.channel, name, **options)


def menu(name: str) -> Step:
    """Return the use of a message's menu."""
    return lambda world, message: world.alice.context_menu(world.channel, name, message)


def typed(name: str, option: str, words: str) -> Step:
    """Return the beginning of a word in an option that suggests how it may go on."""
    return lambda world, _begun: world.alice.autocomplete(
        world.channel, name, option, words, **({"question": FERRY} if name == "ask" else {})
    )


async def asks(world: World, _begun: Any) -> None:
    """Mention the bot."""
    await world.ask(WHO_CUT)


async def sends(world: World, shown: Any) -> Any:
    """Send the form."""
    return await world.alice.submit_modal(shown, {"kind": "outdated"})


async def chooses(world: World, message: Any) -> Any:
    """Choose something in the settings."""
    known_by = custom_id(Spot(Page.ANSWERS), "max_excerpts")
    return await world.alice.select(message, ["2"], custom_id=known_by)


FLOWS: dict[str, tuple[Callable[[World], Awaitable[Any]], Step]] = {
    "mention": (nothing, asks),
    "thread": (in_threads, asks),
    "edited": (question, lambda world, asked: world.alice.edit(asked, f"{world.mention} {FERRY}")),
    "deleted": (question, lambda world, asked: world.alice.delete(asked)),
    "ask": (nothing, command("ask", question=WHO_CUT)),
    "ask for all": (nothing, command("ask", question=WHO_CUT, visibility="all")),
    "outlets suggested": (nothing, typed("ask", "outlet", "coa")),
    "articles suggested": (nothing, typed("source", "query", "har")),
    "menu": (question, menu("Ask the coverage")),
    "opened by button": (behind_button, press(wording.SHOW_ANSWER)),
    "more context": (answer, press(wording.MORE_CONTEXT)),
    "paragraph": (context, press(wording.PREVIOUS_PARAGRAPH)),
    "more sources": (several, press(wording.MORE_SOURCES)),
    "page of sources": (page_of_sources, press(wording.MORE_SOURCES)),
    "copy": (answer, press(wording.COPY)),
    "share": (private, press(wording.SHARE)),
    "helpful": (answer, press(wording.HELPFUL)),
    "report": (answer, press(wording.REPORT)),
    "report sent": (
        form,
        lambda world, shown: world.alice.submit_modal(shown, {"kind": "outdated"}),
    ),
    "settings": (nothing, command("settings")),
    "settings chosen": (settings, chooses),
    "card": (nothing, command("source", query="lighthouse")),
    "card turned": (card, press(wording.NEXT)),
    "quote": (nothing, command("quote", words="Mayor Brandt cut the ribbon")),
    "coverage": (nothing, command("coverage")),
    "why": (answer, menu(wording.WHY)),
    "privacy": (privacy, press(wording.ERASE)),
    "help": (nothing, command("help")),
}


def seen(world: World) -> dict[int, list[str]]:
    """Return the texts of everything that Alice sees of the bot, by message."""
    me = world.env.bot.user
    places = [world.channel, *world.channel.threads]
    shown = [one for place in places for one in place.history(viewer=world.alice)]
    mine = [one for one in shown if one.author == me]
    return {one.id: [*texts(one), *(str(part.description) for part in one.embeds)] for one in mine}


async def new_texts(world: World, flow: str, fault: dict[str, Any]) -> list[list[str]]:
    """Let a flow go wrong; return what Alice sees that she did not see before."""
    begin, act = FLOWS[flow]
    begun = await begin(world)
    before = seen(world)
    world.env.inject_error(**fault)
    await act(world, begun)
    await world.env.settle()
    world.env.backend.faults.clear()
    deliver(world, None)
    after = seen(world)
    return [said for key, said in after.items() if said and said != before.get(key)]


async def routes_of(world: World, flow: str) -> set[tuple[str, str]]:
    """Return the routes that a flow takes where nothing goes wrong."""
    begin, act = FLOWS[flow]
    begun, ago = await begin(world), len(world.env.http_requests)
    await act(world, begun)
    await world.env.settle()
    deliver(world, None)
    made = world.env.http_requests[ago:]
    return {(one.method, pattern(one.path)) for one in made if one.method != "GET"}


def pattern(path: str) -> str:
    """Return a path with its ids and tokens left out, as `ROUTES` write it."""
    parts = path.split("/")
    if parts[1] == "webhooks":
        return "/webhooks/*/messages/@original" if path.endswith("@original") else "/webhooks/*"
    if parts[1] == "interactions":
        return "/interactions/*/callback"
    return "/".join("*" if part.isdigit() else part for part in parts)


async def test_the_flows_take_every_route_and_no_other(world: World) -> None:
    """Else the tests below would prove less than they say."""
    taken = [await routes_of(world, flow) for flow in FLOWS]
    assert set().union(*taken) == set(ROUTES)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
@pytest.mark.parametrize("flow", FLOWS)
async def test_whatever_discord_refuses_has_a_calm_end(
    world: World, error_log: Any, flow: str, status: int
) -> None:
    """Once or for good: at most one line of an error, at most one sentence; the next is answered.

    simcord notes what a command raised before the bot's own error handler took it.
    """
    for (method, route), times in product(sorted(await routes_of(world, flow)), (1, None)):
        fault = {"method": method, "path": route, "status": status, "times": times}
        ago, known = len(world.env.http_requests), len(world.env.errors)
        told = await new_texts(world, flow, fault)
        raised = [type(one) for one in world.env.errors[known:]]
        assert raised in ([], [discord.app_commands.CommandInvokeError]), fault
        assert len(error_log.take()) <= 1, fault
        assert sum(said in CALM for said in told) <= 1, fault
        assert told or times is None or flow in MAY_BE_SILENT, fault
        assert len(world.env.http_requests) - ago <= MOST_REQUESTS, fault
        await world.ask(FERRY)
        assert texts(world.channel.last_message)[0] == "> Tickets cost 12 crowns.", fault
