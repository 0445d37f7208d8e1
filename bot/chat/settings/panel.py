"""`/settings`: shows what holds and keeps what is pressed, for those who manage the server."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot import wording
from bot.chat.interactions import calmly, edit, promise, whisper
from bot.chat.own_client import Interaction, data_of
from bot.chat.permissions import Channel, lacks, lacks_to_tell
from bot.chat.places import manages_the_server
from bot.chat.settings.changes import apply, refused
from bot.chat.settings.controls import Form, outlet_form, zone_form
from bot.chat.settings.spot import SETTINGS_ID, Act, Page, Press, Spot, press_of
from bot.chat.settings.standing import Standing, Surroundings, standing
from bot.chat.settings.typed import Typed, typed_outlet, typed_zone
from bot.chat.settings.view import settings_view
from bot.chat.speaking import is_new, speak_to
from bot.chat.views import QuoteView
from bot.kept.database import KeptError
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)

MAX_OUTLETS_KNOWN = 10_000
_FORMS = {Act.ZONE, Act.ADD_OUTLET}
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
            elif press.act in _FORMS:
                await interaction.response.send_modal(self._form(interaction, press))
            else:
                await self._press(interaction, press)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take in the forms, which discord.py forgets over a restart."""
        form_id = str(data_of(interaction).get("custom_id", ""))
        match = SETTINGS_ID.fullmatch(form_id)
        is_form = interaction.type is discord.InteractionType.modal_submit
        if is_form and match and is_new(interaction):
            speak_to(interaction, private=True)
            await self._fill_in(interaction, press_of(match))

    def _form(self, interaction: Interaction, press: Press) -> Form:
        if press.act == Act.ADD_OUTLET:
            return outlet_form(press.spot)
        place = self._standing(interaction, press.spot).place
        return zone_form(press.spot, place.zone or str(self._client.desk.zone))

    async def _fill_in(self, interaction: Interaction, press: Press) -> None:
        """Keep what was typed, or say what may have been meant."""
        async with calmly(interaction):
            if not manages_the_server(interaction):
                await whisper(interaction, say(wording.SETTINGS_NOT_ALLOWED))
                return
            typed, spot = self._meant(interaction, press), press.spot
            made, choices = typed.change, self._client.kept.choices
            if made is None:
                view = self._view(interaction, spot, typed.note, typed.outlets)
                await interaction.response.edit_message(view=view)
                return
            guild_id = interaction.guild_id or 0
            keep = partial(choices.change, guild_id, spot.channel_id, made)
            await self._change(interaction, spot, keep)

    def _meant(self, interaction: Interaction, press: Press) -> Typed:
        words = _typed(data_of(interaction))
        if press.act != Act.ADD_OUTLET:
            return typed_zone(words)
        held = self._standing(interaction, press.spot).own
        holding = self._client.desk.outlets(words.strip(), MAX_OUTLETS_KNOWN)
        return typed_outlet(words, held, holding)

    async def _press(self, interaction: Interaction, press: Press) -> None:
        spot, note = _moved(press), ""
        if press.act not in _MOVES:
            note = refused(press, hears_questions=self._client.intents.message_content)
        if note or press.act in _MOVES:
            await interaction.response.edit_message(view=self._view(interaction, spot, note))
            return
        guild_id, outlets = interaction.guild_id or 0, self._outlets()
        keep = partial(apply, self._client.kept, guild_id, press, outlets)
        await self._change(interaction, spot, keep)

    async def _change(
        self, interaction: Interaction, spot: Spot, keep: Callable[[], None]
    ) -> None:
        """Acknowledge a press, then keep what it chooses, and show what then holds.

        The disk may take longer than the three seconds that Discord waits.
        """
        await promise(interaction, in_place=True)
        note = ""
        try:
            await asyncio.to_thread(keep)
        except KeptError as error:
            logger.warning("A setting was not kept: %s", error)
            note = say(wording.SETTING_NOT_KEPT)
        await edit(interaction)(self._view(interaction, spot, note))

    def _view(
        self, interaction: Interaction, spot: Spot, note: str = "", outlets: Sequence[str] = ()
    ) -> QuoteView:
        found = self._standing(interaction, spot)
        around = self._around(interaction, spot, found)
        return settings_view(spot, found, replace(around, note=note, found=outlets))

    def _standing(self, interaction: Interaction, spot: Spot) -> Standing:
        channel = _channel(interaction, spot.channel_id)
        parent = channel.parent_id if isinstance(channel, discord.Thread) else None
        return standing(self._client.kept.choices, interaction.guild_id or 0, spot, parent)

    def _around(self, interaction: Interaction, spot: Spot, found: Standing) -> Surroundings:
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
        hears = self._client.intents.message_content
        return lacks(channel, found.place, granted, hears_questions=hears) if channel else []

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
