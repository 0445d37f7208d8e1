"""Where somebody is quoted, and which sentences a quotation holds together."""

import time

import pytest
from fakes import MakeAnswerer

from bot.answering.schema import Answer
from embeddings.schema import Sentence
from embeddings.text.quotations import join_across, quotations, splits_quotation

HARBOUR = (
    "It was Monday. “The harbour will be closed. Every crane is to be sold. Nobody will lose a "
    "pension.\n\n“We have told the union. The tugboats stay,” Marta Lindqvist said."
)


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
        ("『海。空』という本", ["『海。空』"]),
        ("»Los. Jetzt«, sagte er.", ["»Los. Jetzt«"]),
        ("”Nu. Gå”, sade hon.", ["”Nu. Gå”"]),
        ("‚Los. Jetzt‘, dachte er.", ["‚Los. Jetzt‘"]),
        ("‹Los. Jetzt›, sagt er.", ["‹Los. Jetzt›"]),
        ("‘We’re off. The dogs’ toys stay,’ she said.", ["‘We’re off. The dogs’ toys stay,’"]),
        ("'Go. It's on,' he said.", ["'Go. It's on,'"]),
        ("Rock 'n' roll in the '90s. 'Twas the boys' time.", []),
        ("She of the ‘90s left. ‘Go,’ he said.", ["‘Go,’"]),
        ("“He said ‘go. Now’ to us.”", ["“He said ‘go. Now’ to us.”"]),
        ('He of צה"ל said "go. Now".', ['"go. Now"']),
        ("No marks at all.", []),
    ],
)
def test_a_quotation_runs_from_its_mark_to_the_mark_that_closes_it(
    text: str, expected: list[str]
) -> None:
    """Each kind of mark is closed by its own."""
    assert quoted(text) == expected


@pytest.mark.parametrize("mark", ["“", "„", "«", "「", '"'])
def test_a_quotation_that_nothing_closes_runs_to_the_end_of_its_paragraph(mark: str) -> None:
    """What follows it there may be somebody's words; a whole article is not held together."""
    assert quoted(f"He said {mark}go. Now.\n\nNobody followed.") == [f"{mark}go. Now."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('A 5" pipe.', []),
        ('A 5" pipe and a 6" pipe and a 7" one.', []),
        ('He said "go" and "stay. Now.', ['"go"', '"stay. Now.']),
        ('He ("the boss) left.', ['"the boss) left.']),
        ('"Go. Now.', ['"Go. Now.']),
        ('Mind the " mark.', []),
        ('A 5" pipe and a "long" one.', ['" pipe and a "long"', '"long" one.']),
    ],
)
def test_of_an_odd_number_of_straight_marks_the_last_that_looks_opening_is_open(
    text: str, expected: list[str]
) -> None:
    """It has a start, space or bracket before it and no space after it; the others are paired."""
    assert quoted(text) == expected


def test_marks_of_two_paragraphs_are_not_paired() -> None:
    """A closing mark belongs to its own paragraph, unless the quotation is opened there again."""
    assert quoted("He said “go.\n\nShe said stop”.") == ["“go."]
    assert quotations('A 5" pipe.\n \nA 6" pipe.') == []
    assert quoted('He "went\non" today.') == ['"went\non"']


@pytest.mark.parametrize(
    ("opening", "closing"), [("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ('"', '"')]
)
def test_a_quotation_over_paragraphs_is_one_span(opening: str, closing: str) -> None:
    """As papers print it: opened in every paragraph, closed in the last one alone."""
    speech = f"{opening}We go.\n\n{opening}We stay.\n \n\n {opening}We see,{closing}"

    assert quoted(f"He spoke. {speech} he said. {opening}Yes.{closing}") == [
        speech,
        f"{opening}Yes.{closing}",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We go.\n\nHe left.\n\n“We stay.”", ["“We go.", "“We stay.”"]),
        ("“We go.\n\n«We stay.»", ["“We go.", "«We stay.»"]),
        ("“We go.\n\n“We stay,” he said. “We see.\n\n“Yes.”", None),
        ('"We go.\n\n"We stay," he said. "We see.\n\n"Yes."', None),
        ("“We go.\n\n“We stay.", ["“We go.\n\n“We stay."]),
    ],
)
def test_a_quotation_goes_on_only_where_the_next_paragraph_opens_it_again(
    text: str, expected: list[str] | None
) -> None:
    """The same mark, at its very start; a new quotation may be left open in that paragraph."""
    if expected is None:
        first, second = text.split(" he said. ")
        expected = [first, second]

    assert quoted(text) == expected


def test_a_statement_over_two_paragraphs_is_one_span() -> None:
    """From the first mark to the one that closes it, over the blank line."""
    assert quoted(HARBOUR) == [
        HARBOUR.removeprefix("It was Monday. ").removesuffix(" Marta Lindqvist said.")
    ]


def test_no_excerpt_shows_the_middle_of_a_statement_over_paragraphs(
    make_answerer: MakeAnswerer,
) -> None:
    """“Nobody will lose a pension.” alone would read as the paper's own words."""
    answerer = make_answerer({"harbour.md": f"---\ntitle: Harbour\n---\n\n{HARBOUR}"})
    for question in ("Will nobody lose a pension?", "Is every crane sold?", "Do tugboats stay?"):
        reply = answerer.answer(question)
        assert isinstance(reply, Answer)
        for excerpt in reply.excerpts:
            assert "pension" not in excerpt.text or excerpt.text.endswith("Lindqvist said.")
            assert not splits_quotation(quotations(HARBOUR), excerpt.start)
            assert not splits_quotation(quotations(HARBOUR), excerpt.end)


@pytest.mark.parametrize("mark", ["“", '"', '("'])
def test_a_statement_over_very_many_paragraphs_takes_linear_time(mark: str) -> None:
    """200,000 paragraphs that never close are one span (the bracket starts a new one)."""
    began = time.perf_counter()
    found = quotations(f"{mark}We go.\n\n" * 200_000)

    assert len(found) == (200_000 if mark == '("' else 1)
    assert time.perf_counter() - began < 10


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
