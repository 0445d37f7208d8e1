"""Evaluations of real answerers over a few articles, and of answerers broken on purpose."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from fakes import MakeAnswerer, WordEncoder

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Headline, Refusal, RefusalReason, Reply
from bot.answering.showing.quoting_limits import QuotingLimits
from bot.harness.evaluation import (
    Failure,
    Outcome,
    evaluate,
    figures_by_tag,
    figures_of,
    is_slice,
)
from bot.harness.metrics import FigureName, unmet
from bot.harness.ranking import RANKED
from bot.harness.schema import Fixture
from embeddings.filters import Filters
from embeddings.retrieval import CANDIDATES_PER_SIDE, WEIGHTS, Query, Retriever, Weights
from embeddings.schema import Article, Candidate

FILES = {
    "harbour.md": """\
---
title: The harbour tunnel opens
outlet: The Gull
authors: [Ada Quist]
published: 2024-05-02
url: https://gull.example/harbour
---
The harbour tunnel opened to bicycles on Thursday morning. Mayor Lindqvist cut the ribbon.

Engineers pumped water out of the shaft for three winters. The pumps cost nine million crowns.
""",
    "orchard.md": """\
---
title: Frost ruins the cherry orchards
outlet: The Gull
published: 2024-04-20
---
Late frost killed most cherry blossoms in the valley. Growers lit candles between the trees.

Farmer Okafor expects a third of the usual harvest.
""",
    "library.txt": """\
Library returns a painting

