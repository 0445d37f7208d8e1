"""Looking quotes up: real parts over small articles; what is exact, what is near, what is not."""

import io
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import MakeAnswerer
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import Answerer
from bot.answering.quotes.differences import Change
from bot.answering.quotes.folding import fold
from bot.answering.quotes.lookup import MAX_CHARS, find_quote
from bot.answering.quotes.parts import parts_of
from bot.answering.quotes.results import (
    AbsentQuote,
    ExactQuote,
    HeadlineQuote,
    NearQuote,
    QuoteReply,
    Unusable,
    UnusableQuote,
)
from bot.cli import main
from embeddings.derived.opening import FOLDER_NAME

ROOT = Path(__file__).parent.parent.parent
FILLER = "The town council met again and spoke at length about the budget of the coming year. " * 8
HARBOUR = f"""---
id: harbour
title: Harbour opens after the storm
published: 2022-03-02
url: https://news.example/harbour
---
The harbour of Lindmoor opened on Monday after four days — two more than planned. Harbour master
Ada Quist said the storm had broken two cranes. She put the damage at 3 million crowns.

“We lost the cranes. We’ll not lose the ships,” Quist said. Ferries to Norsund start again on
Wednesday. The café at the quay sold well-known cakes for 12.50 crowns.

What comes next

It is what it is. The frost was −5 degrees in the non-profit gardens of Lindmoor. {FILLER}

The last sentence of the long day stands here. {FILLER}

Nobody had expected the new pier to hold. {FILLER}
"""
BRIDGE = """---
id: bridge
title: Bridge to Norsund closes
published: 2021-05-01
---
The bridge to Norsund closes for repairs in May. Engineer Tove Lindal had said that it is what it
is. It is what it is, she said again.
"""
UNDATED = """---
id: undated
title: A song
---
The song goes on: it is what it is, and nobody knows who wrote it.
"""
FILES = {"harbour.md": HARBOUR, "bridge.md": BRIDGE, "undated.md": UNDATED}
DAMAGE = "Harbour master Ada Quist said the storm had broken two cranes"


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return an answerer over the three articles."""
    return make_answerer(FILES)


def look_up(answerer: Answerer, words: str, *, max_shown_chars: int = 600) -> QuoteReply:
    """Look words up, and check what holds of every place: it is made of whole words."""
    retriever = answerer.retriever
    reply = find_quote(
        retriever.archive, retriever.lexical, words, max_shown_chars=max_shown_chars
    )
    if isinstance(reply, ExactQuote | NearQuote):
        place = reply.place
        assert 0 <= place.first <= place.start < place.end <= place.last
        assert place.found in place.shown
    return reply


def exact(answerer: Answerer, words: str) -> ExactQuote:
    """Look words up that stand in the coverage."""
    reply = look_up(answerer, words)
    assert isinstance(reply, ExactQuote), reply
    return reply


def marked(reply: QuoteReply) -> str:
    """Return the comparison of words that are near, with signs for what differs."""
    assert isinstance(reply, NearQuote), reply
    signs = {Change.KEPT: "{0.printed}", Change.MISSING: "[-{0.printed}-]"}
    signs |= {Change.ADDED: "{{+{0.pasted}+}}", Change.CHANGED: "[{0.printed}|{0.pasted}]"}
    signs |= {Change.SHORTENED: "[~{0.printed}~]"}
    return " ".join(signs[item.change].format(item) for item in reply.differences)


@pytest.mark.parametrize(
    "words",
    [
        DAMAGE,
        DAMAGE.upper(),
        f"“{DAMAGE}”",
        f"  '{DAMAGE}...'\n",
        "> " + DAMAGE.replace(" said", "\n> said"),
        f">>> **{DAMAGE}**",
        f"*{DAMAGE}*, ",
        DAMAGE.replace(" ", "\u00a0\n "),
        DAMAGE.replace("storm", "st\u00ador\u200bm"),
    ],
)
def test_words_that_stand_in_an_article_are_exact(answerer: Answerer, words: str) -> None:
    """Case, space, quotation marks, line marks and unseen signs do not count; the slice shows."""
    reply = exact(answerer, words)
    assert reply.place.article.id == "harbour"
    assert reply.place.found == DAMAGE.replace("master ", "master\n")
    assert reply.place.shown == f"{reply.place.found}."
    assert (reply.times, reply.other_count, reply.at_least) == (1, 0, False)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("after four days - two more", "after four days — two more"),
        ("after four days–two more", "after four days — two more"),
        ("sold well‑known cakes for", "sold well-known cakes for"),
        ("\"We lost the cranes. We'll not lose", "We lost the cranes. We’ll not lose"),
        ("lose the ships, Quist said", "lose the ships,” Quist said"),
        ("The CAFE\u0301 at the quay", "The café at the quay"),
        ("cakes for 12.50 crowns", "cakes for 12.50 crowns"),
        ("on\nWednesday. The café", "on\nWednesday. The café"),
        ("frost was -5 degrees", "frost was −5 degrees"),
    ],
)
def test_kinds_of_dashes_quotation_marks_and_apostrophes_do_not_count(
    answerer: Answerer, words: str, found: str
) -> None:
    """What is shown has the article's own signs."""
    assert exact(answerer, words).place.found == found


