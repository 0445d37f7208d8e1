"""Plain questions that the coverage does answer, for kinds that dress them up or date them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.harness.packs.clauses import Clause
from bot.harness.packs.ground import Ground, Story, interleaved
from embeddings.lexical.terms import plain_words, terms

ASKED_WORDS, ANSWERING_WORDS = 8, 4
MIN_TERMS = 4
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class PlainQuestion:
    """A question with the words, as printed, that answer it and the articles that print them."""

    question: str
    words: str
    articles: tuple[str, ...]


def plain_questions(ground: Ground) -> Iterator[PlainQuestion]:
    """Yield questions made of clauses; of articles in other languages the words themselves.

    Left out is what another article may tell in other words.
    """
    wordings = interleaved(
        [(story, asked, words) for asked, words in _beginnings(story)]
        for story in ground.stories
        if not story.is_english
    )
    asked = [
        (story, one.asked, one.answer) for story, one in ground.clauses if not one.has_loose_date
    ]
    for story, question, words in [*asked, *wordings]:
        articles = ground.printing(words, story)
        if not ground.is_told_elsewhere(question, articles):
            yield PlainQuestion(question, words, articles)


def sole_clauses(ground: Ground) -> Iterator[tuple[Story, Clause]]:
    """Yield the clauses that one article alone makes, in these words or in others."""
    for story, clause in ground.clauses:
        own = [story.article.id]
        if not (clause.has_loose_date or ground.is_told_elsewhere(clause.claim, own)):
            yield story, clause


def _beginnings(story: Story) -> Iterator[tuple[str, str]]:
    """Yield the first words of each long sentence, and the few that come next."""
    text = story.article.text
    for sentence in story.sentences:
        spans = [one.span() for one in _WORD.finditer(text, sentence.start, sentence.end)]
        if len(spans) <= ASKED_WORDS + ANSWERING_WORDS:
            continue
        asked = text[spans[0][0] : spans[ASKED_WORDS - 1][1]]
        words = text[spans[ASKED_WORDS][0] : spans[ASKED_WORDS + ANSWERING_WORDS - 1][1]]
        clear = "\n" not in asked + words and len(plain_words(words)) == ANSWERING_WORDS
        if clear and len(set(terms(asked))) >= MIN_TERMS:
            yield asked, words
