"""Which messages ask the bot: those meant for it and, where a server wants it, every question."""

from enum import StrEnum

import discord

from bot.chat.questions import is_question, plain_question
from bot.servers.schema import Listening

_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)
"""Messages that somebody wrote; others say that one was pinned, or that somebody joined."""


class Asked(StrEnum):
    """Whom a message asks."""

    THE_BOT = "the_bot"
    ANYONE = "anyone"
    """A question that the bot answers if it can; if not, nobody missed it."""


def is_written(message: discord.Message) -> bool:
    """Say whether a person wrote a message; bots that answer each other never stop."""
    return (
        message.type in _WRITTEN
        and not message.author.bot
        and message.webhook_id is None
        and message.application_id is None
    )


def is_addressed(message: discord.Message, me: discord.abc.User | None) -> bool:
    """Say whether a message is meant for the bot: it is private, mentions it or replies to it."""
    if message.guild is None or me in message.mentions:
        return True
    replied = message.reference.resolved if message.reference else None
    return isinstance(replied, discord.Message) and replied.author == me


def asked(
    message: discord.Message, me: discord.ClientUser | None, listening: Listening
) -> Asked | None:
    """Return whom a message asks in a channel that is listened to so; None if nobody."""
    if message.guild is not None and listening is Listening.NOTHING:
        return None
    if is_addressed(message, me):
        return Asked.THE_BOT
    if listening is not Listening.QUESTIONS or _is_for_others(message):
        return None
    return Asked.ANYONE if is_question(plain_question(message.content)) else None


def asks_still(
    message: discord.Message, me: discord.ClientUser | None, listening: Listening
) -> Asked | None:
    """Return whom a message asks that was answered and then changed; None if nobody any more.

    What it replies to was the bot's, though Discord may not repeat that; its content can be read
    as long as it is meant for the bot.
    """
    if not message.content:
        return None
    whom = asked(message, me, listening)
    is_reply = message.reference is not None and listening is not Listening.NOTHING
    return whom or (Asked.THE_BOT if is_reply else None)


def _is_for_others(message: discord.Message) -> bool:
    meant = message.mentions or message.role_mentions or message.mention_everyone
    return bool(meant) or message.reference is not None
