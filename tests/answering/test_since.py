"""What became of quoted words, worked out by hand; and how much of both versions is shown."""

from dataclasses import replace

import pytest

from bot.answering.quotes.differences import Change
from bot.answering.quotes.since import Fate, Since, since
from bot.answering.showing.contexts import Context, context_of
from embeddings.schema import Article

RIBBON = "Mayor Brandt cut the ribbon at noon and called it her day."
FARE = "Tickets cost 12 crowns."
TEXT = f"The new harbour opened on Monday.\n\n{RIBBON} {FARE}\n\nThe old quay goes in May."
QUOTED = Article("harbour", TEXT, "Harbour opens")


def became(text: str, quote: str = RIBBON, *, of: str = TEXT) -> Since:
    """Return what became of `quote` where the article says `text` today."""
    start = of.index(quote)
    return since(
        replace(QUOTED, text=of),
        start,
        start + len(quote),
        replace(QUOTED, text=text, title="New"),
    )


def now(text: str, quote: str = RIBBON, *, of: str = TEXT) -> tuple[Fate, str | None]:
    """Return what became of `quote`, and the words that stand for it in `text`."""
    found = became(text, quote, of=of)
    return found.fate, text[slice(*found.now)] if found.now else None


def test_an_article_that_did_not_change_says_what_was_quoted() -> None:
    """The quote is where it was."""
    assert since(QUOTED, 0, 33, QUOTED) == Since(Fate.CURRENT, (0, 33), (0, 33))


def test_an_article_that_left_the_coverage_says_nothing_today() -> None:
    """What it said then can still be read."""
    assert since(QUOTED, 0, 33, None) == Since(Fate.REMOVED, (0, 33))


UNCHANGED = {
    "only the headline": TEXT,
    "elsewhere": TEXT.replace("in May", "in June"),
    "before, so that it moved": TEXT.replace("The new", "In bright weather the new"),
    "its place": f"{FARE}\n\nThe old quay goes in May. {RIBBON}",
    "how the lines run": TEXT.replace("at noon and", "at noon\nand").replace(
        RIBBON, f"\n{RIBBON}"
    ),
}


@pytest.mark.parametrize("text", UNCHANGED.values(), ids=UNCHANGED.keys())
def test_words_that_still_stand_there_are_unchanged(text: str) -> None:
    """Whatever changed around them, word for word and sign for sign."""
    fate, words = now(text)
    assert (fate, str(words).split()) == (Fate.UNCHANGED, RIBBON.split())


def test_of_several_places_the_one_in_the_same_surroundings_is_shown() -> None:
    """A sentence that a text repeats is told by its neighbours."""
    text = f"{FARE} All may come.\n\n{TEXT}"
    found = became(text, FARE)
    assert (found.fate, found.now) == (Fate.UNCHANGED, (text.rindex(FARE), text.rindex("\n\n")))


def test_a_part_of_a_sentence_is_unchanged_with_its_sentence() -> None:
    """The place is that of the part, by its visible signs."""
    text = f"Sea news. {RIBBON.replace(' cut ', chr(10) + 'cut ')}"
    assert now(text, "cut the ribbon") == (Fate.UNCHANGED, "cut the ribbon")


CHANGED = [
    (RIBBON, "Mayor Lund cut the ribbon at noon and called it her day."),
    (RIBBON, "Nobody believes that Mayor Brandt cut the ribbon at noon and called it her day."),
    (RIBBON, "Mayor Brandt cut the ribbon at noon and called it her day, as she had in 2019."),
    (RIBBON, "mayor brandt cut the ribbon at noon and called it her day."),
    ("cut the ribbon", "Mayor Brandt never cut the ribbon at noon and called it her day."),
    (FARE, "Tickets cost 14 crowns."),
    (FARE, "Admission is free."),
]


