"""Which articles print the same story: real texts and their edits, and signatures made by hand."""

import random
import time
import tracemalloc
from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.stories.signatures import LENGTH, SCHEME, signature, text_hash
from embeddings.stories.story_index import Cluster, StoryIndex, StoryKey, clusters


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of `text`, a line each."""
    return [" ".join(lines.split()) for lines in text.split("\n\n")]


WIRE = paragraphs("""
LINDMOOR, March 2 (Wire) - The storm tore two cranes from the northern quay of Lindmoor shortly
after midnight on Sunday and threw them across the tracks of the harbour railway.

Workers found the wreckage at dawn and closed the gates to all traffic. Nobody was hurt, since
the night shift of 40 men had been sent home at ten, when the first gusts reached 31 metres a
second at the lighthouse of Kalvo.

“We had two hours, and we used them,” said Ada Quist, the harbour master. She put the damage at
three million crowns, most of it to the older of the two cranes, built by Halvik Steel in 1974.

The council meets on Thursday to decide whether the cranes are to be rebuilt or sold for scrap.
Per Holm, who leads the opposition, wants the port of Norsund to take over the trade in timber
for good.

Until then the ferries to Norsund leave from the old pier in the west of the town, where the
rails end. The railway expects to run again on Tuesday, its spokeswoman Siri Foss said, if the
sleepers under the second track prove to be sound.

The storm was the fourth of the winter and the strongest since 1987, when eleven boats sank at
their moorings and the roof of the fish market came down on an empty hall.
""")
FOLLOW_UP = paragraphs("""
The council of Lindmoor voted on Thursday night to sell its broken cranes for scrap, and left 60
dockers to wonder what they will be loading in the spring.

Only two of the 19 members stood by Tove Lindal, who had asked for a loan of five million crowns
to rebuild both machines. “You have sold the harbour by the kilo,” she told them.

Buyers from Osterby are to come in April. Until the new crane is ordered, timber goes by lorry
over the Halvik pass, at a cost that nobody in the chamber cared to name.
""")
NOTICE = (
    "This page is updated all day. All times are local. Write to our reporters with what you see, "
    "and tell us whether we may print your name. Older entries are further down."
)
OTHER_WORDS = random.Random(4)  # noqa: S311 - no secrets here


def story(parts: Sequence[str]) -> str:
    """Return an article's text."""
    return "\n\n".join(parts)


def key(name: str, text: str) -> StoryKey:
    """Return what an article of that name and text is compared by."""
    return StoryKey(name, f"{name}-1", text_hash(text), signature(text))


def names(found: Sequence[Cluster]) -> list[list[str]]:
    """Return the articles of each cluster."""
    return [[item.article_id for item in cluster] for cluster in found]


def are_same(first: str, second: str) -> bool:
    """Say whether two texts are found to be the same story."""
    return len(clusters([key("a", first), key("b", second)])) == 1


def edited(text: str, every: int) -> str:
    """Return `text` with one word of so many replaced."""
    words = text.split(" ")
    return " ".join("quite" if n % every == 0 else word for n, word in enumerate(words))


FIRST = "A gale wrecked two big cranes in the port on Sunday, the third such loss in a decade."


@pytest.mark.parametrize(
    "copy",
    [
        story(WIRE).upper(),
        story(WIRE).replace("“", "„").replace(" ", "  "),
        story(["Gale fells harbour cranes", *WIRE]),
        story([FIRST, *WIRE[1:]]),
        story([WIRE[0].removeprefix("LINDMOOR, March 2 (Wire) - "), *WIRE[1:]]),
        story(WIRE[:4]),
        story(WIRE[:3]),
        story([WIRE[5], *WIRE[:5]]),
        edited(story(WIRE), 10),
        story([FIRST, *WIRE[1:4]]),
        story([edited(story(WIRE[:4]), 20)]),
        story([*WIRE, *FOLLOW_UP[:2]]),
    ],
    ids=[
        "capitals",
        "typography",
        "headline",
        "first paragraph",
        "no dateline",
        "third cut",
        "half cut",
        "reordered",
        "a tenth edited",
        "first paragraph and tail",
        "edited and cut",
        "added to",
    ],
)
def test_wire_copy_is_known_however_it_was_edited(copy: str) -> None:
    """A new beginning, a missing end, a word here and there: it is the same story."""
    assert are_same(story(WIRE), copy)
    assert are_same(copy, story(WIRE))


