"""A Discord that shows one person alone whatever an application answers there.

That is what a server does with an application that a user has installed, where Use External Apps
is not allowed: what was to be public comes back with the flag of an ephemeral message, and five
follow-ups are the most (Discord API documentation, receiving and responding to interactions).
simcord knows nothing of it: these routes stand before its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_EPHEMERAL = 64
_WITH_MESSAGE = (4, 5)
"""The types of an interaction's response that make a message, at once or later."""
_MOST_FOLLOW_UPS = 5
_TOO_MANY = 40094
"""Discord's JSON error code: an interaction has had its follow-ups."""

Handler = Callable[[Any], Any]


@contextmanager
def only_in_private() -> Iterator[None]:
    """Show one person alone what is answered meanwhile."""
    from simcord.http.router import _ROUTES
    from simcord.http.routes.interactions import execute_webhook, interaction_callback

    before = _ROUTES["POST"]
    callback = ["interactions", "{interaction_id}", "{token}", "callback"]
    follow_up = ["webhooks", "{webhook_id}", "{token}"]
    first = [
        (callback, _responding(interaction_callback)),
        (follow_up, _following(execute_webhook)),
    ]
    _ROUTES["POST"] = first + before
    try:
        yield
    finally:
        _ROUTES["POST"] = before


def _responding(handler: Handler) -> Handler:
    def respond(ctx: Any) -> Any:
        if ctx.json["type"] in _WITH_MESSAGE:
            ctx.json = {**ctx.json, "data": _hidden(ctx.json.get("data") or {})}
        return handler(ctx)

    return respond


def _following(handler: Handler) -> Handler:
    from simcord.backend.errors import BackendError

    def follow(ctx: Any) -> Any:
        record = ctx.backend.interaction_by_token(ctx.args["token"])
        if len(record.followup_ids) >= _MOST_FOLLOW_UPS:
            raise BackendError(400, _TOO_MANY, "Follow-ups are used up")
        ctx.json = _hidden(ctx.json)
        return handler(ctx)

    return follow


def _hidden(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "flags": int(message.get("flags") or 0) | _EPHEMERAL}
