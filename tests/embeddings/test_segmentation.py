"""Articles to sentences that may be quoted."""

import pytest

from embeddings.schema import Article, Sentence
from embeddings.segmentation import follows, sentences
from embeddings.text.paragraphs import paragraphs


def article(text: str, *, body_start: int = 0, authors: tuple[str, ...] = ()) -> Article:
    """Return an article of this text."""
    return Article(id="a", text=text, title="A", body_start=body_start, authors=authors)


def texts(text: str, *, body_start: int = 0, authors: tuple[str, ...] = ()) -> list[str]:
    """Return the text of every sentence."""
    whole = article(text, body_start=body_start, authors=authors)
    return [text[found.start : found.end] for found in sentences(whole)]


def test_a_paragraph_is_what_blank_lines_part() -> None:
    """Lines of space alone are blank; spans are trimmed, offsets those of the text."""
    text = "  One.\nTwo. \n \t\n\n\nThree.\n"

    assert paragraphs(text) == [(2, 11), (18, 24)]
    assert (text[2:11], text[18:24]) == ("One.\nTwo.", "Three.")


def test_paragraphs_are_counted_from_the_place_asked_for() -> None:
    """What stands before the body is no paragraph of it."""
    assert paragraphs("Head\n\nBody.", 4) == [(6, 11)]
    assert paragraphs("\n \n") == []


def test_a_sentence_is_a_span_with_the_number_of_its_paragraph() -> None:
    """The first is 0..4, the second 5..9; the next paragraph starts at 11."""
    assert sentences(article("One. Two!\n\nThree?")) == [
        Sentence(0, 4, 0),
        Sentence(5, 9, 0),
        Sentence(11, 17, 1),
    ]


def test_abbreviations_and_numbers_end_no_sentence() -> None:
    """A dot after a title, an initial or a figure goes on."""
    assert texts("Dr. J. Smith paid $3.5 million in the U.S. on Monday. He left.") == [
        "Dr. J. Smith paid $3.5 million in the U.S. on Monday.",
        "He left.",
    ]


def test_a_sentence_never_ends_inside_a_quotation() -> None:
    """What one pair of marks holds is kept together, in any style of marks."""
    for opening, closing in ('""', "“”", "«»"):
        quote = f"He said: {opening}We go. We stay. We see.{closing} She left."

        assert texts(quote) == [
            f"He said: {opening}We go. We stay. We see.{closing}",
            "She left.",
        ]


def test_a_quotation_too_long_to_show_is_cut_at_its_sentences() -> None:
    """Past 1000 characters the sentences stay apart: an excerpt has to fit somewhere."""
    inner = "We will go there again. " * 45  # 45 * 24 = 1080 characters
    found = texts(f"“{inner}” She left.")

    assert len(found) == 46
    assert max(map(len, found)) == 25  # the first one with its mark
    assert found[1] == "We will go there again."


def test_a_chain_of_quotations_too_long_to_show_leaves_the_others_joined() -> None:
    """Only what would exceed the limit is taken apart; a shorter join before it stays."""
    chain = " and ".join(["“We go there. We stay there”"] * 40)  # 40 * 33 characters
    found = texts(f"He said “Yes. We do.” today. She said {chain}. They left.")

    assert found[0] == "He said “Yes. We do.” today."
    assert found[1:3] == ["She said “We go there.", "We stay there” and “We go there."]
    assert found[-1] == "They left."
    assert len(found) == 1 + 41 + 1


def test_headings_are_no_sentences() -> None:
    """A short line without a full stop between paragraphs is not quoted."""
    assert texts("The crew landed.\n\nWhat comes next\n\nThey rest.") == [
        "The crew landed.",
        "They rest.",
    ]


def test_a_heading_above_its_paragraph_is_no_sentence() -> None:
    """The line alone is left out; the offsets of what follows are not moved by it."""
    text = "The crew landed.\n\nWhat comes next\nThe crew rests in Texas for a week. They sleep."
    found = sentences(article(text))

    assert found == [Sentence(0, 16, 0), Sentence(34, 69, 1), Sentence(70, 81, 1)]
    assert texts(text)[1] == "The crew rests in Texas for a week."


def test_the_items_of_a_list_are_sentences() -> None:
    """Each says something, with a full stop or without."""
    assert texts("The plan:\n\n• close the harbour\n\n- sell 3 cranes\n\n12 pilots go") == [
        "The plan:",
        "• close the harbour",
        "- sell 3 cranes",
        "12 pilots go",
    ]


def test_what_follows_the_authors_description_is_left_out() -> None:
    """Paragraphs are counted in the body; the headline is none of them."""
    body = "\n\n".join(f"On day {n} it rained." for n in range(4))
    text = f"Rain\n\n{body}\n\nAnn Lee is a senior fellow in Oslo. She sails.\n\nA. Lee\nFellow"

    assert texts(text, body_start=4) == [f"On day {n} it rained." for n in range(4)]


def test_a_text_of_one_line_is_no_heading() -> None:
    """Where nothing else is said, the one line is what the article says."""
    assert texts("Crew lands safely") == ["Crew lands safely"]


