"""A piece of HTML inside another format to the words that a browser shows of it."""

from embeddings.readers.blocks import blocks_of
from embeddings.readers.trees import html_tree


def shown_words(markup: str) -> str:
    """Return the words of `markup`, blocks separated by a blank line, `<br>` as a line end.

    Raises:
        InputError: it is nested too deep to be read.
    """
    blocks = blocks_of(html_tree(f"<div>{markup}</div>"))
    return "\n\n".join(block.marker + block.text for block in blocks)
