"""The choices that are made from a menu: what each is called, and what can be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import wording
from bot.languages import Language, say, say_count
from bot.servers.schema import MOST_EXCERPTS, Choices, Delivery, Listening

OPEN = "open"
"""Stands for no choice: what is left open is as the server, or the default, has it."""

Value = bool | int | str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A choice of a server or a channel.

    `name` is what `Choices` calls it; `values` are what can be chosen, by how a menu calls them.
    """

    name: str
    label: str
    values: Mapping[str, Value]

    def chosen(self, choices: Choices) -> str:
        """Return how the menu calls what was chosen."""
        held = getattr(choices, self.name)
        return next((key for key, value in self.values.items() if value == held), OPEN)


COMMANDS = Field("commands", wording.COMMANDS, {"on": True, "off": False})
LISTENING = Field("listening", wording.LISTENING, {one.value: one for one in Listening})
DELIVERY = Field("delivery", wording.DELIVERY, {one.value: one for one in Delivery})
EXCERPTS = Field(
    "max_excerpts", wording.EXCERPTS, {str(n): n for n in range(1, MOST_EXCERPTS + 1)}
)
LANGUAGE = Field("language", wording.SPOKEN_HERE, {one.value: one for one in Language})
FIELDS = {one.name: one for one in (COMMANDS, LISTENING, DELIVERY, EXCERPTS, LANGUAGE)}

_SWITCH = {True: wording.COMMANDS_ON, False: wording.COMMANDS_OFF}
_LISTENING = {
    Listening.NOTHING: wording.LISTENING_NOTHING,
    Listening.MENTIONS: wording.LISTENING_MENTIONS,
    Listening.QUESTIONS: wording.LISTENING_QUESTIONS,
}
_DELIVERY = {
    Delivery.REPLY: wording.DELIVERY_REPLY,
    Delivery.THREAD: wording.DELIVERY_THREAD,
    Delivery.BUTTON: wording.DELIVERY_BUTTON,
}


def said(value: Value) -> str:
    """Return what a choice is called in the language in force."""
    if isinstance(value, bool):
        return say(_SWITCH[value])
    if isinstance(value, int):
        return say_count(wording.EXCERPTS_AT_MOST, value)
    if isinstance(value, Listening):
        return say(_LISTENING[value])
    if isinstance(value, Delivery):
        return say(_DELIVERY[value])
    if isinstance(value, Language):
        return value.own_name
    return say(wording.READERS_LANGUAGE)
