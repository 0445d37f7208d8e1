"""What stands above an answer of the question, written so that it can be read back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
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

    Either is None where the answer does not say it; it may be cut: see `is_whole`.
    """

    question: str | None = None
    before: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was cut for want of room."""
        return not any(_is_cut(text) for text in (self.question, self.before) if text)

    @property
    def markdown(self) -> str | None:
        """What is shown; None where there is nothing to show."""
        lines = [
            _line(said(), text)
            for said, text in ((_asked, self.question), (_together, self.before))
            if text
        ]
        return "\n".join(lines) or None


def heading_of(message: discord.Message) -> Heading:
    """Return what stands above an answer, in whichever language it was said."""
    payload: list[dict[str, Any]] = [dict(part.to_dict()) for part in message.components]
    lines = next(text_displays(payload), "").split("\n")
    return Heading(_found(lines, _asked), _found(lines, _together))


def _asked() -> str:
    return say(wording.ASKED)


def _together() -> str:
    return say(wording.TOGETHER)


def _line(label: str, text: str) -> str:
    return f"-# {wording.labelled(label, escape(shortened(text, MAX_WHOLE_QUESTION)))}"


@cache
def _openings(said: Callable[[], str]) -> tuple[str, ...]:
    return tuple(in_every_language(lambda: f"-# {wording.labelled(said(), '')}"))


def _found(lines: list[str], said: Callable[[], str]) -> str | None:
    for line in lines[:2]:
        opening = next((words for words in _openings(said) if line.startswith(words)), None)
        if opening:
            return unescape(line.removeprefix(opening))
    return None


def _is_cut(text: str) -> bool:
    return len(text) in _CUT_AT and text.endswith(_CUT)
