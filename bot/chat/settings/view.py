"""The settings as a Discord message: what holds, where it comes from, and what can be pressed."""

from collections.abc import Sequence

import discord
from discord import ui

from bot import wording
from bot.chat.settings.changes import offered_outlets
from bot.chat.settings.controls import Item, button, channel_menu, menu_of, outlet_menu
from bot.chat.settings.fields import COMMANDS, DELIVERY, EXCERPTS, LANGUAGE, LISTENING, Field, said
from bot.chat.settings.spot import Act, Page, Spot
from bot.chat.settings.standing import Standing, Surroundings
from bot.chat.source_line import shortened
from bot.chat.views import QuoteView
from bot.chat.wire import escape
from bot.feedback.schema import KEEP_DAYS
from bot.languages import say, say_count
from bot.servers.schema import MAX_OUTLETS

MAX_NAMED = 10
MAX_NAME_CHARS = 60
_TABS = {
    Page.ANSWERS: wording.TAB_ANSWERS,
    Page.SEARCH: wording.TAB_SEARCH,
    Page.SERVER: wording.TAB_SERVER,
}


def settings_view(spot: Spot, found: Standing, around: Surroundings) -> QuoteView:
    """Return the message for a spot of the settings."""
    pages = {Page.ANSWERS: _answers, Page.SEARCH: _search, Page.SERVER: _server}
    items: list[Item] = [ui.TextDisplay(_heading(spot, around)), ui.ActionRow(*_tabs(spot))]
    items += [
        channel_menu(spot, Act.CHANNEL, say(wording.CHOOSE_CHANNEL), spot.channel_id),
        ui.Separator(),
        *pages[spot.page](spot, found, around),
    ]
    if around.lacks:
        items += [ui.Separator(), ui.TextDisplay("\n".join(around.lacks))]
    return QuoteView(items)


def _heading(spot: Spot, around: Surroundings) -> str:
    lines = [f"### {say(wording.SETTINGS_TITLE)}"]
    if spot.channel_id:
        lines.append(say(wording.OF_CHANNEL, channel=_mention(spot.channel_id)))
    else:
        lines.append(say(wording.OF_SERVER))
        lines += _set_up_by_themselves(around.channels)
    return "\n".join([*lines, *([f"**{around.note}**"] if around.note else [])])


def _set_up_by_themselves(channels: Sequence[int]) -> list[str]:
    if not channels:
        return []
    named = ", ".join(map(_mention, channels[:MAX_NAMED]))
    more = len(channels) - MAX_NAMED
    said_more = f" {say_count(wording.MORE_CHANNELS, more)}" if more > 0 else ""
    return [f"-# {say(wording.CHANNELS_SET, channels=named)}{said_more}"]


def _tabs(spot: Spot) -> list[Item]:
    here, there = discord.ButtonStyle.primary, discord.ButtonStyle.secondary
    tabs = [
        button(
            spot.turned_to(page),
            Act.SHOW,
            say(label),
            disabled=page is spot.page,
            style=here if page is spot.page else there,
        )
        for page, label in _TABS.items()
    ]
    if spot.channel_id:
        tabs.append(button(Spot(spot.page), Act.SERVER, say(wording.WHOLE_SERVER)))
    return tabs


def _answers(spot: Spot, found: Standing, around: Surroundings) -> list[Item]:
    items: list[Item] = []
    for choice in (COMMANDS, LISTENING, DELIVERY, EXCERPTS):
        items += _choice(spot, choice, found, around)
        if choice is LISTENING and not around.hears_questions:
            items.append(ui.TextDisplay(f"-# {say(wording.NEEDS_INTENT)}"))
    return [*items, _reset(spot, found)]


