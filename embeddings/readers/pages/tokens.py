"""The words in an element's class and id: `author-bio`, `authorBio` and `author_bio` are two."""

import re
from collections.abc import Iterable, Sequence

from embeddings.readers.pages.trees import Node

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
Phrase = tuple[str, ...]


def words(written: str) -> frozenset[str]:
    """Return the words of a list that is written as one string."""
    return frozenset(written.split())


def single_words(written: str) -> tuple[Phrase, ...]:
    """Return the words of `written` as phrases of one word each."""
    return tuple((word,) for word in written.split())


def tokens_of(node: Node) -> list[list[str]]:
    """Return the words of each name in the node's class and id."""
    return names_in(f"{node.get('class', '')} {node.get('id', '')}")


def names_in(written: str) -> list[list[str]]:
    """Return the words of each name in a class or an id."""
    return [[word.lower() for word in _WORD.findall(name)] for name in written.split()]


def has_any(node: Node, phrases: Iterable[Phrase]) -> bool:
    """Say whether a name of the node holds one of `phrases`: those words, one after another."""
    wanted = tuple(phrases)
    return any(holds_any(name, wanted) for name in tokens_of(node))


def holds_any(name: Sequence[str], phrases: Iterable[Phrase]) -> bool:
    """Say whether the words of one name hold one of `phrases`."""
    return any(_holds(name, phrase) for phrase in phrases)


def _holds(words: Sequence[str], phrase: Phrase) -> bool:
    count = len(phrase)
    return any(
        tuple(words[first : first + count]) == phrase for first in range(len(words) - count + 1)
    )
