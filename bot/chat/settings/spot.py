"""Where in the settings somebody is, and what they press there, as it stands in `custom_id`."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.servers.tables import WHOLE_SERVER


class Page(StrEnum):
    """What the settings show at a time."""

    ANSWERS = "answers"
    SEARCH = "search"
    SERVER = "server"


class Act(StrEnum):
    """What can be pressed beside the choices themselves, which are called like their fields."""

    SHOW = "show"
    CHANNEL = "channel"
    SERVER = "server"
    RESET = "reset"
    OUTLETS = "outlets"
    ANY_OUTLET = "any_outlet"
    ADD_OUTLET = "add_outlet"
    ZONE = "zone"
    NO_ZONE = "no_zone"
    REPORTS = "reports"
    COLLECT = "collect"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Spot:
    """A page of the settings, of the server or of a channel."""

    page: Page = Page.ANSWERS
    channel_id: int | None = None

    def turned_to(self, page: Page) -> "Spot":
        """Return another page of the same channel; reports and questions are the server's."""
        return Spot(page) if page is Page.SERVER else replace(self, page=page)


SETTINGS_ID = re.compile(
    rf"pullquote:settings:(?P<page>{'|'.join(Page)}):(?P<channel>\d+):"
    r"(?P<act>\w+)(?::(?P<value>\w+))?"
)


@dataclass(frozen=True, slots=True)
class Press:
    """What was pressed, and where; `values` are what was chosen, or what the button stands for."""

    spot: Spot
    act: str
    values: tuple[str, ...] = ()


def custom_id(spot: Spot, act: str, value: str = "") -> str:
    """Return what a button or a menu is known by after a restart too."""
    ending = f":{value}" if value else ""
    return f"pullquote:settings:{spot.page}:{spot.channel_id or WHOLE_SERVER}:{act}{ending}"


def press_of(match: re.Match[str], values: tuple[str, ...] = ()) -> Press:
    """Return what was pressed, from a `custom_id` that matches `SETTINGS_ID`."""
    spot = Spot(Page(match["page"]), int(match["channel"]) or None)
    return Press(spot, match["act"], values or tuple(filter(None, [match["value"]])))