LIVE = [f"{NOTICE} {NOTICE.replace('page', 'blog')}", NOTICE.replace("reporters", "desk")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (story(WIRE), story(FOLLOW_UP)),
        (story(WIRE), story([*FOLLOW_UP, *WIRE[4:]])),
        (story(WIRE), story([*FOLLOW_UP, *WIRE[3:]])),
        (story([*WIRE[:3], *LIVE]), story([*FOLLOW_UP, *LIVE])),
        (NOTICE[:90], NOTICE[:90]),
        ("", ""),
    ],
    ids=["same event", "a third shared", "half shared", "live blogs", "stubs", "nothing"],
)
def test_articles_of_their_own_are_kept_apart(first: str, second: str) -> None:
    """The same event, the same background, the same notices: not the same story."""
    assert not are_same(first, second)


def weather(day: str, town: str, *figures: int) -> str:
    """Return a forecast as a machine writes it."""
    high, low, wind, rain = figures
    return (
        f"{day} will be mostly cloudy in {town} with a high of {high} and a low of {low} degrees. "
        f"Winds from the west reach {wind} kilometres an hour along the coast. The chance of rain "
        f"is {rain} percent in the morning and falls towards the evening, when the sky clears."
    )


def prices(*figures: str) -> str:
    """Return a table of shares as a machine writes it."""
    firms = ("Norsund Shipping", "Halvik Steel", "Lindmoor Bank", "Osterby Foods")
    rows = [
        f"{firm} closed at {figure} crowns on the northern exchange, the best price of the week"
        for firm, figure in zip(firms, figures, strict=True)
    ]
    return story(["Closing prices.", *rows])


def quake(size: str, place: str, distance: int) -> str:
    """Return a notice as a machine writes it."""
    return (
        f"An earthquake of magnitude {size} was recorded in the night, {distance} kilometres from "
        f"{place}, according to the seismological survey. There are no reports of damage. This "
        "notice was made by a computer from data of the survey and read by an editor before it "
        "was published."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (weather("Monday", "Lindmoor", 12, 4, 20, 40), weather("Friday", "Norsund", 9, 1, 35, 80)),
        (
            weather("Monday", "Lindmoor", 12, 4, 20, 40),
            weather("Monday", "Norsund", 13, 5, 25, 60),
        ),
        (prices("12.40", "7.15", "93.02", "41.60"), prices("11.90", "7.35", "95.44", "40.05")),
        (quake("3.1", "Kalvo", 14), quake("2.8", "Halvik", 31)),
    ],
    ids=["weather", "weather elsewhere", "prices", "earthquakes"],
)
def test_a_form_filled_in_anew_is_another_story(first: str, second: str) -> None:
    """Most of its words are the same; the names and the figures are the news in it."""
    assert not are_same(first, second)
    assert are_same(first, first.upper())


SIZE = 400


def made(name: str, *parts: tuple[int, int], size: int = SIZE) -> StoryKey:
    """Return a key with so many values of each source in a row; all have the same particulars."""
    sources = np.repeat([source for source, _ in parts], [count for _, count in parts])
    values = sources * 1000 + np.arange(128)
    signed = np.concatenate([[SCHEME, size, 9], values, np.arange(64)]).astype("<u4").tobytes()
    return StoryKey(name, f"{name}-1", f"hash of {name}", signed)


def chain() -> list[StoryKey]:
    """Return five articles, each near the next and to none further away."""
    return [
        made("n1", (1, 64), (2, 64)),
        made("n2", (3, 64), (2, 64)),
        made("n3", (3, 64), (4, 64)),
        made("n4", (5, 64), (4, 64)),
        made("n5", (5, 64), (6, 64)),
    ]


def test_a_chain_of_copies_is_not_one_story() -> None:
    """Each is half the next one; a story is what is near its first text, not what is near that."""
    assert names(clusters(chain())) == [["n1", "n2"], ["n3", "n4"]]


def test_what_is_near_two_stories_joins_the_closer() -> None:
    """76 of 128 values beat 52."""
    whole = [made("one", (1, 128), size=500), made("two", (2, 128), size=450)]
    assert names(clusters([*whole, made("copy", (1, 76), (2, 52))])) == [["one", "copy"]]
    assert names(clusters([*whole, made("copy", (1, 52), (2, 76))])) == [["two", "copy"]]
    assert names(clusters([whole[0], made("copy", (1, 52), (2, 76))])) == [["one", "copy"]]


