"""Every button, menu and form of the bot: what comes before it, how it is pressed, what for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from answer_presses import WHICH_MAYOR
from every_place import IN_SERVERS, Place, Visit
from world import WHO_CUT

from bot import wording
from bot.chat.settings.spot import Act, Page, Spot, custom_id
from bot.servers.schema import Server

BORIS = "Who was the second keeper, Boris?"
QUOTED = "Mayor Brandt cut the ribbon"
ZONE = "Europe/Vienna"

Begin = Callable[[Visit], Awaitable[Any]]
Press = Callable[[Visit, Any], Awaitable[Any]]


class Shows(StrEnum):
    """What comes of a press."""

    PRIVATELY = "a message of its own for the one who pressed"
    IN_PLACE = "the message that was pressed, changed"
    TO_EVERYONE = "a message for everyone, and where it stands in the one that was pressed"
    A_FORM = "a form"


@dataclass(frozen=True, slots=True)
class Control:
    """A button, a menu or a form that is sent; `says` stands in what comes of it.

    Where it `counts`, what somebody says of an answer is kept; where it `tells`, those who look
    after the server are told.
    """

    begin: Begin
    press: Press
    shows: Shows
    says: str
    where: tuple[Place, ...] = tuple(Place)
    counts: bool = False
    tells: bool = False


# What comes before the press


async def answer(visit: Visit) -> Any:
    """Begin with an answer that everyone sees."""
    return await visit.ask(WHO_CUT)


async def private(visit: Visit) -> Any:
    """Begin with an answer that one person sees."""
    return (await visit.command("ask", question=WHO_CUT)).response


async def several(visit: Visit) -> Any:
    """Begin with an answer that has more sources."""
    return await visit.ask(WHICH_MAYOR)


async def private_of_several(visit: Visit) -> Any:
    """Begin with such an answer that one person sees."""
    return (await visit.command("ask", question=WHICH_MAYOR)).response


async def sources(visit: Visit) -> Any:
    """Begin with more sources."""
    return (await visit.press(wording.MORE_SOURCES, await several(visit))).response


async def second_sources(visit: Visit) -> Any:
    """Begin with the page of sources after them."""
    page = await sources(visit)
    await visit.press(wording.MORE_SOURCES, page)
    return page


async def context(visit: Visit) -> Any:
    """Begin with a quote in its context, of an article that is longer."""
    return (await visit.press(wording.MORE_CONTEXT, await visit.ask(BORIS))).response


async def first_paragraph(visit: Visit) -> Any:
    """Begin with what is read from there, a paragraph back."""
    shown = await context(visit)
    await visit.press(wording.PREVIOUS_PARAGRAPH, shown)
    return shown


async def behind_a_button(visit: Visit) -> Any:
    """Begin with a button that opens an answer."""
    return await visit.ask_behind_a_button(WHO_CUT)


async def form(visit: Visit) -> Any:
    """Begin with an open form to report an answer."""
    return await visit.press(wording.REPORT, await answer(visit))


async def card(visit: Visit) -> Any:
    """Begin with the card of an article."""
    return (await visit.command("source", query="lighthouse")).response


async def turned_card(visit: Visit) -> Any:
    """Begin with its second passage."""
    shown = await card(visit)
    await visit.press(wording.NEXT, shown)
    return shown


async def listed(visit: Visit) -> Any:
    """Begin with a menu of articles."""
    return (await visit.command("source", query="Story")).response


async def quote(visit: Visit) -> Any:
    """Begin with a quote that was looked up."""
    return (await visit.command("quote", words=QUOTED)).response


async def written(visit: Visit) -> Any:
    """Begin with what somebody wrote."""
    return await visit.write(WHO_CUT)


async def quoting(visit: Visit) -> Any:
    """Begin with what somebody quotes."""
    return await visit.write(f"> {QUOTED}")


async def privacy(visit: Visit) -> Any:
    """Begin with what is kept."""
    return (await visit.command("privacy")).response


async def unsure(visit: Visit) -> Any:
    """Begin with the question whether all of it is to go."""
    shown = await privacy(visit)
    await visit.press(wording.ERASE, shown)
    return shown


async def settings(visit: Visit) -> Any:
    """Begin with the settings."""
    return (await visit.command("settings")).response


async def without_desk(visit: Visit) -> Any:
    """Begin with the settings of a server whose reports go nowhere."""
    visit.kept.choices.set_server(visit.world.guild.id, Server())
    return await page_of_settings(wording.TAB_SERVER)(visit)


def page_of_settings(tab: str) -> Begin:
    """Return what begins with another page of the settings."""

    async def begin(visit: Visit) -> Any:
        shown = await settings(visit)
        await visit.press(tab, shown)
        return shown

    return begin


async def zone_form(visit: Visit) -> Any:
    """Begin with an open form for the time zone."""
    shown = await page_of_settings(wording.TAB_SEARCH)(visit)
    return await visit.press(wording.CHANGE_ZONE, shown)


# The press


def press(label: str) -> Press:
    """Return the press of a button."""
    return lambda visit, message: visit.press(label, message)


def menu(name: str) -> Press:
    """Return the use of a message's menu."""
    return lambda visit, message: visit.menu(name, message)


def send(**values: str) -> Press:
    """Return the sending of a form."""
    return lambda visit, shown: visit.person.submit_modal(shown, values)


def choose(known_by: str, value: str) -> Press:
    """Return a choice from a menu."""
    return lambda visit, shown: visit.person.select(shown, [value], custom_id=known_by)


