"""Servers' choices in `bot.db`, held in memory too: every message asks for them."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from threading import Lock

from bot.kept.database import Database
from bot.servers.schema import ANYWHERE, Answered, Choices, Listening, Place, Server
from bot.servers.stored_choices import choices_from
from bot.servers.tables import WHOLE_SERVER

FOLLOWED_FOR = timedelta(days=30)
"""How long a deleted question still takes its answer with it."""
_EPOCH_MS = 1_420_070_400_000
"""When Discord's ids begin to count milliseconds (Discord API documentation, snowflakes)."""
_ID_SHIFT = 22

_Chosen = Mapping[int, Choices]


class ServerStore:
    """One open `bot.db`; what writes, and answers, raise `KeptError` where it cannot be used.

    What servers chose is read once, when it is opened, and then from memory: the event loop may
    ask, for it never waits for the disk or for whoever writes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changing = Lock()  # so that memory changes in the order in which the file does
        with database.reading():
            self._chosen = _all_chosen(database)
            self._servers = _all_servers(database)

    def place(
        self, guild_id: int | None, channel_id: int | None, parent_id: int | None = None
    ) -> Place:
        """Return what holds in a channel; a thread without choices takes those of its parent.

        A direct message is answered as the defaults have it.
        """
        if guild_id is None:
            return ANYWHERE
        chosen = self._of_server(guild_id)
        place = ANYWHERE
        for key in (WHOLE_SERVER, parent_id, channel_id):
            if key is not None and key in chosen:
                place = _over(place, chosen[key])
        return place

    def choices(self, guild_id: int, channel_id: int | None = None) -> Choices:
        """Return what a channel chose for itself, or without one what the server did."""
        return self._of_server(guild_id).get(channel_id or WHOLE_SERVER, Choices())

    def choose(self, guild_id: int, choices: Choices, channel_id: int | None = None) -> None:
        """Keep the choices of a channel, or without one of the server; empty ones are dropped."""
        self.change(guild_id, channel_id, lambda _held: choices)

    def change(
        self, guild_id: int, channel_id: int | None, made: Callable[[Choices], Choices]
    ) -> None:
        """Keep what is `made` of the choices of a channel, or of the server; others wait."""
        with self._changing:
            held = self.choices(guild_id, channel_id)
            choices = made(held)
            if choices != held:
                self._keep(guild_id, channel_id or WHOLE_SERVER, choices)

    def _keep(self, guild_id: int, key: int, choices: Choices) -> None:
        with self._database.writing():
            if choices == Choices():
                query = "DELETE FROM choices WHERE guild_id = ? AND channel_id = ?"
                self._database.delete(query, guild_id, key)
            else:
                query = "INSERT OR REPLACE INTO choices VALUES (?, ?, ?)"
                self._database.rows(query, guild_id, key, json.dumps(asdict(choices)))
        others = {one: held for one, held in self._of_server(guild_id).items() if one != key}
        chosen = others if choices == Choices() else others | {key: choices}
        self._chosen = {**self._chosen, guild_id: chosen}

    def channels(self, guild_id: int) -> list[int]:
        """Return the channels that chose something for themselves."""
        return sorted(key for key in self._of_server(guild_id) if key != WHOLE_SERVER)

    def server(self, guild_id: int) -> Server:
        """Return what a server chose for itself alone."""
        return self._servers.get(guild_id, Server())

    def set_server(self, guild_id: int, server: Server) -> None:
        """Keep what a server chose for itself alone."""
        self.change_server(guild_id, lambda _held: server)

    def change_server(self, guild_id: int, made: Callable[[Server], Server]) -> None:
        """Keep what is `made` of what a server chose for itself alone; others wait."""
        query = "INSERT OR REPLACE INTO servers VALUES (?, ?, ?)"
        with self._changing:
            server = made(self.server(guild_id))
            with self._database.writing():
                self._database.rows(query, guild_id, server.report_channel, int(server.digest))
            self._servers = {**self._servers, guild_id: server}

    def with_digest(self) -> list[int]:
        """Return the servers that want the weekly digest."""
        return sorted(guild_id for guild_id, server in self._servers.items() if server.digest)

    def with_every_question(self) -> list[int]:
        """Return the servers that want every question answered, in a channel or in all."""
        return sorted(
            guild_id
            for guild_id, chosen in self._chosen.items()
            if any(one.listening is Listening.QUESTIONS for one in chosen.values())
        )

    def forget(self, guild_id: int) -> int:
        """Delete everything that a server chose, and return how many rows that were."""
        with self._changing:
            with self._database.writing():
                gone = sum(
                    self._database.delete(f"DELETE FROM {table} WHERE guild_id = ?", guild_id)  # noqa: S608 - ours
                    for table in ("choices", "servers", "answered")
                )
            self._chosen = {one: held for one, held in self._chosen.items() if one != guild_id}
            self._servers = {one: held for one, held in self._servers.items() if one != guild_id}
        return gone

    def note_answer(self, guild_id: int | None, answered: Answered) -> None:
        """Remember which message answers a question."""
        values = (answered.question_id, guild_id or 0, answered.channel_id, answered.answer_id)
        with self._database.writing():
            self._database.rows("INSERT OR REPLACE INTO answered VALUES (?, ?, ?, ?)", *values)

    def answer_of(self, question_id: int) -> Answered | None:
        """Return the message that answers a question, if one is remembered."""
        query = "SELECT channel_id, answer_id FROM answered WHERE question_id = ?"
        with self._database.reading():
            rows = self._database.rows(query, question_id)
        return Answered(rows[0][0], question_id, rows[0][1]) if rows else None

    def forget_answer(self, question_id: int) -> None:
        """Remember no longer which message answers a question."""
        with self._database.writing():
            self._database.delete("DELETE FROM answered WHERE question_id = ?", question_id)

    def expire(self, now: datetime) -> int:
        """Forget the answers to questions older than `FOLLOWED_FOR`, and return how many."""
        oldest = int((now - FOLLOWED_FOR).timestamp() * 1000) - _EPOCH_MS
        with self._database.writing():
            query = "DELETE FROM answered WHERE question_id < ?"
            return self._database.delete(query, max(oldest, 0) << _ID_SHIFT)

    def _of_server(self, guild_id: int) -> _Chosen:
        return self._chosen.get(guild_id, {})


def _all_chosen(database: Database) -> Mapping[int, _Chosen]:
    chosen: dict[int, dict[int, Choices]] = {}
    for guild_id, key, text in database.rows("SELECT guild_id, channel_id, choices FROM choices"):
        chosen.setdefault(guild_id, {})[key] = choices_from(text, guild_id)
    return chosen


def _all_servers(database: Database) -> Mapping[int, Server]:
    rows = database.rows("SELECT guild_id, report_channel, digest FROM servers")
    return {guild_id: Server(channel, bool(digest)) for guild_id, channel, digest in rows}


def _over(place: Place, choices: Choices) -> Place:
    """Return a place with what was chosen for it; what is left open stays."""
    chosen = {name: value for name in _NAMES if (value := getattr(choices, name)) is not None}
    return replace(place, **chosen)


_NAMES = tuple(Choices.__dataclass_fields__)