def test_words_may_stand_across_paragraphs_headings_and_passages(answerer: Answerer) -> None:
    """The article's whole text is read; the index is searched in zones that overlap."""
    text = exact(answerer, DAMAGE).place.article.text
    assert (
        len(answerer.retriever.archive.passages_of(exact(answerer, DAMAGE).place.article.version))
        > 3
    )
    for words in (
        "3 million crowns. We lost the cranes",
        "for 12.50 crowns. What comes next: It is what it is".replace(":", ""),
        "the coming year. The last sentence of the long day",
        "of the coming year. Nobody had expected",
    ):
        place = exact(answerer, words).place
        assert place.found == text[place.start : place.end]
        assert fold(place.found).tokens == fold(words).tokens


def test_every_run_of_words_is_found_wherever_passages_end(answerer: Answerer) -> None:
    """Three, eleven and twenty words from each word of the article on."""
    text = exact(answerer, DAMAGE).place.article.text
    chunks = [match.span() for match in re.finditer(r"\S+", text)]
    for count in (3, 11, 20):
        for number in range(0, len(chunks) - count, 7):
            words = text[chunks[number][0] : chunks[number + count - 1][1]]
            if len(words) > 20:
                assert isinstance(look_up(answerer, words), ExactQuote), words


def test_a_quote_of_nothing_but_stop_words_is_found(answerer: Answerer) -> None:
    """The earliest published article first, its first place shown, the undated one last."""
    reply = exact(answerer, "it is what it is")
    assert reply.place.article.id == "bridge"
    assert reply.times == 2
    assert reply.place.found == "it is what it\nis"
    assert [other.id for other in reply.others] == ["harbour", "undated"]
    assert reply.other_count == 2


def test_only_some_of_many_articles_are_named_and_all_counted(make_answerer: MakeAnswerer) -> None:
    """Ten others: five are named, by date."""
    lines = [
        {"id": f"n{day}", "title": f"Day {day}", "text": "The sea was calm that day.", "url": None}
        | {"published": f"2022-01-{30 - day:02}"}
        for day in range(11)
    ]
    answerer = make_answerer({"many.jsonl": "\n".join(map(json.dumps, lines))})
    reply = exact(answerer, "the sea was calm that day")
    assert reply.place.article.id == "n10"
    assert [other.id for other in reply.others] == ["n9", "n8", "n7", "n6", "n5"]
    assert reply.other_count == 10


