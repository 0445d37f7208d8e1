"""What each figure counts, over outcomes made by hand."""

import sys
from dataclasses import replace

import pytest
from reports_at_hand import SHOWN, asked, unanswerable

from bot.harness.figures.tally import Tally
from bot.harness.schema import Figure, FigureName, Fixture, Outcome


def figure(name: FigureName, *outcomes: Outcome) -> tuple[float | None, int]:
    """Return a figure over outcomes, and over how many cases it was taken."""
    found: Figure = Tally(outcomes).figures().measured[name]
    return found.value, found.n


def test_questions_are_counted_by_kind() -> None:
    """All, those that some article answers, and the others."""
    found = Tally([asked("a"), asked("b", None), unanswerable("c")]).figures()

    assert (found.questions, found.answerable, found.unanswerable) == (3, 2, 1)
    assert set(found.measured) == set(FigureName)


def test_only_answerable_questions_are_ranked() -> None:
    """Ranks 1, 3 and none: hits 1, 2, 2 of 3 and (1 + 1/3) / 3; the unanswerable has no rank."""
    outcomes = [asked("a"), asked("b", 3), asked("c", None), unanswerable("d")]

    assert figure(FigureName.HIT_AT_1, *outcomes) == (pytest.approx(1 / 3), 3)
    assert figure(FigureName.HIT_AT_3, *outcomes) == (pytest.approx(2 / 3), 3)
    assert figure(FigureName.MRR, *outcomes) == (pytest.approx(4 / 9), 3)


def test_passages_are_ranked_where_words_tell_which_is_right() -> None:
    """A question that names no words has no right passage, and is no case."""
    assert figure(FigureName.PASSAGE_HIT_AT_1, asked("a")) == (None, 0)
    none_found = replace(asked("a"), right_passages=2)
    assert figure(FigureName.PASSAGE_HIT_AT_1, none_found) == (0.0, 1)


def test_words_are_looked_for_where_they_are_asked() -> None:
    """Marked, first, later and nowhere; a fifth asks for none."""
    places = ("marked", "first", "later", "nowhere", None)
    outcomes = [asked(str(place), words=place) for place in places]

    assert figure(FigureName.WORDS_IN_MARKED, *outcomes) == (0.25, 4)
    assert figure(FigureName.WORDS_IN_FIRST, *outcomes) == (0.5, 4)
    assert figure(FigureName.WORDS_IN_ANY, *outcomes) == (0.75, 4)


def test_the_words_of_answers_are_counted_and_not_those_of_refusals() -> None:
    """The median of 10, 20 and 60 is 20; of 10 and 20 it is 15."""
    outcomes = [replace(asked(str(words)), words_shown=words) for words in (10, 20, 60)]

    assert figure(FigureName.WORDS_SHOWN, *outcomes, asked("no", refused=True)) == (20, 3)
    assert figure(FigureName.WORDS_SHOWN, *outcomes[:2]) == (15, 2)


def test_refusals_are_counted_from_both_sides() -> None:
    """Of 3 unanswerable 2 are refused, of 2 answerable 1; of the 3 refusals 2 were right."""
    outcomes = [
        asked("a"),
        asked("b", refused=True),
        unanswerable("c"),
        unanswerable("d"),
        unanswerable("e", refused=False),
    ]

    assert figure(FigureName.REFUSED_RIGHTLY, *outcomes) == (pytest.approx(2 / 3), 3)
    assert figure(FigureName.REFUSED_WRONGLY, *outcomes) == (0.5, 2)
    assert figure(FigureName.REFUSAL_PRECISION, *outcomes) == (pytest.approx(2 / 3), 3)


def test_a_bot_that_never_refuses_and_one_that_always_does_are_told_apart() -> None:
    """Where nothing is refused there is no precision, and no unanswerable one is refused."""
    never = [asked("a"), unanswerable("b", refused=False)]
    always = [asked("a", refused=True), unanswerable("b")]

    assert figure(FigureName.REFUSED_RIGHTLY, *never) == (0.0, 1)
    assert figure(FigureName.REFUSAL_PRECISION, *never) == (None, 0)
    assert figure(FigureName.REFUSED_WRONGLY, *always) == (1.0, 1)
    assert figure(FigureName.REFUSAL_PRECISION, *always) == (0.5, 2)


def test_scores_tell_answerable_from_unanswerable_whatever_was_refused() -> None:
    """0.9 and 0.3 against 0.5 and none, which counts as 0: three of four pairs in order."""
    unscored = replace(unanswerable("d"), score=None)
    outcomes = [asked("a"), asked("b", score=0.3), unanswerable("c", score=0.5), unscored]

    assert figure(FigureName.AUROC, *outcomes) == (0.75, 4)
    assert figure(FigureName.AUROC, *outcomes[:2]) == (None, 0)


def test_a_threshold_that_keeps_nine_of_ten_refuses_what_scores_less() -> None:
    """Scores 1.0, 0.9 ... 0.1 keep nine at 0.2; of 0.1, 0.2 and 0.15 two score less."""
    answerable = [asked(str(n), score=n / 10) for n in range(1, 11)]
    others = [unanswerable(str(score), score=score) for score in (0.1, 0.2, 0.15)]

    found = figure(FigureName.REFUSED_AT_90, *answerable, *others)
    assert found == (pytest.approx(2 / 3), 3)


def shown_of(article: str, score: float, **changes: object) -> Outcome:
    """Return an answer whose first excerpt is of `article`."""
    first = replace(SHOWN, article_id=article, score=score)
    return replace(asked(f"{article} {score}"), shown=(first,), score=score, **changes)  # type: ignore[arg-type]


