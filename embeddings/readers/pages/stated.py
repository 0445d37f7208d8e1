"""Headlines and other lines that a page states of itself, as the words that a browser shows."""

from collections.abc import Iterator

from embeddings.readers.pages.blocks import letters
from embeddings.readers.pages.content import guessed
from embeddings.readers.pages.entities import decoded_once_more
from embeddings.readers.pages.snippets import plain_words
from embeddings.readers.pages.tokens import has_any, single_words
from embeddings.readers.pages.trees import Node
from embeddings.text.normalisation import one_line

_KICKER = single_words("kicker eyebrow label overline rubric category section topic flag")


def said_in(value: str | None) -> str | None:
    """Return a value as text: entities decoded, no tags, one line; None where nothing is left."""
    if value is None:
        return None
    try:
        return one_line(plain_words(decoded_once_more(value))) or None
    except ValueError:  # half a character
        return None


def guess_of(root: Node, field: str) -> str | None:
    """Return trafilatura's guess; it is not told the address: a host is no outlet's name."""
    return said_in(guessed(root, field))


def guessed_headline(root: Node) -> str | None:
    """Return trafilatura's guess, a kicker in the heading set off from the words behind it."""
    guess = guess_of(root, "title")
    for heading in root.iter("h1"):
        if guess and letters("".join(heading.itertext())) == letters(guess):
            return said_in(" ".join(_set_off(heading))) or guess
    return guess


def _set_off(heading: Node) -> Iterator[str]:
    """Yield the runs of a heading: a kicker is one of its own."""
    run = heading.text or ""
    for child in heading:
        said = "".join(child.itertext())
        if has_any(child, _KICKER):
            yield from (run, said)
            run = child.tail or ""
        else:
            run += said + (child.tail or "")
    yield run
