"""A small Discord on this machine: a real gateway and the routes that answering messages takes.

The bot connects to it as it does to Discord, so that many may ask at once, over sockets, while it
beats in time.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from sys import intern
from typing import Any, Self

import discord.http
from aiohttp import WSMsgType, web

BOT_ID = 1_000
_FIRST_ID = 1 << 60
_NOW = "2026-01-01T00:00:00+00:00"
_SHORT_BODY = 1 << 24
Json = dict[str, Any]  # what Discord sends and takes is its own documentation's business
_GENEROUS = {
    "X-Ratelimit-Limit": "100000",
    "X-Ratelimit-Remaining": "99999",
    "X-Ratelimit-Reset-After": "0.001",
    "X-Ratelimit-Bucket": "all",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the bot, and when it came in seconds of the event loop."""

    text: str
    at: float


@dataclass(slots=True)
class Discord:
    """Servers with one channel each; `replies` are the bot's, by the message they answer.

    `signs` are the channels where it showed that it is writing, oldest first.
    """

    servers: int = 1
    heartbeat_seconds: float = 1.0
    beats: list[float] = field(default_factory=list)
    replies: dict[int, list[Said]] = field(default_factory=lambda: defaultdict(list))
    signs: list[int] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: count(_FIRST_ID))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _awaited: dict[int, asyncio.Future[None]] = field(default_factory=dict)
    _socket: web.WebSocketResponse | None = None
    _runner: web.AppRunner | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=_SHORT_BODY)
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/{path:.*}", self._request)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop that it runs in, for other threads."""
        assert self._loop
        return self._loop

    @contextmanager
    def in_place_of_the_real_one(self) -> Iterator[None]:
        """Let the clients made meanwhile speak to this Discord: discord.py knows one address."""
        real = discord.http.Route.BASE
        discord.http.Route.BASE = f"http://127.0.0.1:{self._port}/api"
        try:
            yield
        finally:
            discord.http.Route.BASE = real

    async def ask(self, person: int, question: str, *, times: int = 1) -> int:
        """Let a person mention the bot, delivered so many `times`; return the message's id."""
        message = self._message(_server_of(person, self.servers), _user(person))
        message |= {"content": f"<@{BOT_ID}> {question}", "mentions": [_user(BOT_ID)]}
        message["member"] = _member()
        message["guild_id"] = str(_server_of(person, self.servers))
        for _ in range(times):
            await self._dispatch("MESSAGE_CREATE", message)
        return int(message["id"])

    async def reply_to(self, message_id: int) -> Said:
        """Return the first reply to a message, once it is there."""
        if not self.replies.get(message_id):
            waited = self._awaited.setdefault(message_id, asyncio.Future())
            await waited
            self._awaited.pop(message_id, None)
        return self.replies[message_id][0]

    def worst_lateness(self) -> float:
        """Return by how many seconds the latest heartbeat came later than it was due."""
        gaps = [after - before for before, after in zip(self.beats, self.beats[1:], strict=False)]
        return max(0.0, *(gap - self.heartbeat_seconds for gap in gaps)) if gaps else 0.0

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        self._socket = socket = web.WebSocketResponse(max_msg_size=_SHORT_BODY)
        await socket.prepare(request)
        await socket.send_json(
            {"op": 10, "d": {"heartbeat_interval": self.heartbeat_seconds * 1000}}
        )
        async for received in socket:
            if received.type is WSMsgType.TEXT:
                await self._heard(received.json())
        return socket

    async def _heard(self, payload: Json) -> None:
        if payload["op"] == 1:
            self.beats.append(self.loop.time())
            assert self._socket
            await self._socket.send_json({"op": 11})
        elif payload["op"] == 2:
            await self._begin()

    async def _begin(self) -> None:
        guilds = range(1, self.servers + 1)
        ready = {
            "v": 10,
            "user": _user(BOT_ID),
            "guilds": [{"id": str(one), "unavailable": True} for one in guilds],
            "session_id": "session",
            "resume_gateway_url": f"ws://127.0.0.1:{self._port}/gateway/",
            "application": {"id": str(BOT_ID), "flags": 0},
            "shard": [0, 1],
        }
        await self._dispatch("READY", ready)
        for one in guilds:
            await self._dispatch("GUILD_CREATE", _guild(one))

    async def _dispatch(self, event: str, about: Json) -> None:
        assert self._socket
        number = next(self._numbers)
        await self._socket.send_json({"op": 0, "t": event, "s": number, "d": about})

    async def _request(self, request: web.Request) -> web.Response:
        path, body = request.match_info["path"], await request.read()
        given = await request.json() if body else None
        said = json.dumps(self._answered(request.method, path, given)).encode()
        return web.Response(body=said, headers=_GENEROUS, content_type="application/json")

    def _answered(self, method: str, path: str, given: Any) -> Any:
        match method, path.split("/"):
            case "GET", ["users", "@me"]:
                return _user(BOT_ID)
            case "GET", ["oauth2", "applications", "@me"]:
                return _application()
            case "GET", ["gateway", "bot"]:
                return self._address()
            case "PUT", ["applications", _, "commands"]:
                return [_command(number, one) for number, one in enumerate(given)]
            case "POST", ["channels", channel_id, "typing"]:
                self.signs.append(int(channel_id))
                return {}
            case "POST", ["channels", channel_id, "messages"]:
                return self._posted(int(channel_id), given)
        raise NotImplementedError(f"{method} {path}: add it to LoopbackDiscord's routes")

    def _posted(self, channel_id: int, given: Json) -> Json:
        replied_to = int(given["message_reference"]["message_id"])
        text = intern("\n".join(_texts(given["components"])))  # the same few, ten thousand times
        said = Said(text, self.loop.time())
        self.replies[replied_to].append(said)
        waited = self._awaited.get(replied_to)
        if waited and not waited.done():
            waited.set_result(None)
        return self._message(channel_id, _user(BOT_ID)) | {"flags": given.get("flags", 0)}

    def _message(self, channel_id: int, author: Json) -> Json:
        nothing: Json = {"attachments": [], "embeds": [], "components": [], "mentions": []}
        return nothing | {
            "id": str(next(self._ids)),
            "channel_id": str(channel_id),
            "author": author,
            "content": "",
            "timestamp": _NOW,
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mention_roles": [],
            "pinned": False,
            "type": 0,
        }

    def _address(self) -> Json:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        url = f"ws://127.0.0.1:{self._port}/gateway/"
        return {"url": url, "shards": 1, "session_start_limit": limit}


