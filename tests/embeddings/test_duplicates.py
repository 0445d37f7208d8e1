"""The same copy in two articles counts once: shares worked out by hand, and real retrieval."""

import gc
import random
import time

import pytest
from fakes import MakeAnswerer
from hypothesis import given
from hypothesis import strategies as st

from embeddings.retrieval import Retriever
from embeddings.schema import Candidate
from embeddings.stories.duplicates import (
    MIN_SHINGLES,
    SAME_COPY,
    Text,
    containment,
    contradicts,
    copies,
    lacks,
    shingles,
)

STORM = (
    "The storm tore two cranes from the northern quay of Lindmoor shortly after midnight. Harbour "
    "workers found the wreckage at dawn and closed the gates to all traffic. Nobody was hurt, "
    "since the night shift had been sent home at ten. The council will meet on Thursday to decide "
    "whether the cranes are to be rebuilt or sold for scrap, and who is to pay the bill of three "
    "million crowns. Until then the ferries to Norsund leave from the old pier in the west of the "
    "town, where the rails end."
)
REWRITTEN = STORM.replace(
    "Nobody was hurt, since the night shift", "There were no injuries as staff"
)
AGAIN = (
    "Two cranes fell at the Lindmoor quay when a gale hit the town on Sunday. The gates stay "
    "shut for now. The people on the late shift were at home by then, so nobody came to harm. How "
    "the cranes can be replaced for three million crowns is a matter for the council, which sits "
    "on Thursday. Travellers to Norsund board their ferries at the western pier in the meantime, "
    "and have to walk some way from the last stop of the tram to get there at all."
)
NOTE = "This newspaper is a member of the northern press council and abides by its code."
INTRO = (
    "It was the worst night that the coast has seen in forty years, and few of those who lived "
    "through it will forget how the windows shook. Our reporters spoke to people in six towns "
    "between the fjord and the border, and everywhere they heard of roofs that flew, of boats "
    "that sank at their moorings and of cellars full of water. Some of them had lost everything "
    "they owned."
)


def filed(text: str, outlet: str, published: str | None = None) -> str:
    """Return an article's file."""
    date = f"\npublished: {published}" if published else ""
    return f"---\ntitle: Storm in the {outlet}\noutlet: {outlet}{date}\n---\n\n{text}"


def found(retriever: Retriever, question: str = "storm cranes Lindmoor quay") -> list[Candidate]:
    """Return what is found for a question."""
    return retriever.search(retriever.query(question))


def carriers(candidates: list[Candidate]) -> list[tuple[str, set[str]]]:
    """Return each candidate's article with those that print the same."""
    return [(c.passage.article_id, {other.article_id for other in c.also}) for c in candidates]


def test_shingles_are_runs_of_three_words_without_case_and_signs() -> None:
    """What is shorter is one run; nothing has none."""
    assert shingles("The Hatch, the hatch!") == {
        ("the", "hatch", "the"),
        ("hatch", "the", "hatch"),
    }
    assert shingles("The hatch") == {("the", "hatch")}
    assert shingles("…") == frozenset()


def test_containment_is_the_share_of_one_text_in_another() -> None:
    """Of four runs two stand in the longer text, and two of its six in the shorter one."""
    part, whole = shingles("a b c d e f"), shingles("x y a b c d z w")
    assert containment(part, whole) == 0.5
    assert containment(whole, part) == pytest.approx(2 / 6)
    assert containment(frozenset(), whole) == 0.0


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (STORM, STORM, True),
        (STORM, STORM.upper(), True),
        (STORM, REWRITTEN, True),
        (STORM, STORM[: STORM.index(" The council")], True),
        (STORM, AGAIN, False),
        (f"{STORM} {NOTE}", f"{INTRO} {NOTE}", False),
        ("The hatch opened.", "The hatch opened.", True),
        ("The hatch opened.", f"The hatch opened. {STORM}", False),
        ("", "", False),
    ],
)
def test_texts_that_contain_each_other_are_the_same_copy(
    first: str, second: str, same: bool
) -> None:
    """Ten words rewritten of ninety do not count, a topic or a notice in common is not enough."""
    groups = copies([Text("a", first), Text("b", second)])
    assert groups == ([[0, 1]] if same and first else [[0], [1]])


def test_an_article_that_repeats_itself_is_no_copy() -> None:
    """Both its places can be shown; another article's is a copy of the first."""
    texts = [Text("a", STORM), Text("a", STORM), Text("b", STORM)]
    assert copies(texts) == [[0, 2], [1]]


