"""Two reports compared: figures over the questions of both, what changed, what may be worse."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import pytest
from reports_at_hand import ABOUT, asked, report, unanswerable

from bot.harness.comparing.comparison import check_comparable, compare
from bot.harness.comparing.drops import exceeded, parse_drops
from bot.harness.comparing.schema import WordsFound
from bot.harness.comparing.standings import LISTED
from bot.harness.schema import Failure, FigureName, Fixture, Outcome
from embeddings.errors import InputError

MRR, HIT = FigureName.MRR, FigureName.HIT_AT_1


def test_a_figure_is_compared_over_the_questions_of_both() -> None:
    """What one side alone holds is counted and named, and moves no figure."""
    before = report(asked("a", 1), asked("b", 2), asked("gone", 10))
    after = report(asked("new", 5), asked("b", 4), asked("a", 1))

    found = compare(before, after)

    assert found.questions == 2
    assert (found.only_before.count, list(found.only_before.first)) == (1, ["gone"])
    assert (found.only_after.count, list(found.only_after.first)) == (1, ["new"])
    mrr = found.differences[MRR]
    assert (mrr.before, mrr.after, mrr.n) == (0.75, 0.625, 2)
    assert mrr.value == pytest.approx(-0.125)
    assert mrr.gain == pytest.approx(-0.125)


def test_questions_are_paired_whatever_their_order() -> None:
    """Paired rightly, nothing changed; paired by place, both questions would have."""
    found = compare(report(asked("a", 1), asked("b", 3)), report(asked("b", 3), asked("a", 1)))

    assert found.tested == 0
    assert (found.better.count, found.worse.count) == (0, 0)


def test_a_question_has_its_id_for_a_name() -> None:
    """A question that was worded anew is the same question where its id is."""
    found = compare(report(asked("Who?", 2, key="q1")), report(asked("Who was it?", key="q1")))

    [change] = found.better.most
    assert (change.key, change.question) == ("q1", "Who was it?")


def test_questions_of_one_name_are_paired_in_their_order() -> None:
    """Two fixtures may ask the same words of different dates; the third here has no partner."""
    before = report(asked("a", 1), asked("a", 2), asked("a", 5))
    after = report(asked("a", 1), asked("a", 4))

    found = compare(before, after)

    assert (found.questions, found.only_before.count) == (2, 1)
    assert [(one.before.rank, one.after.rank) for one in found.worse.most] == [(2, 4)]


def test_reports_without_a_common_question_are_an_error() -> None:
    """There is nothing to compare; the sentence says what to compare instead."""
    with pytest.raises(InputError, match="no question in common: compare reports over the same"):
        compare(report(asked("a")), report(asked("b")))


def test_three_gains_of_four_have_the_p_of_their_swaps() -> None:
    """Three of four questions gain a hit: 2 of 8 swaps do as much."""
    before = report(*(asked(name, 2) for name in "abc"), asked("d", 1))
    after = report(*(asked(name, 1) for name in "abcd"))

    hit = compare(before, after).differences[HIT]

    assert (hit.before, hit.after, hit.value, hit.p) == (0.25, 1.0, 0.75, 0.25)
    assert hit.low is not None
    assert hit.high is not None
    assert 0 < hit.low < 0.75 < hit.high == 1.0


def test_the_interval_is_of_the_differences_not_of_the_figures() -> None:
    """A hundred questions vary between 0 and 1, but one alone changed: the interval is narrow.

    Unpaired, 1.96 standard errors of a difference of two shares near a half are 0.14.
    """
    before = [asked(str(n), 1 if n % 2 else 2) for n in range(100)]
    after = [asked("0", 1), *before[1:]]

    hit = compare(report(*before), report(*after)).differences[HIT]

    assert (hit.low, hit.high) == (0.0, pytest.approx(0.03, abs=0.011))


def test_a_clear_change_survives_the_correction_and_chance_does_not() -> None:
    """Forty of forty better: corrected p small. One of forty: p is 1."""
    before = [asked(str(n), 2) for n in range(40)]
    clear = compare(report(*before), report(*(asked(str(n), 1) for n in range(40))))
    single = compare(report(*before), report(asked("0", 1), *before[1:]))

    assert clear.tested == 3  # hit@1, mrr and ndcg@10 alone changed
    assert clear.differences[HIT].p == pytest.approx(1 / 10_001)
    assert clear.differences[HIT].corrected == pytest.approx(3 / 10_001)
    assert single.tested == 0
    assert single.differences[HIT].p == single.differences[HIT].corrected == 1.0


def test_figures_that_are_no_mean_have_an_interval_and_no_p() -> None:
    """AUROC is of pairs of questions: 3 of 4 pairs in order, then all four."""
    before = report(asked("a"), asked("b", score=0.2), *map(unanswerable, ("u",)))
    before = report(*before.outcomes, unanswerable("v", score=0.5))
    after = report(asked("a"), asked("b"), unanswerable("u"), unanswerable("v", score=0.5))

    auroc = compare(before, after).differences[FigureName.AUROC]

    assert (auroc.before, auroc.after, auroc.value) == (0.75, 1.0, 0.25)
    assert (auroc.p, auroc.corrected) == (None, None)
    assert (auroc.low, auroc.high) == (0.0, 1.0)


def test_a_single_question_has_differences_without_intervals() -> None:
    """Drawing one question again and again would look certain."""
    mrr = compare(report(asked("a", 2)), report(asked("a", 1))).differences[MRR]

    assert (mrr.before, mrr.after, mrr.p) == (0.5, 1.0, 1.0)
    assert (mrr.low, mrr.high) == (None, None)


def test_questions_that_changed_alike_have_no_interval() -> None:
    """Every resample gives the same difference, which is no certainty; nor where none changed."""
    found = compare(report(asked("a", 2), asked("b", 2)), report(asked("a"), asked("b")))

    mrr, refused = found.differences[MRR], found.differences[FigureName.REFUSED_WRONGLY]
    assert (mrr.value, mrr.low, mrr.high) == (0.5, None, None)
    assert (refused.value, refused.low, refused.high) == (0.0, None, None)


def test_a_single_question_of_a_kind_gives_no_interval() -> None:
    """Of one unanswerable question the score's spread is unknown, however many are answerable."""
    scores = [(0.9, 0.05), (0.05, 0.9), (0.9, 0.9)]
    before = [asked(str(n), score=old) for n, (old, _) in enumerate(scores)]
    after = [asked(str(n), score=new) for n, (_, new) in enumerate(scores)]
    lone = unanswerable("u")

    auroc = compare(report(*before, lone), report(*after, lone)).differences[FigureName.AUROC]

    assert (auroc.value, auroc.low, auroc.high) == (0.0, None, None)


