"""Where those who look after a server are told things; never what concerns another server."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient


def report_channel(
    client: "PullquoteClient", guild_id: int | None, admin_channel: int | None
) -> int | None:
    """Return the server's channel for reports; else the admin channel, where it is the server's.

    What members of one server ask and report is never told in another. What somebody reports in
    direct messages, where `guild_id` is None, is the owner's to hear.

    Raises:
        KeptError: what the server chose cannot be read.
    """
    if guild_id is None:
        return admin_channel
    chosen = client.kept.choices.server(guild_id).report_channel
    guild = client.get_guild(guild_id)
    is_own = admin_channel and guild and guild.get_channel_or_thread(admin_channel)
    return chosen or (admin_channel if is_own else None)