@pytest.mark.parametrize(
    ("words", "comparison"),
    [
        (
            "We lost the cranes. We'll lose the ships",
            "We lost the cranes. We’ll [-not-] lose the ships",
        ),
        (
            "She put the damage at 4 million crowns",
            "She put the damage at [3|4] million crowns",
        ),
        (
            "Ada Quist said the storm had broken two masts",
            "Ada Quist said the storm had broken two [cranes|masts]",
        ),
        (
            "Bridge master Ada Quist said the storm had broken",
            "[Harbour|Bridge] master\nAda Quist said the storm had broken",
        ),
        (
            "said the storm had broken all of its two cranes",
            "said the storm had broken {+all of its+} two cranes",
        ),
        (
            "Ada Quist said ... the damage at 3",
            "Ada Quist said [~the storm had broken two cranes. She put~] the damage at 3",
        ),
        (
            "Ada Quist said […] the damage at 3",
            "Ada Quist said [~the storm had broken two cranes. She put~] the damage at 3",
        ),
        (
            "the storm broken had two cranes. She put the damage",
            "the storm [-had-] broken {+had+} two cranes. She put the damage",
        ),
        (
            "She put the damage at 3 million euros",
            "She put the damage at 3 million [crowns|euros]",
        ),
        ("not lose the ships, she said", "not lose the ships, [Quist|she] said"),
        (
            "four days — two more than planned. She cried",
            "four days — two more than planned. {+She cried+}",
        ),
        ("The cafe at the quay sold", "The [café|cafe] at the quay sold"),
        ("We lost the cranes; we'll not lose", "We lost the cranes [.|;] We’ll not lose"),
        ("degrees in the profit gardens of", "degrees in the [-non--] profit gardens of"),
        ("profit gardens of Lindmoor. The town", "[-non--] profit gardens of Lindmoor. The town"),
        ("The frost was 5 degrees in the", "The frost was [−5|5] degrees in the"),
        (
            "12.50 crowns. What comes next It is ~5",
            "12.50 crowns.\n\nWhat comes next\n\nIt is {+~5+}",
        ),
        (
            "cakes for 12.5 crowns. What comes next",
            "cakes for [12.50|12.5] crowns.\n\nWhat comes next",
        ),
    ],
)
def test_what_differs_is_near_and_marked_word_by_word(
    answerer: Answerer, words: str, comparison: str
) -> None:
    """A dropped "not", a changed number or name, a full stop: never exact, always shown."""
    reply = look_up(answerer, words)
    assert marked(reply) == comparison
    assert isinstance(reply, NearQuote)
    assert reply.place.article.id == "harbour"


ASKED = """---
id: asked
title: Did the alarm ring?
---
The lawyer turned to the mayor. “You knew about the fire before the alarm?” Quist asked. The mayor
shook his head. Who forgot everything? Nobody knows it.
"""
KNEW = "You knew about the fire before the alarm"


@pytest.mark.parametrize(
    ("words", "comparison"),
    [
        (f"{KNEW}.", f"{KNEW} [?|.]"),
        (f"{KNEW}!", f"{KNEW} [?|!]"),
        (f"“{KNEW}.”", f"{KNEW} [?|.]"),
        (f"“{KNEW}”.", f"{KNEW} [?|.]"),
        ("The mayor shook his head?", "The mayor\nshook his head [.|?]"),
        ("knew about a fire before the alarm!", "knew about [the|a] fire before the alarm [?|!]"),
        ("Who forgot everything.", "Who forgot everything [?|.]"),
        (f"{KNEW} town council.", f"{KNEW} {{+town council+}}"),
    ],
)
def test_a_question_made_a_statement_is_near_and_its_mark_is_shown(
    make_answerer: MakeAnswerer, words: str, comparison: str
) -> None:
    """Nor is a statement exact that was made a question, however few its words are."""
    reply = look_up(make_answerer({**FILES, "asked.md": ASKED}), words)
    assert marked(reply) == comparison
    assert isinstance(reply, NearQuote)
    last = reply.differences[-1]
    assert reply.place.article.text[last.start : last.end] == last.printed
    assert reply.place.found.endswith(last.printed)