def test_a_figure_that_one_side_lacks_has_no_difference() -> None:
    """The fixtures asked for no words before: there is nothing to compare with."""
    found = compare(report(asked("a")), report(asked("a", words="marked")))

    words = found.differences[FigureName.WORDS_IN_ANY]
    assert (words.before, words.after, words.value, words.p) == (None, 1.0, None, None)


def test_excerpts_are_counted_with_their_question() -> None:
    """One of three excerpts is no slice: two thirds, not the mean of a half and one."""
    before = report(asked("a", slices=(True, True)), asked("b"))
    after = report(asked("a", slices=(True, False)), asked("b"))

    slices = compare(before, after).differences[FigureName.SLICES]

    assert (slices.before, slices.after) == (1.0, pytest.approx(2 / 3))


def test_what_changed_most_is_listed_first() -> None:
    """A newly refused question loses more than a slip in rank; what stayed is not listed."""
    before = report(*(asked(name, 1, words="marked") for name in "abcd"))
    after = report(
        asked("a", 2, words="marked"),
        asked("b", 1, words="marked"),
        asked("c", 1, refused=True, words="marked", failure=Failure.REFUSED),
        asked("d", 1, words="nowhere", failure=Failure.WINDOW_MISSED),
    )

    found = compare(before, after)

    assert [change.key for change in found.worse.most] == ["c", "d", "a"]
    assert found.worse.most[0].after.failure is Failure.REFUSED
    assert [change.gain for change in found.worse.most] == [-2.0, -1.0, -0.5]
    assert found.better.count == 0


def test_an_unanswerable_question_is_better_refused() -> None:
    """Answering what no article answers is worse, refusing it better."""
    before = report(unanswerable("u", refused=True), unanswerable("v", refused=False))
    after = report(unanswerable("u", refused=False), unanswerable("v", refused=True))

    found = compare(before, after)

    assert [change.key for change in found.worse.most] == ["u"]
    assert [change.key for change in found.better.most] == ["v"]


def test_a_question_that_is_answerable_no_more_is_judged_by_whether_it_failed() -> None:
    """Right and then right is no worse, though fewer things can be right of it."""
    before = report(asked("a"), asked("b"), unanswerable("c", refused=False))
    after = report(unanswerable("a"), unanswerable("b", refused=False), asked("c"))

    found = compare(before, after)

    assert [change.key for change in found.worse.most] == ["b"]
    assert [change.key for change in found.better.most] == ["c"]


