"""Thresholds worked out by hand, their bounds, and the calibration of real answerers."""

import json

import pytest
from fakes import MakeAnswerer
from rich.console import Console
from small_newsroom import evaluated

from bot.harness.calibrating import (
    Calibration,
    Judged,
    answers_needed,
    calibrate,
    check,
    curve,
    excerpted,
    judge,
    point_at,
    upper_bound,
)
from bot.harness.reports.calibration import as_json, notes, outcome, report
from bot.harness.schema import Failure, Fixture, Outcome, Shown
from embeddings.errors import InputError

RIGHT = {0.9: True, 0.8: True, 0.6: True, 0.5: True, 0.4: False}
JUDGED = [
    *(Judged(answerable=True, score=score, right=right) for score, right in RIGHT.items()),
    Judged(answerable=False, score=0.7, right=False),
    Judged(answerable=False, score=0.3, right=False),
    Judged(answerable=False, score=None, right=False),
]
"""Five answerable questions, one answered wrongly, and three unanswerable ones."""


def fixture(*articles: str, words: str = "ribbon") -> Fixture:
    return Fixture("Who?", articles, (words,) if articles and words else ())


def asked(about: Fixture, *excerpts: Shown) -> Outcome:
    """Return the outcome of a question that these excerpts are shown for."""
    words = any("ribbon" in about.words for _ in excerpts[:1]) if about.words else None
    return Outcome(
        fixture=about,
        ranked=(),
        passages=(),
        right_passages=None,
        answered=bool(excerpts),
        reason=None,
        score=excerpts[0].score if excerpts else None,
        shown=excerpts,
        words_shown=5 * len(excerpts),
        words_in_first=words,
        words_in_any=words,
        words_in_marked=words,
        unproven=None,
        within_limits=True,
        seconds=0.1,
        failure=None if excerpts else Failure.REFUSED,
    )


def answer(score: float, *carried_by: str) -> Shown:
    """Return an excerpt about a ribbon, which the harbour article has."""
    text = "The mayor cut the ribbon."
    return Shown(
        article_id="harbour",
        version="0" * 16,
        title="Harbour opens",
        outlet=None,
        published=None,
        url=None,
        start=0,
        end=len(text),
        text=text,
        score=score,
        also_carried_by=carried_by,
    )


def outcomes(right: list[float], wrong: list[float], refused: int = 0) -> list[Outcome]:
    """Return outcomes with those scores; what is wrong is an answer to the unanswerable."""
    return [
        *(asked(fixture("harbour"), answer(score)) for score in right),
        *(asked(fixture(), answer(score)) for score in wrong),
        *(asked(fixture()) for _ in range(refused)),
    ]


def printed(found: Calibration) -> str:
    console = Console(width=80)
    with console.capture() as capture:
        console.print(report(found))
    return capture.get()


def test_every_threshold_has_its_answers_and_its_wrong_ones() -> None:
    """Each lies in the middle between two scores; the first one answers whatever can be."""
    figures = [(point.threshold, point.answered, point.wrong) for point in curve(JUDGED)]

    assert figures == [
        (0.15, 7, 3),
        (0.35, 6, 2),
        (0.45, 5, 1),
        (0.55, 4, 1),
        (0.65, 3, 1),
        (0.75, 2, 0),
        (0.85, 1, 0),
    ]


def test_a_point_tells_the_four_shares() -> None:
    """Of 8 questions 5 are answered, 1 of them wrongly; 2 of 3 and 1 of 5 are refused."""
    point = point_at(JUDGED, 0.45)

    assert (point.coverage, point.risk) == (5 / 8, 1 / 5)
    assert point.refused_rightly == pytest.approx(2 / 3)
    assert point.refused_wrongly == pytest.approx(1 / 5)
    assert point_at(JUDGED, 0.95).risk is None


@pytest.mark.parametrize(
    ("target", "threshold"), [(0.5, 0.15), (0.4, 0.35), (0.2, 0.45), (0.1, 0.75)]
)
def test_the_lowest_threshold_that_keeps_to_the_target_is_chosen(
    target: float, threshold: float
) -> None:
    """It gives the most answers, though a higher one may be worse: 0.55 and 0.65 are."""
    chosen = next(point for point in curve(JUDGED) if point.keeps(target))

    assert chosen.threshold == threshold


