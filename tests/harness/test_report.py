"""The report for the terminal and the JSON values of an evaluation."""

import json
from dataclasses import replace

import pytest
from rich.console import Console

from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from bot.harness.evaluation import Evaluation, Outcome, figures_of
from bot.harness.metrics import FigureName
from bot.harness.report import SHOWN_CHARS, as_json, report
from bot.harness.schema import Fixture
from embeddings.schema import Article

ARTICLE = Article("harbour", "The mayor cut the ribbon. Rain\nfell.", "Harbour opens [photo]")
WHO = Fixture("Who cut it?", ("harbour",), ("The mayor",), ("names",), None, 3)
WHY = Fixture("Why [bold]so[/bold] late :fire:?", (), (), ("near-miss",), None, 6)


def answer(start: int, end: int, *, article: Article = ARTICLE) -> Answer:
    return Answer("Who?", 0.75, [Excerpt(article, start, end, 0.75, (start, end))], 0.5)


REFUSAL = Refusal("Why?", None, RefusalReason.NOTHING_RELEVANT, [], 0.5)


def evaluation(*replies: tuple[Fixture, Reply], slices: tuple[bool, ...] = (True,)) -> Evaluation:
    """Return an evaluation whose replies took a quarter of a second each."""
    outcomes = tuple(
        Outcome(
            fixture,
            (("harbour",), ("b",)),
            reply,
            slices if isinstance(reply, Answer) else (),
            0.25,
        )
        for fixture, reply in replies
    )
    return Evaluation(outcomes, figures_of(outcomes))


def printed(found: Evaluation, *, width: int = 80) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        console.print(report(found))
    return capture.get()


def cells(text: str, start: str) -> list[str]:
    """Return the words of the printed line that starts with `start`, after it."""
    [line] = [line.strip() for line in text.splitlines() if line.strip().startswith(start)]
    return line.removeprefix(start).split()


def test_every_figure_is_printed_with_its_name_value_and_n() -> None:
    """The name is what `--min` takes; n is over how many cases it was taken."""
    text = printed(evaluation((WHO, answer(0, 25)), (WHO, REFUSAL), (WHY, REFUSAL)))

    assert "3 questions: 2 answerable, 1 unanswerable" in text
    assert cells(text, "right article first") == ["hit@1", "1.000", "2"]
    assert cells(text, "first excerpt holds the words") == ["words_in_first", "0.500", "2"]
    assert cells(text, "unanswerable, refused (higher is better)")[1:] == ["1.000", "1"]
    assert cells(text, "excerpts that are slices of the archive") == ["slices", "1.000", "1"]
    assert cells(text, "seconds a question, median") == ["median_seconds", "0.250", "3"]
    assert all(name.value in text for name in FigureName)


def test_a_figure_that_nothing_measures_is_a_dash() -> None:
    """Zero would read as a bad result, one as a good one."""
    text = printed(evaluation((WHO, answer(0, 25))))

    assert cells(text, "unanswerable, refused (higher is better)") == ["refused_rightly", "–", "0"]


def test_what_is_below_one_never_reads_as_one() -> None:
    """One excerpt in 4000 that is no slice must be seen."""
    slices = (*(True,) * 3999, False)

    text = printed(evaluation((WHO, answer(0, 25)), slices=slices))

    assert cells(text, "excerpts that are slices of the archive") == ["slices", "0.999", "4000"]


def test_each_tag_has_its_own_figures() -> None:
    """Hits and words of the answerable ones, refusals of both kinds."""
    text = printed(evaluation((WHO, answer(0, 25)), (WHO, REFUSAL), (WHY, REFUSAL)))

    assert cells(text, "names") == ["2", "1.000", "0.500", "–", "0.500"]
    assert cells(text, "near-miss") == ["1", "–", "–", "1.000", "–"]


def test_a_failed_question_is_listed_with_its_kind_and_what_was_shown() -> None:
    """An excerpt stands after its headline on one line, a refusal with its reason."""
    text = printed(
        evaluation((WHO, answer(26, 36)), (replace(WHO, question="Whose?"), REFUSAL)), width=200
    )

    shown = " ".join(cells(text, "Who cut it?"))
    assert shown == "words missing Harbour opens [photo]: Rain fell."
    assert cells(text, "Whose?") == ["refused", "(nothing", "relevant)"]


def test_an_answer_without_excerpts_can_be_reported() -> None:
    """A broken answerer's reply is shown as the nothing that it is."""
    found = evaluation((WHO, Answer("Who?", 0.9, [], 0.5)), slices=())

    assert cells(printed(found), "Who cut it?") == ["refused", "–"]
    assert as_json(found)["outcomes"][0]["answered"] is False


