"""Drafts of fixture questions: made from sentences, written as YAML, accepted by a person."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from fakes import QuietProgress, WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.schema import Headline
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.harness.drafting import any_language, english, german
from bot.harness.drafting.accepting import accept
from bot.harness.drafting.collected import CollectedQuestion, drafts_from_feedback
from bot.harness.drafting.coverage import MAX_REPEATED_CHARS, drafts_from_coverage
from bot.harness.drafting.lines import parse_lines
from bot.harness.drafting.schema import Draft
from bot.harness.drafting.writing import as_yaml, quoted
from bot.harness.fixtures.resolving import resolve
from bot.harness.fixtures.yaml_file import load_fixtures
from embeddings.archive import Archive
from embeddings.errors import InputError
from embeddings.indexing import index
from embeddings.manifests import manifest_of

ARTICLES = Path(__file__).parents[2] / "articles"
TEXT = (
    "Ada Quist said that the harbour was safe. In Lindmoor people trust Quist and Norsund. "
    "The engineers of Lindmoor and the mayor met."
)


def asked(sentence: str, *people: str) -> list[str]:
    return [gap.question for gap in english.gaps(sentence, f"{TEXT} {sentence}", people)]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Ada Quist opened the new bridge of Lindmoor on Monday.",
         "Who opened the new bridge of Lindmoor on Monday?"),
        ("Ada Quist, the mayor of Norsund, opened the new bridge in Lindmoor.",
         "Who opened the new bridge in Lindmoor?"),
        ("Quist also promised the council of Lindmoor more money, an official said.",
         "Who promised the council of Lindmoor more money?"),
        ("Norsund Ferries will sell the harbour of Lindmoor to a bank.",
         "Who or what will sell the harbour of Lindmoor to a bank?"),
        ("About 1,200 people left the harbour of Lindmoor by boat.",
         "How many people left the harbour of Lindmoor by boat?"),
        ("The ferry carried more than 90 new red cars to Lindmoor.",
         "The ferry carried how many new red cars to Lindmoor?"),
        ("The council of Lindmoor paid $4.5 million for the old harbour.",
         "The council of Lindmoor paid how much for the old harbour?"),
        ("The council of Lindmoor closed the harbour on March 3, 2022.",
         "When was it that the council of Lindmoor closed the harbour?"),
        ("On March 3, the council of Lindmoor closed the harbour, its oldest.",
         "When was it that the council of Lindmoor closed the harbour?"),
        ("Lindmoor Harbour is to be closed to all ships in May 2023.",
         "Lindmoor Harbour is to be closed to all ships in which month?"),
        ("The engineers said that Lindmoor had lost a ferry in 2019.",
         "The engineers said that Lindmoor had lost a ferry in which year?"),
    ],
)  # fmt: skip
def test_an_english_sentence_becomes_a_question(sentence: str, question: str) -> None:
    """What is asked for leaves its place; no other word moves far or changes."""
    assert question in asked(sentence, "Ada Quist")


@pytest.mark.parametrize(
    "sentence",
    [
        "He opened the new bridge of Lindmoor on Monday.",
        "The next day Ada Quist opened it with three Norsund engineers.",
        "“Ada Quist opened the new bridge of Lindmoor,” said Norsund Ferries.",
        "Ada Quist thanked him for the 12 boats of Lindmoor.",
        "Expedition 66 came to Lindmoor with the Falcon 9 rockets.",
        "The harbour’s 27 cranes stand in Lindmoor and Norsund.",
        "Workers had covered the flags of Lindmoor and Norsund.",
        "People voted in the 2019 elections of Norsund and Quist.",
        "Ada Quist and Norsund Ferries opened the bridge of Lindmoor.",
        "Ada Quist won.",
        "Harbours: Ada Quist opened Lindmoor Harbour in May 2023.",
    ],
)
def test_a_sentence_that_would_make_nonsense_makes_no_question(sentence: str) -> None:
    """What leans on the sentences around it, is quoted, a list, or no plain count, is left out."""
    assert asked(sentence, "Ada Quist") == []


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Tove Lindal eröffnete am Dienstag die neue Brücke von Lindmoor, die lange gesperrt war.",
         "Wer eröffnete am Dienstag die neue Brücke von Lindmoor?"),
        ("Rund 3.000 Menschen kamen zum Hafenfest nach Lindmoor.",
         "Wie viele Menschen kamen zum Hafenfest nach Lindmoor?"),
        ("Am 3. März 2022 beschloss der Stadtrat von Lindmoor den Umbau.",
         "Wann beschloss der Stadtrat von Lindmoor den Umbau?"),
        ("Im Jahr 2019 stürzte ein Kran in das Hafenbecken von Lindmoor.",
         "Wann stürzte ein Kran in das Hafenbecken von Lindmoor?"),
        ("Experten warnen vor Hochwasser in Lindmoor und Norsund.", None),
        ("Tove Lindal und Olav Brandt eröffneten die Brücke von Lindmoor.", None),
        ("Er eröffnete am Dienstag die neue Brücke von Lindmoor.", None),
    ],
)  # fmt: skip
def test_a_german_sentence_becomes_a_question(sentence: str, question: str | None) -> None:
    """The verb keeps the second place behind "wer", "wie viele" and "wann"."""
    found = [gap.question for gap in german.gaps(sentence)]
    assert found == ([question] if question else [])


def test_in_another_language_a_gap_is_left() -> None:
    """A blank is honest where no grammar is known; it stands within a few words."""
    said = "La ville de Lindmoor a acheté 122 grues pour le port au mois de mars."
    (gap,) = any_language.gaps(said)
    assert gap.question == "La ville de Lindmoor a acheté ____ grues pour le port au mois de …"
    assert said[slice(*gap.answer)] == "122"


@given(
    st.text(max_size=80),
    st.sampled_from(["Ada Quist", "122", "March 3", "3. März"]),
    st.text(max_size=80),
)
def test_a_gap_lies_in_its_sentence_whatever_that_holds(
    before: str, middle: str, after: str
) -> None:
    """The part that a question repeats holds the answer, and the question does not."""
    sentence = f"{before} {middle} {after}."
    for gap in (
        *english.gaps(sentence, sentence, ["Ada Quist"]),
        *german.gaps(sentence),
        *any_language.gaps(sentence),
    ):
        start, end = gap.answer
        assert 0 <= start < end <= gap.end <= len(sentence)
        assert sentence[start:end].strip() == sentence[start:end]


@pytest.fixture
def sample(tmp_path: Path, encoder: WordEncoder) -> Iterator[Archive]:
    """Yield an archive with the sample coverage."""
    with Archive.create(tmp_path / "data", manifest_of(encoder)) as archive:
        index(archive, encoder, [ARTICLES], QuietProgress())
        yield archive


def test_a_draft_is_a_fixture_that_its_article_answers(sample: Archive, tmp_path: Path) -> None:
    """The words stand in the article it names; a first question of each article comes first."""
    drafts = drafts_from_coverage(sample, count=30, seed=1)
    (tmp_path / "drafts.yaml").write_text(as_yaml(drafts), encoding="utf-8")
    loaded = resolve(load_fixtures(tmp_path / "drafts.yaml"), sample)

    assert [one.question for one in loaded] == [one.question for one in drafts]
    for fixture in loaded:
        (article_id,), (words,) = fixture.articles, fixture.words
        article = sample.article(article_id)
        assert article is not None
        assert words in article.text
        assert fixture.tags[:2] == ("draft", "cloze")
        answer = next(d for d in drafts if d.question == fixture.question).hints[1]
        assert answer.removeprefix("Answer: ") in words
    first = [fixture.articles for fixture in loaded]
    assert len(set(first[: len(set(first))])) == len(set(first))
    assert set(Counter(fixture.tags[2] for fixture in loaded)) == {"names", "numbers", "dates"}


def test_the_same_seed_draws_the_same_drafts(sample: Archive) -> None:
    """Another one draws others, and fewer are the first of many."""
    first = drafts_from_coverage(sample, count=5, seed=1)
    assert drafts_from_coverage(sample, count=5, seed=1) == first
    assert drafts_from_coverage(sample, count=5, seed=2) != first
    assert len(first) == 5


def test_a_draft_repeats_no_more_than_its_outlet_allows(sample: Archive) -> None:
    """Question and words together are a part of one sentence, and that part is short enough."""
    (outlet,) = {facts.outlet for facts in sample.facts()}
    assert outlet
    tight = QuotingLimits.for_outlets({outlet: 60})
    drafts = drafts_from_coverage(sample, count=30, seed=1, quoting=tight)
    free = drafts_from_coverage(sample, count=30, seed=1)

    assert 0 < len(drafts) < len(free)
    fixed = len("When was it that ")
    assert all(len(one.question) <= 60 + fixed for one in drafts)
    assert all(len(one.question) <= MAX_REPEATED_CHARS + fixed for one in free)
    with pytest.raises(InputError, match="write the questions yourself"):
        drafts_from_coverage(sample, count=3, seed=1, quoting=QuotingLimits.for_outlets({"*": 0}))


def drafted(folder: Path, encoder: WordEncoder, files: Mapping[str, str]) -> list[Draft]:
    with Archive.create(folder / "data", manifest_of(encoder)) as archive:
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        sources = [folder / name for name in files]
        index(archive, encoder, sources, QuietProgress())
        return drafts_from_coverage(archive, count=10, seed=1)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "There are no articles to draft from: run 'pullquote index PATH' first"),
        (
            {"a.txt": "it rained a lot. nobody minded that."},
            "None of the 1 articles has a sentence",
        ),
    ],
)
def test_coverage_without_a_question_in_it_is_said(
    tmp_path: Path, encoder: WordEncoder, files: Mapping[str, str], said: str
) -> None:
    """An empty index, and articles without names, numbers and dates."""
    with pytest.raises(InputError, match=re.escape(said)):
        drafted(tmp_path, encoder, files)


def test_the_language_is_read_from_the_words_where_nobody_says_it(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    """A German article without a language gives German questions."""
    text = "Tove Lindal eröffnete am Dienstag die neue Brücke von Lindmoor und der Hafen ist frei."
    (draft,) = drafted(tmp_path, encoder, {"hafen.txt": text})
    assert draft.question.startswith("Wer eröffnete am Dienstag die neue Brücke von Lindmoor")


def test_no_question_is_drafted_twice(tmp_path: Path, encoder: WordEncoder) -> None:
    """A sentence may stand twice in an article, and in several articles."""
    said = "On March 3, 2022, the council of Lindmoor closed the harbour."
    text = f"{said}\n\nNobody knew why the ships of the town were in it.\n\n{said}"
    (draft,) = drafted(tmp_path, encoder, {"a.txt": text, "b.txt": text})
    assert draft.question == "When was it that the council of Lindmoor closed the harbour?"


def test_a_question_that_was_asked_is_an_open_draft(tmp_path: Path) -> None:
    """The loader says where the article is missing; what the bot found is help."""
    near = [Headline(f"a-{n}", f"Headline {n}", None) for n in range(5)]
    asked_twice = CollectedQuestion("Who sank it: ferry # 2?", 2, "refused (nothing relevant)")
    drafts = drafts_from_feedback([asked_twice, asked_twice], lambda _: near, count=1)
    path = tmp_path / "drafts.yaml"
    path.write_text(as_yaml(drafts), encoding="utf-8")

    text = path.read_text(encoding="utf-8")
    assert "  # Asked 2 times; refused (nothing relevant)." in text
    assert "  # a-2 Headline 2" in text
    assert "Headline 3" not in text
    line = text.split("\n").index("    article:") + 1
    with pytest.raises(InputError, match=rf"line {line}: 'article' is empty: fill it"):
        load_fixtures(path)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_is_one_line_of_yaml_that_says_the_same(text: str) -> None:
    """Line separators, control characters, quotation marks and emoji included."""
    written = quoted(text)
    assert yaml.safe_load(f"key: {written}") == {"key": text}
    assert not re.search(r"[\x00-\x1f\x85\u2028\u2029]", written)


@given(st.text(), st.text(min_size=1), st.text())
def test_any_draft_is_yaml_with_its_help_in_comments(
    question: str, article: str, hint: str
) -> None:
    """Nothing of a headline can become a line of its own."""
    draft = Draft(question, (article,), tags=("draft",), hints=(hint,))
    (found,) = yaml.safe_load(as_yaml([draft], name=hint))["questions"]
    assert set(found) == {"question", "article", "tags"}


@pytest.mark.parametrize(
    ("written", "lines"), [("4", {4}), ("4,9-11", {4, 9, 10, 11}), (" 2 - 3 , 7", {2, 3, 7})]
)
def test_lines_are_written_as_lists_and_ranges(written: str, lines: set[int]) -> None:
    """Ends are included."""
    assert parse_lines(written) == lines


@pytest.mark.parametrize("written", ["", "x", "0", "9-4", "4,,5", "-3", "1-99999999", "٣"])
def test_lines_that_cannot_be_read_are_refused(written: str) -> None:
    """The part that is wrong is named."""
    with pytest.raises(InputError, match="write them like 4,9-20"):
        parse_lines(written)


DRAFTS = """\
# Help for everybody.
questions:
  # From a headline
  - question: "Who closed it?"
    article: harbour
    words: "Quist closed"
    tags: [draft, cloze, names]

  # Asked 2 times
  - question: "Who sank the ferry?"
    article:
    tags: [draft, asked]

  - question: "Who sang?"
    unanswerable: true  # nobody did
    tags: [draft]
    note: >
      Folded
      text.
