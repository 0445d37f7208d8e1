"""A server's choices as they stand in `bot.db`, perhaps put there by another release."""

import json
import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.languages import Language
from bot.servers.schema import Choices, Delivery, Listening

logger = logging.getLogger(__name__)

_Kind = TypeVar("_Kind", bound=StrEnum)
_Type = TypeVar("_Type")


def choices_from(text: str, guild_id: int) -> Choices:
    """Return choices from their JSON; a value that this release does not know is left open."""
    stored = _stored(text, guild_id)
    return Choices(
        commands=_of(bool, stored.get("commands")),
        listening=_known(Listening, stored.get("listening")),
        delivery=_known(Delivery, stored.get("delivery")),
        outlets=_names_in(stored.get("outlets")),
        max_excerpts=_most(stored.get("max_excerpts")),
        zone=_zone(stored.get("zone")),
        language=_known(Language, stored.get("language")),
    )


def _stored(text: str, guild_id: int) -> Mapping[str, Any]:
    """Return what JSON holds; choices that cannot be read are open, and cost no other server."""
    try:
        stored = json.loads(text)
    except ValueError:
        stored = None
    if isinstance(stored, dict):
        return stored
    logger.warning("Choices of the server %s cannot be read: choose them anew.", guild_id)
    return {}


def _known(kind: type[_Kind], value: object) -> _Kind | None:
    return next((member for member in kind if member.value == value), None)


def _of(kind: type[_Type], value: object) -> _Type | None:
    return value if isinstance(value, kind) else None


def _names_in(value: object) -> tuple[str, ...] | None:
    names = _of(list, value)
    if names is None or not all(isinstance(name, str) for name in names):
        return None
    return tuple(names)


def _most(value: object) -> int | None:
    count = None if isinstance(value, bool) else _of(int, value)
    return count if count and count > 0 else None


def _zone(value: object) -> str | None:
    """Return a zone's name where this machine knows it: its time zones may be older ones."""
    name = _of(str, value)
    try:
        return ZoneInfo(name).key if name else None
    except (LookupError, ValueError, OSError):
        return None