def _server_of(person: int, servers: int) -> int:
    """Return the server of a person; its only channel and its first role have its id."""
    return person % servers + 1


def _user(number: int) -> Json:
    return {
        "id": str(number),
        "username": f"user{number}",
        "discriminator": "0",
        "avatar": None,
        "bot": number == BOT_ID,
    }


def _member() -> Json:
    return {"roles": [], "joined_at": _NOW, "deaf": False, "mute": False, "flags": 0}


def _guild(number: int) -> Json:
    name = str(number)
    administrator = {"id": name, "name": "@everyone", "permissions": "8", "position": 0}
    role = administrator | {"color": 0, "hoist": False, "managed": False, "mentionable": False}
    channel = {"id": name, "type": 0, "name": "questions", "position": 0}
    return {
        "id": name,
        "name": f"Newsroom {number}",
        "owner_id": "1",
        "roles": [role],
        "channels": [channel | {"permission_overwrites": []}],
        "members": [_member() | {"user": _user(BOT_ID)}],
        "member_count": 2,
    }


def _application() -> Json:
    return {
        "id": str(BOT_ID),
        "name": "Pullquote",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "",
        "flags": 0,
        "team": None,
        "owner": _user(1),
    }


def _command(number: int, given: Json) -> Json:
    known = {"id": str(number + 1), "application_id": str(BOT_ID), "version": "1"}
    return {"description": ""} | given | known


def _texts(parts: Sequence[Json]) -> Iterator[str]:
    for part in parts:
        if part["type"] == 10:
            yield part["content"]
        yield from _texts(part.get("components", ()))