@pytest.mark.parametrize("mark", ["", "?", "?!", "…", ",", "?”", "”?", "...?"])
def test_a_question_with_its_mark_or_none_is_exact(make_answerer: MakeAnswerer, mark: str) -> None:
    """A quote may end before its sentence does."""
    assert exact(make_answerer({"asked.md": ASKED}), f"{KNEW}{mark}").place.found == KNEW


def test_a_headline_that_asks_is_not_one_that_states(make_answerer: MakeAnswerer) -> None:
    """What holds of an article's words holds of its headline's."""
    answerer = make_answerer({"asked.md": ASKED})
    assert isinstance(look_up(answerer, "Did the alarm ring?"), HeadlineQuote)
    assert isinstance(look_up(answerer, "Did the alarm ring."), AbsentQuote)


def test_the_parts_of_a_comparison_give_back_both_texts(answerer: Answerer) -> None:
    """Every printed word and every pasted one stands in it, in order."""
    words = "Yes: Ada Quist says the storm … damage at three million crowns. We lost cranes!"
    reply = look_up(answerer, words)
    assert isinstance(reply, NearQuote)
    printed = [token for item in reply.differences for token in fold(item.printed).words()]
    pasted = [token for item in reply.differences for token in fold(item.pasted).words()]
    assert printed == fold(reply.place.found).words()
    assert pasted == fold(words).words()


@pytest.mark.parametrize(
    "words",
    [
        "The moon is made of green cheese and of crackers",
        "it is said that what it was is not",  # words that stand everywhere, in another order
        "arbour of Lindmoor op",  # only within longer words
        "We will lose the",  # three words of four are not enough
        "Norsund Monday cranes frost café budget pier",  # all of them, nowhere in a row
        "Lindmoor … cranes … Norsund",  # three words, and an ellipsis accounts for all between
    ],
)
def test_words_that_are_nowhere_are_not_in_the_coverage(answerer: Answerer, words: str) -> None:
    """Nothing is shown as found; the nearest headlines at most."""
    reply = look_up(answerer, words)
    assert isinstance(reply, AbsentQuote)
    assert all(near.title for near in reply.nearest)


def test_words_of_a_headline_are_said_to_be_one(answerer: Answerer) -> None:
    """They were printed, though in no article's text; a headline almost like them is none."""
    for words in ("Harbour opens after the storm", "“opens AFTER the storm…”"):
        reply = look_up(answerer, words)
        assert isinstance(reply, HeadlineQuote)
        assert [item.article_id for item in reply.headlines] == ["harbour"]
    assert isinstance(look_up(answerer, "Harbour closes after the storm"), AbsentQuote)


STITCHED = "Nobody had expected the new pier to hold"


@pytest.mark.parametrize(
    "words",
    [
        f"{DAMAGE}. {STITCHED}.",
        f"{STITCHED}. {DAMAGE}.",
        f"“{STITCHED} … {DAMAGE}”",
        f"{STITCHED} [...] {DAMAGE}",
        f"“{STITCHED}.” “{DAMAGE}.”",
    ],
)
def test_sentences_of_several_places_are_found_one_by_one(answerer: Answerer, words: str) -> None:
    """A quote put together is no quote, nor is it made up: each sentence has its place."""
    reply = look_up(answerer, words)
    assert isinstance(reply, AbsentQuote)
    assert {" ".join(place.found.split()) for place in reply.found} == {DAMAGE, STITCHED}
    assert reply.missing == []


def test_the_sentence_that_was_made_up_is_named(answerer: Answerer) -> None:
    """One of two stands; where none does, there are no parts to speak of."""
    made_up = "The council will resign over the pier and its cost tomorrow."
    reply = look_up(answerer, f"{made_up} {STITCHED}.")
    assert isinstance(reply, AbsentQuote)
    assert [place.found for place in reply.found] == [STITCHED]
    assert reply.missing == [made_up]
    nothing = look_up(answerer, f"{made_up} The moon is made of green cheese and of crackers.")
    assert isinstance(nothing, AbsentQuote)
    assert nothing.parts == []


