"""Looking up: articles and their passages, quotes, and what the coverage holds."""

from typing import TYPE_CHECKING

import discord

from bot import wording
from bot.chat.articles import Card
from bot.chat.card_view import listings_view
from bot.chat.coverage_delivery import deliver_coverage
from bot.chat.delivery import deliver_absence, deliver_card, deliver_quote, deliver_view
from bot.chat.interactions import as_look_up, calmly, edit, promise, whisper, within_limits
from bot.chat.own_client import Interaction
from bot.chat.places import may_show, place_of
from bot.chat.quoted_words import content_of, quoted_words
from bot.chat.views import sentence_view
from bot.languages import say

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient


class LookUps:
    """Shows the one who asks what the coverage has."""

    def __init__(self, client: "PullquoteClient") -> None:
        self._client = client

    async def show_source(self, interaction: Interaction, query: str) -> None:
        """Show the card of the article that `query` names, or those it could be."""
        async with within_limits(interaction), as_look_up(interaction):
            await promise(interaction)
            found = await self._client.desk.card(query, place_of(interaction).outlets)
            if isinstance(found, Card):
                await deliver_card(edit(interaction), self._client.desk, found, 0)
            else:
                await deliver_view(edit(interaction), listings_view(found))

    async def show_version(self, interaction: Interaction, version: str) -> None:
        """Show the card of the article that a version is of, as it is now."""
        async with calmly(interaction), as_look_up(interaction):
            await promise(interaction)
            await self._deliver_version(interaction, version, 0)

    async def turn_page(self, interaction: Interaction, version: str, page: int) -> None:
        """Turn a card to another passage, in place."""
        async with calmly(interaction), as_look_up(interaction):
            await promise(interaction, in_place=True)
            await self._deliver_version(interaction, version, page)

    async def _deliver_version(self, interaction: Interaction, version: str, page: int) -> None:
        desk = self._client.desk
        card = await desk.card_of_version(version, place_of(interaction).outlets)
        if not await may_show(interaction, [version]):
            await edit(interaction)(sentence_view(say(wording.OTHER_OUTLET)))
        elif card is None:
            await deliver_absence(edit(interaction), desk, version)
        else:
            await deliver_card(edit(interaction), desk, card, page)

    async def show_coverage(self, interaction: Interaction) -> None:
        """Show what the coverage holds."""
        async with within_limits(interaction), as_look_up(interaction):
            await promise(interaction)
            desk, outlets = self._client.desk, place_of(interaction).outlets
            coverage, sources = await desk.coverage()
            shown = [] if outlets else sources  # of a source nobody knows whose articles it has
            timeline = await desk.timeline(outlets)
            await deliver_coverage(interaction, coverage.within(outlets), shown, timeline)

    async def find_quote(self, interaction: Interaction, words: str) -> None:
        """Show where the coverage has `words`."""
        async with within_limits(interaction), as_look_up(interaction):
            await promise(interaction)
            desk, outlets = self._client.desk, place_of(interaction).outlets
            await deliver_quote(edit(interaction), desk, await desk.find_quote(words, outlets))

    async def find_quote_of(self, interaction: Interaction, message: discord.Message) -> None:
        """Show where the coverage has the words that a message quotes."""
        words = quoted_words(content_of(message))
        if words:
            await self.find_quote(interaction, words)
        else:
            await whisper(interaction, say(wording.NO_WORDS_IN_MESSAGE))
