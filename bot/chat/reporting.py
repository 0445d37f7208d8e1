"""Reports of answers: counted without a name, and passed on to those who look after the bot."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.abc import PrivateChannel

from bot import wording
from bot.answering.schema import Headline
from bot.chat.delivery import deliver_view
from bot.chat.interactions import as_press, calmly, edit, link_to, promise, whisper
from bot.chat.own_client import Interaction
from bot.chat.report_channel import report_channel
from bot.chat.report_form import filled_in, is_report, report_form
from bot.chat.speaking import is_new, speak_to
from bot.chat.views import Item, QuoteView, listed_headlines, sentence_view
from bot.chat.why import spans_of
from bot.chat.wire import escape
from bot.feedback.once import Once
from bot.feedback.schema import ReportKind, answer_key
from bot.kept.database import KeptError
from bot.languages import say, speaking

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

logger = logging.getLogger(__name__)


class Reporting:
    """Serves the button that reports an answer, and the form behind it."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client
        self._once = Once()

    async def open_form(self, interaction: Interaction) -> None:
        """Open the form; what is then written there is never turned down."""
        async with calmly(interaction), as_press(interaction):
            await interaction.response.send_modal(report_form(self._hint(interaction.guild_id)))

    def _hint(self, guild_id: int | None) -> str | None:
        """Return who reads what is said in a report; None where nobody is told, nor it kept."""
        is_kept = self._client.kept.feedback.collects(guild_id)
        if not is_kept and self._channel_for(guild_id) is None:
            return None
        in_server = guild_id is not None
        return say(wording.REPORT_TEXT_HINT if in_server else wording.REPORT_TEXT_HINT_OWNER)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take the form where it is what came."""
        if is_report(interaction) and is_new(interaction):
            speak_to(interaction, private=True)
            async with calmly(interaction):
                await self._take(interaction)

    async def _take(self, interaction: Interaction) -> None:
        message, said = interaction.message, filled_in(interaction)
        if message is None or said is None:
            await whisper(interaction, say(wording.NOT_NOTED))
            return
        await promise(interaction)
        person, thanks = interaction.user.id, say(wording.SAID_ALREADY)
        if self._once.is_first(person, message.id):
            is_noted = False
            try:
                is_noted, thanks = await self._taken(interaction, message, *said)
            finally:
                if not is_noted:
                    self._once.forget(person, message.id)
        await deliver_view(edit(interaction), sentence_view(thanks))

    async def _taken(
        self, interaction: Interaction, message: discord.Message, kind: ReportKind, text: str
    ) -> tuple[bool, str]:
        """Say whether a report was noted anywhere, and what its sender is told of that."""
        is_counted = await self._count(interaction, message, kind, text)
        is_told = await self._tell(interaction, message, kind, text)
        if is_told:
            return True, say(wording.REPORT_THANKS)
        return is_counted, say(wording.REPORT_COUNTED if is_counted else wording.NOT_NOTED)

    async def _count(
        self, interaction: Interaction, message: discord.Message, kind: ReportKind, text: str
    ) -> bool:
        feedback, guild_id = self._client.kept.feedback, interaction.guild_id
        key, now = answer_key(spans_of(message)), interaction.created_at
        try:
            await asyncio.to_thread(feedback.report, key, guild_id, kind, now, text=text)
        except KeptError as error:
            logger.warning("A report is not counted: %s", error)
            return False
        return True

    async def _tell(
        self, interaction: Interaction, message: discord.Message, kind: ReportKind, text: str
    ) -> bool:
        """Tell those who look after the bot where it was reported; say whether that was done."""
        channel_id = self._channel_for(interaction.guild_id)
        if channel_id is None:
            return False
        headlines = await self._headlines(message)
        channel = self._client.get_channel(channel_id)
        guild = None if isinstance(channel, PrivateChannel | None) else channel.guild
        with speaking(self._client.languages.of_place(guild, channel_id)):
            is_private = message.flags.ephemeral or interaction.guild_id is None
            link = None if is_private else link_to(interaction, message)
            view = report_view(kind, text, link, headlines)
        try:
            await self._client.get_partial_messageable(channel_id).send(view=view)
        except (discord.HTTPException, OSError) as error:
            logger.warning(
                "A report was not passed on: the channel %s cannot be written to (%s). Choose "
                "another one in /settings, or as ADMIN_CHANNEL.",
                channel_id,
                error,
            )
            return False
        return True

    async def _headlines(self, message: discord.Message) -> Sequence[Headline]:
        """Return what a reported answer quotes; nothing where that cannot be looked up now."""
        desk = self._client.desk
        try:
            articles = [one.excerpt.article.id for one in await desk.recalled(spans_of(message))]
            return await desk.headlines(articles)
        except Exception as error:  # noqa: BLE001 - an extra: no report is lost for want of it
            logger.warning("A report is passed on without what the answer quotes: %r", error)
            return ()

    def _channel_for(self, guild_id: int | None) -> int | None:
        try:
            return report_channel(self._client, guild_id, self._client.admin_channel)
        except KeptError as error:
            logger.warning("Where reports go is not known: %s", error)
            return None


def report_view(
    kind: ReportKind, text: str, link: str | None, headlines: Sequence[Headline]
) -> QuoteView:
    """Return what is told of a report: what is wrong, where, and what was said; never by whom.

    There is no `link` to an answer that one person alone sees.
    """
    what = wording.labelled(say(wording.REPORTED), say(wording.REPORT_KINDS[kind.value]))
    where = say(wording.REPORTED_ANSWER, link=link) if link else say(wording.REPORTED_PRIVATE)
    lines = [f"**{what}**", where]
    if text:
        words = escape(" ".join(text.split()))
        lines.append(wording.labelled(say(wording.REPORTED_WORDS), words))
    items: list[Item] = [ui.TextDisplay("\n".join(lines))]
    if headlines:
        items.append(ui.TextDisplay(listed_headlines(say(wording.REPORTED_QUOTES), headlines)))
    return QuoteView(items)
