"""Commands in the languages of Discord's users, which it shows instead of the English words."""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location
from discord.app_commands import TranslationContextTypes, locale_str

from bot.languages import Language, command_name_in, language_of, say, speaking

_NAMES = {Location.command_name, Location.group_name, Location.parameter_name}


class CommandTranslator(app_commands.Translator):
    """Translates names, descriptions and choices from the catalogues when commands are synced."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """Return a text in `locale`; None where the bot does not speak it."""
        language = language_of(locale.value)
        if language in {None, Language.ENGLISH}:
            return None
        if context.location in _NAMES and not isinstance(context.data, app_commands.ContextMenu):
            return command_name_in(language, string.message)
        with speaking(language):
            return say(string.message)
