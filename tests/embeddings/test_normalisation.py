"""What ingestion changes in a text, and everything that it leaves as printed."""

import pytest

from embeddings.text.normalisation import NormalisedText, normalise, one_line


@pytest.mark.parametrize(
    "ends", ["\n", "\r\n", "\r\r\n", "\r", "\v", "\f", "\x85", "\u2028"], ids=ascii
)
def test_every_kind_of_line_end_becomes_one_newline(ends: str) -> None:
    """A line end is no words, so nothing is counted as removed."""
    found = normalise(f"One{ends}Two")

    assert (found.text, found.removed) == ("One\nTwo", 0)


def test_a_paragraph_separator_becomes_a_blank_line() -> None:
    """U+2029 parts paragraphs, and paragraphs are parted by blank lines."""
    assert normalise("One\u2029Two").text == "One\n\nTwo"


@pytest.mark.parametrize(
    "hidden",
    [
        "\x00",
        "\x1b",
        "\x7f",
        "\x9f",
        "\u00ad",
        "\u200e",
        "\u202e",
        "\u2069",
        "\u206a",
        "\ufeff",
        "\ufffc",
        "\U000e0041",
    ],
    ids=lambda hidden: f"U+{ord(hidden):04X}",
)
def test_what_nobody_can_see_is_taken_out_and_counted(hidden: str) -> None:
    """Controls, soft hyphens, direction overrides, marks and tags can hide or reorder words."""
    found = normalise(f"la{hidden}un{hidden}ch")

    assert (found.text, found.removed) == ("launch", 2)


@pytest.mark.parametrize(
    "printed",
    [
        "caf\u00e9",  # composed
        "cafe\u0301",  # decomposed
        "ﬁve",  # a ligature
        "a\u00a0b\u2003c",  # spaces of other widths
        "tab\there",
        "👩\u200d🚀",  # a joiner inside an emoji
        "नि\u200cष्ठा",  # a non-joiner inside a word
        "a\u200bb",  # a place where a line may break
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland's flag
        "  two  spaces  ",
    ],
    ids=ascii,
)
def test_what_can_be_seen_stays_as_printed(printed: str) -> None:
    """Nothing is composed, folded, joined or stripped: the quote is the source's characters."""
    assert normalise(printed).text == printed


def test_half_a_character_is_refused_with_its_place() -> None:
    """A lone surrogate cannot be printed, stored or hashed."""
    with pytest.raises(ValueError, match=r"half a character \(U\+D83D\) at 5"):
        normalise("half \ud83d")


def test_normalising_twice_changes_nothing_more() -> None:
    """Offsets are taken once: a second pass would have to move none of them."""
    once = normalise("a\r\n\x00b\u2029c\u00add\x85").text

    assert normalise(once) == NormalisedText(once, removed=0)


def test_metadata_stands_on_one_line() -> None:
    """A headline that is broken over lines is still one headline."""
    assert one_line("  Crew\r\n Dragon\u00a0\u00addocks ") == "Crew Dragon docks"
