"""The nouns of a server's choices: what a channel is used for, and how it is answered there."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.answering.understanding.scope import Scope
from bot.languages import Language

MOST_EXCERPTS = 5
MAX_OUTLETS = 25
"""What a select menu holds (Discord API documentation, select menus)."""


class Listening(StrEnum):
    """Which messages of a channel are answered; commands are another matter."""

    NOTHING = "nothing"
    MENTIONS = "mentions"
    QUESTIONS = "questions"


class Delivery(StrEnum):
    """Where the answer to a message goes."""

    REPLY = "reply"
    THREAD = "thread"
    BUTTON = "button"
    """A reply that only the one who asked can open: messages cannot be answered in private."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a server chose for all its channels, or a channel for itself; None leaves it open.

    `commands` says whether commands may be used there. `outlets` are all that is searched there;
    empty means every outlet. `zone` is an IANA name.
    """

    commands: bool | None = None
    listening: Listening | None = None
    delivery: Delivery | None = None
    outlets: tuple[str, ...] | None = None
    max_excerpts: int | None = None
    zone: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What holds in one channel: its own choices before the server's before the defaults.

    `zone` and `language` are None where nobody chose: the owner's settings and the reader's own
    language then count.
    """

    commands: bool = True
    listening: Listening = Listening.MENTIONS
    delivery: Delivery = Delivery.REPLY
    outlets: tuple[str, ...] = ()
    max_excerpts: int | None = None
    zone: str | None = None
    language: Language | None = None

    @property
    def is_off(self) -> bool:
        """Whether nothing is answered there, neither messages nor commands."""
        return not self.commands and self.listening is Listening.NOTHING

    def scope(self, page: int = 0) -> Scope:
        """Return what bounds an answer there."""
        zone = ZoneInfo(self.zone) if self.zone else None
        return Scope(self.outlets, self.max_excerpts, zone, page)


ANYWHERE = Place()


@dataclass(frozen=True, slots=True)
class Server:
    """What a server chose for itself alone: where reports go, and the weekly digest."""

    report_channel: int | None = None
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that answers a question, so that it can follow the question's changes."""

    channel_id: int
    question_id: int
    answer_id: int
