"""Where a cut would part what is read as one character."""

import pytest

from embeddings.text.clusters import is_inside_cluster


@pytest.mark.parametrize(
    "whole",
    [
        "e\u0301",  # a letter and its accent
        "क\u093f",  # and its vowel sign
        "ष\u094dठ",  # two letters that a virama joins
        "ท\u0e48",  # and its tone
        "ש\u05c1",  # and its point
        "👩\u200d🚀",
        "👍🏽",
        "🇳🇴",
        "각",
        "\u1100\u1161",  # a Hangul syllable in its parts
        "1\ufe0f\u20e3",
    ],
    ids=ascii,
)
def test_a_cluster_is_not_parted(whole: str) -> None:
    """At every offset inside it; before and behind it a cut may fall."""
    text = f"a{whole}b"

    assert [is_inside_cluster(text, offset) for offset in range(len(text) + 1)] == [
        False,
        False,
        *[True] * (len(whole) - 1),
        False,
        False,
    ]


def test_flags_are_parted_between_pairs() -> None:
    """Two flags in a row are four halves."""
    assert [is_inside_cluster("🇳🇴🇸🇪", offset) for offset in range(1, 4)] == [True, False, True]
