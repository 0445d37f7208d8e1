"""Which language the bot's own words are said in, to whom and where."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import discord

from bot.languages import Language, language_of

Interaction = discord.Interaction[Any]

SetFor = Callable[[int | None, int | None, int | None], str | None]
"""From the ids of a server, a channel and, of a thread, its parent to the language that is set for
them, if there is one."""

_COMMUNITY = "COMMUNITY"


def nothing_set(
    _guild_id: int | None, _channel_id: int | None, _parent_id: int | None
) -> str | None:
    """Return that no language is set anywhere."""
    return None


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """Chooses what is set for a place, else what its reader or its server speaks, else `default`.

    A message that one person sees is said in that person's language, every other in the server's.
    """

    default: Language = Language.ENGLISH
    set_for: SetFor = nothing_set

    def of_message(self, message: discord.Message) -> Language:
        """Return what a message is answered in."""
        return self._of_place(message.guild, message.channel.id, _parent_of(message.channel))

    def of_interaction(self, interaction: Interaction, *, private: bool) -> Language:
        """Return what a command or a button is answered in; `private`, to one person alone."""
        guild_id, channel_id = interaction.guild_id, interaction.channel_id
        parent_id = _parent_of(interaction.channel)
        chosen = self._set_for(guild_id, channel_id, parent_id)
        if chosen:
            return chosen
        if private or guild_id is None:
            said = language_of(interaction.locale.value)
        elif interaction.client.get_guild(guild_id):
            said = _spoken_in(interaction.guild)
        else:  # of a server that the bot is not in, this is all it is told
            locale = interaction.guild_locale
            said = language_of(locale.value) if locale else None
        return said or self._of_place(interaction.guild, channel_id, parent_id)

    def of_place(self, guild: discord.Guild | None, channel_id: int | None) -> Language:
        """Return what everyone in a channel is told in."""
        channel = guild.get_channel_or_thread(channel_id) if guild and channel_id else None
        return self._of_place(guild, channel_id, _parent_of(channel))

    def _of_place(
        self, guild: discord.Guild | None, channel_id: int | None, parent_id: int | None
    ) -> Language:
        chosen = self._set_for(guild.id if guild else None, channel_id, parent_id)
        return chosen or _spoken_in(guild) or self.default

    def _set_for(
        self, guild_id: int | None, channel_id: int | None, parent_id: int | None
    ) -> Language | None:
        return language_of(self.set_for(guild_id, channel_id, parent_id))


def _parent_of(channel: object) -> int | None:
    """Return the channel that a thread belongs to."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def _spoken_in(guild: discord.Guild | None) -> Language | None:
    """Return the language that a server has chosen.

    Only a Community can choose one: for every other it says American English (Discord API
    documentation, guild object, `preferred_locale`), which then means nothing.
    """
    if guild is None:
        return None
    locale = guild.preferred_locale
    is_chosen = _COMMUNITY in guild.features or locale is not discord.Locale.american_english
    return language_of(locale.value) if is_chosen else None