def test_a_threshold_answers_the_same_after_rounding() -> None:
    """Three digits, or as many as tell two scores apart; a score at the threshold is answered."""
    scores = [0.5, 0.50001, 0.7124, 0.7128, 0.9991, 1.0]
    points = curve([Judged(answerable=True, score=score, right=True) for score in scores])

    assert [point.answered for point in points] == [6, 5, 4, 3, 2, 1]
    assert [point.threshold for point in points] == [0.25, 0.50001, 0.606, 0.7126, 0.856, 1.0]


def test_equal_scores_are_answered_together_and_a_score_of_0_by_0() -> None:
    """No threshold can tell them apart."""
    points = curve([Judged(answerable=True, score=0.0, right=right) for right in (True, False)])

    assert [(point.threshold, point.answered, point.wrong) for point in points] == [(0.0, 2, 1)]


@pytest.mark.parametrize(
    ("wrong", "answered", "bound"),
    [(0, 1, 0.95), (0, 59, 0.0495), (1, 2, 0.9747), (1, 20, 0.2161), (3, 3, 1.0), (0, 0, 1.0)],
)
def test_the_bound_is_the_exact_one(wrong: int, answered: int, bound: float) -> None:
    """Without wrong ones 1 - 0.05^(1/n); for 1 of 2, 1 - p^2 = 0.05; for 1 of 20, tables."""
    assert upper_bound(wrong, answered) == pytest.approx(bound, abs=5e-5)


def test_the_bound_holds_for_thousands_of_questions() -> None:
    """No number grows too large; it nears the normal approximation, 0.05 + 1.645 * 0.00218."""
    assert upper_bound(500, 10_000) == pytest.approx(0.0537, abs=1e-4)


def test_the_answers_needed_are_those_whose_bound_meets_the_target() -> None:
    """59 for five in a hundred."""
    assert answers_needed(0.05) == 59
    assert upper_bound(0, 59) <= 0.05 < upper_bound(0, 58)


@pytest.mark.parametrize(
    ("about", "right"),
    [
        (fixture("harbour"), True),
        (fixture("ferry", "harbour", words=""), True),
        (fixture("harbour", words="scissors"), False),
        (fixture("ferry"), False),
        (fixture(), False),
    ],
)
def test_an_answer_is_right_if_its_first_excerpt_is(about: Fixture, right: bool) -> None:
    """The words from the article; without words the article; the unanswerable never is."""
    assert judge(asked(about, answer(0.5))) == Judged(about.answerable, 0.5, right)


def test_an_answer_that_the_right_article_carries_too_is_right() -> None:
    """A newsroom prints an agency's report twice; either place will do."""
    copied = answer(0.5, "ferry")

    assert judge(asked(fixture("ferry"), copied)).right
    assert not judge(asked(fixture("lighthouse"), copied)).right


def test_what_nothing_can_be_shown_for_is_answered_by_no_threshold() -> None:
    """A refusal at threshold 0 stays one at every other."""
    found = calibrate([asked(fixture("harbour"))], 0.05, current=0.0)

    assert (found.points, found.chosen, found.best) == ((), None, None)
    assert outcome(found).startswith("Nothing was found for any question:")


def test_the_report_marks_the_chosen_threshold_and_the_one_in_use() -> None:
    """25 right at 0.5 to 0.74, 5 wrong at 0.1 to 0.5: the one at 0.5 is tied with a right one."""
    right = [0.5 + number / 100 for number in range(25)]
    found = calibrate(outcomes(right, [0.1, 0.2, 0.3, 0.4, 0.5], 1), 0.05, current=0.15)
    lines = [line.split() for line in printed(found).splitlines()]

    assert found.chosen
    assert (found.chosen.threshold, found.chosen.answered, found.chosen.wrong) == (0.45, 26, 1)
    assert ["→", "0.45", "83.9", "3.8", "83.3", "0"] in lines
    assert ["in", "use", "0.15", "93.5", "13.8", "▇", "33.3", "0"] in lines
    assert "At 0.45 26 of 31 questions are answered (83.9 %), 1 of them wrongly (3.8 %)." in (
        " ".join(printed(found).split())
    )


def test_questions_too_few_to_promise_the_target_are_said_to_be() -> None:
    """A small sample without a wrong answer proves little."""
    found = calibrate(outcomes([0.5, 0.6], [], 1), 0.05, current=0.4)

    assert notes(found) == [
        "There are only 3 questions: ask 20 or more.",
        "2 answers are too few to promise 5 %: even with none wrong it takes 59.",
    ]