def corpus(count: int, seed: int = 1) -> list[StoryKey]:
    """Return made articles: a tenth of the stories are printed several times, edited."""
    chance = np.random.default_rng(seed)
    keys: list[StoryKey] = []
    while len(keys) < count:
        values = chance.integers(0, 2**32, LENGTH - 3, dtype=np.uint32)
        for copy in range(int(chance.integers(2, 9)) if chance.random() < 0.1 else 1):
            kept = chance.random(len(values)) < (chance.uniform(0.5, 1) if copy else 1)
            new = np.where(kept, values, chance.integers(0, 2**32, len(values), dtype=np.uint32))
            head = np.array([SCHEME, SIZE - copy, 30], "<u4")
            signed = np.concatenate([head, new]).astype("<u4").tobytes()
            n = len(keys)
            keys.append(StoryKey(f"a{n:06}", f"v{seed}-{n:06}", signed[12:28].hex(), signed))
    return keys[:count]


def test_the_order_of_articles_makes_no_difference() -> None:
    """Neither to what is together nor to how it is listed; copies by hash included."""
    keys = corpus(1500)
    keys += [
        StoryKey(f"again {n}", f"w{n}", keys[n].text_hash, keys[n].signature) for n in range(9)
    ]
    keys += chain()
    found = clusters(keys)
    assert len(found) > 100
    shuffled = list(keys)
    OTHER_WORDS.shuffle(shuffled)
    assert clusters(shuffled) == found
    assert clusters(reversed(keys)) == found


def test_exact_copies_are_together_by_hash() -> None:
    """Each is in the cluster, whatever it is called."""
    texts = [story(WIRE), story(WIRE).upper(), story(WIRE).replace("\n\n", "\n")]
    keys = [key(name, text) for name, text in zip("abc", texts, strict=True)]
    assert names(clusters(keys)) == [["a", "b", "c"]]
    assert names(clusters([*keys, key("d", story(WIRE[:4]))])) == [["a", "b", "c", "d"]]


def test_an_index_that_grows_and_shrinks_equals_one_made_at_once() -> None:
    """Whatever came and went before; the story of one article is the one of the whole."""
    keys = [*corpus(400), *chain(), key("w", story(WIRE)), key("x", story(WIRE).upper())]
    gone = [*corpus(300, seed=2), key("y", story(WIRE[:5])), key("z", story(WIRE))]
    index = StoryIndex(gone[:150])
    for new in [*gone[150:], *keys]:
        index.add(new)
    for old in OTHER_WORDS.sample(gone, len(gone)):
        index.discard(old.version)
        index.discard(old.version)
    assert len(index) == len(keys)
    found = index.clusters()
    assert found == clusters(keys)
    together = {item.version: cluster for cluster in found for item in cluster}
    for item in keys:
        assert index.story(item.version) == together.get(item.version, (item,))


def test_near_copies_are_found_the_closest_first() -> None:
    """Without the text being in the index; a stub is near nothing."""
    index = StoryIndex(
        [
            key("half", story(WIRE[:3])),
            key("whole", story(WIRE)),
            key("event", story(FOLLOW_UP)),
            key("stub", WIRE[0][:60]),
        ]
    )
    found = index.near(signature(story(["Gale fells harbour cranes", *WIRE])))
    assert [item.article_id for item in found] == ["whole", "half"]
    assert index.near(signature(WIRE[0][:60])) == []


def test_an_article_added_again_is_there_once() -> None:
    """With the signature that came last."""
    index = StoryIndex([key("a", story(WIRE)), key("b", story(WIRE))])
    new = StoryKey("b", "b-1", text_hash(story(FOLLOW_UP)), signature(story(FOLLOW_UP)))
    index.add(new)
    assert len(index) == 2
    assert index.clusters() == []
    assert index.story("b-1") == (new,)


def test_a_version_that_is_not_there_is_told() -> None:
    """Nothing else could be its story."""
    with pytest.raises(KeyError, match="gone"):
        StoryIndex().story("gone")


def test_a_signature_of_another_scheme_is_told_with_its_article() -> None:
    """Before anything is compared with it."""
    old = np.array([SCHEME + 1, *range(LENGTH - 1)], "<u4").tobytes()
    with pytest.raises(ValueError, match="article storm: a signature of 780 bytes"):
        clusters([StoryKey("storm", "1", "hash", old)])


def test_ten_thousand_articles_take_a_moment_and_little_memory() -> None:
    """A fifth of a second and 15 MB; fifty times and three times as much would fail."""
    keys = corpus(10_000)
    tracemalloc.start()
    started = time.perf_counter()
    index = StoryIndex(keys)
    found = index.clusters()
    seconds = time.perf_counter() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) > 500
    assert seconds < 10
    assert peak < 60_000_000
