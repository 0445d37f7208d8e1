"""What an article's words are compared by: a hash of all of them, and a sketch of fixed size.

MinHash: Broder, "On the resemblance and containment of documents", 1997. Two sets hold the same
smallest value under a random permutation as often as they share members; so the share of equal
values estimates how much two texts have in common, without the texts.

A signature is an array of little-endian uint32: the scheme, how many shingles and particulars the
text has, then the smallest values of each under fixed permutations. It depends on the text alone,
not on the machine, the run or the release of a library.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from embeddings.stories.duplicates import shingles

SCHEME = 1
"""Names how signatures are made; raised with every change, so that stored ones are made anew."""
MARK_BYTES = 4
"""How many bytes of a signature name its scheme."""
SHINGLE_VALUES = 128
PARTICULAR_VALUES = 64
HASH_DIGITS = 32
"""Hexadecimal digits of a text's hash: 128 bits of SHA-256."""

Rows = NDArray[np.uint32]
"""Signatures, a row each."""

SIZE, PARTICULARS, VALUES = 1, 2, 3
"""Columns of a row: how many shingles, how many particulars; the smallest values begin."""
LENGTH = VALUES + SHINGLE_VALUES + PARTICULAR_VALUES
_NUMBER_OR_WORD = re.compile(r"\d+(?:[.,:]\d+)+|\w+")
_NO_WORD = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")


def text_hash(text: str) -> str:
    """Return the hash of the words of `text`, whatever its spacing, its signs and its case."""
    words = re.findall(r"\w+", _folded(text).casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:HASH_DIGITS]


def signature(text: str) -> bytes:
    """Return the signature of `text`, 780 bytes."""
    folded = _folded(text)
    runs = {" ".join(words) for words in shingles(folded)}
    special = particulars(folded)
    head = np.array([SCHEME, len(runs), len(special)], dtype="<u4")
    values = [_smallest(runs, SHINGLE_VALUES), _smallest(special, PARTICULAR_VALUES)]
    return np.concatenate([head, *values]).astype("<u4").tobytes()


def is_current(signed: bytes) -> bool:
    """Say whether a stored signature is of today's scheme; another is to be made anew."""
    return len(signed) == 4 * LENGTH and int(np.frombuffer(signed, "<u4")[0]) == SCHEME


def particulars(text: str) -> set[str]:
    """Return the numbers and the capitalised words of `text`, casefolded.

    They are what differs between two items that fill in the same form.
    """
    words = _NUMBER_OR_WORD.findall(text)
    return {word.casefold() for word in words if word[0].isupper() or word[0].isdigit()}


def as_row(signed: bytes) -> Rows:
    """Return a signature as the numbers that it holds.

    Raises:
        ValueError: it is of another scheme.
    """
    if not is_current(signed):
        raise ValueError(
            f"a signature of {len(signed)} bytes is not of scheme {SCHEME}: make it anew from the "
            "article's text"
        )
    return np.frombuffer(signed, "<u4").astype(np.uint32)


def resemblance(one: Rows, others: Rows) -> NDArray[np.float64]:
    """Return how much of the shingles that either text has both have, 0..1, for each row."""
    return _equal(one, others, VALUES, VALUES + SHINGLE_VALUES)


def containment(one: Rows, others: Rows) -> NDArray[np.float64]:
    """Return the share of the shingles of the shorter text that stand in the longer one, 0..1."""
    return _held(resemblance(one, others), one[..., SIZE], others[..., SIZE])


def particulars_held(one: Rows, others: Rows) -> NDArray[np.float64]:
    """Return the share of the particulars of the text with fewer that stand in the other, 0..1.

    A text without any has nothing that is missing.
    """
    equal = _equal(one, others, VALUES + SHINGLE_VALUES, LENGTH)
    return _held(equal, one[..., PARTICULARS], others[..., PARTICULARS])


def _equal(one: Rows, others: Rows, start: int, end: int) -> NDArray[np.float64]:
    return np.asarray((one[..., start:end] == others[..., start:end]).mean(axis=-1))


def _held(shared: NDArray[np.float64], first: Rows, second: Rows) -> NDArray[np.float64]:
    """Return the share of the smaller set that both have, from their resemblance and sizes."""
    smaller = np.minimum(first, second)
    both = shared * (first.astype(np.float64) + second) / (1 + shared)
    return np.where(smaller > 0, np.minimum(both / np.maximum(smaller, 1), 1.0), 1.0)


def _folded(text: str) -> str:
    """Return `text` with one spelling for what looks the same, without what nobody sees."""
    return unicodedata.normalize("NFKC", _NO_WORD.sub("", text)).replace("_", " ")


def _smallest(members: Iterable[str], count: int) -> Rows:
    """Return the smallest value of a set under each of the first `count` permutations."""
    from datasketch import MinHash

    permutations = np.ascontiguousarray(_permutations()[:, :count])
    sketch = MinHash(
        num_perm=count, scheme="affine32", permutations=permutations, hashfunc=_number
    )
    sketch.update_batch(member.encode() for member in members)
    values: Rows = sketch.hashvalues
    return values


def _number(member: bytes) -> int:
    return int.from_bytes(hashlib.sha256(member).digest()[:4], "little")


@cache
def _permutations() -> Rows:
    """Return the factors (odd) and the summands of the permutations, two rows.

    They are hashes of their own numbers: nothing depends on a generator of random numbers.
    """
    named = [f"pullquote {SCHEME} {row} {n}" for row in "ab" for n in range(SHINGLE_VALUES)]
    numbers = [_number(name.encode()) for name in named]
    rows = np.array(numbers, dtype=np.uint32).reshape(2, SHINGLE_VALUES)
    rows[0] |= 1
    return rows
