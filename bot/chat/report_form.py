"""The form to report an answer, which can be sent in after a restart of the bot too.

discord.py would only know a form that this process has opened; so what comes back is read from
Discord's own payload.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot import wording
from bot.chat.own_client import Interaction
from bot.feedback.schema import ReportKind
from bot.languages import say

FORM_ID = "pullquote:report-form"
MAX_TEXT_CHARS = 500
_KIND, _TEXT = "kind", "text"


def report_form(hint: str | None) -> ui.Modal:
    """Return the form: what is wrong, and a few words about it.

    `hint` says who will read them; None where nobody would, and they are not asked for.
    """
    kinds = [
        discord.RadioGroupOption(label=say(wording.REPORT_KINDS[kind.value]), value=kind.value)
        for kind in ReportKind
    ]
    words: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id=_TEXT,
        style=discord.TextStyle.paragraph,
        required=False,
        max_length=MAX_TEXT_CHARS,
    )
    form = ui.Modal(title=say(wording.REPORT_TITLE), custom_id=FORM_ID, timeout=None)
    choice: ui.RadioGroup[ui.Modal] = ui.RadioGroup(custom_id=_KIND, options=kinds)
    form.add_item(ui.Label(text=say(wording.REPORT_KIND), component=choice))
    if hint:
        form.add_item(ui.Label(text=say(wording.REPORT_TEXT), description=hint, component=words))
    return form


def is_report(interaction: Interaction) -> bool:
    """Say whether somebody sent the form in."""
    data: Mapping[str, Any] = interaction.data or {}  # Discord's JSON: values of many kinds
    is_form = interaction.type is discord.InteractionType.modal_submit
    return is_form and data.get("custom_id") == FORM_ID


def filled_in(interaction: Interaction) -> tuple[ReportKind, str] | None:
    """Return what the form says; None where this release does not know what is reported."""
    data: Mapping[str, Any] = interaction.data or {}
    values = dict(_values(data.get("components", ())))
    if values.get(_KIND) not in set(ReportKind):
        return None
    return ReportKind(values[_KIND]), values.get(_TEXT, "").strip()


def _values(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        if component.get("value"):
            yield str(component["custom_id"]), str(component["value"])
        yield from _values([component["component"]] if "component" in component else ())
        yield from _values(component.get("components", ()))
