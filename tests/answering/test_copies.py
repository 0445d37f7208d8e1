"""What several articles print is shown once, from the first of them: real parts, made articles."""

from dataclasses import replace

from fakes import MakeAnswerer

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Headline
from bot.answering.showing.copies import Carried, carriers, carries, same_story, without_copies
from bot.answering.showing.excerpts import Window
from bot.answering.showing.speakers import attributions
from embeddings.schema import Article, Sentence

STORM = (
    "The storm tore two cranes from the northern quay of Lindmoor shortly after midnight. Harbour "
    "workers found the wreckage at dawn and closed the gates to all traffic. “Nobody was hurt, "
    "and nobody will lose a day of pay,” said Ada Quist, the harbour master. The council meets on "
    "Thursday to decide whether the cranes are to be rebuilt or sold for scrap."
)
INTRO = (
    "It was the worst night that the coast has seen in forty years, and few of those who lived "
    "through it will forget how the windows shook. Our reporters spoke to people in six towns "
    "between the fjord and the border, and everywhere they heard of roofs that flew, of boats "
    "that sank at their moorings and of cellars full of water."
)
ASKED = "Was anybody hurt when the storm tore the cranes from the quay of Lindmoor?"


def filed(text: str, outlet: str, published: str) -> str:
    """Return an article's file."""
    facts = f"title: Storm in the {outlet}\noutlet: {outlet}\npublished: {published}"
    return f"---\n{facts}\nurl: https://{outlet.lower()}.example/storm\n---\n\n{text}"


def excerpts(answerer: Answerer) -> list[Excerpt]:
    """Return what is quoted of the storm."""
    reply = answerer.answer(ASKED)
    assert isinstance(reply, Answer)
    return list(reply.excerpts)


def test_wire_copy_is_quoted_once_from_the_first_to_publish(make_answerer: MakeAnswerer) -> None:
    """The others are named, the earliest first, and no excerpt is of theirs."""
    found = excerpts(
        make_answerer(
            {
                "a.md": filed(STORM, "Gazette", "2024-03-02"),
                "b.md": filed(STORM, "Wire", "2024-03-01"),
                "c.md": filed(STORM, "Herald", "2024-03-03"),
            }
        )
    )
    assert {excerpt.article.id for excerpt in found} == {"b"}
    assert [item.outlet for item in found[0].also_carried_by] == ["Gazette", "Herald"]
    assert found[0].also_carried_by[0].url == "https://gazette.example/storm"
    assert found[0].carrier_names == ["Gazette", "Herald"]


def test_a_copy_with_a_paragraph_in_front_is_named_and_not_quoted_again(
    make_answerer: MakeAnswerer,
) -> None:
    """Where its passages begin and end makes no difference to a reader."""
    found = excerpts(
        make_answerer(
            {
                "a.md": filed(f"{INTRO}\n\n{STORM}", "Gazette", "2024-03-02"),
                "b.md": filed(STORM, "Wire", "2024-03-01"),
            }
        )
    )
    storms = [excerpt for excerpt in found if "cranes" in excerpt.text]
    assert {excerpt.article.id for excerpt in storms} == {"b"}
    assert all(excerpt.carrier_names == ["Gazette"] for excerpt in storms)


HURT = "“Nobody was hurt, and nobody will lose a day of pay,” said Ada Quist, the harbour master."


def test_the_credited_agency_is_quoted_in_its_own_words(make_answerer: MakeAnswerer) -> None:
    """A paper printed them a day earlier, by its date, and put a word of its own among them."""
    edited = STORM.replace("closed the gates", "shut the gates")
    found = excerpts(
        make_answerer(
            {
                "a.md": filed(f"LINDMOOR (AP) - {edited}", "Gazette", "2024-03-02"),
                "b.md": filed(STORM, "AP", "2024-03-03"),
            }
        )
    )
    assert {excerpt.article.id for excerpt in found} == {"b"}
    assert all(excerpt.text in STORM for excerpt in found)
    assert any("closed the gates" in excerpt.text for excerpt in found)
    for excerpt in found:  # who changed a word of these does not carry them
        assert excerpt.carrier_names == (["Gazette"] if excerpt.text in edited else [])