"""
TARGET = """\
# Ours, and it stays ours.
questions:
    - question: Where is the dam?   # by hand
      article: dam

    # the last word
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Return a file of three drafts, the second of them open, and one of a fixture question."""
    drafts, into = tmp_path / "drafts.yaml", tmp_path / "questions.yaml"
    drafts.write_text(DRAFTS, encoding="utf-8")
    into.write_text(TARGET, encoding="utf-8")
    return drafts, into


def test_accepting_moves_text_and_changes_no_other_byte(files: tuple[Path, Path]) -> None:
    """The target's words stay; what moved is as far to the right, and no draft any more."""
    drafts, into = files
    done = accept(drafts, into)

    assert (done.moved, done.left, done.open_lines) == (2, 1, (4,))
    assert into.read_text(encoding="utf-8") == TARGET + (
        '    - question: "Who closed it?"\n'
        "      article: harbour\n"
        '      words: "Quist closed"\n'
        "      tags: [cloze, names]\n"
        '    - question: "Who sang?"\n'
        "      unanswerable: true  # nobody did\n"
        "      tags: []\n"
        "      note: >\n"
        "        Folded\n"
        "        text.\n"
    )
    assert drafts.read_text(encoding="utf-8") == (
        "# Help for everybody.\n"
        "questions:\n"
        "  # Asked 2 times\n"
        '  - question: "Who sank the ferry?"\n'
        "    article:\n"
        "    tags: [draft, asked]\n"
    )


