"""Where the bot can be installed, and that it works where it is no member."""

import base64
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from running_bot import StartBot
from world import RIBBON_SHOWN, WHO_CUT, World, buttons

from bot.answering.answerer import Answerer
from bot.chat.installing import application_id_of, obstacles, server_link, user_link
from bot.chat.permissions import PERMISSIONS
from embeddings.errors import InputError

pytestmark = pytest.mark.simcord(settle_timeout=30)

APPLICATION = 1456074443980800000
FAR_SERVER = 99
ANYWHERE = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
IN_SERVERS = {"contexts": [0], "integration_types": [0]}


def _token(application_id: object) -> str:
    """Return something in the form of a bot's token."""
    first = base64.urlsafe_b64encode(str(application_id).encode()).decode().rstrip("=")
    return f"{first}.Gxyz12.not-a-secret"


def _asked(link: str) -> dict[str, list[str]]:
    assert link.startswith("https://discord.com/oauth2/authorize?")
    return parse_qs(urlsplit(link).query)


def test_a_server_gets_the_bot_with_exactly_its_permissions() -> None:
    """No more than what it checks for, and its commands with it."""
    assert _asked(server_link(APPLICATION)) == {
        "client_id": [str(APPLICATION)],
        "scope": ["bot applications.commands"],
        "permissions": [str(PERMISSIONS.value)],
    }


def test_a_user_gets_the_commands_alone() -> None:
    """There is no server where anything could be granted."""
    assert _asked(user_link(APPLICATION)) == {
        "client_id": [str(APPLICATION)],
        "scope": ["applications.commands"],
        "integration_type": ["1"],
    }


@pytest.mark.parametrize("application_id", [1, 80351110224678912, APPLICATION, 2**63 - 1])
def test_a_token_tells_the_application(application_id: int) -> None:
    """Whatever the padding that was left off."""
    assert application_id_of(f" {_token(application_id)}\n") == application_id


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b.c", "abc.def", _token("twelve"), _token(""), _token(12) + ".more", "ä.b.c"],
)
def test_what_is_no_token_is_said_without_repeating_it(token: str) -> None:
    """An error ends up in logs, where a token does not belong."""
    with pytest.raises(InputError, match="DISCORD_TOKEN is no bot's token") as caught:
        application_id_of(token)
    assert "secret" not in str(caught.value)


def _invite(folder: Path, token: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "invite"]
    root = str(Path(__file__).parents[2])
    environment = {"DISCORD_TOKEN": token, "PATH": "", "PYTHONPATH": root}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_line_prints_both_links(tmp_path: Path) -> None:
    """Without a network and without an index."""
    done = _invite(tmp_path, _token(APPLICATION))
    assert done.returncode == 0, done.stderr
    links = [line for line in done.stdout.splitlines() if line.startswith("https:")]
    assert links == [server_link(APPLICATION), user_link(APPLICATION)]


def test_the_command_line_says_where_a_token_comes_from(tmp_path: Path) -> None:
    """In one sentence, with the status of a setting that cannot be used."""
    done = _invite(tmp_path, "")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Error: There is no Discord token: copy it from")
    assert "no bot's token" in _invite(tmp_path, "a.b.c").stderr


# Which commands go where


def _offered(command: dict[str, Any]) -> dict[str, Any]:
    return {"contexts": command["contexts"], "integration_types": command["integration_types"]}


async def test_commands_are_offered_wherever_they_work(world: World) -> None:
    """In servers, direct messages and groups, of the server's installation or the user's own."""
    (sync,) = world.requests("PUT", "/commands")
    offered = {command["name"]: _offered(command) for command in sync.json}
    for name in ("ask", "source", "quote", "coverage", "Find this quote"):
        assert offered[name] == ANYWHERE, name


async def test_administrators_commands_are_offered_in_servers_alone(world: World) -> None:
    """A permission is nobody's in a direct message, and a user's own installation has none."""
    (sync,) = world.requests("PUT", "/commands")
    guarded = [one for one in sync.json if one["default_member_permissions"] is not None]
    assert guarded
    assert all(_offered(command) == IN_SERVERS for command in guarded)


# Where the bot is no member