def test_a_quote_that_begins_as_hundreds_of_articles_do_is_found(
    make_answerer: MakeAnswerer,
) -> None:
    """The words that few have decide where to look."""
    opening = "Welcome to the morning letter with the news that you need to start the day. "
    lines = [
        {"id": f"n{day}", "title": f"Letter {day}", "published": f"2020-01-01T00:{day // 60:02}Z"}
        | {"text": f"{opening}Letter number{day} is about the sea."}
        for day in range(230)
    ]
    answerer = make_answerer({"letters.jsonl": "\n".join(map(json.dumps, lines))})
    assert exact(answerer, f"{opening}Letter number229 is about").place.article.id == "n229"


@pytest.mark.parametrize(
    "words", ["今日も晴れでした。明日は雨", "Η ΑΘΗΝΑ ΚΑΙ Ο ΛΟΓΟΣ ΤΟΥ", "ВСЁ БУДЕТ ХОРОШО"]
)
def test_other_alphabets_are_found_too(make_answerer: MakeAnswerer, words: str) -> None:
    """Chinese and Japanese sign by sign, since they put no spaces; Greek with its final sigma."""
    text = "東京は今日も晴れでした。明日は雨が降るでしょう。\n\nΗ Αθηνα και ο λογος του."
    text += "\n\nИ всё будет хорошо."
    assert exact(make_answerer({"world.txt": text}), words)


def test_a_power_is_another_number_than_its_digits(make_answerer: MakeAnswerer) -> None:
    """Ten to the fifth is not a hundred and five, however alike they are written."""
    answerer = make_answerer({"units.txt": "The growth of the town was 10⁵ units in a year."})
    reply = look_up(answerer, "The growth of the town was 105 units in a year")
    assert isinstance(reply, NearQuote)
    assert (reply.kept, reply.count) == (10, 11)


def test_a_quote_longer_than_any_article_is_no_trouble(make_answerer: MakeAnswerer) -> None:
    """Neither exact nor endless."""
    answerer = make_answerer({"short.txt": "The bridge to Norsund closes for repairs in May."})
    words = "The bridge to Norsund closes for repairs in May. " * 50
    assert isinstance(look_up(answerer, words[:MAX_CHARS]), AbsentQuote)
    assert isinstance(look_up(answerer, words[:110]), NearQuote | AbsentQuote)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", Unusable.WORDS_EMPTY),
        (" \n", Unusable.WORDS_EMPTY),
        ("“…” — !?", Unusable.WORDS_EMPTY),
        ("> ", Unusable.WORDS_EMPTY),
        ("art", Unusable.WORDS_TOO_SHORT),
        ("it is so", Unusable.WORDS_TOO_SHORT),
        ("extraordinary circumstances", Unusable.WORDS_TOO_SHORT),
        ("a word " * 600, Unusable.WORDS_TOO_LONG),
        ("\ud800", Unusable.WORDS_EMPTY),
    ],
)
def test_what_cannot_be_looked_up_is_said_why(
    answerer: Answerer, words: str, reason: Unusable
) -> None:
    """A typed reason, and no search."""
    reply = look_up(answerer, words)
    assert isinstance(reply, UnusableQuote)
    assert reply.reason is reason


def test_an_empty_index_is_said_to_be_empty(make_answerer: MakeAnswerer) -> None:
    """There is nothing to compare with."""
    reply = look_up(make_answerer({}), DAMAGE)
    assert isinstance(reply, UnusableQuote)
    assert reply.reason is Unusable.INDEX_EMPTY


