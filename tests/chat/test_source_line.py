"""The line under a quote, against Markdown written by hand."""

from typing import Any

import pytest

from bot.chat.source_line import headline, moment, shortened, source_line
from embeddings.schema import Article, Genre


def article(**facts: Any) -> Article:
    """Return an article that says nothing of itself but its headline and `facts`."""
    return Article(**{"id": "a", "text": "Yes.", "title": "The hatch"} | facts)


def test_all_that_is_known_stands_in_the_line() -> None:
    """Outlet, linked headline, authors, section, date of publication and of the last change."""
    known = article(
        outlet="Desk",
        authors=("Ada L.", "Bo"),
        section="Space",
        published="2022-03-15T13:00:00+00:00",
        updated="2022-03-16",
        url="https://a.example/b",
    )
    assert source_line(known, "Yes.") == (
        "-# **Desk** · [The hatch](https://a.example/b#:~:text=Yes.) · Ada L., Bo · Space · "
        "<t:1647349200:D> · updated 16 March 2022"
    )


@pytest.mark.parametrize(
    ("genre", "section", "shown"),
    [
        (Genre.OPINION, None, " · **Opinion**"),
        (Genre.OPINION, "opinion", " · **Opinion**"),
        (Genre.OPINION, "Views", " · **Opinion** · Views"),
        (Genre.LIVE, None, " · **Live**"),
        (Genre.CORRECTION, "Corrections", " · **Correction** · Corrections"),
        (Genre.NEWS, "Space", " · Space"),
        (None, "", ""),
    ],
)
def test_what_is_no_plain_news_is_marked(
    genre: Genre | None, section: str | None, shown: str
) -> None:
    """A reader must not take an opinion for a report; a section of the same name says it once."""
    found = article(genre=genre, section=section)
    assert source_line(found) == f"-# The hatch{shown} · undated"


def test_what_is_not_known_is_left_out_but_a_missing_date_is_said() -> None:
    """Nothing is made up: no outlet, no author, no address; "undated" is a fact a reader needs."""
    assert source_line(article(), "Yes.") == "-# The hatch · undated"


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("1970-01-02T00:00:00+00:00", "<t:86400:D>"),
        ("1970-01-02T00:00:00Z", "<t:86400:D>"),
        ("1970-01-02T02:00:00+02:00", "<t:86400:D>"),
        ("1970-01-02", "2 January 1970"),
        ("1970-01-02T23:59:00", "2 January 1970"),
        ("1905-12-31", "31 December 1905"),
        (None, ""),
        ("", ""),
    ],
)
def test_only_an_instant_is_shown_in_the_readers_own_zone(iso: str | None, shown: str) -> None:
    """A date without time and zone is the same day to every reader."""
    assert moment(iso) == shown


def test_signs_in_headline_and_names_are_shown_as_they_are() -> None:
    """A bracket must not end the link, a mention must not ping."""
    awkward = article(
        title="[Update] *Why* (not)?",
        outlet="The **Desk**",
        authors=("@everyone", "a_b"),
        section="#space",
        url="https://a.example/b",
    )
    assert source_line(awkward) == (
        r"-# **The \*\*Desk\*\*** · [\[Update\] \*Why\* (not)?](https://a.example/b)"
        r" · \@everyone, a\_b · \#space · undated"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/b_(c)", "https://a.example/b_%28c%29"),
        ("https://a.example/<b>", "https://a.example/%3Cb%3E"),
        ("https://a.example/b\\c", "https://a.example/b%5Cc"),
    ],
)
def test_signs_of_an_address_that_would_end_its_link_are_encoded(url: str, shown: str) -> None:
    """Discord ends a link at the first closing parenthesis."""
    assert headline("The hatch", url) == f"[The hatch]({shown})"


def test_a_headline_without_an_address_is_plain_text() -> None:
    """There is nothing to open."""
    assert headline("1. The *hatch*", None) == r"1\. The \*hatch\*"


def test_long_facts_are_cut_so_that_quotes_have_room() -> None:
    """A headline may take 200 characters, names 100; the ellipsis is one of them."""
    long = article(title="t" * 201, outlet="o" * 101, authors=("a" * 60, "b" * 60))
    assert source_line(long) == (
        f"-# **{'o' * 99}…** · {'t' * 199}… · {'a' * 60}, {'b' * 37}… · undated"
    )
    assert shortened("t" * 200, 200) == "t" * 200
    assert shortened("ab cd", 4) == "ab…"


def test_a_link_to_words_that_would_be_too_long_gives_way_to_the_article() -> None:
    """The reader still gets to the page."""
    linked = article(url="https://a.example/b")
    assert source_line(linked, "あ" * 60) == "-# [The hatch](https://a.example/b) · undated"
