"""Paragraphs between blank lines, and line by line where a text has them so."""

from embeddings.text.paragraphs import paragraphs

LONG = (
    "The harbour of Lindmoor was closed on Monday, "
    + "and then it was closed again, " * 3
    + "twice."
)


def texts(text: str) -> list[str]:
    """Return the text of every paragraph."""
    return [text[start:end] for start, end in paragraphs(text)]


def test_a_line_of_signs_without_width_is_blank() -> None:
    """Exports put one where a blank line was."""
    assert texts("One.\n\u200b \u2060\nTwo.") == ["One.", "Two."]


def test_beside_a_line_that_nobody_wraps_every_line_is_a_paragraph() -> None:
    """It has more than 120 characters; at 120 the lines may be wrapped by hand."""
    assert texts(f"Head\n{LONG}\nNext.") == ["Head", LONG, "Next."]
    assert texts("x" * 120 + "\nNext.") == ["x" * 120 + "\nNext."]
    assert texts("x" * 120 + ".\nNext.") == ["x" * 120 + ".", "Next."]


def test_lines_that_run_on_stay_together() -> None:
    """Verse, and what a comma or a small letter carries over."""
    assert texts(f"{LONG}\nThe sea is wide,\nThe tide is low,\nI go.") == [
        LONG,
        "The sea is wide,\nThe tide is low,\nI go.",
    ]
    assert texts(f"{LONG}\nFerry A\nFerry B\nFerry C\n{LONG}")[1] == "Ferry A\nFerry B\nFerry C"


def test_furniture_between_sentences_is_a_paragraph_of_its_own() -> None:
    """In wrapped prose a line that begins like it stays where it is."""
    assert texts("They left.\nADVERTISEMENT\nShare this\nThey stay.") == [
        "They left.",
        "ADVERTISEMENT",
        "Share this",
        "They stay.",
    ]
    assert len(texts("They saw the\nAdvertisement\nand left.")) == 1
