"""What `/privacy` says: what is kept of a server, what never is, and how it goes."""

from bot.languages import Plural

PRIVACY_TITLE = "What the bot keeps"
KEPT_NEVER = "Questions are answered and forgotten: neither they nor who asked them are stored."
KEPT_NO_WORDS = "Questions are answered and forgotten: their words are not stored."
KEPT_NOBODY = "Who asked is never stored."
KEPT_COUNTS = "How often an answer was found helpful or reported is counted, without names."
KEPT_FOR = "All of this goes after {days} days."
KEPT_IDS = (
    "So that an edited or deleted question takes its answer along, the numbers of both messages "
    "and of their channel are remembered for {days} days. They say nothing of who asked."
)
KEPT_IDS_OF_DMS = (
    "So that an edited or deleted question takes its answer along, the numbers of both messages "
    "and of their channel are remembered for {days} days. A channel of direct messages is one "
    "person's alone, so its number leads to whoever asked."
)
KEPT_CHOICES = "What those who manage this server chose in /settings stays until they change it."
COLLECTS_HERE = (
    "This server collects: the words of questions that had no answer, or none of use, and of "
    "reports are kept, without mentions, addresses and numbers as far as they can be told."
)
COLLECTS_NOT_HERE = "This server does not collect the words of questions or reports."
KEPT_OF_DMS = "Of direct messages nothing but these counts and the numbers below is kept."
KEPT_NOW = "Kept of this server now"
NOTHING_KEPT = "nothing"
FOUND_HELPFUL = Plural("{count} answer found helpful", "{count} answers found helpful")
FOUND_NOT_HELPFUL = Plural("{count} answer found unhelpful", "{count} answers found unhelpful")
KEPT_REPORTS = Plural("{count} report: {kind}", "{count} reports: {kind}")
KEPT_QUESTIONS = Plural("the words of {count} question", "the words of {count} questions")
KEPT_TEXTS = Plural("the words of {count} report", "the words of {count} reports")
KEPT_SINCE = "the oldest of {day}"
EXPORTED_BY = (
    "Whoever runs the bot can make drafts of test questions of them: "
    "pullquote fixtures draft --from feedback"
)
ERASE = "Delete all of it"
ERASE_SURE = (
    "Really delete all counts and words that are kept of this server? They cannot be had back."
)
ERASE_NOW = "Delete it for good"
ERASE_NOT = "Keep it"
ERASED = Plural("Deleted: {count} entry.", "Deleted: {count} entries.")
ERASE_NOT_ALLOWED = "Only those who may manage this server can delete what is kept of it."
