"""Every fixed word the bot says, in the terminal and on Discord; quotes are never among them."""

from bot.answering.schema import RefusalReason

REFUSALS = {
    RefusalReason.QUESTION_EMPTY: "There is no question yet. Ask one in a sentence.",
    RefusalReason.QUESTION_TOO_LONG: (
        "That question is too long. Ask it in at most {max_question_chars} characters."
    ),
    RefusalReason.QUESTION_NOT_UNDERSTOOD: (
        "That question names nothing to look for. Ask about a person, a place or an event."
    ),
    RefusalReason.INDEX_EMPTY: "There is no coverage here yet, so there is nothing to quote.",
    RefusalReason.NOTHING_RELEVANT: "The coverage does not answer this.",
}
NEAREST = "Nearest headlines"


def refusal(reason: RefusalReason, *, max_question_chars: int) -> str:
    """Return the sentence for a refusal."""
    return REFUSALS[reason].format(max_question_chars=max_question_chars)