def test_the_same_wire_copy_is_found_once(make_answerer: MakeAnswerer) -> None:
    """The article that was published first is shown, the others are told of."""
    retriever = make_answerer(
        {
            "a.md": filed(STORM, "Gazette", "2024-03-02"),
            "b.md": filed(STORM, "Wire", "2024-03-01"),
            "c.md": filed(STORM, "Herald"),
            "d.md": filed(AGAIN, "Echo", "2024-02-28"),
        }
    ).retriever
    assert sorted(carriers(found(retriever))) == [("b", {"a", "c"}), ("d", set())]


def test_an_edited_copy_is_a_copy(make_answerer: MakeAnswerer) -> None:
    """Wherever the words were changed, most of them are the same."""
    files = {"a.md": filed(REWRITTEN, "Gazette", "2024-03-02"), "b.md": filed(STORM, "Wire")}
    assert carriers(found(make_answerer(files).retriever)) == [("a", {"b"})]


def test_a_copy_with_a_paragraph_in_front_is_a_copy(make_answerer: MakeAnswerer) -> None:
    """Its passages end elsewhere; the one that holds the same words is not found beside it."""
    files = {
        "a.md": filed(f"{INTRO}\n\n{STORM}", "Gazette", "2024-03-02"),
        "b.md": filed(STORM, "Wire", "2024-03-01"),
    }
    by_article = dict(carriers(found(make_answerer(files).retriever)))
    assert by_article == {"b": {"a"}, "a": set()}


def test_a_copy_takes_no_place_from_what_is_different(make_answerer: MakeAnswerer) -> None:
    """Where copies fill what an index proposes, it proposes more."""
    files = {f"{n:02}.md": filed(STORM, f"Paper {n}", f"2024-03-{n:02}") for n in range(1, 21)}
    others = {f"z{n}.txt": f"Crane number {n} of the quay {'is red ' * n}." for n in range(3)}
    retriever = make_answerer(files | others).retriever
    query = retriever.query("storm cranes Lindmoor quay")
    candidates = retriever.search(query, k=4)
    assert len(candidates) == 4
    assert carriers(candidates)[0] == ("01", {f"{n:02}" for n in range(2, 21)})


def test_the_best_place_and_its_score_are_kept(make_answerer: MakeAnswerer) -> None:
    """The originator stands where the best placed copy stood."""
    alone = make_answerer({"a.md": filed(STORM, "Storm cranes", "2024-03-02")}).retriever
    files = {
        "a.md": filed(STORM, "Storm cranes", "2024-03-02"),
        "b.md": filed(STORM, "Wire", "2024-03-01"),
    }
    both = make_answerer(files).retriever
    assert carriers(found(alone)) == [("a", set())]
    (candidate,) = found(both)
    assert candidate.passage.article_id == "b"
    assert candidate.evidence.coverage == 1.0


def test_the_credited_agencys_passage_is_found(make_answerer: MakeAnswerer) -> None:
    """Though others have an earlier date; what they changed in it is not what is shown."""
    credited = filed(f"LINDMOOR, March 2 (AP) - {REWRITTEN}", "Gazette", "2024-03-02")
    files = {
        "a.md": credited,
        "b.md": filed(STORM, "Associated Press", "2024-03-03"),
        "c.md": filed(REWRITTEN, "Herald", "2024-03-01"),
    }
    retriever = make_answerer(files).retriever
    (candidate,) = found(retriever)
    assert carriers([candidate]) == [("b", {"a", "c"})]
    shown = retriever.archive.version(candidate.passage.version)
    assert shown is not None
    assert shown.text[candidate.passage.start : candidate.passage.end] in STORM


def test_what_the_originator_leaves_out_is_found_with_who_prints_it(
    make_answerer: MakeAnswerer,
) -> None:
    """The rest of the passage is the originator's; a paper that has no more is its copy."""
    hurt = " Nobody was hurt, since the night shift had been sent home at ten."
    cut = STORM.replace(hurt, "")
    files = {
        "a.md": filed(STORM, "Gazette", "2024-03-02"),
        "b.md": filed(cut, "Wire", "2024-03-01"),
        "c.md": filed(cut, "Herald", "2024-03-03"),
    }
    by_article = dict(carriers(found(make_answerer(files).retriever)))
    assert by_article == {"b": {"c"}, "a": set()}


def test_a_sentence_is_left_out_and_a_phrase_is_edited() -> None:
    """Eight words in a row that stand in no run of the other text, wherever they are."""
    assert not lacks(STORM, REWRITTEN)
    assert not lacks(STORM, STORM.upper())
    assert lacks(
        STORM.replace("Nobody was hurt, since the night shift had been sent home", ""), STORM
    )
    seven = "red blue green brown white grey black"
    assert not lacks(STORM, f"{STORM} {seven}")
    assert lacks(STORM, f"{seven} pink {STORM}")