def _search(spot: Spot, found: Standing, around: Surroundings) -> list[Item]:
    names = ", ".join(_name(one) for one in found.place.outlets[:MAX_NAMED])
    more = len(found.place.outlets) - MAX_NAMED
    named = f"{names} {say_count(wording.MORE_CHANNELS, more)}" if more > 0 else names
    held = _held(
        found, "outlets", say(wording.OUTLETS_SEARCHED), named or say(wording.ALL_OUTLETS)
    )
    zone = _held(found, "zone", say(wording.TIME_ZONE), found.place.zone or around.zone)
    offered = offered_outlets(around.found or around.outlets, found.own.outlets or ())
    menu = [outlet_menu(spot, offered, found.own.outlets or ())] if offered else []
    count = say_count(wording.OUTLETS_LISTED, len(around.outlets))
    return [
        ui.TextDisplay(f"{held}\n-# {count}"),
        *menu,
        ui.ActionRow(*_outlet_buttons(spot, found, around)),
        ui.TextDisplay(zone),
        ui.ActionRow(
            button(spot, Act.ZONE, say(wording.CHANGE_ZONE)),
            button(spot, Act.NO_ZONE, _opened(found)),
        ),
        *_choice(spot, LANGUAGE, found, around),
        _reset(spot, found),
    ]


def _outlet_buttons(spot: Spot, found: Standing, around: Surroundings) -> list[Item]:
    """Return what stands below the menu of outlets; those that it does not have are looked for."""
    looks = [button(spot, Act.ADD_OUTLET, say(wording.ADD_OUTLET))]
    return [
        *(looks if len(around.outlets) > MAX_OUTLETS else []),
        button(spot, Act.ANY_OUTLET, _opened(found)),
    ]


def _server(spot: Spot, _found: Standing, around: Surroundings) -> list[Item]:
    channel = around.server.report_channel
    to = _mention(channel) if channel else say(wording.NO_CHANNEL)
    collects, digests = around.collects, around.server.digest
    what = say(wording.COLLECTS_WHAT, days=KEEP_DAYS)
    stop, start = say(wording.COLLECT_NO_MORE), say(wording.COLLECT)
    none, send = say(wording.SEND_NO_DIGEST), say(wording.SEND_DIGEST)
    return [
        ui.TextDisplay(_fact(say(wording.REPORT_CHANNEL), to)),
        channel_menu(spot, Act.REPORTS, say(wording.CHOOSE_REPORT_CHANNEL), channel),
        ui.TextDisplay(f"{_switch(say(wording.COLLECTING), is_on=collects)}\n-# {what}"),
        ui.ActionRow(_switching(spot, Act.COLLECT, stop if collects else start, is_on=collects)),
        ui.TextDisplay(
            f"{_switch(say(wording.DIGEST), is_on=digests)}\n-# {say(wording.DIGEST_WHERE)}"
        ),
        ui.ActionRow(_switching(spot, Act.DIGEST, none if digests else send, is_on=digests)),
    ]


def _choice(spot: Spot, choice: Field, found: Standing, around: Surroundings) -> list[Item]:
    value = getattr(found.place, choice.name)
    if choice is EXCERPTS:
        value = value or around.excerpts
    can = around.hears_questions
    return [
        ui.TextDisplay(_held(found, choice.name, say(choice.label), said(value))),
        menu_of(spot, choice, found.own, _opened(found), hears_questions=can),
    ]


def _opened(found: Standing) -> str:
    return say(wording.AS_SERVER) if found.is_channel else say(wording.LEAVE_OPEN)


def _reset(spot: Spot, found: Standing) -> Item:
    back = say(wording.BACK_TO_SERVER) if found.is_channel else say(wording.BACK_TO_DEFAULTS)
    danger = discord.ButtonStyle.danger
    return ui.ActionRow(button(spot, Act.RESET, back, style=danger))


def _switching(spot: Spot, act: Act, label: str, *, is_on: bool) -> Item:
    """Return the button that switches over; it says what to, so that two presses are one."""
    style = discord.ButtonStyle.danger if is_on else discord.ButtonStyle.primary
    return button(spot, act, label, "off" if is_on else "on", style=style)


def _held(found: Standing, name: str, label: str, value: str) -> str:
    return say(wording.HELD, label=label, value=value, origin=found.origin(name))


def _fact(label: str, value: str) -> str:
    return wording.labelled(f"**{label}**", value)


def _switch(label: str, *, is_on: bool) -> str:
    return _fact(label, say(wording.IS_ON) if is_on else say(wording.IS_OFF))


def _name(outlet: str) -> str:
    return escape(shortened(outlet, MAX_NAME_CHARS))


def _mention(channel_id: int) -> str:
    return f"<#{channel_id}>"
