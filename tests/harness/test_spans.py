"""Places in a text as written, and where the same words stand in the text as it is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.harness.fixtures.spans import stored_spans
from embeddings.text.normalisation import normalise

WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
NBSP, SOFT_HYPHEN, NO_MARK = "\u00a0", "\u00ad", "\ufeff"


def placed(written: str, words: str) -> str | None:
    """Return what stands in the stored text where `words` stand in `written`."""
    stored, start = normalise(written).text, written.index(words)
    span = stored_spans(written, stored, [(start, start + len(words))])[0]
    return None if span is None else stored[slice(*span)]


@pytest.mark.parametrize(
    ("written", "words", "found"),
    [
        ("One goal.\r\nTwo goals.", "Two goals", "Two goals"),
        ("One\r\r\ngoal.\u2029Two\u2028goals.", "Two\u2028goals", "Two\ngoals"),
        (f"{NO_MARK}It cost{NBSP}5{NBSP}euros.", f"5{NBSP}euros", f"5{NBSP}euros"),
        ("Two  spaces  stay  two.", "spaces  stay", "spaces  stay"),
        (f"The har{SOFT_HYPHEN}bour froze.", f"har{SOFT_HYPHEN}bour", "harbour"),
        (f"The har{SOFT_HYPHEN}bour froze.", "bour froze", "bour froze"),
        (f"On{SOFT_HYPHEN}ly {WALES} won.", f"{WALES} won", f"{WALES} won"),
        (f"Ajax{SOFT_HYPHEN}  won  it.", "  won  ", "won"),
        (f"Ajax{SOFT_HYPHEN} won\r\n", "won\r", "won"),
    ],
)
def test_a_place_moves_with_what_normalisation_takes_out(
    written: str, words: str, found: str
) -> None:
    """Line ends, unseen signs and marks before it do not shift it; space at its ends goes."""
    assert placed(written, words) == found


def test_a_place_that_cuts_through_what_is_one_is_not_found() -> None:
    """Half a flag is no part of the stored text; whole places beside it are found."""
    written = f"On{SOFT_HYPHEN}ly {WALES} won."
    stored = normalise(written).text

    assert stored_spans(written, stored, [(7, 17), (13, 17), (0, 5)]) == [None, (13, 16), (0, 4)]


def test_a_place_where_nothing_is_left_is_not_found() -> None:
    """An answer of space or of unseen signs marks no words."""
    written = f"Ajax  won{SOFT_HYPHEN}."

    assert stored_spans(written, normalise(written).text, [(4, 6), (9, 10)]) == [None, None]


SIGNS = st.sampled_from(["a", "b", " ", "\r", "\n", NBSP, SOFT_HYPHEN, "\u2029", "\x00", WALES])


@given(st.lists(SIGNS, max_size=30).map("".join), st.data())
def test_a_place_that_is_found_holds_the_same_words(written: str, data: st.DataObject) -> None:
    """Whatever the text, the words found are those marked, normalised by themselves."""
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, len(written)))
    stored = normalise(written).text

    span = stored_spans(written, stored, [(start, end)])[0]

    if span is not None:
        before, marked = written[:start], written[start:end].strip()
        if stored != written:
            before, marked = normalise(before).text, normalise(marked).text
        assert stored[slice(*span)] == marked
        assert stored[: span[0]].split() == before.split()
