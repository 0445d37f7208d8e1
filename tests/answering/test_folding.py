"""Folding, against tokens written by hand: what counts when words are compared, and where."""

import pytest

from bot.answering.quotes.folding import cuts_word, fold, places, trimmed, without_accents


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("We “won” — TWICE", ["we", "won", "-", "twice"]),
        ("don’t don't donʼt don＇t", ["don't"] * 4),
        ("workers’ rights 'now'", ["workers", "rights", "now"]),
        ("well-known well—known", ["well", "-", "known", "well", "-", "known"]),
        ("a … b ... c . . . d [...] e (…) f", [*"a…b…c…d…e…f"]),
        ("1,000.50 at 9:30, not 1, 2", ["1,000.50", "at", "9:30", ",", "not", "1", ",", "2"]),
        ("−5 –5 (-5) 3-5", ["-5", "-5", "(", "-5", ")", "3", "-", "5"]),
        ("$5 5% R&D", ["$", "5", "5", "%", "r", "&", "d"]),
        ("*so* _it_ `is` ||now||", ["so", "it", "is", "now"]),
        ("e\u0301t\u00e9 \ufb01ne stra\u00dfe", ["été", "fine", "strasse"]),
        ("to\u200bday a\u2060b 👩\u200d🚀", ["today", "ab", "👩", "🚀"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("", []),
        (" \n“”", []),
    ],
)
def test_tokens_are_words_and_marks_as_they_count(text: str, tokens: list[str]) -> None:
    """Each one a slice of the text that folds to it alone."""
    folded = fold(text)
    assert list(folded.tokens) == tokens
    assert [list(fold(text[a:b]).tokens)[-1:] for a, b in folded.spans] == [[t] for t in tokens]


def test_the_signs_before_a_number_count() -> None:
    """About five is not five, and a loss is no gain; struck words and dashes are as ever."""
    tokens = fold("~5 ~$5 ~~so~~ −$5 (-€5) 3 – $5").tokens
    assert list(tokens) == [*"~5~$5", "so", *"−$5(−€5)3-$5"]


def test_marks_at_the_ends_are_no_part_of_a_quote() -> None:
    """But signs of money and shares are: they change what was said."""
    assert list(trimmed(fold("… “(So, it is)” — ?!")).tokens) == ["so", ",", "it", "is"]
    assert list(trimmed(fold("- $5 or 5%.")).tokens) == ["$", "5", "or", "5", "%"]
    assert list(trimmed(fold("~5, or -$5")).tokens) == ["~", "5", ",", "or", "−", "$", "5"]
    assert not len(trimmed(fold("… — !")))


def test_places_are_whole_words_and_every_one_is_found() -> None:
    """Overlapping ones too; a part of a word, or of one with a hyphen, is no place."""
    text = "It is. It is. It is, an un-it is it is-not"
    found = [text[start:end] for start, end in places(fold(text), fold("it is"))]
    assert found == ["It is", "It is", "It is"]
    assert list(places(fold("to start"), fold("art"))) == []
    overlapping = list(places(fold("no no no"), fold("no no")))
    assert overlapping == [(0, 5), (3, 8)]


@pytest.mark.parametrize(
    "asked", ["?", "?!", "!?", "…?", "?…", "??", "？", "?”", "”?", " ?", ").?"]
)
@pytest.mark.parametrize("stated", [".", "!", "。", ".”", "”.", ".)", "!!", " !"])
def test_a_question_is_in_no_place_of_a_statement(asked: str, stated: str) -> None:
    """Nor the other way round; the mark stands in the quotation marks or behind them."""
    assert not places_of(f"so it is{stated}", f"“(so it is{asked} Then he left")
    assert not places_of(f"so it is{asked}", f"“(so it is{stated} Then he left")
    assert places_of(f"so it is{asked}", f"so it is{asked}") == ["so it is"]
    assert places_of(f"so it is{stated}", f"so it is{stated}") == ["so it is"]


