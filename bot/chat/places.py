"""What holds where somebody gives a command or presses a button, and whether they manage it."""

from bot.chat.asking import keeping
from bot.chat.own_client import Interaction, client_of
from bot.servers.schema import Place


def place_of(interaction: Interaction) -> Place:
    """Return what holds in the channel of an interaction; the defaults where nobody can tell."""
    kept = client_of(interaction).kept
    return keeping.place_of(kept, interaction.guild_id, interaction.channel)


def manages_the_server(interaction: Interaction) -> bool:
    """Say whether somebody may change what holds in the server where they are."""
    return interaction.guild_id is not None and interaction.permissions.manage_guild
