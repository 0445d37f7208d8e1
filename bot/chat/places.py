"""What holds where somebody gives a command or presses a button, and whether they manage it."""

from collections.abc import Iterable

from bot.chat.asking import keeping
from bot.chat.own_client import Interaction, client_of
from bot.servers.schema import Place


def place_of(interaction: Interaction) -> Place:
    """Return what holds in the channel of an interaction; the defaults where nobody can tell."""
    kept = client_of(interaction).kept
    return keeping.place_of(kept, interaction.guild_id, interaction.channel)


async def may_show(interaction: Interaction, versions: Iterable[str]) -> bool:
    """Say whether articles are of the outlets of a channel; a button may be older than they are.

    What is not in the archive is not kept out: that it is gone is said elsewhere.
    """
    return await client_of(interaction).desk.is_within(versions, place_of(interaction).outlets)


def reaches_everyone(interaction: Interaction) -> bool:
    """Say whether everyone may see what an interaction is answered with.

    Of an application that a user has installed, a server shows it to that user alone unless the
    user may use external apps there.
    """
    if interaction.guild_id is None or interaction.is_guild_integration():
        return True
    return not interaction.is_user_integration() or interaction.permissions.use_external_apps


def manages_the_server(interaction: Interaction) -> bool:
    """Say whether somebody may change what holds in the server where they are."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild
