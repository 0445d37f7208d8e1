"""What comes of what is typed into a form of the settings: a change, or what to say instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot import wording
from bot.chat.settings.zones import near_zones, zone_named
from bot.chat.source_line import shortened
from bot.chat.wire import escape
from bot.languages import say
from bot.servers.schema import MAX_OUTLETS, Choices
from embeddings.filters import is_among

MAX_TYPED_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """A change of the choices, or without one a `note`; `outlets` are those it may have meant."""

    change: Callable[[Choices], Choices] | None = None
    note: str = ""
    outlets: Sequence[str] = ()


def typed_zone(typed: str) -> Typed:
    """Return what comes of a time zone: it is chosen, or those near it are said."""
    zone = zone_named(typed)
    if zone is not None:
        return Typed(lambda held: replace(held, zone=zone))
    near, name = ", ".join(map(escape, near_zones(typed))), _shown(typed)
    if near:
        return Typed(note=say(wording.ZONE_NEAR, name=name, near=near))
    return Typed(note=say(wording.ZONE_UNKNOWN, name=name))


def typed_outlet(typed: str, held: Choices, holding: Sequence[str]) -> Typed:
    """Return what comes of an outlet's name: the only one that it fits is chosen beside others.

    `holding` are the outlets whose names hold what was typed, the largest first.
    """
    chosen = held.outlets or ()
    if len(chosen) >= MAX_OUTLETS:
        return Typed(note=say(wording.OUTLETS_FULL, count=MAX_OUTLETS))
    if not holding or not typed.strip():
        return Typed(note=say(wording.OUTLET_UNKNOWN, name=_shown(typed)))
    named = [one for one in holding if is_among(one, [typed])]
    if len(named or holding) == 1:
        (outlet,) = named or holding
        return Typed(lambda before: _with(before, outlet))
    return Typed(note=say(wording.OUTLETS_FOUND, name=_shown(typed)), outlets=named or holding)


def _with(held: Choices, outlet: str) -> Choices:
    chosen = tuple(dict.fromkeys([*(held.outlets or ()), outlet]))
    return replace(held, outlets=chosen[:MAX_OUTLETS])


def _shown(typed: str) -> str:
    return escape(shortened(" ".join(typed.split()), MAX_TYPED_SHOWN))
