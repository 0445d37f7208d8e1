"""The names that owners give articles, and the ids that they stand for."""

from pathlib import Path

import pytest
from fakes import MakeAnswerer

from bot.harness.fixtures.leaving_out import load_left_out
from bot.harness.fixtures.resolving import resolve
from bot.harness.fixtures.yaml_file import load_fixtures
from bot.harness.schema import Fixture
from embeddings.archive import Archive
from embeddings.errors import InputError

ROOT = Path(__file__).parent.parent.parent
FINAL = "https://news.example.org/sport/cup-final"


def _article(title: str, body: str, url: str = "") -> str:
    address = f"url: {url}\n" if url else ""
    return f"---\ntitle: {title}\n{address}---\n{body}\n"


@pytest.fixture
def archive(make_answerer: MakeAnswerer) -> Archive:
    """Return an archive of a cup: two reports share a headline, and one has an address."""
    files = {
        "cup-final.md": _article("Ajax’s “night” – a final", "Ajax won by two goals.", FINAL),
        "harbour.md": _article("The harbour freezes", "Ice lay on the harbour."),
        "monday.md": _article("What we know", "The gate was closed on Monday."),
        "tuesday.md": _article("What we know", "The gate was opened on Tuesday."),
    }
    return make_answerer(files).retriever.archive


def _ids(archive: Archive, *names: str) -> tuple[str, ...]:
    return resolve([Fixture("Who?", names)], archive)[0].articles


def _complaint(archive: Archive, *fixtures: Fixture) -> str:
    with pytest.raises(InputError) as caught:
        resolve(fixtures, archive, path=Path("questions.yaml"))
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "cup-final",
        FINAL,
        "http://www.news.example.org/sport/cup-final/?utm_source=feed#goals",
        "Ajax’s “night” – a final",
        ' ajax\'s  "NIGHT" - a final',
    ],
)
def test_an_article_is_named_by_id_address_or_headline(archive: Archive, name: str) -> None:
    """An address may be written otherwise, and a headline typed on a keyboard."""
    assert _ids(archive, name) == ("cup-final",)


def test_an_id_comes_before_a_headline(make_answerer: MakeAnswerer) -> None:
    """What is exactly one article's id is not looked for elsewhere."""
    files = {
        "report.md": _article("Something else", "One day it rained."),
        "other.md": _article("report", "One day it snowed."),
    }

    assert _ids(make_answerer(files).retriever.archive, "report") == ("report",)


def test_two_names_of_one_article_are_one(archive: Archive) -> None:
    """An article counts once, in the place where it was named first."""
    assert _ids(archive, "harbour", FINAL, "The Harbour Freezes") == ("harbour", "cup-final")


def test_every_unknown_name_is_told_with_its_line_and_the_nearest(archive: Archive) -> None:
    """Whoever mistyped an id or a headline sees the one that was meant."""
    found = _complaint(
        archive,
        Fixture("Who won?", ("cup-finl",), line=3),
        Fixture("What froze?", ("harbour", "The harbor freezes over"), line=7),
        Fixture("Who?", ("zzzz",), line=9),
    )

    first, second, third = found.splitlines()
    assert first == (
        "questions.yaml, line 3: there is no article 'cup-finl', the nearest is 'cup-final' "
        "(Ajax’s “night” – a final): name an article of the index by its id, address or headline."
    )
    assert second.startswith("questions.yaml, line 7: there is no article 'The harbor freezes")
    assert "the nearest is 'harbour' (The harbour freezes)" in second
    assert third.startswith("questions.yaml, line 9: there is no article 'zzzz': name an article")


def test_the_nearest_is_found_among_many(make_answerer: MakeAnswerer) -> None:
    """Only names that share letters are compared in full, however many there are."""
    files = {f"{one:04}.md": _article(f"Day {one:04}", "It rained.") for one in range(100)}
    files["zebra-crossing.md"] = _article("Stripes", "They were painted.")

    found = _complaint(
        make_answerer(files).retriever.archive, Fixture("What?", ("zebra-crosing",))
    )

    assert "the nearest is 'zebra-crossing' (Stripes)" in found


