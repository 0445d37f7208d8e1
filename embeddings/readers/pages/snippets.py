"""A piece of HTML inside another format to the words that a browser shows of it."""

import re
from html import escape

from embeddings.errors import InputError
from embeddings.readers.pages.blocks import BLOCK_TAGS, blocks_of
from embeddings.readers.pages.tokens import words
from embeddings.readers.pages.trees import html_tree

_INLINE = words(
    "a abbr b bdi bdo br cite code del em font i iframe img ins kbd mark picture q s samp script"
    " small source span strike strong style sub sup svg time tt u var video wbr"
)
_NAMES = "|".join(sorted(BLOCK_TAGS | _INLINE))
_TAG = re.compile(
    rf"(<!--.*?-->|</?(?:{_NAMES})(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>)",
    re.IGNORECASE | re.DOTALL,
)


def shown_words(markup: str) -> str:
    """Return the words of `markup`, blocks separated by a blank line, `<br>` as a line end.

    Raises:
        InputError: it is nested too deep to be read.
    """
    blocks = blocks_of(html_tree(f"<div>{markup}</div>"))
    return "\n\n".join(block.marker + block.text for block in blocks)


def plain_words(written: str) -> str:
    """Return the words of text that may hold markup, a headline's say.

    Only what is a tag is read as one, "x<y and z>w" is none; its entities are left as they are.
    """
    parts = _TAG.split(written)
    if len(parts) == 1:
        return written
    markup = (part if at % 2 else escape(part, quote=False) for at, part in enumerate(parts))
    try:
        return shown_words("".join(markup))
    except InputError:
        return " ".join(parts[::2])