def test_a_question_that_did_not_fail_is_not_listed() -> None:
    """The report ends with what is left to mend, or says that nothing is."""
    text = printed(evaluation((WHO, answer(0, 25)), (WHY, REFUSAL)))

    assert "Who cut it?" not in text
    assert text.rstrip().endswith("No question failed.")


def test_brackets_and_colons_are_printed_as_they_are() -> None:
    """Questions, tags and articles are text, not the terminal's markup."""
    tagged = replace(WHY, tags=("[red]",))

    text = printed(evaluation((tagged, answer(0, 25))), width=200)

    assert cells(text, "Why [bold]so[/bold] late :fire:?")[0] == "answered"
    assert "Harbour opens [photo]: The mayor cut the ribbon." in text
    assert cells(text, "[red]") == ["1", "–", "–", "0.000", "–"]


def test_a_long_excerpt_is_cut_to_fit() -> None:
    """The cut is marked, and the limit includes the mark."""
    long = Article("harbour", "word " * 100, "Harbour")

    text = printed(evaluation((WHY, answer(0, 499, article=long))), width=300)

    [line] = [line for line in text.splitlines() if "answered" in line]
    shown = line[line.index("Harbour: ") :].rstrip()
    assert shown.endswith("word…")
    assert SHOWN_CHARS - len("word ") < len(shown) <= SHOWN_CHARS


@pytest.mark.parametrize("width", [80, 120])
def test_the_report_fits_the_terminal(width: int) -> None:
    """Nothing is cut off or wrapped by the terminal, and every word of a question is there."""
    words = [f"word{n}" for n in range(40)]
    asked = replace(WHO, question=" ".join(words), tags=("a-tag-of-some-length",))

    found = evaluation((asked, answer(26, 36)), (WHY, answer(0, 25)))
    lost = replace(found.outcomes[0], ranked=(("b",), ("harbour", "gull")))

    text = printed(replace(found, outcomes=(*found.outcomes, lost)), width=width)

    assert max(map(len, text.splitlines())) <= width
    assert all(word in text for word in words)
    assert "wrong article first" in text
    assert all(name.value in text for name in FigureName)


def test_the_report_of_no_questions_can_be_printed() -> None:
    """There is nothing in it, and it says so."""
    assert "0 questions: 0 answerable, 0 unanswerable" in printed(evaluation())


def test_the_json_values_hold_the_figures_and_every_outcome() -> None:
    """Figures that nothing measures are null; n says over how many cases each was taken."""
    found = as_json(evaluation((WHO, answer(0, 25)), (WHO, REFUSAL)))

    figures = found["figures"]
    assert (figures["questions"], figures["answerable"], figures["unanswerable"]) == (2, 2, 0)
    assert (figures["words_in_first"], figures["n"]["words_in_first"]) == (0.5, 2)
    assert (figures["refused_rightly"], figures["n"]["refused_rightly"]) == (None, 0)
    assert list(found["by_tag"]) == ["names"]
    assert found["outcomes"][0] == {
        "question": "Who cut it?",
        "line": 3,
        "tags": ["names"],
        "expected": ["harbour"],
        "ranked": [["harbour"], ["b"]],
        "answered": True,
        "score": 0.75,
        "reason": None,
        "words_in_first": True,
        "words_in_any": True,
        "words_in_marked": True,
        "failure": None,
        "seconds": 0.25,
        "excerpts": [
            {
                "article_id": "harbour",
                "version": ARTICLE.version,
                "start": 0,
                "end": 25,
                "text": "The mayor cut the ribbon.",
                "score": 0.75,
                "is_slice": True,
                "also_carried_by": [],
            }
        ],
    }
    refused = found["outcomes"][1]
    assert (refused["reason"], refused["failure"]) == ("nothing_relevant", "refused")
    assert refused["excerpts"] == []


def test_the_json_values_name_the_articles_that_print_the_same() -> None:
    """Who reads that another article was first can see that it is the expected one's copy."""
    shown = answer(0, 25)
    copied = replace(shown.excerpts[0], also_carried_by=(Headline("gull", "Opening", None),))
    found = evaluation((WHO, replace(shown, excerpts=[copied])))
    copied_place = replace(found.outcomes[0], ranked=(("harbour", "gull"), ("b",)))

    [outcome] = as_json(replace(found, outcomes=(copied_place,)))["outcomes"]

    assert outcome["ranked"] == [["harbour", "gull"], ["b"]]
    assert outcome["excerpts"][0]["also_carried_by"] == ["gull"]


def test_the_json_values_are_plain() -> None:
    """What is written can be read back as it was, by any reader of strict JSON."""
    found = as_json(evaluation((WHO, answer(0, 25)), (WHY, REFUSAL)))

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {type(key) for key in found["figures"]} == {str}
