"""Questions that deny what the coverage says: the sentence that says it is the right answer.

A bot that only quotes can neither agree nor contradict. Whoever asks whether somebody did *not* do
something is answered by the very words that say they did; to refuse would leave them misled.
"""

from collections.abc import Iterator

from bot.harness.packs.clauses import Clause
from bot.harness.packs.ground import Ground
from bot.harness.packs.plain_questions import sole_clauses
from bot.harness.packs.schema import Kind, answerable
from bot.harness.packs.verbs import AUXILIARIES
from bot.harness.schema import Fixture

_PERFECT = ("has", "have", "had")
NOTE = "the coverage says the opposite: its own words are the answer"


def negated_claims(ground: Ground) -> Iterator[Fixture]:
    """Yield the claims that one article makes, denied."""
    for story, clause in sole_clauses(ground):
        articles = ground.printing(clause.answer, story)
        question = f"Is it {_denied(clause)}?"
        yield answerable(
            Kind.NEGATED_CLAIMS, question, NOTE, articles=articles, words=clause.answer
        )


def _denied(clause: Clause) -> str:
    """Return the clause with "not" behind its auxiliary or else, of a person, in a cleft."""
    if _takes_not(clause):
        rest = clause.said_text.removeprefix(clause.verb)
        return f"true that {clause.subject_text} {clause.verb} not{rest}"
    if clause.person:
        return f"true that it was not {clause.subject_text} who {clause.said_text}"
    return f"false that {clause.claim}"


def _takes_not(clause: Clause) -> bool:
    """Say whether "not" can follow the verb: "has not launched", but not "has not two wheels"."""
    words = clause.said_text.split()
    perfect = clause.verb in _PERFECT and any(word.endswith("ed") for word in words[1:3])
    return clause.verb in AUXILIARIES or perfect