def test_a_copy_with_another_figure_is_found_beside_the_originators(
    make_answerer: MakeAnswerer,
) -> None:
    """Whoever asks about it must see both; a third paper prints what one of them says."""
    later = STORM.replace("Nobody was hurt", "Eleven people were hurt")
    assert later != STORM
    files = {
        "a.md": filed(STORM, "Gazette", "2024-03-01"),
        "b.md": filed(later, "Wire", "2024-03-02"),
        "c.md": filed(later, "Herald", "2024-03-03"),
    }
    by_article = dict(carriers(found(make_answerer(files).retriever)))
    assert by_article == {"a": set(), "b": {"c"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nine people died in the fire", "eleven people died in the fire"),
        ("some 40 people died in the fire", "some 41 people died in the fire"),
        ("it would drop the plan this year", "it would not drop the plan this year"),
        ("the mayor did sign it on Monday", "the mayor didn't sign it on Monday"),
        ("the mayor did sign it on Monday", "the mayor didn’t sign it on Monday"),
        ("it cost 1,200 crowns a year", "it cost 1,300 crowns a year"),
    ],
)
def test_another_figure_or_not_contradicts_wherever_it_stands(before: str, after: str) -> None:
    """Each text is held against the other: one of them has what the other lacks."""
    told = "The council said late in the evening that {} and that all would be told in time."
    for one, other in ((before, after), (after, before)):
        long, changed = told.format(one), told.format(other)
        assert contradicts(long, changed) or contradicts(changed, long)
        opening = [f"{text.capitalize()}, the council said." for text in (one, other)]
        assert contradicts(*opening) or contradicts(*reversed(opening))


@pytest.mark.parametrize(
    "copy",
    [
        STORM,
        f"LINDMOOR, March 3 (AP) - {STORM}",
        f"LINDMOOR, 4 March — {STORM}",
        STORM.replace("the night shift had been sent home", "everyone had been told to go"),
        f"{STORM} Two cranes of 1974 stood still for the first time in nine years, it was said.",
    ],
)
def test_a_dateline_an_edit_and_what_is_left_out_contradict_nothing(copy: str) -> None:
    """No figure of the storm itself is another one, and nothing that happened did not."""
    assert not contradicts(copy, STORM)
    assert not contradicts(STORM, copy)


def test_a_hundred_long_passages_are_compared_at_once() -> None:
    """Half of them are copies; a tenth of a second is many times what it takes the processor."""
    chance = random.Random(7)  # noqa: S311 - no secrets here
    words = [f"word{n}" for n in range(500)]
    different = [" ".join(chance.choices(words, k=100)) for _ in range(50)]
    texts = [Text(n, text) for n, text in enumerate(different + different)]
    gc.collect()  # what other tests left is not cleared away meanwhile
    started = time.thread_time()
    groups = copies(texts)
    assert time.thread_time() - started < 0.1
    assert groups == [[n, n + 50] for n in range(50)]


def one_by_one(texts: list[Text]) -> list[list[int]]:
    """Group texts as `copies` does, each compared with each."""
    groups: list[list[int]] = []
    for number, item in enumerate(texts):
        for group in groups:
            head = texts[group[0]]
            first, second = shingles(head.text), shingles(item.text)
            sizes = sorted((len(first), len(second)))
            needed = SAME_COPY * (sizes[0] if sizes[0] >= MIN_SHINGLES else sizes[1])
            shared = len(first & second)
            if head.owner != item.owner and shared and shared >= needed:
                group.append(number)
                break
        else:
            groups.append([number])
    return groups


PHRASES = ("one two three four", "five six", "seven", "eight nine ten eleven twelve")


@given(
    chosen=st.lists(
        st.tuples(st.sampled_from("xyz"), st.lists(st.sampled_from(PHRASES), max_size=4)),
        max_size=12,
    )
)
def test_copies_are_grouped_as_comparing_each_with_each_would(
    chosen: list[tuple[str, list[str]]],
) -> None:
    """With the first group whose first text a text shares enough of, if it is another's."""
    texts = [Text(owner, " ".join(words)) for owner, words in chosen]
    assert copies(texts) == one_by_one(texts)


@given(chance=st.randoms(use_true_random=False), count=st.integers(2, 12))
def test_copies_among_different_texts_are_grouped_as_comparing_each_with_each_would(
    chance: random.Random, count: int
) -> None:
    """Parts of a text, and it with words exchanged, between texts that share little with it."""
    words = [f"word{number}" for number in range(60)]
    story = chance.choices(words, k=40)
    texts: list[Text] = []
    for number in range(count):
        first = chance.randrange(20)
        copied = story[first : first + chance.randrange(9, 41)]
        for place in range(0, len(copied), chance.choice((5, 11, 23))):
            copied[place] = chance.choice(words)
        other = chance.choices(words, k=chance.randrange(30))
        texts.append(Text(number, " ".join(chance.choice((copied, other, copied + other)))))
    assert copies(texts) == one_by_one(texts)