def test_a_credit_is_left_out_and_its_neighbours_stay() -> None:
    """The offsets of what follows are not moved by it."""
    text = "The crew landed. Photo credit: NASA. They rest."
    before, after = sentences(article(text))

    assert (text[before.start : before.end], text[after.start : after.end]) == (
        "The crew landed.",
        "They rest.",
    )
    assert not follows(article(text), before, after)


def test_a_paragraph_that_opens_with_a_notice_is_left_out() -> None:
    """Who the author is and whose views these are goes on to the end of the paragraph."""
    assert texts("The crew landed.\n\nAll rights reserved. The text is ours.") == [
        "The crew landed."
    ]
    about = "The crew landed.\n\nAnn Lee is a reporter based in Houston. She likes to sail."
    assert texts(about, authors=("Ann Lee",)) == ["The crew landed."]
    assert len(texts(about)) == 3  # she may be the news


def test_the_headline_in_the_text_is_not_evidence() -> None:
    """Sentences begin where the body begins."""
    assert texts("Crew lands!\n\nThey rest.", body_start=11) == ["They rest."]


def test_sentences_follow_each_other_over_space_alone() -> None:
    """A blank line is space too; a word is not."""
    whole = article("One. Two.\n\nThree.")
    one, two, three = sentences(whole)

    assert follows(whole, one, two)
    assert follows(whole, two, three)
    assert not follows(whole, one, three)


def test_a_run_without_sentence_end_is_cut_at_a_line_else_at_a_space() -> None:
    """500 words of 3 letters and a space are 1999 characters: 250 words fit into 1000."""
    words = " ".join(["abc"] * 500)
    lines = "\n".join(["abc def"] * 250)

    assert [len(found) for found in texts(words)] == [999, 999]
    assert [len(found) for found in texts(lines)] == [999, 999]
    assert texts(lines)[0].endswith("abc def")


def test_a_run_without_any_space_is_cut_between_characters() -> None:
    """2500 letters are 1000, 1000 and 500; every one of them is in a sentence."""
    assert [len(found) for found in texts("x" * 2500)] == [1000, 1000, 500]


def test_a_cut_keeps_an_accent_with_its_letter() -> None:
    """The cut falls before the letter whose accent would open the next piece."""
    letters = "x" * 999 + "e\u0301" + "y" * 10

    assert [len(found) for found in texts(letters)] == [999, 12]


def test_accents_without_end_are_cut_all_the_same() -> None:
    """3000 accents on one letter: pieces of 1000 and one more, not one piece a character."""
    assert [len(found) for found in texts("e" + "\u0301" * 3000)] == [1000, 1000, 1000, 1]


def test_a_text_of_space_has_no_sentences() -> None:
    """Nothing to quote is an empty list."""
    assert sentences(article(" \n\n ")) == []


def test_other_scripts_have_stops_of_their_own() -> None:
    """With or without a space behind them; inside a quotation none counts."""
    assert texts("港口关闭。渡轮照常！为什么？") == ["港口关闭。", "渡轮照常！", "为什么？"]
    assert texts("市長は「行く。残る。」と言った。終わり。") == [
        "市長は「行く。残る。」と言った。",
        "終わり。",
    ]
    assert texts("बंद होगा। वह गया।") == ["बंद होगा।", "वह गया।"]
    assert texts("Yahoo！で見た。") == ["Yahoo！で見た。"]


def test_what_holds_no_word_belongs_to_the_sentence_before_it() -> None:
    """Emoji and the signs of footnotes; a sentence of 1000 characters takes no more of them."""
    assert texts("We won! 🎉\n\nIt sank.[1] They left.[^2] End.") == [
        "We won! 🎉",
        "It sank.[1]",
        "They left.[^2]",
        "End.",
    ]
    assert max(map(len, texts(". ) " * 1000))) <= 1000


def test_a_short_paragraph_that_ends_like_a_sentence_is_no_heading() -> None:
    """Whatever closes it or stands behind its stop."""
    for paragraph in ("„Wir gehen.“", "港口关闭。", "It sank.[1]", "The end. ■", "We won! 👍🏽"):
        assert texts(f"{paragraph}\n\nThey rest.") == [paragraph, "They rest."]


@pytest.mark.parametrize(
    "whole",
    [
        "Am 3. März 2022 eröffnete der Hafen.",
        "Sie kam erst am 21. Oktober.",
        "Der 1. FC Oster gewann.",
        "Der Hafen entstand im 19. Jahrhundert.",
        "Das Projekt kostete 3,5 Mio. Euro bzw. 4 Mrd. Kronen.",
        "Kaiser Wilhelm II. kam nicht.",
        "La Sra. Díaz habló con el Dr. Pérez.",
        "The pyramid dates back to 2700 B.C.E. when nobody wrote.",
    ],
)
def test_a_full_stop_that_ends_no_sentence_does_not_cut(whole: str) -> None:
    """German dates, ordinals and short forms, and Spanish ones, would else be quoted in halves."""
    assert texts(f"{whole} Dann kam die Fähre an.") == [whole, "Dann kam die Fähre an."]


def test_a_number_still_ends_an_english_sentence() -> None:
    """Only words that stand before German ordinals keep a number and what follows together."""
    found = texts("The score was 3. The team went home. I am 30. My name is Ada.")
    assert found == ["The score was 3.", "The team went home.", "I am 30.", "My name is Ada."]
