"""A message of the bot to the question that it answers, and what of an answer it shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from bot import wording
from bot.answering.schema import Answer, Reply
from bot.chat.buttons import CONTEXT_ID
from bot.chat.questions import plain_question
from bot.chat.views import MAX_QUESTION_SHOWN
from bot.chat.wire import text_displays, unescape

_ASKED = f"-# {wording.ASKED}: "
_CUT = "…"

Span = tuple[str, int, int]


def is_answer(message: discord.Message) -> bool:
    """Say whether a message of the bot answers a question: it repeats one, or replies to one."""
    return _repeated(message) is not None or message.reference is not None


async def question_of(message: discord.Message) -> str | None:
    """Return the question that a message of the bot answers; None where nobody can tell."""
    repeated = _repeated(message)
    if repeated is not None:
        is_cut = len(repeated) == MAX_QUESTION_SHOWN and repeated.endswith(_CUT)
        return None if is_cut else repeated
    asked = await _replied_to(message)
    return plain_question(asked.content) or None if asked else None


def shows(message: discord.Message, reply: Reply) -> bool:
    """Say whether a message shows the reply, or as many of its excerpts as found room."""
    shown = [_span(match) for match in map(_context_of, _custom_ids(_payload(message))) if match]
    excerpts = reply.excerpts if isinstance(reply, Answer) else []
    spans = [(item.article.version, item.start, item.end) for item in excerpts]
    return shown == spans[: len(shown)] and bool(shown) == bool(spans)


def _repeated(message: discord.Message) -> str | None:
    """Return the question that the message itself repeats, as an answer to a command does."""
    first = next(text_displays(_payload(message)), "")
    return unescape(first.removeprefix(_ASKED)) if first.startswith(_ASKED) else None


async def _replied_to(message: discord.Message) -> discord.Message | None:
    reference = message.reference
    if reference is None or reference.message_id is None:
        return None
    if isinstance(reference.resolved, discord.Message) and reference.resolved.content:
        return reference.resolved
    try:
        return await message.channel.fetch_message(reference.message_id)
    except (discord.NotFound, discord.Forbidden):
        return None


def _payload(message: discord.Message) -> list[dict[str, Any]]:
    return [dict(component.to_dict()) for component in message.components]


def _custom_ids(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for component in components:
        yield str(component.get("custom_id", ""))
        yield from _custom_ids(component.get("components", ()))


def _context_of(custom_id: str) -> re.Match[str] | None:
    return CONTEXT_ID.fullmatch(custom_id)


def _span(match: re.Match[str]) -> Span:
    return match["version"], int(match["start"]), int(match["end"])
