"""Which questions lean on the one before."""

import pytest

from bot.answering.understanding.follow_ups import leans_on_another, together

LEANING = (
    "And when was that?",
    "when?",
    "Why?",
    "and where exactly?",
    "What happened then?",
    "What did he say?",
    "How long did it take?",
    "What about Ben?",
    "And the captain?",
    "But why did they leave?",
    "Und wann war das?",
    "¿Y cuándo fue eso?",
    "Et pourquoi ?",
    "In what year?",
)
STANDING = (
    "Who cut the ribbon?",
    "What did Ada Lind say about it?",
    "Did Brandt say that the harbour opens in May?",
    "harbour",
    "When does the ferry to Oster sail?",
    "Is it true that the harbour opened late in 2022?",
    "Android updates",
    "Orient Express crash",
    "",
    "?!",
)


@pytest.mark.parametrize("question", LEANING)
def test_a_question_that_names_nothing_leans_on_the_one_before(question: str) -> None:
    """Pronouns, conjunctions and bare question words say nothing to search for."""
    assert leans_on_another(question)


@pytest.mark.parametrize("question", STANDING)
def test_a_question_that_names_its_subject_stands_on_its_own(question: str) -> None:
    """A short question with a subject is not mixed with another; nor is what is no question."""
    assert not leans_on_another(question)


def test_together_they_keep_to_the_limit() -> None:
    """Both in full, or only the new one."""
    assert together("Who cut the ribbon?", "When?", max_chars=25) == "Who cut the ribbon? When?"
    assert together("Who cut the ribbon?", "When?", max_chars=24) is None
