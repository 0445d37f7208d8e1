"""The languages that the bot's own words are written in."""

from enum import StrEnum


class Language(StrEnum):
    """A language by its ISO 639-1 code; English is what the words are written in first."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"
    FRENCH = "fr"

    @property
    def own_name(self) -> str:
        """What its speakers call it, whatever language is in force."""
        return _OWN_NAMES[self]


_OWN_NAMES = {
    Language.ENGLISH: "English",
    Language.GERMAN: "Deutsch",
    Language.SPANISH: "Español",
    Language.FRENCH: "Français",
}


def language_of(locale: str | None) -> Language | None:
    """Return the language of a locale such as `es-419`; None where the bot does not speak it."""
    code = (locale or "").partition("-")[0].lower()
    return Language(code) if code in set(Language) else None