def test_an_excerpt_that_is_no_slice_makes_a_question_worse() -> None:
    """Nothing else about it changed."""
    broken = asked("a", slices=(False,), failure=Failure.NOT_A_SLICE)

    assert compare(report(asked("a")), report(broken)).worse.count == 1


@pytest.mark.parametrize("where", ["marked", "first", "later", "nowhere"])
def test_where_the_words_stood_is_told(where: str) -> None:
    """Each is worse than the one before it."""
    before = report(asked("a", words="marked"), asked("b", words="nowhere"))
    found = compare(before, report(asked("a", words=where), asked("b", words=where)))

    expected = WordsFound[where.upper()]
    assert all(one.after.words is expected for one in (*found.worse.most, *found.better.most))
    assert found.worse.count == (where != "marked")
    assert found.better.count == (where != "nowhere")


def test_only_the_most_changed_are_listed_and_all_are_counted() -> None:
    """Ten thousand changed questions would hold a report nobody reads."""
    names = [str(n) for n in range(LISTED + 5)]
    after = [asked(name, 3) for name in names[:-1]] + [asked(names[-1], None)]

    worse = compare(report(*map(asked, names)), report(*after)).worse

    assert (worse.count, len(worse.most)) == (LISTED + 5, LISTED)
    assert [change.key for change in worse.most[:3]] == [names[-1], "0", "1"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"digest": "d2"}, "fixtures are not the same"),
        ({"state": "s2", "articles": 4}, "index is not the same (3 articles, then 4 articles)"),
        ({"model": "model-b"}, "models differ: model-a, then model-b"),
        ({"reranker": "none"}, "rerankers differ: reranker-a, then none"),
        ({"threshold": 0.25}, "thresholds differ (0.5, then 0.25)"),
        ({"version": "1.1"}, "versions of Pullquote differ: 1.0, then 1.1"),
    ],
)
def test_runs_that_are_not_alike_are_warned_of(change: dict[str, object], sentence: str) -> None:
    """What else differs may be why figures differ."""
    after = report(asked("a"), about=replace(ABOUT, **change))

    [warning] = compare(report(asked("a")), after).warnings
    assert sentence in warning


def test_a_question_that_expects_something_else_is_warned_of() -> None:
    """Its name is the same, and its figures are no longer."""
    moved = asked("a")
    moved = replace(moved, fixture=replace(moved.fixture, articles=("wrong",)))

    [warning] = compare(report(asked("a"), asked("b")), report(moved, asked("b"))).warnings

    assert warning.startswith("1 of the questions expect other articles")
    assert not compare(report(asked("a")), report(asked("a"))).warnings


@dataclass(frozen=True)
class Streamed(Collection[Outcome]):
    """Outcomes made anew by each iteration, which counts those that live at a time."""

    count: int
    alive: list[int]

    def __len__(self) -> int:
        return self.count

    def __contains__(self, item: object) -> bool:
        raise NotImplementedError

    def __iter__(self) -> Iterator[Outcome]:
        self.alive.append(self.count)
        return (asked(str(n), 1 + n % 3) for n in range(self.count))


def test_outcomes_are_read_once_and_never_held() -> None:
    """They may lie in a file of many megabytes."""
    streams = Streamed(30, []), Streamed(30, [])
    made = report(asked("a"))

    found = compare(*(replace(made, outcomes=stream) for stream in streams))

    assert found.questions == 30
    assert [stream.alive for stream in streams] == [[30], [30]]


def test_a_drop_beyond_what_is_allowed_is_a_sentence() -> None:
    """It names the figure, both values, what is allowed, and how sure the difference is."""
    before = report(asked("a", 1), asked("b", 1), asked("c", 1), asked("d", 1))
    after = report(asked("a", 2), asked("b", 1), asked("c", 1), asked("d", 1))

    [sentence] = exceeded(compare(before, after), {"mrr": 0.1})

    assert sentence.startswith("mrr fell from 1 to 0.875, by 0.125 where 0.1 is allowed (95 %")
    assert sentence.endswith("; it holds 0, so chance may do as much)")
    assert exceeded(compare(before, after), {"mrr": 0.125, "hit@3": 0}) == []


def test_a_clear_drop_is_not_called_chance() -> None:
    """The interval of nineteen losses of twenty holds no 0."""
    before = report(*(asked(str(n), 1) for n in range(20)))
    after = report(asked("0", 1), *(asked(str(n), 2) for n in range(1, 20)))

    [sentence] = exceeded(compare(before, after), {"hit@1": 0.1})

    assert "interval of the difference -1 to -0." in sentence
    assert "chance" not in sentence


