"""What the coverage holds on its way out: with its picture, or without where that is refused."""

import asyncio
import logging
from collections.abc import Sequence
from io import BytesIO

import discord

from bot.chat.asking.trouble import is_too_late
from bot.chat.coverage_picture import FILE_NAME, draw_timeline
from bot.chat.coverage_view import coverage_view
from bot.chat.interactions import edit
from bot.chat.own_client import Interaction
from embeddings.storage.ledger import SourceRecord
from embeddings.syncing.coverage import Coverage
from embeddings.syncing.timeline import Timeline

logger = logging.getLogger(__name__)


async def deliver_coverage(
    interaction: Interaction,
    coverage: Coverage,
    sources: Sequence[SourceRecord],
    timeline: Timeline | None,
) -> None:
    """Fill in the answer that was promised; its words say all that the picture shows."""
    if timeline:
        drawn = await asyncio.to_thread(draw_timeline, timeline)
        file = discord.File(BytesIO(drawn), FILE_NAME)
        view = coverage_view(coverage, sources, timeline, picture=file.uri)
        try:
            await interaction.edit_original_response(view=view, attachments=[file])
        except discord.HTTPException as error:
            if is_too_late(error, interaction):
                raise
            logger.warning("Discord did not take the picture of the coverage (%s)", error.text)
        else:
            return
    await edit(interaction)(coverage_view(coverage, sources, timeline))