@pytest.mark.parametrize(
    "unclosed", ["", ",", "…", "...", ". . .", ",”", ":", " —", "\n\n?", " (?)"]
)
@pytest.mark.parametrize("mark", ["?", ".", "!"])
def test_words_that_nothing_closes_may_have_been_asked_or_stated(unclosed: str, mark: str) -> None:
    """A comma, an ellipsis, a dash or the end of a line leaves that open."""
    assert places_of(f"so it is{unclosed}", f"so it is{mark}") == ["so it is"]
    assert places_of(f"so it is{mark}", f"so it is{unclosed}") == ["so it is"]


def test_of_places_that_ask_and_state_those_count_that_do_as_the_quote() -> None:
    """A full stop for an exclamation mark is none of a question's business."""
    text = "So it is? So it is. So it is! So it is, he said."
    starts = {
        mark: [a for a, _ in places(fold(text), trimmed(fold(f"So it is{mark}")))]
        for mark in ("", "?", ".")
    }
    assert starts == {"": [0, 10, 20, 30], "?": [0, 30], ".": [10, 20, 30]}


def places_of(pasted: str, text: str) -> list[str]:
    """Return what `text` has where it has the pasted words, the marks at their ends aside."""
    return [text[start:end] for start, end in places(fold(text), trimmed(fold(pasted)))]


def test_only_a_hyphen_between_letters_makes_a_compound() -> None:
    """A dash in a sentence does not, and neither does the edge of the text."""
    assert cuts_word("non-profit", 4)
    assert cuts_word("non-profit", 3)
    assert not cuts_word("non - profit", 6)
    assert not cuts_word("days—two", 5)
    assert not cuts_word("-five", 1)
    assert not cuts_word("five", 4)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("about $5 million", "5"),
        ("about ~5 million", "5"),
        ("about ~$5 million", "$5"),
        ("a loss of −$5 million", "$5"),
        ("it rose 5% here", "5"),
        ("it rose 5 % here", "5"),
        ("some 12\u00a0000 people", "12"),
        ("with ≥5 per cent of men", "5 per cent of men"),
        ("with ≥ 5 per cent of men", "5 per cent of men"),
        ("with ‹5 per cent of men", "5 per cent of men"),
        ("with <5 per cent of men", "5 per cent of men"),
        ("some ±5 degrees", "5 degrees"),
        ("some +5 degrees", "5 degrees"),
        ("some ≈5 degrees", "5 degrees"),
        ("some ≤₹5 each", "₹5 each"),
        ("about ₹500 each", "500"),
        ("about ₽500 each", "500"),
        ("about 5¢ each", "5"),
        ("a 5″ gun", "5"),
        ("some 12\u202f000 people", "000"),
    ],
)
def test_a_part_of_a_number_is_another_number(text: str, part: str) -> None:
    """A currency, a minus, a per cent sign or the thousands cannot be cut off."""
    assert list(places(fold(text), fold(part))) == []
    assert list(places(fold(text), fold(text))) == [(0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "3–5 more",
        "days—5 more",
        "in 2022 5 more",
        "a 5\u00a05000",
        "5 million",
        "it was ‹5 million›",
        "> 5 million",
    ],
)
def test_a_number_beside_a_dash_or_another_number_stands_alone(text: str) -> None:
    """Nothing there belongs to the five."""
    assert len(list(places(fold(text), fold("5")))) == 1


def test_feet_are_not_inches() -> None:
    """Behind a digit a prime is a unit; elsewhere it quotes."""
    assert list(places(fold("a 5′ gun"), trimmed(fold("5″")))) == []
    assert list(places(fold("a 5′ gun"), trimmed(fold("5′")))) == [(2, 4)]
    assert list(fold("″so′").tokens) == ["so"]


def test_words_without_accents_are_those_of_a_plain_keyboard() -> None:
    """Letters stay letters; a sign of nothing but accents stays what it is."""
    assert [without_accents(word) for word in ("été", "łódź", "ab", "10⁵", "½", "\u0301")] == [
        "ete",
        "lodz",
        "ab",
        "10⁵",
        "½",
        "\u0301",
    ]
