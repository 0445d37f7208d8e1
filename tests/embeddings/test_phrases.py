"""Zones: whatever words follow each other in an article stand in one of them."""

from embeddings.text.phrases import PHRASE_WORDS, zones

TEXT = "Headline. One two. Heading. " + " ".join(f"w{n}" for n in range(20)) + ". Photo: N."
SPANS = [(10, 18), (28, TEXT.index(". Photo") + 1)]


def test_a_zone_reaches_into_the_next_passage() -> None:
    """The first begins with the article; a heading between passages is in both, the end in one."""
    first, second = (TEXT[start:end] for start, end in zones(TEXT, SPANS))
    assert first == "Headline. One two. Heading. " + " ".join(f"w{n}" for n in range(12))
    assert second == TEXT[28:]
    assert PHRASE_WORDS == 12


def test_every_dozen_words_in_a_row_stand_in_one_zone() -> None:
    """Also across both edges."""
    words = TEXT.split()
    found = [TEXT[start:end] for start, end in zones(TEXT, SPANS)]
    for number in range(len(words) - PHRASE_WORDS + 1):
        phrase = " ".join(words[number : number + PHRASE_WORDS]).strip(".")
        assert any(phrase in zone for zone in found), phrase


def test_signs_that_are_no_words_take_no_room() -> None:
    """A dozen dashes do not end a zone."""
    text = "One. " + "— " * 20 + " ".join("abcdefghijklmnop")
    ((start, end), _) = zones(text, [(0, 4), (5, len(text))])
    assert text[start:end].endswith("k l")


def test_an_article_without_passages_has_no_zone() -> None:
    """It holds nothing to quote."""
    assert zones("Photo: N.", []) == []
