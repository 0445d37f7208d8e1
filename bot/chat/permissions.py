"""What the bot may do on a server and in a channel, what it lacks, and what then does not work."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import discord

from bot import wording
from bot.languages import say
from bot.servers.schema import Delivery, Listening, Place

logger = logging.getLogger(__name__)

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,  # for channels whose answers go into a thread of their own
    read_message_history=True,  # replying to a message needs it
)
"""What the bot needs on a server; the link that adds it asks for exactly this.

Components need no Embed Links, and files go out with answers to commands alone, which need nothing
in their channel.
"""
MAX_SERVERS_LOGGED = 10
_POSTS = (discord.ForumChannel, discord.Thread)
"""Where everything is said in threads; `ForumChannel` is a media channel too."""
_WITHOUT_THREADS = (discord.VoiceChannel, discord.StageChannel)

Channel = discord.abc.GuildChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Need:
    """A permission as discord.py calls it, its name on Discord, and what is lost without it."""

    permission: str
    name: str
    loss: str


VIEW = Need("view_channel", wording.VIEW_CHANNEL, wording.NO_QUESTION_SEEN)
SEND = Need("send_messages", wording.SEND_MESSAGES, wording.NO_ANSWER_SENT)
SEND_IN_THREADS = Need(
    "send_messages_in_threads", wording.SEND_MESSAGES_IN_THREADS, wording.NO_ANSWER_IN_THREADS
)
MAKE_THREADS = Need("create_public_threads", wording.CREATE_PUBLIC_THREADS, wording.NO_THREAD_MADE)
REPLY = Need("read_message_history", wording.READ_MESSAGE_HISTORY, wording.NO_REPLY)
HEAR = Need("message_content", wording.MESSAGE_CONTENT, wording.NO_QUESTION_HEARD)
"""No permission but an intent, which Discord and the bot's owner switch on for all servers."""
NEEDS = (VIEW, SEND, SEND_IN_THREADS, MAKE_THREADS, REPLY)
_NOTHING_TOLD = wording.NOTHING_TOLD


def lacks(
    channel: Channel,
    place: Place,
    granted: discord.Permissions | None = None,
    *,
    hears_questions: bool = True,
) -> list[str]:
    """Return what the bot lacks to answer messages in a channel, each with what is lost.

    `granted` is what it may do there: an interaction's `app_permissions` tell it for its channel;
    otherwise it is worked out. Where no message is answered anyway, nothing is lacked. It is the
    bot as a whole that `hears_questions`, those too that do not mention it.
    """
    if place.listening is Listening.NOTHING:
        return []
    is_deaf = place.listening is Listening.QUESTIONS and not hears_questions
    needs = lacked(_known(channel, granted), needs_in(channel, place))
    return _said([*needs, *([HEAR] if is_deaf else [])])


def lacks_to_tell(channel: Channel, granted: discord.Permissions | None = None) -> list[str]:
    """Return what the bot lacks to tell a channel something by itself: reports, a digest."""
    here = SEND_IN_THREADS if isinstance(channel, discord.Thread) else SEND
    told = [Need(need.permission, need.name, _NOTHING_TOLD) for need in (VIEW, here)]
    return _said(lacked(_known(channel, granted), told))


def needs_in(channel: Channel, place: Place) -> list[Need]:
    """Return what it takes to answer messages in a channel as `place` has it."""
    if isinstance(channel, _POSTS):
        return [VIEW, SEND_IN_THREADS, REPLY]
    if isinstance(channel, _WITHOUT_THREADS):
        return [VIEW, SEND, REPLY]
    threads = [MAKE_THREADS] if place.delivery is Delivery.THREAD else []
    return [VIEW, SEND, SEND_IN_THREADS, *threads, REPLY]


def lacked(granted: discord.Permissions, needs: Iterable[Need]) -> list[Need]:
    """Return the needs that are not met; who cannot see a channel can do nothing else there."""
    unmet = [need for need in needs if not getattr(granted, need.permission)]
    is_blind = any(need.permission == VIEW.permission for need in unmet)
    return unmet[:1] if is_blind else unmet


def missing(guild: discord.Guild) -> list[Need]:
    """Return what the bot's roles do not grant it on a server; a channel may grant it yet."""
    granted = guild.me.guild_permissions
    return [need for need in NEEDS if not getattr(granted, need.permission)]


class PermissionLog:
    """Tells those who run the bot, once for each server and start, what it lacks there."""

    def __init__(self) -> None:
        self._told: set[int] = set()

    def tell(self, guilds: Iterable[discord.Guild]) -> None:
        """Log which of the servers that were not told of yet lack something."""
        new = [guild for guild in guilds if guild.id not in self._told and missing(guild)]
        self._told.update(guild.id for guild in new)
        for guild in new[:MAX_SERVERS_LOGGED]:
            logger.warning(
                "In the server %r (%s) the bot's roles lack %s: allow it in the server's "
                "settings, or add the bot anew by its link. /settings says what it lacks in a "
                "channel.",
                guild.name,
                guild.id,
                ", ".join(need.name for need in missing(guild)),
            )
        if len(new) > MAX_SERVERS_LOGGED:
            logger.warning("So it is in %d more servers.", len(new) - MAX_SERVERS_LOGGED)


def tell_unheard(guild_ids: Iterable[int]) -> None:
    """Log in how many servers questions are to be answered that the bot does not hear."""
    count = len(list(guild_ids))
    if count:
        logger.warning(
            "Servers where every question is to be answered: %d. Discord hands over the words of "
            "those alone that mention the bot or reply to it: switch Message Content Intent on at "
            "discord.com/developers, your application, Bot, and set ANSWER_EVERY_QUESTION=true in "
            ".env.",
            count,
        )


def _known(channel: Channel, granted: discord.Permissions | None) -> discord.Permissions:
    if granted is not None:
        return granted
    try:
        return channel.permissions_for(channel.guild.me)
    except discord.ClientException:  # a thread whose channel is hidden from the bot
        return discord.Permissions.none()


def _said(needs: Iterable[Need]) -> list[str]:
    return [say(wording.LACKS, permission=say(need.name), loss=say(need.loss)) for need in needs]
