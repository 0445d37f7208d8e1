"""Translations as gettext catalogues: one `.po` file a language, read once.

The English text is the key. A command's name has the context `command`, since the same word may
stand elsewhere as a label.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from bot.languages.language import Language

COMMAND = "command"
"""The context of the names of commands and of their options."""


@cache
def catalogue(language: Language) -> NullTranslations:
    """Return the texts of a language; a text that is missing stays English."""
    if language is Language.ENGLISH:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with files("bot.languages").joinpath(f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.value))
    compiled.seek(0)
    return GNUTranslations(compiled)


def command_name_in(language: Language, name: str) -> str:
    """Return what a command, or an option of one, is called in a language."""
    return catalogue(language).pgettext(COMMAND, name)
