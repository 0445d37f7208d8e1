"""The buttons of an answer that survive a restart: the quotes stand in the same message."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from discord import ButtonStyle, ui

from bot import wording
from bot.answering.showing.stretches import Way
from bot.chat.own_client import Interaction, client_of
from bot.chat.speaking import Spoken
from bot.languages import say

SOURCES_ID = re.compile(r"pullquote:sources:(?P<back>back:)?(?P<page>\d{1,4})")


class SourcesButton(Spoken, ui.DynamicItem[ui.Button[Any]], template=SOURCES_ID):
    """Shows other excerpts that answer the same question."""

    def __init__(self, page: int, *, leads_back: bool = False) -> None:
        self.page = page
        label = say(wording.PREVIOUS_SOURCES if leads_back else wording.MORE_SOURCES)
        custom_id = f"pullquote:sources:{'back:' if leads_back else ''}{page}"
        super().__init__(ui.Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls(int(match["page"]), leads_back=bool(match["back"]))

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.show_sources(interaction, self.page)


class WalkButton(
    Spoken,
    ui.DynamicItem[ui.Button[Any]],
    template=r"pullquote:walk:(?P<way>on|back):(?P<version>[0-9a-f]+):(?P<offset>\d{1,9})",
):
    """Reads an article on from where a message stands, a paragraph further or back."""

    _labels: ClassVar[Mapping[Way, str]] = {
        Way.ON: wording.NEXT_PARAGRAPH,
        Way.BACK: wording.PREVIOUS_PARAGRAPH,
    }

    def __init__(self, version: str, offset: int, way: Way, *, disabled: bool = False) -> None:
        self.place = (version, offset, way)
        custom_id = f"pullquote:walk:{way}:{version}:{offset}"
        label = say(self._labels[way])
        super().__init__(ui.Button(label=label, custom_id=custom_id, disabled=disabled))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls(match["version"], int(match["offset"]), Way(match["way"]))

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.walk(interaction, *self.place)


class CopyButton(Spoken, ui.DynamicItem[ui.Button[Any]], template=r"pullquote:copy"):
    """Shows the quotes of its message so that they can be copied as they are."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label=say(wording.COPY), custom_id="pullquote:copy"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.copy(interaction)


class ShareButton(Spoken, ui.DynamicItem[ui.Button[Any]], template=r"pullquote:share"):
    """Shows everyone an answer that one person got."""

    def __init__(self) -> None:
        button: ui.Button[Any] = ui.Button(
            label=say(wording.SHARE), custom_id="pullquote:share", style=ButtonStyle.primary
        )
        super().__init__(button)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.sharing.share(interaction)


class JudgeButton(
    Spoken,
    ui.DynamicItem[ui.Button[Any]],
    template=r"pullquote:helpful:(?P<is_helpful>[01])",
):
    """Takes the word of one who found an answer helpful, or not."""

    def __init__(self, is_helpful: bool) -> None:
        self.is_helpful = is_helpful
        label = say(wording.HELPFUL) if is_helpful else say(wording.NOT_HELPFUL)
        super().__init__(ui.Button(label=label, custom_id=f"pullquote:helpful:{int(is_helpful)}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls(match["is_helpful"] == "1")

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.judging.judge(interaction, self.is_helpful)


class ReportButton(Spoken, ui.DynamicItem[ui.Button[Any]], template=r"pullquote:report"):
    """Opens the form to report an answer."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label=say(wording.REPORT), custom_id="pullquote:report"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        """Make the button again from what a message holds."""
        return cls()

    async def callback(self, interaction: Interaction) -> None:
        """Answer a press."""
        await client_of(interaction).answers.reporting.open_form(interaction)


ANSWER_BUTTONS = (
    SourcesButton,
    WalkButton,
    CopyButton,
    ShareButton,
    JudgeButton,
    ReportButton,
)