@pytest.mark.parametrize(("quote", "sentence"), CHANGED)
def test_changed_words_are_shown_with_the_sentence_in_their_place(
    quote: str, sentence: str
) -> None:
    """Also where the words are the same and their sentence says something else."""
    old = FARE if quote == FARE else RIBBON
    assert now(TEXT.replace(old, sentence), quote) == (Fate.CHANGED, sentence)


def test_changed_words_are_found_where_they_moved_to() -> None:
    """Most of them are enough, anywhere in the text."""
    sentence = "At noon, Mayor Brandt cut the ribbon and called it a day for all."
    text = f"One word. {sentence} Another word. The quay stays."
    assert now(text) == (Fate.CHANGED, sentence)


def test_two_sentences_in_the_place_of_one_are_both_shown() -> None:
    """What stands between the same others stands for the quote, if it is not much longer."""
    assert now(TEXT.replace(FARE, "Entry is free. Bring a hat."), FARE) == (
        Fate.CHANGED,
        "Entry is free. Bring a hat.",
    )
    much = "Entry is free. Bring a hat. The old pier of the town is closed until further notice."
    assert now(TEXT.replace(FARE, much), FARE) == (Fate.DROPPED, None)


def test_of_several_sentences_those_that_stayed_or_were_replaced_are_shown() -> None:
    """In a long text of few words, where only the place can tell."""
    keepers, birds = ("Anna", "Boris", "Clara", "Dario", "Edith"), ("gulls", "terns", "swans")
    seen = [f"{who} saw {bird} near the" for who in keepers for bird in birds]
    lines = [
        f"{one} {place}." for one in seen for place in ("pier", "quay", "lamp", "rock", "mill")
    ]
    text = " ".join(lines)
    quote = " ".join(lines[40:44])
    for instead in ([], ["Nobody came."]):
        new = [*lines[:42], *instead, *lines[43:]]
        expected = " ".join(new[40 : 43 + len(instead)])
        assert now(" ".join(new), quote, of=text) == (Fate.CHANGED, expected)


def test_a_sentence_that_was_merged_with_others_has_no_place_of_its_own() -> None:
    """What stands there may be what became of its neighbour."""
    text = TEXT.replace(f"{RIBBON} {FARE}", "Tickets cost 14 crowns, not 12 as before.")
    assert now(text, RIBBON) == (Fate.DROPPED, None)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(RIBBON, ""),
        "The ferry sails again.",
        "The ferry left.\n\nGulls flew over it at noon. Nobody waved.\n\nThat was all.",
        "The mayor said that the ribbon was at the harbour on the day of the opening, and left.",
        "The end. Keeper Quist swept the quay at dusk and wished it her day. The end.",
        RIBBON[:-1].replace(" ", " once more ") + ".",
    ],
)
def test_words_that_nothing_stands_for_are_dropped(text: str) -> None:
    """Taken out, or the text is another one: common or scattered words are no likeness."""
    assert now(text) == (Fate.DROPPED, None)


def test_the_differences_give_back_both_sentences() -> None:
    """Of each, what is printed now and what was quoted, in order."""
    new = "On Monday Mayor Lund cut the ribbon at noon and called it her turn."
    found = became(TEXT.replace(RIBBON, new))
    same = "cut the ribbon at noon and called it her"
    assert [(one.change, one.printed, one.pasted) for one in found.differences] == [
        (Change.MISSING, "On Monday", ""),
        (Change.KEPT, "Mayor", "Mayor"),
        (Change.CHANGED, "Lund", "Brandt"),
        (Change.KEPT, same, same),
        (Change.CHANGED, "turn", "day"),
        (Change.KEPT, ".", "."),
    ]


def test_sentences_without_a_common_word_differ_as_a_whole() -> None:
    """There is nothing to set side by side."""
    of = "It rained. Yes. It snowed."
    (one,) = became("It rained. No! It snowed.", "Yes.", of=of).differences
    assert (one.change, one.printed, one.pasted) == (Change.CHANGED, "No!", "Yes.")