The city library gave a stolen painting back to its owners. Curator Brandt found it in a cellar.
""",
}
PLAN = {
    "Which ribbon did Mayor Lindqvist cut?": ("harbour", "cut the ribbon"),
    "How much did the pumps cost?": ("harbour", "nine million crowns"),
    "What killed the cherry blossoms?": ("orchard", "Late frost"),
    "Who found the stolen painting in a cellar?": ("library", "Curator Brandt"),
}
UNANSWERED = ("Who conducts the opera orchestra?", "Which glacier melts fastest?")


def answerable(question: str, article: str, *words: str, tags: tuple[str, ...] = ()) -> Fixture:
    return Fixture(question, (article,), words, tags, None, 1)


def unanswerable(question: str, *, tags: tuple[str, ...] = ()) -> Fixture:
    return Fixture(question, (), (), tags, None, 1)


FIXTURES = [
    *(answerable(question, article, words) for question, (article, words) in PLAN.items()),
    *(unanswerable(question) for question in UNANSWERED),
]


def ignore(_: Outcome) -> None:
    """Let an evaluation go on without watching it."""


@pytest.fixture
def answerer(make_answerer: MakeAnswerer) -> Answerer:
    """Return a sound answerer over the three articles, which shows one excerpt."""
    return make_answerer(FILES, max_excerpts=1)


class RefusesEverything(Answerer):
    def answer(self, question: str) -> Reply:
        return Refusal(question, 0.1, RefusalReason.NOTHING_RELEVANT, [], 0.0)


class NeverRefuses(Answerer):
    """Shows the first sentence of the harbour article, whatever the question."""

    def answer(self, question: str) -> Reply:
        article = self.retriever.archive.article("harbour")
        assert article
        end = article.text.index(".") + 1
        return Answer(question, 0.9, [Excerpt(article, 0, end, 0.9, (0, end))], 0.0)


class Tampers(Answerer):
    """Answers as it should and then changes every excerpt."""

    def __init__(self, sound: Answerer, tamper: Callable[[Excerpt], Excerpt]) -> None:
        super().__init__(sound.retriever, sound.limits)
        self.tamper = tamper

    def answer(self, question: str) -> Reply:
        reply = super().answer(question)
        if isinstance(reply, Answer):
            return replace(reply, excerpts=[self.tamper(excerpt) for excerpt in reply.excerpts])
        return reply


@dataclass(frozen=True, slots=True)
class Shouted(Excerpt):
    """An excerpt that shows other characters than those at its offsets."""

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end].upper()


def forged(article: Article, **facts: object) -> Article:
    """Return the article with other facts, still claiming to be the version it was."""
    altered = replace(article, **facts)
    altered.__dict__["version"] = article.version
    return altered


TAMPERINGS: dict[str, Callable[[Excerpt], Excerpt]] = {
    "starts a character late": lambda e: replace(e, start=e.start + 1, highlight=None),
    "ends a character early": lambda e: replace(e, end=e.end - 1, highlight=None),
    "runs past the end": lambda e: replace(e, end=len(e.article.text) + 5),
    "counts from the end": lambda e: replace(e, start=e.start - len(e.article.text)),
    "is empty": lambda e: replace(e, end=e.start, highlight=None),
    "marks more than it shows": lambda e: replace(e, highlight=(e.start, e.end + 1)),
    "marks nothing": lambda e: replace(e, highlight=(e.start, e.start)),
    "shows other characters": lambda e: Shouted(e.article, e.start, e.end, e.score, e.highlight),
    "names another outlet": lambda e: replace(e, article=replace(e.article, outlet="The Rival")),
    "reads a text one character longer": lambda e: replace(
        e, article=forged(e.article, text=f"_{e.article.text}")
    ),
}


def test_a_sound_answerer_has_nothing_to_be_told(answerer: Answerer) -> None:
    """Right article, right words, every excerpt a slice: no failure among the answerable."""
    found = evaluate(FIXTURES[:4], answerer, ignore)

    assert [outcome.failure for outcome in found.outcomes] == [None] * 4
    assert found.figures.value(FigureName.HIT_AT_1) == 1.0
    assert found.figures.value(FigureName.MRR) == 1.0
    assert found.figures.value(FigureName.WORDS_IN_FIRST) == 1.0
    assert found.figures.value(FigureName.SLICES) == 1.0
    assert found.figures.value(FigureName.REFUSED_WRONGLY) == 0.0
    assert unmet(found.figures, {"hit@1": 1, "words_in_any": 1}, {"refused_wrongly": 0}) == []


def test_every_question_is_reported_as_it_is_done(answerer: Answerer) -> None:
    """The callback gets each outcome once, in order; the evaluation keeps the same ones."""
    seen: list[Outcome] = []

    found = evaluate(iter(FIXTURES), answerer, seen.append)

    assert [outcome.fixture for outcome in seen] == FIXTURES
    assert list(found.outcomes) == seen


def test_the_ranking_has_each_article_once(answerer: Answerer) -> None:
    """Two passages of one article do not push another article down."""
    [outcome] = evaluate(FIXTURES[:1], answerer, ignore).outcomes

    assert outcome.ranked[0] == ("harbour",)
    assert sorted(outcome.ranked) == [("harbour",), ("library",), ("orchard",)]


def test_the_ranking_ends_after_the_first_ten(make_answerer: MakeAnswerer) -> None:
    """A right article below them counts as not retrieved."""
    files = {f"note-{n:02}.txt": f"The ferry number {n} left on time." for n in range(RANKED + 2)}
    answerer = make_answerer(files)
    [whole] = evaluate([answerable("Which ferry left?", "note-00")], answerer, ignore).outcomes
    [left_out, _] = sorted(
        {name.removesuffix(".txt") for name in files} - {note for (note,) in whole.ranked}
    )

    [outcome] = evaluate([answerable("Which ferry left?", left_out)], answerer, ignore).outcomes

    assert len(outcome.ranked) == RANKED
    assert outcome.failure is Failure.NOT_RETRIEVED
    assert figures_of([outcome]).value(FigureName.MRR) == 0.0


def test_an_answerer_that_refuses_everything_is_caught(answerer: Answerer) -> None:
    """It refuses all the unanswerable ones rightly, and all the others wrongly."""
    broken = RefusesEverything(answerer.retriever, answerer.limits)

    found = evaluate(FIXTURES, broken, ignore)

    assert found.figures.value(FigureName.REFUSED_RIGHTLY) == 1.0
    assert found.figures.value(FigureName.REFUSED_WRONGLY) == 1.0
    assert found.figures.value(FigureName.WORDS_IN_ANY) == 0.0
    assert found.figures.value(FigureName.AUROC) == 0.5
    assert found.figures.value(FigureName.SLICES) is None
    assert [outcome.failure for outcome in found.outcomes] == [Failure.REFUSED] * 4 + [None] * 2
    assert unmet(found.figures, {}, {"refused_wrongly": 0.2})


def test_the_ranking_does_not_depend_on_what_is_refused(answerer: Answerer) -> None:
    """Retrieval is measured on its own: a threshold too high leaves it as it was."""
    broken = RefusesEverything(answerer.retriever, answerer.limits)

    found = evaluate(FIXTURES, broken, ignore)

    assert found.figures.value(FigureName.HIT_AT_1) == 1.0
    assert [o.ranked for o in found.outcomes] == [
        o.ranked for o in evaluate(FIXTURES, answerer, ignore).outcomes
    ]


class WorstFirst(Retriever):
    """Finds what it should and ranks it the wrong way round."""

    def search(
        self,
        query: Query,
        *,
        filters: Filters | None = None,
        k: int = CANDIDATES_PER_SIDE,
        weights: Weights = WEIGHTS,
    ) -> list[Candidate]:
        return super().search(query, filters=filters, k=k, weights=weights)[::-1]


def test_a_retriever_that_ranks_the_wrong_way_round_is_caught(
    answerer: Answerer, encoder: WordEncoder
) -> None:
    """The right one of three articles comes last: no hit at 1, and 1/3 for each question."""
    upside_down = WorstFirst(answerer.retriever.archive, encoder)

    found = evaluate(FIXTURES[:4], Answerer(upside_down, answerer.limits), ignore)

    assert found.figures.value(FigureName.HIT_AT_1) == 0.0
    assert found.figures.value(FigureName.HIT_AT_3) == 1.0
    assert found.figures.value(FigureName.MRR) == pytest.approx(1 / 3)
    assert {outcome.failure for outcome in found.outcomes} == {Failure.WRONG_ARTICLE}


def test_an_answerer_that_never_refuses_is_caught(answerer: Answerer) -> None:
    """It answers every unanswerable question, and most of the others with the wrong words."""
    broken = NeverRefuses(answerer.retriever, answerer.limits)

    found = evaluate(FIXTURES, broken, ignore)

    assert found.figures.value(FigureName.REFUSED_RIGHTLY) == 0.0
    assert found.figures.value(FigureName.WORDS_IN_FIRST) == 0.0
    assert found.figures.value(FigureName.SLICES) == 1.0
    assert [outcome.failure for outcome in found.outcomes] == [
        *[Failure.WORDS_MISSING] * 4,
        *[Failure.ANSWERED] * 2,
    ]


@pytest.mark.parametrize("how", TAMPERINGS)
def test_an_excerpt_that_is_not_what_the_archive_holds_is_caught(
    answerer: Answerer, how: str
) -> None:
    """However it differs, no excerpt counts as a slice, and nothing makes up for that."""
    found = evaluate(FIXTURES[:4], Tampers(answerer, TAMPERINGS[how]), ignore)

    assert found.figures.value(FigureName.SLICES) == 0.0
    assert {outcome.failure for outcome in found.outcomes} == {Failure.NOT_A_SLICE}
    assert unmet(found.figures, {}, {}) == ["slices is 0, should be at least 1"]


@pytest.mark.parametrize(
    "facts",
    [
        {"id": "orchard"},
        {"title": "The tunnel is shut"},
        {"outlet": "The Rival"},
        {"url": "https://rival.example/harbour"},
        {"published": "2024-05-03"},
        {"authors": ("Ada Quist", "Ben Moe")},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_an_excerpt_with_a_source_other_than_the_archives_is_no_slice(
    answerer: Answerer, facts: dict[str, object]
) -> None:
    """The right words under a wrong headline are a wrong quote, even if the version is claimed."""
    archive = answerer.retriever.archive
    article = archive.article("harbour")
    assert article
    end = article.text.index(".") + 1
    sound = Excerpt(article, 0, end, 0.9, (0, end))

    assert is_slice(sound, archive)
    assert not is_slice(replace(sound, article=forged(article, **facts)), archive)


def test_a_single_bad_excerpt_lowers_the_slices(make_answerer: MakeAnswerer) -> None:
    """The share counts excerpts, not questions; one bad one makes its question fail."""
    answerer = make_answerer(FILES, max_excerpts=2)
    [found] = evaluate(FIXTURES[:1], answerer, ignore).outcomes
    assert set(found.slices) == {True}

    outcome = replace(found, slices=(True, True))
    spoilt = replace(outcome, slices=(True, False))

    assert spoilt.failure is Failure.NOT_A_SLICE
    assert figures_of([outcome, spoilt]).measured[FigureName.SLICES].value == 0.75
    assert figures_of([outcome, spoilt]).measured[FigureName.SLICES].n == 4


def test_an_answer_over_the_limit_always_fails(make_answerer: MakeAnswerer) -> None:
    """Read from the archive again: its own limit counts, whatever the answerer made of it."""
    sound = make_answerer(FILES, max_excerpts=1)
    quoting = QuotingLimits.for_outlets({"*": 5})
    careless = NeverRefuses(sound.retriever, replace(sound.limits, quoting=quoting))

    found = evaluate(FIXTURES[:1], careless, ignore)

    assert found.outcomes[0].failure is Failure.OVER_LIMIT
    assert "within_limits is 0, should be at least 1" in unmet(found.figures, {}, {})


def excerpt_of(article: Article, sentence: str, *, marked: str | None) -> Excerpt:
    start = article.text.index(sentence)
    span = None
    if marked:
        place = article.text.index(marked)
        span = (place, place + len(marked))
    return Excerpt(article, start, start + len(sentence), 0.8, span)


def outcome_of(
    fixture: Fixture, reply: Reply, *, ranked: tuple[str, ...] = ("harbour",), seconds: float = 0.0
) -> Outcome:
    """Return an outcome whose excerpts are all slices and whose articles are nobody's copies."""
    shown = len(reply.excerpts) if isinstance(reply, Answer) else 0
    return Outcome(fixture, tuple((name,) for name in ranked), reply, (True,) * shown, seconds)