def test_words_that_the_originator_lacks_are_quoted_from_who_prints_them(
    make_answerer: MakeAnswerer,
) -> None:
    """The agency is not named as their source, nor as one that carries them."""
    shorter = STORM.replace(HURT, "")
    assert shorter != STORM
    answerer = make_answerer(
        {
            "a.md": filed(f"LINDMOOR (AP) - {STORM}", "Gazette", "2024-03-02"),
            "b.md": filed(shorter, "AP", "2024-03-01"),
        }
    )
    reply = answerer.answer("What did Ada Quist, the harbour master, say of a day of pay?")
    assert isinstance(reply, Answer)
    first = reply.excerpts[0]
    assert HURT in first.text
    assert first.article.outlet == "Gazette"
    assert first.carrier_names == []
    assert first.text == first.article.text[first.start : first.end]


def test_an_article_in_words_of_its_own_is_no_carrier(make_answerer: MakeAnswerer) -> None:
    """The same news is not the same copy."""
    own = "Two cranes fell at the quay of Lindmoor in Sunday's storm, and nobody there was hurt."
    found = excerpts(
        make_answerer(
            {
                "a.md": filed(STORM, "Gazette", "2024-03-02"),
                "b.md": filed(own, "Echo", "2024-03-01"),
            }
        )
    )
    assert {excerpt.article.id for excerpt in found} == {"a", "b"}
    assert all(not excerpt.also_carried_by for excerpt in found)


def test_an_excerpt_names_who_is_quoted_in_it(make_answerer: MakeAnswerer) -> None:
    """The name is a slice of the same article."""
    answerer = make_answerer({"a.md": filed(STORM, "Gazette", "2024-03-02")})
    speaking = [excerpt for excerpt in excerpts(answerer) if "“" in excerpt.text]
    assert [excerpt.speaker_names for excerpt in speaking] == [["Ada Quist"]]
    (speaker,) = speaking[0].speakers
    assert speaking[0].article.text[slice(*speaker.name)] == "Ada Quist"


def window(article: Article, start: int, end: int, score: float) -> Window:
    """Return a window that marks its first sentence."""
    return Window(article, start, end, Sentence(start, article.text.index(".", start), 0), score)


def test_windows_that_hold_each_other_are_one_in_the_best_place() -> None:
    """One sentence more on either side is the same quote; the earliest article's is shown."""
    late = Article(id="late", text=STORM, title="", published="2024-03-02")
    early = Article(id="early", text=STORM, title="", published="2024-03-01")
    other = Article(id="other", text=INTRO, title="", published="2024-02-01")
    first, second = STORM.index(" Harbour"), STORM.index(" The council")
    windows = [
        window(late, 0, second, 0.9),
        window(other, 0, len(INTRO), 0.8),
        window(early, first + 1, len(STORM), 0.7),
        window(late, first + 1, second, 0.6),
    ]
    # The third holds 32 of the first one's 49 words and 19 more: not the same.
    assert [item.window.article.id for item in without_copies(windows)] == [
        "late",
        "other",
        "early",
    ]
    windows[2] = window(early, 0, first, 0.7)
    assert without_copies(windows) == [
        Carried(window(early, 0, first, 0.9), (late,)),
        Carried(windows[1]),
        Carried(windows[3]),
    ]


def test_a_window_without_the_marked_sentence_does_not_stand_for_it() -> None:
    """Though its article came first and most of its words are the same."""
    late = Article(id="late", text=STORM, title="", published="2024-03-02")
    early = Article(id="early", text=STORM, title="", published="2024-03-01")
    start = STORM.index("“Nobody")
    marked = Sentence(start, STORM.index(" The council"), 0)
    best = Window(late, 0, len(STORM), marked, 0.9)
    assert without_copies([best, window(early, 0, start, 0.8)]) == [Carried(best, (early,))]
    whole = Window(early, 0, len(STORM), marked, 0.8)
    assert without_copies([best, whole]) == [Carried(replace(whole, score=0.9), (late,))]


