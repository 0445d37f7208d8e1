"""A message to a question: without mentions, timestamps, emoji codes and Markdown signs."""

import re

_DISCORD_CODES = re.compile(
    r"<(?:@[!&]?|\#|/|a?:\w+:|t:|id:)[^<>\n]*>|(?<!\w)@(?:everyone|here)\b"
)
_MARKDOWN_SIGNS = re.compile(r"[*`~|\\]+|(?<!\w)_+|_+(?!\w)|^\s*(?:>+|\#+|-\#)", re.MULTILINE)


def plain_question(content: str) -> str:
    """Return what a person means to ask: the words, on one line."""
    without_codes = _DISCORD_CODES.sub(" ", content)
    return " ".join(_MARKDOWN_SIGNS.sub("", without_codes).split())
