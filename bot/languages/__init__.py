"""The languages of the bot's own words: which one is in force, and what a text is in it."""

from bot.languages.catalogues import command_name_in
from bot.languages.language import Language, language_of
from bot.languages.speaking import (
    Plural,
    in_every_language,
    say,
    say_count,
    speak,
    speaking,
    spoken,
)
from bot.languages.writing import (
    date_in_digits,
    written_date,
    written_number,
    written_period,
)

__all__ = [
    "Language",
    "Plural",
    "command_name_in",
    "date_in_digits",
    "in_every_language",
    "language_of",
    "say",
    "say_count",
    "speak",
    "speaking",
    "spoken",
    "written_date",
    "written_number",
    "written_period",
]
