"""Where somebody is quoted, and which sentences a quotation holds together."""

import pytest

from embeddings.quotations import join_across, quotations, splits_quotation
from embeddings.schema import Sentence


def quoted(text: str) -> list[str]:
    """Return what stands in quotation marks, marks included."""
    return [text[start:end] for start, end in quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "go" and "stop".', ['"go"', '"stop"']),
        ("He said “go. Now”.", ["“go. Now”"]),
        ("Er sagte „los“.", ["„los“"]),
        ("Er sagte „los”.", ["„los”"]),
        ("Il dit « oui ».", ["« oui »"]),
        ("彼は「はい」と言った。", ["「はい」"]),
        ("“One “two” three”", ["“One “two”"]),  # marks of one kind do not nest
        ("No marks at all.", []),
    ],
)
def test_a_quotation_runs_from_its_mark_to_the_mark_that_closes_it(
    text: str, expected: list[str]
) -> None:
    """Each kind of mark is closed by its own."""
    assert quoted(text) == expected


def test_a_mark_that_nothing_closes_opens_nothing() -> None:
    """A forgotten mark must not hold a whole article together."""
    assert quotations("He said “go and left. Nobody followed.") == []


def test_straight_marks_count_only_in_pairs() -> None:
    """With an odd number nobody knows which opens: inches and seconds are written so too."""
    assert quotations('A 5" pipe and a "long" one.') == []


def test_a_quotation_ends_with_its_paragraph() -> None:
    """Marks of two paragraphs are not paired with each other."""
    assert quotations("He said “go.\n\nShe said stop”.") == []
    assert quotations('A 5" pipe.\n \nA 6" pipe.') == []
    assert quoted('He "went\non" today.') == ['"went\non"']


def test_a_cut_at_a_mark_splits_nothing() -> None:
    """Only offsets strictly inside the span cut it in two."""
    (span,) = spans = quotations('He said "go" now.')

    assert span == (8, 12)
    assert [splits_quotation(spans, offset) for offset in (8, 9, 11, 12)] == [
        False,
        True,
        True,
        False,
    ]


def test_sentences_are_joined_across_a_quotation() -> None:
    """The two that one quotation runs across become one; the others stay."""
    parts = [Sentence(0, 10, 0), Sentence(11, 20, 0), Sentence(21, 30, 0), Sentence(31, 40, 0)]

    assert join_across(parts, [(15, 25)]) == [
        Sentence(0, 10, 0),
        Sentence(11, 30, 0),
        Sentence(31, 40, 0),
    ]


def test_a_long_quotation_joins_whatever_short_ones_follow_it() -> None:
    """A span that starts early and reaches far counts, though another one starts later."""
    parts = [Sentence(0, 10, 0), Sentence(11, 20, 0), Sentence(21, 30, 0)]

    assert join_across(parts, [(5, 29), (12, 14)]) == [Sentence(0, 30, 0)]


def test_a_quotation_that_ends_where_a_sentence_starts_joins_nothing() -> None:
    """The edges of sentence and quotation may fall together."""
    parts = [Sentence(0, 10, 0), Sentence(10, 20, 0)]

    assert join_across(parts, [(3, 10), (10, 20)]) == parts
