"""Bots that are broken on purpose, each caught by the figure that is meant for it."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from fakes import MakeAnswerer
from small_newsroom import FILES, FIXTURES, Changes, evaluated, forged, one_letter_off

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Refusal, RefusalReason, Reply
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.chat.answer_view import answer_view
from bot.chat.expected import Expected
from bot.chat.rendering import renderer
from bot.chat.source_line import excerpt_lines
from bot.chat.views import QuoteView
from bot.chat.wire import Quoted
from bot.harness.figures.bounds import unmet
from bot.harness.schema import Failure, FigureName, Report
from bot.languages import Language, speaking
from embeddings.filters import Filters
from embeddings.retrieval import CANDIDATES_PER_SIDE, WEIGHTS, Query, Retriever, Weights
from embeddings.schema import Candidate
from embeddings.segmentation import sentences

LOWEST = {
    FigureName.HIT_AT_1: 1.0,
    FigureName.MRR: 1.0,
    FigureName.PASSAGE_HIT_AT_1: 1.0,
    FigureName.WORDS_IN_FIRST: 1.0,
    FigureName.REFUSED_RIGHTLY: 1.0,
    FigureName.AUROC: 1.0,
}
HIGHEST = {FigureName.REFUSED_WRONGLY: 0.0}
"""What the sound bot keeps to."""
PROMISED = frozenset(
    {
        FigureName.SLICES,
        FigureName.AS_SENT,
        FigureName.ATTRIBUTED,
        FigureName.WITHIN_LIMITS,
    }
)


class Shuffles(Retriever):
    """Finds what it should, and puts it in any order; the same one on every run."""

    def __init__(self, sound: Retriever) -> None:
        super().__init__(sound.archive, sound.encoder)
        self._chance = random.Random(3)  # noqa: S311 - nobody has to be kept from guessing it

    def search(
        self,
        query: Query,
        *,
        filters: Filters | None = None,
        k: int = CANDIDATES_PER_SIDE,
        weights: Weights = WEIGHTS,
    ) -> list[Candidate]:
        """Return the candidates, shuffled."""
        found = super().search(query, filters=filters, k=k, weights=weights)
        return self._chance.sample(found, len(found))


def shuffling(sound: Answerer) -> Answerer:
    """Return a bot whose ranking is worth nothing."""
    return Answerer(Shuffles(sound.retriever), sound.limits)


class NeverRefuses(Answerer):
    """Shows the beginning of some article where it finds nothing that answers."""

    def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:
        """Return an answer, whatever it is worth."""
        reply = super().answer(question, options)
        if isinstance(reply, Answer):
            return reply
        article = next(self.retriever.archive.articles())
        first = sentences(article)[0]
        return Answer(question, 0.99, [Excerpt(article, first.start, first.end, 0.99)], 0.0)


class AlwaysRefuses(Answerer):
    """Searches, and shows nothing of what it finds."""

    def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:
        """Return a refusal with the score that there was."""
        score = super().answer(question, options).score
        return Refusal(question, score, RefusalReason.NOTHING_RELEVANT, [], 0.0)


def misspelling(sound: Answerer) -> Answerer:
    """Return a bot that quotes with a letter changed."""
    return Changes(sound, one_letter_off)


def misattributing(sound: Answerer) -> Answerer:
    """Return a bot that names another outlet."""
    return Changes(
        sound, lambda one: replace(one, article=replace(one.article, outlet="The Rival"))
    )


def never_refusing(sound: Answerer) -> Answerer:
    """Return a bot that answers whatever it is asked."""
    return NeverRefuses(sound.retriever, sound.limits)


def always_refusing(sound: Answerer) -> Answerer:
    """Return a bot that answers nothing."""
    return AlwaysRefuses(sound.retriever, sound.limits)


@dataclass(frozen=True, slots=True)
class Broken:
    """A bot, the figures meant for what is wrong with it, and those that cannot but go along.

    `failure` is what a report says of each question that it fails.
    """

    made: Callable[[Answerer], Answerer]
    caught_by: set[str]
    also: set[str] = field(default_factory=set)
    failure: Failure | None = None


BROKEN = {
    "shuffled ranking": Broken(shuffling, {"hit@1", "mrr"}, {"passage_hit@1"}),
    "a letter changed": Broken(
        misspelling, {"slices", "as_sent"}, {"words_in_first"}, Failure.NOT_A_SLICE
    ),
    "wrong outlet": Broken(misattributing, {"attributed"}, {"as_sent"}, Failure.WRONG_SOURCE),
    "never refuses": Broken(never_refusing, {"refused_rightly"}, {"auroc"}, Failure.ANSWERED),
    "always refuses": Broken(
        always_refusing, {"refused_wrongly"}, {"words_in_first"}, Failure.REFUSED
    ),
}
"""A source line is a part of its message: under a wrong outlet nothing is as it should be sent."""


@pytest.fixture
def sound(make_answerer: MakeAnswerer) -> Answerer:
    """Return the bot that the others are made from."""
    return make_answerer(FILES, max_excerpts=1, threshold=0.3)


def asked(answerer: Answerer) -> Report:
    """Return what comes of the questions, with each reply made a message."""
    return evaluated(answerer, FIXTURES, render=renderer(answerer))


def missed(found: Report) -> set[str]:
    """Return the names of the figures that miss their bounds."""
    return {sentence.split()[0] for sentence in unmet(found.figures, LOWEST, HIGHEST)}


def test_a_sound_bot_keeps_to_the_bounds(sound: Answerer) -> None:
    """Nothing failed, and whatever is promised holds of every excerpt and every answer."""
    found = asked(sound)

    assert missed(found) == set()
    assert {found.figures.value(name) for name in PROMISED} == {1.0}
    assert [outcome.failure for outcome in found.outcomes] == [None] * len(FIXTURES)


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_bot_is_caught_by_the_figure_meant_for_it(sound: Answerer, what: str) -> None:
    """By no other but those that go along with it; what else is promised stays 1."""
    broken = BROKEN[what]

    found = asked(broken.made(sound))

    assert broken.caught_by <= missed(found) <= broken.caught_by | broken.also
    kept = PROMISED - broken.caught_by - broken.also
    assert {found.figures.value(name) for name in kept} <= {1.0, None}
    assert {outcome.failure for outcome in found.outcomes} <= {broken.failure, None}
    assert any(outcome.failure for outcome in found.outcomes) == (broken.failure is not None)


MISPRINTED: dict[str, dict[str, object]] = {
    "outlet": {"outlet": "The Wrong Gazette"},
    "headline": {"title": "Another headline"},
    "authors": {"authors": ("Somebody Else",)},
    "date": {"published": "1999-12-31"},
    "end": {"updated": "2031-01-01"},
    "link": {"url": "https://evil.example/"},
}
"""What a source line says that its article does not."""


def misprinted(facts: dict[str, object], excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    """Return the excerpts as a formatter would print them that has these facts wrong."""
    return [replace(one, article=forged(one.article, **facts)) for one in excerpts]


@dataclass(frozen=True, slots=True)
class Misprints:
    """A view whose source lines and links are wrong."""

    facts: dict[str, object]

    def __call__(self, answer: Answer, quoted: Sequence[Quoted]) -> QuoteView:
        """Return the message."""
        return answer_view(
            replace(answer, excerpts=misprinted(self.facts, answer.excerpts)), quoted
        )


class ProvesMisprints(Expected):
    """Expects what the broken view prints, as whatever shares a formatter with it does."""

    def __init__(self, answerer: Answerer, facts: dict[str, object]) -> None:
        super().__init__(answerer)
        self._facts = facts

    def said(self, excerpts: Iterable[Excerpt]) -> list[Quoted]:
        """Return the quotes over wrong lines."""
        shown = list(excerpts)
        wrong = misprinted(self._facts, shown)
        return [
            replace(quoted, source_line=excerpt_lines(excerpt))
            for quoted, excerpt in zip(super().said(shown), wrong, strict=True)
        ]


@pytest.mark.parametrize("what", MISPRINTED)
def test_a_view_that_misprints_its_sources_is_not_as_it_should_be_sent(
    sound: Answerer, what: str
) -> None:
    """Though what proves the message before it is sent makes the very same error."""
    facts = MISPRINTED[what]
    render = renderer(sound, view=Misprints(facts), expected=ProvesMisprints(sound, facts))

    found = evaluated(sound, FIXTURES, render=render)

    assert "as_sent" in {
        sentence.split()[0] for sentence in unmet(found.figures, {FigureName.AS_SENT: 1.0}, {})
    }
    wrong = {outcome.unproven for outcome in found.outcomes if outcome.unproven}
    line = f"the {what} of the source line under quote 1 is not its article's"
    assert line in wrong, wrong


@pytest.mark.parametrize("language", Language)
def test_a_sound_bot_is_as_it_should_be_sent_in_every_language(
    sound: Answerer, language: Language
) -> None:
    """Dates and the word for an unknown one are written as its readers do."""
    with speaking(language):
        found = asked(sound)

    assert found.figures.value(FigureName.AS_SENT) == 1.0
