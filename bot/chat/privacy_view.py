"""`/privacy`: what is kept of a server, and the buttons that delete it, for who manages it."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot import wording
from bot.chat.interactions import calmly, edit, promise, whisper, within_limits
from bot.chat.own_client import Interaction, client_of
from bot.chat.places import manages_the_server
from bot.chat.speaking import Spoken
from bot.chat.views import Item, QuoteView
from bot.feedback.schema import KEEP_DAYS, Kept
from bot.languages import say, say_count, spoken, written_date
from bot.servers.store import FOLLOWED_FOR
from embeddings.clock import now_in_utc

if TYPE_CHECKING:
    from bot.chat.client import PullquoteClient

ERASE_ID = re.compile(r"pullquote:erase:(?P<step>ask|now|not)")
ASK, NOW, NOT = "ask", "now", "not"

_DANGER, _PLAIN = discord.ButtonStyle.danger, discord.ButtonStyle.secondary


class EraseButton(Spoken, ui.DynamicItem[ui.Button[Any]], template=ERASE_ID):
    """Deletes what is kept of a server, once that is confirmed; its step stands in its id."""

    def __init__(self, step: str, label: str, style: discord.ButtonStyle) -> None:
        self.step = step
        custom_id = f"pullquote:erase:{step}"
        super().__init__(ui.Button(label=label, custom_id=custom_id, style=style))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        label = item.label if isinstance(item, ui.Button) and item.label else say(wording.ERASE)
        return cls(match["step"], label, _PLAIN)

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).privacy.erase(interaction, self.step)


class Privacy:
    """Says what is kept where it is asked, and deletes it."""

    def __init__(
        self, client: "PullquoteClient", clock: Callable[[], datetime] = now_in_utc
    ) -> None:
        self._client = client
        self._clock = clock

    async def show(self, interaction: Interaction) -> None:
        """Show what is kept of the server, or of direct messages, to the one who asks."""
        async with within_limits(interaction):
            await promise(interaction)
            await edit(interaction)(await self._view(interaction))

    async def erase(self, interaction: Interaction, step: str) -> None:
        """Ask whether it is meant, delete, or show once more what is kept, in place."""
        async with calmly(interaction):
            if not manages_the_server(interaction):
                await whisper(interaction, say(wording.ERASE_NOT_ALLOWED))
                return
            await promise(interaction, in_place=True)
            note = ""
            if step == NOW:
                feedback, guild_id = self._client.kept.feedback, interaction.guild_id or 0
                gone = await asyncio.to_thread(feedback.erase, guild_id)
                note = say_count(wording.ERASED, gone)
            view = sure_view() if step == ASK else await self._view(interaction, note)
            await edit(interaction)(view)

    async def _view(self, interaction: Interaction, note: str = "") -> QuoteView:
        kept = None
        if interaction.guild_id is not None:
            feedback = self._client.kept.feedback
            kept = await asyncio.to_thread(feedback.kept, interaction.guild_id, self._clock())
        return privacy_view(kept, may_erase=manages_the_server(interaction), note=note)


def privacy_view(kept: Kept | None, *, may_erase: bool, note: str = "") -> QuoteView:
    """Return what is kept of a server, or with None of direct messages."""
    days = max(KEEP_DAYS, FOLLOWED_FOR.days)
    lines = [f"### {say(wording.PRIVACY_TITLE)}", _never(kept)]
    lines += [
        f"- {line}"
        for line in (
            say(wording.KEPT_COUNTS),
            _words_of(kept),
            say(wording.KEPT_IDS if kept else wording.KEPT_IDS_OF_DMS, days=FOLLOWED_FOR.days),
            say(wording.KEPT_FOR, days=days),
            *([say(wording.KEPT_CHOICES)] if kept else []),
        )
    ]
    items: list[Item] = [ui.TextDisplay("\n".join(lines))]
    if kept:
        items += [ui.Separator(), ui.TextDisplay(_now(kept, note))]
    if kept and may_erase:
        items.append(ui.TextDisplay(f"-# {say(wording.EXPORTED_BY)}"))
        items.append(ui.ActionRow(EraseButton(ASK, say(wording.ERASE), _DANGER)))
    return QuoteView(items)


def sure_view() -> QuoteView:
    """Return the question whether all of it is to go."""
    yes = EraseButton(NOW, say(wording.ERASE_NOW), _DANGER)
    no = EraseButton(NOT, say(wording.ERASE_NOT), _PLAIN)
    return QuoteView([ui.TextDisplay(f"**{say(wording.ERASE_SURE)}**"), ui.ActionRow(yes, no)])


def _never(kept: Kept | None) -> str:
    if kept is None:
        return say(wording.KEPT_NO_WORDS)
    return say(wording.KEPT_NOBODY if kept.collects else wording.KEPT_NEVER)


def _words_of(kept: Kept | None) -> str:
    if kept is None:
        return say(wording.KEPT_OF_DMS)
    return say(wording.COLLECTS_HERE) if kept.collects else say(wording.COLLECTS_NOT_HERE)


def _now(kept: Kept, note: str) -> str:
    facts = list(_facts(kept)) or [say(wording.NOTHING_KEPT)]
    said = wording.labelled(
        f"**{say(wording.KEPT_NOW)}**", wording.SOURCE_LINE_SEPARATOR.join(facts)
    )
    return f"**{note}**\n{said}" if note else said


def _facts(kept: Kept) -> Iterator[str]:
    if kept.counts.helpful:
        yield say_count(wording.FOUND_HELPFUL, kept.counts.helpful)
    if kept.counts.not_helpful:
        yield say_count(wording.FOUND_NOT_HELPFUL, kept.counts.not_helpful)
    for kind, times in kept.reports.items():
        yield say_count(wording.KEPT_REPORTS, times, kind=say(wording.REPORT_KINDS[kind.value]))
    if kept.questions:
        yield say_count(wording.KEPT_QUESTIONS, kept.questions)
    if kept.report_texts:
        yield say_count(wording.KEPT_TEXTS, kept.report_texts)
    if kept.oldest:
        yield say(wording.KEPT_SINCE, day=written_date(kept.oldest, spoken()))
