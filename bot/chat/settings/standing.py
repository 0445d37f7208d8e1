"""What holds at a spot of the settings, and who chose it: the channel, the server or nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import wording
from bot.chat.settings.spot import Spot
from bot.languages import say
from bot.servers.schema import Choices, Place, Server
from bot.servers.store import ServerStore


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server and a channel chose; `above` is what a thread's channel did."""

    place: Place
    own: Choices
    server: Choices
    above: Choices
    is_channel: bool = False

    def origin(self, name: str) -> str:
        """Return where a choice comes from, in the language in force."""
        if self.is_channel and getattr(self.own, name) is not None:
            return say(wording.FROM_CHANNEL)
        if self.is_channel and getattr(self.above, name) is not None:
            return say(wording.FROM_PARENT)
        if getattr(self.server, name) is not None:
            return say(wording.FROM_SERVER)
        return say(wording.FROM_DEFAULT)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the settings show beside the choices of a spot.

    `outlets` are those of the coverage, the one with the most articles first; `lacks` is what the
    bot lacks there. `excerpts` and `zone` hold where nobody chose. `found` are the outlets to
    choose from where somebody looked for one.
    """

    server: Server
    collects: bool
    channels: Sequence[int]
    outlets: Sequence[str]
    excerpts: int
    zone: str
    hears_questions: bool
    lacks: Sequence[str] = field(default=())
    note: str = ""
    found: Sequence[str] = ()


def standing(store: ServerStore, guild_id: int, spot: Spot, parent_id: int | None) -> Standing:
    """Return what holds at a spot; `parent_id` is the channel of a thread."""
    server = store.choices(guild_id)
    place = store.place(guild_id, spot.channel_id, parent_id)
    if spot.channel_id is None:
        return Standing(place, server, server, Choices())
    own = store.choices(guild_id, spot.channel_id)
    above = store.choices(guild_id, parent_id) if parent_id else Choices()
    return Standing(place, own, server, above, is_channel=True)