def test_windows_that_mark_another_figure_are_both_shown() -> None:
    """The others are of whoever says the same, in the order of their best."""
    later = STORM.replace("two cranes", "three cranes")
    early = Article(id="early", text=STORM, title="", published="2024-03-01")
    late = Article(id="late", text=later, title="", published="2024-03-02")
    same = Article(id="same", text=STORM, title="", published="2024-03-03")
    windows = [
        window(late, 0, len(later), 0.9),
        window(same, 0, len(STORM), 0.8),
        window(early, 0, len(STORM), 0.7),
    ]
    assert without_copies(windows) == [
        Carried(windows[0]),
        Carried(replace(windows[2], score=0.8), (same,)),
    ]


def test_a_later_toll_is_quoted_beside_the_earlier_one(make_answerer: MakeAnswerer) -> None:
    """Neither swallows the other, and neither is said to be carried by the other's paper."""
    told = (
        "On the quay of Lindmoor {} cranes were torn down by the storm, and {} people were hurt."
    )
    texts = [f"{told.format('two', hurt)} {INTRO}" for hurt in ("nine", "eleven")]
    files = {
        "a.md": filed(texts[0], "Gazette", "2024-03-01"),
        "b.md": filed(texts[1], "Wire", "2024-03-03"),
    }
    found = excerpts(make_answerer(files))
    tolls = [excerpt for excerpt in found if "people were hurt" in excerpt.text]
    assert {("nine" in e.text, e.article.id) for e in tolls} == {(True, "a"), (False, "b")}
    assert all(not excerpt.also_carried_by for excerpt in tolls)


def test_an_article_carries_words_that_it_prints() -> None:
    """Most of them, anywhere in its text."""
    whole = Article(id="a", text=f"{INTRO}\n\n{STORM}", title="")
    assert carries(whole, STORM)
    assert not carries(whole, "Two cranes fell at the quay of Lindmoor in a storm.")


def test_a_copy_that_was_not_found_is_named_if_it_prints_the_words() -> None:
    """Articles of the same story are asked too; one that left the words out is none."""
    shown = Article(id="shown", text=STORM, title="S", outlet="AP", published="2024-03-01")
    copy = Article(id="copy", text=f"{INTRO}\n\n{STORM}", title="C", outlet="Gazette")
    lacking = Article(id="lacking", text=STORM.replace(HURT, ""), title="L", outlet="Herald")
    read = {article.version: article for article in (shown, copy, lacking)}
    start = STORM.index(HURT)
    carried = Carried(window(shown, start, start + len(HURT), 0.9))
    assert carriers(carried, [], read.get) == ()
    named = carriers(carried, [], read.get, story=[*read, "taken down"])
    assert named == (Headline("copy", "C", None, "Gazette"),)


def test_the_others_of_a_story_are_named_originator_first() -> None:
    """Whichever of them is asked for."""
    agency = Article(id="ap", text=STORM, title="A", outlet="AP", published="2024-03-03")
    gazette = Article(id="g", text=f"(AP) - {STORM}", title="G", outlet="Gazette")
    herald = Article(id="h", text=STORM, title="H", outlet="Herald", published="2024-03-01")
    members = [gazette, herald, agency]
    assert [item.outlet for item in same_story(gazette, members)] == ["AP", "Herald"]
    assert [item.outlet for item in same_story(agency, members)] == ["Herald", "Gazette"]


def test_names_are_listed_once() -> None:
    """A surname after the full name is the same speaker; a carrier of no outlet has its title."""
    text = "“Yes,” said Ada\nQuist. “No,” said Tove Lindal. “Well,” said Quist."
    whole = Article(id="a", text=text, title="A", outlet="Desk")
    excerpt = Excerpt(
        whole,
        0,
        len(text),
        0.5,
        speakers=attributions(whole, 0, len(text)),
        also_carried_by=(
            Headline("b", "B", None, "Wire"),
            Headline("c", "C", None, "Wire"),
            Headline("d", "D", None, None),
            Headline("e", "E", None, "Desk"),
        ),
    )
    assert excerpt.speaker_names == ["Ada Quist", "Tove Lindal"]
    assert excerpt.carrier_names == ["Wire", "D", "E"]
