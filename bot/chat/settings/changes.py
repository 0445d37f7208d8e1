"""What a press in the settings changes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b

from bot import wording
from bot.chat.settings.fields import FIELDS, LISTENING, OPEN
from bot.chat.settings.spot import Act, Press
from bot.kept.keeping import Kept
from bot.languages import say
from bot.servers.schema import MAX_OUTLETS, Choices, Listening, Server

_OF_SERVER = {Act.REPORTS, Act.COLLECT, Act.DIGEST}
_ON = "on"


def apply(kept: Kept, guild_id: int, press: Press, outlets: Sequence[str]) -> None:
    """Keep what a press chooses; `outlets` are those of the coverage.

    The same press twice changes nothing more.
    """
    if press.act == Act.COLLECT:
        kept.feedback.set_collects(guild_id, _ON in press.values)
    elif press.act in _OF_SERVER:
        kept.choices.change_server(guild_id, lambda held: served(press, held))
    else:
        channel_id = press.spot.channel_id
        kept.choices.change(guild_id, channel_id, lambda held: chosen(press, held, outlets))


def refused(press: Press, *, hears_questions: bool) -> str:
    """Return why a press changes nothing, in the language in force; nothing where it does."""
    asks = press.act == LISTENING.name and press.values == (Listening.QUESTIONS.value,)
    return say(wording.NEEDS_INTENT) if asks and not hears_questions else ""


def served(press: Press, server: Server) -> Server:
    """Return what a server chose for itself alone after a press."""
    if press.act == Act.REPORTS:
        return replace(server, report_channel=int(press.values[0]) if press.values else None)
    return replace(server, digest=_ON in press.values)


def chosen(press: Press, held: Choices, outlets: Sequence[str]) -> Choices:
    """Return the choices after a press; those of before where it chooses nothing known."""
    choice, value = FIELDS.get(press.act), next(iter(press.values), "")
    if press.act == Act.RESET:
        return Choices()
    if press.act == Act.NO_ZONE:
        return replace(held, zone=None)
    if press.act == Act.ANY_OUTLET:
        return replace(held, outlets=None)
    if press.act == Act.OUTLETS:
        known = (*(held.outlets or ()), *outlets)
        return replace(held, outlets=_outlets(press, known))
    if choice is None or value not in {OPEN, *choice.values}:
        return held
    return replace(held, **{choice.name: choice.values.get(value)})  # type: ignore[arg-type]  # its own kind


def _outlets(press: Press, known: Iterable[str]) -> tuple[str, ...] | None:
    """Return the outlets chosen; with none a channel has all, and a server has chosen nothing."""
    picked = set(press.values)
    named = [name for name in dict.fromkeys(known) if outlet_key(name) in picked]
    return tuple(named[:MAX_OUTLETS]) or (() if press.spot.channel_id else None)


def offered_outlets(outlets: Sequence[str], held: Sequence[str]) -> dict[str, str]:
    """Return the outlets to choose from by their keys: those chosen, then the largest."""
    offered = list(dict.fromkeys([*held, *outlets]))[:MAX_OUTLETS]
    return {outlet_key(name): name for name in offered}


def outlet_key(name: str) -> str:
    """Return what a menu knows an outlet by, however long its name is."""
    return blake2b(name.encode(), digest_size=12).hexdigest()
