"""Showing everyone an answer that one person got: made anew from the archive, once."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.answering.schema import Excerpt
from bot.chat.answer_view import not_shared_view
from bot.chat.asking.heading import heading_of, window_line_of
from bot.chat.asking.trouble import is_too_late
from bot.chat.delivery import deliver_absence, deliver_shared, deliver_view
from bot.chat.interactions import (
    as_look_up,
    calmly,
    edit,
    link_to,
    promise,
    whisper,
    whisper_below,
)
from bot.chat.own_client import Interaction
from bot.chat.places import may_show, place_of, reaches_everyone
from bot.chat.plain import PlainMessage, parts
from bot.chat.views import QuoteView, sentence_view
from bot.chat.why import next_page_of, spans_of
from bot.feedback.once import Once
from bot.languages import say, speaking

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)


class Posted:
    """Posts for everyone, as an answer to an interaction: that needs no permission of the bot's.

    Discord may show it to one person all the same, where apps may not speak to everyone.
    """

    def __init__(self, interaction: Interaction) -> None:
        self._interaction = interaction
        self.message: discord.Message | None = None

    async def __call__(self, message: QuoteView | PlainMessage) -> None:
        """Post a message, and keep what Discord made of it."""
        self.message = await self._interaction.followup.send(
            **parts(message), allowed_mentions=discord.AllowedMentions.none(), wait=True
        )


class Sharing:
    """Serves the button that shares an answer."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client
        self._once = Once()

    async def share(self, interaction: Interaction) -> None:
        """Show everyone the answer whose button was pressed, unless that is being done."""
        message = interaction.message
        async with calmly(interaction), as_look_up(interaction):
            refused = _refused(interaction)
            if message is None or refused:
                await whisper(interaction, refused or say(wording.NOTHING_TO_SHARE))
                return
            await promise(interaction, in_place=True)
            if self._once.is_first(interaction.user.id, message.id):
                is_shared = False
                try:
                    is_shared = await self._share(interaction, message)
                finally:
                    if not is_shared:
                        self._once.forget(interaction.user.id, message.id)

    async def _share(self, interaction: Interaction, message: discord.Message) -> bool:
        desk, spans = self._client.desk, spans_of(message)
        recalled = await desk.recalled(spans)
        here = {one.version for one in recalled}
        gone = [version for version, _, _ in spans if version not in here]
        if gone or not spans:
            await deliver_absence(whisper_below(interaction), desk, gone[0] if gone else "")
            return False
        if not await may_show(interaction, here):
            await whisper_below(interaction)(sentence_view(say(wording.OTHER_OUTLET)))
            return False
        changed = [one for one in recalled if not one.stands]
        if changed:
            await deliver_view(whisper_below(interaction), not_shared_view(changed))
            return False
        return await self._post(interaction, message, [one.excerpt for one in recalled])

    async def _post(
        self, interaction: Interaction, message: discord.Message, excerpts: Sequence[Excerpt]
    ) -> bool:
        posted = Posted(interaction)
        try:
            with speaking(self._client.languages.of_interaction(interaction, private=False)):
                heading, page = _heading(interaction, message), next_page_of(message)
                await deliver_shared(posted, self._client.desk, excerpts, heading, page)
        except discord.HTTPException as error:
            if is_too_late(error, interaction):
                raise
            logger.warning("An answer could not be shared: %s", error)
            await whisper_below(interaction)(sentence_view(say(wording.NOT_SHARED)))
            return False
        return await _told(interaction, posted.message)


async def _told(interaction: Interaction, posted: discord.Message | None) -> bool:
    """Put where the answer stands now in the place of the one that was shared."""
    if posted is None or posted.flags.ephemeral:
        if posted:
            await _take_back(posted)
        await whisper_below(interaction)(sentence_view(say(wording.ONLY_PRIVATE)))
        return False
    said = say(wording.SHARED, link=link_to(interaction, posted))
    try:
        await edit(interaction)(sentence_view(said))
    except discord.HTTPException as error:
        logger.warning("An answer was shared, but its message could not be changed: %s", error)
    return True


async def _take_back(posted: discord.Message) -> None:
    """Delete what says that it was shared, though one person alone sees it."""
    with suppress(discord.HTTPException):
        await posted.delete()


def _refused(interaction: Interaction) -> str | None:
    """Return why nothing can be shared where a button was pressed, if so."""
    if interaction.guild_id is None:
        return None
    may, channel = interaction.permissions, interaction.channel
    if place_of(interaction).is_off:
        return say(wording.NOT_USED_HERE)
    in_thread = isinstance(channel, discord.Thread)
    if not (may.send_messages_in_threads if in_thread else may.send_messages):
        return say(wording.MAY_NOT_SHARE)
    return None if reaches_everyone(interaction) else say(wording.ONLY_PRIVATE)


def _heading(interaction: Interaction, message: discord.Message) -> str:
    said = f"-# {say(wording.SHARED_BY, person=interaction.user.mention)}"
    lines = (heading_of(message).markdown, window_line_of(message), said)
    return "\n".join(line for line in lines if line)
