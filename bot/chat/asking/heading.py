"""What stands above an answer of the question, written so that it can be read back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import discord

from bot import wording
from bot.chat.source_line import shortened
from bot.chat.views import MAX_QUESTION_SHOWN, MAX_WHOLE_QUESTION
from bot.chat.wire import escape, text_displays, unescape
from bot.languages import in_every_language, say

_CUT = "…"
_CUT_AT = (MAX_QUESTION_SHOWN, MAX_WHOLE_QUESTION)
"""Older messages were cut at the first."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The question that an answer repeats, and the one before that it was searched with.

    Either is None where the answer does not say it; it may be cut: see `is_whole`. The question
    is `of_message` where it is what a message says that was not meant for the bot.
    """

    question: str | None = None
    before: str | None = None
    of_message: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was cut for want of room."""
        return not any(_is_cut(text) for text in (self.question, self.before) if text)

    @property
    def markdown(self) -> str | None:
        """What is shown; None where there is nothing to show."""
        asked = _asked_about if self.of_message else _asked
        lines = [
            _line(said(), text)
            for said, text in ((asked, self.question), (_together, self.before))
            if text
        ]
        return "\n".join(lines) or None


def heading_of(message: discord.Message) -> Heading:
    """Return what stands above an answer, in whichever language it was said."""
    lines = _first_lines(message)
    about = _found(lines, _asked_about)
    question = about or _found(lines, _asked)
    return Heading(question, _found(lines, _together), of_message=about is not None)


def window_line_of(message: discord.Message) -> str | None:
    """Return the line that says how dates were understood, as it stands above an answer."""
    openings = _openings(_searched)
    return next((line for line in _first_lines(message) if line.startswith(openings)), None)


def _first_lines(message: discord.Message) -> list[str]:
    payload: list[dict[str, Any]] = [dict(part.to_dict()) for part in message.components]
    plain = (embed.description or "" for embed in message.embeds)
    return next(chain(text_displays(payload), plain), "").split("\n")


def _asked() -> str:
    return wording.labelled(say(wording.ASKED), "")


def _asked_about() -> str:
    return wording.labelled(say(wording.ASKED_ABOUT), "")


def _together() -> str:
    return wording.labelled(say(wording.TOGETHER), "")


def _searched() -> str:
    return say(wording.SEARCHED, span="")


def _line(opening: str, text: str) -> str:
    return f"-# {opening}{escape(shortened(text, MAX_WHOLE_QUESTION))}"


@cache
def _openings(said: Callable[[], str]) -> tuple[str, ...]:
    return tuple(in_every_language(lambda: f"-# {said()}"))


def _found(lines: list[str], said: Callable[[], str]) -> str | None:
    for line in lines[:2]:
        opening = next((words for words in _openings(said) if line.startswith(words)), None)
        if opening:
            return unescape(line.removeprefix(opening))
    return None


def _is_cut(text: str) -> bool:
    return len(text) in _CUT_AT and text.endswith(_CUT)