def test_the_risk_is_the_area_over_all_thresholds() -> None:
    """Right .9, wrong .8, right .7: (0 + 1/2 + 1/3) / 3."""
    outcomes = [shown_of("right", 0.9), shown_of("wrong", 0.8), shown_of("right", 0.7)]

    assert figure(FigureName.RISK, *outcomes) == (pytest.approx(5 / 18), 3)


def test_an_answer_is_wrong_without_the_words_and_where_none_is_right() -> None:
    """The right article without the words, and any answer to an unanswerable question."""
    wordless = shown_of("right", 0.9, words_in_first=False)

    assert figure(FigureName.RISK, wordless, unanswerable("?", refused=False)) == (1.0, 2)


def test_an_article_that_carries_the_same_words_is_right() -> None:
    """Who reads the copy reads what was expected."""
    copied = replace(SHOWN, article_id="copy", also_carried_by=("right",))

    assert figure(FigureName.RISK, replace(asked("a"), shown=(copied,))) == (0.0, 1)


def test_what_a_lower_threshold_would_show_counts_towards_the_risk() -> None:
    """A refused question with its article first would be right, with another one wrong."""
    right = asked("a", refused=True, score=0.4)
    wrong = asked("b", 2, refused=True, score=0.3)

    assert figure(FigureName.RISK, right, wrong) == (0.25, 2)
    wordless = replace(right, right_passages=1)
    assert figure(FigureName.RISK, wordless, wrong) == (1.0, 2)


def test_what_no_threshold_would_answer_has_no_risk() -> None:
    """A refusal for its dates, or without any score, stays one."""
    dated = replace(asked("a", refused=True), reason="nothing_in_window")
    unscored = replace(asked("b", refused=True), score=None)

    assert figure(FigureName.RISK, dated, unscored) == (None, 0)
    assert figure(FigureName.RISK, dated, unscored, asked("c")) == (0.0, 1)


def test_excerpts_that_break_a_promise_are_counted_one_by_one() -> None:
    """Of three excerpts one is no slice and two have the wrong source; a refusal has none."""
    stray = replace(SHOWN, is_slice=False, is_attributed=False)
    misattributed = replace(SHOWN, is_attributed=False)
    two, one = (SHOWN, stray), (misattributed,)
    outcomes = [replace(asked("a"), shown=two), replace(asked("b"), shown=one)]
    refused = asked("c", refused=True)

    assert figure(FigureName.SLICES, *outcomes, refused) == (pytest.approx(2 / 3), 3)
    assert figure(FigureName.ATTRIBUTED, *outcomes, refused) == (pytest.approx(1 / 3), 3)
    assert (
        figure(FigureName.SLICES, refused) == figure(FigureName.ATTRIBUTED, refused) == (None, 0)
    )


def test_replies_that_break_a_promise_are_counted_one_by_one() -> None:
    """Every reply is sent; only one that shows something can be over a limit."""
    garbled = replace(asked("a"), unproven="a letter of the first quote")
    lengthy = replace(asked("b"), within_limits=False)
    refused = asked("c", refused=True)

    assert figure(FigureName.AS_SENT, garbled, lengthy, refused) == (pytest.approx(2 / 3), 3)
    assert figure(FigureName.WITHIN_LIMITS, garbled, lengthy, refused) == (0.5, 2)


def test_seconds_are_told_in_the_middle_and_at_the_end() -> None:
    """Of 1..100 seconds the median is 50.5, and 95 and 99 are at their percentiles."""
    outcomes = [asked(str(n), seconds=n) for n in range(1, 101)]

    assert figure(FigureName.MEDIAN_SECONDS, *outcomes) == (50.5, 100)
    assert figure(FigureName.P95_SECONDS, *outcomes) == (95, 100)
    assert figure(FigureName.P99_SECONDS, *outcomes) == (99, 100)


def test_the_figures_of_a_tag_are_those_of_its_questions() -> None:
    """A question counts once with each of its tags; tags stand in alphabetical order."""
    first = replace(asked("a"), fixture=Fixture("a", ("right",), tags=("zoo", "names", "zoo")))
    second = replace(asked("b", 2), fixture=Fixture("b", ("right",), tags=("names",)))

    by_tag = Tally([first, asked("c"), second]).by_tag()

    assert list(by_tag) == ["names", "zoo"]
    assert by_tag["zoo"] == Tally([first]).figures()
    assert by_tag["names"] == Tally([first, second]).figures()


def test_figures_can_be_asked_for_at_any_time() -> None:
    """What is added later counts in the next figures."""
    tally = Tally([asked("a")])
    before = tally.figures()

    tally.add(asked("b", None))

    assert (before.value(FigureName.HIT_AT_1), before.questions) == (1.0, 1)
    assert (tally.figures().value(FigureName.HIT_AT_1), len(tally)) == (0.5, 2)


def test_nothing_asked_measures_nothing() -> None:
    """Every figure is there, and none has a value."""
    found = Tally().figures()

    assert found.questions == 0
    assert set(found.measured.values()) == {Figure(None, 0)}
    assert set(found.measured) == set(FigureName)
    assert Tally().by_tag() == {}


def test_a_tally_keeps_numbers_and_no_text() -> None:
    """Ten thousand outcomes with long texts take less than two hundred bytes each."""
    tally = Tally()
    for number in range(10_000):
        long = replace(SHOWN, text=f"{number}" * 500)
        tally.add(replace(asked(f"{number}" * 100), shown=(long,)))

    held = vars(tally)["_numbers"]

    assert sys.getsizeof(held) < 200 * 10_000
    assert set(vars(tally)) == {"_numbers", "_tagged"}
