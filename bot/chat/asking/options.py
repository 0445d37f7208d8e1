"""How the bot may be asked, as its owner sets it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.chat.fair_use import FairUseLimits


@dataclass(frozen=True, slots=True)
class AskingOptions:
    """What a person and a server may ask; `clock` gives seconds that only grow.

    `every_question` lets servers have every question answered, and takes the privileged intent
    that hands over the content of all messages.
    """

    fair_use: FairUseLimits = field(default_factory=FairUseLimits)
    every_question: bool = False
    clock: Callable[[], float] = time.monotonic


AS_USUAL = AskingOptions()
