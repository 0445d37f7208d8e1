"""A message of the bot to the question that it answers, and what of an answer it shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import discord

from bot import wording
from bot.answering.schema import Answer, Reply
from bot.chat.answer_buttons import SOURCES_ID
from bot.chat.asking.follow_ups import Query, query_replied_to
from bot.chat.asking.heading import heading_of
from bot.chat.buttons import CONTEXT_ID
from bot.chat.expected import Span
from bot.languages import in_every_language, say


def is_answer(message: discord.Message) -> bool:
    """Say whether a message of the bot answers a question: it repeats one, or replies to one."""
    return heading_of(message).question is not None or message.reference is not None


async def query_behind(message: discord.Message) -> Query | None:
    """Return what a message of the bot was searched for; None where nobody can tell."""
    heading = heading_of(message)
    if not heading.is_whole:
        return None
    if heading.question:
        return Query(heading.question, heading.before, heading.of_message)
    return await query_replied_to(message)


async def question_of(message: discord.Message) -> str | None:
    """Return the question that a message of the bot answers; None where nobody can tell."""
    query = await query_behind(message)
    return query.text if query else None


def shows(message: discord.Message, reply: Reply) -> bool:
    """Say whether a message shows the reply, or as many of its excerpts as found room."""
    shown = spans_of(message)
    excerpts = reply.excerpts if isinstance(reply, Answer) else []
    spans = [(item.article.version, item.start, item.end) for item in excerpts]
    return shown == spans[: len(shown)] and bool(shown) == bool(spans)


def spans_of(message: discord.Message) -> list[Span]:
    """Return where each excerpt stands that a message shows, as its buttons have it."""
    return [_span(match) for match in map(_context_of, _custom_ids(_payload(message))) if match]


def next_page_of(message: discord.Message) -> int | None:
    """Return the page of further sources that a message leads on to, if it does."""
    return _page_led_to(message, back=False)


def page_of(message: discord.Message) -> int:
    """Return which page of sources a message is; what leads to no other is the first."""
    following = _page_led_to(message, back=False)
    if following is not None:
        return following - 1
    before = _page_led_to(message, back=True)
    return 0 if before is None else before + 1


def _page_led_to(message: discord.Message, *, back: bool) -> int | None:
    """Return the page that a message's button leads to, onward or `back`.

    Those of earlier releases that lead back say so in their label alone.
    """
    for component in _components(_payload(message)):
        match = SOURCES_ID.fullmatch(str(component.get("custom_id", "")))
        if match and back == bool(match["back"] or component.get("label") in _labels_back()):
            return int(match["page"])
    return None


@cache
def _labels_back() -> frozenset[str]:
    return frozenset(in_every_language(lambda: say(wording.PREVIOUS_SOURCES)))


def _payload(message: discord.Message) -> list[dict[str, Any]]:
    return [dict(component.to_dict()) for component in message.components]


def _custom_ids(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    return (str(one.get("custom_id", "")) for one in _components(components))


def _components(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        yield component
        yield from _components(component.get("components", ()))


def _context_of(custom_id: str) -> re.Match[str] | None:
    return CONTEXT_ID.fullmatch(custom_id)


def _span(match: re.Match[str]) -> Span:
    return match["version"], int(match["start"]), int(match["end"])
