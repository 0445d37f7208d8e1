"""`/settings`: shows what holds and keeps what is pressed, for those who manage the server."""

import asyncio
from typing import TYPE_CHECKING, Any

import discord

from bot import wording
from bot.chat.interactions import calmly, whisper
from bot.chat.own_client import Interaction, data_of
from bot.chat.permissions import Channel, lacks, lacks_to_tell
from bot.chat.places import manages_the_server
from bot.chat.settings.changes import apply, choose_zone, refused
from bot.chat.settings.controls import ZoneForm
from bot.chat.settings.spot import SETTINGS_ID, Act, Page, Press, Spot, press_of
from bot.chat.settings.standing import Standing, Surroundings, standing
from bot.chat.settings.view import settings_view
from bot.chat.settings.zones import near_zones, zone_named
from bot.chat.source_line import shortened
from bot.chat.speaking import speak_to
from bot.chat.views import QuoteView
from bot.chat.wire import escape
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

MAX_OUTLETS_KNOWN = 10_000
MAX_TYPED_SHOWN = 60
_MOVES = {Act.SHOW, Act.SERVER, Act.CHANNEL}


class SettingsPanel:
    """Serves the settings; who presses is asked for the permission every time."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client

    async def show(self, interaction: Interaction) -> None:
        """Show what holds for the server."""
        if not manages_the_server(interaction):
            await whisper(interaction, say(wording.SETTINGS_NOT_ALLOWED))
            return
        view = self._view(interaction, Spot())
        await interaction.response.send_message(view=view, ephemeral=True)

    async def press(self, interaction: Interaction, press: Press) -> None:
        """Do what a button or a menu says, and show what holds then, in place."""
        async with calmly(interaction):
            if not manages_the_server(interaction):
                await whisper(interaction, say(wording.SETTINGS_NOT_ALLOWED))
            elif press.act == Act.ZONE:
                place = self._standing(interaction, press.spot).place
                held = place.zone or str(self._client.desk.zone)
                await interaction.response.send_modal(ZoneForm(press.spot, held))
            else:
                await self._press(interaction, press)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take in the form of the time zone, which discord.py forgets over a restart."""
        form_id = str(data_of(interaction).get("custom_id", ""))
        match = SETTINGS_ID.fullmatch(form_id)
        if interaction.type is discord.InteractionType.modal_submit and match:
            speak_to(interaction, private=True)
            await self._fill_in(interaction, press_of(match))

    async def _fill_in(self, interaction: Interaction, press: Press) -> None:
        """Keep the time zone that was typed, or say which are near it."""
        async with calmly(interaction):
            if not manages_the_server(interaction):
                await whisper(interaction, say(wording.SETTINGS_NOT_ALLOWED))
                return
            note = await self._set_zone(interaction, press.spot, _typed(data_of(interaction)))
            view = self._view(interaction, press.spot, note)
            await interaction.response.edit_message(view=view)

    async def _press(self, interaction: Interaction, press: Press) -> None:
        spot, note = _moved(press), ""
        if press.act not in _MOVES:
            hears = self._client.intents.message_content
            note = refused(press, hears_questions=hears)
            if not note:
                guild_id = interaction.guild_id or 0
                kept, outlets = self._client.kept, self._outlets()
                await asyncio.to_thread(apply, kept, guild_id, press, outlets)
        await interaction.response.edit_message(view=self._view(interaction, spot, note))

    async def _set_zone(self, interaction: Interaction, spot: Spot, typed: str) -> str:
        """Keep a time zone; return what to say where there is none of that name."""
        zone = zone_named(typed)
        if zone is None:
            near = ", ".join(map(escape, near_zones(typed)))
            name = escape(shortened(" ".join(typed.split()), MAX_TYPED_SHOWN))
            if near:
                return say(wording.ZONE_NEAR, name=name, near=near)
            return say(wording.ZONE_UNKNOWN, name=name)
        guild_id = interaction.guild_id or 0
        await asyncio.to_thread(choose_zone, self._client.kept, guild_id, spot, zone)
        return ""

    def _view(self, interaction: Interaction, spot: Spot, note: str = "") -> QuoteView:
        found = self._standing(interaction, spot)
        return settings_view(spot, found, self._around(interaction, spot, found, note))

    def _standing(self, interaction: Interaction, spot: Spot) -> Standing:
        channel = _channel(interaction, spot.channel_id)
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        return standing(self._client.kept.choices, interaction.guild_id or 0, spot, parent)

    def _around(
        self, interaction: Interaction, spot: Spot, found: Standing, note: str
    ) -> Surroundings:
        client, guild_id = self._client, interaction.guild_id or 0
        return Surroundings(
            server=client.kept.choices.server(guild_id),
            collects=client.kept.feedback.collects(guild_id),
            channels=client.kept.choices.channels(guild_id),
            outlets=self._outlets(),
            excerpts=client.desk.max_excerpts,
            zone=str(client.desk.zone),
            hears_questions=client.intents.message_content,
            lacks=self._lacks(interaction, spot, found),
            note=note,
        )

    def _lacks(self, interaction: Interaction, spot: Spot, found: Standing) -> list[str]:
        """Return what the bot lacks: for reports in their channel, else where messages come."""
        if spot.page is Page.SERVER:
            server = self._client.kept.choices.server(interaction.guild_id or 0)
            channel = _channel(interaction, server.report_channel)
            return lacks_to_tell(channel) if server.report_channel and channel else []
        here = spot.channel_id or interaction.channel_id
        channel = _channel(interaction, here)
        granted = interaction.app_permissions if here == interaction.channel_id else None
        return lacks(channel, found.place, granted) if channel else []

    def _outlets(self) -> list[str]:
        return self._client.desk.outlets("", MAX_OUTLETS_KNOWN)


def _moved(press: Press) -> Spot:
    """Return what to show after a press: where it leads, else where it was."""
    if press.act != Act.CHANNEL or not press.values:
        return press.spot
    page = Page.ANSWERS if press.spot.page is Page.SERVER else press.spot.page
    return Spot(page, int(press.values[0]))


def _channel(interaction: Interaction, channel_id: int | None) -> Channel | None:
    guild = interaction.guild
    return guild.get_channel_or_thread(channel_id) if guild and channel_id else None


def _typed(part: Any) -> str:  # Any: an interaction's data, as Discord nests it
    """Return the text of the form's only field."""
    if isinstance(part, dict):
        if isinstance(part.get("value"), str):
            return str(part["value"])
        part = [part.get("component"), *part.get("components", ())]
    return next(filter(None, map(_typed, part)), "") if isinstance(part, list) else ""