ARTICLE = Article("harbour", "Boats left. The mayor cut the ribbon. Rain fell.", "Harbour")
BOTH = "Boats left. The mayor cut the ribbon."
RIBBON = answerable("Who cut the ribbon?", "harbour", "a red ribbon", "The mayor")


@pytest.mark.parametrize(
    ("shown", "in_first", "in_any", "in_marked"),
    [
        ([(BOTH, "The mayor cut the ribbon.")], True, True, True),
        ([(BOTH, "Boats left.")], True, True, False),
        ([(BOTH, None)], True, True, False),
        ([("Rain fell.", "Rain fell."), (BOTH, "The mayor")], False, True, False),
        ([("Rain fell.", "Rain fell.")], False, False, False),
    ],
)
def test_the_words_are_looked_for_in_the_first_in_any_and_in_the_marked_sentence(
    *, shown: list[tuple[str, str | None]], in_first: bool, in_any: bool, in_marked: bool
) -> None:
    """Any of the alternatives will do; the marked sentence is the first excerpt's."""
    excerpts = [excerpt_of(ARTICLE, sentence, marked=marked) for sentence, marked in shown]

    found = outcome_of(RIBBON, Answer(RIBBON.question, 0.8, excerpts, 0.0))

    assert (found.words_in_first, found.words_in_any, found.words_in_marked) == (
        in_first,
        in_any,
        in_marked,
    )
    assert found.failure is (None if in_any else Failure.WORDS_MISSING)


