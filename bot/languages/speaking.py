"""The language in force, and fixed texts said in it.

It belongs to the task that answers: whoever answers says first which it is, once. In other threads
and before anybody chose one it is English.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from bot.languages.catalogues import catalogue
from bot.languages.language import Language
from bot.languages.writing import written_number

_SPOKEN = ContextVar("spoken", default=Language.ENGLISH)


class Plural(NamedTuple):
    """A text in English for one of a thing, and for any other number of them."""

    one: str
    other: str


def spoken() -> Language:
    """Return the language in force."""
    return _SPOKEN.get()


def speak(language: Language) -> None:
    """Put a language in force for what is left of this task."""
    _SPOKEN.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Put a language in force for a while."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def say(text: str, /, **values: object) -> str:
    """Return an English text in the language in force, with `values` in their places."""
    said = catalogue(spoken()).gettext(text) if text else text  # gettext's header is under ""
    return said.format(**values) if values else said


def say_count(forms: Plural, count: int, /, **values: object) -> str:
    """Return a text in the form that `count` asks for, with it as `{count}` and `values`."""
    said = catalogue(spoken()).ngettext(*forms, count)
    return said.format(count=written_number(count, spoken()), **values)


def in_every_language(said: Callable[[], str]) -> list[str]:
    """Return what `said` gives in each language, to know it in messages that are there already."""
    found = []
    for language in Language:
        with speaking(language):
            found.append(said())
    return found