def test_wrong_answers_that_leave_the_target_in_doubt_are_said_to() -> None:
    """Two wrong of 60 are 3.3 %, and may be 10.1 %; of 60 none wrong the promise holds."""
    right = [0.5 + number / 1000 for number in range(60)]
    doubtful = calibrate(outcomes(right[2:], [0.9, 0.95]), 0.05, current=0.4)
    sure = calibrate(outcomes(right, [], 1), 0.05, current=0.4)

    assert doubtful.bound == pytest.approx(0.1012, abs=1e-4)
    (note,) = notes(doubtful)
    assert note.startswith("60 answers, 2 of them wrong, do not promise 5 %: ask more questions")
    assert notes(sure) == []


def test_questions_that_prove_less_are_named() -> None:
    """Without unanswerable questions, or without words, a calibration is flattering."""
    about = fixture("harbour", words="")
    found = calibrate([asked(about, answer(n / 40)) for n in range(1, 30)], 0.2, current=0.4)

    assert [note.split(":")[0] for note in notes(found)] == [
        "No question here is unanswerable, so nothing shows what should be refused",
        "29 questions name no words",
    ]


def test_an_unreachable_target_names_the_best_that_is_reached() -> None:
    """The least risk, and of those the most answers."""
    found = calibrate(outcomes([0.5, 0.6], [0.9]), 0.05, current=0.4)

    assert found.chosen is None
    assert outcome(found).startswith(
        "No threshold keeps the wrong answers at 5 %: the best is 0.25, where 3 of 3 questions "
        "are answered (100 %), 1 of them wrongly (33.3 %)."
    )


def test_the_json_holds_every_point() -> None:
    """And what was chosen, null where nothing was."""
    found = as_json(calibrate(outcomes([0.5, 0.6], [0.9]), 0.05, current=0.55))
    ((first, *rest), in_use) = found["points"], found["in_use"]

    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert (found["target"], found["threshold"], found["chosen"]) == (0.05, None, None)
    assert (first["threshold"], first["answered"], first["wrong"]) == (0.25, 3, 1)
    assert [point["threshold"] for point in rest] == [0.55, 0.75]
    assert in_use == rest[0]


def test_a_long_curve_is_shown_at_even_steps_of_coverage() -> None:
    """Its ends are among them."""
    scores = [number / 101 for number in range(1, 101)]
    points = curve([Judged(answerable=True, score=score, right=True) for score in scores])

    assert [point.answered for point in excerpted(points, 4)] == [100, 67, 34, 1]
    assert excerpted(points[:3], 4) == points[:3]


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1, 5.0, float("nan")])
def test_a_target_that_is_no_share_is_refused(target: float) -> None:
    """Before anything is asked, with an example of one."""
    with pytest.raises(InputError, match=r"is not between 0 and 1: write 0\.05 for at most five"):
        check([fixture("harbour")], target)


def test_questions_without_answers_are_refused() -> None:
    """With nothing to answer, refusing everything would be best."""
    with pytest.raises(InputError, match="No question here has an answer: add some"):
        check([fixture()], 0.05)


def test_the_chosen_threshold_does_what_was_foreseen(make_answerer: MakeAnswerer) -> None:
    """Asked again under it, as many are answered, and as many of those wrongly."""
    files = {
        "tunnel.txt": "Tunnel opens\n\nMayor Quist cut the ribbon of the harbour tunnel.",
        "frost.txt": "Frost in the valley\n\nLate frost killed the cherry blossoms overnight.",
    }
    fixtures = [
        Fixture("Who cut the ribbon of the tunnel?", ("tunnel",), ("Mayor Quist",)),
        Fixture("What killed the cherry blossoms?", ("frost",), ("Late frost",)),
        Fixture("Which mayor resigned over the opera?"),
        Fixture("Who paints glaciers?"),
    ]
    all_asked = evaluated(make_answerer(files), fixtures)
    chosen = calibrate(all_asked.outcomes, 0.05, current=0.0).chosen
    assert chosen
    assert (chosen.answered, chosen.wrong) == (2, 0)

    again = evaluated(make_answerer(files, threshold=chosen.threshold), fixtures)
    assert [item.refused for item in again.outcomes] == [False, False, True, True]