def test_a_question_without_words_is_not_measured_by_them() -> None:
    """Neither its failure nor the share of words knows of it."""
    fixture = answerable("What happened?", "harbour")
    excerpt = excerpt_of(ARTICLE, "Rain fell.", marked=None)

    found = outcome_of(fixture, Answer("What happened?", 0.8, [excerpt], 0.0))

    assert (found.words_in_first, found.failure) == (None, None)
    assert figures_of([found]).measured[FigureName.WORDS_IN_FIRST].n == 0


def answer(score: float, sentence: str = BOTH) -> Answer:
    return Answer("Who?", score, [excerpt_of(ARTICLE, sentence, marked=None)], 0.0)


def refusal(score: float | None) -> Refusal:
    near = [Headline("harbour", "Harbour", None)]
    return Refusal("Who?", score, RefusalReason.NOTHING_RELEVANT, near, 0.0)


NOBODY = unanswerable("Who paid?")


@pytest.mark.parametrize(
    ("fixture", "reply", "ranked", "failure"),
    [
        (RIBBON, answer(0.9), ("harbour", "b"), None),
        (RIBBON, answer(0.9), ("b", "harbour"), Failure.WRONG_ARTICLE),
        (RIBBON, answer(0.9), ("b", "c"), Failure.NOT_RETRIEVED),
        (RIBBON, answer(0.9), (), Failure.NOT_RETRIEVED),
        (RIBBON, answer(0.9, "Rain fell."), ("harbour",), Failure.WORDS_MISSING),
        (RIBBON, refusal(0.2), ("harbour",), Failure.REFUSED),
        (RIBBON, refusal(0.2), ("b", "harbour"), Failure.REFUSED),
        (RIBBON, refusal(0.2), ("b",), Failure.NOT_RETRIEVED),
        (NOBODY, answer(0.9), ("harbour",), Failure.ANSWERED),
        (NOBODY, refusal(0.2), ("harbour",), None),
        (NOBODY, refusal(None), (), None),
    ],
)
def test_a_failure_is_named_after_the_first_thing_that_went_wrong(
    fixture: Fixture, reply: Reply, ranked: tuple[str, ...], failure: Failure | None
) -> None:
    """What is lost in retrieval cannot be blamed on the threshold or the excerpt."""
    assert outcome_of(fixture, reply, ranked=ranked).failure is failure


