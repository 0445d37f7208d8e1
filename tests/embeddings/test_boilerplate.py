"""The furniture of a page, told from what an article says."""

import pytest

from embeddings.boilerplate import is_boilerplate, is_heading, is_notice


@pytest.mark.parametrize(
    "sentence",
    [
        "Photo credit: NASA/Joel Kowsky.",
        "Image courtesy of Roscosmos.",
        "(Photo by Bill Ingalls/NASA)",
        "Credit: ESA",
        "© 2022 The Daily Planet",
        "(c) 2022 The Daily Planet",
        "Copyright 2022 The Daily Planet.",
        "Copyright The Daily Planet",
        "ADVERTISEMENT",
        "Advertisement - scroll to continue",
        "All rights reserved.",
        "Share this article with friends.",
        "Follow us on Mastodon.",
        "Subscribe to our newsletter.",
        "Sign up for our briefing!",
        "Read more: Crew Dragon docks",
        "Related: Crew Dragon docks",
        "More on the station: a timeline",
    ],
)
def test_credits_and_share_lines_are_furniture(sentence: str) -> None:
    """They say nothing about the news and are never quoted."""
    assert is_boilerplate(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The photo by the agency showed a mannequin.",
        "The image was credited to the crew.",
        "He asked everybody to share this story.",
        "The company wants readers to subscribe.",
        "More on Tuesday than on Monday, the crew slept.",
        "The bill gives the authors of code all the rights.",
        "She is a journalist who flew to the station.",
        "Copyright law was changed in 2021.",
        "Advertisement spending fell by a tenth.",
        "“Follow us,” the pilot said.",
        '"Subscribe to nothing," he wrote.',
    ],
)
def test_the_same_words_inside_a_sentence_are_news(sentence: str) -> None:
    """A sentence is set aside for how it opens, not for a word that it holds."""
    assert not is_boilerplate(sentence)


def test_a_long_sentence_is_no_share_line() -> None:
    """Furniture is short: 200 characters at most."""
    opening = "Sign up was what the agency asked of its pilots"

    assert is_boilerplate(opening + "x" * (200 - len(opening)))
    assert not is_boilerplate(opening + "x" * (201 - len(opening)))


@pytest.mark.parametrize(
    "sentence",
    [
        "The views and opinions expressed in this article are the author's.",
        "The institute does not take specific policy positions.",
        "Ann Lee is a freelance space reporter based in Houston.",
        "The text is free, all rights reserved.",
    ],
)
def test_rights_disclaimers_and_authors_are_notices(sentence: str) -> None:
    """Wherever in the sentence it stands, the rest of the paragraph goes on with it."""
    assert is_notice(sentence)
    assert is_boilerplate(sentence)


def test_a_heading_is_one_short_line_without_a_sentence_end() -> None:
    """At 100 characters it is one, at 101 it is not; nor with two lines or a full stop."""
    assert is_heading("What comes next")
    assert is_heading("x" * 100)
    assert not is_heading("x" * 101)
    assert not is_heading("What comes\nnext")
    assert not is_heading("What comes next?")
    assert not is_heading("He said “stop.”")
