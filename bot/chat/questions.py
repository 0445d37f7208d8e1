"""A message to a question: without mentions, timestamps, emoji codes and Markdown signs."""

import re
from dataclasses import asdict

from bot.answering.understanding.options import Options

_DISCORD_CODES = re.compile(
    r"<(?:@[!&]?|\#|/|a?:\w+:|t:|id:)[^<>\n]*>|(?<!\w)@(?:everyone|here)\b"
)
_MARKDOWN_SIGNS = re.compile(r"[*`|\\]+|~~+|(?<!\w)_+|_+(?!\w)|^\s*(?:>+|\#+|-\#)", re.MULTILINE)

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_QUESTION_MARK_LAST = re.compile(r"[?？][\s!.…\"'”’»)]*\Z")
_MIN_QUESTION_WORDS = 3
# What questions begin with, in English, German, Spanish (with their accents) and French.
_QUESTIONING = (
    "who who's whose whom what what's which when where where's why how "
    "wer wen wem wessen was wann wo wohin woher warum wieso weshalb wie "
    "welche welcher welches welchen welchem "
    "quién quiénes qué cuándo dónde adónde cómo cuál cuáles cuánto cuánta cuántos cuántas "
    "qui quand où pourquoi comment combien quel quelle quels quelles qu'est-ce est-ce"
)
_QUESTION_WORDS = frozenset(_QUESTIONING.split())

_PLAIN_VALUE = re.compile(r"[\w-]+")


def plain_question(content: str) -> str:
    """Return what a person means to ask: the words, on one line."""
    without_codes = _DISCORD_CODES.sub(" ", content)
    return " ".join(_MARKDOWN_SIGNS.sub("", without_codes).split())


def is_question(text: str) -> bool:
    """Say whether people's talk, as `plain_question` returns it, is a question worth searching."""
    words = [word.casefold().replace("’", "'") for word in _WORD.findall(text)]
    if len(words) < _MIN_QUESTION_WORDS:
        return False
    return words[0] in _QUESTION_WORDS or _QUESTION_MARK_LAST.search(text) is not None


def with_operators(question: str, options: Options) -> str:
    """Return `question` with the options written out as the operators that mean the same.

    The line that repeats a question then says all that was asked for, and can be asked again.
    """
    chosen = {name: value for name, value in asdict(options).items() if value and question}
    return " ".join([question, *(f"{name}:{_value(value)}" for name, value in chosen.items())])


def _value(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) else f'"{value}"'
