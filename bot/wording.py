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
ASKED = "Asked"
NEAREST = "Nearest headlines"
QUOTED_WORD_FOR_WORD = "Quoted word for word"
MATCH = "match {percent} %"
UNDATED = "undated"
UPDATED_ON = "updated {moment}"
UPDATED_SINCE = "The article was updated after this quote was posted."
SOURCE_LINE_SEPARATOR = " · "

READ = "Read it in the article"
OPEN = "Open the article"
MORE_CONTEXT = "More context"
PREVIOUS = "Previous passage"
NEXT = "Next passage"
PASSAGE_OF = "Passage {number} of {count}"
CONTEXT = "In context"
NO_PASSAGES = "This article holds no passage that can be quoted."

NOT_PROVEN = "A quote could not be shown here exactly as printed. Read it at the source"
ARTICLE_GONE = "This article is not in the archive any more."
NO_SOURCE = "No article matches that. Try a word of its headline."
MATCHES = "Several articles match"
CANNOT_READ = "I cannot read that message. Mention me in it, or use /ask."
TROUBLE = "Something went wrong on my side, and it has been logged. Please try again later."

ASK = "Ask the coverage; the answer is quoted word for word"
ASK_QUESTION = "Your question"
ASK_VISIBILITY = "Who sees the answer"
ONLY_ME = "only me"
EVERYONE = "everyone here"
SOURCE = "Look an article up and read its passages"
SOURCE_QUERY = "A headline, author, outlet, address, date or words"


def refusal(reason: RefusalReason, *, max_question_chars: int) -> str:
    """Return the sentence for a refusal."""
    return REFUSALS[reason].format(max_question_chars=max_question_chars)


def match(score: float) -> str:
    """Return the score, 0..1, as readers see it."""
    return MATCH.format(percent=round(score * 100))
