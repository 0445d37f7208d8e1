"""Pairs to the token arrays that the bot reads, and the tokens in which answers stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from mining import Text
from numpy.typing import NDArray

from bot.answering.ranking.cross_encoders import Tokens


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage to be read together."""

    question: str
    text: Text


def answer_tokens(tokens: Tokens, pairs: Sequence[Pair]) -> NDArray[np.bool_]:
    """Return which tokens of the pairs stand in an answer, shape (pairs, tokens)."""
    found = np.zeros(tokens.ids.shape, dtype=np.bool_)
    for row, pair in enumerate(pairs):
        for first, last in pair.text.answers:
            found[row] |= (tokens.starts[row] < last) & (tokens.ends[row] > first)
    return found & (tokens.starts >= 0)
