"""What articles are compared by: sketches pinned to the byte, shares worked out by hand."""

import hashlib

import numpy as np
import pytest

from embeddings.stories.signatures import (
    LENGTH,
    SCHEME,
    VALUES,
    as_row,
    containment,
    is_current,
    particulars,
    particulars_held,
    resemblance,
    signature,
    text_hash,
)

TEXT = (
    "The storm tore two cranes from the northern quay of Lindmoor shortly after midnight. “Nobody "
    "was hurt,” said Ada Quist, the harbour master, whose 12 men had been sent home at ten."
)


def sketch(size: int, special: int, kept: int = 0) -> bytes:
    """Return a signature of so many shingles and particulars; `kept` values are another's."""
    values = np.arange(VALUES, LENGTH, dtype="<u4")
    values[kept:] += LENGTH if kept else 0
    return np.concatenate([np.array([SCHEME, size, special], "<u4"), values]).tobytes()


def test_a_signature_is_the_same_everywhere() -> None:
    """Stored ones are compared with those of another machine, another release of the library."""
    assert hashlib.sha256(signature(TEXT)).hexdigest() == (
        "238d9405c858db68d126ab8660f4887b29c815701b109c5030cbd4b53707605d"
    )
    assert len(signature(TEXT)) == 780
    assert as_row(signature(TEXT))[:VALUES].tolist() == [1, 30, 6]


def test_the_values_are_the_smallest_of_the_permutations() -> None:
    """Worked out without the library: mixed as MurmurHash3 ends, times an odd factor, plus one."""

    def number(words: str) -> int:
        return int.from_bytes(hashlib.sha256(words.encode()).digest()[:4], "little")

    def mixed(value: int) -> int:
        value = ((value ^ value >> 16) * 0x85EBCA6B) % 2**32
        value = ((value ^ value >> 13) * 0xC2B2AE35) % 2**32
        return value ^ value >> 16

    factor, summand = number("pullquote 1 a 5") | 1, number("pullquote 1 b 5")
    runs = ["the storm tore", "storm tore two"]
    smallest = min((mixed(number(run)) * factor + summand) % 2**32 for run in runs)
    assert as_row(signature("The storm tore two"))[VALUES + 5] == smallest


def test_spacing_signs_and_case_do_not_count() -> None:
    """Nor do ligatures, soft hyphens and emphasis."""
    same = (
        TEXT.replace(" ", "\n\u00a0")
        .replace("“", '"')
        .replace("”", "'")
        .replace("midnight", "mid\u00adnight")
        .replace("Nobody", "_Nobody_")
    )
    assert text_hash(same) == text_hash(TEXT)
    assert signature(same) == signature(TEXT)
    assert text_hash(TEXT.upper()) == text_hash(TEXT)
    assert text_hash("ﬁnal office") == text_hash("final o\ufb03ce")


def test_another_word_is_another_hash() -> None:
    """Words count, and where one ends."""
    assert text_hash(TEXT.replace("two", "three")) != text_hash(TEXT)
    assert text_hash("the storms") != text_hash("the storm s")


def test_particulars_are_numbers_and_capitalised_words() -> None:
    """A decimal and a time are one each."""
    assert particulars("At 6:42 Ada paid 3.50 crowns, 7 of them in Ärö.") == {
        "at", "6:42", "ada", "3.50", "7", "ärö",
    }  # fmt: skip


def test_shares_are_worked_out_from_values_and_sizes() -> None:
    """64 of 128 values: a resemblance of 1/2, so 400 of 1200; of 500 these are 4/5."""
    one, other = as_row(sketch(700, 0)), as_row(sketch(500, 0, kept=64))
    assert resemblance(one, other) == 0.5
    assert containment(one, other) == pytest.approx(0.8)
    assert particulars_held(one, other) == 1.0


def test_particulars_held_are_of_the_text_that_has_fewer() -> None:
    """48 of 64 values are 3/7 of 70: 30, all that the other text has."""
    one, other = as_row(sketch(9, 40)), as_row(sketch(9, 30, kept=128 + 48))
    assert particulars_held(one, other) == 1.0
    assert particulars_held(one, as_row(sketch(9, 40, kept=128 + 16))) == pytest.approx(0.4)


def test_a_signature_of_another_scheme_is_told() -> None:
    """Of another number, or cut short."""
    old = np.array([SCHEME + 1, *range(LENGTH - 1)], "<u4").tobytes()
    assert is_current(signature(TEXT))
    for wrong in (old, signature(TEXT)[:-4], b""):
        assert not is_current(wrong)
        with pytest.raises(ValueError, match="is not of scheme 1: make it anew"):
            as_row(wrong)


def test_a_text_without_words_has_a_signature() -> None:
    """Of nothing."""
    assert as_row(signature("… —"))[:VALUES].tolist() == [1, 0, 0]