def test_a_headline_of_two_articles_names_neither(archive: Archive) -> None:
    """The ids to choose from are told."""
    assert _complaint(archive, Fixture("When?", ("What we know",), line=4)) == (
        "questions.yaml, line 4: 2 articles are called 'What we know' (monday, tuesday): "
        "give the id of the one meant."
    )


def test_what_only_articles_left_out_answered_nothing_answers(archive: Archive) -> None:
    """Such a question is near them; with another article it is answered by that one."""
    fixtures = [
        Fixture("Who won?", ("cup-final",), ("two goals",), spans=(("cup-final", 9, 18),)),
        Fixture("When?", ("monday", "tuesday"), spans=(("monday", 0, 8), ("tuesday", 0, 8))),
        Fixture("What froze?", ("The harbour freezes",)),
    ]

    found = resolve(fixtures, archive, left_out={"cup-final", "monday"})

    assert found == [
        Fixture("Who won?", near=("cup-final",)),
        Fixture("When?", ("tuesday",), spans=(("tuesday", 0, 8),)),
        Fixture("What froze?", ("harbour",)),
    ]


def test_ids_to_leave_out_stand_one_a_line(tmp_path: Path) -> None:
    """Blank lines and comments say nothing; the lines are kept for what is wrong with them."""
    path = tmp_path / "left-out.txt"
    path.write_text("# a fifth of them\n\ncup-final\r\n harbour \n", encoding="utf-8")

    found = load_left_out(path)

    assert found.ids == {"cup-final", "harbour"}
    assert found.lines == {"cup-final": 3, "harbour": 4}


def test_an_id_left_out_has_to_be_known_and_some_article_left(tmp_path: Path) -> None:
    """A misspelt id would leave nothing out, and nobody would notice."""
    path = tmp_path / "left-out.txt"
    path.write_text("a\nB\n", encoding="utf-8")
    left_out = load_left_out(path)

    with pytest.raises(InputError, match=r"line 2: there is no article 'B': take the line out"):
        left_out.check({"a", "b"})
    with pytest.raises(InputError, match="leaves every article out"):
        left_out.check({"a", "B"})
    left_out.check({"a", "B", "c"})


def test_a_file_of_ids_is_refused_where_it_names_one_twice(tmp_path: Path) -> None:
    """Both lines are told; a file that is not there is named."""
    path = tmp_path / "left-out.txt"
    path.write_text("a\nb\na\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"line 3: names 'a', as line 1 does: take one out"):
        load_left_out(path)
    with pytest.raises(InputError, match=r"nowhere.txt cannot be read \(No such file"):
        load_left_out(tmp_path / "nowhere.txt")


def test_words_that_stand_in_no_expected_article_are_told(archive: Archive) -> None:
    """A typo would fail its question in every run; one of several words is enough."""
    found = _complaint(
        archive,
        Fixture("Who won?", ("cup-final",), ("two gaols",), line=3),
        Fixture("What froze?", ("harbour", "monday"), ("frost", "Ice lay"), line=6),
        Fixture("What froze?", ("harbour", "mondy"), ("Monday",), line=9),
    )

    first, second = found.splitlines()
    assert first == (
        "questions.yaml, line 3: the words 'two gaols' do not stand in cup-final: copy them from "
        "the article's text, character for character."
    )
    assert "line 9: there is no article 'mondy'" in second


def test_the_questions_of_the_guide_are_of_the_sample_articles(
    make_answerer: MakeAnswerer, tmp_path: Path
) -> None:
    """Whoever copies them into a file can evaluate it, as with the questions that come along."""
    files = {path.name: path.read_text("utf-8") for path in (ROOT / "articles").glob("*.md")}
    sample = make_answerer(files).retriever.archive
    guide = (ROOT / "docs" / "harness.md").read_text(encoding="utf-8")
    shown = tmp_path / "shown.yaml"
    shown.write_text(guide.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")

    for path in (shown, ROOT / "tests" / "fixtures" / "questions.yaml"):
        assert resolve(load_fixtures(path), sample, path=path)
