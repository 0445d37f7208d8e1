"""Every place where the bot is asked, with somebody in it who presses what it shows."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import discord
from answer_presses import button
from world import World, thread_in

from bot.kept.keeping import Kept
from bot.servers.schema import Choices, Delivery, Server

Json = dict[str, Any]  # what Discord sends is its own documentation's business

_FAR_SERVER = 99
_GROUP = 3
"""The type of a group's channel (Discord API documentation, channel types)."""
_COMMAND, _MESSAGE_MENU = 2, 3
"""The types of an interaction and of a command (Discord API documentation)."""


class Place(StrEnum):
    """Where somebody is."""

    CHANNEL = "text channel"
    THREAD = "thread"
    POST = "forum post"
    VOICE = "voice channel's chat"
    DIRECT = "direct message"
    GROUP = "group, the application the user's own"
    FAR = "server without the bot, the application the user's own"


IN_SERVERS = (Place.CHANNEL, Place.THREAD, Place.POST, Place.VOICE)
TAKEN_ALONG = (Place.GROUP, Place.FAR)
"""Where the bot is no member: no message reaches it, and it can answer interactions alone."""


@dataclass
class Visit:
    """Somebody in a place; `times` says how often Discord delivers each interaction.

    `external_apps` says whether what a user has installed may speak to everyone there, `locale`
    which language the user's Discord has.
    """

    place: Place
    world: World
    kept: Kept
    person: Any
    channel: Any
    desk: Any
    times: int = 1
    external_apps: bool = True
    locale: str = "en-US"

    @property
    def env(self) -> Any:
        """The simulated Discord."""
        return self.world.env

    @property
    def in_server(self) -> bool:
        """Whether the bot is a member of the server where somebody is."""
        return self.place in IN_SERVERS

    def settle_in(self) -> None:
        """Stand between Discord and the bot of now; to be called again after a restart."""
        state = self.env.bot._connection  # noqa: SLF001 - where Discord's payloads arrive
        parse = state.parsers["INTERACTION_CREATE"]

        def deliver(payload: Json) -> None:
            for _ in range(self.times):
                parse(self._moved(copy.deepcopy(payload)))

        state.parsers["INTERACTION_CREATE"] = deliver
        if self.place in TAKEN_ALONG:
            self.env.backend.emit("GUILD_DELETE", {"id": str(self.world.guild.id)})
            for event in [one for one in state.parsers if one.startswith("MESSAGE")]:
                state.parsers[event] = _unheard
            self.env.backend.faults.clear()
            self.env.inject_error("*", "/channels/*", status=403, code=50001, times=None)

    def as_before(self) -> None:
        """Take back what the server chose."""
        self.kept.choices.choose(self.world.guild.id, Choices())
        self.kept.choices.set_server(self.world.guild.id, Server(self.desk.id))

    async def ask(self, question: str) -> Any:
        """Return an answer that everyone there sees."""
        if self.place in TAKEN_ALONG:
            return (await self.command("ask", question=question, visibility="all")).response
        if self.place is Place.DIRECT:
            await self.person.send_dm(question)
        else:
            await self.person.send(self.channel, f"{self.world.mention} {question}")
        return self.channel.last_message

    async def ask_behind_a_button(self, question: str) -> Any:
        """Return the message with the button that opens the answer."""
        self.kept.choices.choose(self.world.guild.id, Choices(delivery=Delivery.BUTTON))
        return await self.ask(question)

    async def write(self, words: str) -> Any:
        """Return a message of somebody's that asks nobody, as far as a menu shows it."""
        if self.place is Place.DIRECT:
            return await self.person.send_dm(words)
        return await self.person.send(self.channel, words)

    async def command(self, name: str, **options: str) -> Any:
        """Give a command."""
        where = () if self.place is Place.DIRECT else (self.channel,)
        return await self.person.slash(*where, name, **options)

    async def menu(self, name: str, message: Any) -> Any:
        """Choose a command from a message's menu."""
        if self.place is not Place.DIRECT:
            return await self.person.context_menu(self.channel, name, message)
        return await _menu_of_direct_message(self, name, message)

    async def press(self, label: str, message: Any) -> Any:
        """Press a button."""
        return await self.person.click(message, custom_id=button(message, label)["custom_id"])

    def _moved(self, payload: Json) -> Json:
        """Return what Discord would deliver of an interaction here."""
        if self.place not in TAKEN_ALONG:
            return payload
        payload |= {"authorizing_integration_owners": {"1": str(self.person.id)}}
        payload |= {"app_permissions": "0", "locale": self.locale}
        if self.place is Place.GROUP:
            payload["user"] = payload.pop("member")["user"]
            del payload["guild_id"], payload["guild_locale"]
            group = {"id": payload["channel_id"], "type": _GROUP, "recipients": []}
            return payload | {"context": 2, "channel": group}
        may = discord.Permissions(int(payload["member"]["permissions"]))
        may.use_external_apps = self.external_apps
        payload["member"]["permissions"] = str(may.value)
        payload["guild_id"] = payload["channel"]["guild_id"] = str(_FAR_SERVER)
        return payload | {"guild": {"id": str(_FAR_SERVER), "locale": "en-US", "features": []}}


def _unheard(_payload: Json) -> None:
    """Deliver nothing."""


async def _menu_of_direct_message(visit: Visit, name: str, message: Any) -> Any:
    """Choose a command from the menu of a direct message, which simcord's users have none of."""
    from simcord.actors import _dispatch_actor_interaction
    from simcord.backend.serializers import message_payload

    backend = visit.env.backend
    stored = backend.get_message(visit.channel.id, message.id)
    shown = {str(message.id): dict(message_payload(backend, stored))}
    data = {"id": "1", "name": name, "type": _MESSAGE_MENU, "target_id": str(message.id)}
    data |= {"resolved": {"messages": shown}}
    return await _dispatch_actor_interaction(visit.person, _COMMAND, visit.channel, data)


def visit_to(place: Place, world: World, kept: Kept) -> Visit:
    """Return somebody in a place; in servers they manage it, and reports go to its desk."""
    editors = discord.Permissions(manage_guild=True)
    role = world.guild.create_role("editors", permissions=editors)
    ada = world.guild.add_member(world.env.create_user("ada"), roles=[role])
    desk = world.guild.create_text_channel("desk")
    made: dict[Place, Callable[[], Any]] = {
        Place.CHANNEL: lambda: world.channel,
        Place.THREAD: lambda: thread_in(world, world.channel),
        Place.POST: lambda: thread_in(world, world.guild.create_forum_channel("forum")),
        Place.VOICE: lambda: world.guild.create_voice_channel("studio"),
    }
    person = world.env.create_user("carol") if place is Place.DIRECT else ada
    channel = made.get(place, lambda: world.channel)()
    if place is Place.DIRECT:
        channel = person.dm_channel
    visit = Visit(place, world, kept, person, channel, desk)
    visit.settle_in()
    visit.as_before()
    return visit
