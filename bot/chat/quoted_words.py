"""A message to the words it quotes: its block quote, its longest quotation, or all of it."""

import re

import discord

from bot.answering.quotes.folding import fold
from bot.answering.quotes.lookup import is_long_enough
from bot.chat.questions import plain_question
from bot.chat.wire import text_displays, unescape
from embeddings.text.quotations import quotations

_BLOCK_TO_THE_END = re.compile(r"^[^\S\n]*>>>[^\S\n](.*)", re.MULTILINE | re.DOTALL)
_BLOCK_LINE = re.compile(r"^[^\S\n]*>[^\S\n](.*)$", re.MULTILINE)


def content_of(message: discord.Message) -> str:
    """Return what a message shows: its text, a forwarded one's, its components' or its embeds'.

    Of several blocks of a message of components the first one alone, which its quote is.
    """
    texts = [message.content, *(item.content for item in message.message_snapshots)]
    shown = list(text_displays([part.to_dict() for part in message.components]))
    texts += [unescape(text) for text in shown if text.startswith("> ")] or ["\n".join(shown)]
    texts += [embed.description or "" for embed in message.embeds]
    return next((text for text in texts if text.strip()), "")


def quoted_words(content: str) -> str:
    """Return what a message means to quote, without mentions and Markdown signs."""
    block = plain_question(_block(content))
    if block:
        return block
    plain = plain_question(content)
    spans = quotations(plain)
    start, end = max(spans, key=lambda span: span[1] - span[0], default=(0, 0))
    longest = plain[start:end]
    return longest if is_long_enough(fold(longest)) else plain  # else it is a word in marks


def _block(content: str) -> str:
    whole = _BLOCK_TO_THE_END.search(content)
    return whole[1] if whole else "\n".join(_BLOCK_LINE.findall(content))
