"""What comes of a press: which messages are new or changed, where, and what they say."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from discord_reader import displays, quote_of
from every_button import Control, Shows
from every_place import Visit

_EPHEMERAL = 64
"""The flag of a message that one person sees (Discord API documentation, message flags)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message as Discord has it."""

    channel_id: int
    is_private: bool
    is_plain: bool
    texts: tuple[str, ...]
    whole: str


Messages = dict[int, Standing]


def messages(env: Any) -> Messages:
    """Return every message of a simulated Discord, by its id."""
    return {
        one.id: _standing(one) for held in env.backend.messages.values() for one in held.values()
    }


def _standing(message: Any) -> Standing:
    texts = [*displays(message.components), *(one["description"] for one in message.embeds)]
    whole = json.dumps([message.content, message.components, message.embeds])
    is_private, is_plain = bool(message.flags & _EPHEMERAL), bool(message.embeds)
    return Standing(message.channel_id, is_private, is_plain, tuple(texts), whole)


@dataclass(frozen=True, slots=True)
class Came:
    """The messages that are new and those that were changed, by their ids."""

    new: Messages
    changed: Messages

    @classmethod
    def since(cls, before: Messages, env: Any) -> "Came":
        """Return what came since `before`."""
        now = messages(env)
        new = {key: one for key, one in now.items() if key not in before}
        changed = {key: one for key, one in now.items() if before.get(key, one).whole != one.whole}
        return cls(new, changed)

    @property
    def texts(self) -> list[str]:
        """What all of them say."""
        return [text for one in [*self.new.values(), *self.changed.values()] for text in one.texts]


def check(visit: Visit, control: Control, begun: Any, result: Any, came: Came) -> None:
    """Hold what came of a press to what should: the right kind of message in the right place."""
    told = {key: one for key, one in came.new.items() if one.channel_id == visit.desk.id}
    new = {key: one for key, one in came.new.items() if key not in told}
    assert len(told) == (control.tells and visit.in_server)
    assert {one.channel_id for one in new.values()} <= {visit.channel.id}
    assert result.acknowledged
    if control.shows is Shows.A_FORM:
        assert (result.modal["title"], new, came.changed) == (control.says, {}, {})
        return
    is_public, stays = control.shows is Shows.TO_EVERYONE, control.shows is Shows.PRIVATELY
    assert [one.is_private for one in came.changed.values()] == ([] if stays else [True])
    assert set(came.changed) <= {getattr(begun, "id", None) or next(iter(came.changed), None)}
    wanted = [] if control.shows is Shows.IN_PLACE else [not is_public]
    assert [one.is_private for one in new.values()] == wanted
    assert any(control.says in text for text in came.texts), came.texts


def unprinted(texts: Iterable[str], articles: Collection[str]) -> list[str]:
    """Return the quotes among texts whose words, as a reader sees them, no article prints so."""
    read = {text: quote_of(text) for text in texts}
    return [
        text
        for text, quote in read.items()
        if quote
        and (set(quote.effects) - {"bold"} or not any(quote.shown in one for one in articles))
    ]