def test_the_figures_are_those_worked_out_by_hand() -> None:
    """Of four answerable questions two are refused, of two unanswerable ones one is answered."""
    outcomes = [
        outcome_of(RIBBON, answer(0.9), ranked=("harbour",), seconds=1.0),
        outcome_of(RIBBON, answer(0.6, "Rain fell."), ranked=("b", "harbour"), seconds=2.0),
        outcome_of(RIBBON, refusal(0.3), ranked=("b", "c", "d", "e", "harbour"), seconds=3.0),
        outcome_of(RIBBON, refusal(None), ranked=("b",), seconds=4.0),
        outcome_of(NOBODY, answer(0.6), seconds=5.0),
        outcome_of(NOBODY, refusal(0.1), seconds=6.0),
    ]

    found = figures_of(outcomes)

    assert (found.questions, found.answerable, found.unanswerable) == (6, 4, 2)
    assert {name: figure.value for name, figure in found.measured.items()} == {
        FigureName.HIT_AT_1: 1 / 4,
        FigureName.HIT_AT_3: 2 / 4,
        FigureName.HIT_AT_5: 3 / 4,
        FigureName.MRR: (1 + 1 / 2 + 1 / 5 + 0) / 4,
        FigureName.WORDS_IN_FIRST: 1 / 4,
        FigureName.WORDS_IN_ANY: 1 / 4,
        FigureName.WORDS_IN_MARKED: 0.0,
        FigureName.REFUSED_RIGHTLY: 1 / 2,
        FigureName.REFUSED_WRONGLY: 2 / 4,
        # against .6 and .1: .9 beats both, .6 ties and beats, .3 beats one, none (0) beats none
        FigureName.AUROC: (2 + 1.5 + 1 + 0) / 8,
        FigureName.SLICES: 1.0,
        FigureName.WITHIN_LIMITS: 1.0,
        FigureName.MEDIAN_SECONDS: 3.5,
        FigureName.P95_SECONDS: 6.0,
    }


def test_one_question_in_twenty_may_take_longer_than_the_95th_percentile() -> None:
    """Of 1 to 20 seconds that is 19, and the median is between 10 and 11."""
    found = figures_of([outcome_of(NOBODY, refusal(0.1), seconds=n) for n in range(20, 0, -1)])

    assert found.value(FigureName.P95_SECONDS) == 19
    assert found.value(FigureName.MEDIAN_SECONDS) == 10.5


def test_without_questions_there_are_no_figures() -> None:
    """Nothing is divided by nothing, and nothing passes a bound."""
    found = figures_of([])

    assert {figure.value for figure in found.measured.values()} == {None}
    assert {figure.n for figure in found.measured.values()} == {0}
    assert len(unmet(found, {"hit@1": 0.0}, {"refused_wrongly": 1.0})) == 2


def test_a_tags_figures_are_those_of_its_questions() -> None:
    """A question counts for each of its tags, and one without any for none."""
    names = replace(RIBBON, tags=("names", "dates"))
    dates = replace(RIBBON, tags=("dates",))
    outcomes = [
        outcome_of(names, answer(0.9), ranked=("harbour",)),
        outcome_of(dates, refusal(0.1), ranked=("b", "harbour")),
        outcome_of(RIBBON, refusal(0.1), ranked=()),
    ]

    found = figures_by_tag(outcomes)

    assert list(found) == ["dates", "names"]
    assert [figures.questions for figures in found.values()] == [2, 1]
    assert [figures.value(FigureName.HIT_AT_1) for figures in found.values()] == [0.5, 1.0]


def test_an_answer_that_shows_nothing_is_a_refusal() -> None:
    """What a reader gets counts, not what the reply is called."""
    found = outcome_of(RIBBON, Answer(RIBBON.question, 0.9, [], 0.0))

    assert found.failure is Failure.REFUSED
    assert outcome_of(NOBODY, Answer(NOBODY.question, 0.9, [], 0.0)).failure is None


def test_the_seconds_are_measured_not_believed(answerer: Answerer) -> None:
    """A reply that claims to have taken no time does not make the bot faster."""
    found = evaluate(FIXTURES, RefusesEverything(answerer.retriever, answerer.limits), ignore)

    assert all(outcome.seconds > 0 for outcome in found.outcomes)


def test_an_empty_index_refuses_and_retrieves_nothing(make_answerer: MakeAnswerer) -> None:
    """Asking before anything is indexed is measured like anything else."""
    found = evaluate(FIXTURES, make_answerer({}), ignore)

    assert {outcome.ranked for outcome in found.outcomes} == {()}
    assert found.figures.value(FigureName.HIT_AT_1) == 0.0
    assert found.figures.value(FigureName.REFUSED_RIGHTLY) == 1.0
    assert [outcome.failure for outcome in found.outcomes] == (
        [Failure.NOT_RETRIEVED] * 4 + [None] * 2
    )
