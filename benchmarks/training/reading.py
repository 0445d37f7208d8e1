"""Question and passage to token arrays: the one way in which the reranker reads a pair.

The pair is `[CLS] question [SEP] headline: passage [SEP]`; where it is too long the passage's end
is cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from mining import Text
from numpy.typing import NDArray
from tokenizers import Tokenizer

MAX_TOKENS = 192
MAX_QUESTION_CHARS = 300
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage to be read together."""

    question: str
    text: Text


@dataclass(frozen=True, slots=True)
class Read:
    """Token arrays of pairs, each of shape (pairs, tokens), padded with zeros.

    `starts` and `ends` are each token's span in the passage's text, -1 outside it.
    """

    ids: Ints
    mask: Ints
    types: Ints
    starts: Ints
    ends: Ints

    def answer_tokens(self, pairs: Sequence[Pair]) -> NDArray[np.bool_]:
        """Return which tokens stand in an answer, shape (pairs, tokens)."""
        found = np.zeros(self.ids.shape, dtype=np.bool_)
        for row, pair in enumerate(pairs):
            for first, last in pair.text.answers:
                found[row] |= (self.starts[row] < last) & (self.ends[row] > first)
        return found & (self.starts >= 0)


def load_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer of a `tokenizer.json`, set to cut passages at `MAX_TOKENS`."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


def read(tokenizer: Tokenizer, pairs: Sequence[Pair]) -> Read:
    """Return the pairs as arrays, as wide as the longest."""
    heads = [f"{pair.text.title}: " if pair.text.title else "" for pair in pairs]
    inputs = [
        (pair.question[:MAX_QUESTION_CHARS], head + pair.text.text)
        for pair, head in zip(pairs, heads, strict=True)
    ]
    encoded = tokenizer.encode_batch(inputs)
    shape = (len(pairs), max(len(item.ids) for item in encoded))
    arrays = Read(*(np.zeros(shape, dtype=np.int64) for _ in range(3)), *_nowhere(shape))
    for row, (item, head) in enumerate(zip(encoded, heads, strict=True)):
        count = len(item.ids)
        arrays.ids[row, :count] = item.ids
        arrays.mask[row, :count] = 1
        arrays.types[row, :count] = item.type_ids
        spans = np.array(item.offsets) - len(head)
        inside = (np.array(item.type_ids) == 1) & (spans[:, 0] >= 0) & (spans[:, 1] > spans[:, 0])
        arrays.starts[row, :count] = np.where(inside, spans[:, 0], -1)
        arrays.ends[row, :count] = np.where(inside, spans[:, 1], -1)
    return arrays


def _nowhere(shape: tuple[int, int]) -> tuple[Ints, Ints]:
    return np.full(shape, -1, dtype=np.int64), np.full(shape, -1, dtype=np.int64)