def test_a_quote_in_a_long_text_is_found_in_a_stretch_of_it() -> None:
    """The comparison of two thousand sentences takes no more room than that of twenty."""
    filler = [
        f"Line {number} of the log was written by keeper {number % 7}." for number in range(2000)
    ]
    new = RIBBON.replace("Brandt", "Lund")
    text = " ".join([*filler[::-1], new, *filler])
    assert now(text) == (Fate.CHANGED, new)


def test_a_passage_too_long_for_a_message_is_not_compared() -> None:
    """Its words are looked for as they are; the alignment would take memory without bounds."""
    for words, fate in ((300, Fate.CHANGED), (1000, Fate.DROPPED)):
        long = "Brandt " + " ".join(f"w{number}" for number in range(words)) + "."
        assert became(long.replace("Brandt", "Lund"), long, of=long).fate is fate


def test_a_span_of_nothing_but_space_does_no_harm() -> None:
    """A button's address may be made up."""
    assert since(QUOTED, 33, 35, replace(QUOTED, title="New")).fate is Fate.DROPPED


# How much is shown

LUND = replace(QUOTED, text=TEXT.replace("Brandt", "Lund"), updated="2022-03-16")


def shown(current: Article | None, max_chars: int = 10_000) -> Context:
    """Return the ribbon's context, where so many characters may be shown."""
    start = TEXT.index(RIBBON)
    quote = (start, start + len(RIBBON))
    return context_of(QUOTED, quote, current, max_chars=max_chars, seen="2022-03-17")


def test_both_versions_are_shown_where_the_words_changed() -> None:
    """Each in its own paragraphs, the quote and what stands for it marked."""
    found = shown(LUND)
    assert [one.text for one in found.shown] == [TEXT, LUND.text]
    assert [one.text[one.marked[0] : one.marked[1]] for one in found.shown] == [
        RIBBON,
        RIBBON.replace("Brandt", "Lund"),
    ]
    assert (found.seen, found.updated, found.limited) == ("2022-03-17", "2022-03-16", False)


def test_unchanged_words_are_shown_once_as_the_article_is_now() -> None:
    """The same words twice are only more to read."""
    found = shown(replace(QUOTED, title="New"))
    assert (found.fate, found.then) == (Fate.UNCHANGED, None)
    assert [one.article.title for one in found.shown] == ["New"]


def test_a_date_that_the_quoted_version_said_too_is_no_news() -> None:
    """It was updated before it was quoted."""
    old = replace(QUOTED, updated="2022-03-16")
    assert context_of(old, (0, 33), LUND, max_chars=1000).updated is None
    assert context_of(QUOTED, (0, 33), LUND, max_chars=1000).updated == "2022-03-16"


def test_both_versions_share_what_may_be_shown() -> None:
    """Their characters together never exceed the limit; without room for both, the newer."""
    for max_chars in range(220):
        found = shown(LUND, max_chars)
        chars = [one.end - one.start for one in found.shown]
        assert sum(chars) <= max_chars
        assert found.limited
        expected = 2 if max_chars >= 58 + 56 else 1 if max_chars >= 56 else 0
        assert len(chars) == expected
        assert bool(found.differences) is (expected == 2)
        assert not chars or found.shown[-1] is found.now


def test_long_contexts_of_two_versions_leave_room_for_each_other() -> None:
    """750 characters each where one alone would have 1500."""
    long = "The keeper counts the gulls and the sails. " * 15
    long = long.strip()
    old = replace(QUOTED, text=f"{long}\n\n{RIBBON}\n\n{long}")
    new = replace(old, text=old.text.replace("Brandt", "Lund"))
    start = old.text.index(RIBBON)
    quote = (start, start + len(RIBBON))
    for current, chars in ((new, [58 + 2 + 644, 56 + 2 + 644]), (old, [58 + 4 + 2 * 644])):
        found = context_of(old, quote, current, max_chars=10_000)
        assert [one.end - one.start for one in found.shown] == chars
        assert not found.limited
