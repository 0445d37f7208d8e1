"""A message to a question: without mentions, timestamps, emoji codes and Markdown signs."""

import re
from dataclasses import asdict

from bot.answering.understanding.options import Options

_DISCORD_CODES = re.compile(
    r"<(?:@[!&]?|\#|/|a?:\w+:|t:|id:)[^<>\n]*>|(?<!\w)@(?:everyone|here)\b"
)
_MARKDOWN_SIGNS = re.compile(r"[*`|\\]+|~~+|(?<!\w)_+|_+(?!\w)|^\s*(?:>+|\#+|-\#)", re.MULTILINE)

_PLAIN_VALUE = re.compile(r"[\w-]+")


def plain_question(content: str) -> str:
    """Return what a person means to ask: the words, on one line."""
    without_codes = _DISCORD_CODES.sub(" ", content)
    return " ".join(_MARKDOWN_SIGNS.sub("", without_codes).split())


def with_operators(question: str, options: Options) -> str:
    """Return `question` with the options written out as the operators that mean the same.

    The line that repeats a question then says all that was asked for, and can be asked again.
    """
    chosen = {name: value for name, value in asdict(options).items() if value and question}
    return " ".join([question, *(f"{name}:{_value(value)}" for name, value in chosen.items())])


def _value(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) else f'"{value}"'