def test_a_figure_that_is_better_when_lower_drops_by_rising() -> None:
    """Refusing answerable questions more often is worse, less often never."""
    fewer, more = report(asked("a"), asked("b")), report(asked("a"), asked("b", refused=True))

    [sentence] = exceeded(compare(fewer, more), {"refused_wrongly": 0.4})

    assert sentence.startswith("refused_wrongly rose from 0 to 0.5, by 0.5 where 0.4 is allowed")
    assert exceeded(compare(more, fewer), {"refused_wrongly": 0}) == []


def test_a_rise_of_a_figure_that_is_better_when_higher_is_no_drop() -> None:
    """Better is never a failure."""
    found = compare(report(asked("a", 4)), report(asked("a", 1)))

    assert exceeded(found, {"mrr": 0, "hit@1": 0}) == []


def test_seconds_may_rise_by_a_share_of_what_they_were() -> None:
    """Two seconds that become three are half as much again, on any machine."""
    found = compare(report(asked("a", seconds=2)), report(asked("a", seconds=3)))

    [sentence] = exceeded(found, {"median_seconds": 0.4})

    assert sentence == "median_seconds rose from 2 to 3, by 1 where 40% of it is allowed"
    assert exceeded(found, {"median_seconds": 0.5}) == []


def test_words_shown_may_move_neither_way() -> None:
    """Neither longer nor shorter is better, and both are worth knowing."""
    short, long = asked("a"), replace(asked("a"), words_shown=30)

    assert exceeded(compare(report(short), report(long)), {"words_shown": 20})
    assert exceeded(compare(report(long), report(short)), {"words_shown": 20})
    assert not exceeded(compare(report(long), report(short)), {"words_shown": 29})


def test_questions_that_were_not_asked_again_are_a_drop() -> None:
    """A run that left out what it fails at would pass every gate."""
    found = compare(report(asked("a"), asked("b"), asked("c")), report(asked("a"), asked("new")))

    [sentence] = exceeded(found, {"mrr": 0})

    assert sentence.startswith("2 questions of the earlier report were not asked: ask the same")
    assert exceeded(found, {}) == []


def test_questions_of_no_earlier_report_are_told_before_they_are_asked() -> None:
    """One that both hold is enough; the words may stand apart otherwise."""
    before = report(asked("Who  won?"), asked("b"))

    check_comparable(before, [Fixture("Who won?"), Fixture("new")])
    with pytest.raises(InputError, match="no question in common"):
        check_comparable(before, [Fixture("new")])


def test_rounding_makes_no_drop() -> None:
    """0.9 less 0.7 is 0.2000000000000001 to a computer."""
    before = report(*(asked(str(n), 1 if n < 9 else 2) for n in range(10)))
    after = report(*(asked(str(n), 1 if n < 7 else 2) for n in range(10)))

    assert exceeded(compare(before, after), {"hit@1": 0.2}) == []


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (None, None, "no question that both reports hold measures it"),
        (None, "first", "in the first report no question"),
        ("first", None, "in the second report no question"),
    ],
)
def test_a_figure_that_cannot_be_compared_fails(
    before: str | None, after: str | None, reason: str
) -> None:
    """A gate that measures nothing must not stand open."""
    found = compare(report(asked("a", words=before)), report(asked("a", words=after)))

    [sentence] = exceeded(found, {"words_in_any": 0.5})

    assert sentence.startswith(f"words_in_any cannot be compared: {reason}")


def test_drops_are_figures_and_numbers() -> None:
    """As many as wanted; spaces do no harm."""
    assert parse_drops(["mrr=0.02", "hit@1 = 0"]) == {MRR: 0.02, HIT: 0.0}


@pytest.mark.parametrize("pair", ["mrr", "mrr=", "mrr=-0.1", "mrr=nan", "mrr=inf", "mrr=much"])
def test_what_is_no_drop_is_named(pair: str) -> None:
    """The sentence repeats it and shows how one is written."""
    with pytest.raises(InputError, match=f"'{pair}' is no drop: .* like mrr=0.02"):
        parse_drops([pair])


def test_an_unknown_figure_is_named() -> None:
    """The sentence lists those there are."""
    with pytest.raises(InputError, match="Unknown figure 'mmr': use one of hit@1"):
        parse_drops(["mmr=0.1"])
    with pytest.raises(InputError, match="Unknown figure 'mmr'"):
        exceeded(compare(report(asked("a")), report(asked("a"))), {"mmr": 0.1})
