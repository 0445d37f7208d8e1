"""`/help`: short, with commands that can be pressed, in the reader's language."""

import discord
import pytest
from world import World, texts

from bot.chat.client import PullquoteClient
from bot.chat.help_view import help_view
from bot.chat.wire import text_displays
from bot.languages import Language, speaking

pytestmark = pytest.mark.simcord(settle_timeout=30)


async def test_commands_are_named_so_that_they_can_be_pressed(
    world: World, simcord_bot: PullquoteClient
) -> None:
    """By the ids that Discord gave them, which are asked for once."""
    shown = await world.alice.slash(world.channel, "help")
    assert shown.ephemeral
    ids = {one.name: one.id for one in await simcord_bot.tree.fetch_commands()}
    said = "\n".join(texts(shown.response))
    assert f"</ask:{ids['ask']}>" in said
    assert f"</source:{ids['source']}>" in said
    assert world.mention in said
    asked = len(world.requests("GET", "/commands"))
    await world.bob.slash(world.channel, "help")
    assert len(world.requests("GET", "/commands")) == asked


async def test_without_their_ids_commands_are_named_all_the_same(world: World) -> None:
    """Discord may refuse to tell; the next who asks for help is told again."""
    world.env.inject_error("GET", "/applications/*/commands", status=500, times=1)
    said = "\n".join(texts((await world.alice.slash(world.channel, "help")).response))
    assert "`/ask`" in said
    said = "\n".join(texts((await world.alice.slash(world.channel, "help")).response))
    assert "</ask:" in said


async def test_only_who_manages_the_server_is_told_of_settings(world: World) -> None:
    """Others could not use them."""
    role = world.guild.create_role("e", permissions=discord.Permissions(manage_guild=True))
    admin = world.guild.add_member(world.env.create_user("ada"), roles=[role])
    told = [
        "</settings:" in "\n".join(texts((await one.slash(world.channel, "help")).response))
        for one in (admin, world.alice)
    ]
    assert told == [True, False]


@pytest.mark.parametrize("language", Language)
def test_the_help_is_short(language: Language) -> None:
    """It fits on a screen, in every language; without ids names are the language's own."""
    with speaking(language):
        parts = text_displays(help_view("<@1>", {}, manages=True).to_components())
        said = "\n".join(parts)
    assert len(said) < 1800
    assert len(said.splitlines()) <= 18
    assert ("`/fragen`" in said) == (language is Language.GERMAN)
