"""The weekly digest of questions that had no answer."""

from bot.languages import Plural

DIGEST_TITLE = "Questions without an answer in the last {days} days"
DIGEST_TIMES = Plural("{question} (asked once)", "{question} (asked {count} times)")
DIGEST_MORE = "and more"
DIGEST_WHY = "Sent once a week because it is switched on in /settings."
