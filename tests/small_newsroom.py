"""Three articles, questions about them, and answerers that give what they are told to."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.schema import Answer, Excerpt, Reply
from bot.answering.understanding.options import NO_OPTIONS, Options
from bot.harness.asking import Render
from bot.harness.evaluation import evaluate
from bot.harness.schema import About, Fixture, Outcome, Report
from embeddings.schema import Article

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
FIXTURES = [
    *(Fixture(question, (article,), (words,)) for question, (article, words) in PLAN.items()),
    *(Fixture(question) for question in UNANSWERED),
]
ABOUT = About("questions.yaml", "0" * 64, 3, "word-encoder", "none", 0.0, "1", "0.1.0")


def ignore(_: Outcome) -> None:
    """Let an evaluation go on without watching it."""


def evaluated(
    answerer: Answerer,
    fixtures: Iterable[Fixture] = FIXTURES,
    *,
    progress: Callable[[Outcome], None] = ignore,
    render: Render | None = None,
    spool_folder: Path | None = None,
) -> Report:
    """Return what comes of asking the questions."""
    return evaluate(
        fixtures, answerer, progress, about=ABOUT, render=render, spool_folder=spool_folder
    )


class Changes(Answerer):
    """Answers as the answerer that it is made from does, and then changes every excerpt."""

    def __init__(self, sound: Answerer, change: Callable[[Excerpt], Excerpt]) -> None:
        super().__init__(sound.retriever, sound.limits)
        self.change = change

    def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:
        """Return the answer with other excerpts."""
        reply = super().answer(question, options)
        if isinstance(reply, Answer):
            return replace(reply, excerpts=[self.change(excerpt) for excerpt in reply.excerpts])
        return reply


class Says(Answerer):
    """Replies to every question with what it is given."""

    def __init__(self, sound: Answerer, reply: Reply) -> None:
        super().__init__(sound.retriever, sound.limits)
        self.reply = reply

    def answer(self, question: str, options: Options = NO_OPTIONS) -> Reply:  # noqa: ARG002 - as
        """Return the one reply, without a search."""  # every answerer's
        return self.reply


@dataclass(frozen=True, slots=True)
class OneLetterOff(Excerpt):
    """An excerpt that shows its first letter wrongly."""

    @property
    def text(self) -> str:
        """The article's characters, but for the first."""
        text = self.article.text[self.start : self.end]
        return ("J" if text[:1] != "J" else "K") + text[1:]


def one_letter_off(excerpt: Excerpt) -> Excerpt:
    """Return an excerpt of the same place and source with a letter changed."""
    return OneLetterOff(
        excerpt.article, excerpt.start, excerpt.end, excerpt.score, excerpt.highlight
    )


def forged(article: Article, **facts: object) -> Article:
    """Return the article with other facts, still claiming to be the version it was."""
    altered = replace(article, **facts)
    altered.__dict__["version"] = article.version
    return altered


def sentence_of(article: Article, sentence: str, *, marked: str | None = None) -> Excerpt:
    """Return the excerpt that is just `sentence`, with a part of the text marked."""
    start = article.text.index(sentence)
    span = None
    if marked:
        place = article.text.index(marked)
        span = (place, place + len(marked))
    return Excerpt(article, start, start + len(sentence), 0.8, span)


def says(sound: Answerer, *excerpts: Excerpt) -> Answerer:
    """Return an answerer that shows these excerpts, whatever the question."""
    return Says(sound, Answer("?", 0.8, list(excerpts), 0.0))


def article_of(answerer: Answerer, article_id: str) -> Article:
    """Return an article as the archive has it."""
    article = answerer.retriever.archive.article(article_id)
    assert article
    return article


def failures(outcomes: Iterable[Outcome]) -> Sequence[str | None]:
    """Return what went wrong with each question, in words."""
    return [outcome.failure and outcome.failure.value for outcome in outcomes]