async def choose_article(visit: Visit, shown: Any) -> Any:
    """Choose the first article of a menu."""
    found = next(one for one in _menus(shown.components) if one["custom_id"] == "pullquote:choose")
    values = [found["options"][0]["value"]]
    return await visit.person.select(shown, values, custom_id=found["custom_id"])


async def choose_desk(visit: Visit, shown: Any) -> Any:
    """Choose where reports go."""
    known_by = custom_id(Spot(Page.SERVER), Act.REPORTS)
    return await visit.person.select(shown, [visit.desk], custom_id=known_by)


def _menus(parts: Any) -> list[Any]:
    found = []
    for part in parts:
        found += [part] if "options" in part else _menus(part.get("components", ()))
    return found


_OF_EXCERPTS = custom_id(Spot(Page.ANSWERS), "max_excerpts")
_PRIVATELY, _IN_PLACE, _FORM = Shows.PRIVATELY, Shows.IN_PLACE, Shows.A_FORM

CONTROLS: dict[str, Control] = {
    "more context": Control(answer, press(wording.MORE_CONTEXT), _PRIVATELY, "The old quay goes"),
    "context of a private answer": Control(
        private, press(wording.MORE_CONTEXT), _PRIVATELY, "The old quay goes"
    ),
    "next paragraph": Control(
        first_paragraph, press(wording.NEXT_PARAGRAPH), _IN_PLACE, "> Boris"
    ),
    "previous paragraph": Control(context, press(wording.PREVIOUS_PARAGRAPH), _IN_PLACE, "> Anna"),
    "more sources": Control(several, press(wording.MORE_SOURCES), _PRIVATELY, "> Mayor number"),
    "more sources of a private answer": Control(
        private_of_several, press(wording.MORE_SOURCES), _IN_PLACE, "> Mayor number"
    ),
    "next sources": Control(sources, press(wording.MORE_SOURCES), _IN_PLACE, "> Mayor number"),
    "previous sources": Control(
        second_sources, press(wording.PREVIOUS_SOURCES), _IN_PLACE, "> Mayor number"
    ),
    "copy": Control(answer, press(wording.COPY), _PRIVATELY, "```\nMayor Brandt"),
    "copy of sources": Control(sources, press(wording.COPY), _PRIVATELY, "```\nMayor number"),
    "share": Control(private, press(wording.SHARE), Shows.TO_EVERYONE, "Shared by"),
    "share sources": Control(sources, press(wording.SHARE), Shows.TO_EVERYONE, "Shared by"),
    "helpful": Control(answer, press(wording.HELPFUL), _PRIVATELY, wording.THANKS, counts=True),
    "not helpful": Control(
        answer, press(wording.NOT_HELPFUL), _PRIVATELY, wording.THANKS, counts=True
    ),
    "private answer was helpful": Control(
        private, press(wording.HELPFUL), _PRIVATELY, wording.THANKS, counts=True
    ),
    "report": Control(answer, press(wording.REPORT), _FORM, wording.REPORT_TITLE),
    "report sent": Control(
        form, send(kind="outdated"), _PRIVATELY, "Thank you. Your report", counts=True, tells=True
    ),
    "answer behind a button": Control(
        behind_a_button, press(wording.SHOW_ANSWER), _PRIVATELY, "> Mayor Brandt", IN_SERVERS
    ),
    "next passage": Control(card, press(wording.NEXT), _IN_PLACE, "Passage 2"),
    "previous passage": Control(turned_card, press(wording.PREVIOUS), _IN_PLACE, "Passage 1"),
    "chosen article": Control(listed, choose_article, _PRIVATELY, "### Story"),
    "context of a quote": Control(
        quote, press(wording.MORE_CONTEXT), _PRIVATELY, "The old quay goes"
    ),
    "question by menu": Control(written, menu(wording.ASK_COVERAGE), _PRIVATELY, "> Mayor Brandt"),
    "quote by menu": Control(quoting, menu(wording.FIND_QUOTE), _PRIVATELY, "> **Mayor"),
    "why": Control(answer, menu(wording.WHY), _PRIVATELY, "ribbon", IN_SERVERS),
    "erase": Control(privacy, press(wording.ERASE), _IN_PLACE, wording.ERASE_SURE, IN_SERVERS),
    "erase not": Control(
        unsure, press(wording.ERASE_NOT), _IN_PLACE, wording.PRIVACY_TITLE, IN_SERVERS
    ),
    "erase now": Control(
        unsure, press(wording.ERASE_NOW), _IN_PLACE, wording.PRIVACY_TITLE, IN_SERVERS
    ),
    "page of settings": Control(
        settings, press(wording.TAB_SEARCH), _IN_PLACE, wording.TIME_ZONE, IN_SERVERS
    ),
    "choice in settings": Control(
        settings, choose(_OF_EXCERPTS, "2"), _IN_PLACE, "at most 2", IN_SERVERS
    ),
    "report channel": Control(without_desk, choose_desk, _IN_PLACE, "<#", IN_SERVERS),
    "time zone": Control(
        page_of_settings(wording.TAB_SEARCH),
        press(wording.CHANGE_ZONE),
        _FORM,
        wording.ZONE_FORM,
        IN_SERVERS,
    ),
    "time zone sent": Control(zone_form, send(zone=ZONE), _IN_PLACE, ZONE, IN_SERVERS),
}


COMMANDS: dict[str, dict[str, str]] = {
    "ask": {"question": WHO_CUT},
    "source": {"query": "lighthouse"},
    "quote": {"words": QUOTED},
    "coverage": {},
    "privacy": {},
    "help": {},
}
"""The commands that can be given anywhere."""


def controls_in(place: Place) -> dict[str, Control]:
    """Return what can be pressed in a place."""
    return {name: one for name, one in CONTROLS.items() if place in one.where}
