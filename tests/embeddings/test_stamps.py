"""Bylines, signatures and stamps, told from sentences that begin like them."""

import pytest

from embeddings.text.stamps import is_clock, is_stamp


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Lee",
        "BY ANN LEE, The Daily Planet",
        "By Ann Lee\nThe Daily Planet",
        "(Reporting by Ann Lee in Lindmoor; Editing by Bo Ek)",
        "Additional reporting by Cy Dahl.",
        "Published: 12 March 2022, 09:30 GMT",
        "Last updated on Monday at 4:15 p.m. ET.",
    ],
)
def test_a_line_that_says_only_who_and_when_is_a_stamp(line: str) -> None:
    """Names and dates to its end."""
    assert is_stamp(line)


@pytest.mark.parametrize(
    "sentence",
    [
        "By Monday night it was empty.",
        "By then Ann Lee had left.",
        "Reporting by the agency showed a gap.",
        "Editing took two days.",
        "Updated figures were published on Monday.",
        "Published in 1911, the book is rare.",
    ],
)
def test_a_sentence_that_begins_like_one_is_news(sentence: str) -> None:
    """It goes on with something else."""
    assert not is_stamp(sentence)


@pytest.mark.parametrize("line", ["10:42", "10:42 GMT", "4.15 p.m.", "11.05am", "(09:30:00)"])
def test_a_time_alone_is_a_clock(line: str) -> None:
    """As live reports have it above every entry."""
    assert is_clock(line)


@pytest.mark.parametrize(
    "line", ["10:42 The mayor arrives", "12 cranes", "3:2 for Lindmoor", "1986"]
)
def test_other_figures_are_no_clock(line: str) -> None:
    """They say something."""
    assert not is_clock(line)
