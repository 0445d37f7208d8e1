"""Where commands may be used: everywhere, but for the channels whose server switched them off."""

import discord

from bot import wording
from bot.chat.interactions import whisper
from bot.chat.own_client import Interaction, data_of
from bot.chat.places import place_of
from bot.chat.speaking import SpokenTree
from bot.languages import say

ALWAYS = frozenset({"settings", "privacy"})
"""Switches commands on again, for those who may; what is kept, anybody may see anywhere."""


class PlacedTree(SpokenTree):
    """Commands that are answered where their server lets them be used."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Turn down what is not wanted in a channel: privately, autocompletion with nothing."""
        if not await super().interaction_check(interaction):
            return False
        if _is_allowed(interaction):
            return True
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            await whisper(interaction, say(wording.COMMANDS_OFF_HERE))
        return False


def _is_allowed(interaction: Interaction) -> bool:
    return data_of(interaction).get("name") in ALWAYS or place_of(interaction).commands
