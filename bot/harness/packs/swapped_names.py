"""Questions about what somebody did or said, put to another person of the coverage."""

from collections.abc import Iterator, Sequence

from bot.answering.showing.speakers import attributions
from bot.harness.packs.clauses import ENDS, Clause
from bot.harness.packs.ground import Ground, Story, interleaved
from bot.harness.packs.schema import Kind, unanswerable
from bot.harness.schema import Fixture
from embeddings.lexical.terms import terms

MIN_QUOTED_WORDS, MAX_QUOTED_WORDS = 4, 9
MIN_QUOTED_TERMS = 2
_NOT_OVER = ("is", "are", "has", "have", "will", "would", "can", "should", "must", "might")
"""Verbs that nobody asks "when" with."""
MOST_TRIED = 12
"""After so many names that the coverage may tell the same of, a sentence is given up."""


def swapped_names(ground: Ground) -> Iterator[Fixture]:
    """Yield questions whose presupposition is false: when somebody did what another did."""
    did = (
        _did(ground, story, clause)
        for story, clause in ground.clauses
        if clause.person and not clause.has_loose_date
    )
    said = (_said(ground, *one) for one in _statements(ground))
    for fixture in interleaved([list(did), list(said)]):
        if fixture:
            yield fixture


def _did(ground: Ground, story: Story, clause: Clause) -> Fixture | None:
    other = _somebody_else(ground, story, clause.claim, clause.said_text)
    if other is None:
        return None
    asks = "Why" if clause.is_dated or clause.verb in _NOT_OVER else "When"
    question = f"{asks} was it that {other} {clause.said_text}?"
    return _fixture(question, other, story)


def _said(ground: Ground, story: Story, name: str, words: str) -> Fixture | None:
    other = _somebody_else(ground, story, f"{name} {words}", words)
    return _fixture(f"When did {other} say “{words}”?", other, story) if other else None


def _fixture(question: str, other: str, story: Story) -> Fixture:
    note = f"the coverage says this of somebody else, not of {other}"
    return unanswerable(Kind.SWAPPED_NAMES, question, note, near=(story.article.id,))


def _statements(ground: Ground) -> Iterator[tuple[Story, str, str]]:
    """Yield who said which words, the first statement of each story, then the second."""
    return interleaved(
        [
            (story, " ".join(text[slice(*one.name)].split()), words)
            for text in [story.article.text]
            for one in attributions(story.article, 0, len(text))
            if one.quotation in story.quotations
            and (words := _opening(text[one.quotation[0] + 1 : one.quotation[1] - 1]))
        ]
        for story in ground.stories
        if story.is_english
    )


def _opening(quoted: str) -> str:
    """Return the first words of a quotation, up to a sign; nothing where they are too few."""
    words: list[str] = []
    for word in quoted.split()[:MAX_QUOTED_WORDS]:
        words.append(word)
        if word[-1] in ENDS:
            break
    opening = " ".join(words).rstrip(ENDS + " &")
    known = len(words) >= MIN_QUOTED_WORDS and len(terms(opening)) >= MIN_QUOTED_TERMS
    return opening if known and opening in quoted else ""


def _somebody_else(ground: Ground, story: Story, claim: str, said: str) -> str | None:
    """Return a person whom the coverage surely does not tell the same of."""
    for name in _others(ground, story, claim)[:MOST_TRIED]:
        if not ground.is_told_beside(name.split()[-1], said):
            return name
    return None


def _others(ground: Ground, story: Story, claim: str) -> Sequence[str]:
    """Return the persons that the article does not name, in an order of the claim's own."""
    strangers = [name for name in ground.people if name.split()[-1] not in story.article.text]
    return sorted(strangers, key=lambda name: ground.draw(f"{claim}:{name}"))
