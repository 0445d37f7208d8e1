"""Why an answer was given, said to those who run the bot; figures stay as settings write them."""

from collections.abc import Mapping, Sequence

from bot.answering.schema import Answer, RefusalReason, Reply
from bot.languages import Plural, say
from bot.wording.sources import SOURCE_LINE_SEPARATOR

REASONS = {reason: reason.value.replace("_", " ") for reason in RefusalReason}
"""What a refusal's reason is called."""
WHY = "Why this answer"
WHY_ANSWERED = "Answered: the best score {score} reaches the threshold {threshold}."
WHY_REFUSED = "Refused ({reason}): the best score {score} is below the threshold {threshold}."
WHY_NOT_SHOWN = "Refused ({reason}): nothing that was found may be shown."
WHY_NOT_SCORED = "Refused ({reason}): no score decided that."
WHY_SEARCHED = "Searched for"
WHY_TERMS = "Terms with their weights"
WHY_WITHIN = "Within"
WHY_RERANKER = "Reranker"
WHY_NO_RERANKER = "none"
WHY_FIGURES = (
    "score {score:.2f} · reranker {logit} · fused {fused:.2f} ({by_fused}) · cosine {cosine:.2f} "
    "({by_cosine}) · bm25 {bm25:.2f} ({by_bm25}) · coverage {coverage:.2f} · article {article:.2f}"
)
WHY_PLACES = "In brackets the place among all candidates by that figure alone."
WHY_PASSAGES = "Passages, best first"
WHY_WINDOWS = "What could be shown, best first"
WHY_NOTHING = "nothing"
WHY_SHOWN = "shown"
WHY_WITHHELD = "not to be quoted"
WHY_MORE = Plural("… and {count} more", "… and {count} more")
WHY_CHANGED = (
    "The message shows something else: the coverage or the settings have changed since. This is "
    "how the question is answered now."
)
WHY_NOT_ALLOWED = "Only those who manage this server can see why an answer was given."
WHY_NOT_AN_ANSWER = "That is no answer of mine. Choose one of my answers to a question."
WHY_NO_QUESTION = (
    "I cannot find the question that this message answers: it is too long to be shown whole, or "
    "it was deleted, or I may not read it."
)


def terms(weighed: Sequence[tuple[str, float]]) -> str:
    """Return the terms of a search with their weights, on one line."""
    return SOURCE_LINE_SEPARATOR.join(f"{term} {weight:.2f}" for term, weight in weighed)


def filters(given: Mapping[str, str]) -> str:
    """Return the filters of a search on one line, by the names that they are given by."""
    return SOURCE_LINE_SEPARATOR.join(f"{name}: {value}" for name, value in given.items())


def decision(reply: Reply, threshold: float) -> str:
    """Return why a question was answered or refused, with the figures that decided."""
    reason = "" if isinstance(reply, Answer) else say(REASONS[reply.reason])
    if reply.score is None:
        return say(WHY_NOT_SCORED, reason=reason)
    if not isinstance(reply, Answer) and reply.score >= threshold:
        return say(WHY_NOT_SHOWN, reason=reason)
    said = WHY_ANSWERED if isinstance(reply, Answer) else WHY_REFUSED
    digits = 3 if f"{reply.score:.3f}" != f"{threshold:.3f}" else 9  # where three say "equal"
    score = round(reply.score, digits)
    return say(said, reason=reason, score=score, threshold=threshold)
