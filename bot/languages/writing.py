"""Dates and numbers as a language writes them."""

from datetime import date

from bot.languages.language import Language

_LOCALES = {Language.ENGLISH: "en_GB"}
"""English as day, month, year; the others write that by themselves."""
_PERIODS = {"month": "yMMMM", "quarter": "yQQQQ", "year": "y"}
_DIGITS = {"day": "yMd", "month": "yM", "year": "y"}


def written_date(day: date, language: Language) -> str:
    """Return a day as a language writes it out, such as `5 March 2022` or `5 de marzo de 2022`."""
    from babel.dates import format_date

    written = format_date(day, "long", locale=_LOCALES.get(language, language.value))
    if language is Language.FRENCH and day.day == 1:
        return written.replace("1", "1er", 1)  # CLDR has no pattern for the first of a month
    return written


def written_period(day: date, unit: str, language: Language) -> str:
    """Return the month, quarter or year that a day lies in as a language writes it out."""
    return _by_skeleton(day, _PERIODS[unit], language)


def date_in_digits(day: date, unit: str, language: Language) -> str:
    """Return a day, or the month or year that it lies in, in digits as a language orders them."""
    return _by_skeleton(day, _DIGITS[unit], language)


def _by_skeleton(day: date, skeleton: str, language: Language) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, day, locale=_LOCALES.get(language, language.value))


def written_number(number: int, language: Language) -> str:
    """Return a number with the marks that a language parts its thousands by."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_LOCALES.get(language, language.value))
