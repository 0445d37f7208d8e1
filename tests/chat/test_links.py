"""Links to the exact words, against addresses written by hand."""

import pytest

from bot import links

PAGE = "https://a.example/story"
TEN = "one two three four five six seven eight nine ten"


def test_a_short_quote_stands_in_the_link_whole() -> None:
    """Up to ten words a browser looks for all of them."""
    assert links.to_words(PAGE, "The hatch opened.") == f"{PAGE}#:~:text=The%20hatch%20opened."
    assert links.to_words(PAGE, TEN) == f"{PAGE}#:~:text={TEN.replace(' ', '%20')}"


def test_a_longer_quote_is_named_by_its_first_and_last_words() -> None:
    """Five words each, with a comma that is not encoded between them."""
    first, last = "one%20two%20three%20four%20five", "seven%20eight%20nine%20ten%20eleven"
    assert links.to_words(PAGE, f"{TEN} eleven") == f"{PAGE}#:~:text={first},{last}"


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        ("well-known", "well%2Dknown"),
        ("- dash first", "%2D%20dash%20first"),
        ("Red, white", "Red%2C%20white"),
        ("Q&A", "Q%26A"),
        ("100 % sure?", "100%20%25%20sure%3F"),
        ("a#b/c+d=e", "a%23b%2Fc%2Bd%3De"),
        ("(“Farewell”)", "%28%E2%80%9CFarewell%E2%80%9D%29"),
        ("two\n\nparagraphs  apart", "two%20paragraphs%20apart"),
    ],
)
def test_signs_with_a_meaning_in_a_text_directive_are_encoded(text: str, directive: str) -> None:
    """A bare comma would end the first words, a bare hyphen begin the context, an `&` the next."""
    assert links.to_words(PAGE, text) == f"{PAGE}#:~:text={directive}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{PAGE}#part-2", f"{PAGE}#part-2:~:text=Yes."),
        (f"{PAGE}?a=b&c#part", f"{PAGE}?a=b&c#part:~:text=Yes."),
        (f"{PAGE}#part:~:text=No.", f"{PAGE}#part:~:text=Yes."),
        (f"{PAGE}#:~:text=No.", f"{PAGE}#:~:text=Yes."),
        (f"{PAGE}#", f"{PAGE}#:~:text=Yes."),
    ],
)
def test_an_anchor_of_the_address_is_kept_and_an_older_directive_replaced(
    url: str, expected: str
) -> None:
    """The page still opens at its anchor where a browser knows no text directives."""
    assert links.to_words(url, "Yes.") == expected


def test_a_link_to_the_words_longer_than_a_button_holds_gives_way_to_the_plain_address() -> None:
    """512 characters fit; one more, and the address alone is used."""
    mark = "#:~:text=Yes."
    fits = "https://a.example/".ljust(512 - len(mark), "b")
    assert links.best(fits, "Yes.") == fits + mark
    assert len(fits + mark) == 512
    assert links.best(f"{fits}b", "Yes.") == f"{fits}b"
    assert links.best(PAGE) == PAGE


def test_words_without_spaces_can_make_a_link_too_long() -> None:
    """Every Japanese letter takes nine characters in a link: 60 of them are 540."""
    assert links.best(PAGE, "あ" * 60) == PAGE
    assert links.best(PAGE, "あ" * 50) == f"{PAGE}#:~:text={'%E3%81%82' * 50}"
