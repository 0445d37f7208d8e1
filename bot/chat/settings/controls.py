"""What is pressed in the settings: menus and buttons that work after a restart, and forms."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot import wording
from bot.chat.own_client import Interaction, client_of, data_of
from bot.chat.settings.fields import OPEN, Field, said
from bot.chat.settings.spot import SETTINGS_ID, Act, Spot, custom_id, press_of
from bot.chat.source_line import shortened
from bot.chat.speaking import Spoken
from bot.languages import say
from bot.servers.schema import MAX_OUTLETS, Choices, Listening

MAX_OPTION_CHARS = 100
"""An option's label (Discord API documentation, string select)."""
MAX_TYPED_CHARS = 100
FORM_SECONDS = 15 * 60.0
"""As long as what opened it can be answered (Discord API documentation, interactions)."""
_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
    discord.ChannelType.forum,
    discord.ChannelType.media,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
]
_TO_WRITE_IN = _CHANNELS[:4]

Item = ui.Item[Any]  # discord.py's items are generic in the view they stand in


class Control(Spoken, ui.DynamicItem[Item], template=SETTINGS_ID):
    """A button or a menu of the settings; everything it means stands in its `custom_id`."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: Item, _match: re.Match[str], /
    ) -> Self:
        """Make it again from what a message holds."""
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        values = tuple(data_of(interaction).get("values", ()))
        match = SETTINGS_ID.fullmatch(self.custom_id)
        if match:
            await client_of(interaction).settings.press(interaction, press_of(match, values))


class Form(ui.Modal):
    """Asks for one thing; what is typed comes to the client, after a restart too."""

    def __init__(self, spot: Spot, act: Act, title: str, label: str, held: str = "") -> None:
        super().__init__(title=title, timeout=FORM_SECONDS, custom_id=custom_id(spot, act))
        typed: ui.TextInput[Any] = ui.TextInput(
            default=held or None, max_length=MAX_TYPED_CHARS, custom_id=act.value
        )
        self.add_item(ui.Label(text=label, component=typed))


def zone_form(spot: Spot, held: str) -> Form:
    """Return what asks for a time zone; `held` is the one that holds."""
    return Form(spot, Act.ZONE, say(wording.ZONE_FORM), say(wording.ZONE_NAME), held)


def outlet_form(spot: Spot) -> Form:
    """Return what asks for an outlet."""
    return Form(spot, Act.ADD_OUTLET, say(wording.OUTLET_FORM), say(wording.OUTLET_NAME))


def button(
    spot: Spot,
    act: Act,
    label: str,
    value: str = "",
    *,
    disabled: bool = False,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> Item:
    """Return a button."""
    known_by = custom_id(spot, act, value)
    return Control(ui.Button(label=label, custom_id=known_by, disabled=disabled, style=style))


def menu_of(
    spot: Spot, choice: Field, own: Choices, opened: str, *, hears_questions: bool
) -> Item:
    """Return the menu of a choice; `opened` says what it means to leave it open."""
    held = choice.chosen(own)
    offered = [
        key
        for key, value in choice.values.items()
        if value is not Listening.QUESTIONS or hears_questions or held == key
    ]
    options = [_option(said(choice.values[key]), key, held) for key in offered]
    options.insert(0, _option(opened, OPEN, held))
    return _row(ui.Select(custom_id=custom_id(spot, choice.name), options=options))


def outlet_menu(spot: Spot, offered: Mapping[str, str], chosen: Sequence[str]) -> Item:
    """Return the menu of outlets, `offered` by their keys; none chosen means all."""
    options = [
        discord.SelectOption(
            label=shortened(name, MAX_OPTION_CHARS), value=key, default=name in chosen
        )
        for key, name in list(offered.items())[:MAX_OUTLETS]
    ]
    return _row(
        ui.Select(
            custom_id=custom_id(spot, Act.OUTLETS),
            placeholder=say(wording.CHOOSE_OUTLETS),
            min_values=0,
            max_values=len(options),
            options=options,
        )
    )


def channel_menu(spot: Spot, act: Act, placeholder: str, chosen: int | None) -> Item:
    """Return a menu of channels; for reports, of those that can be written in."""
    to_write_in = act is Act.REPORTS
    return _row(
        ui.ChannelSelect(
            custom_id=custom_id(spot, act),
            placeholder=placeholder,
            channel_types=_TO_WRITE_IN if to_write_in else _CHANNELS,
            min_values=0 if to_write_in else 1,
            default_values=[_default(chosen)] if chosen else [],
        )
    )


def _default(channel_id: int) -> discord.SelectDefaultValue:
    kind = discord.SelectDefaultValueType.channel
    return discord.SelectDefaultValue(id=channel_id, type=kind)


def _option(label: str, key: str, held: str) -> discord.SelectOption:
    return discord.SelectOption(
        label=shortened(label, MAX_OPTION_CHARS), value=key, default=key == held
    )


def _row(menu: Item) -> Item:
    return ui.ActionRow(Control(menu))
