"""The furniture of a page, told from what an article says."""

import pytest

from embeddings.text.boilerplate import (
    author_notes,
    heading_length,
    is_boilerplate,
    is_heading,
    is_notice,
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Photo credit: NASA/Joel Kowsky.",
        "Image courtesy of Roscosmos.",
        "(Photo by Bill Ingalls/NASA)",
        "Photos by Ann Lee and Bo Ek for The Daily Planet.",
        "Image courtesy NASA/JPL-Caltech (2022)",
        "Video: Roscosmos",
        "Photo/NASA",
        "Photo by Jörg Müller / dpa",
        "Copyright © 2022 The Daily Planet",
        "Copyright (c) 2022 The Daily Planet",
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
        "Sign up here.",
        "Sign up for the morning newsletter",
        "Subscribe now!",
        "Subscribe today and save.",
        "SUBSCRIBE",
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
        "Copyright Office lawyers met on Monday.",
        "Photos by the coast guard show two submarines.",
        "Photos by NASA show two submarines.",
        "Photo credits went unpaid.",
        "Video/audio recordings were seized.",
        "Image courtesy was what the agency asked for.",
        "Sign up for military service doubled in March.",
        "Sign up now stands at 3,000.",
        "Subscribe rates rose by a tenth.",
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
    opening = "Sign up for our newsletter"

    assert is_boilerplate(opening + "x" * (200 - len(opening)))
    assert not is_boilerplate(opening + "x" * (201 - len(opening)))


@pytest.mark.parametrize(
    "sentence",
    [
        "The views and opinions expressed in this article are the author's.",
        "The institute does not take specific policy positions.",
        "The text is free, all rights reserved.",
    ],
)
def test_rights_and_disclaimers_are_notices(sentence: str) -> None:
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


@pytest.mark.parametrize(
    "line", ["12 dead in Norsund", "- one crane", "* one crane", "• one crane"]
)
def test_a_line_of_figures_or_of_a_list_is_no_heading(line: str) -> None:
    """A list's items say something: they are quoted though they end without a full stop."""
    assert not is_heading(line)
    assert heading_length(f"{line}\n“The harbour of Lindmoor will be closed on Monday.”") == 0


@pytest.mark.parametrize("opening", ["The", "Ö", "“The", '"The', "«The", "„The"])
def test_a_first_line_may_be_a_heading(opening: str) -> None:
    """It is short beside the lines below it and ends without a sign; its newline goes too."""
    below = f"{opening} harbour of Lindmoor will be closed on Monday."

    assert heading_length(f"Cranes for sale\n{below}") == 16


@pytest.mark.parametrize(
    "paragraph",
    [
        "Cranes for sale!\nThe harbour of Lindmoor will be closed.",  # it ends like a sentence
        "The cranes,\nLindqvist said, are for sale to whoever asks.",  # or goes on
        "Cranes for sale\nthe harbour of Lindmoor will be closed.",  # the next line goes on
        "The harbour of Lindmoor will be closed on Monday, and\nMarta Lindqvist sells it.",
        "Cranes for sale",
        "",
    ],
)
def test_hard_wrapped_prose_has_no_heading(paragraph: str) -> None:
    """Lines that are wrapped are about equally long, and one runs on into the next."""
    assert heading_length(paragraph) == 0


def test_a_heading_is_clearly_shorter_than_the_longest_line() -> None:
    """At 70 characters it may be one, at 71 not; nor at 60 in 100 of the longest line."""
    assert heading_length("H" * 70 + "\nT" + "x" * 199) == 71
    assert heading_length("H" * 71 + "\nT" + "x" * 199) == 0
    assert heading_length("H" * 59 + "\nT" + "x" * 99) == 60
    assert heading_length("H" * 60 + "\nT" + "x" * 99) == 0


def without_notes(paragraphs: list[str], *authors: str) -> list[str]:
    """Return the paragraphs that do not say who wrote them."""
    notes = author_notes(paragraphs, authors)
    return [one for number, one in enumerate(paragraphs) if number not in notes]


BODY = [f"On day {n} the harbour of Lindmoor was closed." for n in range(4)]
BODNER = (
    "Matthew Bodner is a freelance journalist based in Moscow. He previously worked for The "
    "Moscow Times."
)


@pytest.mark.parametrize(
    "description",
    [
        BODNER,
        "Zhanna Malekos Smith is a senior associate (non-resident) with the Aerospace Project.",
        "Ann Lee is the space editor of The Daily Planet.",
        "Dr. Ann de la Cruz is an energy analyst in Oslo.",
        "About the author: J. R. Lee is a fellow at the institute and the author of “Orbits.”",
    ],
)
def test_who_the_author_is_stands_at_the_end_and_ends_the_article(description: str) -> None:
    """From there on everything is furniture: notices, a signature."""
    after = ["Commentary is produced by the centre.", "A. Lee\nSenior Associate"]

    assert without_notes([*BODY, description, *after]) == [*BODY]


HARTMAN = (
    "Evan Hartman is a freelance journalist based in Petrozavodsk. He was arrested on 29 March "
    "and charged with treason."
)


@pytest.mark.parametrize(
    "paragraphs",
    [
        [*BODY, HARTMAN, *BODY, BODY[0]],  # not among the last five
        [*BODY[:3], HARTMAN],  # three before it
        [*BODY[:3], "What comes next", "Photo: NASA", HARTMAN],  # neither counts as body
        ["Police arrested Hartman.", *BODY, HARTMAN],  # the article is about him
        [*BODY, "Ann Lee is a professor at Lund. She said the ice would melt."],  # she is asked
        [*BODY, "Ann Lee is a professor at Lund.", "“The ice will melt,” Lee told reporters."],
        [*BODY, "The suspect is a journalist based in Petrozavodsk."],  # no name
        [*BODY, "Norsund Harbour is the deepest of the county."],  # no profession
    ],
)
def test_a_journalist_in_the_news_is_news(paragraphs: list[str]) -> None:
    """Nothing is set aside for describing somebody, unless it is where authors stand."""
    assert without_notes(paragraphs) == paragraphs


def test_a_person_whom_the_article_names_as_its_author_is_described_anywhere() -> None:
    """That paragraph alone is left out, unless it stands at the end."""
    short = [BODY[0], "Evan Hartman is a reporter. He lives in Norsund.", BODY[1]]

    assert without_notes(short, "Ann Lee", "evan hartman") == BODY[:2]
    assert without_notes(short, "Ann Lee") == short
    assert without_notes([*BODY, "Evan Hartman covers ports.", "Oslo"], "Evan Hartman") == BODY
    assert without_notes([*BODY, "Evan Hartman covers ports.", "Oslo"])[-1] == "Oslo"


def test_an_author_who_is_in_the_news_too_is_still_described_at_the_end() -> None:
    """Being named before does not count against the author's own description."""
    article = ["Hartman went to the harbour.", *BODY, HARTMAN, "The end of it."]

    assert without_notes(article, "Evan Hartman") == article[:5]
