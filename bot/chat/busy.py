"""What is said to those who have to wait."""

from bot import wording
from bot.chat.fair_use import Busy, BusyError
from bot.languages import say

_SENTENCES = {
    Busy.ASKED_ALREADY: wording.BUSY_ASKED_ALREADY,
    Busy.PERSON: wording.BUSY_PERSON,
    Busy.SERVER: wording.BUSY_SERVER,
    Busy.QUEUE_FULL: wording.BUSY_QUEUE_FULL,
    Busy.PRESSES: wording.BUSY_PRESSES,
}


def busy_sentence(busy: BusyError) -> str:
    """Return what is said to one who has to wait."""
    return say(_SENTENCES[busy.why], seconds=busy.seconds)
