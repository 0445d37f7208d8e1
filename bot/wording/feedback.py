"""What is said around an answer: its buttons, sharing it, judging it and reporting it."""

from bot.languages import Plural

MORE_SOURCES = "More sources"
PREVIOUS_SOURCES = "Previous sources"
COPY = "Copy exact text"
SHARE = "Share"
HELPFUL = "Helpful"
NOT_HELPFUL = "Not helpful"
REPORT = "Report"
PREVIOUS_PARAGRAPH = "Previous paragraph"
NEXT_PARAGRAPH = "Next paragraph"

EXACT_TEXT = "The exact text, to copy"
MISSING_TAKEN_DOWN = Plural(
    "{count} quote of this answer is missing here: its article was taken down.",
    "{count} quotes of this answer are missing here: their articles were taken down.",
)
MISSING_GONE = Plural(
    "{count} quote of this answer is missing here: its article is not in the archive any more.",
    "{count} quotes of this answer are missing here: their articles are not in the archive any "
    "more.",
)
CHANGED_SINCE = "The article has changed since. This is how it read."
NO_LONGER_ASKED = "The question of this answer cannot be read any more. Please ask it again."
NOT_TAKEN = "Discord did not take the quotes here. Read them at the source"

SHARED_BY = "Shared by {person}"
SHARED = "Shared with everyone here: {link}"
NOTHING_TO_SHARE = "This message has no quote to share."
MAY_NOT_SHARE = "You may not write in this channel, so nothing was shared."
NOT_USED_HERE = "The bot is not used in this channel any more, so nothing was shared."
ONLY_PRIVATE = (
    "Apps may only answer in private here, so nothing was shared. Those who manage the server can "
    "allow Use External Apps."
)
CHANGED_NOT_SHARED = (
    "Quoted sentences were changed or removed since, so nothing was shared. Read at the source "
    "what stands there now"
)
NOT_SHARED = "That could not be shared here. Your answer still stands above."

THANKS = "Thank you. That was counted, without your name."
SAID_ALREADY = "You have said so already. Thank you."
NOT_NOTED = "That could not be noted just now. Please try again later."

REPORT_TITLE = "Report this answer"
REPORT_KIND = "What is wrong with it?"
REPORT_KINDS = {
    "wrong_source": "Wrong source",
    "outdated": "Outdated",
    "off_topic": "Off topic",
    "misleading": "Misleading out of context",
}
"""What somebody finds wrong, by the values of `ReportKind`."""
REPORT_TEXT = "What should we know?"
REPORT_TEXT_HINT = "Those who look after this bot here will read it; your name is not added."
REPORT_TEXT_HINT_OWNER = "Whoever owns this bot will read it; your name is not added."
REPORT_THANKS = "Thank you. Your report has been passed on, without your name."
REPORT_COUNTED = "Thank you. Your report was counted, without your name."
REPORTED = "An answer was reported"
REPORTED_ANSWER = "The answer: {link}"
REPORTED_PRIVATE = "One person alone can see the answer."
REPORTED_QUOTES = "It quotes"
REPORTED_WORDS = "What was said"