def test_a_quote_longer_than_what_may_be_shown_is_shown_alone(answerer: Answerer) -> None:
    """Its own words whole, and no sentence around them cut."""
    words = "opened on Monday after four days — two more than planned. Harbour master"
    reply = look_up(answerer, words, max_shown_chars=100)
    assert isinstance(reply, ExactQuote)
    assert reply.place.shown == reply.place.found
    assert reply.place.highlight is None


def test_words_within_a_quotation_are_shown_with_all_of_it(answerer: Answerer) -> None:
    """Sentences around them, never a part of what somebody said."""
    place = exact(answerer, "lose the ships, Quist said").place
    assert place.shown == "“We lost the cranes. We’ll not lose the ships,” Quist said."


def test_an_older_index_is_built_again_for_quotes(answerer: Answerer) -> None:
    """Files of a release that knew no quotes are whole, but lack the words."""
    archive = answerer.retriever.archive
    path = archive.path.parent / FOLDER_NAME / str(archive.sequence) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["layout"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    data_dir = str(archive.path.parent)
    with pytest.raises(SystemExit) as ended:
        main(["quote", "the bridge to Norsund closes", "--data-dir", data_dir])
    assert ended.value.code == 0
    assert "layout" in json.loads(path.read_text(encoding="utf-8"))


# Any slice of the sample coverage, written otherwise


def disguised(words: str, chance: random.Random) -> str:
    """Return `words` in other letters, quotation marks, dashes and spaces."""
    swaps = {"“": '"«„', "”": '"»', "’": "'ʼ", "‘": "'", "—": "–-", "–": "—-", "-": "‑-"}
    signs = [chance.choice(swaps.get(sign, sign)) for sign in words]
    spaces = [chance.choice([" ", "  ", "\n", "\u00a0 "]) if s.isspace() else s for s in signs]
    cased = [s.upper() if chance.random() < 0.3 and len(s.upper()) == 1 else s for s in spaces]
    return chance.choice(["", "“", "> ", "**"]) + "".join(cased) + chance.choice(["", "”", "…"])


def test_any_words_of_an_article_are_exact_however_they_are_written(
    make_answerer: MakeAnswerer,
) -> None:
    """From the edge of a word to the edge of another, in every article of the sample coverage."""
    paths = sorted((ROOT / "articles").glob("*.md"))
    answerer = make_answerer({path.name: path.read_text(encoding="utf-8") for path in paths})
    articles = list(answerer.retriever.archive.articles())
    chunks = [[m.span() for m in re.finditer(r"\S+", article.text)] for article in articles]

    @settings(max_examples=150, derandomize=True, deadline=None)
    @given(st.integers(0, len(articles) - 1), st.integers(0), st.integers(3, 60), st.integers(0))
    def check(which: int, place: int, count: int, seed: int) -> None:
        first = place % (len(chunks[which]) - 3)
        last = min(first + count, len(chunks[which])) - 1
        words = articles[which].text[chunks[which][first][0] : chunks[which][last][1]]
        sought = fold(words).words()
        if len(sought) < 3 or len(" ".join(sought)) < 12:
            return
        reply = exact(answerer, disguised(words, random.Random(seed)))  # noqa: S311 - a disguise, no secret
        assert fold(reply.place.found).words() == sought
        text = reply.place.article.text
        assert text[reply.place.start : reply.place.end] == reply.place.found

    check()


# The command


def run(*arguments: str) -> int:
    """Run a command in this process and return its exit status."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (DAMAGE, 0, "These words are in the coverage.\n> Harbour master\n> Ada Quist said"),
        (
            "She put the damage at 4 million crowns",
            0,
            "  She put the damage at [-3-] {+4+} million crowns\n",
        ),
        ("the moon is made of cheese", 1, "These words are not in the coverage, and none"),
        (
            "Harbour opens after the storm",
            0,
            "in a headline, not in the text of an article.\nHead",
        ),
        (
            f"{STITCHED}. The moon is made of cheese and so is all the rest.",
            1,
            "1 of 2 sentences are:\n> Nobody had expected the new pier to hold.\n",
        ),
        ("it is what it is", 0, "Other articles have them too (2):\n  - Harbour opens after"),
        ("art", 3, "Paste at least 3 words of at least 12 characters together."),
        ("", 3, "There are no words to look up."),
        ("x" * 4000, 3, "Paste at most 3000 characters."),
    ],
)
def test_the_command_prints_the_place_and_what_differs(
    answerer: Answerer, capsys: pytest.CaptureFixture[str], words: str, status: int, said: str
) -> None:
    """Status 0 for exact, near and a headline, 1 for none, 3 for what cannot be looked up."""
    data_dir = str(answerer.retriever.archive.path.parent)
    assert run("quote", words, "--data-dir", data_dir) == status
    assert said in capsys.readouterr().out


def test_the_json_of_a_look_up_has_slices_with_their_offsets(
    answerer: Answerer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words from standard input; every offset is into the article's ingested text."""
    monkeypatch.setattr("sys.stdin", io.StringIO("She put the damage at 4 million crowns"))
    data_dir = str(answerer.retriever.archive.path.parent)
    assert run("quote", "-", "--json", "--data-dir", data_dir) == 0
    found = json.loads(capsys.readouterr().out)
    article = answerer.retriever.archive.article("harbour")
    assert article is not None
    assert (found["verdict"], found["kept"], found["count"]) == ("near", 7, 8)
    for part in (found["place"], found["place"]["shown"], found["differences"][1]["printed"]):
        assert article.text[part["start"] : part["end"]] == part["text"]
    assert [(item["change"], item["pasted"]) for item in found["differences"]] == [
        ("kept", "She put the damage at"),
        ("changed", "4"),
        ("kept", "million crowns"),
    ]
    assert run("quote", "the moon is made of cheese", "--json", "--data-dir", data_dir) == 1
    absent = json.loads(capsys.readouterr().out)
    assert (absent["verdict"], absent["parts"]) == ("absent", [])
    run("quote", "Harbour opens after the storm", "--json", "--data-dir", data_dir)
    headline = json.loads(capsys.readouterr().out)
    assert (headline["verdict"], headline["nearest"][0]["article_id"]) == ("headline", "harbour")
    run("quote", f"{STITCHED}. Moons are made of cheese.", "--json", "--data-dir", data_dir)
    parts = json.loads(capsys.readouterr().out)["parts"]
    assert [part["place"] and part["place"]["text"] for part in parts] == [STITCHED, None]
    assert run("quote", "art", "--json", "--data-dir", data_dir) == 3
    assert json.loads(capsys.readouterr().out)["reason"] == "words_too_short"


def test_looking_a_quote_up_loads_no_model(answerer: Answerer) -> None:
    """It is a matter of words: no torch, no transformers."""
    program = (
        "import sys; from bot.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    data_dir = str(answerer.retriever.archive.path.parent)
    command = [sys.executable, "-c", program, "quote", DAMAGE, "--data-dir", data_dir]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "These words are in the coverage." in done.stdout


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("We won. They lost", ["We won.", "They lost"]),
        ("It rained. They lost", ["It rained.", "They lost"]),
        ("“It rained.” “They … lost!”", ["“It rained.", "They", "lost!”"]),
        ("Mr. Lind of the U.S. left. He won", ["Mr. Lind of the U.S. left.", "He won"]),
        ("今日も。明日は", ["今日も。", "明日は"]),
        ("NASA paid for it. All of us won.", ["NASA paid for it.", "All of us won."]),
        ("It rained. …", []),
        ("It rained. It rained.", []),
    ],
)
def test_a_quote_is_cut_at_its_sentences_and_ellipses(words: str, parts: list[str]) -> None:
    """A short word before a full stop may be an abbreviation; one sentence has no parts."""
    assert parts_of(words) == parts
