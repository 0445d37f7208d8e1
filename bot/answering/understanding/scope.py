"""What the place allows where a question is asked: its outlets, its zone, how much is shown."""

from dataclasses import dataclass
from datetime import tzinfo


@dataclass(frozen=True, slots=True)
class Scope:
    """The bounds of one place; what is not given is as the owner's settings have it.

    `outlets` are all that may be searched there. `page`, from 0, counts what was shown before:
    page 1 holds the excerpts that come after those of page 0.
    """

    outlets: tuple[str, ...] = ()
    max_excerpts: int | None = None
    zone: tzinfo | None = None
    page: int = 0


EVERYWHERE = Scope()