def test_a_completed_draft_is_accepted_and_an_empty_file_goes(files: tuple[Path, Path]) -> None:
    """A target that is not there is made."""
    drafts, _ = files
    into = drafts.parent / "new.yaml"
    drafts.write_text(DRAFTS.replace("article:\n", "article: The ferry sinks\n"), encoding="utf-8")
    done = accept(drafts, into)

    assert (done.moved, done.left) == (3, 0)
    assert not drafts.exists()
    assert [fixture.articles for fixture in load_fixtures(into)] == [
        ("harbour",), ("The ferry sinks",), (),
    ]  # fmt: skip


def test_only_the_lines_that_are_named_are_accepted(files: tuple[Path, Path]) -> None:
    """Any line of a question will do."""
    drafts, into = files
    done = accept(drafts, into, only={16})
    assert (done.moved, done.left) == (1, 2)
    assert [one.question for one in load_fixtures(into)] == ["Where is the dam?", "Who sang?"]
    assert "Who closed it?" in drafts.read_text(encoding="utf-8")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["", "\n"])
def test_line_ends_of_other_systems_stay(
    files: tuple[Path, Path], line_end: str, bom: str, ending: str
) -> None:
    """A target keeps its own, whatever the drafts were saved with."""
    drafts, into = files
    before = bom + TARGET.rstrip("\n").replace("\n", line_end) + ending.replace("\n", line_end)
    into.write_bytes(before.encode())
    drafts.write_bytes((bom + DRAFTS.replace("\n", line_end)).encode())
    accept(drafts, into)
    after = into.read_bytes().decode()

    assert after.startswith(before)
    assert after.count("\n") == after.count(line_end)
    assert len(load_fixtures(into)) == 3


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Who closed it?", "where is  the dam?",
         r"drafts\.yaml, line 4: asks what line 3 of .*questions\.yaml asks .*: delete it here"),
        ("Who sang?", "Who closed it?", r"drafts\.yaml, line 14: asks what line 4 asks"),
        ("    article: harbour\n", "", r"drafts\.yaml, line 4: the question has no article"),
        ("article: harbour", "artikel: harbour", r"drafts\.yaml, line 5: unknown key 'artikel'"),
        ('"Who sang?"', '"Who sang?', r"drafts\.yaml, line \d+: is not YAML"),
        ("questions:", "question:", r"drafts\.yaml, line 2: unknown key 'question'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line_and_nothing_changes(
    files: tuple[Path, Path], old: str, new: str, said: str
) -> None:
    """Neither file is touched."""
    drafts, into = files
    drafts.write_text(DRAFTS.replace(old, new), encoding="utf-8")
    before = drafts.read_bytes()
    with pytest.raises(InputError, match=said):
        accept(drafts, into)
    assert (drafts.read_bytes(), into.read_text(encoding="utf-8")) == (before, TARGET)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ('questions: [{question: "Where?", article: dam}]\n', "so nothing was changed"),
        ("questions:\n- question: Where?\n", r"line 2: the question has no article"),
        ("questions:\n- question: Where?\n  article: dam\n...\n", "so nothing was changed"),
        ("other: 1\n", "line 1: unknown key 'other'"),
    ],
)
def test_a_target_that_cannot_take_them_is_left_alone(
    files: tuple[Path, Path], target: str, said: str
) -> None:
    """What would come of it is read before anything is written."""
    drafts, into = files
    into.write_text(target, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        accept(drafts, into)
    assert into.read_text(encoding="utf-8") == target
    assert drafts.read_text(encoding="utf-8") == DRAFTS


@pytest.mark.parametrize(
    ("only", "said"),
    [
        ({9, 10}, r"line 9: there is no question on it.*\n.*line 10: the question is still open"),
        ({99}, "line 99: there is no question on it"),
    ],
)
def test_a_line_without_a_complete_question_is_refused(
    files: tuple[Path, Path], only: set[int], said: str
) -> None:
    """All of them are named."""
    with pytest.raises(InputError, match=said):
        accept(*files, only=only)


def test_without_a_complete_question_there_is_nothing_to_accept(files: tuple[Path, Path]) -> None:
    """The open ones are named by their lines; and a file cannot be moved into itself."""
    drafts, into = files
    with pytest.raises(InputError, match="cannot be moved into itself"):
        accept(drafts, drafts)
    accept(drafts, into)
    with pytest.raises(InputError, match=r"No question of .* is complete \(lines 4\)"):
        accept(drafts, into)
    with pytest.raises(InputError, match="There is no file"):
        accept(drafts.parent / "nowhere.yaml", into)


def _asked_as(question: str) -> str:
    return " ".join(question.split()).casefold()


_TEXTS = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)


@given(
    st.lists(
        _TEXTS, min_size=1, max_size=5, unique_by=lambda one: " ".join(one.split()).casefold()
    )
)
def test_whatever_was_drafted_is_accepted_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, questions: list[str]
) -> None:
    """No text gets lost or changed on its way from a draft to a fixture."""
    folder = tmp_path_factory.mktemp("accepting")
    drafts, into = folder / "drafts.yaml", folder / "questions.yaml"
    made = [Draft(one, (one,), words=one, tags=("draft", "names")) for one in questions]
    drafts.write_bytes(as_yaml(made).encode())
    into.write_text(TARGET, encoding="utf-8")
    done = accept(drafts, into)

    assert done.moved == len(questions)
    found = load_fixtures(into)[1:]
    assert [one.question for one in found] == [one.strip() for one in questions]
    assert [one.words for one in found] == [(one,) for one in questions]
    assert {one.tags for one in found} == {("names",)}


def test_the_command_above_the_drafts_can_be_pasted_into_a_shell() -> None:
    """A folder with a space in its name stays one argument."""
    head = as_yaml([], "my desk/drafts.yaml")

    assert "pullquote fixtures accept 'my desk/drafts.yaml' --into questions.yaml" in head