class Abroad:
    """A place where a user has taken the commands along, and the bot is no member.

    simcord knows servers with the bot in them alone: its payload is made into that of a server
    which the bot has never heard of, or of a group (Discord API documentation, interactions).
    """

    def __init__(self, world: World, place: str) -> None:
        self._world = world
        self._place = place

    async def give(self, kind: int, data: dict[str, Any], **more: Any) -> Any:
        """Give a command or press a button there, and return what the bot made of it."""
        from simcord.interactions import base_payload

        world, env = self._world, self._world.env
        record, payload = base_payload(
            env.backend,
            type=kind,
            channel_id=world.channel.id,
            guild_id=world.guild.id,
            user_id=world.alice.id,
            data=data,
        )
        payload |= more | {"authorizing_integration_owners": {"1": str(world.alice.id)}}
        payload["app_permissions"] = "0"
        self._moved(payload)
        env.backend.emit("INTERACTION_CREATE", payload)
        await env.settle()
        return record

    def _moved(self, payload: dict[str, Any]) -> None:
        if self._place == "server":
            payload["guild_id"] = str(FAR_SERVER)
            payload["guild"] = {"id": str(FAR_SERVER), "locale": "de", "features": []}
            payload["guild_locale"] = "de"
            payload["channel"]["guild_id"] = str(FAR_SERVER)
        else:
            payload["user"] = payload.pop("member")["user"]
            del payload["guild_id"], payload["guild_locale"]
            group = {"id": payload["channel_id"], "type": 3, "recipients": []}
            payload |= {"context": 2, "channel": group}

    async def ask(self, visibility: str) -> Any:
        """Give `/ask` there, and return the answer as it was filled in."""
        options = [
            {"name": "question", "type": 3, "value": WHO_CUT},
            {"name": "visibility", "type": 3, "value": visibility},
        ]
        command = {"id": "1", "name": "ask", "type": 1, "options": options}
        await self.give(2, command)
        return self._world.requests("PATCH", "/messages/@original")[-1].json

    def elsewhere(self) -> list[str]:
        """Return the requests that a bot which is no member there could not make.

        Follow-ups are among them: a user's own installation allows five.
        """
        allowed = ("/callback", "/@original", "/commands", "/applications/@me")
        paths = [request.path for request in self._world.env.http_requests]
        return [path for path in paths if not path.endswith(allowed)]


@pytest.mark.parametrize("place", ["server", "group"])
@pytest.mark.parametrize("visibility", ["me", "all"])
async def test_a_question_is_answered_where_the_bot_is_no_member(
    world: World, place: str, visibility: str
) -> None:
    """Over the interaction alone, so that Discord may show it to one person only."""
    abroad = Abroad(world, place)
    answer = await abroad.ask(visibility)
    said = [part["content"] for part in _displays(answer["components"])]
    assert any(RIBBON_SHOWN in one for one in said)
    assert abroad.elsewhere() == []


@pytest.mark.parametrize("place", ["server", "group"])
async def test_buttons_work_where_the_bot_is_no_member(world: World, place: str) -> None:
    """Each press is an interaction of its own."""
    from simcord.backend.serializers import message_payload

    abroad = Abroad(world, place)
    answer = await abroad.ask("me")
    pressed = next(
        one for one in buttons(answer["components"]) if one.get("label") == "More context"
    )
    response = await world.alice.slash(world.channel, "ask", question=WHO_CUT)
    backend = world.env.backend
    stored = backend.get_message(world.channel.id, response.response.id)
    message = dict(message_payload(backend, stored))
    data = {"component_type": 2, "custom_id": pressed["custom_id"], "id": pressed.get("id", 1)}
    before = len(world.requests("PATCH", "/messages/@original"))
    await abroad.give(3, data, message=message)
    shown = world.requests("PATCH", "/messages/@original")
    assert len(shown) == before + 1
    said = "".join(part["content"] for part in _displays(shown[-1].json["components"]))
    assert "The old quay goes in May." in said
    assert abroad.elsewhere() == []


def _displays(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for part in parts:
        found += [part] if part["type"] == 10 else _displays(part.get("components", []))
    return found


# At the start


def _application(**fields: Any) -> discord.AppInfo:
    """Return an application as Discord describes it."""
    plain = {
        "id": str(APPLICATION),
        "name": "Pullquote",
        "description": "",
        "icon": None,
        "verify_key": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": {"id": "1", "username": "owner", "discriminator": "0", "avatar": None},
    }
    client = discord.Client(intents=discord.Intents.none())
    return discord.AppInfo(client._connection, plain | fields)  # noqa: SLF001 - as discord.py does


def test_an_application_whose_settings_are_plain_has_nothing_in_the_way() -> None:
    """As it is made at discord.com/developers."""
    assert obstacles(_application()) == []


def test_settings_that_keep_the_bot_out_are_named() -> None:
    """With either the links or the commands do nothing, and nothing else says why."""
    (grant,) = obstacles(_application(bot_require_code_grant=True))
    assert "Requires OAuth2 Code Grant" in grant
    (endpoint,) = obstacles(_application(interactions_endpoint_url="https://news.example"))
    assert "Interactions Endpoint URL" in endpoint


async def test_the_log_tells_the_links_at_the_start(
    world: World, start_bot: StartBot, answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """Also to a bot that is in servers already: there may be more."""
    caplog.set_level(logging.INFO, "bot")
    await world.env.restart_bot(start_bot(answerer))
    said = "\n".join(caplog.messages)
    assert server_link(world.env.bot.application_id) in said
    assert user_link(world.env.bot.application_id) in said
